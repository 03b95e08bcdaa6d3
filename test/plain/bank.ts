/**
 * The bank's two schemes of ratings once more, as a page of plain arithmetic over the purchases (domain 4): the month's
 * spending is the metric, and each customer is rated at each month end from the month of the first purchase. It shares no
 * code with the services and knows nothing of events.
 */
import type { Purchase } from './purchases.ts';

/** The month ends of the data. */
export const MONTHS: readonly string[] = [
  ...Array.from({ length: 12 }, (_, index) => `1997-${String(index + 1).padStart(2, '0')}`),
  ...Array.from({ length: 6 }, (_, index) => `1998-${String(index + 1).padStart(2, '0')}`),
];

/** What the ratings of a month come to. */
export interface MonthEnd {
  readonly month: string;
  /** Level of each customer after the rating, 0 the lowest; customers without a purchase yet are not in it. */
  readonly levels: ReadonlyMap<string, number>;
  readonly rises: number;
  readonly falls: number;
}

/** One customer between two ratings. */
interface Rated {
  level: number;
  missed: number;
  falling: boolean;
}

const YUAN = 100n;

/** Platinum from 500, black-gold from 1,500; kept for three months counting the one missed, then to the level met. */
export function playFastRise(purchases: readonly Purchase[]): readonly MonthEnd[] {
  return play(purchases, [500n * YUAN, 1_500n * YUAN], (one, met) => {
    one.missed += 1;
    if (one.missed < 3) return false;
    one.level = met;
    one.missed = 0;
    return true;
  });
}

/** Gold from 250, platinum from 500, diamond from 1,500; three further ratings, then one level at each until one is met. */
export function playStepDown(purchases: readonly Purchase[]): readonly MonthEnd[] {
  return play(purchases, [250n * YUAN, 500n * YUAN, 1_500n * YUAN], (one) => {
    one.missed += 1;
    if (!one.falling && one.missed < 4) return false;
    one.level -= 1;
    one.missed = 0;
    one.falling = one.level > 0;
    return true;
  });
}

/** `missed` says what a missed rating does, and whether the level fell. */
function play(
  purchases: readonly Purchase[],
  steps: readonly bigint[],
  missed: (one: Rated, met: number) => boolean,
): readonly MonthEnd[] {
  const spent = new Map<string, bigint>();
  for (const { customer, date, tagFen } of purchases) {
    const key = `${customer} ${date.slice(0, 7)}`;
    spent.set(key, (spent.get(key) ?? 0n) + tagFen);
  }
  const customers = new Map<string, Rated>();
  return MONTHS.map((month) => {
    for (const { customer, date } of purchases) {
      if (date.slice(0, 7) === month && !customers.has(customer)) {
        customers.set(customer, { level: 0, missed: 0, falling: false });
      }
    }
    let rises = 0;
    let falls = 0;
    for (const [customer, one] of customers) {
      const amount = spent.get(`${customer} ${month}`) ?? 0n;
      const met = steps.filter((step) => amount >= step).length;
      if (met < one.level) {
        if (missed(one, met)) falls += 1;
        continue;
      }
      if (met > one.level) rises += 1;
      one.level = met;
      one.missed = 0;
      one.falling = false;
    }
    return { month, levels: new Map([...customers].map(([customer, { level }]) => [customer, level])), rises, falls };
  });
}

/**
 * The mall's rules once more, as a page of plain arithmetic over the purchases. It shares no code with the services and
 * knows nothing of events: what it counts is what the system must have counted.
 */
import type { Purchase } from './purchases.ts';

/** What a run over purchases comes to. */
export interface Totals {
  readonly purchases: number;
  readonly members: number;
  /** Members who hold Gold, or Diamond, at the end. */
  readonly gold: number;
  readonly diamond: number;
  /** Paid on all receipts, members' or not. */
  readonly paidFen: bigint;
  /** Tag prices less what was paid. */
  readonly discountFen: bigint;
  readonly points: bigint;
  readonly lotteryEntries: number;
  readonly rechargedFen: bigint;
  /** A message for each joining, each rise and each purchase paid from a wallet. */
  readonly messages: number;
}

interface Customer {
  grade: 'none' | 'gold' | 'diamond';
  day: string;
  daySumFen: bigint;
  walletFen: bigint;
  points: bigint;
}

const YUAN = 100n;

/** Plays the purchases, given in the order of time. */
export function playMall(purchases: readonly Purchase[]): Totals {
  const customers = new Map<string, Customer>();
  const placesByDay = new Map<string, Set<string>>();
  let paidFen = 0n;
  let tagFen = 0n;
  let points = 0n;
  let lotteryEntries = 0;
  let rechargedFen = 0n;
  let messages = 0;

  for (const purchase of purchases) {
    tagFen += purchase.tagFen;
    let customer = customers.get(purchase.customer);
    if (!customer) {
      customer = { grade: 'none', day: '', daySumFen: 0n, walletFen: 0n, points: 0n };
      customers.set(purchase.customer, customer);
    }
    if (customer.day !== purchase.date) {
      customer.day = purchase.date;
      customer.daySumFen = 0n;
    }

    if (customer.grade === 'none') {
      paidFen += purchase.tagFen;
      customer.daySumFen += purchase.tagFen;
      if (customer.daySumFen >= 3_000n * YUAN) customer.grade = 'diamond';
      else if (customer.daySumFen >= 300n * YUAN) customer.grade = 'gold';
      if (customer.daySumFen >= 300n * YUAN) messages += 1;
      continue;
    }

    const percent = customer.grade === 'gold' ? 88n : 80n;
    const price = (purchase.tagFen * percent + 50n) / 100n;
    if (price === 0n) continue;
    paidFen += price;

    while (customer.walletFen < price) {
      customer.walletFen += 1_000n * YUAN;
      rechargedFen += 1_000n * YUAN;
    }
    customer.walletFen -= price;
    messages += 1;

    const places = placesByDay.get(purchase.date) ?? new Set<string>();
    placesByDay.set(purchase.date, places);
    const firstOfDay = !places.has(purchase.customer);
    places.add(purchase.customer);
    const amongFirst = firstOfDay && places.size <= 100;

    const day = new Date(`${purchase.date}T00:00:00Z`);
    const campaign = day.getUTCDay() === 3 && day.getUTCMonth() >= 1 && day.getUTCMonth() <= 3;
    const base = price / (10n * YUAN);
    const earned = base * (campaign || amongFirst ? 2n : 1n) + (base >= 200n ? 10n : 0n);
    points += earned;
    customer.points += earned;
    if (customer.points % 10n === 8n) lotteryEntries += 1;
    if (customer.grade === 'gold' && customer.points >= 8_000n) {
      customer.grade = 'diamond';
      messages += 1;
    }
  }

  const grades = [...customers.values()].map(({ grade }) => grade);
  const gold = grades.filter((grade) => grade === 'gold').length;
  const diamond = grades.filter((grade) => grade === 'diamond').length;
  return {
    purchases: purchases.length,
    members: gold + diamond,
    gold,
    diamond,
    paidFen,
    discountFen: tagFen - paidFen,
    points,
    lotteryEntries,
    rechargedFen,
    messages,
  };
}

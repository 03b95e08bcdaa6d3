/**
 * From what was reported of a holder to the numbers that standards are asked with: exact, an average as its sum and its
 * divisor (domain 2.6 to 2.8). A value of a whole month stands for the month, whatever days of it were reported; of what is
 * held it is the month's average, of what flows its sum, which belongs to the month's last day.
 */
import { type BusinessDate, dateEarlier, daysBetween, month as monthOf } from '@scrip/calendar';
import { InvariantError } from '@scrip/decider';
import { METRICS, type Measure, type Measured, type MetricWindow, measuredParts } from '@scrip/programme';

/** The days of a window, both included. */
export interface Span {
  readonly from: BusinessDate;
  readonly to: BusinessDate;
}

/** What is known of a metric of a holder in a month, as far as it lies in a span. */
export interface MonthFigure {
  readonly metric: string;
  /** YYYY-MM. */
  readonly month: string;
  /** Sum of the days that were reported. */
  readonly daySum: bigint;
  /** How many days were reported, or had a receipt. */
  readonly days: number;
  /** The value of the whole month; null where none was reported. */
  readonly monthValue: bigint | null;
  /** The value of the last day that was reported; null where none was. */
  readonly last: bigint | null;
  /** What receipts and points add. */
  readonly flow: bigint;
}

/** A day before every other: where a window has no beginning. */
export const FIRST_DAY: BusinessDate = '0001-01-01';

/** First day of a month, YYYY-MM. */
export function firstDay(month: string): BusinessDate {
  return `${month}-01`;
}

/** Last day of a month, YYYY-MM. */
export function lastDay(month: string): BusinessDate {
  return dateEarlier(firstDay(nextMonth(month)), 'P1D');
}

/** The month after, YYYY-MM. */
export function nextMonth(month: string): string {
  const [year = 0, of = 0] = month.split('-').map(Number);
  return of === 12
    ? `${String(year + 1).padStart(4, '0')}-01`
    : `${month.slice(0, 5)}${String(of + 1).padStart(2, '0')}`;
}

/** The months from one to another, both included; none where the second is earlier. */
export function monthsBetween(from: string, to: string): readonly string[] {
  const months: string[] = [];
  for (let month = from; month <= to; month = nextMonth(month)) months.push(month);
  return months;
}

/** The days of a window that ends with a month; `joinedOn` is asked by `sinceJoining` alone. */
export function spanOf(window: MetricWindow, month: string, joinedOn: BusinessDate = FIRST_DAY): Span {
  const to = lastDay(month);
  const year = month.slice(0, 4);
  switch (window.kind) {
    case 'businessDay':
      return { from: to, to };
    case 'calendarMonth':
      return { from: firstDay(month), to };
    case 'calendarQuarter': {
      const first = 3 * Math.floor((monthOf(to) - 1) / 3) + 1;
      return { from: `${year}-${String(first).padStart(2, '0')}-01`, to };
    }
    case 'calendarYear':
      return { from: `${year}-01-01`, to };
    case 'rolling': {
      if (window.length === undefined) throw new InvariantError('a rolling window has no length');
      return { from: dateEarlier(firstDay(nextMonth(month)), window.length), to };
    }
    case 'sinceJoining':
      return { from: joinedOn, to };
    case 'lifetime':
      return { from: FIRST_DAY, to };
  }
}

/** A measure of a holder from the figures of its months within its span; nothing at all is 0. */
export function measured({ metric, window }: Measure, span: Span, figures: readonly MonthFigure[]): Measured {
  const parts: readonly string[] = measuredParts(metric);
  const mine = figures.filter((figure) => parts.includes(figure.metric));
  if (window.take === 'last') return { total: atTheEnd(parts, mine), over: 1n };
  if (window.take === 'sum') return { total: sum(mine, inMonth), over: 1n };
  // A window without a beginning begins with what is known first.
  const from = span.from === FIRST_DAY ? firstDay(earliest(mine) ?? span.to.slice(0, 7)) : span.from;
  const within = { from, to: span.to };
  const isStock = METRICS[metric].kind === 'stock';
  return window.per === 'month'
    ? averageOverMonths(mine, within, isStock, window.over === 'observed')
    : averageOverDays(mine, within, isStock, window.over === 'observed');
}

/** What there is at the end: of each part the value known last. */
function atTheEnd(parts: readonly string[], figures: readonly MonthFigure[]): bigint {
  return parts.reduce((total, part) => {
    const own = figures.filter(({ metric, monthValue, last }) => metric === part && (monthValue ?? last) !== null);
    const latest = own.reduce<MonthFigure | undefined>(
      (a, b) => (a === undefined || b.month > a.month ? b : a),
      undefined,
    );
    return total + (latest?.monthValue ?? latest?.last ?? 0n);
  }, 0n);
}

/** The sum of a month. */
function inMonth({ monthValue, daySum, flow }: MonthFigure): bigint {
  return (monthValue ?? daySum) + flow;
}

function sum(figures: readonly MonthFigure[], of: (figure: MonthFigure) => bigint): bigint {
  return figures.reduce((total, figure) => total + of(figure), 0n);
}

function earliest(figures: readonly MonthFigure[]): string | undefined {
  return figures.map(({ month }) => month).sort()[0];
}

/** Days of a month that lie in a span. */
function daysIn(month: string, { from, to }: Span): number {
  const first = firstDay(month);
  const last = lastDay(month);
  return daysBetween(from > first ? from : first, to < last ? to : last) + 1;
}

/** Over the days: of what is held, a month's value counts for each of its days; of several parts the most days that one has. */
function averageOverDays(figures: readonly MonthFigure[], span: Span, isStock: boolean, observed: boolean): Measured {
  const total = sum(figures, (figure) =>
    isStock && figure.monthValue !== null
      ? figure.monthValue * BigInt(daysIn(figure.month, span)) + figure.flow
      : inMonth(figure),
  );
  const daysOf = (figure: MonthFigure): number =>
    figure.monthValue === null ? figure.days : daysIn(figure.month, span);
  const days = observed ? mostOf(figures, daysOf) : daysBetween(span.from, span.to) + 1;
  return { total, over: BigInt(Math.max(1, days)) };
}

/** Over the months: of what is held, the sum of the months' averages; each is exact, so their sum has a common divisor. */
function averageOverMonths(figures: readonly MonthFigure[], span: Span, isStock: boolean, observed: boolean): Measured {
  const months = new Set(figures.map(({ month }) => month)).size;
  const over = observed ? months : monthsBetween(span.from.slice(0, 7), span.to.slice(0, 7)).length;
  let total: Measured = { total: 0n, over: 1n };
  for (const figure of figures) {
    const days = observed ? figure.days : daysIn(figure.month, span);
    total =
      isStock && figure.monthValue === null
        ? plus(total, { total: figure.daySum, over: BigInt(Math.max(1, days)) })
        : plus(total, { total: inMonth(figure), over: 1n });
  }
  return reduced({ total: total.total, over: total.over * BigInt(Math.max(1, over)) });
}

function mostOf(figures: readonly MonthFigure[], daysOf: (figure: MonthFigure) => number): number {
  const byPart = new Map<string, number>();
  for (const figure of figures) byPart.set(figure.metric, (byPart.get(figure.metric) ?? 0) + daysOf(figure));
  return Math.max(0, ...byPart.values());
}

function plus(a: Measured, b: Measured): Measured {
  if (b.over === 1n && a.over === 1n) return { total: a.total + b.total, over: 1n };
  return reduced({ total: a.total * b.over + b.total * a.over, over: a.over * b.over });
}

function reduced({ total, over }: Measured): Measured {
  let a = total < 0n ? -total : total;
  let b = over;
  while (b > 0n) [a, b] = [b, a % b];
  return a > 1n ? { total: total / a, over: over / a } : { total, over };
}

/**
 * A day of a campus, drawn from a seed: what each card really did, and how its records reach the ledger. Cards pay at
 * terminals; some records never leave their terminal, some are altered, some cards are wrong about what they hold, and the
 * rest come late, twice and out of order. The simulator signs and sends it (`simulator.ts`); the plain computation says what
 * must come of it (`plain.ts`).
 */

/** How large a day is. */
export interface Size {
  readonly terminals: number;
  readonly cards: number;
  /** Spends of the day. */
  readonly spends: number;
  /** Passes at doors. */
  readonly passes: number;
}

/** What is wrong with a spend's record. */
export type Fault =
  /** Nothing. */
  | 'none'
  /** Its terminal never sends it. */
  | 'missing'
  /** A copy with another amount comes beside it. */
  | 'forged'
  /** The card says that it holds more than it should, from here on. */
  | 'wrong';

/** A spend as it happened; amounts in fen. */
export interface Spend {
  readonly card: number;
  readonly terminal: number;
  /** From 1 for each card. */
  readonly counter: number;
  readonly amountFen: number;
  readonly balanceFen: number;
  /** Milliseconds since the day began. */
  readonly atMs: number;
  readonly fault: Fault;
}

/** A card held to a door. */
export interface Pass {
  readonly card: number;
  readonly terminal: number;
  readonly counter: number;
  readonly atMs: number;
}

/** A day. */
export interface Plan {
  readonly size: Size;
  /** What each card was loaded with in the morning, in fen. */
  readonly loadFen: number;
  readonly spends: readonly Spend[];
  readonly passes: readonly Pass[];
  /** Files in the order they arrive: places in `spends`, or below zero −1 − place in `passes`. */
  readonly files: readonly (readonly number[])[];
}

/** Fen that a card says it holds too much. */
export const WRONG_BY_FEN = 500;
const SPEND_FEN_MIN = 100;
/** A meal; a day of them stays below the most that one load of the preset one-card may be. */
const SPEND_FEN_MAX = 1_000;
const DAY_MS = 14 * 60 * 60_000;
/** One in so many spends has a fault of each kind; one card has one fault at most, so that each can be told apart. */
const FAULT_EVERY = 200;
/** One in so many records is sent a second time, in another file. */
const TWICE_EVERY = 12;

/** Random numbers below a bound from a seed (mulberry32). */
export function seeded(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

/** Draws a day. `files`: into how many its records are cut. */
export function planDay(size: Size, seed: number, files: number): Plan {
  const random = seeded(seed);
  const spends = drawSpends(size, random);
  const doorCounters = new Map<number, number>();
  const passes = Array.from({ length: size.passes }, (): Pass => {
    const terminal = random(size.terminals);
    const counter = (doorCounters.get(terminal) ?? 0) + 1;
    doorCounters.set(terminal, counter);
    return { card: random(size.cards), terminal, counter, atMs: random(DAY_MS) };
  });
  const most = Math.ceil(size.spends / size.cards) + 1;
  return { size, loadFen: most * SPEND_FEN_MAX, spends, passes, files: deliver(spends, passes, files, random) };
}

function drawSpends(size: Size, random: (bound: number) => number): readonly Spend[] {
  const most = Math.ceil(size.spends / size.cards) + 1;
  const loadFen = most * SPEND_FEN_MAX;
  const counters = Array.from({ length: size.cards }, () => 0);
  const balances = Array.from({ length: size.cards }, () => loadFen);
  const faulty = new Set<number>();
  return Array.from({ length: size.spends }, (_, n): Spend => {
    // Each card in turn: the counters of a card rise with the day.
    const card = n % size.cards;
    const counter = (counters[card] ?? 0) + 1;
    counters[card] = counter;
    const amountFen = SPEND_FEN_MIN + random(SPEND_FEN_MAX - SPEND_FEN_MIN);
    const last = counter === Math.ceil((size.spends - card) / size.cards);
    const draw = random(FAULT_EVERY);
    // What is missing must lie between others for anybody to miss it.
    const faults: readonly Fault[] = last || faulty.has(card) ? ['none'] : ['missing', 'forged', 'wrong'];
    const fault = faults[draw] ?? 'none';
    if (fault !== 'none') faulty.add(card);
    const balanceFen = (balances[card] ?? 0) - amountFen + (fault === 'wrong' ? WRONG_BY_FEN : 0);
    balances[card] = balanceFen;
    const atMs = Math.floor((n * DAY_MS) / size.spends);
    return { card, terminal: random(size.terminals), counter, amountFen, balanceFen, atMs, fault };
  });
}

/** Each record into a file that is somewhat near its time, some into a second one; each file shuffled. */
function deliver(
  spends: readonly Spend[],
  passes: readonly Pass[],
  count: number,
  random: (bound: number) => number,
): readonly (readonly number[])[] {
  const files = Array.from({ length: count }, (): number[] => []);
  const put = (record: number, atMs: number): void => {
    const near = Math.floor((atMs * count) / DAY_MS);
    files[Math.min(count - 1, near + random(count))]?.push(record);
    if (random(TWICE_EVERY) === 0) files[random(count)]?.push(record);
  };
  for (const [place, spend] of spends.entries()) if (spend.fault !== 'missing') put(place, spend.atMs);
  for (const [place, pass] of passes.entries()) put(-1 - place, pass.atMs);
  for (const file of files) {
    for (let i = file.length - 1; i > 0; i -= 1) {
      const j = random(i + 1);
      [file[i], file[j]] = [file[j] as number, file[i] as number];
    }
  }
  return files;
}

/** Card numbers: drawn at random so that nobody can count up to a neighbour's, and never drawn twice. */
import { randomInt } from 'node:crypto';
import type { EventLog } from '@scrip/event-store';

/** Which numbers a product's cards have. */
export interface NumberRange {
  /** First digits of every number. */
  readonly prefix: string;
  /** Length with the check digit, which is the last one. */
  readonly digits: number;
  /** Lowest and highest of what is between prefix and check digit; left out: all zeros, all nines. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * The issuer's own range, where a product has none: it begins with a 9 for national use, followed by the country's number,
 * here China's 156 (ISO/IEC 7812-1), so that no number is mistaken for one of a card network. With eleven digits drawn, a
 * guess finds one of a million cards in 100,000 tries.
 */
export const OWN_RANGE: NumberRange = { prefix: '9156', digits: 16 };

/** Numbers made sure of in one statement: an import does not wait for the database at every card. */
const DRAWN_AT_ONCE = 200;
/** Most digits that one draw of the machine's generator gives: it draws below 2^48. */
const DRAW_DIGITS = 12;
/** Statements of one draw that found nothing new before the range is said to be used up: most of it must be taken then. */
const DRAWS_MAX = 20;

/** All numbers of a range are taken, or nearly all. */
export class NumbersUsedUpError extends Error {
  override readonly name = 'NumbersUsedUpError';
}

/** The check digit of these digits by Luhn's formula (ISO/IEC 7812-1, annex B). */
export function checkDigit(digits: string): string {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    const weighed = place % 2 === 0 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return String((10 - (sum % 10)) % 10);
}

/** Whether this is a number of the range with the right check digit: a slip of one digit, and nearly every swap, is found. */
export function isCardNumber(text: string, range: NumberRange = OWN_RANGE): boolean {
  if (text.length !== range.digits || !/^\d+$/.test(text) || !text.startsWith(range.prefix)) return false;
  const middle = text.slice(range.prefix.length, -1);
  const { from, to } = boundsOf(range);
  return middle >= from && middle <= to && checkDigit(text.slice(0, -1)) === text.slice(-1);
}

/** Lowest and highest of what is between prefix and check digit, in all its digits. */
function boundsOf({ prefix, digits, from = '0', to }: NumberRange): { readonly from: string; readonly to: string } {
  const places = digits - prefix.length - 1;
  if (places < 1) throw new RangeError(`no digits are left between ${prefix} and the check digit of ${digits} digits`);
  return { from: from.padStart(places, '0'), to: to?.padStart(places, '0') ?? '9'.repeat(places) };
}

/** A number of the range, drawn at random. */
function draw(range: NumberRange): string {
  const { from, to } = boundsOf(range);
  const count = BigInt(to) - BigInt(from) + 1n;
  if (count < 1n) throw new RangeError(`the range of numbers ends at ${to}, before its begin ${from}`);
  const digits = range.prefix + String(BigInt(from) + drawBelow(count)).padStart(from.length, '0');
  return digits + checkDigit(digits);
}

/** Each number below `count` is as likely as any other. */
function drawBelow(count: bigint): bigint {
  if (count <= 10n ** BigInt(DRAW_DIGITS)) return BigInt(randomInt(Number(count)));
  const digits = String(count).length;
  for (;;) {
    let drawn = '';
    while (drawn.length < digits) drawn += String(randomInt(10));
    if (BigInt(drawn) < count) return BigInt(drawn);
  }
}

/** Numbers of one range that are written down and not used yet. */
interface Ready {
  readonly numbers: string[];
  drawing: Promise<void> | undefined;
}

/**
 * Hands out numbers that no card of any issuer has had. They are written down before they are used, so two copies of
 * the service cannot hand out the same; what is left over when a copy stops is never used, and there is enough.
 */
export class CardNumbers {
  readonly #pool: EventLog['pool'];
  readonly #ready = new Map<string, Ready>();

  constructor(pool: EventLog['pool']) {
    this.#pool = pool;
  }

  /** A number of the range that is new. Throws NumbersUsedUpError where there is none to be found. */
  async next(range: NumberRange = OWN_RANGE): Promise<string> {
    const ready = this.#readyOf(range);
    for (;;) {
      const number = ready.numbers.pop();
      if (number !== undefined) return number;
      ready.drawing ??= this.many(DRAWN_AT_ONCE, range)
        .then((numbers) => void ready.numbers.push(...numbers))
        .finally(() => {
          ready.drawing = undefined;
        });
      await ready.drawing;
    }
  }

  /**
   * Numbers of the range that are new, for a batch: as many as asked, or fewer, and at least one; ask again for the rest.
   * Throws NumbersUsedUpError where there is none to be found.
   */
  async many(count: number, range: NumberRange = OWN_RANGE): Promise<readonly string[]> {
    for (let attempt = 1; attempt <= DRAWS_MAX; attempt += 1) {
      const candidates = Array.from({ length: count }, () => draw(range));
      const { rows } = await this.#pool.query<{ number: string }>(
        'INSERT INTO card_number (number) SELECT * FROM unnest($1::text[]) ON CONFLICT DO NOTHING RETURNING number',
        [candidates],
      );
      if (rows.length > 0) return rows.map((row) => row.number);
    }
    throw new NumbersUsedUpError(`the numbers of the range ${range.prefix} (${range.digits} digits) are used up`);
  }

  #readyOf(range: NumberRange): Ready {
    const { prefix, digits, from = '', to = '' } = range;
    const key = `${prefix}/${digits}/${from}/${to}`;
    const known = this.#ready.get(key);
    if (known) return known;
    const made: Ready = { numbers: [], drawing: undefined };
    this.#ready.set(key, made);
    return made;
  }
}

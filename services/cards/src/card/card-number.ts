/** Card numbers: drawn at random so that nobody can count up to a neighbour's, and never drawn twice. */
import { randomInt } from 'node:crypto';
import type { EventLog } from '@scrip/event-store';

/**
 * Beginning of every number (ISO/IEC 7812-1: a leading 9 is for national use, followed by the country's number, here
 * China's 156), so that no number is mistaken for one of a card network.
 */
const RANGE = '9156';
/** Digits between the range and the check digit. At a million cards a guess finds one in 100,000 tries. */
const DRAWN_DIGITS = 11;
/** Numbers made sure of in one statement: an import does not wait for the database at every card. */
const DRAWN_AT_ONCE = 200;

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

/** Whether this is a number of ours with the right check digit: a slip of one digit, and nearly every swap, is found. */
export function isCardNumber(text: string): boolean {
  return (
    text.length === RANGE.length + DRAWN_DIGITS + 1 &&
    /^\d+$/.test(text) &&
    text.startsWith(RANGE) &&
    checkDigit(text.slice(0, -1)) === text.slice(-1)
  );
}

/**
 * Hands out numbers that no card of any issuer has had. They are written down before they are used, so two copies of
 * the service cannot hand out the same; what is left over when a copy stops is never used, and there is enough.
 */
export class CardNumbers {
  readonly #pool: EventLog['pool'];
  #ready: string[] = [];
  #drawing: Promise<void> | undefined;

  constructor(pool: EventLog['pool']) {
    this.#pool = pool;
  }

  /** A number that is new. */
  async next(): Promise<string> {
    for (;;) {
      const number = this.#ready.pop();
      if (number !== undefined) return number;
      this.#drawing ??= this.#draw().finally(() => {
        this.#drawing = undefined;
      });
      await this.#drawing;
    }
  }

  async #draw(): Promise<void> {
    const candidates = Array.from({ length: DRAWN_AT_ONCE }, () => {
      const digits = RANGE + String(randomInt(10 ** DRAWN_DIGITS)).padStart(DRAWN_DIGITS, '0');
      return digits + checkDigit(digits);
    });
    const { rows } = await this.#pool.query<{ number: string }>(
      'INSERT INTO card_number (number) SELECT * FROM unnest($1::text[]) ON CONFLICT DO NOTHING RETURNING number',
      [candidates],
    );
    this.#ready.push(...rows.map((row) => row.number));
  }
}

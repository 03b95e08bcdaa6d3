import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPool } from '@scrip/event-store';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import fc from 'fast-check';
import { CardNumbers, checkDigit, isCardNumber } from './card-number.ts';

/** The example of ISO/IEC 7812-1, annex B. */
const EXAMPLE = '7992739871';

const payload = fc.stringMatching(/^9156\d{11}$/);

describe('the check digit', () => {
  it('is that of the standard’s example', () => {
    expect(checkDigit(EXAMPLE)).toBe('3');
  });

  it('tells every slip of one digit', () => {
    fc.assert(
      fc.property(payload, fc.integer({ min: 4, max: 15 }), fc.integer({ min: 1, max: 9 }), (digits, place, by) => {
        const number = digits + checkDigit(digits);
        const slipped = String((Number(number[place]) + by) % 10);
        expect(isCardNumber(number)).toBe(true);
        expect(isCardNumber(number.slice(0, place) + slipped + number.slice(place + 1))).toBe(false);
      }),
    );
  });

  it('does not make a number of what is of another range, length or alphabet', () => {
    const ofNetwork = '400000000000000';
    expect(isCardNumber(ofNetwork + checkDigit(ofNetwork))).toBe(false);
    expect(isCardNumber('91560000')).toBe(false);
    expect(isCardNumber('915600000000000a')).toBe(false);
  });
});

describe('card numbers', () => {
  let database: ThrowawayDatabase;
  let pools: ReturnType<typeof openPool>[];

  beforeAll(async () => {
    database = await throwawayDatabase('cards');
    pools = [openPool(database.appUrl), openPool(database.appUrl)];
  });

  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  });

  it('differ, also those that two copies of the service hand out at the same time', async () => {
    const copies = pools.map((pool) => new CardNumbers(pool));
    const numbers = await Promise.all(copies.flatMap((copy) => Array.from({ length: 500 }, () => copy.next())));
    expect(new Set(numbers).size).toBe(1_000);
    expect(numbers.filter((number) => !isCardNumber(number))).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@scrip/testing';
import { CampusDay } from './campus-day.ts';
import { CampusDoors } from './doors.ts';
import { plainBooks } from './plain.ts';
import { planDay, type Size } from './plan.ts';
import { moduleKeys } from './simulator.ts';

const DAY_START = Date.parse('2025-06-14T07:00:00+08:00');
const NOW = Date.parse('2025-06-15T09:00:00+08:00');
const SIZE: Size = { terminals: 4, cards: 15, spends: 240, passes: 60 };
const SEED = 7;
const FILES = 3;

let doors: CampusDoors;
let admin: Client;

beforeAll(async () => {
  doors = await CampusDoors.open({ now: () => NOW });
  admin = doors.client();
});
afterAll(async () => {
  await doors.close();
});

describe('a day of a campus at two doors', () => {
  it('ends with the books of a plain computation, though files come twice and cards stops in between', async () => {
    const plan = planDay(SIZE, SEED, FILES);
    const faults = new Set(plan.spends.map(({ fault }) => fault));
    expect(faults).toEqual(new Set(['none', 'missing', 'forged', 'wrong']));
    const cardIds: string[] = [];
    for (let n = 0; n < SIZE.cards; n += 1) {
      cardIds.push((await doors.card(plan.loadFen)).cardId);
    }
    const day = await CampusDay.begin({ enterprise: admin, finance: doors.finance() }, plan, cardIds, {
      name: 'campus',
      module: moduleKeys(),
      dayStart: DAY_START,
    });
    const fileIds: string[] = [];
    for (const place of plan.files.keys()) {
      fileIds.push(await day.send(place));
      if (place === 0) await doors.restartCards();
    }
    await doors.cards.worked();
    // The same file under the same key is the same file.
    expect(await day.send(1)).toBe(fileIds[1]);
    await doors.cards.worked();
    await doors.ledger.caughtUp();
    const { passes, accepted, duplicates, refused, ...books } = plainBooks(plan);
    expect(await day.progress(fileIds)).toEqual({ accepted, duplicates, refused, remaining: 0 });
    expect(await day.books()).toEqual(books);
    const { rows } = await doors.cards.log.pool.query(`SELECT count(*) FROM event WHERE type = 'CardPassed'`);
    expect(rows).toEqual([{ count: BigInt(passes) }]);
  });
});

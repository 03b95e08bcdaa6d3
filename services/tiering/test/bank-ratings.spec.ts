/** The bank's two schemes of ratings, through the door (domain 2.6 and 2.7). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@scrip/event-store';
import { type Programme, preset } from '@scrip/programme';
import { Bank } from './bank.ts';
import { TieringDoor } from './tiering-door.ts';

const NOW = Date.parse('2026-03-10T10:00:00+08:00');
/** The first month lifts everybody to where the example begins; it is December of the year before. */
const BEFORE = '2024-12';
const MONTHS = ['2025-01', '2025-02', '2025-03', '2025-04', '2025-05', '2025-06', '2025-07'];

/** Balances in yuan that meet each level of a preset. */
const STEP_DOWN = { ordinary: 0, gold: 100_000, platinum: 300_000, diamond: 1_000_000 };
const FAST_RISE = { ordinary: 299_999, platinum: 300_000, blackGold: 1_000_000 };

let door: TieringDoor;

beforeAll(async () => {
  door = await TieringDoor.open({ now: () => NOW });
});
afterAll(() => door.close());

async function bankOf(programme: Programme): Promise<Bank> {
  const issuerId = newId('iss');
  await door.publish(issuerId, programme);
  return new Bank(door, issuerId, programme);
}

/** A holder who held the first amount in December and the others from `from` on, a month each, all of them rated. */
async function rated(bank: Bank, before: number, from: string, ...yuan: readonly number[]): Promise<string> {
  const holderId = newId('hld');
  const first = MONTHS.indexOf(from);
  const until = first + yuan.length;
  const kept = MONTHS.slice(0, first).map((month): [string, number] => [month, before]);
  const held = yuan.map((amount, index): [string, number] => [MONTHS[first + index] ?? '', amount]);
  await bank.holds(holderId, Object.fromEntries([[BEFORE, before], ...kept, ...held]));
  await bank.rateAll([BEFORE, ...MONTHS.slice(0, until)]);
  return holderId;
}

describe('rated by the month, with extension, one level at a time', () => {
  const { ordinary, gold, platinum, diamond } = STEP_DOWN;

  it('B1: platinum, January to May meet gold: platinum through April, gold from May, normal by the rating of May', async () => {
    const bank = await bankOf(preset('bank-stepdown'));
    const holderId = await rated(bank, platinum, '2025-01', gold, gold, gold, gold, gold);
    expect(await bank.gradeOn(holderId, '2025-04-30')).toBe('platinum');
    expect(await bank.gradeOn(holderId, '2025-05-01')).toBe('gold');
    expect((await bank.history(holderId)).map(({ month, toGrade, standing }) => [month, toGrade, standing])).toEqual([
      ['2024-12', 'platinum', 'met'],
      ['2025-01', 'platinum', 'extension'],
      ['2025-02', 'platinum', 'extension'],
      ['2025-03', 'platinum', 'extension'],
      ['2025-04', 'gold', 'falling'],
      ['2025-05', 'gold', 'met'],
    ]);
  });

  it('B2: platinum, January gold, February platinum, March gold: the extension ends in February, March opens a full new one', async () => {
    const bank = await bankOf(preset('bank-stepdown'));
    const holderId = await rated(bank, platinum, '2025-01', gold, platinum, gold);
    expect((await bank.history(holderId)).slice(1)).toMatchObject([
      { month: '2025-01', toGrade: 'platinum', standing: 'extension' },
      { month: '2025-02', toGrade: 'platinum', standing: 'met' },
      { month: '2025-03', toGrade: 'platinum', standing: 'extension' },
    ]);
    expect(await bank.membership(holderId)).toMatchObject({
      grade: 'platinum',
      standing: 'extension',
      missedRatings: 1,
    });
  });

  it('B3: diamond, January to June meet ordinary: platinum from May, gold from June, ordinary from July', async () => {
    const bank = await bankOf(preset('bank-stepdown'));
    const holderId = await rated(bank, diamond, '2025-01', ...Array<number>(6).fill(ordinary));
    const on = (day: string) => bank.gradeOn(holderId, day);
    expect([await on('2025-04-30'), await on('2025-05-01'), await on('2025-06-01'), await on('2025-07-01')]).toEqual([
      'diamond',
      'platinum',
      'gold',
      'ordinary',
    ]);
    expect(await bank.membership(holderId)).toMatchObject({ grade: 'ordinary', standing: 'met' });
  });
});

describe('up at once, kept for three months when missed, then to what is met', () => {
  const { ordinary, platinum, blackGold } = FAST_RISE;

  it('F1: platinum, an April average of 1,000,000: black-gold from May', async () => {
    const bank = await bankOf(preset('bank-fastrise'));
    const holderId = await rated(bank, platinum, '2025-04', blackGold);
    expect([await bank.gradeOn(holderId, '2025-04-30'), await bank.gradeOn(holderId, '2025-05-01')]).toEqual([
      'platinum',
      'black-gold',
    ]);
  });

  it('F2: black-gold, nothing in April, May and June: black-gold through June, ordinary from July', async () => {
    const bank = await bankOf(preset('bank-fastrise'));
    const holderId = await rated(bank, blackGold, '2025-04', 0, 0, 0);
    expect([await bank.gradeOn(holderId, '2025-06-30'), await bank.gradeOn(holderId, '2025-07-01')]).toEqual([
      'black-gold',
      'ordinary',
    ]);
  });

  it('F3: black-gold, nothing in April, 1,000,000 in May: normal in May', async () => {
    const bank = await bankOf(preset('bank-fastrise'));
    const holderId = await rated(bank, blackGold, '2025-04', 0, blackGold);
    expect((await bank.history(holderId)).slice(1)).toMatchObject([
      { month: '2025-04', toGrade: 'black-gold', standing: 'extension' },
      { month: '2025-05', toGrade: 'black-gold', standing: 'met' },
    ]);
  });

  it('F4: black-gold, nothing in April, platinum in May and June: platinum from July', async () => {
    const bank = await bankOf(preset('bank-fastrise'));
    const holderId = await rated(bank, blackGold, '2025-04', 0, platinum, platinum);
    expect([await bank.gradeOn(holderId, '2025-06-30'), await bank.gradeOn(holderId, '2025-07-01')]).toEqual([
      'black-gold',
      'platinum',
    ]);
    expect(ordinary).toBeLessThan(platinum);
  });
});

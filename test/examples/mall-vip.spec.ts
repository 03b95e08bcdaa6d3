import { beforeAll, describe, expect, it } from '@jest/globals';
import { system } from '@scrip/testing';
import {
  askToJoin,
  join,
  type Member,
  type OpenProgramme,
  on,
  openProgramme,
  openWallet,
  record,
  register,
  yuan,
} from '../world/programme.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;

/** A Thursday in May: no campaign of the calendar. */
const DAY = '2025-05-08';
const DAY_BEFORE = '2025-05-07';
const MARCH_WEDNESDAY = '2025-03-05';
const BEFORE_MARCH_WEDNESDAY = '2025-03-04';

let mall: OpenProgramme;

beforeAll(async () => {
  mall = await openProgramme(await system(), 'mall-vip');
}, START_MS_MAX);

/**
 * A member whose first receipt of the day is over: a receipt of 9.99 earns no point and takes the member's place among
 * the first hundred, so what follows is not doubled (M10 has that for itself).
 */
async function memberAfterFirstReceipt(grade: 'gold' | 'diamond', day: string, dayBefore: string): Promise<Member> {
  const member = await join(mall, grade, dayBefore);
  const first = await member.buys({ paidFen: yuan(9.99), at: on(day, '10:00:00') });
  expect(first.earned).toBeNull();
  return member;
}

describe('joining', () => {
  it('M5 join with 180 + 130 of one day: Gold; 299: refused; 3,000: Diamond; 200 + 200 of two days: refused; a receipt already used: refused', async () => {
    const joinWith = async (...paid: readonly { readonly yuan: number; readonly day?: string }[]) => {
      const client = mall.system.client('importer');
      const receiptIds: string[] = [];
      for (const { yuan: amount, day = DAY } of paid) {
        const { receipt } = await record(client, mall, { paidFen: yuan(amount), at: on(day) });
        receiptIds.push(receipt.receiptId);
      }
      const holderId = await register(mall.system, { at: on(DAY) });
      return askToJoin(client, mall, { holderId, receiptIds, at: on(DAY, '18:00:00') });
    };

    const gold = (await joinWith({ yuan: 180 }, { yuan: 130 })).ok(201);
    expect(gold).toMatchObject({ grade: 'gold', rule: 'join-gold', receiptsTotalFen: yuan(310) });
    (await joinWith({ yuan: 299 })).refused(409, 'total_too_low', {
      totalFen: yuan(299),
      neededFen: yuan(300),
      missingFen: yuan(1),
    });
    const diamond = (await joinWith({ yuan: 3_000 })).ok(201);
    expect(diamond).toMatchObject({ grade: 'diamond', rule: 'join-diamond' });
    (await joinWith({ yuan: 200, day: DAY_BEFORE }, { yuan: 200 })).refused(409, 'receipts_of_several_days');

    const another = await register(mall.system, { at: on(DAY) });
    const used = { holderId: another, receiptIds: diamond.receiptIds, at: on(DAY, '19:00:00') };
    (await askToJoin(mall.system.client('importer'), mall, used)).refused(409, 'receipt_already_used', {
      usedByMembershipId: diamond.membershipId,
    });
  });
});

describe('prices', () => {
  it('M2 a tag of 1,000: Gold pays 880.00, on a counter at 20% off 704.00; Diamond 800.00 and 640.00', async () => {
    const [gold, diamond] = await Promise.all([join(mall, 'gold', DAY), join(mall, 'diamond', DAY)]);
    const line = { tagFen: yuan(1_000) };
    const prices = [
      await gold.quote(line),
      await gold.quote({ ...line, counterKey: 'counter-20off' }),
      await diamond.quote(line),
      await diamond.quote({ ...line, counterKey: 'counter-20off' }),
    ];
    expect(prices.map(({ totalFen }) => totalFen)).toEqual([yuan(880), yuan(704), yuan(800), yuan(640)]);
    expect(prices[3]?.lines[0]?.rules).toEqual(['counter:counter-20off', 'diamond-pays-80']);
  });

  it('M3 a tag of 199.90 on a counter at 20% off: Gold pays 140.73, from the wallet, and gets 14 points', async () => {
    const gold = await memberAfterFirstReceipt('gold', DAY, DAY_BEFORE);
    const wallet = await openWallet(mall, { holderId: gold.holderId, productKey: 'wallet', at: on(DAY_BEFORE) });
    (await wallet.recharge(yuan(1_000), on(DAY_BEFORE))).ok(201);

    const line = { tagFen: yuan(199.9), counterKey: 'counter-20off', priceClass: 'regular' } as const;
    const { quoteId, totalFen } = await gold.quote(line);
    expect(totalFen).toBe(yuan(140.73));
    const { spendId, balanceAfterFen } = (await wallet.spend(totalFen, { at: on(DAY) })).ok(201);
    expect(balanceAfterFen).toBe(yuan(859.27));
    const tender = { kind: 'wallet', reference: spendId };
    const { earned } = await gold.buys({ ...line, paidFen: totalFen, quoteId, tender, at: on(DAY) });
    expect(earned?.earnedPoints).toBe(14);
  });

  it('M4 a special price of 300: Diamond pays 300.00 and gets 30 points', async () => {
    const diamond = await memberAfterFirstReceipt('diamond', DAY, DAY_BEFORE);
    const line = { tagFen: yuan(300), priceClass: 'special' } as const;
    const { totalFen, lines } = await diamond.quote(line);
    expect([totalFen, lines[0]?.rules]).toEqual([yuan(300), []]);
    const { earned } = await diamond.buys({ ...line, paidFen: totalFen, at: on(DAY) });
    expect(earned?.earnedPoints).toBe(30);
  });
});

describe('points', () => {
  const earnedFor = async (member: Member, amount: number, day: string): Promise<number> => {
    const { earned } = await member.buys({ paidFen: yuan(amount), at: on(day) });
    return earned?.earnedPoints ?? 0;
  };

  it('M1 paid 500, 550, 559 and 9.99 give 50, 55, 55 and 0 points', async () => {
    const member = await memberAfterFirstReceipt('gold', DAY, DAY_BEFORE);
    const given: number[] = [];
    for (const amount of [500, 550, 559, 9.99]) given.push(await earnedFor(member, amount, DAY));
    expect(given).toEqual([50, 55, 55, 0]);
  });

  it('M8 paid 1,999.99 gives 199, paid 2,000 gives 210, on a Wednesday in March 410', async () => {
    const member = await memberAfterFirstReceipt('gold', DAY, DAY_BEFORE);
    expect(await earnedFor(member, 1_999.99, DAY)).toBe(199);
    expect(await earnedFor(member, 2_000, DAY)).toBe(210);
    const inMarch = await memberAfterFirstReceipt('gold', MARCH_WEDNESDAY, BEFORE_MARCH_WEDNESDAY);
    expect(await earnedFor(inMarch, 2_000, MARCH_WEDNESDAY)).toBe(410);
  });

  it('M11 a balance of 118: paid 100 (128) gives a lottery entry, paid 120 (130) none', async () => {
    const entriesAfter = async (amount: number) => {
      const member = await memberAfterFirstReceipt('gold', DAY, DAY_BEFORE);
      const before = await member.buys({ paidFen: yuan(1_180), at: on(DAY) });
      expect(before.earned?.balanceAfterPoints).toBe(118);
      const { receipt, earned, lotteryEntries } = await member.buys({ paidFen: yuan(amount), at: on(DAY) });
      const query = `programmeId=${mall.programmeId}&accountId=${receipt.accountId}`;
      const listed = await member.client.get<{ items: { receiptId: string; balancePoints: number }[] }>(
        `/points/v1/lottery-entries?${query}`,
      );
      const kept = listed.ok().items.filter((entry) => entry.receiptId === receipt.receiptId);
      expect(kept.map((entry) => entry.balancePoints)).toEqual(lotteryEntries.map((entry) => entry.balancePoints));
      return { balance: earned?.balanceAfterPoints, entries: lotteryEntries.map(({ rule }) => rule) };
    };
    expect(await entriesAfter(100)).toEqual({ balance: 128, entries: ['ends-in-eight'] });
    expect(await entriesAfter(120)).toEqual({ balance: 130, entries: [] });
  });
});

describe('the rise to Diamond', () => {
  it('M7 7,990 lifetime points and paid 100: 8,000, Diamond at once, its event names the rule and the receipt', async () => {
    const member = await memberAfterFirstReceipt('gold', DAY, DAY_BEFORE);
    // 7,980 base points, and 10 for a receipt of at least 200.
    const before = await member.buys({ paidFen: yuan(79_800), at: on(DAY) });
    expect(before.earned?.lifetimeAfterPoints).toBe(7_990);
    expect((await member.quote({ tagFen: yuan(1_000) })).totalFen).toBe(yuan(880));

    const { receipt, earned } = await member.buys({ paidFen: yuan(100), at: on(DAY) });
    expect(earned).toMatchObject({ earnedPoints: 10, lifetimeAfterPoints: 8_000 });
    const next = await member.quote({ tagFen: yuan(1_000) });
    expect([next.grade, next.totalFen]).toEqual(['diamond', yuan(800)]);

    const history = await member.client.get<{ items: object[] }>(
      `/tiering/v1/memberships/${member.membershipId}/history`,
    );
    expect(history.ok().items).toMatchObject([
      { toGrade: 'gold', rule: 'join-gold' },
      {
        fromGrade: 'gold',
        toGrade: 'diamond',
        rule: 'lifetime-8000',
        receiptIds: [receipt.receiptId],
        lifetimePoints: 8_000,
      },
    ]);
  });
});

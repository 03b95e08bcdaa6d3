import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CampaignCaps, type Programme, preset } from '@scrip/programme';
import { type Got, type Member, PointsApp } from './points-app.ts';

const DAY = '2025-05-08';
const NEXT_DAY = '2025-05-09';
const NEXT_MONTH = '2025-06-05';
const MEMBERS = 130;

/** What of a receipt's answer these tests look at. */
interface Earned {
  readonly earnedPoints: number;
  readonly dayRank: number | null;
}

describe('campaigns', () => {
  let app: PointsApp;
  let receipts = 0;

  beforeAll(async () => {
    app = await PointsApp.open({ now: () => Date.parse('2026-01-01T12:00:00+08:00') });
  });
  afterAll(() => app?.close());

  /** The mall with one campaign that doubles, with caps, and ten points more from 200. */
  async function publish(id: string, caps: CampaignCaps, more: Partial<Programme['points']> = {}): Promise<void> {
    const mall = preset('mall-vip');
    const double = { key: 'double', factorBp: 20_000, when: { fact: 'paidFen' as const, gte: 10_000 }, caps };
    const points = mall.points && { ...mall.points, draws: [], multipliers: [double], ...more };
    await app.publish({ ...mall, id, points });
  }
  async function buys(programmeId: string, { membershipId }: Member, yuan: number, date = DAY): Promise<Earned | null> {
    receipts += 1;
    const paidFen = yuan * 100;
    const line = { sku: 'coat', tagFen: paidFen, priceClass: 'regular', counterKey: 'counter-1', paidFen };
    const tenders = [{ kind: 'cash', amountFen: paidFen }];
    const body = { receiptId: `r-${receipts}`, programmeId, membershipId, lines: [line], tenders };
    const asking = { occurredAt: `${date}T12:00:00+08:00` };
    const got: Got = await app.post('/receipts', body, asking);
    expect(got.status).toBe(201);
    return got.body['earned'] as Earned | null;
  }

  it('gives each of the first hundred one place, whoever comes at the same moment', async () => {
    await app.publish(preset('mall-vip'));
    const members = await Promise.all(Array.from({ length: MEMBERS }, () => app.join('mall-vip')));
    const earned = await Promise.all([...members, ...members].map((member) => buys('mall-vip', member, 100)));
    const ranks = earned.flatMap((one) => one?.dayRank ?? []);
    expect(ranks.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, place) => place + 1));
    expect(earned.filter((one) => one?.earnedPoints === 20)).toHaveLength(100);
    // The day is full: nobody looks at it again, and the next day has its own places.
    const [member] = members;
    if (!member) throw new Error('there is no member');
    expect(await buys('mall-vip', member, 100)).toMatchObject({ dayRank: null, earnedPoints: 10 });
    expect(await buys('mall-vip', member, 100, NEXT_DAY)).toMatchObject({ dayRank: 1, earnedPoints: 20 });
  }, 60_000);

  it('gives the places that a later version adds to a day that was full', async () => {
    const mall = preset('mall-vip');
    const first = (lte: number) => [
      { key: 'first', factorBp: 20_000, when: { rank: { of: 'firstPurchaseOfDay' as const, lte } } },
    ];
    const places = (lte: number) => mall.points && { ...mall.points, multipliers: first(lte) };
    await app.publish({ ...mall, id: 'places', points: places(1) });
    const buyer = () => app.join('places');
    expect(await buys('places', await buyer(), 100)).toMatchObject({ dayRank: 1 });
    expect(await buys('places', await buyer(), 100)).toMatchObject({ dayRank: null });
    await app.publish({ ...mall, id: 'places', version: mall.version + 1, points: places(2) });
    expect(await buys('places', await buyer(), 100)).toMatchObject({ dayRank: 2 });
    expect(await buys('places', await buyer(), 100)).toMatchObject({ dayRank: null });
  });

  it('double only from the amount that they ask for', async () => {
    await publish('threshold', {});
    const member = await app.join('threshold');
    expect(await buys('threshold', member, 99)).toMatchObject({ earnedPoints: 9 });
    expect(await buys('threshold', member, 100)).toMatchObject({ earnedPoints: 20 });
  });

  it('add no more to a receipt, a day and a month than their caps leave', async () => {
    await publish('capped', { perReceipt: 30, perMemberDay: 50, perMemberMonth: 70 });
    const member = await app.join('capped');
    expect(await buys('capped', member, 500)).toMatchObject({ earnedPoints: 50 + 30 });
    expect(await buys('capped', member, 500)).toMatchObject({ earnedPoints: 50 + 20 });
    expect(await buys('capped', member, 500)).toMatchObject({ earnedPoints: 50 });
    expect(await buys('capped', member, 500, NEXT_DAY)).toMatchObject({ earnedPoints: 50 + 20 });
    expect(await buys('capped', member, 500, '2025-05-10')).toMatchObject({ earnedPoints: 50 });
    expect(await buys('capped', member, 500, NEXT_MONTH)).toMatchObject({ earnedPoints: 50 + 30 });
    // Another member has caps of its own; a receipt of the full day that comes late finds it full.
    expect(await buys('capped', await app.join('capped'), 500)).toMatchObject({ earnedPoints: 50 + 30 });
    expect(await buys('capped', member, 500, DAY)).toMatchObject({ earnedPoints: 50 });
  });

  it('give no more in all than they may cost, also to those who buy at once', async () => {
    await publish('budget', { total: 75 });
    const members = await Promise.all(Array.from({ length: 12 }, () => app.join('budget')));
    const earned = await Promise.all(members.map((member) => buys('budget', member, 100)));
    const given = earned.reduce((sum, one) => sum + (one?.earnedPoints ?? 0) - 10, 0);
    expect(given).toBe(75);
  });

  it('that have nothing left do not stand in the way of another, and a return earns again as the receipt did', async () => {
    const when = { fact: 'paidFen' as const, gte: 10_000 };
    const thrice = { key: 'thrice', factorBp: 30_000, when, caps: { perMemberDay: 100 } };
    const twice = { key: 'twice', factorBp: 20_000, when };
    await publish('exhausted', {}, { multipliers: [thrice, twice], stacking: 'highest' });
    const member = await app.join('exhausted');
    expect(await buys('exhausted', member, 500)).toMatchObject({ earnedPoints: 150 });
    expect(await buys('exhausted', member, 500)).toMatchObject({ earnedPoints: 100 });
    const why = await app.get(`/receipts/r-${receipts}/explanation`);
    expect(why.body).toMatchObject({
      agrees: true,
      earning: { multipliers: [{ rule: 'thrice', met: true, exhausted: true }, { counted: true }] },
    });
    const back = await app.post(`/receipts/r-${receipts}/returns`, { returnId: 'b-1', amountFen: 30_000 });
    // 200 yuan are left of it: 20, twice.
    expect(back.body).toMatchObject({ balanceAfterPoints: 150 + 40 });
  });

  it('that add up are capped each for itself, and a return lets the receipt earn under the same caps', async () => {
    const when = { fact: 'paidFen' as const, gte: 10_000 };
    const twice = { key: 'twice', factorBp: 20_000, when, caps: { perMemberDay: 15 } };
    const thrice = { key: 'thrice', factorBp: 30_000, when };
    await publish('stacked', {}, { multipliers: [twice, thrice], stacking: 'multiplicative' });
    const member = await app.join('stacked');
    // 50 base; twice adds 50, of which 15 stay; thrice adds 200.
    expect(await buys('stacked', member, 500)).toMatchObject({ earnedPoints: 50 + 15 + 200 });
    const facts = await app.log.readStream(member.accountId);
    const capped = [{ rule: 'twice', onDate: DAY, wantedPoints: 50n, addedPoints: 15n }];
    expect(facts.at(-1)?.event.data).toMatchObject({ capped });
    const why = await app.get(`/receipts/r-${receipts}/explanation`);
    expect(why.body).toMatchObject({ agrees: true, earning: { capped: [{ rule: 'twice', addedPoints: 15 }] } });
    expect(JSON.stringify(why.body['words'])).toContain('twice adds 15 of 50, its cap');
    const back = await app.post(`/receipts/r-${receipts}/returns`, { returnId: 'b-1', amountFen: 30_000 });
    expect(back.status).toBe(201);
    // 200 yuan are left: 20 base, twice adds 15 of 20, thrice 80.
    expect(back.body).toMatchObject({ balanceAfterPoints: 20 + 15 + 80 });
  });
});

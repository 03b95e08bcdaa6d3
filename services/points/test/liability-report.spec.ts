import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import { type Programme, preset } from '@scrip/programme';
import { AccountDue } from '../src/account/account-due.ts';
import { type Got, PointsApp } from './points-app.ts';
import { expectRebuiltTheSame } from './rebuilt.ts';
import { Till } from './till.ts';

const mall = preset('mall-vip');
const plan = mall.points && { ...mall.points, multipliers: [], bonuses: [], draws: [] };
/** Points last a year to the end of its month; 100 of them cost 90 fen, and nine in ten are expected to be redeemed. */
const worthy: Programme = {
  ...mall,
  id: 'mall-worth',
  points: plan && {
    ...plan,
    expiry: { after: 'P1Y', order: 'oldestFirst' },
    worth: { points: 100, fen: 90, redeemedBp: 9_000 },
  },
};
const plain: Programme = { ...mall, id: 'mall-plain', ...(plan && { points: plan }) };

let now = 0;
const at = (date: string): void => {
  now = parseRfc3339(`${date}T12:00:00+08:00`);
};
let app: PointsApp;
const report = async (query = ''): Promise<Got> => app.get(`/liabilities${query}`);
const itemOn = async (on: string): Promise<unknown> => {
  const { body } = await report(`?on=${on}`);
  return (body['items'] as { programmeId: string }[]).find(({ programmeId }) => programmeId === worthy.id);
};

beforeAll(async () => {
  at('2025-01-10');
  app = await PointsApp.open({ now: () => now });
  for (const programme of [worthy, plain]) await app.publish(programme);
  const till = new Till(app, worthy.id);
  const member = await app.join(worthy.id);
  await till.sells(member, { paidFen: 2_000_000 });
  await new Till(app, plain.id).sells(await app.join(plain.id), { paidFen: 10_000 });
  at('2025-02-01');
  const item = { sku: 'coat', tagFen: 20_000, priceClass: 'regular', costFen: 10_000 };
  await app.post(`/accounts/${member.accountId}/redemptions`, { counterKey: 'counter-1', items: [item] });
  at('2026-02-10');
  await app.due(AccountDue);
  at('2026-03-01');
  await till.sells(member, { paidFen: 500_000 });
  at('2026-04-15');
});
afterAll(() => app?.close());

describe('what an issuer owes in points', () => {
  it('is told as of the end of a day, with what is expected to be redeemed by plan and by history', async () => {
    const common = { programmeId: worthy.id, owedPoints: 0, programmeVersion: 1, worth: { points: 100, fen: 90 } };
    expect(await itemOn('2025-01-09')).toBeUndefined();
    expect(await itemOn('2025-01-31')).toEqual({
      ...common,
      on: '2025-01-31',
      outstandingPoints: 2_000,
      fullFen: 1_800,
      byPlan: { redeemedBp: 9_000, deferredFen: 1_620, breakageFen: 180 },
      byHistory: null,
      history: { since: '2022-01-31', usedPoints: 0, lapsedPoints: 0 },
    });
    expect(await itemOn('2026-01-31')).toMatchObject({
      outstandingPoints: 1_000,
      byHistory: { redeemedBp: 10_000, deferredFen: 900, breakageFen: 0 },
      history: { usedPoints: 1_000, lapsedPoints: 0 },
    });
    // However late the lapse was carried out, it was on the first of the month.
    expect(await itemOn('2026-02-01')).toMatchObject({ outstandingPoints: 0, fullFen: 0 });
    expect(await itemOn('2026-03-31')).toEqual({
      ...common,
      on: '2026-03-31',
      outstandingPoints: 500,
      fullFen: 450,
      byPlan: { redeemedBp: 9_000, deferredFen: 405, breakageFen: 45 },
      byHistory: { redeemedBp: 5_000, deferredFen: 225, breakageFen: 225 },
      history: { since: '2023-03-31', usedPoints: 1_000, lapsedPoints: 1_000 },
    });
  });

  it('is told of today where no day is asked for, page by page, and agrees with what is outstanding now', async () => {
    const first = await report('?limit=1');
    expect(first.body['items']).toMatchObject([
      {
        programmeId: plain.id,
        on: '2026-04-15',
        outstandingPoints: 10,
        worth: null,
        fullFen: null,
        byPlan: null,
        byHistory: null,
      },
    ]);
    const second = await report(`?limit=1&cursor=${String(first.body['next'])}`);
    const { outstandingPoints, pendingPoints } = (await app.get(`/programmes/${worthy.id}/liability`)).body;
    expect(second.body).toMatchObject({
      items: [{ programmeId: worthy.id, outstandingPoints: Number(outstandingPoints) + Number(pendingPoints) }],
      next: null,
    });
    expect(await report('?on=2026-04-16')).toMatchObject({ status: 400, body: { code: 'day_ahead' } });
    expect((await app.get('/liabilities', { issuerId: 'iss_b' })).body).toEqual({ items: [], next: null });
  });

  it('is the same byte for byte when it is folded again from the first event', async () => {
    await expectRebuiltTheSame(app);
  });
});

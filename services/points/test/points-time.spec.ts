import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import { type Programme, preset } from '@scrip/programme';
import { AccountDue } from '../src/account/account-due.ts';
import { PointsApp } from './points-app.ts';
import { expectRebuiltTheSame } from './rebuilt.ts';
import { Till } from './till.ts';

let now = at('2025-05-08', '12:00');
let app: PointsApp;
let till: Till;

const mall = preset('mall-vip');
/** Points wait a week, last a year to the end of its month, and are told of; 100 of them are put at 1 yuan, four in five redeemed. */
const programme: Programme = {
  ...mall,
  id: 'mall-expiry',
  points: mall.points && {
    ...mall.points,
    multipliers: [],
    pending: { after: 'P7D' },
    expiry: { after: 'P1Y', order: 'oldestFirst', notices: { daysBefore: [30, 7], at: '10:00' } },
    worth: { points: 100, fen: 100, redeemedBp: 8_000 },
  },
};

beforeAll(async () => {
  app = await PointsApp.open({ now: () => now });
  await app.publish(programme);
  till = new Till(app, programme.id);
});
afterAll(() => app?.close());

function at(date: string, time: string): number {
  return parseRfc3339(`${date}T${time}:00+08:00`);
}
const liability = async () => {
  await app.caughtUp();
  return (await app.get(`/programmes/${programme.id}/liability`)).body;
};

describe('points in time', () => {
  it('wait, can be used, are told of 30 and 7 days before, and lapse; what a programme owes follows', async () => {
    const member = await app.join(programme.id);
    const typesSince = async (version: number) =>
      (await app.log.readStream(member.accountId, { after: version })).map(({ event }) => event.type);

    await till.sells(member, { paidFen: 50_000 });
    now = at('2025-05-09', '12:00');
    await till.sells(member, { paidFen: 30_000 });
    expect(await till.account(member)).toMatchObject({ balancePoints: 0, pendingPoints: 80, lifetimePoints: 80 });
    expect(await liability()).toMatchObject({
      outstandingPoints: 0,
      pendingPoints: 80,
      byMonth: [{ lapsesIn: '2026-05', points: 0, pendingPoints: 80 }],
      estimateFen: 64,
    });

    now = at('2025-05-14', '23:59');
    await app.due(AccountDue);
    expect(await typesSince(3)).toEqual([]);
    now = at('2025-05-15', '00:00');
    // Two workers that see the same thing due do it once.
    const [due] = await app.part(AccountDue).due(now, 10);
    if (!due) throw new Error('nothing is due');
    const both = await Promise.all([app.part(AccountDue).carryOut(due), app.part(AccountDue).carryOut(due)]);
    expect(both.toSorted()).toEqual(['done', 'later']);
    expect(await till.account(member)).toMatchObject({ balancePoints: 50, pendingPoints: 30 });
    now = at('2025-05-16', '00:00');
    await app.due(AccountDue);
    expect(await till.account(member)).toMatchObject({ balancePoints: 80, pendingPoints: 0 });
    const lots = await app.get(`/accounts/${member.accountId}/lots`);
    // Points of one month are one lot.
    expect(lots.body['lots']).toEqual([
      {
        expiresAt: '2026-05-31T16:00:00.000Z',
        notices: ['2026-05-01T02:00:00.000Z', '2026-05-24T02:00:00.000Z'],
        leftPoints: 80,
      },
    ]);

    now = at('2026-05-01', '10:00');
    await app.due(AccountDue);
    await app.due(AccountDue);
    expect(await typesSince(5)).toEqual(['PointsExpiryNoticed']);
    now = at('2026-05-24', '10:00');
    await app.due(AccountDue);
    const [, second] = await app.log.readStream(member.accountId, { after: 5 });
    expect(second?.event).toMatchObject({
      type: 'PointsExpiryNoticed',
      data: { lastUsableDate: '2026-05-31', leftPoints: 80n },
    });
    expect(await liability()).toMatchObject({ outstandingPoints: 80, estimateFen: 64 });

    // However late it is carried out, it happened when it was due.
    now = at('2026-06-20', '12:00');
    await app.due(AccountDue);
    expect(await till.account(member)).toMatchObject({ balancePoints: 0, lifetimePoints: 80 });
    const entries = await app.get(`/accounts/${member.accountId}/entries?kind=lapsed`);
    expect(entries.body['items']).toMatchObject([
      { changePoints: -80, balanceAfterPoints: 0, occurredAt: '2026-05-31T16:00:00.000Z' },
    ]);
    expect(await liability()).toMatchObject({ outstandingPoints: 0, pendingPoints: 0, byMonth: [], estimateFen: 0 });
    const { body } = await app.get(`/programmes/${programme.id}/roll-forward?from=2025-01&to=2026-12`);
    expect(body['months']).toMatchObject([
      { month: '2025-05', openingPoints: 0, closingPoints: 80 },
      { month: '2026-06', openingPoints: 80, movements: [{ kind: 'lapsed', points: -80 }], closingPoints: 0 },
    ]);
  });

  it('that were missed for long are not told of any more, only of the latest', async () => {
    now = at('2025-08-01', '12:00');
    const member = await app.join(programme.id);
    await till.sells(member, { paidFen: 50_000 });
    now = at('2026-08-30', '12:00');
    for (let tick = 0; tick < 3; tick += 1) await app.due(AccountDue);
    const history = await app.log.readStream(member.accountId);
    expect(history.map(({ event }) => event.type)).toEqual([
      'PointsAccountOpened',
      'PointsEarned',
      'PointsConfirmed',
      'PointsExpiryNoticed',
    ]);
    expect(history[3]?.event.data).toMatchObject({ noticeAt: at('2026-08-24', '10:00') });
  });

  it('that a return takes while they wait are taken from those that wait', async () => {
    now = at('2026-10-01', '12:00');
    const member = await app.join(programme.id);
    const { receiptId } = await till.sells(member, { paidFen: 50_000 });
    const { body } = await till.takesBack(member, receiptId, { returnId: 'b-1', amountFen: 20_000 });
    expect(body).toMatchObject({ takenBackPoints: 20, balanceAfterPoints: 0, lifetimeAfterPoints: 30 });
    expect(await till.account(member)).toMatchObject({ balancePoints: 0, pendingPoints: 30 });
  });

  it('are shown the same byte for byte when they are folded again from the first event', async () => {
    await expectRebuiltTheSame(app);
  });

  it('of another issuer are not told', async () => {
    const { body } = await app.get(`/programmes/${programme.id}/liability`, { issuerId: 'iss_b' });
    expect(body).toMatchObject({ outstandingPoints: 0, pendingPoints: 0, estimateFen: null });
  });
});

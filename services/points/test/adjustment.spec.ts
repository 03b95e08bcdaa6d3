import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Programme, preset } from '@scrip/programme';
import { PointsApp } from './points-app.ts';
import { Till } from './till.ts';

const MAKER = { subject: 'finance-1' };
const CHECKER = { subject: 'supervisor-1' };

const mall = preset('mall-vip');
const programme: Programme = {
  ...mall,
  id: 'mall-limit',
  points: mall.points && { ...mall.points, multipliers: [], adjustments: { pointsMax: 1_000 } },
};

let app: PointsApp;
let till: Till;

beforeAll(async () => {
  app = await PointsApp.open({ now: () => Date.parse('2026-01-01T12:00:00+08:00') });
  await app.publish(programme);
  till = new Till(app, programme.id);
});
afterAll(() => app?.close());

describe('a correction of points', () => {
  const credit = { direction: 'credit', points: 100, reason: 'migration_error' };

  it('is proposed by one person and approved by another, and only then the account has it', async () => {
    const member = await app.join(programme.id);
    const path = `/accounts/${member.accountId}/adjustments`;
    const proposed = await app.post(path, { ...credit, countsLifetime: true }, MAKER);
    expect([proposed.status, proposed.body]).toMatchObject([201, { accountId: member.accountId, state: 'proposed' }]);
    const id = String(proposed.body['adjustmentId']);
    expect(await till.account(member)).toMatchObject({ balancePoints: 0 });

    const own = await app.post(`/adjustments/${id}/approval`, undefined, MAKER);
    expect([own.status, own.body]).toMatchObject([409, { code: 'own_proposal', proposedBy: 'finance-1' }]);
    const approved = await app.post(`/adjustments/${id}/approval`, undefined, { ...CHECKER, key: 'approve-1' });
    expect(approved.body).toMatchObject({ state: 'approved', balanceAfterPoints: 100, lifetimeAfterPoints: 100 });
    const replayed = await app.post(`/adjustments/${id}/approval`, undefined, { ...CHECKER, key: 'approve-1' });
    expect([replayed.status, replayed.body]).toEqual([201, approved.body]);
    const twice = await app.post(`/adjustments/${id}/approval`, undefined, CHECKER);
    expect(twice.body).toMatchObject({ code: 'adjustment_decided', state: 'approved' });
    expect(await till.account(member)).toMatchObject({ balancePoints: 100, lifetimePoints: 100 });

    const { items } = (await app.get(`/adjustments?accountId=${member.accountId}`)).body as { items: object[] };
    expect(items).toMatchObject([
      { state: 'approved', proposedBy: 'finance-1', decidedBy: 'supervisor-1', askedPoints: 100 },
    ]);
    const entries = await app.get(`/accounts/${member.accountId}/entries`);
    expect(entries.body['items']).toMatchObject([{ kind: 'adjusted', reference: id, changePoints: 100 }]);
  });

  it('may be turned down, or taken back by who proposed it; then it is decided', async () => {
    const member = await app.join(programme.id);
    const { body } = await app.post(`/accounts/${member.accountId}/adjustments`, credit, MAKER);
    const id = String(body['adjustmentId']);
    const rejected = await app.post(`/adjustments/${id}/rejection`, { reason: 'no_proof' }, CHECKER);
    expect(rejected.body).toMatchObject({ state: 'rejected' });
    const late = await app.post(`/adjustments/${id}/approval`, undefined, CHECKER);
    expect([late.status, late.body]).toMatchObject([409, { code: 'adjustment_decided', state: 'rejected' }]);
    expect(await till.account(member)).toMatchObject({ balancePoints: 0 });
  });

  it('is refused beyond the limit of the programme, of nothing, and of more than can be used', async () => {
    const member = await app.join(programme.id);
    await till.sells(member, { paidFen: 50_000 });
    const ask = (body: object) => app.post(`/accounts/${member.accountId}/adjustments`, { ...credit, ...body }, MAKER);
    const none = await ask({ points: 0 });
    expect([none.status, none.body]).toMatchObject([422, { code: 'points_not_positive' }]);
    expect((await ask({ points: 1_001 })).body).toMatchObject({
      code: 'adjustment_exceeds_limit',
      askedPoints: 1_001,
      pointsMax: 1_000,
      excessPoints: 1,
    });
    expect((await ask({ direction: 'debit', points: 51 })).body).toMatchObject({
      code: 'points_short',
      askedPoints: 51,
      availablePoints: 50,
      missingPoints: 1,
    });

    // What was there when it was proposed may be gone when it is approved.
    const debit = await ask({ direction: 'debit', points: 50 });
    const other = await ask({ direction: 'debit', points: 1 });
    const approve = ({ body }: { body: Readonly<Record<string, unknown>> }) =>
      app.post(`/adjustments/${String(body['adjustmentId'])}/approval`, undefined, CHECKER);
    expect((await approve(debit)).body).toMatchObject({ balanceAfterPoints: 0, lifetimeAfterPoints: 50 });
    expect((await approve(other)).body).toMatchObject({ code: 'points_short', availablePoints: 0 });
  });

  it('does not exist for another issuer, nor without the scope', async () => {
    const member = await app.join(programme.id);
    const path = `/accounts/${member.accountId}/adjustments`;
    const foreign = await app.post(path, credit, { ...MAKER, issuerId: 'iss_b' });
    expect([foreign.status, foreign.body]).toMatchObject([404, { code: 'account_unknown' }]);
    const { body } = await app.post(path, credit, MAKER);
    const approval = `/adjustments/${String(body['adjustmentId'])}/approval`;
    const hidden = await app.post(approval, undefined, { ...CHECKER, issuerId: 'iss_b' });
    expect([hidden.status, hidden.body]).toMatchObject([404, { code: 'adjustment_unknown' }]);
    expect((await app.post(approval, undefined, { ...CHECKER, scopes: ['points:adjust'] })).status).toBe(403);
  });
});

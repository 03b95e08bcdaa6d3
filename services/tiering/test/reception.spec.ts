import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@scrip/event-store';
import { preset } from '@scrip/programme';
import type { Body, Client } from '@scrip/testing';
import { ALL_SCOPES, TieringDoor } from './tiering-door.ts';

const ISSUER = 'iss_hotel';
const AT = Date.parse('2026-03-01T12:00:00+08:00');

let tiering: TieringDoor;
let desk: Client;
const manager = (role: string, subject = role): Client =>
  tiering.as({ issuerId: ISSUER, subject, scopes: `${ALL_SCOPES} tiering:authority.${role}` });

beforeAll(async () => {
  tiering = await TieringDoor.open({ now: () => AT });
  await tiering.publish(ISSUER, preset('hotel-reception'));
  desk = tiering.as({ issuerId: ISSUER, subject: 'desk' });
});
afterAll(() => tiering?.close());

const path = (receptionId: string, step: string): string => `/tiering/v1/receptions/${receptionId}/${step}`;
async function book(stayId: string, levelKey: string, more: object = {}): Promise<string> {
  const body = { programmeId: 'hotel-reception', stayId, levelKey, holderId: newId('hld') };
  const days = { arrivesDate: '2026-03-02', leavesDate: '2026-03-04' };
  const booked = await desk.post('/tiering/v1/receptions', { ...body, ...days, ...more });
  return String(booked.ok(201)['receptionId']);
}
const itemsOf = (body: Body): readonly Body[] => body['items'] as readonly Body[];

describe('the reception of a VIP guest', () => {
  it('is approved by the authority of its level and nobody else, never by who recorded it', async () => {
    const receptionId = await book('stay-a', 'a');
    (await desk.post(path(receptionId, 'preparation'), { costs: [] })).refused(409, 'not_approved');
    (await desk.post(path(receptionId, 'approval'), {})).refused(403, 'role_missing', { roles: ['general-manager'] });
    const deputy = manager('deputy-general-manager');
    (await deputy.post(path(receptionId, 'approval'), {})).refused(403, 'role_missing');
    const own = manager('general-manager', 'desk');
    (await own.post(path(receptionId, 'approval'), {})).refused(403, 'own_work', { by: 'desk' });
    const waiting = (await desk.get('/tiering/v1/receptions?waitsFor=general-manager')).ok(200);
    expect(itemsOf(waiting).map((one) => one['receptionId'])).toEqual([receptionId]);
    expect((await manager('general-manager').post(path(receptionId, 'approval'), {})).ok(201)).toMatchObject({
      role: 'general-manager',
      approvedBy: 'general-manager',
    });
    (await manager('general-manager').post(path(receptionId, 'refusal'), { reason: 'late' })).refused(
      409,
      'reception_decided',
      { receptionStatus: 'approved' },
    );
  });

  it('is prepared within its budget, and each step is told with its time and who', async () => {
    const receptionId = await book('stay-b', 'b', { foreignGuest: true });
    (await manager('deputy-general-manager').post(path(receptionId, 'approval'), {})).ok(201);
    const costs = [
      { itemKey: 'guest-wine', costFen: 2_000 },
      { itemKey: 'cheese', costFen: 2_001 },
    ];
    (await desk.post(path(receptionId, 'preparation'), { costs })).refused(409, 'budget_exceeded', {
      itemKey: 'cheese',
      costFen: 2_001,
      budgetFen: 2_000,
      excessFen: 1,
    });
    const within = costs.map((cost) => ({ ...cost, costFen: 1_500 }));
    expect((await desk.post(path(receptionId, 'preparation'), { costs: within })).ok(201)).toMatchObject({
      costFen: 3_000,
    });
    (await desk.post(path(receptionId, 'arrival'), {})).refused(409, 'receivers_missing');
    (await desk.post(path(receptionId, 'receivers'), { receiverIds: ['anna', 'bo'] })).ok(201);
    (await desk.post(path(receptionId, 'departure'), {})).refused(409, 'reception_not_open', {
      receptionStatus: 'prepared',
    });
    (await desk.post(path(receptionId, 'arrival'), {})).ok(201);
    (await desk.post(path(receptionId, 'departure'), { receiverIds: ['anna'] })).ok(201);
    (await desk.post(path(receptionId, 'follow-up'), { outcome: 'satisfied' })).ok(201);
    const told = (await desk.get(`/tiering/v1/receptions/${receptionId}`)).ok(200);
    expect(told).toMatchObject({
      status: 'followed_up',
      outcome: 'satisfied',
      budgetFen: 7_500,
      costFen: 3_000,
      leftFen: 4_500,
      receiverIds: ['anna', 'bo'],
      serviceKeys: ['welcome-at-door'],
      items: [
        { itemKey: 'guest-wine', budgetFen: 2_000, costFen: 1_500 },
        { itemKey: 'cheese', budgetFen: 2_000, costFen: 1_500 },
        { itemKey: 'flowers', budgetFen: 2_500, costFen: null },
        { itemKey: 'pastry', budgetFen: 1_000, costFen: null },
      ],
    });
    const steps = told['steps'] as readonly Body[];
    expect(steps.map((one) => [one['step'], one['by']])).toEqual([
      ['booked', 'desk'],
      ['approved', 'deputy-general-manager'],
      ['prepared', 'desk'],
      ['receivers_named', 'desk'],
      ['received', 'desk'],
      ['seen_off', 'desk'],
      ['followed_up', 'desk'],
    ]);
    expect(steps[4]).toMatchObject({ at: '2026-03-01T04:00:00.000Z', receiverIds: ['anna', 'bo'] });
    const costsUrl = '/tiering/v1/reception-costs?programmeId=hotel-reception&fromDate=2026-03-01&toDate=2026-03-31';
    expect((await desk.get(costsUrl)).ok(200)).toEqual({
      items: [{ levelKey: 'b', receptions: 1, budgetFen: 7_500, costFen: 3_000 }],
    });
  });

  it('is one for each stay, listed by arrival, level and who receives, and another issuer’s business to nobody', async () => {
    const receptionId = await book('stay-d', 'd', { arrivesDate: '2026-03-01' });
    const again = { programmeId: 'hotel-reception', stayId: 'stay-d', levelKey: 'c', holderId: newId('hld') };
    const days = { arrivesDate: '2026-03-02', leavesDate: '2026-03-04' };
    (await desk.post('/tiering/v1/receptions', { ...again, ...days })).refused(409, 'reception_known', {
      receptionId,
      receptionStatus: 'booked',
    });
    (await desk.post(path(receptionId, 'cancellation'), { reason: 'stays_away' })).ok(201);
    (await desk.post('/tiering/v1/receptions', { ...again, ...days })).ok(201);
    (await desk.post(path(receptionId, 'receivers'), { receiverIds: ['carl'] })).ok(201);
    const byCarl = (await desk.get('/tiering/v1/receptions?receiverId=carl&levelKey=c')).ok(200);
    expect(itemsOf(byCarl)).toMatchObject([
      { receptionId, budgetFen: 4_000, waitsFor: ['director'], status: 'booked' },
    ]);
    const first = (await desk.get('/tiering/v1/receptions?limit=1')).ok(200);
    const rest = (await desk.get(`/tiering/v1/receptions?cursor=${String(first['next'])}`)).ok(200);
    expect([...itemsOf(first), ...itemsOf(rest)]).toHaveLength(3);
    const theirs = tiering.as({ issuerId: 'iss_other' });
    (await theirs.get(`/tiering/v1/receptions/${receptionId}`)).refused(404, 'reception_unknown', { receptionId });
    (await theirs.post(path(receptionId, 'cancellation'), { reason: 'mine' })).refused(404, 'reception_unknown');
  });
});

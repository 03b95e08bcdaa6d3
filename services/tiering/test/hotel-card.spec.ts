import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idFrom, newId } from '@scrip/event-store';
import { preset } from '@scrip/programme';
import type { Answer, Body, Client } from '@scrip/testing';
import { CardsApplicationConsumer } from '../src/entitlement/cards-application.consumer.ts';
import { CardsHolderConsumer } from '../src/holder/cards-holder.consumer.ts';
import { membershipSeed } from '../src/membership/membership.decider.ts';
import { cardsSays } from './customer.ts';
import { TieringDoor } from './tiering-door.ts';

const ISSUER = 'iss_hotel';
let now = Date.parse('2026-03-01T12:00:00+08:00');

let tiering: TieringDoor;
let desk: Client;

beforeAll(async () => {
  tiering = await TieringDoor.open({ now: () => now });
  await tiering.publish(ISSUER, preset('hotel-card'));
  desk = tiering.as({ issuerId: ISSUER });
});
afterAll(() => tiering?.close());

const membershipOf = (holderId: string): string => idFrom('mbr', membershipSeed(ISSUER, 'hotel-card', holderId));

/** Cards approved an application with a level; it is heard twice. */
async function approved(holderId: string, gradeKey: string, role = 'general-manager'): Promise<string> {
  const applicationId = newId('apl');
  const data = {
    applicationId,
    holderId,
    approvalKey: 'hotel-card',
    gradeKey,
    role,
    productKey: null,
    cardId: null,
    programmeId: 'hotel-card',
    programmeVersion: 1,
    approvedBy: 'manager-1',
  };
  const message = tiering.message('ApplicationApproved', data, { issuerId: ISSUER });
  for (let twice = 0; twice < 2; twice += 1) {
    await tiering.carryOut(await tiering.get(CardsApplicationConsumer).onApplicationApproved(data, message));
  }
  return applicationId;
}

const read = async (path: string): Promise<Body> => (await desk.get(`/tiering/v1/memberships/${path}`)).ok();
const quote = (membershipId: string): Promise<Answer> => {
  const lines = [{ sku: 'room', tagFen: 100_000, priceClass: 'regular', counterKey: 'front-desk' }];
  return desk.post('/tiering/v1/quotes', { programmeId: 'hotel-card', membershipId, lines });
};
const uses = (holderId: string, entitlementKey: string, occasion: string): Promise<Answer> =>
  desk.post('/tiering/v1/entitlement-uses', { programmeId: 'hotel-card', holderId, entitlementKey, occasion });

describe('an approved application for the hotel’s card', () => {
  it('begins the membership with its level: history, the grade of any day, what serves the guest, prices, benefits', async () => {
    now = Date.parse('2026-03-01T12:00:00+08:00');
    const holderId = newId('hld');
    const membershipId = membershipOf(holderId);
    (await quote(membershipId)).refused(404, 'membership_unknown');
    (await uses(holderId, 'priority-booking', 'stay-1')).refused(409, 'grade_lacks_entitlement', { gradeKey: null });
    const applicationId = await approved(holderId, 'gold', 'sales-director');
    expect(await read(membershipId)).toMatchObject({ grade: 'gold', businessDate: '2026-03-01' });
    expect(await read(`${membershipId}/history`)).toMatchObject({
      items: [{ version: 1, fromGrade: null, toGrade: 'gold', rule: 'hotel-card', effectiveDate: '2026-03-01' }],
    });
    expect(await read(`${membershipId}/grade?at=2026-03-01`)).toMatchObject({ grade: 'gold', rule: 'hotel-card' });
    (await desk.get(`/tiering/v1/memberships/${membershipId}/grade?at=2026-02-28`)).refused(404, 'not_member_then');
    expect(await read(`${membershipId}/service-level`)).toMatchObject({ level: 'gold' });
    expect((await quote(membershipId)).ok()).toMatchObject({ grade: 'gold', totalFen: 100_000 });
    (await uses(holderId, 'priority-booking', 'stay-1')).ok(201);
    (await uses(holderId, 'room-upgrade', 'stay-1')).refused(409, 'grade_lacks_entitlement', { gradeKey: 'gold' });
    expect(await read(`${membershipId}/grade-steps/1/explanation`)).toMatchObject({
      fact: 'MemberJoined',
      agrees: true,
      asked: { applicationId, role: 'sales-director', approvedBy: 'manager-1' },
    });
  });

  it('gives a member the higher level until somebody ends it, and never a lower one', async () => {
    now = Date.parse('2026-03-01T12:00:00+08:00');
    const holderId = newId('hld');
    const membershipId = membershipOf(holderId);
    await approved(holderId, 'silver', 'guest-relations-manager');
    now = Date.parse('2026-05-02T12:00:00+08:00');
    await approved(holderId, 'platinum');
    await approved(holderId, 'silver', 'guest-relations-manager');
    expect(await read(`${membershipId}/history`)).toMatchObject({
      items: [
        { toGrade: 'silver', rule: 'hotel-card' },
        { fromGrade: 'silver', toGrade: 'platinum', rule: 'granted', effectiveDate: '2026-05-02' },
      ],
    });
    expect(await read(`${membershipId}/grade?at=2026-05-01`)).toMatchObject({ grade: 'silver' });
    expect(await read(`${membershipId}/grade-steps/2/explanation`)).toMatchObject({ agrees: true });
    (await uses(holderId, 'room-upgrade', 'stay-1')).ok(201);
    (await uses(holderId, 'room-upgrade', 'stay-1')).refused(409, 'count_exhausted', { period: 'stay-1' });
    (await uses(holderId, 'room-upgrade', 'stay-2')).ok(201);
    (await uses(holderId, 'direct-check-in', 'stay-2')).ok(201);
  });

  it('and a merge of the holder at the same moment wait for each other', async () => {
    const [holderId, survivorId] = [newId('hld'), newId('hld')];
    const issuerId = ISSUER;
    const merged = { holderId, survivorId, mergeId: newId('hmg'), proposedBy: 'desk', approvedBy: 'supervisor' };
    const message = tiering.message('HolderMerged', merged, { issuerId, streamId: holderId });
    const hear = () => tiering.get(CardsHolderConsumer).onHolderMerged(merged, message);
    // It looked for memberships before there was one.
    const tooEarly = await hear();
    await approved(holderId, 'gold');
    await expect(tiering.carryOut(tooEarly)).rejects.toMatchObject({ name: 'NotYetError' });
    await tiering.carryOut(await hear());
    expect(await read(membershipOf(survivorId))).toMatchObject({ holderId: survivorId, grade: 'gold' });
  });

  it('is of the person that the applicant turned out to be; of who was erased it leaves nothing', async () => {
    const [holderId, survivorId] = [newId('hld'), newId('hld')];
    const merged = { holderId, survivorId, mergeId: newId('hmg'), proposedBy: 'desk', approvedBy: 'supervisor' };
    await cardsSays(tiering, 'HolderMerged', merged, { issuerId: ISSUER, streamId: holderId });
    await approved(holderId, 'gold');
    expect(await read(membershipOf(survivorId))).toMatchObject({ holderId: survivorId, grade: 'gold' });
    (await desk.get(`/tiering/v1/memberships/${membershipOf(holderId)}`)).refused(404, 'membership_unknown');
    await cardsSays(
      tiering,
      'HolderErased',
      { holderId: survivorId, cause: 'request', lastUsedAt: null, documents: 0 },
      {
        issuerId: ISSUER,
        streamId: survivorId,
      },
    );
    (await uses(survivorId, 'priority-booking', 'stay-1')).refused(409, 'grade_lacks_entitlement', { gradeKey: null });
    await approved(survivorId, 'gold');
    (await uses(survivorId, 'priority-booking', 'stay-1')).refused(409, 'grade_lacks_entitlement', { gradeKey: null });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contractOf, type ScripEvent } from '@scrip/contracts';
import { EventLog, newId } from '@scrip/event-store';
import { type Effect, encodeValue, headersOf, Message } from '@scrip/kafka';
import { fen, points } from '@scrip/money';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { accountDecider, accountOf } from './account.decider.ts';
import { gradeOf } from './member-grade.ts';
import { TieringMembershipConsumer } from './tiering-membership.consumer.ts';

let database: ThrowawayDatabase;
let log: EventLog;
let consumer: TieringMembershipConsumer;

beforeAll(async () => {
  database = await throwawayDatabase('points');
  log = await EventLog.open({ service: 'points', connection: database.appUrl, clock: { now: () => Date.now() } });
  consumer = new TieringMembershipConsumer(log);
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

type Tiering = Extract<ScripEvent, { type: 'MemberJoined' | 'GradeRaised' | 'MembershipTakenOver' }>;
const joined = (membershipId: string): Tiering => ({
  type: 'MemberJoined',
  data: {
    membershipId,
    holderId: 'hld_01',
    programmeId: 'mall-vip',
    programmeVersion: 1,
    grade: 'gold',
    rule: 'join-gold',
    receiptIds: ['r-1'],
    receiptsTotalFen: fen(30_000),
    businessDate: '2025-05-08',
    applicationId: null,
    role: null,
    approvedBy: null,
  },
});
const raised = (membershipId: string): Tiering => ({
  type: 'GradeRaised',
  data: {
    membershipId,
    holderId: 'hld_01',
    programmeId: 'mall-vip',
    programmeVersion: 1,
    fromGrade: 'gold',
    toGrade: 'diamond',
    rule: 'lifetime-8000',
    receiptId: 'r-9',
    lifetimePoints: points(8_000),
    balancePoints: null,
    reachedBy: null,
    reference: null,
  },
});

/** Carries out what the consumer wants done about an event of a membership's stream, without moving a watermark. */
async function deliver(membershipId: string, event: Tiering, version: number): Promise<void> {
  const contract = contractOf(event.type);
  if (!contract) throw new Error(`no contract of ${event.type}`);
  const headers = headersOf({
    service: 'tiering',
    epoch: 1,
    position: version,
    stream: 'membership',
    streamId: membershipId,
    version,
    eventId: newId('evt'),
    type: event.type,
    schema: contract.fingerprint,
    occurredAt: Date.UTC(2025, 4, 8),
    recordedAt: Date.UTC(2025, 4, 8),
    issuerId: 'iss_demo',
    actor: 'desk-1',
    correlationId: 'cor_1',
    causationId: null,
    traceparent: null,
  });
  const value = encodeValue(1, contract.encode(event.data));
  const message = new Message('points', { topic: 'tiering.membership', partition: 0 }, headers, value);
  const effect = await effectOf(event, message);
  if (effect && 'across' in effect) await log.executeAcross({ ...effect.across, key: null });
  if (effect && 'command' in effect) await log.execute({ ...effect.command, key: null });
  if (effect && 'writes' in effect) await effect.writes(log.pool);
}

function effectOf(event: Tiering, message: Message): Effect | Promise<Effect> {
  switch (event.type) {
    case 'MemberJoined':
      return consumer.onMemberJoined(event.data, message);
    case 'GradeRaised':
      return consumer.onGradeRaised(event.data, message);
    case 'MembershipTakenOver':
      return consumer.onMembershipTakenOver(event.data, message);
  }
}

describe('news of a membership', () => {
  it('opens the account of a member who joined, for the same issuer and sale, and remembers the grade', async () => {
    const membershipId = newId('mbr');
    await deliver(membershipId, joined(membershipId), 1);
    const [opened] = await log.readStream(accountOf(membershipId));
    expect(opened?.envelope).toMatchObject({ issuerId: 'iss_demo', correlationId: 'cor_1', actor: 'service:points' });
    expect((await log.state(accountDecider, accountOf(membershipId))).state).toMatchObject({
      kind: 'open',
      membershipId,
      holderId: 'hld_01',
      programmeId: 'mall-vip',
    });
    expect(await gradeOf(log.pool, membershipId)).toBe('gold');
  });

  it('changes nothing the second time, nor when older news come late', async () => {
    const membershipId = newId('mbr');
    for (const [event, version] of [
      [joined(membershipId), 1],
      [raised(membershipId), 2],
      [raised(membershipId), 2],
      [joined(membershipId), 1],
    ] as const) {
      await deliver(membershipId, event, version);
    }
    expect(await log.readStream(accountOf(membershipId))).toHaveLength(1);
    expect(await gradeOf(log.pool, membershipId)).toBe('diamond');
  });

  it('that goes on with what another had opens its account and moves the points once', async () => {
    const [from, to] = [newId('mbr'), newId('mbr')];
    await deliver(from, joined(from), 1);
    const taken: Tiering = {
      type: 'MembershipTakenOver',
      data: {
        membershipId: to,
        holderId: 'hld_02',
        programmeId: 'mall-vip',
        programmeVersion: 1,
        fromGrade: 'gold',
        toGrade: 'diamond',
        toStanding: 'met',
        missedRatings: 0,
        fromMembershipId: from,
        fromHolderId: 'hld_01',
        mergeId: 'hmg_1',
        otherGrade: 'diamond',
        settledMonths: null,
        grant: null,
        effectiveDate: '2025-06-01',
      },
    };
    for (const version of [1, 1]) await deliver(to, taken, version);
    const types = async (of: string) => (await log.readStream(accountOf(of))).map(({ envelope }) => envelope.type);
    expect(await types(from)).toEqual(['PointsAccountOpened', 'PointsMovedOut']);
    expect(await types(to)).toEqual(['PointsAccountOpened', 'PointsMovedIn']);
    expect((await log.state(accountDecider, accountOf(to))).state).toMatchObject({ kind: 'open', holderId: 'hld_02' });
    expect(await gradeOf(log.pool, to)).toBe('diamond');
  });

  it('of nobody leaves no grade', async () => {
    expect(await gradeOf(log.pool, newId('mbr'))).toBeNull();
  });
});

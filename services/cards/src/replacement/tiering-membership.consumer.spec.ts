import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { contractOf, type GradeRaised, type MemberJoined, type MembershipClosed } from '@scrip/contracts';
import { EventLog, newId } from '@scrip/event-store';
import { type Effect, encodeValue, headersOf, Message } from '@scrip/kafka';
import { fen, points } from '@scrip/money';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { gradesOf } from './holder-grade.ts';
import { TieringMembershipConsumer } from './tiering-membership.consumer.ts';

let database: ThrowawayDatabase;
let log: EventLog;
const consumer = new TieringMembershipConsumer();

beforeAll(async () => {
  database = await throwawayDatabase('cards');
  log = await EventLog.open({ service: 'cards', connection: database.appUrl, clock: { now: () => Date.now() } });
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

const under = { membershipId: 'mbr_1', holderId: 'hld_1', programmeId: 'mall-vip', programmeVersion: 1 };
const joined: MemberJoined = {
  ...under,
  grade: 'gold',
  rule: 'join-gold',
  receiptIds: [],
  receiptsTotalFen: fen(0),
  businessDate: '2025-05-08',
  applicationId: null,
  role: null,
  approvedBy: null,
};
const raised: GradeRaised = {
  ...under,
  fromGrade: 'gold',
  toGrade: 'diamond',
  rule: 'lifetime-8000',
  receiptId: 'r-9',
  lifetimePoints: points(8_000),
  balancePoints: null,
  reachedBy: null,
  reference: null,
};

const closed: MembershipClosed = {
  membershipId: 'mbr_1',
  holderId: 'hld_1',
  programmeId: 'mall-vip',
  grade: 'diamond',
  cause: 'merged',
  intoMembershipId: 'mbr_2',
};
const NEWS = { MemberJoined: joined, GradeRaised: raised, MembershipClosed: closed };

function messageOf(type: keyof typeof NEWS, version: number): Message {
  const contract = contractOf(type);
  if (!contract) throw new Error(`no contract of ${type}`);
  const headers = headersOf({
    service: 'tiering',
    epoch: 1,
    position: version,
    stream: 'membership',
    streamId: under.membershipId,
    version,
    eventId: newId('evt'),
    type,
    schema: contract.fingerprint,
    occurredAt: Date.UTC(2025, 4, 8),
    recordedAt: Date.UTC(2025, 4, 8),
    issuerId: 'iss_a',
    actor: 'desk-1',
    correlationId: 'cor_1',
    causationId: null,
    traceparent: null,
  });
  const value = encodeValue(1, contract.encode(NEWS[type]));
  return new Message('cards', { topic: 'tiering.membership', partition: 0 }, headers, value);
}

async function carryOut(effect: Effect): Promise<void> {
  if (effect && 'writes' in effect) await effect.writes(log.pool);
}

it('the grade of a holder is known from the news of a membership; told twice or late they change nothing', async () => {
  const grades = (issuerId: string, programmeId = 'mall-vip') =>
    gradesOf(log, { issuerId, holderId: 'hld_1', programmeId });
  await carryOut(consumer.onMemberJoined(joined, messageOf('MemberJoined', 1)));
  expect(await grades('iss_a')).toEqual(['gold']);
  for (let time = 0; time < 2; time += 1) {
    await carryOut(consumer.onGradeRaised(raised, messageOf('GradeRaised', 2)));
    expect(await grades('iss_a')).toEqual(['diamond']);
    await carryOut(consumer.onMemberJoined(joined, messageOf('MemberJoined', 1)));
    expect(await grades('iss_a')).toEqual(['diamond']);
  }
  expect(await grades('iss_b')).toEqual([]);
  // Another programme's diamond says nothing in this one.
  expect(await grades('iss_a', 'bank')).toEqual([]);
});

it('a membership that was closed has no grade, also where older news arrive after it', async () => {
  const grades = () => gradesOf(log, { issuerId: 'iss_a', holderId: 'hld_1', programmeId: 'mall-vip' });
  await carryOut(consumer.onGradeRaised(raised, messageOf('GradeRaised', 2)));
  await carryOut(consumer.onMembershipClosed(closed, messageOf('MembershipClosed', 3)));
  expect(await grades()).toEqual([]);
  await carryOut(consumer.onGradeRaised(raised, messageOf('GradeRaised', 2)));
  expect(await grades()).toEqual([]);
  await carryOut(consumer.onMemberJoined(joined, messageOf('MemberJoined', 4)));
  expect(await grades()).toEqual(['gold']);
});

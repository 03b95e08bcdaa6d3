import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Terms } from '@scrip/chassis';
import {
  contractOf,
  type EventType,
  type MembershipEvent,
  type PointsEarned,
  type ReceiptRecorded,
} from '@scrip/contracts';
import { accept } from '@scrip/decider';
import { EventLog, newId } from '@scrip/event-store';
import { type Effect, encodeValue, headersOf, Message, NotYetError } from '@scrip/kafka';
import { fen, points } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { receiptsOf } from '../receipt-use/known-receipt.ts';
import { PointsPurchaseConsumer } from '../receipt-use/points-purchase.consumer.ts';
import { membershipDecider } from './membership.decider.ts';
import { PointsAccountConsumer } from './points-account.consumer.ts';

const ISSUER = 'iss_demo';

let database: ThrowawayDatabase;
let log: EventLog;
let terms: Terms;
let accounts: PointsAccountConsumer;
const purchases = new PointsPurchaseConsumer();

beforeAll(async () => {
  database = await throwawayDatabase('tiering');
  log = await EventLog.open({ service: 'tiering', connection: database.appUrl, clock: { now: () => Date.now() } });
  terms = new Terms(log);
  accounts = new PointsAccountConsumer(log, terms);
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

const publish = (programmeId: string, version: number, document: Programme = preset('mall-vip')): Promise<void> => {
  const programme = { ...document, id: programmeId, version };
  const effectiveAt = Date.parse(programme.effectiveAt);
  const documentJson = JSON.stringify(programme);
  return terms.keep(log.pool, { issuerId: ISSUER, programmeId, version, effectiveAt, documentJson });
};

interface Member {
  readonly membershipId: string;
  readonly programmeId: string;
}

/** A member of a programme of its own. */
async function member(): Promise<Member> {
  const membershipId = newId('mbr');
  const programmeId = `mall-${membershipId.slice(-10).toLowerCase()}`;
  const joined: MembershipEvent = {
    type: 'MemberJoined',
    data: {
      membershipId,
      holderId: 'hld_01',
      programmeId,
      programmeVersion: 1,
      grade: 'gold',
      rule: 'join-gold',
      receiptIds: [],
      receiptsTotalFen: fen(0),
      businessDate: '2025-05-08',
      applicationId: null,
      role: null,
      approvedBy: null,
    },
  };
  const who = { ...message('PointsEarned', {}).who };
  await log.execute({
    who,
    key: null,
    decider: membershipDecider,
    streamId: membershipId,
    decide: () => accept(joined),
  });
  return { membershipId, programmeId };
}

const earned = (of: Member, lifetime: number): PointsEarned => ({
  accountId: 'pts_01',
  membershipId: of.membershipId,
  holderId: 'hld_01',
  receiptId: 'r-9',
  basePoints: points(10),
  multiplierBp: 10_000,
  bonusPoints: points(0),
  earnedPoints: points(10),
  balanceAfterPoints: points(lifetime),
  lifetimeAfterPoints: points(lifetime),
  dayRank: null,
  rules: ['one-per-ten-yuan'],
  programmeId: of.programmeId,
  programmeVersion: 1,
  usableAt: null,
  expiresAt: null,
  expiryNotices: null,
  settledPoints: points(0),
  capped: null,
});

/** A message of points as it comes from its topic; the handler is given the data beside it. */
function message(type: EventType, over: { eventId?: string; version?: number }): Message {
  const contract = contractOf(type);
  if (!contract) throw new Error(`no contract of ${type}`);
  const headers = headersOf({
    service: 'points',
    epoch: 1,
    position: 1,
    stream: contract.stream,
    streamId: 'pts_01',
    version: 1,
    eventId: 'evt_earned',
    type,
    schema: contract.fingerprint,
    occurredAt: Date.UTC(2025, 4, 8, 4),
    recordedAt: Date.UTC(2025, 4, 8, 4),
    issuerId: ISSUER,
    actor: 'till-1',
    correlationId: 'cor_1',
    causationId: null,
    traceparent: null,
    ...over,
  });
  return new Message('tiering', { topic: contract.topic, partition: 0 }, headers, encodeValue(1, Buffer.alloc(0)));
}

async function carryOut(effect: Effect): Promise<void> {
  if (effect && 'command' in effect) await log.execute({ ...effect.command, key: null });
  if (effect && 'writes' in effect) await effect.writes(log.pool);
}

describe('points that a member earned', () => {
  it('raise the grade where they reach a rule, caused by the earning, and the second time change nothing', async () => {
    const of = await member();
    await publish(of.programmeId, 1);
    const deliver = async () => carryOut(await accounts.onPointsEarned(earned(of, 8_000), message('PointsEarned', {})));
    await deliver();
    await deliver();
    const events = await log.readStream(of.membershipId);
    expect(events.map(({ envelope }) => envelope.type)).toEqual(['MemberJoined', 'GradeRaised']);
    expect(events[1]?.envelope).toMatchObject({
      issuerId: ISSUER,
      actor: 'service:tiering',
      causationId: 'evt_earned',
      correlationId: 'cor_1',
    });
    expect(events[1]?.event.data).toMatchObject({ toGrade: 'diamond', rule: 'lifetime-8000', receiptId: 'r-9' });
  });

  it('below every rule leave no fact, and are measured', async () => {
    const of = await member();
    await publish(of.programmeId, 1);
    const effect = await accounts.onPointsEarned(earned(of, 7_999), message('PointsEarned', {}));
    expect(effect && 'command' in effect).toBe(false);
    await carryOut(effect);
    const { rows } = await log.pool.query(
      'SELECT lifetime_points, balance_points FROM member_points WHERE membership_id = $1',
      [of.membershipId],
    );
    expect(rows).toEqual([{ lifetime_points: 7_999n, balance_points: 7_999n }]);
  });

  it('wait for the version of the programme that they were earned under', async () => {
    const of = await member();
    const deliver = () => accounts.onPointsEarned(earned(of, 1), message('PointsEarned', {}));
    await expect(deliver()).rejects.toBeInstanceOf(NotYetError);
    await publish(of.programmeId, 1);
    expect(await deliver()).toHaveProperty('writes');
    const later = { ...earned(of, 1), programmeVersion: 2 };
    await expect(accounts.onPointsEarned(later, message('PointsEarned', {}))).rejects.toBeInstanceOf(NotYetError);
  });

  it('of somebody who never joined are refused, so that the message is parked', async () => {
    const of = { ...(await member()), membershipId: newId('mbr') };
    await publish(of.programmeId, 1);
    const effect = await accounts.onPointsEarned(earned(of, 8_000), message('PointsEarned', {}));
    if (!effect || !('command' in effect)) throw new Error('no command');
    expect(await log.execute({ ...effect.command, key: null })).toMatchObject({
      kind: 'refused',
      refusal: { code: 'membership_unknown' },
    });
  });
});

describe('points that move without a receipt', () => {
  const ids = (of: Member) => ({
    accountId: 'pts_01',
    holderId: 'hld_01',
    ...of,
    lots: [],
    settledPoints: points(0),
  });
  const adjusted = (of: Member, afterPoints: number) => ({
    ...ids(of),
    adjustmentId: 'paj_1',
    direction: 'credit',
    adjustedPoints: points(10),
    countsLifetime: true,
    balanceAfterPoints: points(afterPoints),
    lifetimeAfterPoints: points(afterPoints),
    programmeVersion: 1,
  });
  const movedIn = (of: Member, afterPoints: number) => ({
    ...ids(of),
    fromAccountId: 'pts_02',
    mergeId: 'hmg_1',
    pending: [],
    paidLots: [],
    owedPoints: points(0),
    lapsed: null,
    movedLifetimePoints: points(10),
    balanceAfterPoints: points(afterPoints),
    lifetimeAfterPoints: points(afterPoints),
  });
  const used = (of: Member, afterPoints: number) => ({
    ...ids(of),
    useId: 'rdm_1',
    purpose: 'redemption',
    usedPoints: points(10),
    givenBackPoints: points(10),
    balanceAfterPoints: points(afterPoints),
    programmeVersion: 1,
  });
  const granted = (of: Member, afterPoints: number) => ({
    ...ids(of),
    useId: 'use_1',
    entitlementKey: 'extra-points',
    grantedPoints: points(100),
    expiresAt: null,
    expiryNotices: null,
    balanceAfterPoints: points(afterPoints),
    programmeVersion: 1,
  });
  const measured = async ({ membershipId }: Member): Promise<readonly bigint[]> => {
    const { rows } = await log.pool.query<{ balance_points: bigint; lifetime_points: bigint }>(
      'SELECT balance_points, lifetime_points FROM member_points WHERE membership_id = $1',
      [membershipId],
    );
    return rows.flatMap((row) => [row.balance_points, row.lifetime_points]);
  };

  it('raise at once too: a correction and a merge over 8,000, each named by the raise (M7 without a receipt)', async () => {
    for (const [hear, by] of [
      [
        (of: Member) => accounts.onPointsAdjusted(adjusted(of, 8_000), message('PointsAdjusted', {})),
        { reachedBy: 'adjustment', reference: 'paj_1' },
      ],
      [
        (of: Member) => accounts.onPointsMovedIn(movedIn(of, 8_000), message('PointsMovedIn', {})),
        { reachedBy: 'merge', reference: 'pts_02' },
      ],
    ] as const) {
      const of = await member();
      await expect(hear(of)).rejects.toBeInstanceOf(NotYetError);
      await publish(of.programmeId, 1);
      await carryOut(await hear(of));
      await carryOut(await hear(of));
      const [, raised, ...more] = await log.readStream(of.membershipId);
      expect(more).toEqual([]);
      expect(raised?.event.data).toMatchObject({ toGrade: 'diamond', rule: 'lifetime-8000', receiptId: '', ...by });
      expect(await measured(of)).toEqual([8_000n, 8_000n]);
    }
  });

  it('are measured as they are used, given back, lapse, are corrected down and go; lifetime counts stay where no fact says so', async () => {
    const of = await member();
    await publish(of.programmeId, 1);
    await carryOut(await accounts.onPointsEarned(earned(of, 500), message('PointsEarned', {})));
    const hear = async (effect: Effect | Promise<Effect>): Promise<readonly bigint[]> => {
      await carryOut(await effect);
      return measured(of);
    };
    const told = (type: EventType, version: number) => message(type, { version });
    expect(await hear(accounts.onPointsUsed(used(of, 200), told('PointsUsed', 2)))).toEqual([200n, 500n]);
    const reversed = accounts.onPointsUseReversed(used(of, 500), told('PointsUseReversed', 3));
    expect(await hear(reversed)).toEqual([500n, 500n]);
    const lapsed = { ...ids(of), expiresAt: 1, lapsedPoints: points(100), balanceAfterPoints: points(400) };
    expect(await hear(accounts.onPointsLapsed(lapsed, told('PointsLapsed', 4)))).toEqual([400n, 500n]);
    const waited = {
      ...ids(of),
      usableAt: 1,
      expiresAt: null,
      expiryNotices: null,
      confirmedPoints: points(50),
      balanceAfterPoints: points(450),
    };
    expect(await hear(accounts.onPointsConfirmed(waited, told('PointsConfirmed', 5)))).toEqual([450n, 500n]);
    const debit = { ...adjusted(of, 400), direction: 'debit' };
    expect(await hear(accounts.onPointsAdjusted(debit, told('PointsAdjusted', 6)))).toEqual([400n, 400n]);
    // An older message, again, changes nothing.
    expect(await hear(accounts.onPointsUsed(used(of, 200), told('PointsUsed', 2)))).toEqual([400n, 400n]);
    const out = {
      ...ids(of),
      toAccountId: 'pts_02',
      mergeId: 'hmg_1',
      pending: [],
      owedPoints: points(0),
      lifetimePoints: points(400),
    };
    expect(await hear(accounts.onPointsMovedOut(out, told('PointsMovedOut', 7)))).toEqual([0n, 0n]);
    expect((await log.readStream(of.membershipId)).length).toBe(1);
  });

  it('raise by the balance where an entitlement gave them, and are measured as they are taken back', async () => {
    const of = await member();
    const raises = [{ key: 'balance-100', to: 'diamond', when: { fact: 'balancePoints', gte: 100 } }] as const;
    await publish(of.programmeId, 1, { ...preset('mall-vip'), raises: [...raises] });
    for (let twice = 0; twice < 2; twice += 1) {
      await carryOut(await accounts.onPointsGranted(granted(of, 100), message('PointsGranted', {})));
    }
    const [, raised, ...more] = await log.readStream(of.membershipId);
    expect(more).toEqual([]);
    expect(raised?.event.data).toMatchObject({ toGrade: 'diamond', reachedBy: 'grant', reference: 'use_1' });
    expect(await measured(of)).toEqual([100n, 0n]);
    const { useId } = granted(of, 0);
    const takenBack = {
      ...ids(of),
      useId,
      takenBackPoints: points(100),
      owedPoints: points(0),
      sparedPoints: points(0),
      lapsedPoints: null,
      lapsedAt: null,
      balanceAfterPoints: points(0),
      programmeVersion: 1,
    };
    await carryOut(accounts.onPointsGrantTakenBack(takenBack, message('PointsGrantTakenBack', { version: 2 })));
    expect(await measured(of)).toEqual([0n, 0n]);
    expect((await log.readStream(of.membershipId)).length).toBe(2);
  });

  it('raise by the balance where the rule asks for it, once points that waited are in it', async () => {
    const of = await member();
    const raises = [{ key: 'balance-100', to: 'diamond', when: { fact: 'balancePoints', gte: 100 } }] as const;
    await publish(of.programmeId, 1, { ...preset('mall-vip'), raises: [...raises] });
    const pending = { ...earned(of, 0), lifetimeAfterPoints: points(100), usableAt: 1 };
    await carryOut(await accounts.onPointsEarned(pending, message('PointsEarned', {})));
    expect((await log.readStream(of.membershipId)).length).toBe(1);
    const waited = {
      ...ids(of),
      usableAt: 1,
      expiresAt: null,
      expiryNotices: null,
      confirmedPoints: points(100),
      balanceAfterPoints: points(100),
    };
    await carryOut(await accounts.onPointsConfirmed(waited, message('PointsConfirmed', { version: 2 })));
    const [, raised] = await log.readStream(of.membershipId);
    expect(raised?.event.data).toMatchObject({ reachedBy: 'confirmation', balancePoints: 100n, lifetimePoints: 100n });
  });
});

describe('a receipt that a till recorded', () => {
  const recorded = (receiptId: string, paidFen: number): ReceiptRecorded => ({
    receiptId,
    programmeId: 'mall-vip',
    programmeVersion: 1,
    membershipId: null,
    accountId: null,
    holderId: null,
    lines: [],
    tenders: [],
    paidFen: fen(paidFen),
    businessDate: '2025-05-08',
    quoteId: null,
    ownDay: null,
    segments: null,
    earned: null,
  });

  it('is known to its issuer, and the second time changes nothing', async () => {
    for (const paid of [18_000, 18_000]) {
      await carryOut(purchases.onReceiptRecorded(recorded('r-1', paid), message('ReceiptRecorded', {})));
    }
    await carryOut(purchases.onReceiptRecorded(recorded('r-2', 13_000), message('ReceiptRecorded', {})));
    const known = await receiptsOf(log.pool, ISSUER, ['r-1', 'r-2', 'r-3']);
    expect(known.toSorted((a, b) => a.receiptId.localeCompare(b.receiptId))).toEqual([
      { receiptId: 'r-1', programmeId: 'mall-vip', paidFen: 18_000n, businessDate: '2025-05-08' },
      { receiptId: 'r-2', programmeId: 'mall-vip', paidFen: 13_000n, businessDate: '2025-05-08' },
    ]);
    expect(await receiptsOf(log.pool, 'iss_other', ['r-1'])).toEqual([]);
    expect(await receiptsOf(log.pool, ISSUER, [])).toEqual([]);
  });
});

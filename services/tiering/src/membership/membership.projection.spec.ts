import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { captureLive, compareProjection, EventLog, newId, on, ProjectionRunner, type Who } from '@scrip/event-store';
import { fen, points } from '@scrip/money';
import { preset } from '@scrip/programme';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { type ReceiptUseState, receiptUseDecider, receiptUseStream } from '../receipt-use/receipt-use.decider.ts';
import { gradeStepProjection, gradeStepsOf } from './grade-step.projection.ts';
import { join } from './join.rule.ts';
import { type MembershipState, membershipDecider, raiseByPoints } from './membership.decider.ts';
import { gradeCountsOf, membershipById, membershipProjection, membershipsOf } from './membership.projection.ts';

const projections = [membershipProjection, gradeStepProjection];
const mall = preset('mall-vip');
const who = (issuerId: string, causationId: string | null = null): Who => ({
  issuerId,
  actor: 'desk-1',
  occurredAt: Date.UTC(2025, 4, 8, 4),
  correlationId: 'cor_1',
  causationId,
  traceparent: null,
});

let database: ThrowawayDatabase;
let log: EventLog;
let runner: ProjectionRunner;

beforeAll(async () => {
  database = await throwawayDatabase('tiering');
  log = await EventLog.open({
    service: 'tiering',
    connection: database.appUrl,
    clock: { now: () => Date.now() },
    projections: projections.map(({ name }) => name),
  });
  runner = new ProjectionRunner(log, projections, (projection, error) => {
    throw new Error(`${projection} halted: ${String(error)}`);
  });
  await runner.start();
});
afterAll(async () => {
  await runner.stop();
  await log.close();
  await database.drop();
});

interface Member {
  readonly issuerId: string;
  readonly membershipId: string;
  readonly holderId: string;
}

async function joinWith(issuerId: string, totalFen: number): Promise<Member> {
  const found = { membershipId: newId('mbr'), holderId: newId('hld') };
  const receiptId = newId('r');
  const receipt = { receiptId, programmeId: 'mall-vip', paidFen: fen(totalFen), businessDate: '2025-05-08' };
  const command = { issuerId, ...found, programmeId: 'mall-vip', receiptIds: [receiptId], businessDate: '2025-05-08' };
  const verdict = await log.executeAcross({
    who: who(issuerId),
    key: null,
    streams: [on(membershipDecider, found.membershipId), on(receiptUseDecider, receiptUseStream(issuerId, receiptId))],
    decide: (states) => {
      const [membership, use] = states as [MembershipState, ReceiptUseState];
      return join({ membership, uses: [use] }, command, [receipt], mall);
    },
  });
  if (verdict.kind === 'refused') throw new Error(verdict.refusal.code);
  return { issuerId, ...found };
}

async function raise({ issuerId, membershipId }: Member): Promise<void> {
  const reached = {
    membershipId,
    lifetimePoints: points(8_000),
    balancePoints: points(8_000),
    reachedBy: 'receipt',
    receiptId: 'r-9',
    reference: null,
  } as const;
  await log.execute({
    who: who(issuerId, 'evt_earned'),
    key: null,
    decider: membershipDecider,
    streamId: membershipId,
    decide: (state) => raiseByPoints(state, reached, mall),
  });
}

const caughtUp = async (): Promise<void> => {
  expect(await runner.reached((await log.head()).position, 10_000)).toBe(true);
};

describe('what tiering shows of its log', () => {
  it('is the membership with its grade, and each step to it with rule and receipts', async () => {
    const issuerId = newId('iss');
    const member = await joinWith(issuerId, 30_000);
    const { membershipId, holderId } = member;
    await caughtUp();
    const occurredAt = '2025-05-08T04:00:00.000Z';
    const view = {
      membershipId,
      holderId,
      programmeId: 'mall-vip',
      grade: 'gold',
      gradeSince: occurredAt,
      joinedAt: occurredAt,
      businessDate: '2025-05-08',
      standing: 'met',
      missedRatings: 0,
    };
    expect(await membershipById(log.pool, issuerId, membershipId)).toEqual(view);
    await raise(member);
    await caughtUp();
    expect(await membershipById(log.pool, issuerId, membershipId)).toEqual({ ...view, grade: 'diamond' });
    const steps = await gradeStepsOf(log.pool, { membershipId, after: 0, limit: 10 });
    const said = { programmeVersion: 1, occurredAt, correlationId: 'cor_1' };
    expect(steps).toMatchObject([
      {
        ...said,
        version: 1,
        fromGrade: null,
        toGrade: 'gold',
        rule: 'join-gold',
        receiptsTotalFen: 30_000n,
        lifetimePoints: null,
        causationId: null,
      },
      {
        ...said,
        version: 2,
        fromGrade: 'gold',
        toGrade: 'diamond',
        rule: 'lifetime-8000',
        receiptIds: ['r-9'],
        receiptsTotalFen: null,
        lifetimePoints: 8_000n,
        causationId: 'evt_earned',
      },
    ]);
    expect(steps[0]?.receiptIds).toHaveLength(1);
    expect(await gradeStepsOf(log.pool, { membershipId, after: 1, limit: 10 })).toEqual(steps.slice(1));
  });

  it('counts the members of each grade, also in a batch in which one joins and rises', async () => {
    const issuerId = newId('iss');
    const members = await Promise.all([30_000, 30_000, 300_000].map((total) => joinWith(issuerId, total)));
    await Promise.all(members.map(raise));
    await joinWith(issuerId, 30_000);
    await caughtUp();
    expect(await gradeCountsOf(log.pool, issuerId, 'mall-vip')).toEqual([
      { grade: 'diamond', members: 3 },
      { grade: 'gold', members: 1 },
    ]);
    expect(await gradeCountsOf(log.pool, issuerId, 'other')).toEqual([]);
  });

  it('is found by holder and programme, page by page', async () => {
    const issuerId = newId('iss');
    const members = await Promise.all([1, 2, 3].map(() => joinWith(issuerId, 30_000)));
    await caughtUp();
    const ids = members.map(({ membershipId }) => membershipId).sort();
    const found = async (over: object) =>
      (await membershipsOf(log.pool, { issuerId, after: '', limit: 2, ...over })).map((item) => item.membershipId);
    expect(await found({ programmeId: 'mall-vip' })).toEqual(ids.slice(0, 2));
    expect(await found({ after: ids[1] })).toEqual(ids.slice(2));
    expect(await found({ holderId: members[2]?.holderId })).toEqual([members[2]?.membershipId]);
    expect(await found({ programmeId: 'other' })).toEqual([]);
  });

  it("does not exist for another issuer's caller", async () => {
    const { membershipId, holderId } = await joinWith(newId('iss'), 30_000);
    await caughtUp();
    const other = newId('iss');
    expect(await membershipById(log.pool, other, membershipId)).toBeUndefined();
    expect(await membershipsOf(log.pool, { issuerId: other, holderId, after: '', limit: 1 })).toEqual([]);
  });

  it('is the same byte for byte when it is folded again from the first event', async () => {
    for (const projection of projections) {
      const finding = await compareProjection(log, await captureLive(log, projection), log, () => undefined);
      expect(finding).toMatchObject({ projection: projection.name, equal: true });
      expect(finding.rows).toBeGreaterThan(0);
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WhatIfJobs } from '@scrip/chassis';
import type { EventData } from '@scrip/contracts';
import { idFrom, newId } from '@scrip/event-store';
import { type Programme, preset, type Segment } from '@scrip/programme';
import { CardsHolderConsumer } from '../src/account/cards-holder.consumer.ts';
import { TieringSegmentMemberConsumer } from '../src/segment/tiering-segment-member.consumer.ts';
import type { WhatIfReport } from '../src/what-if/comparison.ts';

import { type Asking, type Got, type Member, messageOf, PointsApp } from './points-app.ts';
import { type Sold, Till } from './till.ts';

const mall = preset('mall-vip');
const spenders: Segment = {
  key: 'top-spenders',
  name: { 'zh-CN': '消费前列', en: 'top spenders' },
  by: { metric: 'spendingFen', window: { kind: 'calendarYear', take: 'sum' } },
  take: 'topMembers',
  shareBp: 2_000,
  ties: 'include',
};
/** Top spenders earn twice the points; everybody else who is not among the frequent gets 5 more. */
const programme: Programme = {
  ...mall,
  id: 'mall-segments',
  segments: [spenders, { ...spenders, key: 'frequent' }, { ...spenders, key: 'not-asked' }],
  points: mall.points && {
    ...mall.points,
    multipliers: [{ key: 'svip', factorBp: 20_000, when: { segment: 'top-spenders' } }],
    bonuses: [
      { key: 'welcome', points: 5, when: { not: { any: [{ segment: 'frequent' }, { segment: 'top-spenders' }] } } },
    ],
    draws: [],
  },
};
const DAY = { occurredAt: '2025-05-08T12:00:00+08:00' };
const SIMULATING: Asking = { scopes: ['points:simulate', 'points:read'] };

let app: PointsApp;
let till: Till;
beforeAll(async () => {
  app = await PointsApp.open({ now: () => Date.parse('2026-01-01T12:00:00+08:00') });
  await app.publish(programme);
  till = new Till(app, programme.id);
});
afterAll(() => app?.close());

/** A run of tiering finds a member in a segment, or does not any more; its news come twice. */
async function moves(
  { membershipId, holderId }: Member,
  segmentKey: string,
  { isIn = true, version = 1, day = '2025-04-01' } = {},
): Promise<void> {
  const segmentMemberId = idFrom('sgm', `${segmentKey} ${membershipId}`);
  const about = { version, occurredAt: Date.parse(`${day}T03:00:00+08:00`) };
  const of = { segmentMemberId, membershipId, holderId, programmeId: programme.id, programmeVersion: 1, segmentKey };
  const left: EventData<'SegmentLeft'> = { ...of, month: day.slice(0, 7), runId: 'sgr_1' };
  const consumer = app.part(TieringSegmentMemberConsumer);
  for (let time = 1; time <= 2; time += 1) {
    if (isIn) {
      const entered = { ...left, place: 1, total: '100', over: '1' };
      const message = messageOf('SegmentEntered', segmentMemberId, entered, about);
      await app.carryOut(consumer.onSegmentEntered(entered, message));
    } else {
      await app.carryOut(consumer.onSegmentLeft(left, messageOf('SegmentLeft', segmentMemberId, left, about)));
    }
  }
}
/** Two turn out to be one person. */
async function merges(from: Member, into: Member, day: string): Promise<void> {
  const merged = { holderId: from.holderId, survivorId: into.holderId, mergeId: newId('hmg') };
  const data = { ...merged, proposedBy: 'a', approvedBy: 'b' };
  const message = messageOf('HolderMerged', from.holderId, data, { occurredAt: Date.parse(`${day}T12:00:00+08:00`) });
  await app.carryOut(await app.part(CardsHolderConsumer).onHolderMerged(data, message));
}
/** A draft that lets those in a segment earn twice the points. */
function doubleFor(segment: string): Programme {
  const plan = programme.points;
  return {
    ...programme,
    version: 2,
    segments: [...(programme.segments ?? []), { ...spenders, key: 'new-one' }],
    ...(plan && { points: { ...plan, multipliers: [{ key: 'twice', factorBp: 20_000, when: { segment } }] } }),
  };
}
/** A draft is tried over a month, YYYY-MM. */
function tries(draft: Programme, month: string, asking: Asking = {}): Promise<Got> {
  const body = { programmeId: programme.id, document: draft, from: `${month}-01`, to: `${month}-30` };
  return app.post('/what-ifs', body, { ...SIMULATING, ...asking });
}
async function told({ body, status }: Got): Promise<WhatIfReport> {
  expect(status).toBe(202);
  await app.part(WhatIfJobs).idle();
  const done = await app.get(`/what-ifs/${String(body['whatIfId'])}`, SIMULATING);
  return done.body['report'] as unknown as WhatIfReport;
}
const buys = (member: Member, day: string): Promise<Sold> =>
  till.sells(member, { paidFen: 10_000 }, { occurredAt: `${day}T12:00:00+08:00` });
const why = (receiptId: string): Promise<Got> => app.get(`/receipts/${receiptId}/explanation`);

describe('a points rule that asks for a segment', () => {
  it('counts for who is in it, says so, and lets a return earn again as the receipt did', async () => {
    const member = await app.join(programme.id);
    for (const segment of ['top-spenders', 'not-asked']) await moves(member, segment);
    const { receiptId, earned } = await till.sells(member, { paidFen: 50_000 }, DAY);
    expect(earned).toMatchObject({ earnedPoints: 100, rules: ['one-per-ten-yuan', 'svip'] });
    const explained = await why(receiptId);
    expect(explained.body).toMatchObject({
      agrees: true,
      earning: { multipliers: [{ rule: 'svip', met: true }], bonuses: [{ rule: 'welcome', met: false }] },
    });
    expect(JSON.stringify(explained.body['earning'])).toContain('top-spenders');
    // The receipt keeps what the rules asked for, and nothing else of its buyer.
    const [recorded] = await app.log.readStream(`rcp_iss_a.${receiptId}`);
    expect(recorded?.event.data).toMatchObject({ segments: ['top-spenders'] });
    await moves(member, 'top-spenders', { isIn: false, version: 2, day: '2025-05-09' });
    const back = await till.takesBack(member, receiptId, { returnId: 'b-1', amountFen: 20_000 });
    expect(back.body).toMatchObject({ takenBackPoints: 40, balanceAfterPoints: 60 });
    await app.caughtUp();
    const { body } = await app.get(`/accounts/${member.accountId}/entries?kind=taken_back`);
    const [entry] = body['items'] as readonly { eventId: string }[];
    expect(await app.get(`/entries/${entry?.eventId}/explanation`)).toMatchObject({
      status: 200,
      body: { reason: { agrees: true, asked: { earnedAfterPoints: 60, earning: { multipliers: [{ met: true }] } } } },
    });
  });

  it('was met or not as it was told then, also where the receipt earned nothing', async () => {
    const member = await app.join(programme.id);
    await moves(member, 'top-spenders');
    const { receiptId, earned } = await till.sells(member, { paidFen: 500 }, DAY);
    expect(earned).toBeNull();
    expect((await why(receiptId)).body).toMatchObject({
      agrees: true,
      earnedPoints: 0,
      earning: { multipliers: [{ rule: 'svip', met: true }], bonuses: [{ rule: 'welcome', met: false }] },
    });
  });

  it('does not count for who went out of it, whatever older news come late, or was never in', async () => {
    const [left, never] = [await app.join(programme.id), await app.join(programme.id)];
    await moves(left, 'top-spenders', { isIn: false, version: 2, day: '2025-05-01' });
    await moves(left, 'top-spenders');
    for (const member of [left, never]) {
      const { receiptId, earned } = await till.sells(member, { paidFen: 50_000 }, DAY);
      expect(earned).toMatchObject({ earnedPoints: 55, rules: ['one-per-ten-yuan', 'welcome'] });
      expect((await why(receiptId)).body).toMatchObject({ agrees: true });
    }
  });

  it('counts for who was merged with somebody in it', async () => {
    const [one, two] = [await app.join(programme.id), await app.join(programme.id)];
    await moves(two, 'top-spenders');
    await merges(two, one, '2025-05-01');
    for (const member of [one, two]) {
      expect((await till.sells(member, { paidFen: 10_000 }, DAY)).earned).toMatchObject({ earnedPoints: 20 });
    }
  });

  it('is tried over history with who was in the segment then; a segment that no run has looked for is not', async () => {
    const member = await app.join(programme.id);
    await buys(member, '2025-06-02');
    await moves(member, 'frequent', { day: '2025-06-03' });
    await buys(member, '2025-06-04');
    await moves(member, 'frequent', { day: '2025-06-05', isIn: false, version: 2 });
    await buys(member, '2025-06-06');
    const same = await told(await tries(programme, '2025-06'));
    expect(same.totals).toMatchObject({ was: { earnedPoints: 15 + 10 + 15 }, would: { earnedPoints: 15 + 10 + 15 } });
    const draft = await told(await tries(doubleFor('frequent'), '2025-06'));
    expect(draft.totals.would).toMatchObject({ earnedPoints: 15 + 20 + 15 });
    const untried = { status: 422, body: { code: 'segment_untried', segmentKey: 'new-one' } };
    expect(await tries(doubleFor('new-one'), '2025-06')).toMatchObject(untried);
  });

  it('is tried with who was one person then, not with who became one later', async () => {
    const [one, two] = [await app.join(programme.id), await app.join(programme.id)];
    await moves(two, 'top-spenders');
    await buys(one, '2025-09-02');
    await merges(two, one, '2025-09-03');
    await buys(one, '2025-09-04');
    const { totals } = await told(await tries(programme, '2025-09'));
    expect(totals).toMatchObject({ was: { earnedPoints: 15 + 20 }, would: { earnedPoints: 15 + 20 } });
  });

  it('is tried once for one request, though another version makes the segment in another way by now', async () => {
    const draft = doubleFor('frequent');
    const again: Asking = { key: 'k-again' };
    const { status, body } = await tries(draft, '2025-06', again);
    expect(status).toBe(202);
    await app.part(WhatIfJobs).idle();
    const segments = (programme.segments ?? []).map((one) =>
      one.key === 'frequent' ? { ...one, shareBp: 1_000 } : one,
    );
    await app.publish({ ...programme, version: 2, segments });
    const untried = { status: 422, body: { code: 'segment_untried', segmentKey: 'frequent' } };
    expect(await tries(draft, '2025-06')).toMatchObject(untried);
    const same = { whatIfId: body['whatIfId'], state: 'done' };
    expect(await tries(draft, '2025-06', again)).toMatchObject({ status: 202, body: same });
    const reused = { status: 422, body: { code: 'idempotency_key_reused' } };
    expect(await tries(draft, '2025-09', again)).toMatchObject(reused);
  });
});

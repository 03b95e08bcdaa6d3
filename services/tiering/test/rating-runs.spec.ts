/** Reports of values and rating runs, through the door (domain 2.6 to 2.8). */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Terms } from '@scrip/chassis';
import { newId, ProjectionRunner } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { MetricTopicConsumer } from '../src/metric/metric-topic.consumer.ts';
import { ratingOf } from '../src/rating/rate-member.rule.ts';
import { cursorOf, ratePage, readPage } from '../src/rating/rating-batch.ts';
import { RatingDue } from '../src/rating/rating-due.ts';
import { openRuns } from '../src/rating/rating-run.projection.ts';
import { RatingWork } from '../src/rating/rating-work.ts';
import { PointsPurchaseConsumer } from '../src/receipt-use/points-purchase.consumer.ts';
import { Bank, type Run } from './bank.ts';
import { TieringDoor } from './tiering-door.ts';

const clock = { at: Date.parse('2026-03-10T10:00:00+08:00'), now: () => clock.at };
const GOLD = 100_000;
const PLATINUM = 300_000;

let door: TieringDoor;

beforeAll(async () => {
  door = await TieringDoor.open(clock);
});
afterAll(() => door.close());

async function bankOf(programme: Programme = preset('bank-stepdown')): Promise<Bank> {
  const issuerId = newId('iss');
  await door.publish(issuerId, programme);
  return new Bank(door, issuerId, programme);
}

const holders = (count: number): string[] => Array.from({ length: count }, () => newId('hld')).sort();

describe('a report of what was measured', () => {
  it('has a verdict for each value, the same again under its key, and a later revision corrects an earlier one', async () => {
    const bank = await bankOf();
    const [holderId = ''] = holders(1);
    const body = { source: 'core', period: '2026-01', metric: 'depositsFen', values: [{ holderId, value: 5 }] };
    const first = await bank.client.post('/tiering/v1/metrics', body, { key: 'r-1' });
    expect(first.ok(201)).toMatchObject({ received: 1, accepted: 1, corrections: 0, lateMonths: [] });
    const again = await bank.client.post('/tiering/v1/metrics', body, { key: 'r-1' });
    expect([again.replayed, again.body]).toEqual([true, first.body]);
    expect((await bank.report(body)).ok()).toMatchObject({ accepted: 0, duplicates: 1 });
    const mixed = {
      metric: 'depositsFen',
      revision: 1,
      values: [
        { holderId, period: '2026-01', value: 9 },
        { holderId, period: '2026-01', value: 9 },
        { holderId, period: '2027-01', value: 9 },
        { holderId, period: '2026-02', value: 9, metric: 'horoscope' },
      ],
    };
    expect((await bank.report(mixed)).ok()).toMatchObject({
      accepted: 1,
      corrections: 1,
      refused: 3,
      verdicts: [
        { verdict: 'accepted' },
        { verdict: 'refused', code: 'listed_twice' },
        { verdict: 'refused', code: 'period_invalid' },
        { verdict: 'refused', code: 'metric_unknown' },
      ],
    });
    const outdated = await bank.report({ ...body, revision: 0 });
    expect(outdated.ok()).toMatchObject({ verdicts: [{ code: 'revision_outdated', knownRevision: 1 }] });
    const told = await bank.client.get(`/tiering/v1/metrics?holderId=${holderId}`);
    expect(told.ok()).toMatchObject({ items: [{ period: '2026-01', value: 9, revision: 1 }], next: null });
    (await bank.report({ values: [{ holderId, value: 1 }] })).refused(400, 'metric_missing', { index: 0 });
  });

  it('of the same values by two at once is taken once', async () => {
    const bank = await bankOf();
    const values = holders(200).map((holderId) => ({ holderId, value: 7 }));
    const body = { metric: 'depositsFen', period: '2026-01', values };
    const reports = await Promise.all([1, 2, 3].map(() => bank.report(body)));
    const accepted = reports.map((report) => Number(report.ok(201).accepted));
    expect(accepted.reduce((sum, one) => sum + one, 0)).toBe(200);
  });
});

describe('a file of values', () => {
  it('is taken part by part with a verdict for each line, and sent again changes nothing', async () => {
    const bank = await bankOf();
    const ids = holders(6_000);
    const lines = ids.map((id, index) => `${id},depositsFen,2026-01,${index},0`);
    const file = [
      'holderId,metric,period,value,revision',
      ...lines,
      'no value at all',
      `${ids[0]},depositsFen,2026-01,7,0`,
    ];
    const headers = { 'content-type': 'text/csv' };
    const send = (text: string, key: string) =>
      bank.client.post('/tiering/v1/metric-files?source=core', text, { key, headers });
    const sent = await send(file.join('\n'), 'file-1');
    expect(sent.ok(201)).toEqual({
      reports: 2,
      received: 6_002,
      accepted: 6_000,
      duplicates: 0,
      refused: 2,
      corrections: 0,
      lateMonths: [],
      faults: [
        { line: 6_002, code: 'record_unreadable', knownRevision: null },
        { line: 6_003, code: 'revision_conflict', knownRevision: 0 },
      ],
    });
    const again = await send(file.join('\n'), 'file-1');
    expect([again.replayed, again.body]).toEqual([true, sent.body]);
    (await send('holder;value\n', 'file-2')).refused(400, 'csv_heading_invalid');
    (await send('holderId,metric,period,value,revision\n', 'file-3')).refused(400, 'file_empty');
    const told = await bank.client.get(`/tiering/v1/metrics?holderId=${ids[5_999]}`);
    expect(told.ok()).toMatchObject({ items: [{ value: 5_999 }] });
  });
});

describe('values that come by a topic', () => {
  it('are taken batch by batch as reports of their issuer, the same batch once, and what cannot be read is told', async () => {
    const bank = await bankOf();
    const [holderId = ''] = holders(1);
    const value = { holderId, metric: 'depositsFen', period: '2026-01', value: 5n, revision: 0n };
    const wrong = { ...value, metric: 'horoscope' };
    const topic = `tiering.metric-intake.${bank.issuerId}`;
    const batch = { topic, partition: 2, firstOffset: '7', lastOffset: '9', records: [null, wrong, value] };
    const consumer = door.get(MetricTopicConsumer);
    const before = (await door.log.head()).position;
    await consumer.take(bank.issuerId, batch);
    await consumer.take(bank.issuerId, batch);
    await consumer.take(bank.issuerId, { ...batch, firstOffset: '9', records: [value] });
    const facts = await door.log.read({ after: before, limit: 10 });
    expect(facts.map(({ event }) => event)).toMatchObject([
      {
        type: 'MetricsReported',
        data: {
          origin: `${topic}/2 7-9`,
          received: 3,
          accepted: 1,
          faults: [
            { index: 0, code: 'record_unreadable' },
            { index: 1, code: 'metric_unknown' },
          ],
        },
      },
      { type: 'MetricsReported', data: { accepted: 0, duplicates: 1 } },
    ]);
  });
});

describe('a rating run', () => {
  it('leaves a fact for whoever changes, a row for everybody, and a CSV whose hash it says', async () => {
    const bank = await bankOf();
    const [rich = '', middle = '', poor = ''] = holders(3);
    await bank.holds(rich, { '2026-01': PLATINUM });
    await bank.holds(middle, { '2026-01': GOLD });
    await bank.holds(poor, { '2026-01': 1 });
    const run = await bank.rate('2026-01');
    expect(run).toMatchObject({ rated: 3, membersChanged: 2, outcomes: { raised: 2, confirmed: 1, lowered: 0 } });
    expect(await bank.membership(poor)).toBeUndefined();
    const changed = await bank.client.get(`/tiering/v1/rating-runs/${run.runId}/results?changed=true&limit=1`);
    expect(changed.ok()).toMatchObject({
      items: [{ holderId: rich, metGrade: 'platinum', standard: 'average-balance', outcome: 'raised' }],
    });
    expect(changed.body.next).not.toBeNull();
    const csv = await bank.client.get<string>(`/tiering/v1/rating-runs/${run.runId}/result`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(createHash('sha256').update(csv.ok()).digest('hex')).toBe(run.resultSha256);
    expect(csv.ok().trim().split('\n')).toHaveLength(4);
    (
      await new Bank(door, newId('iss'), preset('bank-stepdown')).client.get(`/tiering/v1/rating-runs/${run.runId}`)
    ).refused(404, 'run_unknown');
  });

  it('is refused in a fixed order', async () => {
    const bank = await bankOf();
    const elsewhere = new Bank(door, newId('iss'), preset('bank-stepdown'));
    (await elsewhere.start({ month: '2026-01' })).refused(404, 'programme_unknown');
    const mall = await bankOf({ ...preset('mall-vip'), effectiveAt: '2020-01-01T00:00:00+08:00' });
    (await mall.start({ month: '2026-01' })).refused(409, 'programme_rates_nobody');
    (await bank.start({ month: '2026-03' })).refused(422, 'month_not_over', {
      lastDay: '2026-03-31',
      today: '2026-03-10',
    });
    (await bank.start({ month: '2026-01', kind: 'corrected' })).refused(409, 'month_not_rated');
    await bank.rate('2026-01');
    (await bank.start({ month: '2026-01' })).refused(409, 'month_already_rated', { lastMonth: '2026-01' });
    const later = await bankOf();
    await later.rate('2025-11');
    (await later.start({ month: '2026-01' })).refused(409, 'month_not_next', { nextMonth: '2025-12' });
    const { runId } = (await later.start({ month: '2025-12' })).ok(201);
    (await later.start({ month: '2026-01' })).refused(409, 'run_under_way', { runId });
    await later.finish(String(runId));
  });

  it('stands still while it is paused, and goes on from where it was', async () => {
    const bank = await bankOf();
    const ids = holders(5);
    for (const id of ids) await bank.holds(id, { '2026-01': GOLD });
    const { runId } = (await bank.start({ month: '2026-01' })).ok(201);
    const path = `/tiering/v1/rating-runs/${String(runId)}`;
    (await bank.client.post(`${path}/pauses`, {})).ok(201);
    (await bank.client.post(`${path}/pauses`, {})).refused(409, 'run_paused');
    await door.carryOutDue(RatingWork);
    expect((await bank.client.get(path)).ok()).toMatchObject({ state: 'paused', rated: 0 });
    (await bank.client.post(`${path}/resumptions`, {})).ok(201);
    expect(await bank.finish(String(runId))).toMatchObject({ rated: 5, membersChanged: 5 });
  });

  it('passes over whoever joined after its month, however many stand before the next who is rated', async () => {
    const programme = preset('bank-stepdown');
    const bank = await bankOf(programme);
    const ids = holders(7);
    const last = String(ids.at(-1));
    for (const id of ids) await bank.holds(id, { '2026-01': GOLD });
    await bank.holds(last, { '2025-12': GOLD });
    expect(await bank.rate('2026-01')).toMatchObject({ rated: 7, membersChanged: 7 });
    const rating = ratingOf('run', programme, '2025-12');
    const pageAfter = async (after: string) => {
      const { holders: rated } = await readPage(door.log.pool, bank.issuerId, rating, { after, limit: 3 });
      return rated.map(({ holderId }) => holderId);
    };
    expect(await pageAfter('')).toEqual([last]);
    expect(await pageAfter(last)).toEqual([]);
  });

  it('that was broken off between two batches is gone on with by another copy, and nobody is rated twice', async () => {
    const programme = preset('bank-stepdown');
    const bank = await bankOf(programme);
    const ids = holders(7);
    for (const id of ids) await bank.holds(id, { '2026-01': GOLD });
    const { runId } = (await bank.start({ month: '2026-01' })).ok(201);
    const { log } = door;
    (await bank.client.get(`/tiering/v1/rating-runs/${String(runId)}`)).ok();
    const [run] = (await openRuns(log.pool, 10)).filter((one) => one.run_id === runId);
    if (!run) throw new Error('no run is open');
    const rating = ratingOf(run.run_id, programme, run.month);
    const cursor = await cursorOf(log.pool, run.run_id);
    const who = {
      issuerId: bank.issuerId,
      actor: 'a',
      occurredAt: clock.at,
      correlationId: 'c',
      causationId: null,
      traceparent: null,
    };
    const page = await readPage(log.pool, bank.issuerId, rating, { after: '', limit: 3 });
    await ratePage(log, who, rating, cursor, page, false);
    // The same batch once more, as by a copy that did not hear of it.
    await expect(ratePage(log, who, rating, cursor, page, false)).rejects.toThrow(/further than/);
    const other = new RatingWork(log, door.get(Terms), door.get(ProjectionRunner));
    await other.work(run);
    expect(await bank.finish(run.run_id)).toMatchObject({
      state: 'closed',
      rated: 7,
      membersChanged: 7,
    });
    for (const id of ids) expect(await bank.history(id)).toHaveLength(1);
  });

  it('says when it began and when it ended', async () => {
    const bank = await bankOf();
    const [id = ''] = holders(1);
    await bank.holds(id, { '2026-01': GOLD });
    const { runId, ratingId } = (await bank.start({ month: '2026-01' })).ok(201);
    clock.at += 90_000;
    expect(await bank.finish(String(runId))).toMatchObject({
      startedAt: '2026-03-10T02:00:00.000Z',
      closedAt: '2026-03-10T02:01:30.000Z',
    });
    const [closed] = (await door.log.readStream(String(ratingId))).slice(-1);
    expect(closed?.envelope.occurredAt).toBe(clock.at);
    clock.at -= 90_000;
  });

  it('that is dry says what it would do and leaves no fact of any member, also for a month that is not over', async () => {
    const bank = await bankOf();
    const [id = ''] = holders(1);
    await bank.holds(id, { '2026-03': PLATINUM });
    const run = await bank.rate('2026-03', { dryRun: true });
    expect(run).toMatchObject({ rated: 1, membersChanged: 1, outcomes: { raised: 1 } });
    expect(await bank.membership(id)).toBeUndefined();
    await bank.rate('2026-01');
  });

  it('counts what tills recorded, on top of what was reported', async () => {
    const base = preset('bank-fastrise');
    const when = { metric: 'spendingFen', window: { kind: 'calendarMonth', take: 'sum' }, gte: 50_000 } as const;
    const standards = [
      { key: 'spending', name: base.name, gives: 'grade' as const, met: [{ grade: 'platinum', when }] },
    ];
    const bank = await bankOf({ ...base, tiers: base.tiers && { ...base.tiers, standards } });
    const { issuerId } = bank;
    const [holderId = ''] = holders(1);
    const receipt = {
      receiptId: newId('r'),
      programmeId: base.id,
      programmeVersion: 1,
      membershipId: null,
      accountId: null,
      holderId,
      lines: [],
      tenders: [],
      paidFen: fen(30_000),
      businessDate: '2026-01-09',
      quoteId: null,
      ownDay: false,
      segments: null,
      earned: null,
    };
    const message = door.message('ReceiptRecorded', receipt, { issuerId });
    await door.carryOut(door.get(PointsPurchaseConsumer).onReceiptRecorded(receipt, message));
    (await bank.report({ metric: 'spendingFen', period: '2026-01-20', values: [{ holderId, value: 20_000 }] })).ok();
    await bank.rate('2026-01');
    expect(await bank.membership(holderId)).toMatchObject({ grade: 'platinum' });
    // What is given back is taken off the day of the return.
    const { lines, tenders, receiptId, programmeId } = receipt;
    const returned = {
      receiptId,
      programmeId,
      programmeVersion: 1,
      returnId: 'b-1',
      membershipId: null,
      accountId: null,
      holderId,
      lines,
      tenders,
      returnedFen: fen(30_000),
      leftFen: fen(0),
      earnedAfterPoints: null,
      takenBackPoints: null,
      businessDate: '2026-02-03',
    };
    const back = door.message('ReceiptReturned', returned, { issuerId });
    await door.carryOut(door.get(PointsPurchaseConsumer).onReceiptReturned(returned, back));
    (await bank.report({ metric: 'spendingFen', period: '2026-02-20', values: [{ holderId, value: 79_999 }] })).ok();
    await bank.rate('2026-02');
    expect(await bank.membership(holderId)).toMatchObject({ grade: 'platinum', standing: 'extension' });
  });

  it('begins by itself at month end where the document says so, as many days after as it says', async () => {
    const base = preset('bank-stepdown');
    const rating = base.tiers && { ...base.tiers.rating, daysAfter: 3 };
    const bank = await bankOf({ ...base, tiers: base.tiers && rating && { ...base.tiers, rating } });
    const [id = ''] = holders(1);
    await bank.holds(id, { '2026-03': GOLD });
    const runs = async () =>
      (await bank.client.get<{ items: Run[] }>('/tiering/v1/rating-runs?order=oldest')).ok().items;
    clock.at = Date.parse('2026-04-03T10:00:00+08:00');
    await door.carryOutDue(RatingDue);
    expect(await runs()).toEqual([]);
    clock.at = Date.parse('2026-04-04T10:00:00+08:00');
    await door.carryOutDue(RatingDue);
    await door.carryOutDue(RatingDue);
    expect(await runs()).toMatchObject([{ month: '2026-03', startedBy: 'service:tiering' }]);
    await bank.finish(String((await runs())[0]?.runId));
    clock.at = Date.parse('2026-05-05T10:00:00+08:00');
    await bank.holds(id, { '2026-04': PLATINUM });
    await door.carryOutDue(RatingDue);
    expect(await runs()).toMatchObject([{ month: '2026-03' }, { month: '2026-04' }]);
    await bank.finish(String((await runs())[1]?.runId));
    expect(await bank.membership(id)).toMatchObject({ grade: 'platinum' });
  });
});

describe('values that come after their month was rated', () => {
  it('make nobody a member of a programme that is joined', async () => {
    const base = preset('bank-fastrise');
    const bank = await bankOf({
      ...base,
      joining: [{ key: 'desk', grade: 'ordinary', when: { calendar: { monthDay: '03-10' } } }],
    });
    const [stranger = ''] = holders(1);
    await bank.rate('2025-12');
    await bank.holds(stranger, { '2025-12': PLATINUM });
    expect(await bank.rate('2025-12', { kind: 'corrected' })).toMatchObject({ rated: 0, membersChanged: 0 });
    expect(await bank.membership(stranger)).toBeUndefined();
  });

  it('are named, and a corrected run rates from that month on and says what was and what is', async () => {
    const bank = await bankOf(preset('bank-fastrise'));
    const [late = '', steady = '', unknown = ''] = holders(3);
    const months = ['2025-10', '2025-11', '2025-12'];
    for (const id of [late, steady]) await bank.holds(id, { '2025-10': PLATINUM, '2025-11': 0, '2025-12': 0 });
    await bank.rateAll(months);
    expect(await bank.membership(late)).toMatchObject({ grade: 'platinum', standing: 'extension', missedRatings: 2 });
    const said = await bank.report({
      metric: 'depositsFen',
      period: '2025-11',
      revision: 1,
      values: [{ holderId: late, value: 100_000_000 }],
    });
    expect(said.ok()).toMatchObject({ corrections: 1, lateMonths: ['2025-11'] });
    await bank.holds(unknown, { '2025-12': PLATINUM });
    const waiting = () => bank.client.get('/tiering/v1/rating-runs/late-values?programmeId=bank-fastrise');
    expect((await waiting()).ok()).toEqual({
      items: [
        { month: '2025-11', holders: 1 },
        { month: '2025-12', holders: 1 },
      ],
    });
    const run = await bank.rate('2025-11', { kind: 'corrected' });
    expect(run).toMatchObject({ rated: 3, membersChanged: 2 });
    expect(await bank.membership(late)).toMatchObject({ grade: 'black-gold', standing: 'extension', missedRatings: 1 });
    expect(await bank.membership(unknown)).toMatchObject({ grade: 'platinum' });
    expect(await bank.history(steady)).toHaveLength(3);
    expect((await waiting()).ok()).toEqual({ items: [] });
    const { membershipId = '' } = (await bank.membership(late)) ?? {};
    const facts = await door.log.readStream(membershipId);
    expect(facts.at(-1)?.event).toMatchObject({
      type: 'GradeRerated',
      data: {
        fromGrade: 'platinum',
        toGrade: 'black-gold',
        months: [
          {
            month: '2025-11',
            oldMetGrade: 'ordinary',
            newMetGrade: 'black-gold',
            oldGrade: 'platinum',
            newGrade: 'black-gold',
          },
          { month: '2025-12', oldGrade: 'platinum', newGrade: 'black-gold', newStanding: 'extension' },
        ],
      },
    });
    const step = `/tiering/v1/memberships/${membershipId}/grade-steps/${facts.length}/explanation`;
    expect((await bank.client.get(step)).ok()).toMatchObject({
      fact: 'GradeRerated',
      agrees: true,
      asked: { months: [{ month: '2025-11', measured: [{ was: { total: '0' } }] }, { month: '2025-12' }] },
      words: {
        en: expect.stringContaining(
          'over the month was 0.00 yuan, is 1,000,000.00 yuan, met was Ordinary, is Black-gold',
        ),
        'zh-CN': expect.stringContaining('由0.00元改为1,000,000.00元，达到的等级由普通改为黑金级'),
      },
    });
    // The next month goes on from what is held now.
    await bank.rate('2026-01');
    expect(await bank.membership(late)).toMatchObject({ grade: 'black-gold', missedRatings: 2 });
  });
});

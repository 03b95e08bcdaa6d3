import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WhatIfJobs } from '@scrip/chassis';
import type { EventData, EventType } from '@scrip/contracts';
import { points } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { readPurchases, share } from '../../../test/plain/purchases.ts';
import { CardsHolderConsumer } from '../src/account/cards-holder.consumer.ts';
import { TieringMembershipConsumer } from '../src/account/tiering-membership.consumer.ts';
import type { WhatIfReport } from '../src/what-if/comparison.ts';
import { MallHistory } from './mall-history.ts';
import { type Asking, messageOf, PointsApp } from './points-app.ts';

const ASKING: Asking = { scopes: ['points:simulate', 'points:read'] };
const SPAN = { from: '1997-01-01', to: '1998-06-30' };
/** A report as JSON: amounts are numbers. */
type Told<T> = { readonly [K in keyof T]: T[K] extends bigint ? number : Told<T[K]> };

describe('a draft tried over history', () => {
  let app: PointsApp;
  /** Few of so few buyers reach 8,000 points; of this mall's some reach Diamond. */
  const mall: Programme = {
    ...preset('mall-vip'),
    raises: [{ key: 'lifetime-400', to: 'diamond', when: { fact: 'lifetimePoints', gte: 400 } }],
  };

  beforeAll(async () => {
    app = await PointsApp.open({ now: () => Date.parse('2026-01-01T12:00:00+08:00') });
    await app.publish(mall);
    await new MallHistory(app.log, 'iss_a', mall).play(share(readPurchases(), 150));
    await new MallHistory(app.log, 'iss_b', mall).play(share(readPurchases(), 2_000));
    await app.caughtUp();
  }, 120_000);
  afterAll(() => app?.close());

  async function tried(
    draft: Programme,
    span: object = SPAN,
    asking: Asking = ASKING,
  ): Promise<{ report: Told<WhatIfReport>; sha256: string }> {
    const asked = await app.post('/what-ifs', { programmeId: 'mall-vip', document: draft, ...span }, asking);
    expect([asked.status, asked.body['state']]).toEqual([202, 'queued']);
    await app.part(WhatIfJobs).idle();
    const { body } = await app.get(`/what-ifs/${String(asked.body['whatIfId'])}`, asking);
    expect(body).toMatchObject({ state: 'done', problem: null, done: body['of'] });
    return { report: body['report'] as Told<WhatIfReport>, sha256: String(body['reportSha256']) };
  }

  it('changes nothing when it is the version in force: every number is that of the facts', async () => {
    const { position } = await app.log.head();
    const { report, sha256 } = await tried(mall);
    const { body: facts } = await app.get('/programmes/mall-vip/totals', ASKING);
    const { was, would, difference } = report.totals;
    expect(was).toMatchObject(facts);
    expect(would).toEqual(was);
    expect(Object.values(difference).every((value) => value === 0)).toBe(true);
    expect(was.raised).toBeGreaterThan(0);
    expect(was.lotteryEntries).toBeGreaterThan(0);
    expect([report.gradesMoved, report.largest, report.refused]).toEqual([[], [], []]);
    expect(report.byMonth.length).toBe(18);
    // Nothing was written, and the same again gives the same to the letter.
    expect((await app.log.head()).position).toBe(position);
    expect((await tried(mall)).sha256).toBe(sha256);
  });

  it('says what another earning would have given, by month and by grade, and whom it changes most', async () => {
    const points = mall.points && { ...mall.points, base: { ...mall.points.base, points: 2 } };
    const { report } = await tried({ ...mall, version: 2, ...(points && { points }) });
    const { was, would, difference } = report.totals;
    expect(would.earnedPoints).toBeGreaterThan(was.earnedPoints);
    expect(difference.earnedPoints).toBe(would.earnedPoints - was.earnedPoints);
    expect(report.byMonth.reduce((sum, row) => sum + row.difference.earnedPoints, 0)).toBe(difference.earnedPoints);
    expect(report.byGrade.reduce((sum, row) => sum + row.difference.paidFen, 0)).toBe(difference.paidFen);
    // Who reaches Diamond sooner pays less from then on.
    expect(report.gradesMoved).toEqual([{ from: 'gold', to: 'diamond', members: expect.any(Number) }]);
    expect(would.discountFen).toBeGreaterThan(was.discountFen);
    expect(report.liabilityPoints.difference).toBe(difference.earnedPoints);
    // Each side by its own worth: neither of these puts one on its points.
    expect(report.liabilityFen).toEqual({ was: null, would: null, difference: null });
    const worth = mall.points && { ...mall.points, worth: { points: 100, fen: 50 } };
    const valued = await tried({ ...mall, version: 2, ...(worth && { points: worth }) });
    const wouldFen = Math.floor((valued.report.liabilityPoints.would * 50 + 50) / 100);
    expect(valued.report.liabilityFen).toEqual({ was: null, would: wouldFen, difference: null });
    const [first, second] = report.largest;
    expect(first?.earnedPoints.difference).toBeGreaterThanOrEqual(second?.earnedPoints.difference ?? 0);
  });

  it('lets fewer join where it asks for more, and those later who buy enough in a day', async () => {
    const joining = mall.joining?.map((rule) =>
      rule.grade === 'gold' ? { ...rule, when: { fact: 'sameDayTotalFen', gte: 60_000 } as const } : rule,
    );
    const { report } = await tried({ ...mall, version: 2, joining });
    const { was, would } = report.totals;
    expect(would.joined).toBeLessThan(was.joined);
    expect(would.receipts).toBe(was.receipts);
    const left = report.gradesMoved.filter(({ to }) => to === null).reduce((sum, { members }) => sum + members, 0);
    expect(left).toBe(was.joined - would.joined);
    expect(report.rests.receiptsOfStrangers).toBeGreaterThan(0);
  });

  it('takes what was before its first day as it was', async () => {
    const pricing = mall.pricing?.map((rule) => ({ ...rule, payBp: 10_000 }));
    const { report } = await tried({ ...mall, version: 2, pricing }, { from: '1998-01-01', to: '1998-03-31' });
    expect(report.byMonth.map(({ month }) => month)).toEqual(['1998-01', '1998-02', '1998-03']);
    expect(report.totals.would.discountFen).toBe(0);
    expect(report.totals.was.discountFen).toBeGreaterThan(0);
    expect(report.totals.was.joined).toBe(report.totals.would.joined);
  });

  it('names the receipts that it would refuse at the till', async () => {
    const { report } = await tried({ ...mall, version: 2, counters: [] });
    expect(report.refused).toEqual([
      { code: 'counter_unknown', receipts: report.totals.was.receipts, example: expect.any(String) },
    ]);
    expect(report.totals.would.receipts).toBe(0);
  });

  it('takes what came back, was used or was corrected as it was, on top of what the draft gives', async () => {
    const asking: Asking = {
      issuerId: 'iss_c',
      scopes: [...(ASKING.scopes ?? []), 'points:receipt.record', 'points:receipt.return', 'backdate'],
    };
    await app.publish(mall, 'iss_c');
    const member = await app.join('mall-vip', { issuerId: 'iss_c' });
    const lines = [{ sku: 'coat', tagFen: 55_900, priceClass: 'special', counterKey: 'counter-1', paidFen: 55_900 }];
    const tenders = [{ kind: 'cash', amountFen: 55_900 }];
    const receipt = { receiptId: 'c-1', programmeId: 'mall-vip', membershipId: member.membershipId, lines, tenders };
    const on = { ...asking, occurredAt: '2025-05-08T12:00:00+08:00' };
    expect((await app.post('/receipts', receipt, on)).status).toBe(201);
    const back = { returnId: 'back-1', lines: [{ lineNo: 1, amountFen: 10_000 }] };
    const returned = await app.post('/receipts/c-1/returns', back, on);
    expect([returned.status, returned.body['code']]).toEqual([201, undefined]);
    const { body: account } = await app.get(`/accounts/${member.accountId}`, asking);
    const points = mall.points && { ...mall.points, base: { ...mall.points.base, points: 2 } };
    const reports = [];
    for (const draft of [mall, { ...mall, version: 2, ...(points && { points }) }]) {
      const span = { from: '2025-05-01', to: '2025-05-31' };
      const asked = await app.post('/what-ifs', { programmeId: 'mall-vip', document: draft, ...span }, asking);
      await app.part(WhatIfJobs).idle();
      const { body } = await app.get(`/what-ifs/${String(asked.body['whatIfId'])}`, asking);
      reports.push(body['report'] as Told<WhatIfReport>);
    }
    const [same, doubled] = reports;
    expect(same?.liabilityPoints).toEqual({
      was: account['balancePoints'],
      would: account['balancePoints'],
      difference: 0,
    });
    const { was, would } = doubled?.totals ?? {};
    expect(would?.earnedPoints).toBeGreaterThan(was?.earnedPoints ?? 0);
    expect(doubled?.liabilityPoints.difference).toBe((would?.earnedPoints ?? 0) - (was?.earnedPoints ?? 0));
  });

  it('counts goods for points as they were less what was given back, and what would wait at the end', async () => {
    const scopes = [...(ASKING.scopes ?? []), 'points:receipt.record', 'points:redeem', 'backdate'];
    const asking: Asking = { issuerId: 'iss_e', scopes, occurredAt: '2025-05-08T12:00:00+08:00' };
    await app.publish(mall, 'iss_e');
    const { membershipId, accountId } = await app.join('mall-vip', { issuerId: 'iss_e' });
    const item = { sku: 'coat', priceClass: 'regular' };
    const lines = [{ ...item, tagFen: 3_000_000, paidFen: 3_000_000, counterKey: 'counter-1' }];
    const tenders = [{ kind: 'cash', amountFen: 3_000_000 }];
    const receipt = { receiptId: 'e-1', programmeId: 'mall-vip', membershipId, lines, tenders };
    expect((await app.post('/receipts', receipt, asking)).status).toBe(201);
    const goods = { counterKey: 'counter-1', items: [{ ...item, tagFen: 20_000, costFen: 10_000 }] };
    const kept = await app.post(`/accounts/${accountId}/redemptions`, goods, asking);
    const other = await app.post(`/accounts/${accountId}/redemptions`, goods, asking);
    const path = `/redemptions/${String(other.body['redemptionId'])}/cancellation`;
    const givenUp = await app.post(path, { reason: 'member_asked' }, asking);
    expect([kept.status, other.status, givenUp.status]).toEqual([201, 201, 201]);
    const waiting = mall.points && { ...mall.points, pending: { after: 'P60D' } };
    const span = { from: '2025-05-01', to: '2025-05-31' };
    const { report } = await tried({ ...mall, version: 2, ...(waiting && { points: waiting }) }, span, {
      issuerId: 'iss_e',
      scopes,
    });
    const { was, would } = report.totals;
    expect([was.redeemedPoints, would.redeemedPoints]).toEqual([1_000, 1_000]);
    expect(would.earnedPoints).toBe(was.earnedPoints);
    const pendingPoints = { was: 0, would: was.earnedPoints, difference: was.earnedPoints };
    expect(report).toMatchObject({ pendingPoints, liabilityPoints: { was: was.earnedPoints - 1_000, difference: 0 } });
  });

  it('follows the grades that ratings and people gave and took, on both sides, and lets the draft alone raise by points', async () => {
    const issuerId = 'iss_d';
    const asking: Asking = { issuerId, scopes: [...(ASKING.scopes ?? []), 'points:receipt.record', 'backdate'] };
    await app.publish(mall, issuerId);
    const consumer = app.part(TieringMembershipConsumer);
    const { membershipId, holderId } = await app.join('mall-vip', { issuerId });
    const about = { membershipId, holderId, programmeId: 'mall-vip', programmeVersion: 1 };
    const [up, down] = [
      { ...about, fromGrade: 'gold', toGrade: 'diamond' },
      { ...about, fromGrade: 'diamond', toGrade: 'gold' },
    ];
    const heard = <T extends EventType>(type: T, data: EventData<T>, version: number, day: string) =>
      messageOf(type, membershipId, data, { issuerId, version, occurredAt: Date.parse(`${day}T09:00:00+08:00`) });
    const buys = async (receiptId: string, day: string, paidFen: number) => {
      const lines = [{ sku: 'coat', tagFen: 10_000, priceClass: 'regular', counterKey: 'counter-1', paidFen }];
      const tenders = [{ kind: 'cash', amountFen: paidFen }];
      const receipt = { receiptId, programmeId: 'mall-vip', membershipId, lines, tenders };
      const on = { ...asking, occurredAt: `${day}T12:00:00+08:00` };
      expect((await app.post('/receipts', receipt, on)).status).toBe(201);
    };
    const tell = async (version: number): Promise<Told<WhatIfReport>> => {
      const document = { ...mall, version };
      const span = { programmeId: 'mall-vip', document, from: '2025-05-01', to: '2025-12-31' };
      const asked = await app.post('/what-ifs', span, asking);
      await app.part(WhatIfJobs).idle();
      const { body } = await app.get(`/what-ifs/${String(asked.body['whatIfId'])}`, asking);
      return body['report'] as Told<WhatIfReport>;
    };
    const gradesOf = ({ byGrade }: Told<WhatIfReport>) =>
      byGrade.flatMap(({ grade, was, would }) => (was.receipts > 0 ? [[grade, was.receipts, would.receipts]] : []));

    await buys('d-1', '2025-05-08', 10_000);
    const byHand = { applicationId: 'gap_1', untilDate: null, role: 'head', approvedBy: 'head-1' };
    const granted = { ...up, ...byHand, effectiveDate: '2025-06-01' };
    const grant = heard('GradeGranted', granted, 2, '2025-05-20');
    for (let time = 1; time <= 2; time += 1) await app.carryOut(consumer.onGradeGranted(granted, grant));
    await buys('d-2', '2025-05-25', 10_000);
    await buys('d-3', '2025-06-08', 10_000);
    const ended = { ...down, applicationId: 'gap_1', effectiveDate: '2025-07-01', cause: 'term', endedBy: null };
    await app.carryOut(consumer.onGradeGrantEnded(ended, heard('GradeGrantEnded', ended, 3, '2025-07-01')));
    await buys('d-4', '2025-07-08', 10_000);
    const asked = { ratingId: 'irt_1', month: '2025-08', settlesMonth: true, standard: 'any', measured: null };
    const atOnce = { ...up, ...asked, productKey: null, decidedBy: null, effectiveDate: '2025-08-01' };
    await app.carryOut(consumer.onGradeRatedInstantly(atOnce, heard('GradeRatedInstantly', atOnce, 4, '2025-08-01')));
    await buys('d-5', '2025-08-08', 10_000);
    const held = { runId: 'rtr_1', toStanding: 'met', missedRatings: 0 };
    const missed = { month: '2025-08', metGrade: 'gold', standard: null, outcome: 'lowered', fromStanding: 'met' };
    const rated = { ...down, ...held, ...missed, measured: [], effectiveDate: '2025-09-01' };
    await app.carryOut(consumer.onGradeRated(rated, heard('GradeRated', rated, 5, '2025-09-01')));
    await buys('d-6', '2025-09-08', 10_000);
    const same = await tell(2);
    expect(gradesOf(same)).toEqual([
      ['diamond', 2, 2],
      ['gold', 4, 4],
    ]);
    expect(same.totals.would).toEqual(same.totals.was);
    expect(same.gradesMoved).toEqual([]);

    const rerated = { ...up, ...held, months: [], effectiveDate: '2025-10-01' };
    await app.carryOut(consumer.onGradeRerated(rerated, heard('GradeRerated', rerated, 6, '2025-10-02')));
    const after = await tell(2);
    expect(after.members).toEqual([{ grade: 'diamond', members: { was: 1, would: 1, difference: 0 } }]);
    // A raise by a correction of points is the draft's to decide.
    await app.carryOut(consumer.onGradeRated(rated, heard('GradeRated', rated, 7, '2025-11-01')));
    const sums = { lifetimePoints: points(460), balancePoints: points(460) };
    const corrected = { rule: 'lifetime-400', receiptId: '', reachedBy: 'adjustment', reference: 'paj_1' };
    const byPoints = { ...up, ...sums, ...corrected };
    await app.carryOut(consumer.onGradeRaised(byPoints, heard('GradeRaised', byPoints, 8, '2025-11-05')));
    const raisedSince = await tell(2);
    expect([raisedSince.totals.was.raised, raisedSince.totals.would.raised]).toEqual([1, 0]);
    expect(raisedSince.gradesMoved).toEqual([{ from: 'diamond', to: 'gold', members: 1 }]);
  });

  it('refuses what cannot be tried, in this order', async () => {
    const body = { programmeId: 'mall-vip', document: mall, ...SPAN };
    const refusal = async (asked: object, asking: Asking = ASKING): Promise<unknown[]> => {
      const { status, body: problem } = await app.post('/what-ifs', asked, asking);
      return [status, problem['code']];
    };
    expect(await refusal({ ...body, document: {}, from: '1998-06-30', to: '1997-01-01' })).toEqual([
      400,
      'span_invalid',
    ]);
    expect(await refusal({ ...body, programmeId: 'other' })).toEqual([422, 'document_invalid']);
    const other = { ...body, programmeId: 'other', document: { ...mall, id: 'other' } };
    expect(await refusal(other)).toEqual([404, 'programme_unknown']);
    expect(await refusal(body, { ...ASKING, key: 'k1' })).toEqual([202, undefined]);
    expect(await refusal({ ...body, to: '1997-02-01' }, { ...ASKING, key: 'k1' })).toEqual([
      422,
      'idempotency_key_reused',
    ]);
    expect(await refusal(body, { scopes: ['points:read'] })).toEqual([403, 'insufficient_scope']);
    await app.part(WhatIfJobs).idle();
  });

  it('is cancelled while it waits or runs, and not after; another issuer has none of it', async () => {
    const body = { programmeId: 'mall-vip', document: mall, ...SPAN };
    const { body: first } = await app.post('/what-ifs', body, ASKING);
    // One after the other is tried: the last waits behind these, however long the question to cancel it takes.
    for (let ahead = 1; ahead <= 2; ahead += 1) await app.post('/what-ifs', body, ASKING);
    const { body: second } = await app.post('/what-ifs', body, ASKING);
    const cancelled = await app.remove(`/what-ifs/${String(second['whatIfId'])}`, ASKING);
    expect([cancelled.status, cancelled.body['state']]).toEqual([200, 'cancelled']);
    await app.part(WhatIfJobs).idle();
    const ended = await app.remove(`/what-ifs/${String(first['whatIfId'])}`, ASKING);
    expect([ended.status, ended.body['code'], ended.body['state']]).toEqual([409, 'what_if_ended', 'done']);
    const foreign = await app.get(`/what-ifs/${String(first['whatIfId'])}`, { ...ASKING, issuerId: 'iss_b' });
    expect([foreign.status, foreign.body['code']]).toEqual([404, 'what_if_unknown']);
    const { body: list } = await app.get('/what-ifs?limit=2', ASKING);
    expect((list['items'] as object[]).length).toBe(2);
  });

  it('goes through returns and merges of holders, which it takes as they were', async () => {
    const { items } = (await app.get('/accounts?programmeId=mall-vip', ASKING)).body as {
      items: { accountId: string; holderId: string; entries: number }[];
    };
    const [one, two] = items.filter(({ entries }) => entries > 0);
    if (!one || !two) throw new Error('nobody earned');
    const { body } = await app.get(`/accounts/${two.accountId}/entries?kind=earned`, ASKING);
    const [entry] = body['items'] as { receiptId: string; changePoints: number }[];
    const occurredAt = '1998-06-29T12:00:00+08:00';
    const back = await app.post(`/receipts/${entry?.receiptId}/returns`, { returnId: 'b-1' }, { occurredAt });
    expect([back.status, back.body['takenBackPoints']]).toEqual([201, entry?.changePoints]);
    const merged = {
      holderId: two.holderId,
      survivorId: one.holderId,
      mergeId: 'hmg_1',
      proposedBy: 'a',
      approvedBy: 'b',
    };
    const message = messageOf('HolderMerged', two.holderId, merged, { occurredAt: Date.parse(occurredAt) });
    await app.carryOut(await app.part(CardsHolderConsumer).onHolderMerged(merged, message));
    const { report } = await tried(mall);
    expect(report.totals.would).toEqual(report.totals.was);
    expect(report.liabilityPoints.difference).toBe(0);
    const { outstandingPoints } = (await app.get('/programmes/mall-vip/liability', ASKING)).body;
    expect(report.liabilityPoints.was).toBe(outstandingPoints);
  });

  it('is begun anew by who looks next when its process is gone', async () => {
    const { body } = await app.post('/what-ifs', { programmeId: 'mall-vip', document: mall, ...SPAN }, ASKING);
    const id = String(body['whatIfId']);
    await app.part(WhatIfJobs).idle();
    await app.log.pool.query(
      `UPDATE what_if SET state = 'running', runner = 'run_gone', report = NULL, report_sha256 = NULL,
         beat_at = now() - interval '1 minute' WHERE what_if_id = $1`,
      [id],
    );
    await app.due(WhatIfJobs);
    await app.part(WhatIfJobs).idle();
    const { body: after } = await app.get(`/what-ifs/${id}`, ASKING);
    expect([after['state'], (after['report'] as Told<WhatIfReport>).totals.difference.earnedPoints]).toEqual([
      'done',
      0,
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WhatIfJobs } from '@scrip/chassis';
import { newId } from '@scrip/event-store';
import { type Programme, preset } from '@scrip/programme';
import { type Run, type Tried, type Trier, tryDraft, type Watching } from '../../services/cli/src/what-if.ts';
import { spanOf } from '../../services/cli/src/what-if-report.ts';
import { MallHistory } from '../../services/points/test/mall-history.ts';
import { Bank } from '../../services/tiering/test/bank.ts';
import { readPurchases, share } from '../plain/purchases.ts';
import { TwoDoors } from './two-doors.ts';

const NOW = Date.parse('2025-10-01T12:00:00+08:00');
const MONTHS = ['2025-04', '2025-05', '2025-06'];
const BANK_SPAN = spanOf('2025-04', '2025-06');
const MALL_SPAN = spanOf('1997-01', '1998-06');
const MALL = 'iss_mall';
const BANK = 'iss_bank';

describe('one draft tried in points and in tiering', () => {
  let doors: TwoDoors;
  const mall = preset('mall-vip');
  const fastRise = preset('bank-fastrise');

  beforeAll(async () => {
    doors = await TwoDoors.open({ now: () => NOW });
    const { points, tiering } = doors;
    await points.publish(mall, MALL);
    await new MallHistory(points.log, MALL, mall).play(share(readPurchases(), 400));
    await points.caughtUp();
    await tiering.publish(MALL, mall);
    await tiering.publish(BANK, fastRise);
    await points.publish(fastRise, BANK);
    const bank = new Bank(tiering, BANK, fastRise);
    await bank.holds(newId('hld'), { '2025-04': 1_000_000, '2025-05': 300_000, '2025-06': 300_000 });
    await bank.holds(newId('hld'), { '2025-05': 250_000, '2025-06': 250_000 });
    await bank.rateAll(MONTHS);
  }, 120_000);
  afterAll(() => doors?.close());

  const tries = (
    issuerId: string,
    draft: Programme,
    span = BANK_SPAN,
    watching: Partial<Watching> = {},
  ): Promise<Tried> =>
    tryDraft(
      doors.reach(issuerId),
      { programmeId: draft.id, document: JSON.stringify(draft), span },
      { onNews: () => undefined, signal: new AbortController().signal, ...watching },
    );
  /** States of the runs of points for the mall; the clock stands, so they have no order. */
  async function statesOfPoints(): Promise<readonly string[]> {
    const { body } = await doors.points.get('/what-ifs', { issuerId: MALL, scopes: ['points:simulate'] });
    return (body['items'] as Run[]).map(({ state }) => state).sort();
  }

  it('gives one report over the same days: points and grades, with the difference and its percentage', async () => {
    const ends = new Map<Trier, readonly [string, number, number]>();
    const lower: Programme = JSON.parse(
      JSON.stringify({ ...fastRise, version: 2 }).replaceAll('30000000', '25000000'),
    ) as Programme;
    const onNews: Watching['onNews'] = (service, { state, done, of }) => ends.set(service, [state, done, of]);
    const tried = await tries(BANK, lower, BANK_SPAN, { onNews });
    if (tried.kind !== 'tried') throw new Error(JSON.stringify(tried));
    expect(tried.report).toMatchObject({
      programmeId: fastRise.id,
      from: '2025-04-01',
      to: '2025-06-30',
      pointsGiven: { was: 0, would: 0, difference: 0, percent: 0 },
      liabilityFen: { was: null, would: null, difference: null, percent: null },
      movedByPoints: [],
      ratings: { holders: 2, moved: [{ from: 'ordinary', to: 'platinum', count: 1, percent: 50 }] },
    });
    expect(ends.get('tiering')).toEqual(['done', 3, 3]);
    expect(ends.get('points')?.[0]).toBe('done');
    // Either half is found again under its own id, with the same span.
    const half = await doors.tiering
      .as({ issuerId: BANK, scopes: 'tiering:simulate' })
      .get(`/tiering/v1/what-ifs/${tried.tiering?.whatIfId}`);
    expect(half.ok()).toMatchObject({ ...tried.tiering, fromMonth: '2025-04', toMonth: '2025-06' });
  });

  it('is the report of points alone where the draft has no ratings', async () => {
    const points = mall.points && { ...mall.points, base: { ...mall.points.base, points: 2 } };
    const tried = await tries(MALL, { ...mall, version: 2, ...(points && { points }) }, MALL_SPAN);
    if (tried.kind !== 'tried') throw new Error(JSON.stringify(tried));
    const { pointsGiven, pointsRedeemed, liabilityPoints, ratings } = tried.report;
    expect([ratings, tried.tiering]).toEqual([null, null]);
    expect(pointsRedeemed).toEqual({ was: 0, would: 0, difference: 0, percent: 0 });
    expect(Number(pointsGiven.difference)).toBe(Number(pointsGiven.would) - Number(pointsGiven.was));
    expect(pointsGiven.percent).toBeGreaterThan(0);
    expect(liabilityPoints.difference).toBe(pointsGiven.difference);
  });

  describe('while points does not come to it', () => {
    beforeAll(() => doors.points.part(WhatIfJobs).onModuleDestroy());

    it('is not tried in part: where one service refuses, its problem is given and the run of the other is cancelled', async () => {
      await doors.points.publish(fastRise, MALL);
      const tried = await tries(MALL, fastRise);
      expect(tried).toMatchObject({
        kind: 'refused',
        service: 'tiering',
        problem: { status: 404, code: 'programme_unknown', programmeId: fastRise.id },
      });
      expect(await statesOfPoints()).toEqual(['cancelled', 'done']);
      const other = await tryDraft(
        doors.reach(MALL),
        { programmeId: mall.id, document: 'no document', span: MALL_SPAN },
        { onNews: () => undefined, signal: new AbortController().signal },
      );
      expect(other).toMatchObject({ kind: 'refused', service: 'points', problem: { code: 'document_invalid' } });
    });

    it('is cancelled in both when who asked does not wait', async () => {
      const stop = new AbortController();
      const tried = await tries(MALL, mall, MALL_SPAN, { onNews: () => stop.abort(), signal: stop.signal });
      expect(tried).toEqual({ kind: 'stopped' });
      expect(await statesOfPoints()).toEqual(['cancelled', 'cancelled', 'done']);
    });

    it('says so when a run of one of them is ended by somebody else', async () => {
      let isCancelled = false;
      const asking = { issuerId: MALL, scopes: ['points:simulate'] };
      const onNews: Watching['onNews'] = (_service, { whatIfId }) => {
        if (!isCancelled) void doors.points.remove(`/what-ifs/${whatIfId}`, asking);
        isCancelled = true;
      };
      const tried = await tries(MALL, mall, MALL_SPAN, { onNews });
      expect(tried).toEqual({ kind: 'ended', service: 'points', state: 'cancelled', problem: null });
    });
  });
});

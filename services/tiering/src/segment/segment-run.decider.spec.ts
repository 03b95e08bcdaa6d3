import { describe, it } from '@jest/globals';
import type { SegmentRunEvent, SegmentRunRanked, SegmentRunStarted } from '@scrip/contracts';
import { preset } from '@scrip/programme';
import { given } from '@scrip/testing';
import {
  type StartSegmentRun,
  segmentPartDone,
  segmentRunDecider,
  startSegmentRun,
  takeRanking,
} from './segment-run.decider.ts';

const svip = preset('mall-svip');
const begun: SegmentRunStarted = {
  runId: 'sgr_1',
  programmeId: 'mall-svip',
  programmeVersion: 1,
  segmentKey: 'svip-spending',
  membersOf: 'mall-vip',
  month: '2025-12',
  metric: 'spendingFen',
};
const order: SegmentRunRanked = {
  runId: 'sgr_1',
  resultId: 'sgt_1',
  members: 10,
  inCount: 2,
  whole: 550_000n,
  held: 190_000n,
  heldShareBp: 3_455,
  resultHash: 'ab',
};
const started: SegmentRunEvent = { type: 'SegmentRunStarted', data: begun };
const ranked: SegmentRunEvent = { type: 'SegmentRunRanked', data: order };
const first: SegmentRunEvent = {
  type: 'SegmentRunPartDone',
  data: { runId: 'sgr_1', toMembershipId: 'mbr_5', entered: 1, left: 1 },
};
const part = (after: string, to: string | null) => ({ runId: 'sgr_1', after, to, entered: 1, left: 1 });

describe('a run of a segment', () => {
  const start = (over: Partial<StartSegmentRun> = {}, programme: typeof svip | undefined = svip) =>
    given(segmentRunDecider).when(() =>
      startSegmentRun(
        {
          runId: 'sgr_1',
          programmeId: 'mall-svip',
          segmentKey: 'svip-spending',
          month: '2025-12',
          thisMonth: '2025-12',
          underWayRunId: null,
          latestMonth: null,
          ...over,
        },
        programme,
      ),
    );

  it('is of the members of the programme that the segment names', () => {
    start().then(started);
  });

  it('is refused without terms, for a segment or a month that is not there, and before a later run, in this order', () => {
    const wrong = { segmentKey: 'none', month: '2026-01' };
    given(segmentRunDecider)
      .when(() =>
        startSegmentRun(
          { ...begun, ...wrong, thisMonth: '2025-12', underWayRunId: null, latestMonth: null },
          undefined,
        ),
      )
      .thenRefused('programme_unknown', { programmeId: 'mall-svip' });
    start(wrong).thenRefused('segment_unknown', { programmeVersion: 1, segmentKey: 'none' });
    start({ underWayRunId: 'sgr_0', month: '2026-01' }).thenRefused('run_under_way', { runId: 'sgr_0' });
    start({ underWayRunId: 'sgr_1' }).then(started);
    start({ month: '2026-01', latestMonth: '2026-02' }).thenRefused('month_ahead', {
      month: '2026-01',
      thisMonth: '2025-12',
    });
    start({ month: '2025-11', latestMonth: '2025-12' }).thenRefused('later_run_exists', {
      month: '2025-11',
      latestMonth: '2025-12',
    });
  });

  it('takes one order only, then goes part by part and closes with what the parts came to', () => {
    given(segmentRunDecider, started)
      .when((state) => takeRanking(state, order))
      .then(ranked);
    given(segmentRunDecider, started, ranked)
      .when((state) => takeRanking(state, order))
      .thenRefused('run_ranked', { runId: 'sgr_1' });
    given(segmentRunDecider, started, ranked)
      .when((state) => segmentPartDone(state, part('', 'mbr_5')))
      .then(first);
    given(segmentRunDecider, started, ranked, first)
      .when((state) => segmentPartDone(state, part('', 'mbr_5')))
      .thenRefused('part_not_next', { runId: 'sgr_1', after: '' });
    const { resultId: _, ...numbers } = order;
    const { membersOf: _of, metric: _metric, ...of } = begun;
    given(segmentRunDecider, started, ranked, first)
      .when((state) => segmentPartDone(state, part('mbr_5', null)))
      .then({ type: 'SegmentRunClosed', data: { ...numbers, ...of, entered: 2, left: 2 } });
  });
});

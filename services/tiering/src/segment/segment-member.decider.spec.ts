import { describe, it } from '@jest/globals';
import type { SegmentEntered, SegmentLeft, SegmentMemberEvent } from '@scrip/contracts';
import { given } from '@scrip/testing';
import { enterSegment, leaveSegment, segmentMemberDecider } from './segment-member.decider.ts';

const missed: SegmentLeft = {
  segmentMemberId: 'sgm_1',
  membershipId: 'mbr_1',
  holderId: 'hld_1',
  programmeId: 'mall-svip',
  programmeVersion: 1,
  segmentKey: 'svip-spending',
  month: '2025-12',
  runId: 'sgr_1',
};
const found: SegmentEntered = { ...missed, place: 2, total: '90000', over: '1' };
const entered: SegmentMemberEvent = { type: 'SegmentEntered', data: found };
const left: SegmentMemberEvent = { type: 'SegmentLeft', data: missed };

describe('a member of a segment', () => {
  it('comes in and goes out once, whatever is told twice', () => {
    given(segmentMemberDecider)
      .when((state) => enterSegment(state, found))
      .then(entered);
    given(segmentMemberDecider, entered)
      .when((state) => enterSegment(state, found))
      .then();
    given(segmentMemberDecider, entered)
      .when((state) => leaveSegment(state, missed))
      .then(left);
    given(segmentMemberDecider, entered, left)
      .when((state) => leaveSegment(state, missed))
      .then();
  });

  it('is not moved by a run of an earlier month', () => {
    given(segmentMemberDecider, entered)
      .when((state) => leaveSegment(state, { ...missed, month: '2025-11' }))
      .then();
    given(segmentMemberDecider, entered, left)
      .when((state) => enterSegment(state, { ...found, month: '2025-11' }))
      .then();
  });
});

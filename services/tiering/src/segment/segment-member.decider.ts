/** Whether a member is in a segment: what conditions of the programme ask, and since which run. */
import type { SegmentEntered, SegmentLeft, SegmentMemberEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision } from '@scrip/decider';

/** A member and a segment. */
export interface SegmentMemberState {
  readonly isIn: boolean;
  /** Month of the run that said so; '' before the first. */
  readonly month: string;
}

/** How the stream of a member in a segment is folded. */
export const segmentMemberDecider: Decider<SegmentMemberState, SegmentMemberEvent> = {
  stream: 'segment-member',
  initial: { isIn: false, month: '' },
  evolve(_state, event) {
    return { isIn: event.type === 'SegmentEntered', month: event.data.month };
  },
};

/** What names the stream of a member in a segment of a programme. */
export function segmentMemberSeed(programmeId: string, segmentKey: string, membershipId: string): string {
  return [programmeId, segmentKey, membershipId].join('\n');
}

/** A member whom a run found in the segment. Nothing happens where they are in already, or a run of a later month spoke. */
export function enterSegment(state: SegmentMemberState, found: SegmentEntered): Decision<SegmentMemberEvent> {
  if (state.isIn || state.month > found.month) return accept();
  return accept({ type: 'SegmentEntered', data: found });
}

/** A member whom a run did not find in the segment. Nothing happens where they are out, or a run of a later month spoke. */
export function leaveSegment(state: SegmentMemberState, missed: SegmentLeft): Decision<SegmentMemberEvent> {
  if (!state.isIn || state.month > missed.month) return accept();
  return accept({ type: 'SegmentLeft', data: missed });
}

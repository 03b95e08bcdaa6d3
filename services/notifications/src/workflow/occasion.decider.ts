/** One run over the holders of a programme on one day, part by part, so that a run that was stopped goes on where it was. */
import type { OccasionBegun, OccasionEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError } from '@scrip/decider';

/** A run. Plain data, since snapshots keep it as JSON. */
export type OccasionState =
  | { readonly status: 'none' }
  | {
      readonly status: 'open' | 'closed';
      readonly begun: OccasionBegun;
      /** The next part begins behind it; empty before the first. */
      readonly lastHolderId: string;
      readonly looked: number;
      readonly planned: number;
    };

export const occasionDecider: Decider<OccasionState, OccasionEvent> = {
  stream: 'occasion',
  initial: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'OccasionBegun')
      return { status: 'open', begun: event.data, lastHolderId: '', looked: 0, planned: 0 };
    if (state.status === 'none') throw new InvariantError(`${event.data.occasionId} has ${event.type} before it began`);
    switch (event.type) {
      case 'OccasionPartPlanned': {
        const { lastHolderId, looked, planned } = event.data;
        return { ...state, lastHolderId, looked: state.looked + looked, planned: state.planned + planned };
      }
      case 'OccasionClosed':
        return { ...state, status: 'closed' };
    }
  },
};

/** Begins a run; one that was begun stays as it is. */
export function beginOccasion(state: OccasionState, begun: OccasionBegun): Decision<OccasionEvent> {
  return state.status === 'none' ? accept({ type: 'OccasionBegun', data: begun }) : accept();
}

/** A part of the holders, in the order of their ids. */
export interface Part {
  /** Where it begins: behind this one; empty for the first part. */
  readonly after: string;
  readonly lastHolderId: string;
  readonly looked: number;
  readonly planned: number;
}

/** True where a part is the next one of an open run: not where another copy of the service was faster. */
export function isNextPart(state: OccasionState, { after }: Pick<Part, 'after'>): boolean {
  return state.status === 'open' && state.lastHolderId === after;
}

/** Records a part; nothing where another copy of the service has done it. */
export function recordPart(state: OccasionState, part: Part): Decision<OccasionEvent> {
  if (state.status !== 'open' || !isNextPart(state, part)) return accept();
  const { lastHolderId, looked, planned } = part;
  const { occasionId } = state.begun;
  return accept({ type: 'OccasionPartPlanned', data: { occasionId, lastHolderId, looked, planned } });
}

/** Closes a run behind its last holder; nothing where it goes on behind another one, or is closed. */
export function closeOccasion(state: OccasionState, after: string): Decision<OccasionEvent> {
  if (state.status !== 'open' || state.lastHolderId !== after) return accept();
  const { begun, looked, planned } = state;
  return accept({ type: 'OccasionClosed', data: { occasionId: begun.occasionId, looked, planned } });
}

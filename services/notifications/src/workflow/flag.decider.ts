/** What a manager is told about a holder: a visit is due, or the activity falls (domain 2.12). */
import type { FlagEvent, HolderFlagged } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';

/** A flag. */
export type FlagState =
  | { readonly status: 'none' }
  | { readonly status: 'raised' | 'cleared'; readonly flagId: string };

export const flagDecider: Decider<FlagState, FlagEvent> = {
  stream: 'flag',
  initial: { status: 'none' },
  evolve(state, event) {
    switch (event.type) {
      case 'HolderFlagged':
        return { status: 'raised', flagId: event.data.flagId };
      case 'HolderFlagCleared':
        if (state.status === 'none') throw new InvariantError(`${event.data.flagId} was cleared and never raised`);
        return { ...state, status: 'cleared' };
    }
  },
};

/** Raises a flag; the same one again leaves no event. */
export function raiseFlag(state: FlagState, flagged: HolderFlagged): Decision<FlagEvent> {
  return state.status === 'none' ? accept({ type: 'HolderFlagged', data: flagged }) : accept();
}

/**
 * Says that somebody has looked after it. Refusals in the order tried:
 * - `flag_unknown`.
 * - `flag_cleared` {flagId}: somebody has said so already.
 */
export function clearFlag(state: FlagState, clearedBy: string, outcome: string): Decision<FlagEvent> {
  if (state.status === 'none') return reject('flag_unknown');
  const { flagId } = state;
  if (state.status === 'cleared') return reject('flag_cleared', { flagId });
  return accept({ type: 'HolderFlagCleared', data: { flagId, clearedBy, outcome } });
}

/** Two holders who are one person: one of them proposed, the other approved, then one stays and has what both had. */
import type { HolderEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type HolderState, refused, whyNotThere } from './holder.decider.ts';

/** Who is to be whom. */
export interface ProposeMerge {
  readonly mergeId: string;
  readonly survivorId: string;
  /** snake_case. */
  readonly reason: string;
  readonly proposedBy: string;
}

/**
 * Proposes that this holder be merged into another. Refused in this order: those of `whyNotThere`; `merge_with_itself`;
 * `merge_open` {mergeId} of either; `name_change_open` {changeId} of either; `survivor_not_there` {survivorId}.
 */
export function proposeMerge(state: HolderState, survivor: HolderState, command: ProposeMerge): Decision<HolderEvent> {
  if (state.kind !== 'registered') return refused(whyNotThere(state));
  const { survivorId } = command;
  if (survivorId === state.holderId) return reject('merge_with_itself');
  for (const one of [state, survivor]) {
    if (one.kind === 'registered' && one.merge) return reject('merge_open', { mergeId: one.merge.mergeId });
  }
  for (const one of [state, survivor]) {
    if (one.kind === 'registered' && one.nameChange) {
      return reject('name_change_open', { changeId: one.nameChange.changeId });
    }
  }
  if (survivor.kind !== 'registered') return reject('survivor_not_there', { survivorId });
  return accept({ type: 'HolderMergeProposed', data: { holderId: state.holderId, ...command } });
}

/** Who decides on which merge. */
export interface DecideMerge {
  readonly mergeId: string;
  readonly by: string;
}

/** What an approval records: of the one who goes, and of the one who stays for it and for each that was it before. */
export interface MergeFacts {
  readonly survivorId: string;
  readonly merged: HolderEvent;
  readonly absorbed: readonly HolderEvent[];
}

/**
 * Approves a merge. Refused in this order: those of `whyNotThere`; `merge_unknown`; `own_proposal` {proposedBy};
 * `survivor_not_there` {survivorId}: it was merged or erased since.
 */
export function approveMerge(
  state: HolderState,
  survivor: HolderState,
  { mergeId, by }: DecideMerge,
): Decision<MergeFacts> {
  if (state.kind !== 'registered') return refused(whyNotThere(state));
  const { merge, holderId } = state;
  if (merge?.mergeId !== mergeId) return reject('merge_unknown');
  const { survivorId, proposedBy } = merge;
  if (proposedBy === by) return reject('own_proposal', { proposedBy });
  if (survivor.kind !== 'registered') return reject('survivor_not_there', { survivorId });
  const merged: HolderEvent = {
    type: 'HolderMerged',
    data: { holderId, mergeId, survivorId, proposedBy, approvedBy: by },
  };
  const absorbed = [holderId, ...state.absorbed].map(
    (absorbedId): HolderEvent => ({ type: 'HolderAbsorbed', data: { holderId: survivorId, mergeId, absorbedId } }),
  );
  return { kind: 'accepted', events: [{ survivorId, merged, absorbed }] };
}

/** Turns a merge down; who proposed it may take it back. Refused in this order: those of `whyNotThere`; `merge_unknown`. */
export function refuseMerge(
  state: HolderState,
  { mergeId, by, reason }: DecideMerge & { readonly reason: string },
): Decision<HolderEvent> {
  if (state.kind !== 'registered') return refused(whyNotThere(state));
  if (state.merge?.mergeId !== mergeId) return reject('merge_unknown');
  const { holderId, merge } = state;
  return accept({
    type: 'HolderMergeRefused',
    data: { holderId, mergeId, survivorId: merge.survivorId, refusedBy: by, reason },
  });
}

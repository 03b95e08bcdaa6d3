/**
 * A change of name or identity document: recorded with the documents that show it, approved by a second person. A reissue
 * of a card never does this (domain 2.2, A10).
 */
import type { HolderEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type HolderState, refused, whyNotThere } from './holder.decider.ts';

/** What is to change, and what shows it. */
export interface ProposeNameChange {
  readonly changeId: string;
  /** 'name' or 'idNumber'; what they change to is in the vault. */
  readonly fields: readonly string[];
  readonly documentIds: readonly string[];
  readonly proposedBy: string;
  /** The issuer's holder who has the new ID number already. */
  readonly sameIdNumber: string | null;
}

/**
 * Records a change. Refused in this order: those of `whyNotThere`; `name_change_open` {changeId}; `document_unknown`
 * {documentId}; `nothing_changed`; `holder_exists` {holderId}: merge the two instead.
 */
export function proposeNameChange(state: HolderState, command: ProposeNameChange): Decision<HolderEvent> {
  if (state.kind !== 'registered') return refused(whyNotThere(state));
  if (state.nameChange) return reject('name_change_open', { changeId: state.nameChange.changeId });
  const known = new Set(state.documents.map(({ documentId }) => documentId));
  const missing = command.documentIds.find((documentId) => !known.has(documentId));
  if (missing !== undefined) return reject('document_unknown', { documentId: missing });
  if (command.fields.length === 0) return reject('nothing_changed');
  if (command.sameIdNumber !== null) return reject('holder_exists', { holderId: command.sameIdNumber });
  const { changeId, fields, documentIds, proposedBy } = command;
  return accept({
    type: 'HolderNameChangeProposed',
    data: { holderId: state.holderId, changeId, fields: [...fields], documentIds: [...documentIds], proposedBy },
  });
}

/** Who decides on which change. */
export interface DecideNameChange {
  readonly changeId: string;
  readonly by: string;
}

/**
 * Approves a change; the vault has it in the same transaction. Refused in this order: those of `whyNotThere`;
 * `name_change_unknown`; `own_proposal` {proposedBy}; `holder_exists` {holderId}: somebody with this ID number came since.
 */
export function approveNameChange(
  state: HolderState,
  { changeId, by, sameIdNumber }: DecideNameChange & { readonly sameIdNumber: string | null },
): Decision<HolderEvent> {
  if (state.kind !== 'registered') return refused(whyNotThere(state));
  const { nameChange, holderId, revision } = state;
  if (nameChange?.changeId !== changeId) return reject('name_change_unknown');
  if (nameChange.proposedBy === by) return reject('own_proposal', { proposedBy: by });
  if (sameIdNumber !== null) return reject('holder_exists', { holderId: sameIdNumber });
  const { fields, proposedBy } = nameChange;
  return accept({
    type: 'HolderNameChanged',
    data: { holderId, changeId, fields: [...fields], revision: revision + 1, proposedBy, approvedBy: by },
  });
}

/** Turns a change down; who proposed it may take it back. Refused in this order: those of `whyNotThere`; `name_change_unknown`. */
export function refuseNameChange(
  state: HolderState,
  { changeId, by, reason }: DecideNameChange & { readonly reason: string },
): Decision<HolderEvent> {
  if (state.kind !== 'registered') return refused(whyNotThere(state));
  if (state.nameChange?.changeId !== changeId) return reject('name_change_unknown');
  return accept({
    type: 'HolderNameChangeRefused',
    data: { holderId: state.holderId, changeId, refusedBy: by, reason },
  });
}

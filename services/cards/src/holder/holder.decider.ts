/** What the log knows of a holder: that there is one, in which language to speak, and what became of it. The rest is in the vault. */
import type { HolderDocument, HolderEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';

/** Why nobody calls or writes to a holder any more. */
export type Departure = 'died' | 'moved_away';

/** A holder who is there. */
export interface RegisteredHolder {
  readonly kind: 'registered';
  readonly holderId: string;
  readonly locale: string;
  /** State of the profile in the vault, from 1. */
  readonly revision: number;
  readonly departure: Departure | null;
  /** Documents in the vault. */
  readonly documents: readonly HolderDocument[];
  /** A change of name or identity document that waits for a second person. */
  readonly nameChange: NameChange | null;
  /** A merge into another that waits for a second person. */
  readonly merge: Merge | null;
  /** Holders that are this one since they were merged. */
  readonly absorbed: readonly string[];
}

/** What waits for approval, and who brought it. */
export interface NameChange {
  readonly changeId: string;
  readonly fields: readonly string[];
  readonly proposedBy: string;
}
export interface Merge {
  readonly mergeId: string;
  readonly survivorId: string;
  readonly proposedBy: string;
}

/** A holder from before its registration to its erasure; plain data. */
export type HolderState =
  | { readonly kind: 'unknown' }
  | RegisteredHolder
  | { readonly kind: 'merged'; readonly holderId: string; readonly survivorId: string }
  | { readonly kind: 'erased'; readonly holderId: string };

/** Most documents of one holder. */
export const DOCUMENTS_MAX = 50;

/** How a holder's stream is folded. */
export const holderDecider: Decider<HolderState, HolderEvent> = {
  stream: 'holder',
  initial: { kind: 'unknown' },
  evolve(state, event) {
    switch (event.type) {
      case 'HolderRegistered':
        return {
          kind: 'registered',
          holderId: event.data.holderId,
          locale: event.data.locale,
          revision: 1,
          departure: null,
          documents: [],
          nameChange: null,
          merge: null,
          absorbed: [],
        };
      case 'HolderProfileChanged': {
        const { revision, locale } = event.data;
        return { ...there(state, event), revision, ...(locale !== null && { locale }) };
      }
      case 'HolderDocumentStored': {
        const holder = there(state, event);
        return { ...holder, documents: [...holder.documents, event.data.document] };
      }
      case 'HolderNoteKept':
        // A note is read by its id; what nobody decides on is not remembered.
        return state;
      case 'HolderNameChangeProposed': {
        const { changeId, fields, proposedBy } = event.data;
        return { ...there(state, event), nameChange: { changeId, fields, proposedBy } };
      }
      case 'HolderNameChanged':
        return { ...there(state, event), revision: event.data.revision, nameChange: null };
      case 'HolderNameChangeRefused':
        return { ...there(state, event), nameChange: null };
      case 'HolderMergeProposed': {
        const { mergeId, survivorId, proposedBy } = event.data;
        return { ...there(state, event), merge: { mergeId, survivorId, proposedBy } };
      }
      case 'HolderMergeRefused':
        return { ...there(state, event), merge: null };
      case 'HolderMerged':
        return { kind: 'merged', holderId: event.data.holderId, survivorId: event.data.survivorId };
      case 'HolderAbsorbed': {
        const holder = there(state, event);
        return { ...holder, absorbed: [...holder.absorbed, event.data.absorbedId] };
      }
      case 'HolderDeparted':
        return { ...there(state, event), departure: departureOf(event.data.departure) };
      case 'HolderReturned':
        return { ...there(state, event), departure: null };
      case 'HolderErased':
        return { kind: 'erased', holderId: event.data.holderId };
    }
  },
};

/** A person to register; the profile goes to the vault in the same transaction. */
export interface RegisterHolder {
  readonly holderId: string;
  readonly locale: string;
  /** The issuer's holder who has the same ID number already; null where there is none, or where no number was given. */
  readonly sameIdNumber: string | null;
}

/**
 * Registers a holder. Refusals in the order tried:
 * - `holder_exists` {holderId}: the issuer knows a holder of this ID number. The holder is named, because whoever stands
 *   at the desk with the ID goes on with that one instead of making a second.
 */
export function registerHolder(state: HolderState, command: RegisterHolder): Decision<HolderEvent> {
  if (state.kind !== 'unknown') return reject('holder_exists', { holderId: state.holderId });
  if (command.sameIdNumber !== null) return reject('holder_exists', { holderId: command.sameIdNumber });
  return accept({ type: 'HolderRegistered', data: { holderId: command.holderId, locale: command.locale } });
}

/** Why nothing can be asked of a holder: `holder_unknown`; `holder_erased`; `holder_merged` {survivorId}; null when it is there. */
export function whyNotThere(state: Exclude<HolderState, RegisteredHolder>): Refusal {
  switch (state.kind) {
    case 'unknown':
      return { code: 'holder_unknown', detail: {} };
    case 'erased':
      return { code: 'holder_erased', detail: {} };
    case 'merged':
      return { code: 'holder_merged', detail: { survivorId: state.survivorId } };
  }
}

/** What the holder said is different now. */
export interface ChangeProfile {
  /** Fields that differ. */
  readonly fields: readonly string[];
  /** Null when it stays. */
  readonly locale: string | null;
}

/**
 * Changes what the vault knows at the holder's word: everything but name and ID number.
 * Refused in this order: those of `whyNotThere`; `nothing_changed`.
 */
export function changeProfile(state: HolderState, { fields, locale }: ChangeProfile): Decision<HolderEvent> {
  if (state.kind !== 'registered') return refused(whyNotThere(state));
  const spoken = locale !== null && locale !== state.locale ? locale : null;
  const changed = [...fields, ...(spoken === null ? [] : ['locale'])];
  if (changed.length === 0) return reject('nothing_changed');
  // The language is in the log; the profile in the vault moves on only when something of it changed.
  const revision = fields.length === 0 ? state.revision : state.revision + 1;
  const { holderId } = state;
  return accept({ type: 'HolderProfileChanged', data: { holderId, fields: changed, revision, locale: spoken } });
}

/**
 * Takes a document into the vault. Refused in this order: those of `whyNotThere`; `documents_too_many` {documents, most}.
 */
export function storeDocument(
  state: HolderState,
  { document, storedBy }: { readonly document: HolderDocument; readonly storedBy: string },
): Decision<HolderEvent> {
  if (state.kind !== 'registered') return refused(whyNotThere(state));
  const { holderId, documents } = state;
  if (documents.length >= DOCUMENTS_MAX) {
    return reject('documents_too_many', { documents: documents.length, most: DOCUMENTS_MAX });
  }
  return accept({ type: 'HolderDocumentStored', data: { holderId, document, storedBy } });
}

/** Keeps what a holder said (domain 2.12). Refused in this order: those of `whyNotThere`. */
export function keepNote(
  state: HolderState,
  note: { readonly documentId: string; readonly kind: string; readonly keptBy: string },
): Decision<HolderEvent> {
  if (state.kind !== 'registered') return refused(whyNotThere(state));
  return accept({ type: 'HolderNoteKept', data: { holderId: state.holderId, ...note } });
}

/**
 * Notes that a holder died or moved away (domain 2.12). Refused in this order: those of `whyNotThere`; `holder_departed`
 * {departure} when that is known.
 */
export function depart(state: HolderState, departure: Departure): Decision<HolderEvent> {
  if (state.kind !== 'registered') return refused(whyNotThere(state));
  if (state.departure === departure) return reject('holder_departed', { departure });
  return accept({ type: 'HolderDeparted', data: { holderId: state.holderId, departure } });
}

/** Takes that back. Refused in this order: those of `whyNotThere`; `holder_not_departed`. */
export function comeBack(state: HolderState): Decision<HolderEvent> {
  if (state.kind !== 'registered') return refused(whyNotThere(state));
  if (state.departure === null) return reject('holder_not_departed');
  return accept({ type: 'HolderReturned', data: { holderId: state.holderId, departure: state.departure } });
}

/** A refusal as a decision. */
export function refused(why: Refusal): Decision<never> {
  return { kind: 'refused', refusal: why };
}

function there(state: HolderState, { type }: HolderEvent): RegisteredHolder {
  if (state.kind !== 'registered') throw new InvariantError(`${type} of a holder who is ${state.kind}`);
  return state;
}

function departureOf(text: string): Departure {
  if (text === 'died' || text === 'moved_away') return text;
  throw new InvariantError(`there is no departure ${text}`);
}

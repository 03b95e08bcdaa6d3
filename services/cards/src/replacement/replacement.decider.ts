/**
 * A card that a vendor makes: one with the same number in the place of a damaged or lost one (domain 2.9), or the first one
 * of a holder. Applied for, made and posted by the vendor, received by a branch, collected by the holder or void. The cards
 * have streams of their own.
 */
import { type EpochMs, expiryAfter, toRfc3339 } from '@scrip/calendar';
import type { FirstCardApplied, ReplacementApplied, ReplacementEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import type { Fen } from '@scrip/money';

/** Where a replacement stands. */
export type ReplacementStatus = 'applied' | 'in_production' | 'made' | 'posted' | 'received' | 'collected' | 'void';

/** Its place in a card-making file, and what became of it there. */
export interface Making {
  readonly cardFileId: string;
  /** Owed to the vendor once the card is made. */
  readonly cardFen: Fen;
  /** The vendor's batch; null until the card is made. */
  readonly batch: string | null;
}

/** What was applied for: a card in the place of another, or a first one, which replaces none. */
export interface CardOrder extends Omit<ReplacementApplied, 'cardId' | 'sequence'> {
  /** Why the old card is replaced; `first` of a first card. */
  readonly cause: string;
  /** The old card, and its sequence; null of a first card. */
  readonly cardId: string | null;
  readonly sequence: number | null;
  /** Application that a first card was approved with; null where there is none. */
  readonly applicationId: string | null;
}

/** The cause of a first card. */
export const FIRST = 'first' as const;

/** A replacement that was applied for; plain data, since snapshots keep it as JSON. */
export interface Replacement {
  readonly status: ReplacementStatus;
  readonly applied: CardOrder;
  /** Null while it is in no file. */
  readonly making: Making | null;
  /** The letter it is in; null while it is in none. */
  readonly packingListId: string | null;
  /** Whether the letter was counted without it. */
  readonly isMissing: boolean;
  /** First moment at which it can no longer be collected; null before it is received, and where it waits for ever. */
  readonly collectionEndsAt: EpochMs | null;
  /** Why it is void; null while it is not. */
  readonly voidReason: string | null;
}

/** What is known of a replacement's id. */
export type ReplacementState = { readonly status: 'none' } | Replacement;

export const replacementDecider: Decider<ReplacementState, ReplacementEvent> = {
  stream: 'replacement',
  initial: { status: 'none' },
  evolve,
};

function evolve(state: ReplacementState, event: ReplacementEvent): ReplacementState {
  if (event.type === 'ReplacementApplied') return appliedFor({ ...event.data, applicationId: null });
  if (event.type === 'FirstCardApplied') return appliedFor(firstOrder(event.data));
  if (state.status === 'none') throw new InvariantError(`${event.type} comes before its application`);
  // A card that nobody wants any more is still made and posted, and owed for.
  const onTheWay = (status: ReplacementStatus): ReplacementStatus => (state.status === 'void' ? 'void' : status);
  switch (event.type) {
    case 'ReplacementOrdered': {
      const { cardFileId, cardFen } = event.data;
      return { ...state, status: 'in_production', making: { cardFileId, cardFen, batch: null } };
    }
    case 'ReplacementMade': {
      const { cardFileId, cardFen, batch } = event.data;
      return { ...state, status: onTheWay('made'), making: { cardFileId, cardFen, batch } };
    }
    case 'ReplacementPosted':
      return { ...state, status: onTheWay('posted'), packingListId: event.data.packingListId };
    case 'ReplacementMissed':
      return { ...state, isMissing: true };
    case 'ReplacementReceived':
      return { ...state, status: 'received', isMissing: false, collectionEndsAt: event.data.collectionEndsAt };
    case 'ReplacementCollected':
    case 'FirstCardCollected':
      return { ...state, status: 'collected' };
    case 'ReplacementVoided':
    case 'FirstCardVoided':
      return { ...state, status: 'void', voidReason: event.data.reason };
  }
}

function firstOrder(data: FirstCardApplied): CardOrder {
  return { ...data, cause: FIRST, cardId: null, sequence: null, segment: null };
}

function appliedFor(applied: CardOrder): Replacement {
  const nothingYet = { making: null, packingListId: null, isMissing: false, collectionEndsAt: null, voidReason: null };
  return { status: 'applied', applied, ...nothingYet };
}

/**
 * Hands the new card to its holder, whose ID document was checked. Refusals in the order tried:
 * - `replacement_unknown`; `replacement_collected`; `replacement_void` {reason}
 * - `not_at_branch` {status, isMissing}: the branch has not counted it yet.
 * - `collection_over` {collectionEndsAt}: its time is over, also where the timer has not come to it yet (domain 2.9, N3).
 */
export function collect(state: ReplacementState, { at }: { readonly at: EpochMs }): Decision<ReplacementEvent> {
  const ended = whyEnded(state);
  if (ended) return { kind: 'refused', refusal: ended };
  const { status, isMissing, collectionEndsAt, applied } = existing(state);
  if (status !== 'received') return reject('not_at_branch', { status, isMissing });
  if (applied.voidsItself && collectionEndsAt !== null && at >= collectionEndsAt) {
    return reject('collection_over', { collectionEndsAt: toRfc3339(collectionEndsAt) });
  }
  const { replacementId, holderId, walletId, cardId, newCardId, newSequence, branchNo } = applied;
  const data = { replacementId, holderId, walletId, newCardId, newSequence, branchNo };
  if (cardId === null) return accept({ type: 'FirstCardCollected', data });
  return accept({ type: 'ReplacementCollected', data: { ...data, cardId } });
}

/**
 * The holder does not want the new card: it is void, wherever it is. Refusals in the order tried:
 * - `replacement_unknown`; `replacement_collected`; `replacement_void` {reason}
 */
export function decline(state: ReplacementState): Decision<ReplacementEvent> {
  const ended = whyEnded(state);
  if (ended) return { kind: 'refused', refusal: ended };
  return accept(voided(existing(state), 'declined'));
}

/**
 * Ends what was to become a card that is void already, as one is when its wallet is closed: it is not made. Refused as
 * `decline`.
 */
export function endWithCard(state: ReplacementState): Decision<ReplacementEvent> {
  const ended = whyEnded(state);
  if (ended) return { kind: 'refused', refusal: ended };
  return accept(voided(existing(state), 'card_void'));
}

/**
 * Voids a card that nobody collected, by the desk or by the timer. Refusals in the order tried:
 * - `replacement_unknown`; `replacement_collected`; `replacement_void` {reason}
 * - `not_at_branch` {status, isMissing}
 * - `still_collectable` {collectionEndsAt}: null where it waits for ever.
 */
export function voidUncollected(state: ReplacementState, { at }: { readonly at: EpochMs }): Decision<ReplacementEvent> {
  const ended = whyEnded(state);
  if (ended) return { kind: 'refused', refusal: ended };
  const replacement = existing(state);
  const { status, isMissing, collectionEndsAt } = replacement;
  if (status !== 'received') return reject('not_at_branch', { status, isMissing });
  if (collectionEndsAt === null || at < collectionEndsAt) {
    return reject('still_collectable', {
      collectionEndsAt: collectionEndsAt === null ? null : toRfc3339(collectionEndsAt),
    });
  }
  return accept(voided(replacement, 'not_collected'));
}

/** First moment at which a card that a branch received can no longer be collected (domain 2.9, N3); null: never. */
export function collectionEnd(receivedAt: EpochMs, collectWithin: string | null): EpochMs | null {
  return collectWithin === null ? null : expiryAfter(receivedAt, collectWithin);
}

/** Why nothing more can be done with it; undefined while something can. */
export function whyEnded(state: ReplacementState): Refusal | undefined {
  if (state.status === 'none') return { code: 'replacement_unknown', detail: {} };
  const { replacementId } = state.applied;
  if (state.status === 'collected') return { code: 'replacement_collected', detail: { replacementId } };
  if (state.status === 'void') {
    return { code: 'replacement_void', detail: { replacementId, reason: state.voidReason } };
  }
  return undefined;
}

/** The replacement, after `whyEnded` found nothing. */
function existing(state: ReplacementState): Replacement {
  if (state.status === 'none') throw new InvariantError('a replacement that does not exist was not refused');
  return state;
}

function voided({ applied }: Replacement, reason: string): ReplacementEvent {
  const { replacementId, holderId, walletId, cardId, newCardId, cause } = applied;
  const data = { replacementId, holderId, walletId, newCardId, reason };
  if (cardId === null) return { type: 'FirstCardVoided', data };
  return { type: 'ReplacementVoided', data: { ...data, cardId, cause } };
}

/** A replacement at the vendor's and in the post: ordered with a file, made, posted, counted at the branch (domain 2.9). */
import type { EpochMs } from '@scrip/calendar';
import type { ReplacementEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import type { Fen } from '@scrip/money';
import { collectionEnd, type Replacement, type ReplacementState } from './replacement.decider.ts';

/** A place in a card-making file. */
export interface OrderReplacement {
  readonly cardFileId: string;
  /** Business day of the file. */
  readonly fileDate: string;
  readonly line: number;
  /** Price of the vendor, where the programme says nothing. */
  readonly vendorCardFen: Fen;
}

/** Puts an application into a file. Refused: `replacement_unknown`; `not_to_be_made` {status}: it is in a file, or void. */
export function orderReplacement(
  state: ReplacementState,
  { vendorCardFen, ...place }: OrderReplacement,
): Decision<ReplacementEvent> {
  if (state.status === 'none') return reject('replacement_unknown');
  if (state.status !== 'applied') return reject('not_to_be_made', { status: state.status });
  const { replacementId, newCardId, vendorId, cardFen } = state.applied;
  const data = { replacementId, newCardId, vendorId, ...place, cardFen: cardFen ?? vendorCardFen };
  return accept({ type: 'ReplacementOrdered', data });
}

/** What a vendor reports of a card. */
export interface MakeCard {
  readonly vendorId: string;
  readonly batch: string;
}

/**
 * The vendor made the card; one that was declined in the meantime is made and owed for like any other. The same report
 * again needs no new fact. Refusals in the order tried:
 * - `card_not_ordered`: no such card, or in no file of this vendor.
 * - `already_made` {batch}: reported with another batch.
 */
export function makeCard(state: ReplacementState, { vendorId, batch }: MakeCard): Decision<ReplacementEvent> {
  if (state.status === 'none' || !state.making || state.applied.vendorId !== vendorId)
    return reject('card_not_ordered');
  const { making } = state;
  if (making.batch === batch) return accept();
  if (making.batch !== null) return reject('already_made', { batch: making.batch });
  return accept(made(state, batch));
}

/** A place in a registered letter. */
export interface PostCard extends MakeCard {
  readonly packingListId: string;
  readonly branchNo: string;
  readonly postNumber: string;
  /** When the vendor took the order, as its list says. */
  readonly takenAt: EpochMs;
}

/**
 * The vendor posted the card; who posts a card has made it. Refusals in the order tried:
 * - `card_not_ordered`: no such card, or in no file of this vendor.
 * - `already_posted` {packingListId}: it is in another letter.
 * - `other_batch` {batch}: reported as made in another batch.
 * - `other_branch` {branchNo}: the holder collects it elsewhere.
 */
export function postCard(state: ReplacementState, command: PostCard): Decision<ReplacementEvent> {
  const { vendorId, batch, packingListId, branchNo } = command;
  if (state.status === 'none' || !state.making || state.applied.vendorId !== vendorId)
    return reject('card_not_ordered');
  if (state.packingListId !== null) return reject('already_posted', { packingListId: state.packingListId });
  const { making, applied } = state;
  if (making.batch !== null && making.batch !== batch) return reject('other_batch', { batch: making.batch });
  if (applied.branchNo !== branchNo) return reject('other_branch', { branchNo: applied.branchNo });
  const { replacementId, newCardId } = applied;
  const { postNumber, takenAt } = command;
  const data = { replacementId, newCardId, vendorId, packingListId, branchNo, postNumber, batch, takenAt };
  const posted: ReplacementEvent = { type: 'ReplacementPosted', data };
  return making.batch === null ? accept(made(state, batch), posted) : accept(posted);
}

/**
 * What a count of the letter means for one card of its list (domain 2.9, N1): it is there and can be collected; it is not
 * there, stays posted and is flagged. Nothing new for one that was counted before, or is void.
 */
export function countCard(
  state: ReplacementState,
  { hasArrived, at }: { readonly hasArrived: boolean; readonly at: EpochMs },
): readonly ReplacementEvent[] {
  if (state.status !== 'posted' || state.packingListId === null) return [];
  const { replacementId, newCardId, branchNo, collectWithin } = state.applied;
  const ids = { replacementId, newCardId, packingListId: state.packingListId, branchNo };
  if (!hasArrived) return state.isMissing ? [] : [{ type: 'ReplacementMissed', data: ids }];
  const collectionEndsAt = collectionEnd(at, collectWithin);
  return [{ type: 'ReplacementReceived', data: { ...ids, collectionEndsAt } }];
}

function made({ applied, making }: Replacement, batch: string): ReplacementEvent {
  const { replacementId, newCardId, vendorId } = applied;
  if (!making) throw new RangeError(`${replacementId} is in no file`);
  const { cardFileId, cardFen } = making;
  return { type: 'ReplacementMade', data: { replacementId, newCardId, vendorId, cardFileId, batch, cardFen } };
}

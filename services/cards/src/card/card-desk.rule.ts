/** What a desk does with a card that somebody has: suspend, resume, damage, void; and the end of its validity. */
import type { CardEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type ReplacementState, replacementDecider, whyEnded } from '../replacement/replacement.decider.ts';
import { allowing, type CardState, refOf, refuse } from './card.decider.ts';

/** Why a card is suspended, resumed or void: a code, snake_case. */
export interface Because {
  readonly reason: string;
}

/**
 * Suspends a card: it opens nothing until it is resumed. Refused in this order: `card_unknown`; `card_already_suspended`;
 * the state that forbids it, such as `card_lost` {cardId, reportedAt}.
 */
export function suspendCard(state: CardState, { reason }: Because): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'CardSuspended');
  if (refusal) return refuse(refusal);
  return accept({ type: 'CardSuspended', data: { ...refOf(card), reason } });
}

/**
 * Lets a suspended card be used again, or says that a damaged one works after all. Refused in this order: `card_unknown`;
 * `card_already_active`; the state that forbids it, such as `card_lost` {cardId, reportedAt}; `replacement_open`
 * {replacementCardId} (of a damaged one: the new card is on its way).
 */
export function resumeCard(state: CardState, { reason }: Because): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'CardResumed');
  if (refusal) return refuse(refusal);
  const { kind, replacementCardId } = card;
  if (kind === 'damaged' && replacementCardId !== null) return reject('replacement_open', { replacementCardId });
  return accept({ type: 'CardResumed', data: { ...refOf(card), reason } });
}

/**
 * Records that a card is damaged; it goes on until it is replaced (domain 2.9). Refused in this order: `card_unknown`;
 * `card_already_damaged`; the state that forbids it, such as `card_lost` {cardId, reportedAt}.
 */
export function reportCardDamaged(state: CardState, { channel }: { readonly channel: string }): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'CardReportedDamaged');
  if (refusal) return refuse(refusal);
  return accept({ type: 'CardReportedDamaged', data: { ...refOf(card), channel } });
}

/**
 * Makes a card void for good. What is in its wallet stays there. Refused in this order: `card_unknown`;
 * `card_already_void`; `card_replaced` {cardId}; `replacement_open` {replacementCardId} (drop the new card first);
 * `card_is_replacement` {cardId, replacesCardId} (one that is not handed over yet is dropped, so that the old one knows);
 * `card_in_making` {replacementId} (a first one that a vendor makes is declined, so that its vendor does not).
 * @param making what a vendor makes of the card; left out: nothing.
 */
export function voidCard(
  state: CardState,
  { reason }: Because,
  making: ReplacementState = replacementDecider.initial,
): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'CardVoided');
  if (refusal) return refuse(refusal);
  const { cardId, replacementCardId, replacesCardId } = card;
  if (replacementCardId !== null) return reject('replacement_open', { replacementCardId });
  if (replacesCardId !== null && NOT_HANDED_OVER.has(card.kind)) {
    return reject('card_is_replacement', { cardId, replacesCardId });
  }
  if (making.status !== 'none' && whyEnded(making) === undefined) {
    return reject('card_in_making', { replacementId: making.applied.replacementId });
  }
  return accept({ type: 'CardVoided', data: { ...refOf(card), reason } });
}

/** States of a card that its holder does not have yet. */
const NOT_HANDED_OVER: ReadonlySet<string> = new Set(['applied', 'approved', 'produced', 'in_stock']);

/**
 * Ends the validity of a card. Refused in this order: `card_unknown`; `card_already_expired`; the state that forbids it,
 * such as `card_lost` {cardId, reportedAt} or `card_replaced` {cardId}.
 */
export function expireCard(state: CardState): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'CardExpired');
  if (refusal) return refuse(refusal);
  return accept({ type: 'CardExpired', data: refOf(card) });
}

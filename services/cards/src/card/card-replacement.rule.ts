/**
 * One card in the place of another: with the number of the old one and the next sequence, or with a number of its own. The
 * wallet stays, so balance, lots and points do; the holder stays, since nothing here can name another (domain 2.2, 2.9).
 *
 * At the desk both happen at once (`replaceAtDesk`). Otherwise the new card is started, made and received by the rules of
 * any card, and then handed over or dropped.
 */
import type { EpochMs } from '@scrip/calendar';
import type { CardEvent } from '@scrip/contracts';
import { type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { allowing, type Card, type CardState, cardDecider, FIRST_SEQUENCE, refOf, refuse } from './card.decider.ts';
import { issuedAs } from './card-issue.rule.ts';

/** Why a card is replaced. */
export const REPLACEMENT_CAUSES = ['damaged', 'lost', 'stolen', 'faulty', 'forgotten', 'expired', 'other'] as const;
export type ReplacementCause = (typeof REPLACEMENT_CAUSES)[number];

/** The card that is to replace another. */
export interface NewCard {
  readonly cardId: string;
  /** A number of its own; null: the number of the old card, with the next sequence. */
  readonly cardNumber: string | null;
  readonly cause: ReplacementCause;
  /** Version of the programme in force. */
  readonly programmeVersion: number;
  /** First moment the new card works no more; null or left out: it works for ever. */
  readonly expiresAt?: EpochMs | null;
}

/** A fact of one of the two cards. */
export interface OfCard {
  readonly cardId: string;
  readonly event: CardEvent;
}

/** Causes that say what the card must be. */
const STATE_OF_CAUSE: Partial<Record<ReplacementCause, Card['kind']>> = {
  damaged: 'damaged',
  lost: 'lost',
  stolen: 'stolen',
  expired: 'expired',
};

function replaceable(
  old: CardState,
  replacement: CardState,
  { cardId, cause }: NewCard,
):
  | { readonly card: Card & { readonly holderId: string }; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly card?: never } {
  const { card, refusal } = allowing(old, 'CardReplacementStarted');
  if (refusal) return { refusal };
  if (replacement.kind !== 'unknown') return { refusal: { code: 'card_exists', detail: { cardId } } };
  const { holderId, replacementCardId } = card;
  if (holderId === null) return { refusal: { code: 'card_not_registered', detail: { cardId: card.cardId } } };
  if (replacementCardId !== null) return { refusal: { code: 'replacement_open', detail: { replacementCardId } } };
  const must = STATE_OF_CAUSE[cause];
  if (must !== undefined && card.kind !== must) {
    return { refusal: { code: 'cause_not_reported', detail: { cause, state: card.kind } } };
  }
  return { card: { ...card, holderId } };
}

/** What the new card is: the old one's wallet, holder and product under the next card version. */
function successor(
  old: Card & { readonly holderId: string },
  { cardId, cardNumber, cause, programmeVersion }: NewCard,
) {
  const { walletId, holderId, programmeId, productKey, form, cardVersion } = old;
  // Cards that nobody collected may exist: what stands on them is not given to another one.
  const next = 1 + old.droppedReplacements;
  const number =
    cardNumber === null
      ? { cardNumber: old.cardNumber, sequence: old.sequence + next }
      : { cardNumber, sequence: FIRST_SEQUENCE };
  const of = { walletId, holderId, programmeId, programmeVersion, productKey, form };
  return {
    cardId,
    ...number,
    cardVersion: cardVersion + next,
    ...of,
    applicationId: null,
    replacesCardId: old.cardId,
    cause,
  };
}

/**
 * Starts a replacement that a vendor makes: the new card is applied for and approved, since a holder whose ID was checked
 * needs no review. Refused in this order: `card_unknown`; the state that forbids it, such as `card_replaced` {cardId};
 * `card_exists` (of the new one); `card_not_registered` {cardId} (a bearer card); `replacement_open` {replacementCardId};
 * `cause_not_reported` {cause, state} (a damaged, lost, stolen or expired card is recorded as such first).
 */
export function startReplacement(old: CardState, replacement: CardState, command: NewCard): Decision<OfCard> {
  const { card, refusal } = replaceable(old, replacement, command);
  if (refusal) return refuse(refusal);
  const { cardId: replacementCardId, cause } = command;
  const { cardId, walletId } = card;
  const sameNumber = command.cardNumber === null;
  return facts(
    { type: 'CardReplacementStarted', data: { cardId, walletId, replacementCardId, sameNumber, cause } },
    { type: 'CardApplied', data: successor(card, command) },
    { type: 'CardApproved', data: { cardId: replacementCardId, walletId, applicationId: null } },
  );
}

/**
 * Replaces a card at the desk: the new one is issued and active, the old one opens nothing any more. Refused as
 * `startReplacement`, in the same order.
 */
export function replaceAtDesk(old: CardState, replacement: CardState, command: NewCard): Decision<OfCard> {
  const { card, refusal } = replaceable(old, replacement, command);
  if (refusal) return refuse(refusal);
  const issued: CardEvent = { type: 'CardIssued', data: successor(card, command) };
  return facts(
    ...activated(cardDecider.evolve(replacement, issued), issued, command.expiresAt),
    replacedBy(card, command),
  );
}

/**
 * Hands the new card over: it is active, and the old one opens nothing any more (domain 2.9). Refused in this order:
 * `card_unknown`; `card_already_issued`; the state that forbids it, such as `card_approved` (not made yet) or `card_void`
 * {cardId}; `replacement_not_open` {cardId} (the two do not belong together).
 * @param cause why the old one is replaced, as it was when that was started.
 */
export function handOverReplacement(
  old: CardState,
  replacement: CardState,
  { cause, programmeVersion, expiresAt }: Pick<NewCard, 'cause' | 'programmeVersion' | 'expiresAt'>,
): Decision<OfCard> {
  if (replacement.kind === 'unknown' || old.kind === 'unknown') return reject('card_unknown');
  const { card, refusal } = allowing(replacement, 'CardIssued');
  if (refusal) return refuse(refusal);
  const { cardId } = card;
  if (old.replacementCardId !== cardId || card.replacesCardId !== old.cardId) {
    return reject('replacement_not_open', { cardId });
  }
  const ended = allowing(old, 'CardReplaced');
  if (ended.refusal) return refuse(ended.refusal);
  const issued: CardEvent = {
    type: 'CardIssued',
    data: { ...issuedAs(card, programmeVersion), applicationId: null, cause },
  };
  return facts(
    ...activated(cardDecider.evolve(card, issued), issued, expiresAt),
    replacedBy(ended.card, { cardId, cause }),
  );
}

/**
 * Gives the new card up: it was not collected or was declined. It is void; the old one is what it was, and one that was
 * only damaged goes on (domain 2.9, N3). Refused in this order: `card_unknown`; the state that forbids it, such as
 * `card_void` or `card_active` (handed over) {cardId}; `replacement_not_open` {cardId}.
 */
export function dropReplacement(
  old: CardState,
  replacement: CardState,
  { reason }: { readonly reason: string },
): Decision<OfCard> {
  if (replacement.kind === 'unknown' || old.kind === 'unknown') return reject('card_unknown');
  const { card, refusal } = allowing(replacement, 'CardVoided');
  if (refusal) return refuse(refusal);
  const { cardId, walletId } = card;
  if (old.replacementCardId !== cardId || card.replacesCardId !== old.cardId) {
    return reject('replacement_not_open', { cardId });
  }
  return facts(
    { type: 'CardVoided', data: { ...refOf(card), reason } },
    {
      type: 'CardReplacementDropped',
      data: { cardId: old.cardId, walletId, replacementCardId: cardId, reason },
    },
  );
}

function activated(card: CardState, issued: CardEvent, expiresAt: EpochMs | null = null): readonly CardEvent[] {
  if (card.kind !== 'issued') throw new InvariantError(`${issued.data.cardId} is issued and then ${card.kind}`);
  const { cardId, walletId, sequence, cardVersion } = card;
  return [issued, { type: 'CardActivated', data: { cardId, walletId, sequence, cardVersion, expiresAt } }];
}

function replacedBy(old: Card, { cardId, cause }: Pick<NewCard, 'cardId' | 'cause'>): CardEvent {
  return { type: 'CardReplaced', data: { ...refOf(old), replacementCardId: cardId, cause } };
}

function facts(...events: readonly CardEvent[]): Decision<OfCard> {
  return { kind: 'accepted', events: events.map((event) => ({ cardId: event.data.cardId, event })) };
}

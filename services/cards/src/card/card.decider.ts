/**
 * A card: a key to a wallet, never the money (domain 1). Here what is known of one card and what each fact changes; which
 * fact may happen in which state is `card-life.ts`. Beside it the rules: `card-issue.rule.ts` (named cards),
 * `card-stock.rule.ts` (blank cards until they are sold and registered), `card-desk.rule.ts` (suspend, damage, void,
 * expire), `card-loss.rule.ts`, `card-replacement.rule.ts`, `pin.rule.ts`.
 */
import { type EpochMs, toRfc3339 } from '@scrip/calendar';
import type { CardEvent } from '@scrip/contracts';
import { type Decider, InvariantError, type Refusal } from '@scrip/decider';
import type { Fen } from '@scrip/money';
import { type CardStateName, FIRST_VERSION, mayHappen, TRANSITIONS, whyNotInState } from './card-life.ts';

/** What a card is made as. */
export const CARD_FORMS = ['physical', 'virtual', 'rfidSim'] as const;
export type CardForm = (typeof CARD_FORMS)[number];

/** Kinds of places that have cards in stock. */
export const PLACE_KINDS = ['branch', 'distributor'] as const;

/** Who has a card that nobody uses yet, by the issuer's own code. */
export interface Place {
  readonly placeKind: (typeof PLACE_KINDS)[number];
  readonly placeId: string;
}

/** The PIN of a card as the log knows it; what it is verified with is in the vault (domain 2.2). */
export interface CardPin {
  /** Counts the PINs of the card from 1. */
  readonly verifierVersion: number;
  /** Wrong tries since the last right one. */
  readonly wrongTries: number;
  readonly locked: boolean;
}

/** A request to let a card be used again that was reported missing. */
export interface UnblockProposal {
  readonly proposedBy: string;
  /** snake_case. */
  readonly reason: string;
}

/** A card that was asked for or made. Plain data, since snapshots keep it as JSON. */
export interface Card {
  readonly kind: CardStateName;
  readonly cardId: string;
  /** Digits, check digit included. */
  readonly cardNumber: string;
  /** Counts the cards of one number from 1. */
  readonly sequence: number;
  /** Counts the cards of the wallet from 1. */
  readonly cardVersion: number;
  readonly walletId: string;
  /** Null of a bearer card that is not registered. */
  readonly holderId: string | null;
  readonly programmeId: string;
  readonly productKey: string;
  readonly form: string;
  /** Null of a card that was never in stock. */
  readonly place: { readonly placeKind: string; readonly placeId: string } | null;
  readonly batchId: string | null;
  /** Order of a distributor that it was delivered for; null where there is none. */
  readonly orderId: string | null;
  /** Value that a blank card is sold with, in fen; null where there is none. */
  readonly faceFen: Fen | null;
  /** Of a replacement: the card it replaces. */
  readonly replacesCardId: string | null;
  /** The card that is to replace it; null while none was started. */
  readonly replacementCardId: string | null;
  /** Replacements that were started and dropped: their sequences and versions are not given twice. */
  readonly droppedReplacements: number;
  /** Of a lost or stolen one: when that was reported, and what it was before. */
  readonly missing: { readonly reportedAt: EpochMs; readonly before: CardStateName } | null;
  readonly unblock: UnblockProposal | null;
  /** Null while it has none. */
  readonly pin: CardPin | null;
}

/** What is known of a card id. */
export type CardState = { readonly kind: 'unknown' } | Card;

export const cardDecider: Decider<CardState, CardEvent> = {
  stream: 'card',
  initial: { kind: 'unknown' },
  evolve(state, event) {
    const { cardId } = event.data;
    if (!mayHappen(state.kind, event.type)) {
      throw new InvariantError(`${event.type} of ${cardId}, which is ${state.kind}`);
    }
    if (state.kind === 'unknown') return born(event);
    return { ...state, ...changed(state, event), kind: kindAfter(state, event) };
  },
};

/** What a card has before anything is known of it but its making. */
const NEW = {
  place: null,
  batchId: null,
  orderId: null,
  faceFen: null,
  replacesCardId: null,
  replacementCardId: null,
  droppedReplacements: 0,
  missing: null,
  unblock: null,
  pin: null,
} as const;

function born(event: CardEvent): Card {
  switch (event.type) {
    case 'CardApplied': {
      const { applicationId: _application, cause: _cause, programmeVersion: _version, ...facts } = event.data;
      return { ...NEW, ...facts, kind: 'applied' };
    }
    case 'CardIssued': {
      const { cardId, cardNumber, sequence, holderId, walletId, programmeId, productKey, replacesCardId } = event.data;
      const { cardVersion, form } = event.data;
      const ids = { cardId, cardNumber, sequence, holderId, walletId, programmeId, productKey, replacesCardId };
      const made = { cardVersion: cardVersion ?? sequence, form: form ?? 'physical' };
      return { ...NEW, ...ids, ...made, kind: 'issued' };
    }
    case 'BlankCardProduced': {
      const { programmeVersion: _version, ...facts } = event.data;
      return { ...NEW, ...facts, cardVersion: FIRST_VERSION, holderId: null, kind: 'produced' };
    }
    default:
      throw new InvariantError(`${event.type} of ${event.data.cardId}, which was never made`);
  }
}

/** A card of a number that no card had before; a replacement with the same number is the next one. */
export const FIRST_SEQUENCE = 1;

function kindAfter(card: Card, event: CardEvent): CardStateName {
  const { to } = TRANSITIONS[event.type];
  switch (to) {
    case 'same':
      return card.kind;
    case 'asBefore':
      return card.missing?.before ?? card.kind;
    case 'asReported':
      return event.type === 'CardReportedLost' && event.data.cause === 'stolen' ? 'stolen' : 'lost';
    default:
      return to;
  }
}

/** What a fact changes besides the state. */
function changed(card: Card, event: CardEvent): Partial<Card> {
  switch (event.type) {
    case 'CardStocked':
      return { place: placeOf(event.data) };
    case 'CardAllotted':
      return { place: placeOf(event.data), orderId: event.data.orderId };
    case 'CardIssued':
      return { place: null };
    case 'CardRegistered':
      return { holderId: event.data.holderId };
    case 'CardReportedLost':
      return { missing: { reportedAt: event.data.reportedAt, before: card.kind } };
    case 'CardUnblockProposed':
      return { unblock: { proposedBy: event.data.proposedBy, reason: event.data.reason } };
    case 'CardUnblockDeclined':
      return { unblock: null };
    case 'CardUnblocked':
      return { unblock: null, missing: null };
    case 'CardReplacementStarted':
      return { replacementCardId: event.data.replacementCardId };
    case 'CardReplacementDropped':
      return { replacementCardId: null, droppedReplacements: card.droppedReplacements + 1 };
    case 'CardReplaced':
      return { replacementCardId: event.data.replacementCardId, unblock: null };
    case 'CardVoided':
      return { unblock: null };
    case 'PinSet':
    case 'PinChanged':
    case 'PinReset':
      return { pin: { verifierVersion: event.data.verifierVersion, wrongTries: 0, locked: false } };
    case 'PinVerified':
      return { pin: { ...pinOf(card, event), wrongTries: 0 } };
    case 'PinRefused':
      return { pin: { ...pinOf(card, event), wrongTries: pinOf(card, event).wrongTries + 1 } };
    case 'PinLocked':
      return { pin: { ...pinOf(card, event), locked: true } };
    case 'CardApplied':
    case 'BlankCardProduced':
    case 'CardApproved':
    case 'CardProduced':
    case 'CardSold':
    case 'CardActivated':
    case 'CardSuspended':
    case 'CardResumed':
    case 'CardReportedDamaged':
    case 'CardLossReportedByHolder':
    case 'CardExpired':
      return {};
  }
}

function placeOf({ placeKind, placeId }: { readonly placeKind: string; readonly placeId: string }): Card['place'] {
  return { placeKind, placeId };
}

function pinOf(card: Card, event: CardEvent): CardPin {
  if (!card.pin) throw new InvariantError(`${event.type} of ${card.cardId}, which has no PIN`);
  return card.pin;
}

/** What most facts of a card say of it. */
export interface CardRef {
  readonly cardId: string;
  readonly walletId: string;
  readonly sequence: number;
  readonly cardVersion: number;
}

/** The card as a fact names it. */
export function refOf({ cardId, walletId, sequence, cardVersion }: Card): CardRef {
  return { cardId, walletId, sequence, cardVersion };
}

/** What is seen of a card: it is there and this may happen to it, or why not. */
export type Seen =
  | { readonly card: Card; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly card?: never };

/**
 * The card, if this may happen to it. Refused as `whyNotInState` says, with the card's id and, of a lost or stolen one,
 * when that was reported.
 */
export function allowing(state: CardState, type: CardEvent['type']): Seen {
  const code = whyNotInState(state.kind, type);
  if (state.kind === 'unknown') return { refusal: { code: code ?? 'card_unknown', detail: {} } };
  if (code === undefined) return { card: state };
  const { cardId, missing } = state;
  return { refusal: { code, detail: { cardId, ...(missing && { reportedAt: toRfc3339(missing.reportedAt) }) } } };
}

/** A refusal that was found elsewhere, as a decision. */
export function refuse(refusal: Refusal): { readonly kind: 'refused'; readonly refusal: Refusal } {
  return { kind: 'refused', refusal };
}

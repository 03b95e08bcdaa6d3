/** Blank bearer cards: made in numbers, received, allotted, sold, and registered to whoever asks for it (domain 2.5, 3). */
import type { EpochMs } from '@scrip/calendar';
import type { CardEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import type { Fen } from '@scrip/money';
import type { HolderState } from '../holder/holder.decider.ts';
import type { ProgrammeState } from '../programme/programme.decider.ts';
import { allowing, type CardState, FIRST_SEQUENCE, type Place, refOf, refuse } from './card.decider.ts';
import { cardExpiry, type ProductAsked, termsOf } from './card-issue.rule.ts';

/** A blank card to make; the ids and the number are new. */
export interface ProduceBlankCard extends ProductAsked {
  readonly cardId: string;
  /** Digits, check digit included. */
  readonly cardNumber: string;
  /** Opened when the card is sold. */
  readonly walletId: string;
  readonly batchId: string | null;
  /** Place in the batch, from 1; left out: none. */
  readonly serial?: number | null;
  /** Value it is sold with, in fen; null: value is loaded for itself. */
  readonly faceFen: Fen | null;
}

/**
 * Makes a blank card. Refused in this order: `card_exists` {cardId}; `programme_unknown`, `programme_not_in_force`,
 * `product_unknown` as `termsOf` says; `product_of_named_cards` {productKey} (each is made for its holder).
 */
export function produceBlankCard(
  state: CardState,
  programme: ProgrammeState,
  { at, ...command }: ProduceBlankCard,
): Decision<CardEvent> {
  const { cardId, productKey } = command;
  if (state.kind !== 'unknown') return reject('card_exists', { cardId });
  const terms = termsOf(programme, { ...command, at });
  if (terms.refusal) return refuse(terms.refusal);
  if (terms.card?.holder !== 'bearer') return reject('product_of_named_cards', { productKey });
  const { form } = terms.card;
  const data = { serial: null, ...command, sequence: FIRST_SEQUENCE, programmeVersion: terms.version, form };
  return accept({ type: 'BlankCardProduced', data });
}

/**
 * A made card, named or blank, was received and counted. Refused in this order: `card_unknown`; `card_already_in_stock`; the
 * state that forbids it, such as `card_approved` (not made yet) {cardId}.
 */
export function stockCard(
  state: CardState,
  { place, referenceId }: { readonly place: Place; readonly referenceId: string | null },
): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'CardStocked');
  if (refusal) return refuse(refusal);
  const { cardId, walletId } = card;
  return accept({ type: 'CardStocked', data: { cardId, walletId, ...place, referenceId } });
}

/**
 * A card in stock goes to another place; where it is there already, for the same order, nothing is new. Refused in this
 * order: `card_unknown`; the state that forbids it, such as `card_produced` (not received yet) or `card_active` (sold) {cardId}.
 */
export function allotCard(
  state: CardState,
  { place, orderId }: { readonly place: Place; readonly orderId: string | null },
): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'CardAllotted');
  if (refusal) return refuse(refusal);
  const { cardId, walletId, place: from } = card;
  if (!from) return reject('card_of_no_place', { cardId });
  const { placeKind: fromPlaceKind, placeId: fromPlaceId } = from;
  if (fromPlaceKind === place.placeKind && fromPlaceId === place.placeId && orderId === card.orderId) return accept();
  return accept({ type: 'CardAllotted', data: { cardId, walletId, ...place, fromPlaceKind, fromPlaceId, orderId } });
}

/** A blank card is sold. */
export interface SellCard {
  /** Where it is sold; null: where it is in stock. */
  readonly place: Place | null;
  /** The issuer's own code of the region; null where nobody said. */
  readonly region: string | null;
  /** Purchase it is a part of, and how that was paid; left out: none. */
  readonly saleId?: string | null;
  readonly tender?: string | null;
  readonly at: EpochMs;
}

/**
 * Sells a blank card: it may be used from now on, and the ledger opens its wallet. Refused in this order: `card_unknown`;
 * `card_already_active`; the state that forbids it, such as `card_produced` (not received yet) {cardId}; `card_of_holder`
 * {cardId} (a named card is handed to its holder); `programme_unknown`, `programme_not_in_force`, `product_unknown` as
 * `termsOf` says; `card_elsewhere` {placeKind, placeId} (it is in stock at another place);
 * `region_not_allowed` {region, salesRegions} (domain 2.5, D6: the product is not sold there, or nobody said where).
 */
export function sellCard(state: CardState, programme: ProgrammeState, command: SellCard): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'CardSold');
  if (refusal) return refuse(refusal);
  const { cardId, cardNumber, programmeId, productKey, form, orderId, faceFen } = card;
  if (card.holderId !== null) return reject('card_of_holder', { cardId });
  const terms = termsOf(programme, { programmeId, productKey, at: command.at });
  if (terms.refusal) return refuse(terms.refusal);
  const { place, region, saleId = null, tender = null } = command;
  if (place && card.place && (place.placeKind !== card.place.placeKind || place.placeId !== card.place.placeId)) {
    return reject('card_elsewhere', card.place);
  }
  const salesRegions = terms.card?.salesRegions;
  if (salesRegions && (region === null || !salesRegions.includes(region))) {
    return reject('region_not_allowed', { region, salesRegions });
  }
  const expiresAt = cardExpiry(command.at, terms.card);
  const where = { placeKind: card.place?.placeKind ?? null, placeId: card.place?.placeId ?? null };
  const of = { programmeId, programmeVersion: terms.version, productKey, form };
  const sale = { orderId, region, faceFen, expiresAt, saleId, tender };
  return accept({ type: 'CardSold', data: { ...refOf(card), cardNumber, ...of, ...where, ...sale } });
}

/**
 * Registers a bearer card to a holder: it is a named card from now on, can be reported lost and replaced. Refused in this
 * order: `card_unknown`; the state that forbids it, such as `card_in_stock` (not sold yet) {cardId}; `card_of_holder`
 * {cardId} (registered already, or made for a holder); `holder_unknown` {holderId}.
 */
export function registerCard(
  state: CardState,
  holder: HolderState,
  { holderId }: { readonly holderId: string },
): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'CardRegistered');
  if (refusal) return refuse(refusal);
  if (card.holderId !== null) return reject('card_of_holder', { cardId: card.cardId });
  if (holder.kind === 'unknown') return reject('holder_unknown', { holderId });
  return accept({ type: 'CardRegistered', data: { ...refOf(card), holderId } });
}

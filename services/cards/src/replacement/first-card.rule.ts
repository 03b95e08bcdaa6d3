/**
 * A named card for a holder who has none of the product: issued at the desk, or, where a vendor makes the cards of the
 * product, ordered from it. Then it goes the way of a replacement: file, letter, branch, collection (domain 2.9).
 */
import type { EpochMs } from '@scrip/calendar';
import type { CardEvent, ReplacementEvent } from '@scrip/contracts';
import { accept, type Decision, fold, InvariantError, type Refusal, reject } from '@scrip/decider';
import { type Fen, fen } from '@scrip/money';
import type { CardTerms } from '@scrip/programme';
import { allowing, type CardState, cardDecider, FIRST_SEQUENCE, refuse } from '../card/card.decider.ts';
import {
  applyForCard,
  approveCard,
  type IssueCard,
  type IssueTerms,
  issueCard,
  termsOf,
} from '../card/card-issue.rule.ts';
import type { ProgrammeState } from '../programme/programme.decider.ts';
import { type VendorState, whyNotMade } from '../vendor/vendor.decider.ts';
import type { ReplacementState } from './replacement.decider.ts';

/** What a programme says of the making of a product's cards. */
export interface VendorOffer {
  readonly vendorId: string;
  /** Null: what is agreed with the vendor. */
  readonly cardFen: Fen | null;
  /** Null: a card waits for ever. */
  readonly collectWithin: string | null;
  readonly voidsItself: boolean;
}

/** Who makes the cards of a product under its card terms, and how they are collected; null where no vendor does. */
export function vendorOffer(card: CardTerms | undefined): VendorOffer | null {
  if (!card?.vendor) return null;
  const { key: vendorId, cardFen } = card.vendor;
  return {
    vendorId,
    cardFen: cardFen === undefined ? null : fen(cardFen),
    collectWithin: card.collection?.within ?? null,
    voidsItself: card.collection?.onMissed === 'voidAutomatically',
  };
}

/** What a first card is given on. */
export interface FirstCardTerms extends IssueTerms {
  /** The issuer's vendor of this key as the log has it. */
  readonly vendorOf: (vendorId: string) => VendorState;
}

/** A first card; the ids and the number are new. */
export interface FirstCard extends IssueCard {
  /** Where the holder collects a card that a vendor makes; null where nobody said. */
  readonly branchNo: string | null;
  /** Id of its making, where a vendor makes it. */
  readonly makingId: string;
}

/** What it records: in the card's stream, and, of one that a vendor makes, in a stream of its making. */
export interface FirstCardFacts {
  readonly cards: readonly CardEvent[];
  readonly making: ReplacementEvent | null;
}

/**
 * Why a vendor cannot be asked for cards of a product; undefined where it can. In the order tried:
 * - `branch_missing` {vendorId}: nobody said where the card is collected.
 * - `vendor_unknown`, `product_not_made` as `whyNotMade` says.
 */
export function whyNotOrdered(
  vendor: VendorState,
  { vendorId }: VendorOffer,
  { branchNo, productKey }: { readonly branchNo: string | null; readonly productKey: string },
): Refusal | undefined {
  if (branchNo === null) return { code: 'branch_missing', detail: { vendorId } };
  return whyNotMade(vendor, { vendorId, productKey });
}

/**
 * Gives a holder the first card of a product. Refusals in the order tried:
 * - those of `issueCard`, in its order.
 * - where a vendor makes the card, those of `whyNotOrdered`.
 * @param atDesk whether it is issued at the desk whoever else makes such cards; left out: not.
 */
export function giveFirstCard(
  state: CardState,
  under: FirstCardTerms,
  asked: FirstCard,
  { atDesk }: { readonly atDesk: boolean } = { atDesk: false },
): Decision<FirstCardFacts> {
  const { branchNo, makingId: replacementId, ...card } = asked;
  const terms = termsOf(under.programme, asked);
  const offer = terms.refusal || atDesk ? null : vendorOffer(terms.card);
  if (terms.refusal || !offer) {
    const issued = issueCard(state, under, card);
    return issued.kind === 'refused' ? issued : accept({ cards: issued.events, making: null });
  }
  const applied = applyForCard(state, under, card);
  if (applied.kind === 'refused') return applied;
  const refusal = whyNotOrdered(under.vendorOf(offer.vendorId), offer, asked);
  if (refusal) return { kind: 'refused', refusal };
  if (branchNo === null) throw new InvariantError(`${asked.cardId} is ordered to no branch`);
  const { applicationId = null } = asked;
  const approved = approveCard(fold(cardDecider, applied.events, state), { applicationId });
  if (approved.kind === 'refused') return approved;
  const making = firstCardApplied(asked, { replacementId, applicationId, version: terms.version, offer, branchNo });
  return accept({ cards: [...applied.events, ...approved.events], making });
}

/** What an approved card is ordered on. */
export interface OrderTerms {
  /** What is known of its making. */
  readonly making: ReplacementState;
  readonly programme: ProgrammeState;
  /** The issuer's vendor of this key as the log has it. */
  readonly vendorOf: (vendorId: string) => VendorState;
}

/** An order for a card that was approved before. */
export interface OrderFirstCard {
  readonly branchNo: string;
  readonly makingId: string;
  /** Application that the card was asked for with; null where there is none. */
  readonly applicationId: string | null;
  /** The version of the programme in force then decides. */
  readonly at: EpochMs;
}

/**
 * Orders a first card that was approved before its product had a vendor, or before vendors made first cards: nobody makes
 * it otherwise. Refusals in the order tried:
 * - `card_unknown`; `card_already_produced`; the state of a card that is not approved, such as `card_active` {cardId}.
 * - `card_of_nobody` {cardId}; `card_is_replacement` {cardId, replacesCardId}: it has an application of its own.
 * - `card_in_making` {replacementId}: it was ordered.
 * - `programme_unknown`, `programme_not_in_force`, `product_unknown` as `termsOf` says.
 * - `vendor_not_named` {productKey}: no vendor makes the cards of the product.
 * - those of `whyNotOrdered`.
 */
export function orderFirstCard(
  state: CardState,
  { making, programme, vendorOf }: OrderTerms,
  { branchNo, makingId: replacementId, applicationId, at }: OrderFirstCard,
): Decision<ReplacementEvent> {
  const { card, refusal } = allowing(state, 'CardProduced');
  if (refusal) return refuse(refusal);
  const { cardId, holderId, replacesCardId, productKey } = card;
  if (holderId === null) return reject('card_of_nobody', { cardId });
  if (replacesCardId !== null) return reject('card_is_replacement', { cardId, replacesCardId });
  if (making.status !== 'none') return reject('card_in_making', { replacementId });
  const terms = termsOf(programme, { ...card, at });
  if (terms.refusal) return refuse(terms.refusal);
  const offer = vendorOffer(terms.card);
  if (!offer) return reject('vendor_not_named', { productKey });
  const not = whyNotOrdered(vendorOf(offer.vendorId), offer, { branchNo, productKey });
  if (not) return refuse(not);
  const { version } = terms;
  return accept(firstCardApplied({ ...card, holderId }, { replacementId, applicationId, version, offer, branchNo }));
}

function firstCardApplied(
  card: Pick<FirstCard, 'cardId' | 'walletId' | 'cardNumber' | 'holderId' | 'programmeId' | 'productKey'>,
  order: {
    readonly replacementId: string;
    readonly applicationId: string | null;
    readonly version: number;
    readonly offer: VendorOffer;
    readonly branchNo: string;
  },
): ReplacementEvent {
  const { cardId: newCardId, walletId, cardNumber, holderId, programmeId, productKey } = card;
  const { replacementId, applicationId, version: programmeVersion, offer, branchNo } = order;
  const ids = { replacementId, holderId, walletId, newCardId, cardNumber };
  const of = { newSequence: FIRST_SEQUENCE, applicationId, programmeId, programmeVersion, productKey };
  return { type: 'FirstCardApplied', data: { ...ids, ...of, ...offer, branchNo } };
}

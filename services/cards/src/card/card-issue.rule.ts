/** Named cards from the application to the holder's hand: apply, approve, produce, issue, activate. */
import { type EpochMs, expiryAfter, toRfc3339 } from '@scrip/calendar';
import type { CardApplied, CardEvent, CardIssued } from '@scrip/contracts';
import { accept, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { type CardTerms, inForceAt, type RulePackSettings } from '@scrip/programme';
import { type HolderState, whyNotThere } from '../holder/holder.decider.ts';
import type { ProgrammeState, PublishedVersion } from '../programme/programme.decider.ts';
import { levelOfCheck } from '../programme/programme-setting.decider.ts';
import { allowing, type Card, type CardForm, type CardState, FIRST_SEQUENCE, refuse } from './card.decider.ts';
import { FIRST_VERSION } from './card-life.ts';

/** Which product of which programme, and when. */
export interface ProductAsked {
  readonly programmeId: string;
  readonly productKey: string;
  /** When it happened: the version in force then decides. */
  readonly at: EpochMs;
}

/** The version that decides, and what it says of the product's card; or why there is none. */
export type FoundTerms =
  | { readonly version: number; readonly card: CardTerms | undefined; readonly refusal?: never }
  | { readonly refusal: Refusal };

/**
 * What a programme says of a product's card at a moment. Refused in this order:
 * - `programme_unknown` {programmeId}: nothing was published under this key.
 * - `programme_not_in_force` {programmeId, at, firstEffectiveAt}: no version had begun at that time.
 * - `product_unknown` {programmeId, programmeVersion, productKey}: the version in force has no such product.
 */
export function termsOf({ versions }: ProgrammeState, asked: ProductAsked): FoundTerms {
  const { programmeId, productKey, at } = asked;
  const first = versions[0];
  if (!first) return { refusal: { code: 'programme_unknown', detail: { programmeId } } };
  const inForce: PublishedVersion | undefined = inForceAt(versions, at);
  if (!inForce) {
    const detail = { programmeId, at: toRfc3339(at), firstEffectiveAt: toRfc3339(first.effectiveAt) };
    return { refusal: { code: 'programme_not_in_force', detail } };
  }
  const { version } = inForce;
  if (inForce.productKeys.includes(productKey)) return { version, card: inForce.cardTerms?.[productKey] };
  return { refusal: { code: 'product_unknown', detail: { programmeId, programmeVersion: version, productKey } } };
}

/** First moment a card works no more that is activated at `at`; its last day is the one its time ends on. Null: none. */
export function cardExpiry(at: EpochMs, card: CardTerms | undefined): EpochMs | null {
  return card?.validFor === undefined ? null : expiryAfter(at, card.validFor);
}

/** A named card to make; the ids and the number are new. */
export interface IssueCard extends ProductAsked {
  readonly cardId: string;
  /** Digits, check digit included. */
  readonly cardNumber: string;
  readonly walletId: string;
  readonly holderId: string;
  /** Application that it comes from; left out: none. */
  readonly applicationId?: string | undefined;
}

/** What a card is issued on: the issuer's own holder and programme as the log has them. */
export interface IssueTerms {
  readonly holder: HolderState;
  readonly programme: ProgrammeState;
  /** Whether the number of the holder's identity document is in the vault. */
  readonly identified: boolean;
  /** How the issuer takes the rules of law (domain 3). */
  readonly law: RulePackSettings;
}

/** What every new named card is. */
type NewCard = Pick<CardApplied, 'programmeVersion' | 'form'>;

function newNamedCard(
  state: CardState,
  { holder, programme, identified, law }: IssueTerms,
  command: IssueCard,
): NewCard | { readonly refusal: Refusal } {
  const { cardId, holderId, productKey } = command;
  if (state.kind !== 'unknown') return { refusal: { code: 'card_exists', detail: { cardId } } };
  if (holder.kind === 'unknown') return { refusal: { code: 'holder_unknown', detail: { holderId } } };
  if (holder.kind !== 'registered') return { refusal: whyNotThere(holder) };
  if (holder.departure === 'died') {
    return { refusal: { code: 'holder_departed', detail: { holderId, departure: holder.departure } } };
  }
  const terms = termsOf(programme, command);
  if (terms.refusal) return terms;
  if (terms.card?.holder === 'bearer') return { refusal: { code: 'product_of_bearer_cards', detail: { productKey } } };
  if (!identified && levelOfCheck('buyer_identity', law) === 'refuse') {
    return { refusal: { code: 'holder_not_identified', detail: { holderId } } };
  }
  return { programmeVersion: terms.version, form: terms.card?.form ?? FORM };
}

/** What a card is made as where the programme does not say. */
const FORM: CardForm = 'physical';

/**
 * Makes a named card with the wallet it opens. Refusals in the order tried:
 * - `card_exists` {cardId}: ids are new, so this is only ever the same command asked again; its first answer stands.
 * - `holder_unknown` {holderId}: not registered with this issuer; `holder_erased`; `holder_merged` {survivorId}.
 * - `holder_departed` {holderId, departure}: the holder died; who moved away may have a card.
 * - `programme_unknown`, `programme_not_in_force`, `product_unknown` as `termsOf` says.
 * - `product_of_bearer_cards` {productKey}: such cards are sold from stock and belong to nobody.
 * - `holder_not_identified` {holderId}: the vault has no number of an identity document, which the law asks for with every
 *   named card (domain 3), and the issuer's setting refuses what the law does not let.
 */
export function issueCard(state: CardState, terms: IssueTerms, command: IssueCard): Decision<CardEvent> {
  const made = newNamedCard(state, terms, command);
  if ('refusal' in made) return refuse(made.refusal);
  return accept({ type: 'CardIssued', data: { ...namedCard(command, made), replacesCardId: null, cause: null } });
}

/**
 * Asks for a named card that is to be approved and made. Refusals as of `issueCard`, in the same order.
 */
export function applyForCard(state: CardState, terms: IssueTerms, command: IssueCard): Decision<CardEvent> {
  const made = newNamedCard(state, terms, command);
  if ('refusal' in made) return refuse(made.refusal);
  return accept({ type: 'CardApplied', data: { ...namedCard(command, made), replacesCardId: null, cause: null } });
}

function namedCard({ at: _at, applicationId, ...ids }: IssueCard, made: NewCard) {
  return {
    ...ids,
    ...made,
    sequence: FIRST_SEQUENCE,
    cardVersion: FIRST_VERSION,
    applicationId: applicationId ?? null,
  };
}

/**
 * Approves a card that was applied for; who may do so is decided where the application is. Refused in this order:
 * `card_unknown`; `card_already_approved`; the state that forbids it, such as `card_void` {cardId}.
 */
export function approveCard(
  state: CardState,
  { applicationId }: { readonly applicationId: string | null },
): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'CardApproved');
  if (refusal) return refuse(refusal);
  const { cardId, walletId } = card;
  return accept({ type: 'CardApproved', data: { cardId, walletId, applicationId } });
}

/** Who made a card, with which file; null where nobody is named. */
export interface ProduceCard {
  readonly vendorId: string | null;
  readonly fileId: string | null;
}

/**
 * A vendor reports that it made the card. Refused in this order: `card_unknown`; `card_already_produced`; the state that
 * forbids it, such as `card_applied` (not approved yet) or `card_void` {cardId}.
 */
export function produceCard(state: CardState, command: ProduceCard): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'CardProduced');
  if (refusal) return refuse(refusal);
  const { cardId, walletId } = card;
  return accept({ type: 'CardProduced', data: { cardId, walletId, ...command } });
}

/**
 * Gives a made card to its holder with the wallet it opens; it is activated after it. A replacement is handed over by
 * `handOverReplacement`, since the card it replaces ends with it. Refused in this order: `card_unknown`; `card_already_issued`;
 * the state that forbids it, such as `card_applied` {cardId}; `card_of_nobody` {cardId} (a blank card is sold);
 * `card_is_replacement` {cardId, replacesCardId}.
 * @param programmeVersion the version of the programme in force.
 */
export function issueMadeCard(
  state: CardState,
  command: { readonly programmeVersion: number; readonly applicationId?: string | undefined },
): Decision<CardEvent> {
  if (state.kind === 'unknown') return reject('card_unknown');
  const { card, refusal } = allowing(state, 'CardIssued');
  if (refusal) return refuse(refusal);
  const { cardId, replacesCardId } = card;
  if (card.holderId === null) return reject('card_of_nobody', { cardId });
  if (replacesCardId !== null) return reject('card_is_replacement', { cardId, replacesCardId });
  const { programmeVersion, applicationId = null } = command;
  return accept({ type: 'CardIssued', data: { ...issuedAs(card, programmeVersion), applicationId, cause: null } });
}

/** The fact that a holder has this card, all but why. */
export function issuedAs(card: Card, programmeVersion: number): Omit<CardIssued, 'applicationId' | 'cause'> {
  const { cardId, cardNumber, sequence, cardVersion, holderId, walletId, programmeId, productKey, form } = card;
  if (holderId === null) throw new InvariantError(`${cardId} belongs to nobody and is given to a holder`);
  const ids = { cardId, cardNumber, sequence, cardVersion, holderId, walletId };
  return { ...ids, programmeId, programmeVersion, productKey, form, replacesCardId: card.replacesCardId };
}

/**
 * Hands the card over: from now on it opens its wallet. Refused in this order: `card_unknown`; `card_already_active`; the
 * state that forbids it, such as `card_lost` {cardId, reportedAt} (reported lost before it was ever handed over, or since)
 * or `card_suspended` {cardId}.
 * @param expiresAt first moment the card works no more; null: it works for ever (`cardExpiry`).
 */
export function activateCard(state: CardState, expiresAt: EpochMs | null = null): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'CardActivated');
  if (refusal) return refuse(refusal);
  const { cardId, walletId, sequence, cardVersion } = card;
  return accept({ type: 'CardActivated', data: { cardId, walletId, sequence, cardVersion, expiresAt } });
}

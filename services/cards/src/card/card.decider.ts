/** The life of one card: made for a holder, handed over, reported lost. A card is a key to a wallet, never the money. */
import { type EpochMs, toRfc3339 } from '@scrip/calendar';
import type { CardEvent, CardIssued } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';
import { inForceAt } from '@scrip/programme';
import type { HolderState } from '../holder/holder.decider.ts';
import type { ProgrammeState } from '../programme/programme.decider.ts';

/** What never changes about a card. */
export interface CardFacts {
  readonly cardId: string;
  readonly walletId: string;
  readonly holderId: string;
  /** Counts the cards of one number from 1. */
  readonly sequence: number;
}

/** A card in each state of its life. */
export type CardState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'issued'; readonly card: CardFacts }
  | { readonly kind: 'active'; readonly card: CardFacts }
  | { readonly kind: 'lost'; readonly card: CardFacts; readonly reportedAt: EpochMs };

export const cardDecider: Decider<CardState, CardEvent> = {
  stream: 'card',
  initial: { kind: 'unknown' },
  evolve(state, event) {
    switch (event.type) {
      case 'CardIssued': {
        const { cardId, walletId, holderId, sequence } = event.data;
        return { kind: 'issued', card: { cardId, walletId, holderId, sequence } };
      }
      case 'CardActivated':
        return { kind: 'active', card: factsOf(state, event) };
      case 'CardReportedLost':
        return { kind: 'lost', card: factsOf(state, event), reportedAt: event.data.reportedAt };
    }
  },
};

/** A card of a number that no card had before; a replacement with the same number would be the next sequence. */
const FIRST_SEQUENCE = 1;

/** A named card to make; the ids and the number are new. */
export interface IssueCard {
  readonly cardId: string;
  /** Digits, check digit included. */
  readonly cardNumber: string;
  readonly walletId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly productKey: string;
  /** When it happened: the version in force then decides. */
  readonly at: EpochMs;
}

/** What a card is issued on: the issuer's own holder and programme as the log has them. */
export interface IssueTerms {
  readonly holder: HolderState;
  readonly programme: ProgrammeState;
}

/**
 * Makes a named card with the wallet it opens. Refusals in the order tried:
 * - `card_exists` {cardId}: ids are new, so this is only ever the same command asked again; its first answer stands.
 * - `holder_unknown` {holderId}: not registered with this issuer.
 * - `programme_unknown` {programmeId}: nothing was published under this key.
 * - `programme_not_in_force` {programmeId, at, firstEffectiveAt}: no version had begun at that time.
 * - `product_unknown` {programmeId, programmeVersion, productKey}: the version in force has no such product.
 */
export function issueCard(state: CardState, terms: IssueTerms, command: IssueCard): Decision<CardEvent> {
  const { cardId, cardNumber, walletId, holderId, programmeId, productKey, at } = command;
  if (state.kind !== 'unknown') return reject('card_exists', { cardId });
  if (terms.holder.kind === 'unknown') return reject('holder_unknown', { holderId });
  const first = terms.programme.versions[0];
  if (!first) return reject('programme_unknown', { programmeId });
  const inForce = inForceAt(terms.programme.versions, at);
  if (!inForce) {
    const firstEffectiveAt = toRfc3339(first.effectiveAt);
    return reject('programme_not_in_force', { programmeId, at: toRfc3339(at), firstEffectiveAt });
  }
  const programmeVersion = inForce.version;
  if (!inForce.productKeys.includes(productKey)) {
    return reject('product_unknown', { programmeId, programmeVersion, productKey });
  }
  const issued: CardIssued = {
    cardId,
    cardNumber,
    sequence: FIRST_SEQUENCE,
    holderId,
    walletId,
    programmeId,
    programmeVersion,
    productKey,
  };
  return accept({ type: 'CardIssued', data: issued });
}

/**
 * Hands the card over: from now on it opens its wallet. Refusals in the order tried:
 * - `card_unknown`: no such card.
 * - `card_lost` {cardId, reportedAt}: reported lost before it was ever handed over, or since.
 * - `card_already_active` {cardId}.
 */
export function activateCard(state: CardState): Decision<CardEvent> {
  switch (state.kind) {
    case 'unknown':
      return reject('card_unknown');
    case 'lost':
      return reject('card_lost', { cardId: state.card.cardId, reportedAt: toRfc3339(state.reportedAt) });
    case 'active':
      return reject('card_already_active', { cardId: state.card.cardId });
    case 'issued': {
      const { cardId, walletId, sequence } = state.card;
      return accept({ type: 'CardActivated', data: { cardId, walletId, sequence } });
    }
  }
}

/** A report of a loss as it was taken. */
export interface ReportLost {
  /** Divides the holder's spends from the issuer's (domain 2.2, A8); ours, never a till's or the caller's clock. */
  readonly reportedAt: EpochMs;
  readonly channel: string;
}

/**
 * Records that the card is lost, also one that was never handed over: it may be lost in the post. For good: who finds it
 * again gets a new one. Refusals in the order tried:
 * - `card_unknown`: no such card.
 * - `card_already_lost` {cardId, reportedAt}: the first report stands, a later one cannot move what it divided.
 */
export function reportCardLost(state: CardState, command: ReportLost): Decision<CardEvent> {
  switch (state.kind) {
    case 'unknown':
      return reject('card_unknown');
    case 'lost':
      return reject('card_already_lost', { cardId: state.card.cardId, reportedAt: toRfc3339(state.reportedAt) });
    case 'issued':
    case 'active': {
      const { cardId, walletId, holderId, sequence } = state.card;
      return accept({ type: 'CardReportedLost', data: { cardId, walletId, holderId, sequence, ...command } });
    }
  }
}

function factsOf(state: CardState, event: CardEvent): CardFacts {
  if (state.kind === 'unknown')
    throw new InvariantError(`${event.type} of ${event.data.cardId}, which was never issued`);
  return state.card;
}

/** The cards of a wallet: a card is a key to the wallet, never the money itself (domain 1). */
import type { EpochMs } from '@scrip/calendar';
import type { Refusal } from '@scrip/decider';

/** What the wallet knows of one card. */
export interface WalletCard {
  readonly cardId: string;
  /** Sequence under its number; a replacement with the same number has the next one. */
  readonly sequence: number;
  readonly state: 'issued' | 'active' | 'blocked';
  /** When its loss was reported, of a blocked one. */
  readonly blockedFrom?: EpochMs;
}

/** The cards of one wallet; plain data, since snapshots keep it as JSON. */
export interface WalletCards {
  /** Latest news first. */
  readonly known: readonly WalletCard[];
  /** Highest sequence that was ever active, 0 if none was; cards of a lower one no longer open the wallet. */
  readonly activeSequence: number;
}

/** A wallet that is not opened has no cards. */
export const NO_CARDS: WalletCards = { known: [], activeSequence: 0 };

/** Cards that are remembered; an older one is answered as unknown, which refuses it all the same. */
const CARDS_MAX = 16;

/** The card with this id, if the wallet remembers it. */
export function cardOf(cards: WalletCards, cardId: string): WalletCard | undefined {
  return cards.known.find((card) => card.cardId === cardId);
}

/** Cards after news of one of them. */
export function withCard(cards: WalletCards, card: WalletCard): WalletCards {
  const others = cards.known.filter((known) => known.cardId !== card.cardId);
  return {
    known: [card, ...others].slice(0, CARDS_MAX),
    activeSequence: card.state === 'active' ? Math.max(cards.activeSequence, card.sequence) : cards.activeSequence,
  };
}

/**
 * Why a card does not open the wallet, in the order tried: `card_unknown` (not a card of this wallet), `card_blocked`,
 * `card_superseded` (a later sequence has been active), `card_not_active` (issued, not handed over yet). Undefined when
 * it opens it.
 */
export function whyCardIsShut(cards: WalletCards, cardId: string): Refusal | undefined {
  const card = cardOf(cards, cardId);
  if (!card) return { code: 'card_unknown', detail: { cardId } };
  const detail = { cardId, cardSequence: card.sequence };
  if (card.state === 'blocked') return { code: 'card_blocked', detail };
  if (card.sequence < cards.activeSequence) {
    return { code: 'card_superseded', detail: { ...detail, activeSequence: cards.activeSequence } };
  }
  if (card.state === 'issued') return { code: 'card_not_active', detail };
  return undefined;
}

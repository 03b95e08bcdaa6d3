/** The cards of a wallet: a card is a key to the wallet, never the money itself (domain 1). */
import type { EpochMs } from '@scrip/calendar';
import type { Refusal } from '@scrip/decider';

/** What the wallet knows of one card. */
export interface WalletCard {
  readonly cardId: string;
  /** Its version among the cards of the wallet; a replacement has the next one, whatever its number. */
  readonly sequence: number;
  readonly state: CardStanding;
  /** When its loss was reported, of a blocked one. */
  readonly blockedFrom?: EpochMs;
  /** What a blocked one was before. */
  readonly before?: CardStanding;
  /** The latest report that no longer counts, of one that was found: news of it come late. */
  readonly liftedFrom?: EpochMs;
}

/** How a card stands to its wallet: void is for good. */
export type CardStanding = 'issued' | 'active' | 'suspended' | 'blocked' | 'void';

/** The cards of one wallet; plain data, since snapshots keep it as JSON. */
export interface WalletCards {
  /** Latest news first. */
  readonly known: readonly WalletCard[];
  /** Highest version that was ever active, 0 if none was; cards of a lower one no longer open the wallet. */
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

/** How a card stands; one that is not known was issued at most. */
export function standingOf(cards: WalletCards, cardId: string): CardStanding {
  return cardOf(cards, cardId)?.state ?? 'issued';
}

/** How a card stands once its block no longer counts. */
export function standingBefore(cards: WalletCards, cardId: string): CardStanding {
  const card = cardOf(cards, cardId);
  return card?.state === 'blocked' ? (card.before ?? 'active') : standingOf(cards, cardId);
}

/** Cards after news of one of them. */
export function withCard(cards: WalletCards, news: WalletCard): WalletCards {
  const lifted = cardOf(cards, news.cardId)?.liftedFrom;
  const card = lifted === undefined ? news : { liftedFrom: lifted, ...news };
  const others = cards.known.filter((known) => known.cardId !== card.cardId);
  return {
    known: [card, ...others].slice(0, CARDS_MAX),
    activeSequence: card.state === 'active' ? Math.max(cards.activeSequence, card.sequence) : cards.activeSequence,
  };
}

/**
 * Why a card does not open the wallet, in the order tried: `card_unknown` (not a card of this wallet), `card_blocked`,
 * `card_void` (replaced, expired or void), `card_superseded` (a later card of the wallet has been active), `card_suspended`,
 * `card_not_active` (issued, not handed over yet). Undefined when it opens it.
 */
export function whyCardIsShut(cards: WalletCards, cardId: string): Refusal | undefined {
  const card = cardOf(cards, cardId);
  if (!card) return { code: 'card_unknown', detail: { cardId } };
  const detail = { cardId, cardSequence: card.sequence };
  if (card.state === 'blocked') return { code: 'card_blocked', detail };
  if (card.state === 'void') return { code: 'card_void', detail };
  if (card.sequence < cards.activeSequence) {
    return { code: 'card_superseded', detail: { ...detail, activeSequence: cards.activeSequence } };
  }
  if (card.state === 'suspended') return { code: 'card_suspended', detail };
  if (card.state === 'issued') return { code: 'card_not_active', detail };
  return undefined;
}

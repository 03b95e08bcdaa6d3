/** The wallet of cards was closed: whatever of them could still be used is void (domain 2.4, C3). */
import { accept, type Decision } from '@scrip/decider';
import { type CardState, refOf } from './card.decider.ts';
import { mayHappen } from './card-life.ts';
import type { OfCard } from './card-replacement.rule.ts';

/** Why they are void. */
const WALLET_CLOSED = 'wallet_closed';

/**
 * Makes void every card of a closed wallet that is not void or replaced already, the one that is on its way in the place of
 * another too. Nothing is refused: the ledger has closed the wallet, and this follows.
 */
export function voidWithWallet(cards: readonly CardState[]): Decision<OfCard> {
  return accept(
    ...cards.flatMap((card): OfCard[] => {
      if (card.kind === 'unknown' || !mayHappen(card.kind, 'CardVoided')) return [];
      const { cardId, walletId, replacementCardId } = card;
      const voided: OfCard = { cardId, event: { type: 'CardVoided', data: { ...refOf(card), reason: WALLET_CLOSED } } };
      if (replacementCardId === null) return [voided];
      const data = { cardId, walletId, replacementCardId, reason: WALLET_CLOSED };
      return [{ cardId, event: { type: 'CardReplacementDropped', data } }, voided];
    }),
  );
}

/** Goods that were given for points, and gifts: the operator pays the counter their cost, once (domain 2.1). */
import type { GiftEvent, HandedGiftPaid, RedeemedGiftPaid } from '@scrip/contracts';
import { accept, type Decider, type Decision } from '@scrip/decider';

/** Whether the counter is owed for a redemption, or for gifts it handed out. */
export type RedeemedGiftState = { readonly status: 'none' } | { readonly status: 'paid' };

/** How a payment's stream is folded. */
export const redeemedGiftDecider: Decider<RedeemedGiftState, GiftEvent> = {
  stream: 'gift',
  initial: { status: 'none' },
  evolve: () => ({ status: 'paid' }),
};

/** Owes a counter the cost of goods given for points. Never refused: told again it changes nothing, and neither does a cost of 0. */
export function payRedeemedGift(state: RedeemedGiftState, goods: RedeemedGiftPaid): Decision<GiftEvent> {
  if (state.status === 'paid' || goods.costFen === 0n) return accept();
  return accept({ type: 'RedeemedGiftPaid', data: goods });
}

/** Owes a counter the cost of gifts that it handed out. Never refused: told again it changes nothing, and neither does a cost of 0. */
export function payHandedGift(state: RedeemedGiftState, gifts: HandedGiftPaid): Decision<GiftEvent> {
  if (state.status === 'paid' || gifts.costFen === 0n) return accept();
  return accept({ type: 'HandedGiftPaid', data: gifts });
}

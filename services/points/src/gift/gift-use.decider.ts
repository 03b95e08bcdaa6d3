/** The gift of a use of an entitlement: a piece of a stock for each use, once, or an exception for staff (domain 2.1). */
import type { EntitlementGiftMissing, GiftStockEvent, GiftUseEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import {
  availablePieces,
  type GiftFor,
  type GiftStockState,
  handOverGifts,
  type PaidCounter,
  takeGiftsBack,
} from './gift-stock.decider.ts';

/** What the gift is of, and where it comes from. */
export type GiftUse = Omit<EntitlementGiftMissing, 'because' | 'availablePieces'>;

/** What became of the gift of a use; plain data. */
export type GiftUseState =
  | { readonly status: 'none' }
  | { readonly status: 'missing' | 'handed_over' | 'returned' | 'waived'; readonly use: GiftUse };

/** How the stream of a use's gift is folded. */
export const giftUseDecider: Decider<GiftUseState, GiftUseEvent> = {
  stream: 'gift-use',
  initial: { status: 'none' },
  evolve(state, event) {
    switch (event.type) {
      case 'EntitlementGiftHandedOver': {
        const { afterMissing: _, ...use } = event.data;
        return { status: 'handed_over', use };
      }
      case 'EntitlementGiftMissing': {
        const { because: _, availablePieces: __, ...use } = event.data;
        return { status: 'missing', use };
      }
      case 'EntitlementGiftReturned':
        return { status: 'returned', use: useOf(state, event.type) };
      case 'EntitlementGiftWaived':
        return { status: 'waived', use: useOf(state, event.type) };
    }
  },
};

/** A fact and the stream it belongs to. */
export interface GiftUseFact {
  readonly streamId: string;
  readonly event: GiftUseEvent | GiftStockEvent;
}

/** What the gift of a use is decided on: its own stream and the stock it comes from. */
export interface GiftUseStreams {
  readonly gift: GiftUseState;
  readonly stock: GiftStockState;
}

/**
 * Takes the gift of a use from its stock, pieces that were put aside for the use first; the counter is paid as for any gift
 * that no points paid for. Where the stock has not enough, or nobody keeps it, that is the fact: the use stands, the stock
 * does not change. Never refused: told again it changes nothing.
 */
export function giveGift(
  { gift, stock }: GiftUseStreams,
  use: GiftUse,
  paid: PaidCounter | null,
): Decision<GiftUseFact> {
  if (gift.status !== 'none') return accept();
  const handed = handOverGifts(stock, { forId: use.useId, pieces: use.pieces }, paid);
  if (handed.kind === 'accepted') return handedOver(use, handed.events, false);
  const because = handed.refusal.code;
  const missing = { ...use, because, availablePieces: stock.kind === 'open' ? availablePieces(stock) : null };
  return accept({ streamId: use.giftUseId, event: { type: 'EntitlementGiftMissing', data: missing } });
}

/**
 * Hands over a gift that was missing. Refused in this order: `gift_exception_unknown`; `gift_exception_closed` {giftUseId,
 * state}; `gift_stock_unknown`, `gifts_short` {stockId, askedPieces, availablePieces, missingPieces} as `handOverGifts`.
 * @param streams with the stock that it is taken from now.
 * @param stockId of that stock.
 */
export function giveMissingGift(
  { gift, stock }: GiftUseStreams,
  stockId: string,
  paid: PaidCounter | null,
): Decision<GiftUseFact> {
  const open = openException(gift);
  if ('code' in open) return { kind: 'refused', refusal: open };
  const handed = handOverGifts(stock, { forId: open.useId, pieces: open.pieces }, paid);
  return handed.kind === 'accepted' ? handedOver({ ...open, stockId }, handed.events, true) : handed;
}

/**
 * Gives up a gift that was missing: it was given from elsewhere, or the holder took something else. Refused in this order:
 * `gift_exception_unknown`; `gift_exception_closed` {giftUseId, state}.
 */
export function waiveGift(gift: GiftUseState, reason: string): Decision<GiftUseEvent> {
  const open = openException(gift);
  if ('code' in open) return { kind: 'refused', refusal: open };
  const { giftUseId, useId, stockId } = open;
  return accept({ type: 'EntitlementGiftWaived', data: { giftUseId, useId, stockId, reason } });
}

/**
 * Takes the gift of a use back that was taken back: what was handed over is in its stock again, what was missing is missed
 * no more. Never refused: told again it changes nothing, and pieces that had come back by hand do not come a second time.
 */
export function takeGiftBack({ gift, stock }: GiftUseStreams, reason: string): Decision<GiftUseFact> {
  if (gift.status === 'none') return accept();
  const { giftUseId, useId, stockId, pieces } = gift.use;
  const ids = { giftUseId, useId, stockId };
  if (gift.status === 'missing') {
    return accept({ streamId: giftUseId, event: { type: 'EntitlementGiftWaived', data: { ...ids, reason } } });
  }
  if (gift.status !== 'handed_over') return accept();
  const back = takeGiftsBack(stock, { forId: useId, pieces, reason });
  const events = back.kind === 'accepted' ? back.events : [];
  const returnedPieces = events.length > 0 ? pieces : 0;
  return accept<GiftUseFact>(
    { streamId: giftUseId, event: { type: 'EntitlementGiftReturned', data: { ...ids, returnedPieces, reason } } },
    ...events.map((event) => ({ streamId: stockId, event })),
  );
}

/**
 * Takes back pieces that somebody brought. Those of a use come back all at once and its gift with them, so that the use taken
 * back later brings none a second time; those of anything else as `takeGiftsBack`. Refused in this order:
 * `gift_stock_unknown`; `return_differs_from_gift` {askedPieces, givenPieces}; `return_exceeds_handed_over` {askedPieces,
 * outPieces}.
 * @param streams the gift of the use that the pieces were for, where they were for one, and the stock that they come to.
 */
export function bringGiftsBack(
  { gift, stock }: GiftUseStreams,
  brought: GiftFor & { readonly reason: string },
): Decision<GiftUseFact> {
  if (stock.kind === 'unknown') return reject('gift_stock_unknown');
  const { stockId } = stock;
  const use = gift.status === 'handed_over' && gift.use.stockId === stockId ? gift.use : null;
  const { pieces: askedPieces, reason } = brought;
  if (use && askedPieces !== use.pieces) {
    return reject('return_differs_from_gift', { askedPieces, givenPieces: use.pieces });
  }
  const back = takeGiftsBack(stock, brought);
  if (back.kind === 'refused') return back;
  const facts = back.events.map((event): GiftUseFact => ({ streamId: stockId, event }));
  if (!use) return accept(...facts);
  const { giftUseId, useId } = use;
  const data = { giftUseId, useId, stockId, returnedPieces: askedPieces, reason };
  return accept<GiftUseFact>(...facts, { streamId: giftUseId, event: { type: 'EntitlementGiftReturned', data } });
}

/** The use whose gift is missing; else why there is nothing to see to. */
function openException(gift: GiftUseState): GiftUse | Refusal {
  switch (gift.status) {
    case 'none':
      return { code: 'gift_exception_unknown', detail: {} };
    case 'missing':
      return gift.use;
    case 'handed_over':
    case 'returned':
    case 'waived':
      return { code: 'gift_exception_closed', detail: { giftUseId: gift.use.giftUseId, state: gift.status } };
  }
}

function handedOver(use: GiftUse, events: readonly GiftStockEvent[], afterMissing: boolean): Decision<GiftUseFact> {
  return accept<GiftUseFact>(
    { streamId: use.giftUseId, event: { type: 'EntitlementGiftHandedOver', data: { ...use, afterMissing } } },
    ...events.map((event) => ({ streamId: use.stockId, event })),
  );
}

function useOf(state: GiftUseState, type: string): GiftUse {
  if (state.status === 'none') throw new InvariantError(`${type} comes before the gift`);
  return state.use;
}

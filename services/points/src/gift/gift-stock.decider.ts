/** Gifts of one kind at one place: what was delivered, put aside, handed over, brought back and counted (domain 2.1). */
import type { GiftStockEvent, GiftStockOpened } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { type Fen, fen } from '@scrip/money';

/** A stock before and after it was opened. Plain data, since snapshots keep it as JSON. */
export type GiftStockState =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'open';
      readonly stockId: string;
      readonly counterKey: string;
      readonly giftKey: string;
      readonly sku: string;
      readonly tagFen: Fen;
      readonly priceClass: string;
      /** What the counter is paid for a redeemed piece; 0 where the gifts are the operator's own. */
      readonly costFen: Fen;
      readonly programmeId: string;
      /** Pieces there, reserved ones too. */
      readonly onHandPieces: number;
      /** Pieces put aside, by what they are for. */
      readonly reserved: Readonly<Record<string, number>>;
      /** Pieces handed over and not brought back: no more can come back. */
      readonly outPieces: number;
    };

/** A stock that is there. */
export type OpenGiftStock = Extract<GiftStockState, { kind: 'open' }>;

/** Things that pieces are put aside for at one time; a fold keeps them all. */
export const RESERVATIONS_MAX = 10_000;

export const giftStockDecider: Decider<GiftStockState, GiftStockEvent> = {
  stream: 'gift-stock',
  initial: { kind: 'unknown' },
  evolve(state, event) {
    switch (event.type) {
      case 'GiftStockOpened':
        return { kind: 'open', ...event.data, onHandPieces: 0, reserved: {}, outPieces: 0 };
      case 'GiftsReceived':
        return { ...opened(state, event), onHandPieces: event.data.onHandPieces };
      case 'GiftReserved': {
        const stock = opened(state, event);
        return { ...stock, reserved: changed(stock.reserved, event.data.forId, event.data.pieces) };
      }
      case 'GiftReleased': {
        const stock = opened(state, event);
        return { ...stock, reserved: changed(stock.reserved, event.data.forId, -event.data.pieces) };
      }
      case 'GiftHandedOver': {
        const stock = opened(state, event);
        const { forId, pieces, reservedPieces, onHandPieces } = event.data;
        const reserved = changed(stock.reserved, forId, -reservedPieces);
        return { ...stock, onHandPieces, reserved, outPieces: stock.outPieces + pieces };
      }
      case 'GiftReturned': {
        const stock = opened(state, event);
        return { ...stock, onHandPieces: event.data.onHandPieces, outPieces: stock.outPieces - event.data.pieces };
      }
      case 'GiftStockCounted':
        return { ...opened(state, event), onHandPieces: event.data.countedPieces };
    }
  },
};

/** The stream of a gift at a counter; its key is unique there. */
export function giftStockId(issuerId: string, counterKey: string, giftKey: string): string {
  return `gst_${issuerId}.${counterKey}.${giftKey}`;
}

/** Pieces that can still be promised; below zero where a count found fewer than are promised. */
export function availablePieces({ onHandPieces, reserved }: OpenGiftStock): number {
  return onHandPieces - reservedPieces(reserved);
}

/** Keeps a kind of gift from now on. Refused: `gift_stock_known` {stockId}. */
export function openGiftStock(state: GiftStockState, stock: GiftStockOpened): Decision<GiftStockEvent> {
  if (state.kind === 'open') return reject('gift_stock_known', { stockId: state.stockId });
  return accept({ type: 'GiftStockOpened', data: stock });
}

/** Takes a delivery of pieces (above 0). Refused: `gift_stock_unknown`. */
export function receiveGifts(
  state: GiftStockState,
  { pieces, deliveryRef }: { readonly pieces: number; readonly deliveryRef: string },
): Decision<GiftStockEvent> {
  if (state.kind === 'unknown') return reject('gift_stock_unknown');
  const { stockId, onHandPieces } = state;
  const data = { stockId, pieces, deliveryRef, onHandPieces: onHandPieces + pieces };
  return accept({ type: 'GiftsReceived', data });
}

/** Pieces (above 0) and what they are for. */
export interface GiftFor {
  /** A redemption, a draw, or whatever else gives gifts. */
  readonly forId: string;
  readonly pieces: number;
}

/**
 * Puts pieces aside. Refused in this order: `gift_stock_unknown`; `reservations_exceeded` {stockId, reservations, most};
 * `gifts_short` {stockId, askedPieces, availablePieces, missingPieces}.
 */
export function reserveGifts(state: GiftStockState, { forId, pieces }: GiftFor): Decision<GiftStockEvent> {
  if (state.kind === 'unknown') return reject('gift_stock_unknown');
  const { stockId } = state;
  const reservations = Object.keys(state.reserved).length;
  if (reservations >= RESERVATIONS_MAX && state.reserved[forId] === undefined) {
    return reject('reservations_exceeded', { stockId, reservations, most: RESERVATIONS_MAX });
  }
  const short = whyShort(state, pieces, availablePieces(state));
  if (short) return { kind: 'refused', refusal: short };
  const left = availablePieces(state) - pieces;
  return accept({ type: 'GiftReserved', data: { stockId, forId, pieces, availablePieces: left } });
}

/**
 * Gives up pieces that were put aside, all of them or as many as said; nothing where none are. Refused:
 * `gift_stock_unknown`.
 */
export function releaseGifts(
  state: GiftStockState,
  { forId, pieces, reason }: { readonly forId: string; readonly pieces?: number; readonly reason: string },
): Decision<GiftStockEvent> {
  if (state.kind === 'unknown') return reject('gift_stock_unknown');
  const { stockId } = state;
  const reserved = state.reserved[forId] ?? 0;
  const given = Math.min(reserved, pieces ?? reserved);
  if (given === 0) return accept();
  const left = availablePieces(state) + given;
  return accept({ type: 'GiftReleased', data: { stockId, forId, pieces: given, reason, availablePieces: left } });
}

/** Who is paid for pieces that no points paid for. */
export interface PaidCounter {
  /** Merchant of the counter; null: the programme has the counter no more. */
  readonly merchantId: string | null;
  /** The version that names it; null as the merchant. */
  readonly programmeVersion: number | null;
}

/**
 * Hands pieces over: those that were put aside for it first, then free ones. Refused in this order: `gift_stock_unknown`;
 * `gifts_short` {stockId, askedPieces, availablePieces, missingPieces}, where what is put aside for it counts as available;
 * the same where pieces are promised and a count did not find them.
 * @param paid the counter that is paid what a piece costs because of it; null where a redemption pays.
 */
export function handOverGifts(
  state: GiftStockState,
  { forId, pieces }: GiftFor,
  paid: PaidCounter | null,
): Decision<GiftStockEvent> {
  if (state.kind === 'unknown') return reject('gift_stock_unknown');
  const { stockId, onHandPieces } = state;
  const reservedFor = Math.min(state.reserved[forId] ?? 0, pieces);
  const free = Math.max(0, availablePieces(state));
  const short = whyShort(state, pieces, Math.min(onHandPieces, reservedFor + free));
  if (short) return { kind: 'refused', refusal: short };
  const data = { stockId, forId, pieces, reservedPieces: reservedFor, onHandPieces: onHandPieces - pieces };
  return accept({ type: 'GiftHandedOver', data: { ...data, ...payment(state, pieces, paid) } });
}

/**
 * Takes back pieces that were handed over. Refused in this order: `gift_stock_unknown`; `return_exceeds_handed_over`
 * {askedPieces, outPieces}.
 */
export function takeGiftsBack(
  state: GiftStockState,
  { forId, pieces, reason }: GiftFor & { readonly reason: string },
): Decision<GiftStockEvent> {
  if (state.kind === 'unknown') return reject('gift_stock_unknown');
  const { stockId, onHandPieces, outPieces } = state;
  if (pieces > outPieces) return reject('return_exceeds_handed_over', { askedPieces: pieces, outPieces });
  return accept({
    type: 'GiftReturned',
    data: { stockId, forId, pieces, reason, onHandPieces: onHandPieces + pieces },
  });
}

/** Takes what somebody counted for what there is. Refused: `gift_stock_unknown`. */
export function countGifts(
  state: GiftStockState,
  { countedPieces, reason }: { readonly countedPieces: number; readonly reason: string },
): Decision<GiftStockEvent> {
  if (state.kind === 'unknown') return reject('gift_stock_unknown');
  const { stockId, onHandPieces: expectedPieces } = state;
  const differencePieces = countedPieces - expectedPieces;
  const data = { stockId, countedPieces, expectedPieces, differencePieces, reason };
  return accept({ type: 'GiftStockCounted', data });
}

/** What a counter is paid for pieces; nothing where the gifts are the operator's own. */
function payment({ costFen, programmeId }: OpenGiftStock, pieces: number, paid: PaidCounter | null) {
  if (paid === null || paid.merchantId === null || costFen === 0n) {
    return { merchantId: null, costFen: null, programmeId: null, programmeVersion: null };
  }
  return { ...paid, costFen: fen(costFen * BigInt(pieces)), programmeId };
}

function whyShort({ stockId }: OpenGiftStock, askedPieces: number, available: number): Refusal | undefined {
  if (askedPieces <= available) return undefined;
  const missingPieces = askedPieces - available;
  return { code: 'gifts_short', detail: { stockId, askedPieces, availablePieces: available, missingPieces } };
}

function reservedPieces(reserved: OpenGiftStock['reserved']): number {
  return Object.values(reserved).reduce((sum, pieces) => sum + pieces, 0);
}

function changed(reserved: OpenGiftStock['reserved'], forId: string, pieces: number): OpenGiftStock['reserved'] {
  const { [forId]: before = 0, ...others } = reserved;
  const after = before + pieces;
  if (after < 0) throw new InvariantError(`${-pieces} pieces are taken of ${before} that are put aside for ${forId}`);
  return after === 0 ? others : { ...others, [forId]: after };
}

function opened(state: GiftStockState, event: GiftStockEvent): OpenGiftStock {
  if (state.kind === 'unknown') {
    throw new InvariantError(`${event.type} in ${event.data.stockId}, which was never opened`);
  }
  return state;
}

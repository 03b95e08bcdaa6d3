/** The rules by which cards of a batch come from the maker, go to branches and distributors, and come back (domain 2.5). */
import type { BatchEvent } from '@scrip/contracts';
import { accept, type Decision, type Refusal, reject } from '@scrip/decider';
import type { Fen } from '@scrip/money';
import {
  BATCH_UNKNOWN,
  type Batch,
  type BatchState,
  branch,
  isSamePlace,
  moved,
  type Place,
  refuse,
} from './batch.decider.ts';
import { common, countIn, inOrder, type SerialRange, without } from './serial-ranges.ts';

/** Ranges that all places of one batch have together: a state must stay small, and boxes hold cards in a row. */
export const RANGES_MAX = 2_000;

/** Cards that were announced were counted. */
export interface ReceiveCards {
  readonly branchId: string;
  /** The maker's own code of the delivery. */
  readonly deliveryReference: string;
  /** What the delivery note says. */
  readonly announced: SerialRange;
  /** What of it was not there. */
  readonly missing: readonly SerialRange[];
  /** Price of the batch's vendor now, for a batch that is in no file and whose programme says nothing; null: it has none. */
  readonly vendorCardFen: Fen | null;
}

/**
 * Takes what was counted of a delivery into the stock of a branch; what was missing stays with the maker and may come later.
 * The vendor is owed for what was there (domain 2.9): each card once, since none is received twice.
 * Refused in this order: `batch_unknown`; `cards_not_made` (no such serials, or not yet) with how many are; `range_invalid`
 * (something is missing that was not announced); `cards_received` with those that came before; `nothing_received` (all is
 * missing); `too_many_ranges`.
 */
export function receiveCards(state: BatchState, command: ReceiveCards): Decision<BatchEvent> {
  if (state.status === 'none') return refuse(BATCH_UNKNOWN);
  const { branchId, deliveryReference, announced, vendorCardFen } = command;
  const { batchId, madeCards, holdings, vendorId = null } = state;
  if (announced.lastSerial > madeCards)
    return reject('cards_not_made', { lastSerial: announced.lastSerial, madeCards });
  const missing = inOrder(command.missing);
  if (without(missing, [announced]).length > 0) return reject('range_invalid', { announced, missing });
  const ranges = without([announced], missing);
  const before = common(ranges, received(state));
  if (before.length > 0) return reject('cards_received', { ranges: before });
  const cards = countIn(ranges);
  if (cards === 0) return reject('nothing_received', { missingCards: countIn(missing) });
  const tooMany = whyTooMany(moved(holdings, ranges, branch(branchId)));
  if (tooMany) return refuse(tooMany);
  const owed = { vendorId, cardFen: vendorId === null ? null : (state.cardFen ?? vendorCardFen) };
  const data = { batchId, ranges, cards, missingCards: countIn(missing), branchId, deliveryReference, ...owed };
  return accept({ type: 'CardBatchReceived', data });
}

/** Cards go to somebody else. */
export interface AllotCards {
  /** Those that are in stock; a card that is sold meanwhile stays where it was sold. */
  readonly ranges: readonly SerialRange[];
  readonly from: Pick<Place, 'kind' | 'id' | 'orderId'>;
  readonly to: Place;
  /** For a distributor: what its order lets it have. */
  readonly order: OrderedCards | null;
}

/** A distributor's order as cards heard of it. */
export interface OrderedCards {
  readonly cards: number;
  /** Value of each card. */
  readonly cardFen: Fen;
  /** What it got of other batches. */
  readonly elsewhereCards: number;
}

/**
 * Hands cards to a branch, or to a distributor for its order.
 * Refused in this order: `batch_unknown`; `face_value_mismatch` with that of the order and of the batch (domain 2.5: a card
 * whose value does not match costs ten times its face); `order_exceeded` with asked, allotted and ordered;
 * `place_unchanged`; `cards_not_there` with the ranges that are not; `too_many_ranges`.
 */
export function allotCards(state: BatchState, command: AllotCards): Decision<BatchEvent> {
  if (state.status === 'none') return refuse(BATCH_UNKNOWN);
  const { from, to, order } = command;
  const { batchId, faceFen, holdings } = state;
  if (order && order.cardFen !== faceFen) {
    return reject('face_value_mismatch', { faceFen, orderedFaceFen: order.cardFen });
  }
  const asked = inOrder(command.ranges);
  if (order) {
    const allotted = holdings.filter(({ place }) => isSamePlace(place, to)).flatMap((holding) => holding.ranges);
    const allottedCards = countIn(allotted) + order.elsewhereCards;
    const askedCards = countIn(asked);
    if (askedCards + allottedCards > order.cards) {
      return reject('order_exceeded', { askedCards, allottedCards, orderedCards: order.cards });
    }
  }
  if (isSamePlace(from, to)) return reject('place_unchanged', { kind: to.kind, id: to.id });
  const ranges = rangesAt(state, from, asked);
  if ('code' in ranges) return refuse(ranges);
  const tooMany = whyTooMany(moved(holdings, ranges, to));
  if (tooMany) return refuse(tooMany);
  const { kind: toKind, id: toId, orderId, region, cityPriceFen } = to;
  const where = { fromKind: from.kind, fromId: from.id, toKind, toId };
  return accept({
    type: 'CardBatchAllotted',
    data: { batchId, ranges, cards: countIn(ranges), ...where, orderId, region, cityPriceFen },
  });
}

/** Cards come back. */
export interface TakeBack {
  readonly ranges: readonly SerialRange[];
  readonly from: Pick<Place, 'kind' | 'id' | 'orderId'>;
  readonly branchId: string;
  /** A code of the issuer's. */
  readonly reason: string;
}

/**
 * Takes cards that were not sold back into the stock of a branch. Refused in this order: `batch_unknown`; `place_unchanged`;
 * `cards_not_there`; `too_many_ranges`.
 */
export function takeBack(state: BatchState, command: TakeBack): Decision<BatchEvent> {
  if (state.status === 'none') return refuse(BATCH_UNKNOWN);
  const { from, branchId, reason } = command;
  const to = branch(branchId);
  if (isSamePlace(from, to)) return reject('place_unchanged', { kind: 'branch', id: branchId });
  const ranges = rangesAt(state, from, inOrder(command.ranges));
  if ('code' in ranges) return refuse(ranges);
  const tooMany = whyTooMany(moved(state.holdings, ranges, to));
  if (tooMany) return refuse(tooMany);
  const { batchId } = state;
  const data = { batchId, ranges, cards: countIn(ranges), fromKind: from.kind, fromId: from.id, branchId, reason };
  return accept({ type: 'CardBatchReturned', data });
}

function received({ holdings }: Batch): readonly SerialRange[] {
  return inOrder(holdings.flatMap(({ ranges }) => ranges));
}

/** The cards, if all of them are at the place. */
function rangesAt(
  { holdings }: Batch,
  from: Pick<Place, 'kind' | 'id' | 'orderId'>,
  asked: readonly SerialRange[],
): readonly SerialRange[] | Refusal {
  const there = holdings.find(({ place }) => isSamePlace(place, from))?.ranges ?? [];
  const elsewhere = without(asked, there);
  return elsewhere.length > 0 ? { code: 'cards_not_there', detail: { ranges: elsewhere } } : asked;
}

function whyTooMany(holdings: readonly { readonly ranges: readonly SerialRange[] }[]): Refusal | undefined {
  const ranges = holdings.reduce((sum, holding) => sum + holding.ranges.length, 0);
  return ranges > RANGES_MAX ? { code: 'too_many_ranges', detail: { ranges, limit: RANGES_MAX } } : undefined;
}

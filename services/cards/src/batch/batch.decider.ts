/**
 * A batch: blank bearer cards of one product and face value, ordered from a maker (domain 2.5). Their numbers are drawn by
 * a job of many parts; afterwards the batch knows which cards came from the maker and which branch or distributor has
 * them, as ranges of serials. What becomes of one card (sold, destroyed) is in the card's own stream.
 *
 * Here: the state, what each fact changes, ordering and the parts of the job. Beside it `batch-stock.rule.ts`: receipt,
 * allotment and return.
 */
import { type EpochMs, toRfc3339 } from '@scrip/calendar';
import type { BatchEvent, CardBatchAllotted, CardBatchOrdered, CardBatchReceived } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { type Fen, fen } from '@scrip/money';
import { inForceAt, type StoredValueProduct } from '@scrip/programme';
import type { ProgrammeState } from '../programme/programme.decider.ts';
import { type VendorState, whyNotMade } from '../vendor/vendor.decider.ts';
import { inOrder, type SerialRange, without } from './serial-ranges.ts';

/** Who has cards: a branch of the issuer, or a distributor for an order of its own. */
export interface Place {
  readonly kind: 'branch' | 'distributor';
  /** The issuer's own code. */
  readonly id: string;
  /** Distributor's order that the cards are delivered for; null for a branch. */
  readonly orderId: string | null;
  /** Region they may be sold in; null for no limit. */
  readonly region: string | null;
  /** Price of a card in the city of the place; null where none is agreed. */
  readonly cityPriceFen: Fen | null;
}

/** Cards at one place. */
export interface Holding {
  readonly place: Place;
  /** In order, apart from each other. */
  readonly ranges: readonly SerialRange[];
}

/** A batch. Plain data, since snapshots keep it as JSON; it grows with its ranges, which are bounded. */
export interface Batch {
  readonly status: 'ordered' | 'stopped';
  readonly batchId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly productKey: string;
  readonly faceFen: Fen;
  /** Vendor whose card-making file its numbers go into; left out or null: none. */
  readonly vendorId?: string | null;
  /** That file; left out: it is in none yet. */
  readonly cardFileId?: string;
  /** What the vendor is paid for a card: the programme's price, then that of the file; left out or null: as agreed with it. */
  readonly cardFen?: Fen | null;
  /** Ordered. */
  readonly cards: number;
  /** How many have numbers: the serials from 1 to here. */
  readonly madeCards: number;
  /** What came from the maker and who has it; sold cards stay where they were sold. */
  readonly holdings: readonly Holding[];
}

/** What is known of a batch's id: nothing, or a batch. */
export type BatchState = { readonly status: 'none' } | Batch;

/** Cards of one batch. */
export const BATCH_CARDS_MAX = 1_000_000;
/** Cards of one batch without `large`: a slip of a digit must not make a million cards. */
export const BATCH_CARDS_USUAL = 100_000;
/** Cards of one part: its commit takes some ten milliseconds, so that nobody who waits for the log notices the job. */
export const PART_CARDS = 250;

/** Nothing is known of the batch yet. */
const NO_BATCH: BatchState = { status: 'none' };

/** How a batch is folded. */
export const batchDecider: Decider<BatchState, BatchEvent> = { stream: 'batch', initial: NO_BATCH, evolve };

function evolve(state: BatchState, event: BatchEvent): BatchState {
  if (event.type === 'CardBatchOrdered') return ordered(state, event.data);
  if (state.status === 'none') throw new InvariantError(`${event.type} comes before its batch was ordered`);
  switch (event.type) {
    case 'CardBatchPartMade':
      return { ...state, madeCards: event.data.madeCards };
    case 'CardBatchStopped':
      return { ...state, status: 'stopped' };
    case 'CardBatchFiled':
      return { ...state, cardFileId: event.data.cardFileId, cardFen: event.data.cardFen ?? state.cardFen ?? null };
    case 'CardBatchReceived':
      return { ...state, holdings: moved(state.holdings, event.data.ranges, branch(event.data.branchId)) };
    case 'CardBatchAllotted':
      return { ...state, holdings: moved(state.holdings, event.data.ranges, placeOf(event.data)) };
    case 'CardBatchReturned':
      return { ...state, holdings: moved(state.holdings, event.data.ranges, branch(event.data.branchId)) };
  }
}

function ordered(state: BatchState, data: CardBatchOrdered): Batch {
  if (state.status !== 'none') throw new InvariantError(`${data.batchId} was ordered twice`);
  const { makerId: _maker, ...facts } = data;
  return { status: 'ordered', ...facts, madeCards: 0, holdings: [] };
}

/** A branch as a place. */
export function branch(id: CardBatchReceived['branchId']): Place {
  return { kind: 'branch', id, orderId: null, region: null, cityPriceFen: null };
}

function placeOf({ toKind, toId, orderId, region, cityPriceFen }: CardBatchAllotted): Place {
  return { kind: toKind === 'distributor' ? 'distributor' : 'branch', id: toId, orderId, region, cityPriceFen };
}

/** Whether two places are one: the same code and, of a distributor, the same order. */
export function isSamePlace(
  a: Pick<Place, 'kind' | 'id' | 'orderId'>,
  b: Pick<Place, 'kind' | 'id' | 'orderId'>,
): boolean {
  return a.kind === b.kind && a.id === b.id && a.orderId === b.orderId;
}

/** The holdings after these cards went to a place. */
export function moved(holdings: readonly Holding[], ranges: readonly SerialRange[], to: Place): readonly Holding[] {
  const moving = inOrder(ranges);
  const others = holdings.filter(({ place }) => !isSamePlace(place, to));
  const there = holdings.filter(({ place }) => isSamePlace(place, to)).flatMap((holding) => holding.ranges);
  return [
    ...others
      .map((holding) => ({ ...holding, ranges: without(holding.ranges, moving) }))
      .filter((holding) => holding.ranges.length > 0),
    { place: to, ranges: inOrder([...there, ...moving]) },
  ];
}

/** The place that has a card; undefined while none has: it is not received. */
export function placeOfSerial({ holdings }: Batch, serial: number): Place | undefined {
  return holdings.find(({ ranges }) => ranges.some((one) => one.firstSerial <= serial && serial <= one.lastSerial))
    ?.place;
}

/** Blank cards are ordered. */
export interface OrderBatch {
  readonly batchId: string;
  readonly programmeId: string;
  readonly productKey: string;
  readonly faceFen: Fen;
  readonly cards: number;
  /** Whether more than the usual number is meant. */
  readonly large: boolean;
  readonly makerId: string;
  readonly at: EpochMs;
}

/** What an order is decided on: the issuer's programme, and the product as each of its versions has it. */
export interface BatchTerms {
  readonly programme: ProgrammeState;
  /** The product in a version; undefined where that has none of the key. */
  readonly productIn: (version: number) => StoredValueProduct | undefined;
  /** The issuer's vendor of this key as the log has it. */
  readonly vendorOf: (vendorId: string) => VendorState;
}

/**
 * Orders blank cards (domain 2.5). The face value is what the wallet of a card is loaded with when it is sold, so it must be
 * one that the wallet takes. Refused in this order: `batch_exists` (the same command again); `programme_unknown`;
 * `programme_not_in_force` with the first moment it is; `product_unknown`; `bearer_not_allowed` (the product has no
 * cards, or named ones); `face_value_fixed` (the product's batches have another one) with it; `face_below_minimum` with asked and the
 * least recharge; `face_above_cap` with asked and the cap; `batch_too_large` with asked and the limit that `large` lifts;
 * where a vendor makes the cards, as `whyNotMade`.
 */
export function orderBatch(state: BatchState, terms: BatchTerms, command: OrderBatch): Decision<BatchEvent> {
  const { batchId, programmeId, productKey, faceFen, cards, large, makerId, at } = command;
  if (state.status !== 'none') return reject('batch_exists', { batchId });
  const first = terms.programme.versions[0];
  if (!first) return reject('programme_unknown', { programmeId });
  const programmeVersion = inForceAt(terms.programme.versions, at)?.version;
  if (programmeVersion === undefined) {
    return reject('programme_not_in_force', {
      programmeId,
      at: toRfc3339(at),
      firstEffectiveAt: toRfc3339(first.effectiveAt),
    });
  }
  const product = terms.productIn(programmeVersion);
  if (!product) return reject('product_unknown', { programmeId, programmeVersion, productKey });
  const wrong = whyNotOfProduct(product, faceFen);
  if (wrong) return { kind: 'refused', refusal: wrong };
  const limit = large ? BATCH_CARDS_MAX : BATCH_CARDS_USUAL;
  if (cards > limit) return reject('batch_too_large', { askedCards: cards, limit });
  const vendorId = product.card?.vendor?.key ?? null;
  const notMade = vendorId === null ? undefined : whyNotMade(terms.vendorOf(vendorId), { vendorId, productKey });
  if (notMade) return refuse(notMade);
  const priceFen = product.card?.vendor?.cardFen;
  const cardFen = priceFen === undefined ? null : fen(priceFen);
  const data = { batchId, programmeId, programmeVersion, productKey, faceFen, cards, makerId, vendorId, cardFen };
  return accept({ type: 'CardBatchOrdered', data });
}

function whyNotOfProduct({ key, card, recharge }: StoredValueProduct, faceFen: Fen): Refusal | undefined {
  if (card?.holder !== 'bearer') return { code: 'bearer_not_allowed', detail: { productKey: key } };
  const fixed = card.batch?.faceFen;
  if (fixed !== undefined && faceFen !== fen(fixed)) {
    return { code: 'face_value_fixed', detail: { askedFen: faceFen, faceFen: fen(fixed) } };
  }
  const minimumFen = fen(recharge.minFen);
  if (faceFen < minimumFen) return { code: 'face_below_minimum', detail: { askedFen: faceFen, minimumFen } };
  const limit = recharge.balanceCapFen;
  if (limit !== undefined && faceFen > fen(limit)) {
    return { code: 'face_above_cap', detail: { askedFen: faceFen, limitFen: fen(limit) } };
  }
  return undefined;
}

/** The next cards of a job. */
export interface NextPart {
  readonly firstSerial: number;
  readonly lastSerial: number;
}

/** The serials that have no number yet, at most `PART_CARDS`; undefined when the job is done or was stopped. */
export function nextPart(state: BatchState): NextPart | undefined {
  if (state.status !== 'ordered' || state.madeCards >= state.cards) return undefined;
  return {
    firstSerial: state.madeCards + 1,
    lastSerial: Math.min(state.cards, state.madeCards + PART_CARDS),
  };
}

/**
 * Takes the next cards as made. Another part than the next one changes nothing: who is slower finds that it was done.
 * Refused in this order: `batch_unknown`; `batch_stopped`; `part_not_next` with the serial that is.
 */
export function makePart(state: BatchState, part: NextPart): Decision<BatchEvent> {
  if (state.status === 'none') return refuse(BATCH_UNKNOWN);
  const { batchId, madeCards } = state;
  if (state.status === 'stopped') return reject('batch_stopped', { batchId });
  const { firstSerial, lastSerial } = part;
  if (firstSerial !== madeCards + 1 || lastSerial > state.cards) {
    return reject('part_not_next', { firstSerial, nextSerial: madeCards + 1 });
  }
  return accept({ type: 'CardBatchPartMade', data: { batchId, firstSerial, lastSerial, madeCards: lastSerial } });
}

/**
 * Stops a job: the rest of the cards is never made. Refused in this order: `batch_unknown`; `batch_stopped`; `batch_made`
 * (nothing is left to stop).
 */
export function stopBatch(state: BatchState, reason: string): Decision<BatchEvent> {
  if (state.status === 'none') return refuse(BATCH_UNKNOWN);
  const { batchId, madeCards, cards } = state;
  if (state.status === 'stopped') return reject('batch_stopped', { batchId });
  if (madeCards >= cards) return reject('batch_made', { batchId, cards });
  return accept({ type: 'CardBatchStopped', data: { batchId, madeCards, reason } });
}

/** A place in a card-making file. */
export interface FileBatch {
  readonly vendorId: string;
  readonly cardFileId: string;
  /** Business day of the file. */
  readonly fileDate: string;
  /** Price of the vendor, where the programme says nothing. */
  readonly vendorCardFen: Fen;
}

/**
 * Puts the cards of a batch into a vendor's file, once every card that is to be made has its number; what a card costs is
 * fixed from here on. Refused in this order:
 * `batch_unknown`; `batch_of_another` {vendorId}; `batch_filed` {cardFileId}; `cards_not_made` {madeCards}.
 */
export function fileBatch(state: BatchState, command: FileBatch): Decision<BatchEvent> {
  if (state.status === 'none') return refuse(BATCH_UNKNOWN);
  const { vendorId, cardFileId, fileDate, vendorCardFen } = command;
  const { batchId, madeCards, cards } = state;
  if (state.vendorId !== vendorId) return reject('batch_of_another', { vendorId: state.vendorId ?? null });
  if (state.cardFileId !== undefined) return reject('batch_filed', { cardFileId: state.cardFileId });
  const isDone = state.status === 'stopped' || madeCards >= cards;
  if (!isDone || madeCards === 0) return reject('cards_not_made', { madeCards });
  const cardFen = state.cardFen ?? vendorCardFen;
  return accept({
    type: 'CardBatchFiled',
    data: { batchId, vendorId, cardFileId, fileDate, cards: madeCards, cardFen },
  });
}

/** No batch has this id. */
export const BATCH_UNKNOWN: Refusal = { code: 'batch_unknown', detail: {} };

/** A refusal that was found elsewhere, as a decision. */
export function refuse(refusal: Refusal): Decision<never> {
  return { kind: 'refused', refusal };
}

/** What a redemption, its collection and its cancellation do to the account, the stock and the redemption: all or nothing. */
import type { EpochMs } from '@scrip/calendar';
import type { AccountEvent, GiftStockEvent, RedeemedItem, RedemptionEvent } from '@scrip/contracts';
import { accept, type Decision, type Refusal, reject } from '@scrip/decider';
import { type Fen, sumFen, ZERO_FEN, ZERO_POINTS } from '@scrip/money';
import {
  collectUntil,
  counterOf,
  ladderFen,
  ladderPoints,
  type PriceClass,
  type Programme,
  sellsItem,
} from '@scrip/programme';
import { type AccountState, reverseUse, usePoints, whyNotOpen } from '../account/account.decider.ts';
import { sumOf } from '../account/lots.ts';
import { type GiftStockState, handOverGifts, releaseGifts, reserveGifts } from '../gift/gift-stock.decider.ts';
import { type ActsFor, ANY_MERCHANT, actsForAnother, merchantOf } from '../own-merchant.ts';
import type { MadeRedemption, RedemptionState } from './redemption.decider.ts';

/** What points of a redemption are used for, in the account's facts. */
export const REDEMPTION = 'redemption';

/** A fact and the stream it belongs to. */
export interface RedemptionFact {
  readonly streamId: string;
  readonly event: RedemptionEvent | AccountEvent | GiftStockEvent;
}

/** Goods of the counter that somebody wants for points. */
export interface GoodsItem {
  readonly sku: string;
  readonly tagFen: Fen;
  /** What it costs today; below the tag where it is marked down. */
  readonly todayFen: Fen;
  readonly priceClass: PriceClass;
  /** What the counter is to be paid for it. */
  readonly costFen: Fen;
}

/** What somebody wants: goods of the counter, or a piece of a stock of gifts. */
export type WantedItem = GoodsItem | { readonly stockId: string };

/** A redemption as it is asked for. */
export interface Redeem {
  readonly redemptionId: string;
  readonly counterKey: string;
  readonly items: readonly WantedItem[];
  readonly at: EpochMs;
  /** The only merchant that whoever asks acts for; null: for any. */
  readonly merchantId: string | null;
}

/** What a redemption is decided on: stocks by their id. */
export interface RedeemStreams {
  readonly redemption: RedemptionState;
  readonly account: AccountState;
  readonly stocks: ReadonlyMap<string, GiftStockState>;
}

/**
 * Has goods put aside for points, by the programme's ladder (domain 2.1, M6). Refusals in the order tried:
 * - `account_unknown`, `account_moved`, `account_closed`: see `whyNotOpen`.
 * - `programme_unknown` {programmeId}: no version is in force.
 * - `redemption_known` {redemptionId}.
 * - `redemption_not_offered`: the programme has no ladder.
 * - `one_item_only` {items}: a redemption is of one single item.
 * - `counter_unknown` {counterKey}.
 * - `merchant_mismatch` {merchantId}: whoever asks acts for another merchant than the counter's.
 * - for each item: `gift_stock_unknown` {stockId}; `gift_of_other_counter` {stockId, counterKey}; `item_unknown` {sku,
 *   counterKey}: only known items pass; `special_price_excluded` {sku}; `price_above_tag` {sku, todayFen, tagFen};
 *   `cost_exceeds_tag` {sku, costFen, tagFen}: the counter is paid its cost, never more than it sells for.
 * - `balance_below_zero`, `points_short` with the numbers (`usePoints`; M12: below zero nothing can be redeemed).
 * - `reservations_exceeded`, `gifts_short` {stockId, askedPieces, availablePieces, missingPieces}.
 */
export function redeem(
  { redemption, account, stocks }: RedeemStreams,
  command: Redeem,
  programme: Programme | undefined,
): Decision<RedemptionFact> {
  const { redemptionId, counterKey, at } = command;
  if (account.kind !== 'open') return { kind: 'refused', refusal: whyNotOpen(account) };
  const { programmeId } = account;
  if (!programme) return reject('programme_unknown', { programmeId });
  if (redemption.kind !== 'unknown') return reject('redemption_known', { redemptionId });
  const ladder = programme.points?.ladder;
  if (!ladder) return reject('redemption_not_offered');
  if (ladder.items === 'one' && command.items.length > 1) {
    return reject('one_item_only', { items: command.items.length });
  }
  const counter = counterOf(programme, counterKey);
  if (!counter) return reject('counter_unknown', { counterKey });
  const merchantId = merchantOf(counter);
  if (actsForAnother(command, merchantId)) return reject('merchant_mismatch', { merchantId: command.merchantId });
  const items: RedeemedItem[] = [];
  for (const wanted of command.items) {
    const item = itemOf(wanted, stocks, counterKey);
    if ('code' in item) return { kind: 'refused', refusal: item };
    const { sku, tagFen, todayFen, costFen, priceClass, stockId } = item;
    if (stockId === null && !sellsItem(counter, sku)) {
      return reject('item_unknown', { sku, counterKey });
    }
    if (ladder.specialPrice === 'excluded' && priceClass === 'special')
      return reject('special_price_excluded', { sku });
    if (todayFen > tagFen) return reject('price_above_tag', { sku, todayFen, tagFen });
    if (costFen > tagFen) return reject('cost_exceeds_tag', { sku, costFen, tagFen });
    // A counter that gives the goods itself is paid nothing for them.
    items.push({ ...item, costFen: ladder.costTo === 'operator' ? costFen : ZERO_FEN });
  }

  const amountFen = ladderFen(items, ladder);
  const usedPoints = ladderPoints(amountFen, ladder);
  const { version: programmeVersion } = programme;
  const use = { useId: redemptionId, purpose: REDEMPTION, points: usedPoints, at, programmeVersion };
  const used = usePoints(account, use);
  if (used.kind === 'refused') return used;
  const reserved = fromStocks(items, stocks, (stock, pieces) => reserveGifts(stock, { forId: redemptionId, pieces }));
  if (reserved.kind === 'refused') return reserved;

  const { accountId, membershipId, holderId } = account;
  const lots = used.events.flatMap((event) => (event.type === 'PointsUsed' ? event.data.lots : []));
  const made: RedemptionEvent = {
    type: 'RedemptionMade',
    data: {
      redemptionId,
      accountId,
      membershipId,
      holderId,
      counterKey,
      merchantId,
      items,
      ladderFen: amountFen,
      usedPoints,
      lots,
      collectUntilAt: collectUntil(at, ladder),
      programmeId,
      programmeVersion,
    },
  };
  const paid = used.events.map((event) => ({ streamId: accountId, event }));
  return accept({ streamId: redemptionId, event: made }, ...paid, ...reserved.events);
}

/**
 * Hands the goods over; from then on the counter is owed their cost. Refused in this order: `redemption_unknown`;
 * `merchant_mismatch` {merchantId}: whoever asks acts for another merchant than the counter's; `redemption_collected`;
 * `redemption_cancelled`; `gift_stock_unknown`, `gifts_short`: a count did not find the gift.
 */
export function collect({ redemption, stocks }: RedeemStreams, by: ActsFor = ANY_MERCHANT): Decision<RedemptionFact> {
  const foreign = whyForeign(redemption, by);
  if (foreign) return { kind: 'refused', refusal: foreign };
  if (redemption.kind !== 'waiting') return { kind: 'refused', refusal: whyNotWaiting(redemption) };
  const { redemptionId, items } = redemption;
  const handed = fromStocks(items, stocks, (stock, pieces) =>
    handOverGifts(stock, { forId: redemptionId, pieces }, null),
  );
  if (handed.kind === 'refused') return handed;
  const costFen = sumFen(items.map((item) => item.costFen));
  const { counterKey, merchantId, programmeVersion } = redemption;
  const data = { ...idsOf(redemption), counterKey, merchantId, costFen, programmeVersion };
  return accept({ streamId: redemptionId, event: { type: 'RedemptionCollected', data } }, ...handed.events);
}

/**
 * Gives a redemption up before its goods are collected: the points are in the lots they came from, with their dates, and
 * those that would have lapsed by `at` lapse with it; of an account that was closed they are gone. `account` is the one that has the points now.
 * @param reason snake_case. Refused in this order: `redemption_unknown`; `merchant_mismatch` {merchantId}, as `collect`;
 * `redemption_collected`; `redemption_cancelled`; `account_moved`.
 */
export function cancel(
  { redemption, account, stocks }: RedeemStreams,
  { reason, at }: { readonly reason: string; readonly at: EpochMs },
  by: ActsFor = ANY_MERCHANT,
): Decision<RedemptionFact> {
  const foreign = whyForeign(redemption, by);
  if (foreign) return { kind: 'refused', refusal: foreign };
  if (redemption.kind !== 'waiting') return { kind: 'refused', refusal: whyNotWaiting(redemption) };
  const { redemptionId, items, lots } = redemption;
  // Of a holder who was erased nobody is there to have the points; of one who was merged the survivor has them.
  const reversed: Decision<AccountEvent> =
    account.kind === 'closed' ? accept() : reverseUse(account, { useId: redemptionId, purpose: REDEMPTION, lots }, at);
  if (reversed.kind === 'refused') return reversed;
  const released = fromStocks(items, stocks, (stock) =>
    releaseGifts(stock, { forId: redemptionId, reason: 'redemption_cancelled' }),
  );
  if (released.kind === 'refused') return released;
  const givenBackPoints = reversed.events.length > 0 ? sumOf(lots) : ZERO_POINTS;
  const data = { ...idsOf(redemption), givenBackPoints, reason };
  return accept(
    { streamId: redemptionId, event: { type: 'RedemptionCancelled', data } },
    ...reversed.events.map((event) => ({ streamId: event.data.accountId, event })),
    ...released.events,
  );
}

/**
 * Gives up goods that nobody collected in time; nothing where they were collected, cancelled or still have time, so that
 * several workers may ask.
 */
export function giveUp(streams: RedeemStreams, at: EpochMs): Decision<RedemptionFact> {
  const { redemption } = streams;
  if (redemption.kind !== 'waiting' || redemption.collectUntilAt === null || at < redemption.collectUntilAt)
    return accept();
  return cancel(streams, { reason: 'not_collected', at });
}

/** Streams of stocks that a redemption takes pieces of. */
export function stocksOf(items: readonly { readonly stockId?: string | null }[]): readonly string[] {
  return [...new Set(items.flatMap(({ stockId }) => stockId ?? []))];
}

function itemOf(
  wanted: WantedItem,
  stocks: ReadonlyMap<string, GiftStockState>,
  counterKey: string,
): RedeemedItem | Refusal {
  if (!('stockId' in wanted)) return { ...wanted, stockId: null };
  const { stockId } = wanted;
  const stock = stocks.get(stockId);
  if (stock?.kind !== 'open') return { code: 'gift_stock_unknown', detail: { stockId } };
  if (stock.counterKey !== counterKey) {
    return { code: 'gift_of_other_counter', detail: { stockId, counterKey: stock.counterKey } };
  }
  const { sku, tagFen, priceClass, costFen } = stock;
  return { sku, tagFen, todayFen: tagFen, priceClass, costFen, stockId };
}

/** Does the same to each stock, with as many pieces as the items take of it. */
function fromStocks(
  items: readonly RedeemedItem[],
  stocks: ReadonlyMap<string, GiftStockState>,
  decide: (stock: GiftStockState, pieces: number) => Decision<GiftStockEvent>,
): Decision<RedemptionFact> {
  const facts: RedemptionFact[] = [];
  for (const stockId of stocksOf(items)) {
    const pieces = items.filter((item) => item.stockId === stockId).length;
    const decision = decide(stocks.get(stockId) ?? { kind: 'unknown' }, pieces);
    if (decision.kind === 'refused') return decision;
    facts.push(...decision.events.map((event) => ({ streamId: stockId, event })));
  }
  return accept(...facts);
}

function idsOf({ redemptionId, accountId, membershipId, holderId, programmeId }: MadeRedemption): {
  readonly redemptionId: string;
  readonly accountId: string;
  readonly membershipId: string;
  readonly holderId: string;
  readonly programmeId: string;
} {
  return { redemptionId, accountId, membershipId, holderId, programmeId };
}

/** Why the till of one merchant has nothing to do with another's redemption; undefined where it has. */
function whyForeign(redemption: RedemptionState, by: ActsFor): Refusal | undefined {
  if (redemption.kind === 'unknown' || !actsForAnother(by, redemption.merchantId)) return undefined;
  return { code: 'merchant_mismatch', detail: { merchantId: by.merchantId } };
}

function whyNotWaiting(state: Exclude<RedemptionState, { kind: 'waiting' }>): Refusal {
  if (state.kind === 'unknown') return { code: 'redemption_unknown', detail: {} };
  return { code: `redemption_${state.kind}`, detail: {} };
}

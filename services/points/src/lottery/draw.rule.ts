/** What is decided about draws: announced with prizes and a committed seed, closed, held, given up; prizes are collected. */
import type { DrawPrize, DrawWinner, GiftStockEvent, LotteryEvent } from '@scrip/contracts';
import { accept, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import type { Programme } from '@scrip/programme';
import { type GiftStockState, handOverGifts, releaseGifts, reserveGifts } from '../gift/gift-stock.decider.ts';
import { type ActsFor, actsForAnother, paidCounter } from '../own-merchant.ts';
import {
  type ClosedEntries,
  type LotteryState,
  type OpenDraw,
  prizeStreamOf,
  type WonPrize,
} from './lottery.decider.ts';

/** Winners of one draw at most: they are one fact. */
export const WINNERS_MAX = 1_000;

/** A fact and the stream it belongs to. */
export interface DrawFact {
  readonly streamId: string;
  readonly event: LotteryEvent | GiftStockEvent;
}

/** What a draw is decided on: stocks by their id. */
export interface DrawStreams {
  readonly lottery: LotteryState;
  readonly stocks: ReadonlyMap<string, GiftStockState>;
}

/** A draw as it is announced. */
export interface OpenDrawCommand {
  readonly lotteryId: string;
  readonly drawId: string;
  readonly rule: string;
  readonly prizes: readonly DrawPrize[];
  readonly oncePerAccount: boolean;
  /** SHA-256 of the seed in hexadecimal digits. */
  readonly seedHash: string;
}

/**
 * Announces a draw: its prizes are put aside, its seed is committed to, and its entries are those that no draw before had.
 * Refused in this order: `programme_unknown`; `draw_rule_unknown` {rule}; `draw_under_way` {drawId}; `prize_repeated`
 * {prizeKey}; `winners_exceeded` {winners, most}; `gift_stock_unknown`, `reservations_exceeded`, `gifts_short` of a stock.
 */
export function openDraw(
  { lottery, stocks }: DrawStreams,
  command: OpenDrawCommand,
  programme: Programme | undefined,
): Decision<DrawFact> {
  if (!programme) return reject('programme_unknown');
  const { lotteryId, drawId, rule, prizes } = command;
  if (!programme.points?.draws.some((draw) => draw.key === rule)) return reject('draw_rule_unknown', { rule });
  if (lottery.open) return reject('draw_under_way', { drawId: lottery.open.drawId });
  const keys = prizes.map(({ prizeKey }) => prizeKey);
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
  if (repeated !== undefined) return reject('prize_repeated', { prizeKey: repeated });
  const winners = prizes.reduce((sum, prize) => sum + prize.winners, 0);
  if (winners > WINNERS_MAX) return reject('winners_exceeded', { winners, most: WINNERS_MAX });
  const reserved = inStocks(stocksOf(prizes), stocks, (stock, stockId) =>
    reserveGifts(stock, { forId: drawId, pieces: piecesOf(prizes, stockId) }),
  );
  if (reserved.kind === 'refused') return reserved;
  const decided = { programmeId: programme.id, programmeVersion: programme.version };
  const data = { ...command, prizes: [...prizes], afterPosition: lottery.throughPosition, ...decided };
  return accept({ streamId: lotteryId, event: { type: 'DrawOpened', data } }, ...reserved.events);
}

/** Which draw of which lottery. */
export interface DrawRef {
  readonly lotteryId: string;
  readonly drawId: string;
}

/**
 * Closes a draw: it takes no more entries, and the hash says which it has. Refused in this order: those of `whyNotUnderWay`;
 * `draw_closed` {throughPosition}; `no_entries`.
 */
export function closeDraw(
  { lottery }: DrawStreams,
  { lotteryId, drawId }: DrawRef,
  closed: ClosedEntries,
): Decision<DrawFact> {
  const { open } = lottery;
  if (open?.drawId !== drawId) return refused(whyNotUnderWay(lottery, drawId));
  if (open.closed) return reject('draw_closed', { throughPosition: open.closed.throughPosition });
  if (closed.entries === 0) return reject('no_entries');
  return accept({
    streamId: lotteryId,
    event: { type: 'DrawClosed', data: { lotteryId, drawId, ...closed } },
  });
}

/** A draw that can be held. Refused in this order: those of `whyNotUnderWay`; `draw_not_closed`. */
export function closedDraw(
  lottery: LotteryState,
  drawId: string,
): (OpenDraw & { readonly closed: ClosedEntries }) | Refusal {
  const { open } = lottery;
  if (open?.drawId !== drawId) return whyNotUnderWay(lottery, drawId);
  return open.closed ? { ...open, closed: open.closed } : { code: 'draw_not_closed', detail: {} };
}

/** What a draw came to: its seed, and who won by the order that follows from it. */
export interface HoldDraw {
  readonly method: string;
  /** In hexadecimal digits. */
  readonly seed: string;
  /** SHA-256 of the seed; must be what was committed to. */
  readonly seedHash: string;
  readonly winners: readonly DrawWinner[];
}

/**
 * Holds a draw: the seed is shown, the winners are a fact, prizes that nobody won are free again. Refused as `closedDraw`.
 * Throws InvariantError for a seed that was not committed to.
 */
export function holdDraw(
  { lottery, stocks }: DrawStreams,
  { lotteryId, drawId }: DrawRef,
  held: HoldDraw,
): Decision<DrawFact> {
  const draw = closedDraw(lottery, drawId);
  if ('code' in draw) return refused(draw);
  const { method, seed, seedHash, winners } = held;
  if (draw.seedHash !== seedHash) throw new InvariantError(`the seed of ${drawId} is not the one committed to`);
  const { prizes, programmeId } = draw;
  const released = inStocks(stocksOf(prizes), stocks, (stock, stockId) => {
    const keys = new Set(prizes.flatMap((prize) => (prize.stockId === stockId ? [prize.prizeKey] : [])));
    const won = winners.filter(({ prizeKey }) => keys.has(prizeKey)).length;
    const pieces = piecesOf(prizes, stockId) - won;
    return pieces > 0 ? releaseGifts(stock, { forId: drawId, pieces, reason: 'nobody_won' }) : accept();
  });
  if (released.kind === 'refused') return released;
  const { entriesHash } = draw.closed;
  const data = { lotteryId, drawId, method, seed, entriesHash, winners: [...winners], programmeId };
  return accept({ streamId: lotteryId, event: { type: 'DrawHeld', data } }, ...released.events);
}

/**
 * Gives a draw up before it is held; its entries are in the next, its prizes are free again.
 * @param reason snake_case. Refused: as `whyNotUnderWay`.
 */
export function cancelDraw(
  { lottery, stocks }: DrawStreams,
  { lotteryId, drawId }: DrawRef,
  reason: string,
): Decision<DrawFact> {
  const { open } = lottery;
  if (open?.drawId !== drawId) return refused(whyNotUnderWay(lottery, drawId));
  const released = inStocks(stocksOf(open.prizes), stocks, (stock) =>
    releaseGifts(stock, { forId: drawId, reason: 'draw_cancelled' }),
  );
  if (released.kind === 'refused') return released;
  const data = { lotteryId, drawId, reason, programmeId: open.programmeId };
  return accept({ streamId: lotteryId, event: { type: 'DrawCancelled', data } }, ...released.events);
}

/** What a prize is decided on. */
export interface PrizeStreams {
  /** Whether it was handed out, of its own stream. */
  readonly collected: boolean;
  readonly stocks: ReadonlyMap<string, GiftStockState>;
}

/**
 * Hands a prize to its winner; what the counter is paid for a piece of its stock is the operator's debt from then on.
 * Refused in this order: `prize_unknown` {entryId}: the entry won nothing in this draw; `merchant_mismatch` {merchantId}:
 * whoever asks acts for another merchant than that of the counter which keeps the prize, and a prize of no stock is no
 * counter's; `prize_collected`; `gifts_short`: a count did not find the gift.
 * @param prize what the draw says the entry won; undefined: nothing.
 * @param at who asks, and the programme as it is in force, whose counters have merchants.
 */
export function collectPrize(
  { collected, stocks }: PrizeStreams,
  { lotteryId, entryId }: { readonly lotteryId: string; readonly entryId: string },
  prize: WonPrize | undefined,
  { programme, ...by }: ActsFor & { readonly programme: Programme | undefined },
): Decision<DrawFact> {
  if (!prize) return reject('prize_unknown', { entryId });
  const stock = prize.stockId === null ? undefined : stocks.get(prize.stockId);
  const paid = paidCounter(stock?.kind === 'open' ? stock.counterKey : '', programme);
  if (actsForAnother(by, paid.merchantId)) return reject('merchant_mismatch', { merchantId: by.merchantId });
  if (collected) return reject('prize_collected', { entryId });
  const forId = prize.drawId;
  const handed = inStocks(stocksOf([prize]), stocks, (one) => handOverGifts(one, { forId, pieces: 1 }, paid));
  if (handed.kind === 'refused') return handed;
  const data = { lotteryId, entryId, ...prize };
  return accept({ streamId: prizeStreamOf(entryId), event: { type: 'PrizeCollected', data } }, ...handed.events);
}

/** Stocks that prizes are taken from. */
export function stocksOf(prizes: readonly { readonly stockId: string | null }[]): readonly string[] {
  return [...new Set(prizes.flatMap(({ stockId }) => stockId ?? []))];
}

/** Why nothing can be done about a draw: `draw_held`; `draw_cancelled`; `draw_unknown`. */
function whyNotUnderWay({ ended }: LotteryState, drawId: string): Refusal {
  const how = ended[drawId];
  return { code: how === undefined ? 'draw_unknown' : `draw_${how}`, detail: {} };
}

function piecesOf(prizes: readonly DrawPrize[], stockId: string): number {
  return prizes.reduce((sum, prize) => (prize.stockId === stockId ? sum + prize.winners : sum), 0);
}

function inStocks(
  stockIds: readonly string[],
  stocks: ReadonlyMap<string, GiftStockState>,
  decide: (stock: GiftStockState, stockId: string) => Decision<GiftStockEvent>,
): Decision<DrawFact> {
  const facts: DrawFact[] = [];
  for (const stockId of stockIds) {
    const decision = decide(stocks.get(stockId) ?? { kind: 'unknown' }, stockId);
    if (decision.kind === 'refused') return decision;
    facts.push(...decision.events.map((event) => ({ streamId: stockId, event })));
  }
  return accept(...facts);
}

function refused(refusal: Refusal): Decision<never> {
  return { kind: 'refused', refusal };
}

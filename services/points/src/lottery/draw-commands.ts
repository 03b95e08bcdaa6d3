/** What the desk asks of draws: the lottery and the stocks of its prizes, decided on together. */
import { randomBytes } from 'node:crypto';
import { Terms } from '@scrip/chassis';
import type { DrawPrize, DrawWinner } from '@scrip/contracts';
import { type Decision, InvariantError } from '@scrip/decider';
import { EventLog, on, type Placed, ProjectionRunner, type Tx, type Verdict } from '@scrip/event-store';
import { type CommandRequest, Problem } from '@scrip/http';
import { type GiftStockState, giftStockDecider } from '../gift/gift-stock.decider.ts';
import type { ActsFor } from '../own-merchant.ts';
import { Ownership } from '../ownership.ts';
import {
  cancelDraw,
  closeDraw,
  closedDraw,
  collectPrize,
  type DrawRef,
  type DrawStreams,
  holdDraw,
  openDraw,
  stocksOf,
} from './draw.rule.ts';
import { type EntriesOfDraw, entriesAt, hashOfEntries } from './draw-entries.ts';
import { DRAW_METHOD, drawOrder, sha256Hex } from './draw-order.ts';
import { type LotteryState, lotteryDecider, lotteryIdOf, type OpenDraw, prizeStreamOf } from './lottery.decider.ts';
import { wonPrize } from './lottery-draw.projection.ts';

const SEED_BYTES = 32;
/** Places that are looked up at a time while prizes are left. */
const PLACES = 1_000;
/** So long a closing waits until all entries can be read. */
const WAIT_MS = 5_000;

/** A lottery of an issuer. */
export interface LotteryRef {
  readonly issuerId: string;
  readonly programmeId: string;
  /** Key of the draw rule in the programme document. */
  readonly rule: string;
}

export class DrawCommands {
  readonly #log: EventLog;
  readonly #runner: ProjectionRunner;
  readonly #terms: Terms;
  readonly #ownership: Ownership;

  constructor(log: EventLog, runner: ProjectionRunner, terms: Terms, ownership: Ownership) {
    this.#log = log;
    this.#runner = runner;
    this.#terms = terms;
    this.#ownership = ownership;
  }

  /** Announces a draw. The seed is made here and kept where only this service reads it; the fact says its hash. */
  async open(
    command: CommandRequest,
    lottery: LotteryRef,
    asked: { readonly drawId: string; readonly prizes: readonly DrawPrize[]; readonly oncePerAccount: boolean },
  ): Promise<Verdict> {
    const { issuerId, programmeId, rule } = lottery;
    const programme = await this.#terms.inForce(issuerId, programmeId, command.who.occurredAt);
    const seed = randomBytes(SEED_BYTES);
    const { drawId } = asked;
    const opening = { lotteryId: lotteryIdOf(issuerId, programmeId, rule), rule, ...asked, seedHash: sha256Hex(seed) };
    return this.#decide(
      command,
      lottery,
      stocksOf(asked.prizes),
      (streams) => openDraw(streams, opening, programme),
      (tx) => keepSeed(tx, { drawId, issuerId, seed }),
    );
  }

  /** Closes a draw at the end of the log as it is now. Throws the Problem 503 `position_not_reached`. */
  async close(command: CommandRequest, lottery: LotteryRef, drawId: string): Promise<Verdict> {
    const ref = refOf(lottery, drawId);
    const { open } = await this.#state(lottery);
    const { position } = await this.#log.head();
    const throughPosition = BigInt(position);
    if (!(await this.#runner.reached(position, WAIT_MS))) {
      throw new Problem(503, 'position_not_reached', 'Not every entry can be read yet', {
        members: { throughPosition },
      });
    }
    const asked = { ...lottery, afterPosition: open?.afterPosition ?? 0n, throughPosition };
    const counted = await hashOfEntries(this.#log.pool, asked);
    return this.#decide(command, lottery, [], (streams) => closeDraw(streams, ref, { throughPosition, ...counted }));
  }

  /** Holds a closed draw: shows the seed and names the winners. */
  async hold(command: CommandRequest, lottery: LotteryRef, drawId: string): Promise<Verdict> {
    const ref = refOf(lottery, drawId);
    const draw = closedDraw(await this.#state(lottery), drawId);
    if ('code' in draw) return this.#decide(command, lottery, [], () => ({ kind: 'refused', refusal: draw }));
    const seed = await this.#seedOf(drawId);
    const winners = await this.#winners(lottery, draw, seed);
    const held = { method: DRAW_METHOD, seed: seed.toString('hex'), seedHash: sha256Hex(seed), winners };
    return this.#decide(command, lottery, stocksOf(draw.prizes), (streams) => holdDraw(streams, ref, held));
  }

  /** Gives a draw up before it is held. */
  async cancel(command: CommandRequest, lottery: LotteryRef, drawId: string, reason: string): Promise<Verdict> {
    const { open } = await this.#state(lottery);
    const ref = refOf(lottery, drawId);
    const stockIds = stocksOf(open?.prizes ?? []);
    return this.#decide(command, lottery, stockIds, (streams) => cancelDraw(streams, ref, reason));
  }

  /** Hands a prize to its winner. Throws the Problem 503 `position_not_reached`. */
  async collect(
    command: CommandRequest,
    lottery: LotteryRef,
    { drawId, entryId, merchantId }: ActsFor & { readonly drawId: string; readonly entryId: string },
  ): Promise<Verdict> {
    const { issuerId, programmeId, rule } = lottery;
    const { position } = await this.#log.head();
    if (!(await this.#runner.reached(position, WAIT_MS))) {
      throw new Problem(503, 'position_not_reached', 'Not every winner can be read yet');
    }
    const [programme, won] = await Promise.all([
      this.#terms.inForce(issuerId, programmeId, command.who.occurredAt),
      wonPrize(this.#log.pool, { issuerId, programmeId, rule, drawId, entryId }),
    ]);
    const stockIds = await this.#owned(issuerId, won ? stocksOf([won.prize]) : []);
    const lotteryId = lotteryIdOf(issuerId, programmeId, rule);
    return this.#log.executeAcross({
      ...command,
      streams: [on(lotteryDecider, prizeStreamOf(entryId)), ...stockIds.map((id) => on(giftStockDecider, id))],
      decide: (states) => {
        const [prize, ...stocks] = states as [LotteryState, ...GiftStockState[]];
        // Prizes that were collected before they had streams of their own stand in the list of winners.
        const collected = prize.collected || won?.isCollected === true;
        const streams = { collected, stocks: byId(stockIds, stocks) };
        return collectPrize(streams, { lotteryId, entryId }, won?.prize, { merchantId, programme });
      },
    });
  }

  async #state({ issuerId, programmeId, rule }: LotteryRef): Promise<LotteryState> {
    const { state } = await this.#log.state(lotteryDecider, lotteryIdOf(issuerId, programmeId, rule));
    return state;
  }

  /** The winners of a draw: entries in the order drawn take the prizes in theirs. */
  async #winners(
    lottery: LotteryRef,
    { prizes, oncePerAccount, afterPosition, closed }: OpenDraw & { readonly closed: NonNullable<OpenDraw['closed']> },
    seed: Buffer,
  ): Promise<readonly DrawWinner[]> {
    const { entries, entriesHash, throughPosition } = closed;
    const asked: EntriesOfDraw = { ...lottery, afterPosition, throughPosition };
    const wanted = prizes.flatMap(({ prizeKey, winners }) => Array.from({ length: winners }, () => prizeKey));
    const order = drawOrder({ seed, entriesHash, entries });
    const winners: DrawWinner[] = [];
    const accounts = new Set<string>();
    while (winners.length < wanted.length) {
      const places = nextOf(order, PLACES);
      if (places.length === 0) break;
      const found = await entriesAt(this.#log.pool, asked, places);
      for (const place of places) {
        const prizeKey = wanted[winners.length];
        const entry = found.get(place);
        if (!entry) throw new InvariantError(`the draw has no entry at place ${place}`);
        const { entryId, accountId, holderId } = entry;
        if (prizeKey === undefined || (oncePerAccount && accounts.has(accountId))) continue;
        accounts.add(accountId);
        winners.push({ prizeKey, place, entryId, accountId, holderId });
      }
    }
    return winners;
  }

  /** Throws InvariantError where there is none: a draw whose seed was lost can only be given up. */
  async #seedOf(drawId: string): Promise<Buffer> {
    const { rows } = await this.#log.pool.query<{ seed: Buffer }>('SELECT seed FROM lottery_seed WHERE draw_id = $1', [
      drawId,
    ]);
    if (!rows[0]) throw new InvariantError(`the seed of ${drawId} is not kept here`);
    return rows[0].seed;
  }

  async #decide(
    { who, key }: CommandRequest,
    { issuerId, programmeId, rule }: LotteryRef,
    asked: readonly string[],
    decide: (streams: DrawStreams) => Decision<Placed>,
    writes?: (tx: Tx) => Promise<void>,
  ): Promise<Verdict> {
    const stockIds = await this.#owned(issuerId, asked);
    return this.#log.executeAcross({
      who,
      key,
      streams: [
        on(lotteryDecider, lotteryIdOf(issuerId, programmeId, rule)),
        ...stockIds.map((id) => on(giftStockDecider, id)),
      ],
      decide: (states) => {
        const [lottery, ...stocks] = states as [LotteryState, ...GiftStockState[]];
        return decide({ lottery, stocks: byId(stockIds, stocks) });
      },
      writes,
    });
  }

  /** Those of the stocks that are the issuer's: another issuer's do not exist. */
  async #owned(issuerId: string, stockIds: readonly string[]): Promise<readonly string[]> {
    const owned = await Promise.all(stockIds.map((id) => this.#ownership.belongsTo(issuerId, id)));
    return stockIds.filter((_, index) => owned[index]);
  }
}

function byId(stockIds: readonly string[], stocks: readonly GiftStockState[]): ReadonlyMap<string, GiftStockState> {
  return new Map(stocks.map((stock, index): [string, GiftStockState] => [stockIds[index] ?? '', stock]));
}

/** The next places of an order; fewer at its end. */
function nextOf(order: Iterator<number, void>, count: number): readonly number[] {
  const places: number[] = [];
  while (places.length < count) {
    const { value, done } = order.next();
    if (done || value === undefined) break;
    places.push(value);
  }
  return places;
}

function refOf({ issuerId, programmeId, rule }: LotteryRef, drawId: string): DrawRef {
  return { lotteryId: lotteryIdOf(issuerId, programmeId, rule), drawId };
}

async function keepSeed(
  tx: Tx,
  { drawId, issuerId, seed }: { readonly drawId: string; readonly issuerId: string; readonly seed: Buffer },
): Promise<void> {
  await tx.query('INSERT INTO lottery_seed (draw_id, issuer_id, seed) VALUES ($1, $2, $3)', [drawId, issuerId, seed]);
}

/**
 * The job behind an ordered batch: draws numbers and begins the cards, part by part. How far it is, the log says alone: a
 * part is one commit of the batch and its cards, all or nothing, so a copy that is killed loses at most some numbers, and
 * whoever goes on begins after the last part. Two copies at the same part: one has it, the other finds that it was done.
 */
import type { DueItem, DueWork } from '@scrip/chassis';
import type { BlankCardProduced } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { type EventLog, idFrom, on, onNew, type Who } from '@scrip/event-store';
import { type CardState, cardDecider } from '../card/card.decider.ts';
import { type CardNumbers, NumbersUsedUpError } from '../card/card-number.ts';
import {
  type Batch,
  type BatchState,
  batchDecider,
  makePart,
  type NextPart,
  nextPart,
  stopBatch,
} from './batch.decider.ts';
import type { ProductTerms } from './product-terms.ts';

/** How long one batch is worked on before other due work has its turn. */
const SLICE_MS = 400;
/** Batches of one turn; the others wait for the next, half a second later. */
const BATCHES_OF_TURN = 4;

/** A batch whose cards are not all made. */
export interface DueBatch extends DueItem {
  readonly issuerId: string;
}

const DUE = `SELECT batch_id, issuer_id, ordered_at FROM card_batch
  WHERE made_cards < cards AND stopped_at IS NULL AND ordered_at <= $1 ORDER BY ordered_at LIMIT $2`;

/** The id of a card of a batch, and of the wallet that it will open: the same however often a part is tried. */
export function idsOf(batchId: string, serial: number): { readonly cardId: string; readonly walletId: string } {
  const seed = `${batchId}/${serial}`;
  return { cardId: idFrom('crd', seed), walletId: idFrom('wal', seed) };
}

export class BatchIssue implements DueWork<DueBatch> {
  readonly name = 'batch_issue';
  readonly #log: EventLog;
  readonly #numbers: CardNumbers;
  readonly #terms: ProductTerms;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(log: EventLog, numbers: CardNumbers, terms: ProductTerms) {
    this.#log = log;
    this.#numbers = numbers;
    this.#terms = terms;
  }

  async due(now: number, limit: number): Promise<readonly DueBatch[]> {
    const { rows } = await this.#log.pool.query<{ batch_id: string; issuer_id: string; ordered_at: bigint }>({
      name: 'batch_issue',
      text: DUE,
      values: [now, Math.min(limit, BATCHES_OF_TURN)],
    });
    return rows.map((row) => ({ id: row.batch_id, issuerId: row.issuer_id, dueAt: Number(row.ordered_at) }));
  }

  /** One slice of a batch, after the slices of others: parts of several batches in one commit would hold up the log. */
  carryOut({ id }: DueBatch): Promise<'done'> {
    const slice = this.#turn.then(() => this.run(id, performance.now() + SLICE_MS));
    this.#turn = slice.catch(() => undefined);
    return slice.then(() => 'done' as const);
  }

  /**
   * Makes parts of a batch, at least one, until it is done, somebody else makes it, or `until` (milliseconds of the process)
   * is over. The numbers of a part are drawn while the part before is on its way. Gives how many cards have numbers then.
   */
  async run(batchId: string, until: number = Number.POSITIVE_INFINITY): Promise<number> {
    const [ordered] = await this.#log.readStream(batchId, { limit: 1 });
    if (!ordered) throw new InvariantError(`${batchId} is due and was never ordered`);
    const { issuerId, correlationId, eventId } = ordered.envelope;
    const who = { issuerId, actor: 'service:cards', correlationId, causationId: eventId, traceparent: null };
    let state: BatchState = (await this.#log.state(batchDecider, batchId)).state;
    let part = nextPart(state);
    let drawing = part && state.status !== 'none' ? this.#draw(issuerId, state, part) : undefined;
    while (part && drawing && state.status !== 'none') {
      const numbers = await drawing;
      const at = { ...who, occurredAt: this.#log.clock.now() };
      if (numbers.length === 0) return this.#stop(batchId, at);
      const lastSerial = part.firstSerial + numbers.length - 1;
      const following = nextPart({ ...state, madeCards: lastSerial });
      drawing = following && this.#draw(issuerId, state, following);
      // Its failure is told when its turn comes.
      drawing?.catch(() => undefined);
      const made = await this.#make(state, { ...part, lastSerial }, numbers, at);
      if (!made) break;
      state = { ...state, madeCards: lastSerial };
      part = following;
      if (performance.now() >= until) break;
    }
    return state.status === 'none' ? 0 : state.madeCards;
  }

  /** Numbers for a part; fewer where the range has no more. */
  async #draw(
    issuerId: string,
    { programmeId, programmeVersion, productKey }: Batch,
    { firstSerial, lastSerial }: NextPart,
  ): Promise<readonly string[]> {
    const product = await this.#terms.of({ issuerId, programmeId, programmeVersion, productKey });
    const count = lastSerial - firstSerial + 1;
    const numbers: string[] = [];
    try {
      while (numbers.length < count) {
        numbers.push(...(await this.#numbers.many(count - numbers.length, product?.card?.number)));
      }
    } catch (error) {
      if (!(error instanceof NumbersUsedUpError)) throw error;
    }
    return numbers;
  }

  /** Whether the part was made here. */
  async #make(batch: Batch, part: NextPart, numbers: readonly string[], who: Who): Promise<boolean> {
    const { batchId } = batch;
    const product = await this.#terms.of({ issuerId: who.issuerId, ...batch });
    // Batches that were ordered of products without cards are of plastic, as they were.
    const form = product?.card?.form ?? 'physical';
    const blanks = numbers.map((cardNumber, index) => blankOf(batch, part.firstSerial + index, { cardNumber, form }));
    const verdict = await this.#log.executeAcross({
      who,
      key: null,
      streams: [on(batchDecider, batchId), ...blanks.map(({ cardId }) => onNew(cardDecider, cardId))],
      decide: ([state, ...cards]) => {
        const decision = makePart(state as BatchState, part);
        if (decision.kind === 'refused') return decision;
        if ((cards as readonly CardState[]).some((card) => card.kind !== 'unknown')) {
          throw new InvariantError(`a card of ${batchId} is there before its part was made`);
        }
        return {
          kind: 'accepted',
          events: [
            ...decision.events.map((event) => ({ streamId: batchId, event })),
            ...blanks.map((data) => ({ streamId: data.cardId, event: { type: 'BlankCardProduced' as const, data } })),
          ],
        };
      },
    });
    return verdict.kind === 'accepted';
  }

  /** The range of the product has no numbers left: the rest is not made, which whoever ordered it sees. */
  async #stop(batchId: string, who: Who): Promise<number> {
    const decide = (state: BatchState) => stopBatch(state, 'numbers_exhausted');
    await this.#log.execute({ who, key: null, decider: batchDecider, streamId: batchId, decide });
    const { state } = await this.#log.state(batchDecider, batchId);
    return state.status === 'none' ? 0 : state.madeCards;
  }
}

function blankOf(
  batch: Batch,
  serial: number,
  { cardNumber, form }: Pick<BlankCardProduced, 'cardNumber' | 'form'>,
): BlankCardProduced {
  const { batchId, programmeId, programmeVersion, productKey, faceFen } = batch;
  return {
    ...idsOf(batchId, serial),
    cardNumber,
    sequence: 1,
    programmeId,
    programmeVersion,
    productKey,
    form,
    batchId,
    serial,
    faceFen,
  };
}

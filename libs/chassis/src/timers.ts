/**
 * Delayed work, on the business clock. What is due is read from projections, so no timer can be lost, left over or differ
 * from the facts: a rebuilt projection has the same ones. Every copy of a service looks; whoever is second finds that the
 * work is done, because it is decided in its stream like any other command.
 */
import { type Logger, metrics } from '@scrip/telemetry';

/** Something whose time has come. */
export interface DueItem {
  /** Names the work within its source, such as a wallet and a lot. */
  readonly id: string;
  /** When it was due, epoch milliseconds of business time. */
  readonly dueAt: number;
}

/** A kind of delayed work. */
export interface DueWork<I extends DueItem = DueItem> {
  /** snake_case, for logs and metrics. */
  readonly name: string;
  /** What is due at a moment (epoch milliseconds), the longest overdue first, at most `limit`. */
  due(now: number, limit: number): Promise<readonly I[]>;
  /**
   * Does it; what is done already changes nothing. 'later': it cannot be done yet. 'soon': there is no room for it at the
   * moment, and it is tried again after SOON_MS, however often there was none.
   */
  carryOut(item: I): Promise<'done' | 'later' | 'soon'>;
}

/** How often each source is asked what is due: well below the second that lateness is told in. */
const TICK_MS = 500;
/** Items of one tick: what a service carries out in about that time. */
const PAGE_ITEMS = 1_000;
/** Items under way at once: enough to share group commits, few enough to leave room for those who wait for an answer. */
const UNDER_WAY_MAX = 32;
/** What could not be done is tried again after this long, then twice as long each time. */
const RETRY_MS_MIN = 2_000;
const RETRY_MS_MAX = 600_000;
/** What there was no room for is tried again after this long: rates are by the second. */
const SOON_MS = 1_000;

/** An item that could not be done. */
interface PutOff {
  readonly times: number;
  /** Milliseconds of the process. */
  readonly until: number;
}

export class Timers {
  readonly #sources: readonly DueWork[];
  readonly #clock: { now(): number };
  readonly #logger: Logger;
  readonly #elapsed: () => number;
  /** By source: what was put off, and until when. */
  readonly #putOff = new Map<DueWork, Map<string, PutOff>>();
  #timer: NodeJS.Timeout | undefined;
  /** Sources under way: each goes at its own pace, so that a long one holds up no other. */
  readonly #running = new Map<DueWork, Promise<void>>();
  #stopped = false;

  /** @param elapsed milliseconds of the process, in which waits are counted: business time may stand still. */
  constructor(
    sources: readonly DueWork[],
    clock: { now(): number },
    logger: Logger,
    elapsed: () => number = () => performance.now(),
  ) {
    this.#sources = sources;
    this.#clock = clock;
    this.#logger = logger;
    this.#elapsed = elapsed;
  }

  start(): void {
    if (this.#sources.length === 0) return;
    this.#timer = setInterval(() => {
      for (const source of this.#sources) {
        if (this.#running.has(source)) continue;
        this.#running.set(
          source,
          this.#tickOf(source).finally(() => this.#running.delete(source)),
        );
      }
    }, TICK_MS);
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await Promise.all(this.#running.values());
  }

  /** Carries out what is due now, at most a page of each source, one source after the other. Never throws: what fails is logged and tried again. */
  async tick(): Promise<void> {
    for (const source of this.#sources) await this.#tickOf(source);
  }

  async #tickOf(source: DueWork): Promise<void> {
    const putOff = this.#putOff.get(source) ?? new Map<string, PutOff>();
    this.#putOff.set(source, putOff);
    let items: readonly DueItem[];
    try {
      // What is put off stands at the head of what is due: it must not hide the rest.
      items = await source.due(this.#clock.now(), PAGE_ITEMS + putOff.size);
    } catch (error) {
      this.#logger.warn({ err: error, work: source.name }, 'cannot read what is due');
      return;
    }
    const due = new Set(items.map(({ id }) => id));
    for (const id of putOff.keys()) if (!due.has(id)) putOff.delete(id);
    const ready = items.filter(({ id }) => (putOff.get(id)?.until ?? 0) <= this.#elapsed());
    const queue = ready.values();
    const worker = async (): Promise<void> => {
      for (const item of queue) {
        if (this.#stopped) return;
        await this.#carryOut(source, item, putOff);
      }
    };
    await Promise.all(Array.from({ length: Math.min(UNDER_WAY_MAX, ready.length) }, worker));
  }

  async #carryOut(source: DueWork, item: DueItem, putOff: Map<string, PutOff>): Promise<void> {
    try {
      const result = await source.carryOut(item);
      if (result === 'done') {
        putOff.delete(item.id);
        metrics.timerLateness.record(Math.max(0, this.#clock.now() - item.dueAt) / 1000, { work: source.name });
      } else if (result === 'soon') putOff.set(item.id, { times: 0, until: this.#elapsed() + SOON_MS });
      else this.#postpone(putOff, item.id);
    } catch (error) {
      this.#postpone(putOff, item.id);
      metrics.timerFailures.add(1, { work: source.name });
      this.#logger.error({ err: error, work: source.name, item: item.id }, 'due work failed and is tried again');
    }
  }

  #postpone(putOff: Map<string, PutOff>, id: string): void {
    const times = (putOff.get(id)?.times ?? 0) + 1;
    const delayMs = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** (times - 1));
    putOff.set(id, { times, until: this.#elapsed() + delayMs });
  }
}

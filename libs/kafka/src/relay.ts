/**
 * Publishes a service's log to its topics, every event, in position order. Of the service's copies one holds the relay;
 * it reads above the checkpoint, sends, waits for all replicas, moves the checkpoint. After a crash it begins at the
 * checkpoint again, so a message may come twice, but never out of order and never not at all.
 */
import { topicsOf } from '@scrip/contracts';
import { Bell, type EventLog } from '@scrip/event-store';
import { type Logger, metrics } from '@scrip/telemetry';
import { backoffMs, pause } from './client.ts';
import { Publisher } from './publisher.ts';
import { SchemaRegistry } from './registry.ts';
import { RelayTerm, TermLostError } from './relay-term.ts';
import { ensureTopics } from './topics.ts';

/** Events in a page: some tens of milliseconds of this process, and at most so many are sent twice after a crash. */
const PAGE_EVENTS_MAX = 1_000;
/** After a page the next is gathered so long: under load a request for each group commit would cost more than its events. */
const GATHER_MS = 25;
/** How long an idle relay sleeps; events of this process wake it at once, those of other copies wait this long. */
const POLL_MS = 200;
/** A copy that stands by tries so often to take over. */
const STANDBY_MS = 1_000;

export interface RelayOptions {
  readonly log: EventLog;
  /** URL of the service's database, app role: the relay has a connection of its own for its lock. */
  readonly connection: string;
  /** `host:port,host:port`, as in SCRIP_KAFKA. */
  readonly brokers: string;
  /** Base of the Confluent API, as in SCRIP_REGISTRY. */
  readonly registryUrl: string;
  /** As in SCRIP_TOPIC_PREFIX; may be empty. */
  readonly topicPrefix: string;
  readonly logger: Logger;
}

/** How the relay of this process is doing. */
export interface RelayStatus {
  /** Whether this process publishes; false: it stands by. */
  readonly holder: boolean;
  /** The last position this process has published; 0 before. */
  readonly position: number;
  /** The last failure, until something is published again. */
  readonly problem: string | null;
}

export class Relay {
  readonly #options: RelayOptions;
  readonly #registry: SchemaRegistry;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #status: RelayStatus = { holder: false, position: 0, problem: null };
  #head = 0;
  readonly #appended = new Bell();

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#registry = new SchemaRegistry(options.registryUrl);
  }

  get status(): RelayStatus {
    return this.#status;
  }

  /** Begins; returns at once, and goes on through any outage of brokers, registry and database until `stop`. */
  start(): void {
    metrics.relayHolder.observe({}, () => (this.#status.holder ? 1 : 0));
    metrics.relayPosition.observe({}, () => (this.#status.holder ? this.#status.position : Number.NaN));
    metrics.relayLag.observe({}, () => (this.#status.holder ? this.#head - this.#status.position : Number.NaN));
    this.#running ??= this.#run();
  }

  /** Lets the page under way finish, records it, gives the relay up. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.wake();
    await this.#running;
  }

  /** Looks for new events now. */
  wake(): void {
    this.#appended.ring();
  }

  /** Events that no copy has published yet, as the database knows it. Throws the database's errors. */
  async lag(): Promise<number> {
    const { rows } = await this.#options.log.pool.query<{ lag: bigint }>(
      'SELECT head.position - checkpoint.position AS lag FROM log_head AS head, relay_checkpoint AS checkpoint',
    );
    return Number(rows[0]?.lag ?? 0n);
  }

  async #run(): Promise<void> {
    const { log, connection, logger } = this.#options;
    const stopListening = log.onAppended((position) => {
      this.#head = Math.max(this.#head, position);
      this.wake();
    });
    for (let failures = 0; !this.#stop.signal.aborted; ) {
      try {
        const term = await RelayTerm.tryTake(connection);
        failures = 0;
        if (term) await this.#hold(term);
        else await pause(STANDBY_MS, this.#stop.signal);
      } catch (error) {
        failures += 1;
        this.#failed(error);
        logger.warn({ err: error, service: log.service, failures }, 'the relay gives up its term');
        await pause(backoffMs(failures), this.#stop.signal);
      }
    }
    stopListening();
  }

  /** Publishes until the term is over or the relay stops; a failure on the way to the broker begins with a new producer. */
  async #hold(term: RelayTerm): Promise<void> {
    const { log, logger } = this.#options;
    logger.info({ service: log.service, term: term.term, position: term.from }, 'the relay is ours');
    this.#status = { holder: true, position: term.from, problem: null };
    let failures = 0;
    try {
      while (!this.#stop.signal.aborted && !term.lost) {
        const before = this.#status.position;
        try {
          await this.#publish(term);
        } catch (error) {
          if (term.lost || error instanceof TermLostError) throw error;
          failures = this.#status.position > before ? 1 : failures + 1;
          this.#failed(error);
          logger.warn({ err: error, service: log.service, failures }, 'the relay starts over with a new producer');
          await pause(backoffMs(failures), this.#stop.signal);
        }
      }
    } finally {
      this.#status = { ...this.#status, holder: false };
      await term.release();
    }
  }

  async #publish(term: RelayTerm): Promise<void> {
    const { log, brokers, topicPrefix } = this.#options;
    this.#head = Math.max(this.#head, (await log.head()).position);
    await ensureTopics({ brokers, topicPrefix, topics: topicsOf(log.service) });
    const publisher = new Publisher({ ...this.#options, registry: this.#registry });
    try {
      await publisher.connect();
      while (!this.#stop.signal.aborted && !term.lost) {
        const events = await log.readNew('relay', { after: this.#status.position, limit: PAGE_EVENTS_MAX });
        if (events.length === 0) {
          await this.#appended.sleep(POLL_MS);
          continue;
        }
        const position = await publisher.publish(events);
        await term.advance(position);
        this.#head = Math.max(this.#head, position);
        this.#status = { holder: true, position, problem: null };
        if (events.length < PAGE_EVENTS_MAX) await pause(GATHER_MS, this.#stop.signal);
      }
    } finally {
      await publisher.disconnect().catch(() => undefined);
    }
  }

  #failed(error: unknown): void {
    this.#status = { ...this.#status, problem: error instanceof Error ? error.message : String(error) };
  }
}

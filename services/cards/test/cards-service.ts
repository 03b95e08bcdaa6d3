/** Cards on a database and beside a ledger that a test has opened, without a broker; timers run when the test says so. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DueWork, Timers } from '@scrip/chassis';
import type { CardEvent } from '@scrip/contracts';
import type { EventLog } from '@scrip/event-store';
import { createLogger } from '@scrip/telemetry';
import { RecordTaking } from '../src/terminal/record-taking.ts';
import { type CardsApp, openCardsApp, type Place } from './cards-app.ts';

/** Turns of the timers that a test waits for at most. */
const TICKS_MAX = 200;

/** A fact of a card. */
export interface News {
  readonly issuerId: string;
  readonly event: CardEvent;
}

/** A folder for the state of a door; `remove` it at the end. */
export async function stateFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'cards-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export class CardsService {
  readonly log: EventLog;
  readonly url: string;
  readonly #app: CardsApp;
  readonly #timers: Timers;

  private constructor(app: CardsApp, timers: Timers) {
    this.log = app.log;
    this.url = app.url;
    this.#app = app;
    this.#timers = timers;
  }

  static async open(place: Place): Promise<CardsService> {
    const logger = createLogger({ service: 'cards', level: 'fatal' });
    const app = await openCardsApp(place, logger);
    return new CardsService(app, new Timers([app.door.app.get<DueWork>(RecordTaking)], place.clock, logger));
  }

  /** Lets the timers run until no file of records has parts left. */
  async worked(): Promise<void> {
    for (let tick = 0; tick < TICKS_MAX; tick += 1) {
      await this.caughtUp();
      const { rows } = await this.log.pool.query('SELECT 1 FROM record_file WHERE done_at IS NULL LIMIT 1');
      if (rows.length === 0) return;
      await this.#timers.tick();
    }
    throw new Error('files of records are never done');
  }

  /** Lets the timers run once. */
  tick(): Promise<void> {
    return this.#timers.tick();
  }

  /** Resolves when every projection shows what the log has now. */
  async caughtUp(): Promise<void> {
    await this.#app.runner.reached((await this.log.head()).position, 10_000);
  }

  /** Facts of cards after a position of the log, with their issuers: what the ledger hears from the topic. */
  async news(after: number): Promise<{ readonly to: number; readonly facts: readonly News[] }> {
    const read = await this.log.read({ after, limit: 10_000 });
    const facts = read.filter(({ envelope }) => envelope.stream === 'card');
    return {
      to: read.at(-1)?.envelope.position ?? after,
      facts: facts.map(({ envelope, event }) => ({ issuerId: envelope.issuerId, event: event as CardEvent })),
    };
  }

  /** Closes as a stop does. */
  async close(): Promise<void> {
    await this.#timers.stop();
    await this.#app.close();
  }
}

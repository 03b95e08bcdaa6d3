/** Cards on a database and beside a ledger that a test has opened, without a broker; timers run when the test says so. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DueWork, ServiceConfig, Timers } from '@scrip/chassis';
import type { CardEvent } from '@scrip/contracts';
import { EventLog, ProjectionRunner } from '@scrip/event-store';
import { createDoor, type Door, type DoorModule } from '@scrip/http';
import { partitionOf } from '@scrip/kafka';
import { createLogger } from '@scrip/telemetry';
import { cardProjection } from '../src/card/card.projection.ts';
import { CardsModule } from '../src/cards.module.ts';
import { cardKeyProjection } from '../src/enterprise/card-key.projection.ts';
import { motherKeyProjection } from '../src/enterprise/mother-key.projection.ts';
import { programmeVersionProjection } from '../src/programme/programme-version.projection.ts';
import { blockedCardProjection } from '../src/terminal/blocked-card.projection.ts';
import { recordFileProjection } from '../src/terminal/record-file.projection.ts';
import { RecordTaking } from '../src/terminal/record-taking.ts';
import { terminalProjection } from '../src/terminal/terminal.projection.ts';

class RootModule {}

const PROJECTIONS = [
  programmeVersionProjection,
  cardProjection,
  motherKeyProjection,
  cardKeyProjection,
  terminalProjection,
  blockedCardProjection,
  recordFileProjection,
];
/** Turns of the timers that a test waits for at most. */
const TICKS_MAX = 200;

/** Where a door stands. */
export interface Place {
  /** The migrated database, app role. */
  readonly appUrl: string;
  /** The issuer of tokens, which also gives this service its own. */
  readonly issuerUrl: string;
  readonly ledgerUrl: string;
  /** Folder of the key file; a door that is opened again finds its keys there. */
  readonly stateDir: string;
  readonly clock: { now(): number };
}

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
  readonly #runner: ProjectionRunner;
  readonly #door: Door;
  readonly #timers: Timers;

  private constructor(parts: { log: EventLog; runner: ProjectionRunner; door: Door; url: string; timers: Timers }) {
    this.log = parts.log;
    this.url = parts.url;
    this.#runner = parts.runner;
    this.#door = parts.door;
    this.#timers = parts.timers;
  }

  static async open({ appUrl, issuerUrl, ledgerUrl, stateDir, clock }: Place): Promise<CardsService> {
    const names = PROJECTIONS.map(({ name }) => name);
    const log = await EventLog.open({ service: 'cards', connection: appUrl, clock, projections: names });
    const runner = new ProjectionRunner(log, PROJECTIONS, (name, error) => {
      throw new Error(`${name} stands still: ${String(error)}`);
    });
    await runner.start();
    Object.assign(process.env, {
      SCRIP_SERVICES: JSON.stringify({ ledger: ledgerUrl }),
      SCRIP_CLIENT_ID: 'service-cards',
      SCRIP_CLIENT_SECRET: 'secret',
    });
    const config = ServiceConfig.read({
      SCRIP_MODE: 'local',
      SCRIP_SERVICE_PORT: '1',
      SCRIP_POSTGRES: appUrl,
      SCRIP_KAFKA: 'nowhere:1',
      SCRIP_REGISTRY: 'http://nowhere',
      SCRIP_OIDC_ISSUER: issuerUrl,
      SCRIP_STATE_DIR: stateDir,
    });
    const providers = [
      { provide: EventLog, useValue: log },
      { provide: ServiceConfig, useValue: config },
    ];
    const root: DoorModule = {
      module: RootModule,
      global: true,
      providers,
      exports: providers,
      imports: [CardsModule],
    };
    const logger = createLogger({ service: 'cards', level: 'fatal' });
    const door = await createDoor(root, {
      service: 'cards',
      issuerUrl,
      audience: 'scrip',
      clock,
      partitionOf,
      // Of another service's topics cards shows nothing, so there is nothing to wait for.
      positions: {
        reached: async (token, timeoutMs) => token.service !== 'cards' || runner.reached(token.position, timeoutMs),
      },
      log: logger,
    });
    const url = await door.listen(0, '127.0.0.1');
    const timers = new Timers([door.app.get<DueWork>(RecordTaking)], clock, logger);
    return new CardsService({ log, runner, door, url, timers });
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
    await this.#runner.reached((await this.log.head()).position, 10_000);
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
    await this.#door.stop();
    await this.#runner.stop();
    await this.#door.app.close();
    await this.log.close();
  }
}

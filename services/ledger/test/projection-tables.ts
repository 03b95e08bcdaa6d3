/** A projection's tables in a database of a spec's own, filled batch by batch as the runner would. */
import type { PurseEvent, PurseExceptionEvent, WalletEvent } from '@scrip/contracts';
import { openPool, type Projection, type Recorded, transaction } from '@scrip/event-store';

/** A fact of a stream's history, for `logOf`. */
export interface Told {
  readonly recordedAt: number;
  readonly event: ToldEvent;
}

/** The log that these histories make, taken in turns: positions from 1, versions per history, all of one issuer. */
export function logOf(histories: readonly (readonly Told[])[], issuerId = 'iss_test'): readonly Recorded<ToldEvent>[] {
  const events: Recorded<ToldEvent>[] = [];
  const longest = Math.max(...histories.map((history) => history.length));
  for (let version = 1; version <= longest; version += 1) {
    for (const history of histories) {
      const fact = history[version - 1];
      if (fact) events.push(recorded(fact, events.length + 1, version, issuerId));
    }
  }
  return events;
}

/** Facts that specs tell: of wallets, and of purses. */
type ToldEvent = WalletEvent | PurseEvent | PurseExceptionEvent;

function recorded(
  { recordedAt, event }: Told,
  position: number,
  version: number,
  issuerId: string,
): Recorded<ToldEvent> {
  return {
    event,
    body: Buffer.alloc(0),
    envelope: {
      service: 'ledger',
      epoch: 1,
      position,
      stream: isOfPurse(event) ? 'purse' : 'wallet',
      streamId: isOfPurse(event) ? event.data.purseId : event.data.walletId,
      version,
      eventId: `evt_${position}`,
      type: event.type,
      schema: Buffer.alloc(32),
      occurredAt: recordedAt,
      recordedAt,
      issuerId,
      actor: 'till-7',
      correlationId: `cor_${position}`,
      causationId: null,
      traceparent: null,
    },
  };
}

function isOfPurse(event: ToldEvent): event is Extract<ToldEvent, { type: `Purse${string}` }> {
  return event.type.startsWith('Purse');
}

/** The tables of one projection; `close` in afterAll. */
export class ProjectionTables {
  readonly pool: ReturnType<typeof openPool>;
  readonly #projection: Projection;

  /** In the database of this address, app role. Call `clear` before each test. */
  constructor(appUrl: string, projection: Projection) {
    this.#projection = projection;
    this.pool = openPool(appUrl, [projection.name]);
  }

  /** Empty tables. */
  async clear(): Promise<void> {
    const { name, tables } = this.#projection;
    await this.pool.query(`DROP SCHEMA IF EXISTS "${name}" CASCADE; CREATE SCHEMA "${name}"; ${tables}`);
  }

  /** Folds the events the projection asks for, in batches of `size`, and says how far it has come. */
  async fold(events: readonly Recorded[], size = events.length): Promise<void> {
    const { events: types } = this.#projection;
    const wanted = events.filter(({ event }) => types === 'all' || types.includes(event.type));
    for (let first = 0; first < wanted.length; first += size) {
      await transaction(this.pool, (tx) => this.#projection.apply(tx, wanted.slice(first, first + size)));
    }
    await this.pool.query(
      `INSERT INTO projection_checkpoint (name, definition, position) VALUES ($1, '', $2)
       ON CONFLICT (name) DO UPDATE SET position = excluded.position`,
      [this.#projection.name, events.length],
    );
  }

  /** Every row of every table, as text in the order of the tables and of the rows' text. */
  async contents(): Promise<string> {
    const { rows: found } = await this.pool.query<{ table_name: string }>(
      'SELECT table_name FROM information_schema.tables WHERE table_schema = $1 ORDER BY 1',
      [this.#projection.name],
    );
    const texts: string[] = [];
    for (const { table_name: table } of found) {
      const { rows } = await this.pool.query<{ row: string }>(`SELECT t::text AS row FROM "${table}" t ORDER BY 1`);
      texts.push(table, ...rows.map(({ row }) => row));
    }
    return texts.join('\n');
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/** Keeps the live projections of a service up with its log, and builds them anew beside the live ones. */
import { InvariantError } from '@scrip/decider';
import { Bell } from './bell.ts';
import { isStoreDown, type Tx, transaction } from './database.ts';
import type { EventLog } from './event-log.ts';
import { createTables, definitionOf, enter, entering, type Projection, relevant, typesOf } from './projection.ts';
import type { Recorded } from './recorded.ts';
import type { Stretch } from './scan.ts';

/**
 * Events folded in one transaction: enough to make statements bulk, and to keep up where each of a transaction's two dozen
 * round trips waits for a busy event loop; few enough to commit within a tenth of a second.
 */
const BATCH_EVENTS_MAX = 2_000;
/**
 * Under load the next batch is gathered so long: a transaction for each group commit would cost more than its events.
 * Whoever waits for a position ends the gathering at once.
 */
const GATHER_MS = 100;
/** How soon events of other copies of the service are seen; those of this process, and whoever waits, wake the runner at once. */
const POLL_MS = 250;
const RETRY_MS = 500;

/**
 * Settings of a transaction that folds: projections can be built again, so their commits need not wait for the disk; and
 * a batch touches few of a table's rows, which the planner cannot know of an array and would join by reading the table.
 */
const FOLDING = `SET LOCAL synchronous_commit = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;
  SET LOCAL enable_seqscan = off`;

/** Where events come from, in position order and in pages of any size: the log, or Kafka's copy of it. */
export interface EventSource {
  scan(stretch: Stretch): AsyncIterable<readonly Recorded[]>;
}

export type ProjectionProblem = (projection: string, error: unknown) => void;

interface Waiter {
  readonly position: number;
  readonly done: (reached: boolean) => void;
}

export class ProjectionRunner {
  readonly #log: EventLog;
  readonly #projections: readonly Projection[];
  readonly #onProblem: ProjectionProblem;
  readonly #positions = new Map<string, number>();
  readonly #halted = new Set<string>();
  readonly #waiters = new Set<Waiter>();
  readonly #appended = new Bell();
  readonly #hurry = new Bell();
  #running: Promise<void> | undefined;
  #stopping = false;
  #unsubscribe: (() => void) | undefined;

  constructor(log: EventLog, projections: readonly Projection[], onProblem: ProjectionProblem) {
    this.#log = log;
    this.#projections = projections;
    this.#onProblem = onProblem;
  }

  /** Projections that met an event they cannot fold: we are wrong, they stand still until mended and restarted. */
  get halted(): ReadonlySet<string> {
    return this.#halted;
  }

  /** How far each projection is. */
  get positions(): ReadonlyMap<string, number> {
    return this.#positions;
  }

  /** Creates what is missing, rebuilds what changed its definition, then follows the log. */
  async start(): Promise<void> {
    for (const projection of this.#projections) await this.#prepare(projection);
    await this.#checkNames();
    this.#unsubscribe = this.#log.onAppended(() => this.#appended.ring());
    this.#running = this.#follow();
  }

  /** Stops after the batch in hand. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#unsubscribe?.();
    this.#wake();
    await this.#running;
    for (const waiter of this.#waiters) waiter.done(false);
  }

  /** Whether every projection has folded the event at `position`, waiting at most `timeoutMs`. */
  reached(position: number, timeoutMs: number): Promise<boolean> {
    if (this.#lowest() >= position) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        position,
        done: (reached) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(reached);
        },
      };
      const timer = setTimeout(() => waiter.done(false), timeoutMs);
      this.#waiters.add(waiter);
      this.#wake();
    });
  }

  /**
   * Builds a projection from the first event in tables of its own, then swaps them in; readers see the old ones until
   * then. Returns how many events were folded.
   */
  async rebuild(name: string, onProgress: (position: number) => void = () => undefined): Promise<number> {
    const projection = this.#projections.find((candidate) => candidate.name === name);
    if (!projection) throw new RangeError(`there is no projection ${name}`);
    const next = `${name}_next`;
    await transaction(this.#log.pool, (tx) => createTables(tx, projection, next));
    const head = await this.#log.head();
    let position = await foldInto(this.#log, projection, next, this.#log, head.position, 0, onProgress);
    await transaction(this.#log.pool, async (tx) => {
      const live = await lockCheckpoint(tx, name);
      position = await foldWithin(tx, projection, next, this.#log, live, position);
      await tx.query(`DROP SCHEMA IF EXISTS "${name}" CASCADE`);
      await tx.query(`ALTER SCHEMA "${next}" RENAME TO "${name}"`);
      await tx.query(
        `INSERT INTO projection_checkpoint (name, definition, position) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET definition = excluded.definition, position = excluded.position`,
        [name, definitionOf(projection), position],
      );
    });
    this.#halted.delete(name);
    this.#wake();
    return position;
  }

  async #prepare(projection: Projection): Promise<void> {
    const definition = definitionOf(projection);
    const stale = await transaction(this.#log.pool, async (tx) => {
      await tx.query("SELECT pg_advisory_xact_lock(hashtext('projection'), hashtext($1))", [projection.name]);
      const { rows } = await tx.query<{ definition: string }>(
        'SELECT definition FROM projection_checkpoint WHERE name = $1',
        [projection.name],
      );
      if (rows[0]) return rows[0].definition !== definition;
      await createTables(tx, projection, projection.name);
      await tx.query('INSERT INTO projection_checkpoint (name, definition) VALUES ($1, $2)', [
        projection.name,
        definition,
      ]);
      return false;
    });
    if (stale) await this.rebuild(projection.name);
  }

  /** All live projections are folded and read under their tables' bare names. Throws InvariantError where two have the same. */
  async #checkNames(): Promise<void> {
    const { rows } = await this.#log.pool.query<{ tablename: string }>(
      'SELECT tablename FROM pg_tables WHERE schemaname = ANY ($1) GROUP BY tablename HAVING count(*) > 1',
      [this.#projections.map(({ name }) => name)],
    );
    const [twice] = rows;
    if (twice) throw new InvariantError(`two projections of ${this.#log.service} have a table ${twice.tablename}`);
  }

  async #follow(): Promise<void> {
    while (!this.#stopping) {
      let folded = 0;
      try {
        folded = await this.#step(this.#projections.filter(({ name }) => !this.#halted.has(name)));
      } catch (error) {
        if (isStoreDown(error)) await this.#hurry.sleep(RETRY_MS);
        else await this.#findCulprit();
      }
      this.#notify();
      if (folded === BATCH_EVENTS_MAX) continue;
      if (folded > 0) await this.#hurry.sleep(GATHER_MS);
      await this.#appended.sleep(POLL_MS);
    }
  }

  /** Folds the next events into all projections that no other copy is folding; returns how many were read. */
  async #step(projections: readonly Projection[]): Promise<number> {
    if (projections.length === 0) return 0;
    const { position: head } = await this.#log.head();
    if (this.#positions.size === this.#projections.length && this.#lowest() >= head) return 0;
    const folded = await transaction(this.#log.pool, async (tx) => {
      const names = projections.map(({ name }) => name);
      await tx.query(`${FOLDING}; ${entering(names)}`);
      const { rows } = await tx.query<{ name: string; position: bigint }>(
        'SELECT name, position FROM projection_checkpoint WHERE name = ANY ($1) ORDER BY name FOR UPDATE SKIP LOCKED',
        [names],
      );
      const mine = new Map(rows.map((row) => [row.name, Number(row.position)]));
      if (mine.size < projections.length) await this.#learn(tx, names);
      if (mine.size === 0) return { count: 0, reached: [] };
      const after = Math.min(...mine.values());
      const events = await this.#log.readNew('projections', { after, limit: BATCH_EVENTS_MAX }, tx);
      const last = events.at(-1)?.envelope.position ?? after;
      for (const projection of projections) {
        const from = mine.get(projection.name);
        if (from === undefined) continue;
        const batch = relevant(projection, events, from);
        if (batch.length === 0) continue;
        await projection.apply(tx, batch);
      }
      if (events.length > 0) {
        await tx.query('UPDATE projection_checkpoint SET position = greatest(position, $2) WHERE name = ANY ($1)', [
          [...mine.keys()],
          last,
        ]);
      }
      const reached = [...mine].map(([name, from]): readonly [string, number] => [name, Math.max(from, last)]);
      return { count: events.length, reached };
    });
    // Only what is committed is seen by who reads.
    for (const [name, position] of folded.reached) this.#positions.set(name, position);
    return folded.count;
  }

  async #learn(tx: Tx, names: readonly string[]): Promise<void> {
    const { rows } = await tx.query<{ name: string; position: bigint }>(
      'SELECT name, position FROM projection_checkpoint WHERE name = ANY ($1)',
      [names],
    );
    for (const row of rows) this.#positions.set(row.name, Number(row.position));
  }

  /** One projection failed and took the batch along: each is tried alone, and the one at fault stands still. */
  async #findCulprit(): Promise<void> {
    for (const projection of this.#projections) {
      if (this.#halted.has(projection.name)) continue;
      try {
        await this.#step([projection]);
      } catch (error) {
        if (isStoreDown(error)) return;
        this.#halted.add(projection.name);
        this.#onProblem(projection.name, error);
      }
    }
  }

  #lowest(): number {
    if (this.#positions.size < this.#projections.length) return this.#projections.length === 0 ? Infinity : -1;
    return Math.min(...this.#positions.values());
  }

  #notify(): void {
    const lowest = this.#lowest();
    for (const waiter of this.#waiters) if (lowest >= waiter.position) waiter.done(true);
  }

  /** Folds what there is at once. */
  #wake(): void {
    this.#hurry.ring();
    this.#appended.ring();
  }
}

async function lockCheckpoint(tx: Tx, name: string): Promise<number> {
  const { rows } = await tx.query<{ position: bigint }>(
    'SELECT position FROM projection_checkpoint WHERE name = $1 FOR UPDATE',
    [name],
  );
  return Number(rows[0]?.position ?? 0n);
}

/** Folds events (after, upTo] of a source into the tables of `schema`, batch by batch; returns the last position. */
export async function foldInto(
  log: EventLog,
  projection: Projection,
  schema: string,
  source: EventSource,
  upTo: number,
  after: number,
  onProgress: (position: number) => void,
  batchEvents = BATCH_EVENTS_MAX,
): Promise<number> {
  for await (const events of batches(source.scan({ after, upTo, types: typesOf(projection) }), batchEvents)) {
    await transaction(log.pool, async (tx) => {
      await tx.query(FOLDING);
      await enter(tx, schema);
      await projection.apply(tx, events);
    });
    onProgress(events.at(-1)?.envelope.position ?? upTo);
  }
  return upTo;
}

/** What comes in pages of any size, in batches for one transaction each. */
async function* batches(
  pages: AsyncIterable<readonly Recorded[]>,
  batchEvents: number,
): AsyncGenerator<readonly Recorded[]> {
  let gathered: Recorded[] = [];
  for await (const page of pages) {
    gathered.push(...page);
    for (; gathered.length >= batchEvents; gathered = gathered.slice(batchEvents)) yield gathered.slice(0, batchEvents);
  }
  if (gathered.length > 0) yield gathered;
}

async function foldWithin(
  tx: Tx,
  projection: Projection,
  schema: string,
  source: EventSource,
  upTo: number,
  after: number,
): Promise<number> {
  await enter(tx, schema);
  const stretch = { after, upTo, types: typesOf(projection) };
  for await (const events of batches(source.scan(stretch), BATCH_EVENTS_MAX)) await projection.apply(tx, events);
  await tx.query('SET LOCAL search_path = public');
  return Math.max(after, upTo);
}

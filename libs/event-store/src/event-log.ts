/**
 * A service's log of facts: append-only, gapless, the only truth. `execute` is the way in: load the state, decide,
 * append under group commit, and decide again when somebody was faster.
 */
import { randomBytes } from 'node:crypto';
import { contracts, type ScripEvent } from '@scrip/contracts';
import { type Decider, type Decision, InvariantError } from '@scrip/decider';
import type pg from 'pg';
import type { BatchCommand, BatchOutcome } from './append-batch.ts';
import {
  type AcrossCommand,
  on,
  type Placed,
  type Settling,
  type StreamCommand,
  type StreamRef,
  type Verdict,
} from './command.ts';
import { isStoreDown, openPool, type Tx } from './database.ts';
import { KeyReusedError, MarkMovedError, StoreUnavailableError } from './errors.ts';
import { type BatchObserver, GroupCommit } from './group-commit.ts';
import { type Follower, LogTail } from './log-tail.ts';
import { advanced, committed, prepare, recorded } from './prepare.ts';
import { EVENT_COLUMNS, type EventRow, type Recorded, RowDecoder, type Stored } from './recorded.ts';
import { type ScannedEvent, type Stretch, scanTable } from './scan.ts';
import { type CachedStream, isReady, nextTurn, reserve, StreamCache } from './stream-cache.ts';
import { StreamLoader } from './stream-loader.ts';
import { again, isOtherInput, keyHash, outcomeUnder } from './verdict.ts';

/** How often a command is decided anew when its streams keep moving under it. */
const ATTEMPTS_MAX = 50;
/** How long a command waits for a database that has gone away before the answer is 503. */
const OUTAGE_WAIT_MS = 5_000;
const OUTAGE_RETRY_MS = 100;
const STREAM_PAGE_EVENTS = 2_000;

/** What became of one try; what was decided matters only where the log took it. */
interface Attempt {
  readonly outcome: BatchOutcome;
  readonly decided?: { readonly decision: Decision<Placed>; readonly prepared: BatchCommand };
}

export interface EventLogOptions {
  readonly service: string;
  /** URL of the service's database, app role. */
  readonly connection: string;
  /** Business clock, epoch milliseconds. */
  readonly clock: { now(): number };
  /** Names of the projections whose tables unqualified queries find. */
  readonly projections?: readonly string[];
  readonly observe?: BatchObserver;
}

export class EventLog {
  readonly service: string;
  readonly clock: { now(): number };
  /** App role; its unqualified names find the live projections. int8 arrives as bigint. */
  readonly pool: pg.Pool;
  readonly #commit: GroupCommit;
  readonly #cache = new StreamCache();
  readonly #tail = new LogTail();
  readonly #decoder: RowDecoder;
  /** Commands that could not be decided on a remembered state. */
  readonly #doubted = new WeakSet<Settling>();
  readonly #keysUnderWay = new Map<string, Promise<unknown>>();
  readonly #listeners = new Set<(position: number) => void>();
  readonly #loader: StreamLoader;
  #epoch = 0;

  private constructor(options: EventLogOptions) {
    this.service = options.service;
    this.clock = options.clock;
    this.pool = openPool(options.connection, options.projections);
    this.#decoder = new RowDecoder(options.service);
    const hasSnapshots = options.projections?.includes('stream_snapshot') ?? false;
    this.#loader = new StreamLoader(this.pool, this.#decoder, hasSnapshots);
    this.#commit = new GroupCommit({
      connection: options.connection,
      now: () => options.clock.now(),
      observe: options.observe ?? (() => undefined),
      appended: (commands, outcomes) => this.#appended(commands, outcomes),
    });
  }

  /**
   * Opens the log of `service`. Throws InvariantError when the database is another service's or was never migrated to,
   * StoreUnavailable-like pg errors when it cannot be reached.
   */
  static async open(options: EventLogOptions): Promise<EventLog> {
    const log = new EventLog(options);
    try {
      await log.#checkHead();
      await log.#keepSchemas();
      return log;
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  /** Commands that wait for a batch. */
  get waiting(): number {
    return this.#commit.waiting;
  }

  /** Calls back after each commit of this process with the log's position then; returns the way to stop it. */
  onAppended(listener: (position: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Decides on one stream and appends. Errors in the order tried: OverloadedError, KeyReusedError, MarkMovedError when a
   * consumer's mark is not where `progress` moves it from, StoreUnavailableError.
   */
  async execute<S, E extends ScripEvent, G = undefined>(command: StreamCommand<S, E, G>): Promise<Verdict<E>> {
    const { streamId, gather } = command;
    const place = (decision: Decision<E>): Decision<Placed> =>
      decision.kind === 'refused'
        ? decision
        : { kind: 'accepted', events: decision.events.map((event) => ({ streamId, event })) };
    const verdict = await this.#settle({
      who: command.who,
      key: command.key,
      progress: command.progress,
      rows: command.rows,
      writes: command.writes,
      streams: [on(command.decider, streamId)],
      gather: gather as ((version: number) => Promise<unknown>) | undefined,
      decide: (states, gathered) => place(command.decide(states[0] as S, gathered as G)),
    });
    return verdict as Verdict<E>;
  }

  /** Decides on several streams of this service and appends to them, all or nothing. Errors as `execute`. */
  async executeAcross(command: AcrossCommand): Promise<Verdict> {
    return this.#settle({ ...command, gather: undefined, decide: (states) => command.decide(states) });
  }

  /** Reads what is not known yet of some streams, so that none of the commands on them that follow has to wait for its own. */
  async learn(streams: readonly StreamRef[]): Promise<void> {
    await this.#loader.loadMissing(
      streams,
      streams.map(({ streamId }) => this.#cache.get(streamId)),
    );
  }

  /** State and version of a stream as the log has it now. */
  async state<S, E extends ScripEvent>(
    decider: Decider<S, E>,
    streamId: string,
  ): Promise<{ state: S; version: number }> {
    const loaded = await this.#loader.load(on(decider, streamId));
    return { state: loaded.state as S, version: loaded.version };
  }

  /** Where the log ends. */
  async head(): Promise<{ epoch: number; position: number }> {
    const { rows } = await this.pool.query<{ epoch: number; position: bigint }>('SELECT epoch, position FROM log_head');
    const row = rows[0];
    if (!row) throw new InvariantError(`the log of ${this.service} has no head; run its migrations`);
    return { epoch: row.epoch, position: Number(row.position) };
  }

  /** What a follower reads next, as `read`: from memory where this process has just appended it. */
  async readNew(
    follower: Follower,
    options: { readonly after: number; readonly limit: number },
    tx: Tx = this.pool,
  ): Promise<readonly Recorded[]> {
    return this.#tail.read(follower, options.after, options.limit) ?? this.read(options, tx);
  }

  /** Events above `after` in position order, at most `limit`, as they are stored. */
  async read(options: { readonly after: number; readonly limit: number }, tx: Tx = this.pool): Promise<Stored[]> {
    const { rows } = await tx.query<EventRow>({
      name: 'read_log',
      text: `SELECT ${EVENT_COLUMNS} FROM event WHERE position > $1 ORDER BY position LIMIT $2`,
      values: [options.after, options.limit],
    });
    return this.#decoder.decode(tx, rows);
  }

  /** A long stretch of the log, in pages: see scan.ts. */
  scan(stretch: Stretch): AsyncGenerator<readonly ScannedEvent[]> {
    return scanTable(this.pool, 'public.event', stretch);
  }

  /** Events of a stream above `after` (a version) in order, at most `limit`. */
  async readStream(
    streamId: string,
    options: { readonly after?: number; readonly limit?: number } = {},
  ): Promise<Stored[]> {
    const { rows } = await this.pool.query<EventRow>({
      name: 'read_stream',
      text: `SELECT ${EVENT_COLUMNS} FROM event WHERE stream_id = $1 AND version > $2 ORDER BY version LIMIT $3`,
      values: [streamId, options.after ?? 0, options.limit ?? STREAM_PAGE_EVENTS],
    });
    return this.#decoder.decode(this.pool, rows);
  }

  /** What a stream begins with; undefined when the log has nothing of it. */
  firstOf(streamId: string): Promise<Stored | undefined> {
    return this.#loader.first(streamId);
  }

  /** Events of a stream recorded at or after a moment (epoch milliseconds), up to a version, in order. */
  readStreamSince(streamId: string, recordedFrom: number, upToVersion: number): Promise<Stored[]> {
    return this.#loader.stretch('recorded_at', streamId, recordedFrom, upToVersion);
  }

  /** Events of a stream at or above a position of the log, up to a version, in order. */
  readStreamFrom(streamId: string, position: number, upToVersion: number): Promise<Stored[]> {
    return this.#loader.stretch('position', streamId, position, upToVersion);
  }

  /** The events at some positions, in the order of the log. */
  readAt(positions: readonly number[]): Promise<Stored[]> {
    return this.#loader.at(positions);
  }

  /** Lets commands on their way finish, then closes. */
  async close(): Promise<void> {
    await this.#commit.close();
    await this.pool.end();
  }

  async #checkHead(): Promise<void> {
    const { rows } = await this.pool.query<{ service: string; epoch: number }>('SELECT service, epoch FROM log_head');
    const head = rows[0];
    if (!head) throw new InvariantError(`the log of ${this.service} has no head; run its migrations`);
    if (head.service !== this.service) {
      throw new InvariantError(`this database holds the log of ${head.service}, not of ${this.service}`);
    }
    this.#epoch = head.epoch;
  }

  async #keepSchemas(): Promise<void> {
    const own = contracts().filter((contract) => contract.service === this.service);
    await this.pool.query(
      `INSERT INTO schema (fingerprint, type, schema_json)
       SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING`,
      [own.map((c) => c.fingerprint), own.map((c) => c.type), own.map((c) => c.schemaText)],
    );
  }

  /** One command under one key at a time; the second finds the verdict of the first. */
  async #settle(command: Settling): Promise<Verdict> {
    const scopedKey = command.key === null ? undefined : `${command.key.scope}\n${command.key.key}`;
    const running = scopedKey === undefined ? undefined : this.#keysUnderWay.get(scopedKey);
    if (scopedKey === undefined) return this.#untilSettled(command, command.progress ? null : randomBytes(32));
    if (running) {
      await running.catch(() => undefined);
      return this.#settle(command);
    }
    const key = command.key && keyHash(command.key.scope, command.key.key);
    const settled = this.#untilSettled(command, key);
    this.#keysUnderWay.set(scopedKey, settled);
    try {
      return await settled;
    } finally {
      this.#keysUnderWay.delete(scopedKey);
    }
  }

  async #untilSettled(command: Settling, key: Buffer | null): Promise<Verdict> {
    const giveUpAt = performance.now() + OUTAGE_WAIT_MS;
    let unsure = false;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; ) {
      try {
        const tried = await this.#attempt(command, key);
        if (tried === 'moved' || tried.outcome.kind === 'conflict') {
          attempt += 1;
          continue;
        }
        return await this.#verdict(command, tried, unsure);
      } catch (error) {
        const down = error instanceof StoreUnavailableError || isStoreDown(error);
        if (!down || performance.now() > giveUpAt) {
          throw down ? new StoreUnavailableError('the log cannot be reached') : error;
        }
        // The batch may stand: asking again with the same key or watermark tells.
        unsure = true;
        await new Promise<void>((resolve) => setTimeout(resolve, OUTAGE_RETRY_MS));
      }
    }
    throw new StoreUnavailableError(`decided ${ATTEMPTS_MAX} times and each time the state had moved`);
  }

  /** Loads what is missing, decides, enqueues; 'moved' when what was gathered no longer fits the state. */
  async #attempt(command: Settling, key: Buffer | null): Promise<Attempt | 'moved'> {
    const entries = command.streams.map((stream) => this.#cache.get(stream.streamId));
    this.#cache.takeAsEmpty(command.streams, entries);
    while (!isReady(entries)) await this.#getReady(command.streams, entries);
    return command.gather
      ? this.#attemptGathered(command, key, entries, command.gather)
      : this.#decide(command, key, entries);
  }

  /** Keeps other commands of this process off the stream while its history is read, so that a busy stream gives way. */
  async #attemptGathered(
    command: Settling,
    key: Buffer | null,
    entries: readonly CachedStream[],
    gather: (version: number) => Promise<unknown>,
  ): Promise<Attempt | 'moved'> {
    const release = reserve(entries);
    let deciding: Promise<Attempt | 'moved'>;
    try {
      while (entries.some((entry) => entry.pending > 0)) await nextTurn();
      const before = entries[0]?.known?.version;
      if (before === undefined) return 'moved';
      const gathered = await gather(before);
      if (entries[0]?.known?.version !== before) return 'moved';
      deciding = this.#decide(command, key, entries, gathered);
    } finally {
      release();
    }
    return deciding;
  }

  /** One step towards streams that are known and that nobody has reserved. */
  #getReady(streams: readonly StreamRef[], entries: readonly CachedStream[]): Promise<void> {
    return (
      entries.find((entry) => entry.reserved !== undefined)?.reserved ?? this.#loader.loadMissing(streams, entries)
    );
  }

  async #decide(
    command: Settling,
    key: Buffer | null,
    entries: readonly CachedStream[],
    gathered?: unknown,
  ): Promise<Attempt | 'moved'> {
    // From here to the end of submit nothing waits: the decision is enqueued before anything else can be decided.
    const known = entries.map((entry) => entry.known ?? { state: undefined, version: 0 });
    let decision: Decision<Placed>;
    let next: CachedStream['known'][];
    try {
      decision = command.decide(
        known.map((stream) => stream.state),
        gathered,
      );
      next = advanced(entries, command.streams, decision);
    } catch (error) {
      return this.#undecidable(command, key, entries, error);
    }
    const prepared = prepare(command, key, decision, known);
    const generations = entries.map((entry) => entry.generation);
    const submitted = this.#commit.submit({
      command: prepared,
      stillStands: () => entries.every((entry, index) => entry.generation === generations[index]),
      rows: command.rows,
      writes: command.writes,
    });
    for (const [index, entry] of entries.entries()) {
      this.#cache.enter(entry);
      entry.known = next[index];
    }
    try {
      const outcome = await submitted;
      if (outcome.kind !== 'won') this.#forget(entries, generations);
      return { outcome, decided: { decision, prepared } };
    } catch (error) {
      this.#forget(entries, generations);
      throw error;
    } finally {
      for (const entry of entries) this.#cache.leave(entry);
    }
  }

  /**
   * What cannot be decided may have been decided before: this command is asked again, or one that it comes after is, and
   * the log will not take it twice. Only what is wrong on a true state, and new, is an error.
   */
  async #undecidable(
    command: Settling,
    key: Buffer | null,
    entries: readonly CachedStream[],
    error: unknown,
  ): Promise<Attempt | 'moved'> {
    if (entries.some((entry) => entry.pending > 0)) {
      while (entries.some((entry) => entry.pending > 0)) await nextTurn();
      return 'moved';
    }
    // Another copy may have moved the streams: only what fails on a state that was just loaded is wrong.
    if (!this.#doubted.has(command)) {
      this.#doubted.add(command);
      for (const entry of entries) this.#cache.invalidate(entry);
      return 'moved';
    }
    const outcome = command.key && key ? await outcomeUnder(this.pool, key) : undefined;
    if (!outcome) throw error;
    return { outcome };
  }

  #forget(entries: readonly CachedStream[], generations: readonly number[]): void {
    entries.forEach((entry, index) => {
      if (entry.generation === generations[index]) this.#cache.invalidate(entry);
    });
  }

  async #verdict(command: Settling, tried: Attempt, unsure: boolean): Promise<Verdict> {
    const { outcome, decided } = tried;
    switch (outcome.kind) {
      case 'won':
        if (!decided) throw new InvariantError('the log took what was not decided');
        return this.#won(outcome, decided);
      case 'key':
        if (command.key && isOtherInput(outcome, command.key)) throw new KeyReusedError();
        return again(this, outcome, !unsure);
      case 'moved':
        throw new MarkMovedError();
      case 'conflict':
        throw new InvariantError('a conflict has no verdict');
    }
  }

  #won(outcome: { firstPosition: number; recordedAt: number }, decided: NonNullable<Attempt['decided']>): Verdict {
    const { decision, prepared } = decided;
    if (decision.kind === 'refused') return { kind: 'refused', refusal: decision.refusal, replayed: false };
    return this.#accepted(prepared, decision.events, outcome);
  }

  #appended(commands: readonly BatchCommand[], outcomes: readonly BatchOutcome[]): void {
    outcomes.forEach((outcome, index) => {
      const command = commands[index];
      if (outcome.kind !== 'won' || !command || command.events.length === 0) return;
      this.#tail.append(recorded({ service: this.service, epoch: this.#epoch, ...outcome }, command));
    });
  }

  #accepted(
    prepared: BatchCommand,
    placed: readonly Placed[],
    outcome: { firstPosition: number; recordedAt: number },
  ): Verdict {
    const events = committed({ service: this.service, epoch: this.#epoch, ...outcome }, prepared, placed);
    const position = events.at(-1)?.envelope.position ?? 0;
    if (position > 0) for (const listener of this.#listeners) listener(position);
    return { kind: 'accepted', events, replayed: false, position };
  }
}

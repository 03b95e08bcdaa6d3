/**
 * Group commit: commands that arrive while a batch is on its way to the disk share the next one, its statement and its
 * fsync. One batch is under way at a time, so the lock on the log's head is never waited for within a process.
 */
import type pg from 'pg';
import { appendBatch, type BatchCommand, type BatchOutcome } from './append-batch.ts';
import { isStoreDown, openConnection, type Tx } from './database.ts';
import { OverloadedError, StoreUnavailableError } from './errors.ts';
import { type RowWrite, writeRows } from './row-write.ts';

/** Commands in one statement: enough for 256 clients twice over, small enough for a few milliseconds of work. */
const BATCH_COMMANDS_MAX = 512;
/** Commands with SQL of their own in one batch: each is a round trip while the log's head is locked. */
const BATCH_WRITES_MAX = 64;
/** Commands waiting: about a second's work. Beyond it a fast 503 is kinder than a slow answer. */
const WAITING_COMMANDS_MAX = 4_096;
/** A reconnect is tried at this pace while commands wait. */
const RECONNECT_DELAY_MS = 250;

/** A command on its way, with the test whether what it was decided on still stands. */
export interface Submission {
  readonly command: BatchCommand;
  /** False once a command that this one was decided on top of has failed. */
  stillStands(): boolean;
  /** Rows that must commit with the command, written with those of its neighbours; not when it is refused. */
  readonly rows?: readonly RowWrite[] | undefined;
  /** SQL that must commit with the command; not run when it is refused. */
  readonly writes?: ((tx: Tx) => Promise<void>) | undefined;
}

/** The SQL of one command failed; the batch was rolled back. */
class WritesError extends Error {
  readonly index: number;
  constructor(index: number, cause: unknown) {
    super('the SQL of a command failed', { cause });
    this.index = index;
  }
}

/** Rows of one or more commands failed; the batch was rolled back. */
class RowsError extends Error {
  constructor(cause: unknown) {
    super('the rows of commands failed', { cause });
  }
}

interface Waiting {
  readonly submission: Submission;
  readonly resolve: (outcome: BatchOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** What a batch looked like, for metrics. */
export type BatchObserver = (batch: { commands: number; seconds: number; waiting: number }) => void;

/** Told of each batch that is durable, before those who wait for its commands are. */
export type BatchListener = (commands: readonly BatchCommand[], outcomes: readonly BatchOutcome[]) => void;

interface GroupCommitOptions {
  /** URL of the service's database, app role. */
  readonly connection: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly observe: BatchObserver;
  readonly appended: BatchListener;
}

export class GroupCommit {
  readonly #options: GroupCommitOptions;
  readonly #waiting: Waiting[] = [];
  #client: pg.Client | undefined;
  #pumping: Promise<void> | undefined;
  #closed = false;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  /** Commands that wait for a batch. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Enqueues in call order; resolves when the outcome is durable.
   * Throws OverloadedError at once when too many wait; rejects with StoreUnavailableError when the outcome is unknown.
   */
  submit(submission: Submission): Promise<BatchOutcome> {
    if (this.#closed) throw new StoreUnavailableError('the log is closing');
    if (this.#waiting.length >= WAITING_COMMANDS_MAX) throw new OverloadedError(this.#waiting.length);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ submission, resolve, reject });
      this.#pumping ??= this.#pump().finally(() => {
        this.#pumping = undefined;
      });
    });
  }

  /** Lets what waits finish, then closes the connection. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#pumping;
    await this.#client?.end();
    this.#client = undefined;
  }

  async #pump(): Promise<void> {
    // Requests that arrived in the same turn of the event loop share the first batch.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#take();
      if (batch.length > 0) await this.#commit(batch);
    }
  }

  /** The next commands in order, as many as share a batch. */
  #take(): Waiting[] {
    const batch: Waiting[] = [];
    let writes = 0;
    while (batch.length < BATCH_COMMANDS_MAX && writes < BATCH_WRITES_MAX) {
      const next = this.#waiting.shift();
      if (!next) break;
      if (!next.submission.stillStands()) {
        next.resolve({ kind: 'conflict' });
        continue;
      }
      batch.push(next);
      if (next.submission.writes) writes += 1;
    }
    return batch;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const started = performance.now();
    try {
      const outcomes = await this.#append(batch.map((item) => item.submission));
      this.#options.appended(
        batch.map((item) => item.submission.command),
        outcomes,
      );
      batch.forEach((item, index) => {
        item.resolve(outcomes[index] ?? { kind: 'conflict' });
      });
      const seconds = (performance.now() - started) / 1000;
      this.#options.observe({ commands: batch.length, seconds, waiting: this.waiting });
    } catch (error) {
      await this.#failed(batch, error);
      return;
    }
    // The waiting requests see their outcome, and may send the next commands, before the next batch is taken.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  /** One command that the database cannot take must not take its neighbours along. */
  async #failed(batch: readonly Waiting[], error: unknown): Promise<void> {
    const cause = error instanceof WritesError || error instanceof RowsError ? error.cause : error;
    if (isStoreDown(cause)) {
      await this.#reconnect();
      // Whether the batch stands is unknown; each command finds out by its key.
      for (const item of batch) item.reject(new StoreUnavailableError((cause as Error).message));
    } else if (error instanceof WritesError) {
      batch[error.index]?.reject(cause);
      const others = batch.filter((_, index) => index !== error.index);
      if (others.length > 0) await this.#commit(others);
    } else if (batch.length === 1) for (const item of batch) item.reject(cause);
    else if (error instanceof RowsError) {
      const hasRows = ({ submission: { rows = [] } }: Waiting): boolean => rows.length > 0;
      const others = batch.filter((item) => !hasRows(item));
      if (others.length > 0) await this.#commit(others);
      for (const item of batch.filter(hasRows)) await this.#commit([item]);
    } else for (const item of batch) await this.#commit([item]);
  }

  async #append(submissions: readonly Submission[]): Promise<readonly BatchOutcome[]> {
    this.#client ??= await openConnection(this.#options.connection);
    const client = this.#client;
    const commands = submissions.map((submission) => submission.command);
    const hasSql = submissions.some(({ writes, rows = [] }) => writes || rows.length > 0);
    if (!hasSql) return appendBatch(client, this.#options.now(), commands);
    await client.query('BEGIN');
    try {
      const outcomes = await appendBatch(client, this.#options.now(), commands);
      const stand = submissions.map(
        ({ command }, index) => outcomes[index]?.kind === 'won' && command.refusal === null,
      );
      await writeRows(
        client,
        submissions.flatMap(({ rows = [] }, index) => (stand[index] ? rows : [])),
      ).catch((cause: unknown) => {
        throw new RowsError(cause);
      });
      for (const [index, { writes }] of submissions.entries()) {
        if (!writes || !stand[index]) continue;
        await writes(client).catch((cause: unknown) => {
          throw new WritesError(index, cause);
        });
      }
      await client.query('COMMIT');
      return outcomes;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  async #reconnect(): Promise<void> {
    const broken = this.#client;
    this.#client = undefined;
    await broken?.end().catch(() => undefined);
    try {
      this.#client = await openConnection(this.#options.connection);
    } catch {
      await new Promise<void>((resolve) => setTimeout(resolve, RECONNECT_DELAY_MS));
    }
  }
}

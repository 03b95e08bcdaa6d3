/**
 * What-ifs as jobs: asked for, run in the background one after the other, watched, cancelled. A job is a row of the service's
 * `what_if` and no fact. A process that dies in the middle goes silent, and whoever looks next begins its job anew, over what was
 * fixed when it was asked. Two processes never run one: a row has one runner.
 */
import { createHash } from 'node:crypto';
import { type EventLog, KeyReusedError, newId } from '@scrip/event-store';
import { canonicalJson, stringifyAnswer } from '@scrip/http';
import { publishedProgramme } from '@scrip/programme';
import type { DueItem, DueWork } from '../timers.ts';
import type { Tell, WhatIfTrial } from './what-if-trial.ts';
import { type WhatIfRow, type WhatIfView, whatIfColumns, whatIfView } from './what-if-view.ts';

/** A runner that has said nothing for so long is gone. */
const SILENCE = '15 seconds';
/** How often a run says how far it is, and hears that it was cancelled. */
const BEAT_MS = 500;
/** What one issuer may have waiting or running. */
export const UNFINISHED_MAX = 4;

/** Thrown out of a run that nobody waits for any more. */
class WhatIfStoppedError extends Error {
  override readonly name = 'WhatIfStoppedError';
}

/** What is asked for. */
export interface AskWhatIf {
  readonly whatIfId: string;
  readonly issuerId: string;
  readonly programmeId: string;
  readonly inputHash: Buffer;
  /** The draft as JSON text. */
  readonly document: string;
  /** First and last day or month. */
  readonly from: string;
  readonly to: string;
  readonly requestedBy: string;
  /** Epoch milliseconds of business time. */
  readonly requestedAt: number;
}

/** What became of asking. */
export type Asked =
  | { readonly kind: 'taken'; readonly view: WhatIfView }
  | { readonly kind: 'too_many'; readonly unfinished: number };

interface Claimed {
  readonly what_if_id: string;
  readonly issuer_id: string;
  readonly programme_id: string;
  readonly document: string;
  readonly span_from: string;
  readonly span_to: string;
  /** And the columns that were fixed. */
  readonly [column: string]: unknown;
}

export class WhatIfJobs implements DueWork {
  readonly name = 'what_if';
  readonly #log: EventLog;
  readonly #trial: WhatIfTrial;
  readonly #clock: EventLog['clock'];
  readonly #runner = newId('run');
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(log: EventLog, trial: WhatIfTrial) {
    this.#log = log;
    this.#trial = trial;
    this.#clock = log.clock;
  }

  /**
   * Takes a what-if; the same one asked again is the one that was taken. Throws KeyReusedError where its key was used for
   * another.
   */
  async ask(asked: AskWhatIf): Promise<Asked> {
    const { whatIfId, issuerId } = asked;
    const before = await this.takenBefore(asked);
    if (before) return { kind: 'taken', view: before };
    const unfinished = await this.#unfinished(issuerId);
    if (unfinished >= UNFINISHED_MAX) return { kind: 'too_many', unfinished };
    await this.#insert(asked);
    const taken = await this.#of(issuerId, whatIfId);
    if (!taken) throw new TypeError(`${whatIfId} was taken and is not there`);
    const view = this.#same(taken, asked);
    this.#begin();
    return { kind: 'taken', view };
  }

  /** What the same request took before; undefined where it took none. Throws KeyReusedError where its key was used for another. */
  async takenBefore(asked: Pick<AskWhatIf, 'whatIfId' | 'issuerId' | 'inputHash'>): Promise<WhatIfView | undefined> {
    const known = await this.#of(asked.issuerId, asked.whatIfId);
    return known && this.#same(known, asked);
  }

  /** A what-if of an issuer; undefined where it has none of this id. */
  async read(issuerId: string, whatIfId: string): Promise<WhatIfView | undefined> {
    const row = await this.#of(issuerId, whatIfId);
    return row && whatIfView(row, this.#trial.members);
  }

  /** What-ifs of an issuer, the newest first, after the one that a page ended with. */
  async list(asked: {
    issuerId: string;
    /** When it was requested, epoch milliseconds, and its id. */
    last: { requestedAt: number; whatIfId: string } | undefined;
    limit: number;
  }): Promise<readonly WhatIfView[]> {
    const { issuerId, last, limit } = asked;
    const { rows } = await this.#log.pool.query<WhatIfRow>(
      `SELECT ${whatIfColumns(this.#trial)} FROM what_if
       WHERE issuer_id = $1 AND ($2::bigint IS NULL OR (requested_at, what_if_id) < ($2, $3))
       ORDER BY requested_at DESC, what_if_id DESC LIMIT $4`,
      [issuerId, last?.requestedAt ?? null, last?.whatIfId ?? null, limit],
    );
    return rows.map((row) => whatIfView(row, this.#trial.members));
  }

  /** Ends one that waits or runs. False where it had ended before. */
  async cancel(issuerId: string, whatIfId: string): Promise<boolean> {
    const { rowCount } = await this.#log.pool.query(
      `UPDATE what_if SET state = 'cancelled', finished_at = $3
       WHERE issuer_id = $1 AND what_if_id = $2 AND state IN ('queued', 'running')`,
      [issuerId, whatIfId, this.#clock.now()],
    );
    return rowCount === 1;
  }

  /** Those that wait, and those whose runner is gone; none while this process runs one. */
  async due(): Promise<readonly DueItem[]> {
    if (this.#running) return [];
    const { rows } = await this.#log.pool.query<{ what_if_id: string; requested_at: bigint }>(
      `SELECT what_if_id, requested_at FROM what_if
       WHERE state = 'queued' OR (state = 'running' AND beat_at < now() - interval '${SILENCE}')
       ORDER BY requested_at LIMIT 1`,
    );
    return rows.map((row) => ({ id: row.what_if_id, dueAt: Number(row.requested_at) }));
  }

  /** Begins in the background, so that other due work is not held up. */
  async carryOut(): Promise<'done'> {
    this.#begin();
    return 'done';
  }

  /** Resolves when nothing runs here. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Ends what runs; the next process begins it anew. */
  async onModuleDestroy(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  #begin(): void {
    if (this.#running || this.#stopped) return;
    this.#running = this.#runAll().finally(() => {
      this.#running = undefined;
    });
  }

  async #runAll(): Promise<void> {
    while (!this.#stopped) {
      const claimed = await this.#claim().catch(() => undefined);
      if (!claimed) return;
      await this.#run(claimed);
    }
  }

  async #insert(asked: AskWhatIf): Promise<void> {
    const { columns, fixed } = this.#trial;
    const values = await this.#trial.fix({ from: asked.from, to: asked.to });
    const row: Readonly<Record<string, unknown>> = {
      what_if_id: asked.whatIfId,
      issuer_id: asked.issuerId,
      programme_id: asked.programmeId,
      input_hash: asked.inputHash,
      document: asked.document,
      [columns.from]: asked.from,
      [columns.to]: asked.to,
      state: 'queued',
      requested_by: asked.requestedBy,
      requested_at: asked.requestedAt,
      ...Object.fromEntries(fixed.map((column) => [column, values[column]])),
    };
    const names = Object.keys(row);
    const places = names.map((_name, index) => `$${index + 1}`);
    await this.#log.pool.query(
      `INSERT INTO what_if (${names.join(', ')}) VALUES (${places.join(', ')}) ON CONFLICT DO NOTHING`,
      Object.values(row),
    );
  }

  async #claim(): Promise<Claimed | undefined> {
    const { columns, fixed } = this.#trial;
    const { rows } = await this.#log.pool.query<Claimed>(
      `UPDATE what_if SET state = 'running', runner = $1, beat_at = now(), done = 0
       WHERE what_if_id = (SELECT what_if_id FROM what_if
                           WHERE state = 'queued' OR (state = 'running' AND beat_at < now() - interval '${SILENCE}')
                           ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING what_if_id, issuer_id, programme_id, document, ${columns.from} AS span_from, ${columns.to} AS span_to,
         ${fixed.join(', ')}`,
      [this.#runner],
    );
    return rows[0];
  }

  async #run(claimed: Claimed): Promise<void> {
    const { what_if_id: id, issuer_id: issuerId, programme_id: programmeId, span_from: from, span_to: to } = claimed;
    let beaten = performance.now();
    const tell: Tell = async (done) => {
      if (this.#stopped) throw new WhatIfStoppedError();
      if (performance.now() - beaten < BEAT_MS) return;
      beaten = performance.now();
      if (!(await this.#set(id, `done = $3, beat_at = now()`, [done]))) throw new WhatIfStoppedError();
    };
    try {
      const draft = publishedProgramme(claimed.document);
      const fixed = Object.fromEntries(this.#trial.fixed.map((column) => [column, Number(claimed[column])]));
      const report = await this.#trial.run({ issuerId, programmeId, draft, from, to, fixed }, tell);
      // As it goes out: bigints are integers while they are exact.
      const text = canonicalJson(JSON.parse(stringifyAnswer(report)));
      const sha256 = createHash('sha256').update(text).digest('hex');
      const done = `state = 'done', done = ${this.#trial.of}, report = $3, report_sha256 = $4, finished_at = $5`;
      await this.#set(id, done, [text, sha256, this.#clock.now()]);
    } catch (error) {
      if (error instanceof WhatIfStoppedError) return;
      const problem = error instanceof Error ? error.message : String(error);
      // Where the database is gone too, the silence of this runner lets another one begin anew.
      await this.#set(id, `state = 'failed', problem = $3, finished_at = $4`, [problem, this.#clock.now()]).catch(
        () => undefined,
      );
    }
  }

  /** Whether the job is still this process's to change. */
  async #set(id: string, change: string, values: readonly unknown[]): Promise<boolean> {
    const { rowCount } = await this.#log.pool.query(
      `UPDATE what_if SET ${change} WHERE what_if_id = $1 AND runner = $2 AND state = 'running'`,
      [id, this.#runner, ...values],
    );
    return rowCount === 1;
  }

  async #of(issuerId: string, whatIfId: string): Promise<WhatIfRow | undefined> {
    const { rows } = await this.#log.pool.query<WhatIfRow>(
      `SELECT ${whatIfColumns(this.#trial)} FROM what_if WHERE issuer_id = $1 AND what_if_id = $2`,
      [issuerId, whatIfId],
    );
    return rows[0];
  }

  async #unfinished(issuerId: string): Promise<number> {
    const { rows } = await this.#log.pool.query<{ unfinished: bigint }>(
      `SELECT count(*) AS unfinished FROM what_if WHERE issuer_id = $1 AND state IN ('queued', 'running')`,
      [issuerId],
    );
    return Number(rows[0]?.unfinished ?? 0n);
  }

  #same(row: WhatIfRow, asked: Pick<AskWhatIf, 'inputHash'>): WhatIfView {
    if (!row.input_hash.equals(asked.inputHash)) throw new KeyReusedError();
    return whatIfView(row, this.#trial.members);
  }
}

/** A system of the benchmark's own: cards and ledger with all that they need, its accounts, and the load on it. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type System, startSystem } from '@scrip/local';
import pg from 'pg';
import { openAccounts } from './accounts.ts';
import { cpuMeter, residentMib } from './cpu.ts';
import { drained } from './drained.ts';
import type { Job, LoadResult } from './load.ts';
import { measureYardstick, type Yardstick } from './pgbench.ts';

export const CLIENTS = 64;
const RECHARGE_SHARE = 0.3;
/** What V8 may grow to in a process of its own: left alone it grows by habit, not by need. */
const OLD_SPACE_MIB = 256;

/** One measurement. */
export interface Measured extends LoadResult {
  readonly opsPerSecond: number;
  /** How long relay and projections went on after the last answer. */
  readonly drainSeconds: number;
  /** CPU seconds used while it ran and until all was published and folded, by process. */
  readonly cpu: Readonly<Record<string, number>>;
}

/** What is sent, where it differs from one command a request, uniform. */
export interface How {
  readonly hot?: boolean;
  readonly batch?: number;
  /** Requests a second of all clients; without it each sends when it is answered. */
  readonly rate?: number;
}

export class MeasuredSystem {
  /** Commands that were acknowledged since the start. */
  acknowledged = 0;
  readonly #system: System;
  readonly #folder: string;
  readonly #operator: string;

  private constructor(system: System, folder: string, operator: string) {
    this.#system = system;
    this.#folder = folder;
    this.#operator = operator;
  }

  /** Starts in a folder, where its state stays when it stops. */
  static async start(folder: string): Promise<MeasuredSystem> {
    const system = await startSystem({ stateDir: join(folder, 'state'), ports: 'free', services: ['cards', 'ledger'] });
    writeFileSync(join(folder, 'token'), await system.token('importer'), { mode: 0o600 });
    return new MeasuredSystem(system, folder, await system.token('operator'));
  }

  stop(): Promise<void> {
    return this.#system.stop();
  }

  get ledger(): string {
    return this.#system.describe().services.ledger ?? '';
  }

  /** Addresses of the ledger's database under its owner and its own role, and the administrator's. */
  get databases(): { readonly ownerUrl: string; readonly appUrl: string; readonly adminUrl: string } {
    const { postgres } = this.#system.describe();
    const { ownerUrl = '', appUrl = '' } = postgres.services['ledger'] ?? {};
    return { ownerUrl, appUrl, adminUrl: postgres.adminUrl };
  }

  token(role: 'finance'): Promise<string> {
    return this.#system.token(role);
  }

  /** Opens wallets to measure on. */
  async openAccounts(count: number, onProgress: (done: number) => void): Promise<void> {
    const { cards = '', ledger = '' } = this.#system.describe().services;
    const token = readFileSync(join(this.#folder, 'token'), 'utf8');
    const accounts = await openAccounts({ cards, ledger }, token, count, onProgress);
    writeFileSync(join(this.#folder, 'cards.json'), JSON.stringify(accounts));
  }

  /** Loads the ledger; `run` names it in the keys, so that none is used twice. */
  async load(
    run: string,
    seconds: number,
    seed: number,
    { hot = false, batch = 1, rate }: How = {},
  ): Promise<Measured> {
    const used = cpuMeter(this.#system.describe().pids);
    const job: Job = {
      url: this.ledger,
      tokenFile: join(this.#folder, 'token'),
      cardsFile: join(this.#folder, 'cards.json'),
      clients: CLIENTS,
      seconds,
      seed,
      hot,
      batch,
      requestsPerSecond: rate ?? null,
      rechargeShare: RECHARGE_SHARE,
      run,
    };
    const result = await inProcess<LoadResult>('load.ts', JSON.stringify(job));
    const drainSeconds = await drained(`${this.ledger}/ledger/v1/log`, this.#operator);
    this.acknowledged += result.acknowledged;
    return { ...result, opsPerSecond: result.acknowledged / result.seconds, drainSeconds, cpu: used() };
  }

  /** Memory that the ledger's process holds now, MiB. */
  memoryMib(): number {
    return residentMib(this.#system.describe().pids['ledger'] ?? 0);
  }

  yardstick(seconds: number): Promise<Yardstick> {
    return measureYardstick(this.databases.ownerUrl, CLIENTS, seconds);
  }

  /**
   * Has Postgres finish what it has written so far. From then on it writes its log into files that it has already, as a
   * server that has run for an hour does; each new one of them stops all commits for a twentieth of a second.
   */
  async checkpoint(): Promise<void> {
    const client = new pg.Client(this.databases.adminUrl);
    await client.connect();
    await client.query('CHECKPOINT');
    await client.end();
  }

  async countEvents(): Promise<number> {
    const client = new pg.Client(this.databases.ownerUrl);
    await client.connect();
    const { rows } = await client.query<{ position: string }>('SELECT position FROM log_head');
    await client.end();
    return Number(rows[0]?.position ?? 0);
  }
}

/** Runs a script of this folder in a process of its own, so that its CPU and memory are its own; gives the JSON it prints. */
export function inProcess<T>(script: string, ...args: readonly string[]): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        '--conditions=@scrip/source',
        '--disable-warning=ExperimentalWarning',
        `--max-old-space-size=${OLD_SPACE_MIB}`,
        // As services run: see libs/chassis/src/process-memory.ts.
        '--no-allocation-site-pretenuring',
        join(import.meta.dirname, script),
        ...args,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(text) as T);
      else reject(new Error(`${script} ended with ${code}`));
    });
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventLog, idFrom } from '@scrip/event-store';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { walletDecider } from '../../src/wallet/wallet.decider.ts';
import { activateCard, openWallet } from '../../src/wallet/wallet-card.rule.ts';
import { OPENING } from '../wallet-story.ts';
import { linearize, type Operation } from './linearize.ts';
import { type Answered, type Asked, simpleWallet } from './simple-wallet.ts';
import type { Sent, Told } from './wallet-worker.ts';

const COPIES = 3;
const CLIENTS = 12;
const WALLETS = 6;
const COMMANDS_OF_CLIENT = 90;
const KILLS = 6;
const KILL_EVERY_MS = 900;
const RUN_MS_MAX = 240_000;

type Done = Operation<Asked, Answered> & { readonly walletId: string };

let database: ThrowawayDatabase;
let log: EventLog;
let sent = 0;

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  log = await EventLog.open({ service: 'ledger', connection: database.appUrl, clock: { now: () => Date.now() } });
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

/** A copy of the service: a process that can be killed at any moment, and is started again. */
class Copy {
  #child: ChildProcess | undefined;
  readonly #waiting = new Map<number, (answered: Answered | undefined) => void>();

  async start(): Promise<this> {
    const child = spawn(
      process.execPath,
      [
        '--conditions=@scrip/source',
        '--disable-warning=ExperimentalWarning',
        join(import.meta.dirname, 'wallet-worker.ts'),
        database.appUrl,
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const lines = createInterface({ input: child.stdout });
    await new Promise<void>((resolve, reject) => {
      lines.once('line', () => resolve());
      child.once('exit', (code) => reject(new Error(`a copy ended with ${code}`)));
    });
    lines.on('line', (line) => {
      const { n, answered }: Told = JSON.parse(line);
      this.#waiting.get(n)?.(answered);
      this.#waiting.delete(n);
    });
    child.once('exit', () => {
      for (const lose of this.#waiting.values()) lose(undefined);
      this.#waiting.clear();
      if (this.#child === child) this.#child = undefined;
    });
    // What is written to a process that has just been killed is lost like the rest.
    child.stdin.on('error', () => undefined);
    this.#child = child;
    return this;
  }

  /** The answer; undefined where the copy was killed before it came. */
  ask(one: Sent): Promise<Answered | undefined> | undefined {
    const stdin = this.#child?.stdin;
    if (!stdin) return undefined;
    return new Promise((resolve) => {
      this.#waiting.set(one.n, resolve);
      stdin.write(`${JSON.stringify(one)}\n`);
    });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}

async function open(walletId: string): Promise<void> {
  const who = {
    issuerId: 'iss_a',
    actor: 'test',
    occurredAt: 0,
    correlationId: 'c',
    causationId: null,
    traceparent: null,
  };
  const command = { who, key: null, decider: walletDecider, streamId: walletId };
  await log.execute({ ...command, decide: (state) => openWallet(state, { ...OPENING, walletId }) });
  await log.execute({ ...command, decide: (state) => activateCard(state, { cardId: 'crd_1', cardSequence: 1 }) });
}

/** Commands that meet: small amounts, and ids that others have used. */
function nextAsked(id: string, known: readonly string[]): Asked {
  const draw = Math.random();
  const amount = 1 + Math.floor(Math.random() * 40);
  const other = known[Math.floor(Math.random() * known.length)] ?? 'nothing';
  if (draw < 0.3) return { kind: 'recharge', id, amount };
  if (draw < 0.6) return { kind: 'spend', id, amount };
  if (draw < 0.72) return { kind: 'hold', id, amount };
  if (draw < 0.82) return { kind: 'capture', holdId: other };
  if (draw < 0.86) return { kind: 'release', holdId: other };
  return { kind: 'return', spendId: other, amount };
}

async function client(
  copies: readonly Copy[],
  walletIds: readonly string[],
  known: Map<string, string[]>,
): Promise<Done[]> {
  const done: Done[] = [];
  for (let turn = 0; turn < COMMANDS_OF_CLIENT; turn += 1) {
    const n = ++sent;
    const walletId = walletIds[Math.floor(Math.random() * walletIds.length)] ?? '';
    const ids = known.get(walletId) ?? [];
    const input = nextAsked(`id_${n}`, ids.slice(-20));
    if ('id' in input) known.set(walletId, [...ids, input.id]);
    const called = performance.now();
    const answer = copies[Math.floor(Math.random() * copies.length)]?.ask({ n, walletId, asked: input });
    if (!answer) {
      await pause(20);
      continue;
    }
    const output = await answer;
    const returned = output === undefined ? Number.POSITIVE_INFINITY : performance.now();
    done.push({ walletId, input, output, called, returned });
  }
  return done;
}

describe('spends, recharges, holds and returns on few wallets, by several copies that are killed', () => {
  it(
    'are as if they had come one after another',
    async () => {
      const walletIds = Array.from({ length: WALLETS }, (_, index) => idFrom('wal', `linear-${index}`));
      for (const walletId of walletIds) await open(walletId);
      const copies = await Promise.all(Array.from({ length: COPIES }, () => new Copy().start()));
      const known = new Map<string, string[]>();
      let running = true;
      const killing = (async () => {
        for (let kill = 0; kill < KILLS && running; kill += 1) {
          await pause(KILL_EVERY_MS);
          const copy = copies[kill % COPIES];
          await copy?.kill();
          await copy?.start();
        }
      })();
      const run = (await Promise.all(Array.from({ length: CLIENTS }, () => client(copies, walletIds, known)))).flat();
      running = false;
      await killing;
      await Promise.all(copies.map((copy) => copy.kill()));

      expect(run.filter(({ output }) => output !== undefined).length).toBeGreaterThan(
        COMMANDS_OF_CLIENT * CLIENTS * 0.5,
      );
      expect(run.some(({ output }) => output === undefined)).toBe(true);
      for (const walletId of walletIds) {
        const verdict = linearize(
          run.filter((operation) => operation.walletId === walletId),
          simpleWallet,
        );
        expect(verdict).toMatchObject({ kind: 'linearizable' });
      }
    },
    RUN_MS_MAX,
  );
});

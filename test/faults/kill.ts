/**
 * The fault test: under load, kill -9 of one part after the other; after each the system comes back by itself; at the
 * end every answer that a client got is in the books once, and the books are whole.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { type Running, type System, startSystem, temporaryFolder } from '@scrip/local';
import { openClient, type TestSystem } from '@scrip/testing';
import { type OpenWallet, openProgramme, openWallet, register } from '../world/programme.ts';
import { look, outboxFiles, settled, unproved } from './books.ts';
import { type Answered, ask, shop, type Till } from './load.ts';

/** What can be killed. */
export type Victim = 'cards' | 'ledger' | 'points' | 'tiering' | 'notifications' | 'kafka' | 'postgres';

const CLIENTS = 4;
const WALLETS = 5;
/** How long the load runs undisturbed before and after each kill. */
const BETWEEN_KILLS_MS = 2_000;
/** Answers that are asked for again at the end: all of a short run. */
const ASKED_AGAIN_MAX = 2_000;
const BACK_UP_MS_MAX = 120_000;

/** A system for one fault test; `end` stops it and removes its state. */
export async function faultySystem(): Promise<{ system: System; end(): Promise<void> }> {
  const folder = await temporaryFolder('faults');
  const stateDir = join(folder, 'state');
  const system = await startSystem({ stateDir, ports: 'free', build: false, supervise: true });
  return {
    system,
    end: async () => {
      await system.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs load, kills each victim in turn, and holds the answers against the books. */
export async function killUnderLoad(system: System, victims: readonly Victim[], run: string): Promise<void> {
  const about = system.describe();
  const world: TestSystem = {
    description: about,
    client: (role) => openClient({ baseUrl: about.frontDoor, token: () => system.token(role) }),
  };
  const programme = await openProgramme(world, 'mall-vip');
  const holderId = await register(world);
  const wallets: OpenWallet[] = [];
  for (let n = 0; n < WALLETS; n += 1) wallets.push(await openWallet(programme, { holderId, productKey: 'wallet' }));

  const till: Till = { baseUrl: about.frontDoor, token: await system.token('importer') };
  let over = false;
  const shopping = shop(till, wallets, CLIENTS, run, () => over);
  for (const victim of victims) {
    await pause(BETWEEN_KILLS_MS);
    await killAndAwait(victimOf(system, victim));
  }
  await pause(BETWEEN_KILLS_MS);
  over = true;
  const answered = await shopping;

  await everyAnswerStands(till, answered);
  await settled(system.describe());
  await theBooksAreWhole(system, wallets, answered);
}

/** What is killed under this name. */
export function victimOf(system: System, victim: Victim): Running {
  return victim === 'kafka' || victim === 'postgres' ? system.part(victim) : system.service(victim);
}

/** kill -9; whoever supervises the system must bring it back. */
export async function killAndAwait(running: Running): Promise<void> {
  const before = running.pid();
  if (before === null) throw new Error(`${running.name} is down already`);
  process.kill(before, 'SIGKILL');
  const giveUpAt = performance.now() + BACK_UP_MS_MAX;
  while (running.pid() === null || running.pid() === before) {
    if (performance.now() > giveUpAt) throw new Error(`${running.name} does not come back`);
    await pause(100);
  }
}

async function everyAnswerStands(till: Till, answered: readonly Answered[]): Promise<void> {
  expect(answered.length).toBeGreaterThan(100);
  expect(answered.filter(({ status }) => status === 201).length).toBeGreaterThan(50);
  for (const { key, path, body, status, answer } of answered.slice(0, ASKED_AGAIN_MAX)) {
    const again = await ask(till, path, body, key);
    expect(again.replayed).toBe(true);
    expect(again.status).toBe(status);
    if (status === 201) expect(JSON.parse(again.answer)).toEqual(JSON.parse(answer));
  }
}

async function theBooksAreWhole(
  system: System,
  wallets: readonly OpenWallet[],
  answered: readonly Answered[],
): Promise<void> {
  const about = system.describe();
  const walletIds = wallets.map(({ walletId }) => walletId);
  const [facts] = await look<{ spends: string; recharges: string }>(
    about,
    'ledger',
    `SELECT count(*) FILTER (WHERE type = 'WalletSpent') AS spends, count(*) FILTER (WHERE type = 'WalletRecharged') AS recharges
     FROM event WHERE stream_id = ANY ($1)`,
    [walletIds],
  );
  const accepted = (kind: string): number =>
    answered.filter(({ status, path }) => status === 201 && path.endsWith(kind)).length;
  expect({ spends: Number(facts?.spends), recharges: Number(facts?.recharges) }).toEqual({
    spends: accepted('spends'),
    recharges: accepted('recharges'),
  });

  const negative = await look(
    about,
    'ledger',
    'SELECT wallet_id FROM wallet_balance.wallet_balance WHERE principal_fen < 0 OR bonus_fen < 0 OR held_fen > principal_fen + bonus_fen',
  );
  expect(negative).toEqual([]);
  const finance = await system.token('finance');
  const balance = await fetch(`${about.frontDoor}/ledger/v1/journal/trial-balance`, {
    headers: { authorization: `Bearer ${finance}` },
  });
  const { totals } = (await balance.json()) as { totals: { currency: string; debitFen: number; creditFen: number }[] };
  expect(totals).toHaveLength(1);
  for (const { debitFen, creditFen } of totals) expect(debitFen).toBe(creditFen);

  for (const service of ['ledger', 'points', 'tiering', 'notifications']) {
    expect(await look(about, service, 'SELECT reason, detail FROM parked')).toEqual([]);
  }
  const sent = await look<{ outreach_id: string }>(
    about,
    'notifications',
    `SELECT stream_id AS outreach_id FROM event WHERE type = 'OutreachSent'`,
  );
  const files = outboxFiles(about);
  expect(new Set(files).size).toBe(files.length);
  expect(files.map((name) => name.replace('.json', '')).sort()).toEqual(sent.map((row) => row.outreach_id).sort());
  // Nobody joins here: each spend is told once, and nothing else is.
  const [told] = await look<{ spends: string }>(
    about,
    'ledger',
    `SELECT count(*) AS spends FROM event WHERE type = 'WalletSpent'`,
  );
  expect(files).toHaveLength(Number(told?.spends));
  expect(await unproved(about, finance)).toEqual([]);
}

/**
 * A day of a campus on a whole system: terminals send what they have gathered late, twice and out of order, and the
 * services that take it are killed in between. At the end the books are those of the plain computation.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { System } from '@scrip/local';
import { openClient, type TestSystem } from '@scrip/testing';
import { CampusDay } from '../campus/campus-day.ts';
import { plainBooks } from '../campus/plain.ts';
import { planDay, type Size } from '../campus/plan.ts';
import { each, moduleKeys } from '../campus/simulator.ts';
import { openProgramme, openWallet, register, unique } from '../world/programme.ts';
import { look, settled, unproved } from './books.ts';
import { killAndAwait, type Victim, victimOf } from './kill.ts';

const RETRY_MS = 250;
/** The day was yesterday: its records are late. */
const DAY_AGO_MS = 24 * 60 * 60_000;

/** How a day is played. */
export interface CampusRun {
  readonly size: Size;
  readonly seed: number;
  /** Files that the records are cut into. */
  readonly files: number;
  /** Killed one after the other, while the files before are being taken. */
  readonly victims: readonly Victim[];
  /** How long all of it may take, in milliseconds. */
  readonly limitMs: number;
}

/** Plays a day and holds the books against the plain ones. */
export async function playCampusDay(system: System, run: CampusRun): Promise<void> {
  const { size, seed, files, victims, limitMs } = run;
  const about = system.describe();
  const world: TestSystem = {
    description: about,
    client: (role) => openClient({ baseUrl: about.frontDoor, token: () => system.token(role) }),
  };
  const roles = { enterprise: world.client('enterprise'), finance: world.client('finance') };
  const plan = planDay(size, seed, files);
  // What each is told of a spend is a matter of other tests.
  const programme = await openProgramme(world, 'one-card', ({ contact: _untold, ...document }) => document);
  const cardIds: string[] = [];
  await each(Array.from({ length: size.cards }), async (_, index) => {
    const wallet = await openWallet(programme, { holderId: await register(world), productKey: 'campus-card' });
    (await wallet.recharge(plan.loadFen)).ok(201);
    cardIds[index] = wallet.cardId;
  });
  const options = { name: unique('campus'), module: moduleKeys(), dayStart: Date.now() - DAY_AGO_MS };
  const day = await CampusDay.begin(roles, plan, cardIds, options);

  const until = performance.now() + limitMs;
  const fileIds: string[] = [];
  const left = [...victims];
  for (const place of plan.files.keys()) {
    fileIds.push(await patiently(until, () => day.send(place)));
    const victim = left.shift();
    if (victim) await killAndAwait(victimOf(system, victim));
  }
  const { passes, accepted, duplicates, refused, ...books } = plainBooks(plan);
  const done = await patiently(until, async () => {
    const progress = await day.progress(fileIds);
    if (progress.remaining > 0) throw new Error(`${progress.remaining} records are left`);
    return progress;
  });
  expect(done).toEqual({ accepted, duplicates, refused, remaining: 0 });
  await settled(system.describe());
  expect(await day.books()).toEqual(books);
  const [passed] = await look<{ count: string }>(
    system.describe(),
    'cards',
    `SELECT count(*) FROM event WHERE type = 'CardPassed'`,
  );
  expect(Number(passed?.count)).toBe(passes);
  expect(await unproved(system.describe(), await system.token('finance'))).toEqual([]);
}

/** Asks again until it is answered: who asks does not know what was killed. */
async function patiently<T>(until: number, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > until) throw error;
      await pause(RETRY_MS);
    }
  }
}

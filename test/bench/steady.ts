/** How the ledger does when it is not driven to its limit: at half of the highest rate, and for a long time. */
import type { MeasuredSystem } from './measured-system.ts';

/** Of the highest rate that was measured. */
const SHARE_OF_HIGHEST = 0.5;
const HALF_RATE_SECONDS = 20;
const SETTLING_SECONDS = 20;
/** Memory is looked at so often. */
const WATCH_SECONDS = 60;

/** How soon commands were answered at half of the highest rate. */
export interface HalfRate {
  readonly opsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Sends at half of `highest` operations a second; what a slow answer holds up counts as slow too. */
export async function halfRate(system: MeasuredSystem, highest: number, seed: number): Promise<HalfRate> {
  const rate = highest * SHARE_OF_HIGHEST;
  await system.checkpoint();
  // The first seconds after a checkpoint write whole pages.
  await system.load('settling', SETTLING_SECONDS, seed, { rate });
  const { opsPerSecond, p50Ms, p99Ms } = await system.load('half', HALF_RATE_SECONDS, seed, { rate });
  return { opsPerSecond, p50Ms, p99Ms };
}

/** A long run: a figure a minute. */
export interface Endured {
  readonly minutes: number;
  readonly operations: number;
  /** Of the ledger's process. */
  readonly memoryMib: readonly number[];
  readonly p99Ms: readonly number[];
}

/** Loads at half of the highest rate for so many minutes. */
export async function endure(
  system: MeasuredSystem,
  minutes: number,
  highest: number,
  seed: number,
  onMinute: (memoryMib: number) => void,
): Promise<Endured> {
  const memoryMib: number[] = [];
  const p99Ms: number[] = [];
  let operations = 0;
  for (let minute = 1; minute <= minutes; minute += 1) {
    const rate = highest * SHARE_OF_HIGHEST;
    const measured = await system.load(`endure-${minute}`, WATCH_SECONDS, seed + minute, { rate });
    operations += measured.acknowledged;
    p99Ms.push(measured.p99Ms);
    memoryMib.push(system.memoryMib());
    onMinute(memoryMib.at(-1) ?? 0);
  }
  return { minutes, operations, memoryMib, p99Ms };
}

import type { EpochMs } from './business-time.ts';

/** Where the present comes from. Rules never hold one: they are given the time of their command. */
export interface Clock {
  /** The present instant. May be moved forward in local and sandbox modes. */
  now(): EpochMs;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() };

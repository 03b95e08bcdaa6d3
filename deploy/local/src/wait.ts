/** Waiting for what other processes do. */
import { setTimeout as pause } from 'node:timers/promises';

/** How often a condition of another process is looked at: seldom enough to cost nothing, often enough not to be felt. */
const LOOK_EVERY_MS = 100;

/** Looks until `look` is true, or gives up after the limit. An error of `look` counts as "not yet". */
export async function until(look: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      if (await look()) return true;
    } catch {
      // Refused connections and half-open servers are what is being waited out.
    }
    if (Date.now() >= end) return false;
    await pause(LOOK_EVERY_MS);
  }
}

/**
 * Resolves when all have. With the first failure the others are given up; once they have settled, that failure is thrown,
 * not one of those that giving up has caused.
 */
export async function together(work: readonly Promise<unknown>[], aborting: AbortController): Promise<void> {
  try {
    await Promise.all(work);
  } catch (error) {
    // Only the first abort keeps its reason.
    aborting.abort(error);
    await Promise.allSettled(work);
    throw aborting.signal.reason;
  }
}

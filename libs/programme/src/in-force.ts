import type { EpochMs } from '@scrip/calendar';

/** The version that decides at an instant: the highest of those whose time has come, or `undefined` if none has. A newer document replaces older ones from its own time on, also one that would begin later. */
export function inForceAt<V extends { readonly version: number; readonly effectiveAt: EpochMs }>(
  versions: Iterable<V>,
  at: EpochMs,
): V | undefined {
  let best: V | undefined;
  for (const candidate of versions) {
    if (candidate.effectiveAt <= at && (best === undefined || candidate.version > best.version)) best = candidate;
  }
  return best;
}

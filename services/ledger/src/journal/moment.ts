/** A moment of the journal: what the log had taken by then, what had happened by then, or both. */
import type { EpochMs } from '@scrip/calendar';

/** Facts that the log took within this time of their happening are not late; the index of late ones says the same. */
export const LATE_AFTER_MS = 60_000;

/** Up to where the log counts. */
export interface Known {
  readonly position: number;
  /** When the log took that position, epoch milliseconds; 0 before the first. */
  readonly recordedAt: EpochMs;
}

/** What a question about the past asks for; all left out: everything, as known now. */
export interface Moment {
  /** Facts above this position do not count. */
  readonly known?: Known | undefined;
  /** Facts that happened after this do not count. */
  readonly occurredUntil?: EpochMs | undefined;
  /** Where both are given: the last position that the log took within LATE_AFTER_MS of `occurredUntil`. */
  readonly promptUntil?: number | undefined;
}

/** A moment as it is asked for; position and recordedUntil are two ways to say the same. */
export interface MomentAsked {
  readonly position?: number | undefined;
  readonly recordedUntil?: EpochMs | undefined;
  readonly occurredUntil?: EpochMs | undefined;
}

/** Who was in which segment when something was bought: points hears it and decides none of it (domain 2.11). */
import type { EpochMs } from '@scrip/calendar';
import { type HeardSegment, segmentsAt } from '../segment/member-segment.ts';

/** One who turned out to be somebody else. */
export interface HeardMerge {
  readonly goneId: string;
  readonly survivorId: string;
  /** When their accounts became one person's. */
  readonly mergedAt: EpochMs;
}

/** The changes of some holders at a time, so that memory does not grow with all. */
export class HeardSegments {
  readonly #asked: readonly string[];
  /** By survivor. */
  readonly #merges: ReadonlyMap<string, readonly HeardMerge[]>;
  #changes: ReadonlyMap<string, readonly HeardSegment[]> = new Map();

  /**
   * @param asked keys of the segments that the draft asks for.
   * @param merges all that the history has.
   */
  constructor(asked: readonly string[], merges: readonly HeardMerge[]) {
    this.#asked = asked;
    this.#merges = Map.groupBy(merges, ({ survivorId }) => survivorId);
  }

  /** Whether the draft asks for none, so that nobody's changes need to be at hand. */
  get isIdle(): boolean {
    return this.#asked.length === 0;
  }

  /** Whose changes must be at hand where some holders are asked about: theirs, and of who was ever merged into them. */
  neededFor(holderIds: Iterable<string>): readonly string[] {
    return [...new Set([...holderIds].flatMap((id) => this.#personOf(id, Number.POSITIVE_INFINITY)))];
  }

  /** Has changes at hand in the place of those before: by holder, each one's own, each segment's in their order. */
  hold(changes: ReadonlyMap<string, readonly HeardSegment[]>): void {
    this.#changes = changes;
  }

  /** Of the segments that the draft asks for, those that a holder was in before a moment; who had been merged into it counts. */
  before(holderId: string | null, at: EpochMs): readonly string[] {
    if (this.isIdle || holderId === null) return [];
    // What was heard under the name of who is gone came before what was heard under that of who stayed.
    const changes = this.#personOf(holderId, at).flatMap((id) => this.#changes.get(id) ?? []);
    const own = segmentsAt(changes, at);
    return this.#asked.filter((key) => own.includes(key));
  }

  /** A holder, after everybody who was merged into it before a moment. */
  #personOf(holderId: string, at: EpochMs): readonly string[] {
    const found = new Set([holderId]);
    for (const id of found) {
      for (const { goneId, mergedAt } of this.#merges.get(id) ?? []) if (mergedAt < at) found.add(goneId);
    }
    return [...found].toReversed();
  }
}

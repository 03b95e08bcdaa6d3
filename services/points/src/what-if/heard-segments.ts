/** Who was in which segment when something was bought: points hears it and decides none of it (domain 2.11). */
import type { EpochMs } from '@scrip/calendar';
import { type HeardSegment, segmentsAt } from '../segment/member-segment.ts';

/** The changes of some holders at a time, so that memory does not grow with all. */
export class HeardSegments {
  readonly #asked: readonly string[];
  #changes: ReadonlyMap<string, readonly HeardSegment[]> = new Map();

  /** @param asked keys of the segments that the draft asks for. */
  constructor(asked: readonly string[]) {
    this.#asked = asked;
  }

  /** Whether the draft asks for none, so that nobody's changes need to be at hand. */
  get isIdle(): boolean {
    return this.#asked.length === 0;
  }

  /** Has changes at hand in the place of those before: by holder, each segment's in their order. */
  hold(changes: ReadonlyMap<string, readonly HeardSegment[]>): void {
    this.#changes = changes;
  }

  /** Of the segments that the draft asks for, those that a holder was in before a moment. */
  before(holderId: string | null, at: EpochMs): readonly string[] {
    if (this.isIdle || holderId === null) return [];
    const own = segmentsAt(this.#changes.get(holderId) ?? [], at);
    return this.#asked.filter((key) => own.includes(key));
  }
}

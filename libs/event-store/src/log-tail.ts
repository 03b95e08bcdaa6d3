/**
 * The newest events that this process appended, kept as they were sent to the disk, so that the relay and the projections
 * need not fetch back and parse what this process has just written. Where other copies have written in between, there is
 * a gap, and the log itself is read.
 */
import type { Recorded } from './recorded.ts';

/** Who follows the log of this process. */
export type Follower = 'relay' | 'projections';

/** Kept for a follower that is slow or gone, at about 2 kB an event: some seconds of a busy log. */
const TAIL_EVENTS_MAX = 8_192;

export class LogTail {
  /** Of neighbouring positions. */
  #events: Recorded[] = [];
  /** What each follower has read. */
  readonly #done = new Map<Follower, number>();

  /** Adds events that are durable, in position order. */
  append(events: readonly Recorded[]): void {
    for (const event of events) {
      const last = this.#events.at(-1)?.envelope.position;
      const { position } = event.envelope;
      if (last !== undefined && position <= last) continue;
      if (last !== undefined && position > last + 1) this.#events = [];
      this.#events.push(event);
    }
    if (this.#events.length > 2 * TAIL_EVENTS_MAX) this.#events = this.#events.slice(-TAIL_EVENTS_MAX);
  }

  /**
   * The events above `after`, at most `limit`; undefined unless the first of them is here. What all followers have behind
   * them is forgotten: an event that outlives its readers costs the collector of garbage more than all else about it.
   */
  read(follower: Follower, after: number, limit: number): readonly Recorded[] | undefined {
    this.#done.set(follower, after);
    this.#forget(Math.min(...this.#done.values()));
    const first = this.#events[0]?.envelope.position;
    if (first === undefined || after < first - 1) return undefined;
    const from = after - (first - 1);
    return from < this.#events.length ? this.#events.slice(from, from + limit) : undefined;
  }

  #forget(upTo: number): void {
    const first = this.#events[0]?.envelope.position;
    if (first !== undefined && first <= upTo) this.#events = this.#events.slice(upTo - first + 1);
  }
}

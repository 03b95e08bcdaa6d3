/** Business days whose places are all taken. Places never come back, so nobody needs to look at such a day again. */

/** Days in memory: of each programme with such a campaign one is alive, and history is brought in day by day. */
const DAYS_MAX = 1_000;

export class FullDays {
  readonly #streamIds = new Set<string>();

  /** Whether the day is known to have no place left. */
  has(streamId: string): boolean {
    return this.#streamIds.has(streamId);
  }

  /** Remembers a day that was full when the log took a command decided on it. */
  add(streamId: string): void {
    if (this.#streamIds.size >= DAYS_MAX) this.#streamIds.clear();
    this.#streamIds.add(streamId);
  }
}

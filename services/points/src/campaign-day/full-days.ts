/** Business days whose places are all taken. Places never come back, so nobody needs to look at such a day again. */

/** Days in memory: of each programme with such a campaign one is alive, and history is brought in day by day. */
const DAYS_MAX = 1_000;

export class FullDays {
  readonly #full = new Set<string>();

  /** Whether the day is known to have none of so many places left: a later version of the programme may give more of them. */
  has(streamId: string, places: number): boolean {
    return this.#full.has(keyOf(streamId, places));
  }

  /** Remembers a day whose places, so many, were taken when the log took a command decided on it. */
  add(streamId: string, places: number): void {
    if (this.#full.size >= DAYS_MAX) this.#full.clear();
    this.#full.add(keyOf(streamId, places));
  }
}

function keyOf(streamId: string, places: number): string {
  return `${streamId}\n${places}`;
}

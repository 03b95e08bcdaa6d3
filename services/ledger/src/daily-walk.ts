/** What is due once each business day, page by page: what was tried is not looked for again before the next day. */
import { type BusinessDate, businessDate, type EpochMs } from '@scrip/calendar';
import type { DueItem } from '@scrip/chassis';

/** Reads items of a day beyond one of them, in an order that stands while the day lasts, at most `limit`. */
export type ReadPage<I extends DueItem> = (
  day: BusinessDate,
  beyond: I | undefined,
  limit: number,
) => Promise<readonly I[]>;

/** The walk of one process. A process that starts anew walks the day again, and finds what is done already. */
export class DailyWalk<I extends DueItem> {
  readonly #read: ReadPage<I>;
  #day: BusinessDate | undefined;
  #last: I | undefined;
  #isOver = false;
  /** Read and not done, by id. */
  readonly #left = new Map<string, I>();

  constructor(read: ReadPage<I>) {
    this.#read = read;
  }

  /** What is left of the day, at most `limit`; what failed stays until it is done or the day is over. */
  async due(now: EpochMs, limit: number): Promise<readonly I[]> {
    this.#begin(businessDate(now));
    const room = limit - this.#left.size;
    if (this.#day !== undefined && !this.#isOver && room > 0) {
      const page = await this.#read(this.#day, this.#last, room);
      for (const item of page) this.#left.set(item.id, item);
      this.#last = page.at(-1) ?? this.#last;
      this.#isOver = page.length < room;
    }
    return [...this.#left.values()];
  }

  /** An item of the walk was tried, whatever came of it. */
  done({ id }: I): void {
    this.#left.delete(id);
  }

  #begin(day: BusinessDate): void {
    if (day === this.#day) return;
    this.#day = day;
    this.#last = undefined;
    this.#isOver = false;
    this.#left.clear();
  }
}

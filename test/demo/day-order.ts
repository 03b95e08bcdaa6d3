/** Members' receipts of one day must be recorded in the order of the file while the day's campaign has places left. */

interface Day {
  last: Promise<void>;
  full: boolean;
}

/** A purchase's place in its day. */
export interface DayPlace {
  /** Resolves when every purchase of the day before this one has been recorded, or at once when the order does not matter any more. */
  turn(): Promise<void>;
  /** The day's last place is taken. */
  full(): void;
  /** This purchase is recorded, or need not wait for its turn. */
  leave(): void;
}

export class DayOrder {
  readonly #days = new Map<string, Day>();

  /** Takes the next place of a day; call in the order of the file. */
  enter(date: string): DayPlace {
    const day = this.#days.get(date) ?? { last: Promise.resolve(), full: false };
    this.#days.set(date, day);
    const before = day.last;
    let leave: () => void = () => undefined;
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    day.last = before.then(() => left);
    return {
      turn: () => (day.full ? Promise.resolve() : before),
      full: () => {
        day.full = true;
      },
      leave: () => leave(),
    };
  }
}

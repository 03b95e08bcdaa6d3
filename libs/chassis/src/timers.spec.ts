import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@scrip/telemetry';
import { type DueItem, type DueWork, Timers } from './timers.ts';

/** Work in memory: what is due, the first first; some of it can never be done. */
class Work implements DueWork {
  readonly name = 'work';
  readonly done: string[] = [];
  readonly tried: string[] = [];
  readonly #items: readonly DueItem[];
  readonly #hopeless: (id: string) => boolean;
  readonly #putOff: 'later' | 'soon';

  constructor(count: number, hopeless: (id: string) => boolean, putOff: 'later' | 'soon' = 'later') {
    this.#items = Array.from({ length: count }, (_, index) => ({ id: `item-${index}`, dueAt: index }));
    this.#hopeless = hopeless;
    this.#putOff = putOff;
  }

  async due(now: number, limit: number): Promise<readonly DueItem[]> {
    return this.#items.filter(({ id, dueAt }) => dueAt <= now && !this.done.includes(id)).slice(0, limit);
  }

  async carryOut({ id }: DueItem): Promise<'done' | 'later' | 'soon'> {
    this.tried.push(id);
    if (this.#hopeless(id)) return this.#putOff;
    this.done.push(id);
    return 'done';
  }
}

const logger = createLogger({ service: 'ledger', level: 'fatal' });
const timersOf = (work: DueWork, now = 1_000_000): Timers => new Timers([work], { now: () => now }, logger);
/** The process as old as a spec says, in milliseconds. */
const timersAt = (work: DueWork, process: { ms: number }): Timers =>
  new Timers([work], { now: () => 1_000_000 }, logger, () => process.ms);

describe('delayed work', () => {
  it('is done when its time has come, and not before', async () => {
    const work = new Work(3, () => false);
    await timersOf(work, 1).tick();
    expect(work.done).toEqual(['item-0', 'item-1']);
  });

  it('that cannot be done yet waits before it is tried again', async () => {
    const work = new Work(2, (id) => id === 'item-0');
    const timers = timersOf(work);
    await timers.tick();
    await timers.tick();
    expect(work.tried).toEqual(['item-0', 'item-1']);
  });

  it('is not hidden by a page full of what cannot be done', async () => {
    const work = new Work(1_001, (id) => id !== 'item-1000');
    const timers = timersOf(work);
    await timers.tick();
    expect(work.done).toEqual([]);
    await timers.tick();
    expect(work.done).toEqual(['item-1000']);
  });

  /** At which moments of the process, in milliseconds, one item is tried that cannot be done, looked at twice a second. */
  async function triedAt(putOff: 'later' | 'soon', untilMs: number): Promise<readonly number[]> {
    const process = { ms: 0 };
    const work = new Work(1, () => true, putOff);
    const timers = timersAt(work, process);
    const moments: number[] = [];
    for (let ms = 0; ms <= untilMs; ms += 500) {
      const before = work.tried.length;
      process.ms = ms;
      await timers.tick();
      if (work.tried.length > before) moments.push(ms);
    }
    return moments;
  }

  it('that cannot be done waits twice as long each time', async () => {
    expect(await triedAt('later', 14_000)).toEqual([0, 2_000, 6_000, 14_000]);
  });

  it('that there is no room for is tried again every second, however often there was none', async () => {
    expect(await triedAt('soon', 5_000)).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000]);
  });

  it('that there was no room for is done as soon as there is, and other work does not wait for it', async () => {
    const process = { ms: 0 };
    let hasRoom = false;
    const work = new Work(2, (id) => id === 'item-0' && !hasRoom, 'soon');
    const timers = timersAt(work, process);
    await timers.tick();
    expect(work.done).toEqual(['item-1']);
    hasRoom = true;
    process.ms = 999;
    await timers.tick();
    expect(work.done).toEqual(['item-1']);
    process.ms = 1_000;
    await timers.tick();
    expect(work.done).toEqual(['item-1', 'item-0']);
  });
});

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

  constructor(count: number, hopeless: (id: string) => boolean) {
    this.#items = Array.from({ length: count }, (_, index) => ({ id: `item-${index}`, dueAt: index }));
    this.#hopeless = hopeless;
  }

  async due(now: number, limit: number): Promise<readonly DueItem[]> {
    return this.#items.filter(({ id, dueAt }) => dueAt <= now && !this.done.includes(id)).slice(0, limit);
  }

  async carryOut({ id }: DueItem): Promise<'done' | 'later'> {
    this.tried.push(id);
    if (this.#hopeless(id)) return 'later';
    this.done.push(id);
    return 'done';
  }
}

const logger = createLogger({ service: 'ledger', level: 'fatal' });
const timersOf = (work: DueWork, now = 1_000_000): Timers => new Timers([work], { now: () => now }, logger);

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
});

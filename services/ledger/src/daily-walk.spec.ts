import { describe, expect, it } from '@jest/globals';
import { at } from '../test/wallet-story.ts';
import { DailyWalk } from './daily-walk.ts';

interface Item {
  readonly id: string;
  readonly dueAt: number;
}

/** Items a, b, c of every day; which pages were asked for is kept. */
function walkOf(names: readonly string[]) {
  const asked: (string | undefined)[] = [];
  const items: readonly Item[] = names.map((id) => ({ id, dueAt: 0 }));
  const walk = new DailyWalk<Item>(async (_day, beyond, limit) => {
    asked.push(beyond?.id);
    return items.filter(({ id }) => beyond === undefined || id > beyond.id).slice(0, limit);
  });
  const due = async (when: number, limit = 2) => (await walk.due(when, limit)).map(({ id }) => id);
  const done = (...ids: readonly string[]) => {
    for (const id of ids) walk.done({ id, dueAt: 0 });
  };
  return { asked, due, done };
}

describe('work of each day', () => {
  it('comes page by page, and is over until the next day', async () => {
    const { asked, due, done } = walkOf(['a', 'b', 'c']);
    const morning = at('2025-06-15', '00:00:00');
    expect(await due(morning)).toEqual(['a', 'b']);
    done('a', 'b');
    expect(await due(morning + 1)).toEqual(['c']);
    done('c');
    expect(await due(at('2025-06-15', '23:59:59'))).toEqual([]);
    expect(asked).toEqual([undefined, 'b']);
    expect(await due(at('2025-06-16', '00:00:00'))).toEqual(['a', 'b']);
  });

  it('that failed stays, holds up none behind it, and is left when the day is over', async () => {
    const { due, done } = walkOf(['a', 'b', 'c']);
    const morning = at('2025-06-15', '00:00:00');
    await due(morning);
    done('b');
    expect(await due(morning, 3)).toEqual(['a', 'c']);
    done('c');
    expect(await due(morning)).toEqual(['a']);
    expect(await due(at('2025-06-16', '00:00:00'))).toEqual(['a', 'b']);
  });
});

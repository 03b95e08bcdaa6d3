import { describe, expect, it } from '@jest/globals';
import { Together } from './together.ts';

describe('questions asked together', () => {
  it('are put in one query while others are under way, a lone one at once, each with its own answer', async () => {
    const queries: number[] = [];
    const doubled = new Together<number, number>(async (numbers) => {
      queries.push(numbers.length);
      await Promise.resolve();
      return numbers.map((number) => number * 2);
    });
    expect(await doubled.ask(21)).toBe(42);
    const asked = Array.from({ length: 200 }, (_, index) => index);
    expect(await Promise.all(asked.map((number) => doubled.ask(number)))).toEqual(asked.map((number) => number * 2));
    expect(queries).toEqual([1, 1, 64, 64, 64, 7]);
  });

  it('fail one by one, or all of a query with it, and go on after', async () => {
    let isDown = true;
    const checked = new Together<string, string>(async (texts) => {
      await Promise.resolve();
      if (isDown) throw new Error('down');
      return texts.map((text) => (text === 'bad' ? Promise.reject(new Error('bad')) : text));
    });
    const first = await Promise.allSettled(['a', 'b', 'c'].map((text) => checked.ask(text)));
    expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    isDown = false;
    const second = await Promise.allSettled(['a', 'bad', 'c'].map((text) => checked.ask(text)));
    expect(second.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});

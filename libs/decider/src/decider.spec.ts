import { describe, expect, it } from '@jest/globals';
import { accept, type Decider, fold, reject } from './index.ts';

type Counted = { readonly type: 'Counted'; readonly data: { readonly by: number } };
const counter: Decider<number, Counted> = {
  stream: 'counter',
  initial: 0,
  evolve: (sum, event) => sum + event.data.by,
};
const counted = (by: number): Counted => ({ type: 'Counted', data: { by } });

describe('a decider', () => {
  it('folds its events in order, from the beginning or from a known state', () => {
    expect(fold(counter, [counted(1), counted(2)])).toBe(3);
    expect(fold(counter, [counted(4)], 3)).toBe(7);
  });

  it('accepts with facts, in the order given, or with none', () => {
    expect(accept(counted(1), counted(2))).toEqual({ kind: 'accepted', events: [counted(1), counted(2)] });
    expect(accept()).toEqual({ kind: 'accepted', events: [] });
  });

  it('refuses with a code and its numbers', () => {
    expect(reject('balance_short', { missingFen: 50n })).toEqual({
      kind: 'refused',
      refusal: { code: 'balance_short', detail: { missingFen: 50n } },
    });
  });
});

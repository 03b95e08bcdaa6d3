import { describe, expect, it } from '@jest/globals';
import { inForceAt } from './index.ts';

describe('the version in force', () => {
  const versions = [
    { version: 1, effectiveAt: 100 },
    { version: 2, effectiveAt: 300 },
    { version: 3, effectiveAt: 200 },
  ];

  it('begins at its own time, to the millisecond', () => {
    expect([99, 100, 199, 200].map((at) => inForceAt(versions, at)?.version)).toEqual([undefined, 1, 1, 3]);
  });

  it('stays in force when an older document that it replaced would have begun', () => {
    expect([299, 300, 1_000].map((at) => inForceAt(versions, at)?.version)).toEqual([3, 3, 3]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { fen } from '@scrip/money';
import { eachFen, growthBp, shareBp, spanBefore } from './measures.ts';

describe('measures', () => {
  it('are shares in basis points, rounded half up', () => {
    expect(shareBp(130n, 200n)).toBe(6_500);
    expect(shareBp(3n, 1_500n)).toBe(20);
    expect(shareBp(4n, 200n)).toBe(200);
    expect([shareBp(1n, 3n), shareBp(2n, 3n), shareBp(1n, 20_000n)]).toEqual([3_333, 6_667, 1]);
    expect(shareBp(0n, 0n)).toBeNull();
  });

  it('grow and fall by the same way of rounding', () => {
    expect(growthBp(1_200n, 1_000n)).toBe(2_000);
    expect(growthBp(900n, 1_000n)).toBe(-1_000);
    expect([growthBp(4n, 3n), growthBp(2n, 3n)]).toEqual([3_333, -3_333]);
    expect(growthBp(5n, 0n)).toBeNull();
  });

  it('share an amount among heads', () => {
    expect(eachFen(fen(180_000n), 2n)).toBe(90_000n);
    expect(eachFen(fen(100n), 3n)).toBe(33n);
    expect(eachFen(fen(1n), 0n)).toBeNull();
  });

  it('compare with as many days directly before', () => {
    expect(spanBefore({ from: '2026-03-01', to: '2026-03-31' })).toEqual({ from: '2026-01-29', to: '2026-02-28' });
    expect(spanBefore({ from: '2026-03-01', to: '2026-03-01' })).toEqual({ from: '2026-02-28', to: '2026-02-28' });
  });
});

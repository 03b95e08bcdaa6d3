import { describe, expect, it } from '@jest/globals';
import { RateLimiter } from './rate-limit.ts';

function at(perSecond: number, burst: number) {
  const clock = { ms: 0 };
  return { clock, limiter: new RateLimiter({ perSecond, burst }, () => clock.ms) };
}

describe('a rate limit', () => {
  it('lets a burst through, then as many as it refills', () => {
    const { clock, limiter } = at(2, 4);
    const till = { subject: 'till' };
    expect([1, 2, 3, 4].map(() => limiter.take(till))).toEqual([0, 0, 0, 0]);
    expect(limiter.take(till)).toBe(1);
    clock.ms = 500;
    expect(limiter.take(till)).toBe(0);
    expect(limiter.take(till)).toBe(1);
  });

  it('never holds more than a burst', () => {
    const { clock, limiter } = at(100, 2);
    const till = { subject: 'till' };
    limiter.take(till);
    clock.ms = 3_600_000;
    expect([1, 2, 3].map(() => limiter.take(till))).toEqual([0, 0, 1]);
  });

  it('counts by subject, whichever token it comes with', () => {
    const { limiter } = at(0.1, 1);
    expect(limiter.take({ subject: 'a' })).toBe(0);
    expect(limiter.take({ subject: 'a' })).toBe(10);
    expect(limiter.take({ subject: 'b' })).toBe(0);
  });
});

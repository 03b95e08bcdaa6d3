import { describe, expect, it } from '@jest/globals';
import { idFrom } from '@scrip/event-store';
import { inSample } from './call.decider.ts';
import { expiryOf } from './call-expiry.ts';

/** How many of so many calls are checked. */
function checked(calls: number, sampleBp: number, attempt = 1): number {
  const ids = Array.from({ length: calls }, (_, call) => idFrom('cal', `call ${call}`));
  return ids.filter((callId) => inSample(callId, attempt, sampleBp)).length;
}

describe('what a call is about', () => {
  const [earliestAt, latestAt] = [Date.parse('2026-03-04T10:00:00+08:00'), Date.parse('2026-03-04T12:00:00+08:00')];
  const opened = {
    callId: 'cal_1',
    holderId: 'hld_1',
    queueKey: 'centre',
    purpose: 'greeting',
    category: 'service',
    cause: 'outreach',
    causeId: null,
    earliestAt,
    latestAt,
    programmeId: 'mall-vip',
    programmeVersion: 1,
    occasion: 'birthday',
    expiresAt: null,
    askFirst: null,
  };

  it('is over when the event says so; where it cannot say, with its day or at the last moment that was named', () => {
    expect(expiryOf({ ...opened, expiresAt: latestAt })).toBe(latestAt);
    expect(expiryOf({ ...opened, askFirst: false })).toBeNull();
    expect(expiryOf(opened)).toBe(Date.parse('2026-03-05T00:00:00+08:00'));
    expect(expiryOf({ ...opened, occasion: 'newSeasonPurchase' })).toBeNull();
    expect(expiryOf({ ...opened, occasion: null, cause: 'desk' })).toBe(latestAt);
  });
});

describe('the sample of calls that the centre checks', () => {
  it('is the share that the programme names', () => {
    expect(checked(1_000, 0)).toBe(0);
    expect(checked(1_000, 10_000)).toBe(1_000);
    // 5% of 10,000: within four standard deviations of 500.
    expect(Math.abs(checked(10_000, 500) - 500)).toBeLessThan(88);
    expect(Math.abs(checked(10_000, 500, 2) - 500)).toBeLessThan(88);
  });

  it('can be drawn again by anybody, each call of a task for itself', () => {
    const callId = idFrom('cal', 'one');
    const drawn = (attempt: number) => inSample(callId, attempt, 5_000);
    expect([1, 2, 3, 4, 5, 6, 7, 8].map(drawn)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map(drawn));
    const attempts = Array.from({ length: 1_000 }, (_, attempt) => drawn(attempt + 1));
    expect(new Set(attempts).size).toBe(2);
  });
});

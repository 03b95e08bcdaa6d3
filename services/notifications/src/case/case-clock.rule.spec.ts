import { describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import type { CaseClock } from '@scrip/contracts';
import { clocksFrom } from './case-clock.rule.ts';

const at = (text: string): number => parseRfc3339(`${text}:00+08:00`);
const clock = (changes: Partial<CaseClock> = {}): CaseClock => ({
  clockKey: 'answer',
  starts: 'opened',
  stops: 'answered',
  within: 'PT24H',
  runs: 'always',
  warnBefore: null,
  escalateTo: null,
  ...changes,
});
const hours = { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '18:00', closedDates: [] };
const of = (one: CaseClock) => ({ clocks: [one], hours });

describe('the clocks of a case', () => {
  it('run day and night where the programme says always', () => {
    expect(clocksFrom(of(clock()), 'opened', at('2026-03-06T18:00'))).toEqual([
      { clockKey: 'answer', dueAt: at('2026-03-07T18:00'), warnAt: null },
    ]);
  });

  it('stand still outside hours of work where it says so', () => {
    const inHours = clock({ runs: 'workingHours', within: 'PT4H', warnBefore: 'PT2H' });
    expect(clocksFrom(of(inHours), 'opened', at('2026-03-06T17:00'))).toEqual([
      { clockKey: 'answer', dueAt: at('2026-03-09T12:00'), warnAt: at('2026-03-09T10:00') },
    ]);
  });

  it('are late at the date that was promised, and have none before it was', () => {
    const promised = clock({ clockKey: 'promise', starts: 'answered', stops: 'done', within: null });
    expect(clocksFrom(of(promised), 'answered', at('2026-03-07T20:00'), at('2026-03-10T12:00'))).toEqual([
      { clockKey: 'promise', dueAt: at('2026-03-10T12:00'), warnAt: null },
    ]);
    expect(clocksFrom(of(promised), 'answered', at('2026-03-07T20:00'))).toEqual([]);
    expect(clocksFrom(of(promised), 'opened', at('2026-03-07T20:00'))).toEqual([]);
  });

  it('warn at once where the warning would come before the start', () => {
    const short = clock({ within: 'PT2H', warnBefore: 'PT4H' });
    expect(clocksFrom(of(short), 'opened', at('2026-03-06T18:00'))).toMatchObject([{ warnAt: at('2026-03-06T18:00') }]);
  });
});

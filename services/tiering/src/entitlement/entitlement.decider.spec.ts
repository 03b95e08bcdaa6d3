import { describe, expect, it } from '@jest/globals';
import type { EntitlementEvent } from '@scrip/contracts';
import { accept, type Decision, fold } from '@scrip/decider';
import { fen } from '@scrip/money';
import { type Entitlement, preset } from '@scrip/programme';
import fc from 'fast-check';
import {
  countInYear,
  type EntitlementState,
  entitlementDecider,
  expire,
  leftOf,
  release,
  reverse,
  type Take,
  type TakeTerms,
  take,
  useReserved,
} from './entitlement.decider.ts';
import { type Grant, type GrantAsked, grantsOn } from './grant-period.ts';

const gift = preset('mall-vip').entitlements?.find(({ key }) => key === 'quarterly-gift');
if (!gift) throw new Error('the preset has a quarterly gift');
const on = (grant: Entitlement['grant'], expires: Entitlement['expires']): Entitlement => ({ ...gift, grant, expires });
const asked = (date: string, changes: Partial<GrantAsked> = {}): GrantAsked => ({
  date,
  joinedDate: null,
  contractStartsDate: null,
  approval: null,
  occasion: null,
  occasionDate: null,
  ...changes,
});
const periods = (entitlement: Entitlement, ask: GrantAsked) => grantsOn(entitlement, ask).map(({ period }) => period);

describe('what is given', () => {
  it('for a quarter ends with it, unless the programme carries it over to the end of the year', () => {
    expect(grantsOn(gift, asked('2026-05-06'))).toEqual([
      { period: '2026-Q2', fromDate: '2026-04-01', lastDate: '2026-06-30', count: 1 },
    ]);
    const carried = on({ on: 'calendarQuarter', count: 1 }, 'endOfYear');
    expect(periods(carried, asked('2026-08-01'))).toEqual(['2026-Q1', '2026-Q2', '2026-Q3']);
    expect(periods(carried, asked('2026-08-01', { joinedDate: '2026-05-01' }))).toEqual(['2026-Q2', '2026-Q3']);
  });

  it('that never expires is counted from the joining, and what expires first comes first', () => {
    const monthly = on({ on: 'calendarMonth', count: 2 }, 'never');
    expect(periods(monthly, asked('2026-03-15', { joinedDate: '2026-01-31' }))).toEqual([
      '2026-01',
      '2026-02',
      '2026-03',
    ]);
    expect(periods(monthly, asked('2026-03-15'))).toEqual(['2026-03']);
    const days = on({ on: 'calendarMonth', count: 1 }, { after: 'P45D' });
    expect(grantsOn(days, asked('2026-02-10')).map(({ lastDate }) => lastDate)).toEqual(['2026-02-15', '2026-03-18']);
    expect(periods(days, asked('2026-02-16'))).toEqual(['2026-02']);
  });

  it('with a year of a contract ends with it, also from 29 February', () => {
    const yearly = on({ on: 'contractYear', count: 12 }, 'endOfContractYear');
    const from = (date: string, contractStartsDate: string) => grantsOn(yearly, asked(date, { contractStartsDate }));
    expect(from('2026-02-28', '2025-03-01')).toMatchObject([{ period: '2025-03-01', lastDate: '2026-02-28' }]);
    expect(from('2026-03-01', '2025-03-01')).toMatchObject([{ period: '2026-03-01' }]);
    expect(from('2027-02-28', '2024-02-29')).toMatchObject([{ period: '2027-02-28' }]);
    expect(from('2025-02-28', '2025-03-01')).toEqual([]);
  });

  it('once with a joining, an approval or an occasion is there only with it', () => {
    expect(periods(on({ on: 'joining', count: 1 }, 'never'), asked('2026-01-05'))).toEqual([]);
    expect(
      periods(on({ on: 'joining', count: 1 }, 'never'), asked('2026-01-05', { joinedDate: '2026-01-05' })),
    ).toEqual(['joining']);
    const approval = { applicationId: 'apl_1', approvedDate: '2026-01-05' };
    expect(periods(on({ on: 'approval', count: 1 }, { after: 'P1M' }), asked('2026-02-05', { approval }))).toEqual([
      'apl_1',
    ]);
    expect(periods(on({ on: 'approval', count: 1 }, { after: 'P1M' }), asked('2026-02-06', { approval }))).toEqual([]);
    const purchase = { occasion: 'R-1', occasionDate: '2025-12-31' };
    expect(periods(on({ on: 'purchase', count: 1 }, 'endOfYear'), asked('2026-01-01', purchase))).toEqual([]);
  });
});

const taking = (useId: string, changes: Partial<Take> = {}): Take => ({
  entitlementId: 'ent_1',
  useId,
  holderId: 'hld_1',
  contractId: null,
  relativeId: null,
  gradeKey: 'diamond',
  programmeId: 'mall-vip',
  programmeVersion: 1,
  useCount: 1,
  occasion: null,
  usedDate: '2026-05-06',
  costFen: null,
  reservedUntil: null,
  gift: null,
  ...changes,
});
interface Step {
  readonly act: string;
  readonly useId: string;
  readonly useCount: number;
}
const AT = Date.parse('2026-05-13T10:00:00+08:00');

describe('uses of an entitlement', () => {
  const terms = (changes: Partial<TakeTerms> = {}): TakeTerms => ({
    entitlement: gift,
    checks: [{ code: 'grade_lacks_entitlement', met: true, detail: {} }],
    grants: grantsOn(gift, asked('2026-05-06')),
    ...changes,
  });
  const after = (...decisions: readonly ((state: EntitlementState) => Decision<EntitlementEvent>)[]) =>
    decisions.reduce((state, decide) => {
      const decision = decide(state);
      if (decision.kind === 'refused') throw new Error(decision.refusal.code);
      return fold(entitlementDecider, decision.events, state);
    }, entitlementDecider.initial);
  const codeOf = (decision: Decision<EntitlementEvent>) =>
    decision.kind === 'refused' ? decision.refusal.code : decision.events.map(({ type }) => type).join();
  const used = (state: EntitlementState) => take(state, taking('use_1'), terms());
  const reserved = (state: EntitlementState) => take(state, taking('use_1', { reservedUntil: AT }), terms());

  it('take what expires first and has enough left', () => {
    const entitlement = on({ on: 'calendarQuarter', count: 2 }, 'endOfYear');
    const grants = grantsOn(entitlement, asked('2026-05-06'));
    const two = terms({ entitlement, grants });
    const first = (state: EntitlementState) => take(state, taking('use_1'), two);
    const both = (state: EntitlementState) => take(state, taking('use_2', { useCount: 2 }), two);
    const state = after(first, both);
    expect(state.uses.map(({ grantPeriod }) => grantPeriod)).toEqual(['2026-Q1', '2026-Q2']);
    expect(leftOf(state, grants).map(({ leftCount }) => leftCount)).toEqual([1, 0]);
    expect(both(state)).toMatchObject({
      refusal: { code: 'count_exhausted', detail: { askedCount: 2, leftCount: 1 } },
    });
  });

  it('are free again when they are released, expired or reversed', () => {
    const done = { entitlementId: 'ent_1', holderId: 'hld_1', useId: 'use_1', reason: 'not_delivered' };
    expect(after(reserved, (state) => release(state, done))).toEqual({ uses: [] });
    expect(after(used, (state) => reverse(state, done))).toEqual({ uses: [] });
    expect(after(reserved, (state) => expire(state, 'use_1', AT))).toEqual({ uses: [] });
    expect(codeOf(expire(after(reserved), 'use_1', AT - 1))).toBe('');
    expect(codeOf(expire(after(used), 'use_1', AT))).toBe('');
  });

  it('never come to more than was given, whatever is reserved, used, given up and taken back', () => {
    const entitlement = on({ on: 'calendarQuarter', count: 3, perYearMax: 4 }, 'endOfYear');
    const grants = grantsOn(entitlement, asked('2026-05-06'));
    const three = terms({ entitlement, grants });
    const step = fc.record({
      act: fc.constantFrom('use', 'reserve', 'useReserved', 'release', 'reverse', 'expire'),
      useId: fc.integer({ min: 1, max: 6 }).map((number) => `use_${number}`),
      useCount: fc.integer({ min: 1, max: 3 }),
    });
    const decided = (state: EntitlementState, { act, useId, useCount }: Step) => {
      const known = { entitlementId: 'ent_1', holderId: 'hld_1', useId, reason: 'story' };
      if (act === 'useReserved')
        return useReserved(state, { useId, usedDate: '2026-05-07', at: AT - 1, costFen: null, gift: null }, three);
      if (act === 'release') return release(state, known);
      if (act === 'reverse') return reverse(state, known);
      if (act === 'expire') return expire(state, useId, AT);
      if (state.uses.some((use) => use.useId === useId)) return accept<EntitlementEvent>();
      return take(state, taking(useId, { useCount, reservedUntil: act === 'reserve' ? AT : null }), three);
    };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let state = entitlementDecider.initial;
        for (const one of steps) {
          const decision = decided(state, one);
          if (decision.kind === 'accepted') state = fold(entitlementDecider, decision.events, state);
          const left = leftOf(state, grants);
          for (const grant of left) expect(grant.usedCount + grant.reservedCount).toBeLessThanOrEqual(grant.count);
          expect(countInYear(state, '2026-05-06')).toBeLessThanOrEqual(4);
        }
      }),
    );
  });

  it('are refused by the first of their reasons', () => {
    const state = after(used);
    const unmet = { code: 'grade_lacks_entitlement', met: false, detail: { gradeKey: 'gold' } };
    const no = terms({ checks: [unmet], grants: [] });
    expect(take(state, taking('use_2'), no)).toMatchObject({
      refusal: { code: unmet.code, detail: unmet.detail },
    });
    const atEvent = (useId: string) => taking(useId, { occasion: 'event-1' });
    const seen = after((empty) => take(empty, atEvent('use_1'), terms()));
    expect(codeOf(take(seen, atEvent('use_2'), terms()))).toBe('occasion_used');
    expect(codeOf(take(state, taking('use_2'), terms({ grants: [] })))).toBe('nothing_granted');
    expect(codeOf(take(state, taking('use_2'), terms()))).toBe('count_exhausted');
    const entitlement = on({ on: 'calendarQuarter', count: 5, perYearMax: 1 }, 'endOfYear');
    const yearly = terms({ entitlement, grants: grantsOn(entitlement, asked('2026-05-06')) });
    expect(codeOf(take(state, taking('use_2'), yearly))).toBe('year_limit_reached');
    const points = { ...gift, effect: { kind: 'points', points: 100 } as const };
    const twice = { entitlement: points, grants: [{ ...(terms().grants[0] as Grant), count: 2 }] };
    expect(take({ uses: [] }, taking('use_1', { useCount: 2 }), terms(twice))).toMatchObject({
      events: [{ data: { givenPoints: 200n, amountOffFen: null } }],
    });
    const capped = { ...gift, effect: { kind: 'gift', budgetFen: 1_000 } as const };
    const dear = taking('use_1', { costFen: fen(1_001n) });
    expect(codeOf(take({ uses: [] }, dear, terms({ entitlement: capped })))).toBe('budget_exceeded');
    const using = { useId: 'use_1', usedDate: '2026-05-07', at: AT, costFen: null, gift: null };
    expect(codeOf(useReserved(state, using, terms()))).toBe('reservation_not_open');
    expect(codeOf(useReserved(after(reserved), using, terms()))).toBe('reservation_expired');
    expect(codeOf(useReserved(after(reserved), { ...using, at: AT - 1 }, no))).toBe('grade_lacks_entitlement');
    expect(codeOf(useReserved(after(reserved), { ...using, at: AT - 1 }, terms()))).toBe('EntitlementUsed');
    expect(codeOf(release(state, { useId: 'use_1', reason: 'mistake' }))).toBe('reservation_not_open');
    expect(codeOf(reverse(after(reserved), { ...taking('use_1'), reason: 'mistake' }))).toBe('use_not_open');
  });
});

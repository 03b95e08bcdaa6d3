import { describe, expect, it } from '@jest/globals';
import { decideFee, endOfMonth, type FeePayer, feesFallingDue, measureKey, measuresAsked, preset } from './index.ts';

const union = preset('union-vip-province');
const criteria = preset('bank-criteria');
const payer = (over: Partial<FeePayer> = {}): FeePayer => ({
  grade: 'gold',
  gradeSince: '2024-02-29',
  joinedOn: '2023-06-01',
  ...over,
});
const dueIn = (programme: typeof union, of: FeePayer, month: string) =>
  feesFallingDue(programme, of, month).map(({ fee, dueDate }) => `${fee.key} ${dueDate}`);
const verdict = (programme: typeof union, feeKey: string, total: bigint, over: bigint) => {
  const fee = programme.fees?.find(({ key }) => key === feeKey);
  if (!fee?.waive) throw new Error(`no waiver of ${feeKey}`);
  const measures = new Map(measuresAsked(fee.waive).map((measure) => [measureKey(measure), { total, over }]));
  return decideFee(fee, { values: { grade: 'gold' }, measures }).verdict;
};

describe('fees of grades', () => {
  it('of a year fall due at the grant and at each return of its day', () => {
    expect(dueIn(union, payer(), '2024-01')).toEqual([]);
    expect(dueIn(union, payer(), '2024-02')).toEqual(['gold-yearly 2024-02-29']);
    expect(dueIn(union, payer(), '2024-03')).toEqual([]);
    expect(dueIn(union, payer(), '2025-02')).toEqual(['gold-yearly 2025-02-28']);
    expect(dueIn(union, payer({ grade: 'platinum' }), '2025-02')).toEqual(['platinum-yearly 2025-02-28']);
    expect(dueIn(union, payer({ grade: 'ordinary' }), '2025-02')).toEqual([]);
  });

  it('of a month fall due at its end, for who has the grade then', () => {
    const vip = payer({ grade: 'head-office-vip', gradeSince: '2025-03-15' });
    expect(dueIn(criteria, vip, '2025-02')).toEqual([]);
    expect(dueIn(criteria, vip, '2025-03')).toEqual(['monthly-care 2025-03-31']);
    expect([endOfMonth('2024-02'), endOfMonth('2025-12')]).toEqual(['2024-02-29', '2025-12-31']);
  });

  it('taken once fall due at the grant, of every holder at the joining', () => {
    const once = { ...union, fees: [{ key: 'card', name: union.name, amountFen: 500, every: 'once' as const }] };
    expect(dueIn(once, payer(), '2023-06')).toEqual(['card 2023-06-01']);
    expect(dueIn(once, payer(), '2024-06')).toEqual([]);
  });

  it('are waived from exactly the standard on', () => {
    expect([
      verdict(union, 'gold-yearly', 12n * 20_000_000n, 12n),
      verdict(union, 'gold-yearly', 12n * 20_000_000n - 1n, 12n),
      verdict(criteria, 'monthly-care', 50_000_000n * 31n, 31n),
      verdict(criteria, 'monthly-care', 49_999_999n * 31n, 31n),
    ]).toEqual(['waived', 'due', 'waived', 'due']);
    const fee = { key: 'card', name: union.name, amountFen: 500, every: 'once' as const };
    expect(decideFee(fee, { values: {} })).toEqual({ verdict: 'due', explain: null });
  });
});

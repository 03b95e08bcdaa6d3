import { describe, expect, it } from '@jest/globals';
import {
  type Facts,
  forecastOf,
  type HeldGrade,
  mayApplyFor,
  measureKey,
  type Programme,
  preset,
  ratingMeasures,
  standardsAsked,
} from './index.ts';

/** A customer of whom every measure is the same average, over 30. */
const customer = (programme: Programme, averageFen: number, values: Facts['values'] = {}): Facts => ({
  values: { housingLoanFen: 0n, housingLoanCleanMonths: 0n, keyClientExecutive: false, ...values },
  measures: new Map(
    ratingMeasures(programme).map((measure) => [measureKey(measure), { total: BigInt(averageFen) * 30n, over: 30n }]),
  ),
  segments: [],
});
const held = (grade: string, missedRatings = 0): HeldGrade => ({
  grade,
  standing: missedRatings > 0 ? 'extension' : 'met',
  missedRatings,
});

describe('a forecast', () => {
  const fast = preset('bank-fastrise');
  const at = (averageFen: number, of: HeldGrade) =>
    forecastOf({ held: of, grant: null, facts: customer(fast, averageFen), month: '2025-05' }, fast);

  it('says what is missing to keep the grade, by when, in both languages', () => {
    expect(at(25_000_000, held('platinum'))?.keep).toMatchObject({
      grade: 'platinum',
      byDate: '2025-05-31',
      met: false,
      ways: [{ standard: 'average-balance', missing: [{ needed: 30_000_000n, missing: 5_000_000n }] }],
      words: {
        en: 'You keep Platinum if by 2025-05-31 you have what is missing: deposits 250,000.00 yuan of 300,000.00 yuan, missing 50,000.00 yuan.',
        'zh-CN': '在2025-05-31前补足差额，可保持白金级：存款为250,000.00元，需300,000.00元，尚差50,000.00元。',
      },
    });
    expect(at(40_000_000, held('platinum'))?.keep?.words.en).toBe('You keep Platinum: its standard is met so far.');
  });

  it('says how far the next grade is, and nothing of a grade that nobody loses or that is the highest', () => {
    expect(at(40_000_000, held('platinum'))?.reach).toMatchObject({
      grade: 'black-gold',
      ways: [{ missing: [{ missing: 60_000_000n }] }],
    });
    expect(at(0, held('ordinary'))?.keep).toBeNull();
    expect(at(0, held('black-gold'))?.reach).toBeNull();
  });

  it('plays the coming ratings as the rating rule would', () => {
    expect(at(0, held('black-gold'))?.ifNothingChanges).toEqual([
      { month: '2025-05', outcome: 'extended', grade: 'black-gold', effectiveDate: '2025-06-01' },
      { month: '2025-06', outcome: 'extended', grade: 'black-gold', effectiveDate: '2025-07-01' },
      { month: '2025-07', outcome: 'lowered', grade: 'ordinary', effectiveDate: '2025-08-01' },
    ]);
    expect(at(0, held('black-gold', 2))?.words).toEqual({
      en: 'If nothing changes you are Black-gold until the day before 2025-06-01 and Ordinary from then on.',
      'zh-CN': '如无变化，您在2025-06-01之前为黑金级，自该日起为普通。',
    });
    expect(at(40_000_000, held('platinum'))?.words.en).toBe('If nothing changes you stay Platinum.');
  });
});

describe('a forecast of a grade given by hand', () => {
  const fast = preset('bank-fastrise');
  const at = (averageFen: number, untilDate: string | null) =>
    forecastOf(
      {
        held: held('platinum'),
        grant: { grade: 'platinum', beforeGrade: 'ordinary', untilDate },
        facts: customer(fast, averageFen),
        month: '2025-05',
      },
      fast,
    );

  it('says that it stands against ratings, and what is back when its term is over', () => {
    const forever = at(0, null);
    expect(forever?.ifNothingChanges).toMatchObject([{ month: '2025-05', outcome: 'settled', grade: 'platinum' }]);
    expect(forever?.keep?.words).toEqual({
      en: 'Platinum was given to you by hand: it stands until somebody ends it, whatever ratings find.',
      'zh-CN': '白金级为人工授予，直到有人终止前有效，不受评定影响。',
    });
    const term = at(0, '2025-06-30');
    expect(term?.ifNothingChanges).toEqual([
      { month: '2025-05', outcome: 'settled', grade: 'platinum', effectiveDate: '2025-06-01' },
      { month: '2025-06', outcome: 'grantEnded', grade: 'ordinary', effectiveDate: '2025-07-01' },
    ]);
    expect(term?.words.en).toBe(
      'If nothing changes you are Platinum until the day before 2025-07-01 and Ordinary from then on.',
    );
    expect(at(100_000_000, '2025-06-30')?.ifNothingChanges).toMatchObject([{ outcome: 'raised', grade: 'black-gold' }]);
  });
});

describe('a forecast of raises by points', () => {
  const mall = preset('mall-vip');
  const at = (lifetimePoints: bigint, grade: string) =>
    forecastOf(
      { held: held(grade), grant: null, facts: { values: { lifetimePoints, balancePoints: 0n } }, month: '2025-05' },
      mall,
    );

  it('says how many more points raise the grade at once, though nobody is rated', () => {
    expect(at(7_990n, 'gold')).toMatchObject({
      month: null,
      keep: null,
      reach: null,
      ifNothingChanges: [],
      raises: [
        {
          grade: 'diamond',
          rule: 'lifetime-8000',
          missing: [{ of: 'lifetimePoints', needed: 8_000n, missing: 10n }],
          words: {
            en: '10 more points and you are Diamond at once (lifetime points 7990 of 8000).',
            'zh-CN': '再得10分即升为钻石卡（累计积分为7990，需8000）。',
          },
        },
      ],
      words: { en: 'If nothing changes you stay Gold.' },
    });
    expect(at(9_000n, 'diamond')?.raises).toEqual([]);
    const hotel = preset('hotel-card');
    expect(
      forecastOf({ held: held('gold'), grant: null, facts: { values: {} }, month: '2025-05' }, hotel),
    ).toBeUndefined();
  });
});

describe('standards that entitle', () => {
  const criteria = preset('bank-criteria');
  const may = (gradeKey: string, averageFen: number, values: Facts['values'] = {}) =>
    mayApplyFor(gradeKey, standardsAsked(customer(criteria, averageFen, values), criteria), criteria).kind;

  it('let who meets one apply for its grade and the grades below', () => {
    const loan = { housingLoanFen: 120_000_000n, housingLoanCleanMonths: 12n };
    expect([may('head-office-vip', 0, loan), may('branch-vip', 0, loan)]).toEqual(['met', 'met']);
    expect(may('head-office-vip', 0, { ...loan, housingLoanCleanMonths: 11n })).toBe('missed');
    expect(may('branch-vip', 0, { housingLoanFen: 60_000_000n, housingLoanCleanMonths: 14n })).toBe('met');
    expect(may('head-office-vip', 0, { housingLoanFen: 60_000_000n, housingLoanCleanMonths: 14n })).toBe('missed');
  });

  it('are asked of nobody whom they are not for, and of nobody where there are none', () => {
    const bank = preset('bank-stepdown');
    const asked = standardsAsked(customer(bank, 16_000_000), bank).filter(({ grade }) => grade === 'platinum');
    expect(asked.map(({ standard, applies, met }) => [standard, applies, met])).toEqual([
      ['average-balance', true, false],
      ['key-client-executive', false, false],
    ]);
    const hotel = preset('hotel-card');
    expect(mayApplyFor('gold', standardsAsked({ values: {} }, hotel), hotel)).toEqual({ kind: 'anybody' });
  });
});

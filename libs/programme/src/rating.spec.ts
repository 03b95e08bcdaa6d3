import { describe, expect, it } from '@jest/globals';
import {
  type Facts,
  gradesMet,
  type HeldGrade,
  type Measured,
  measureKey,
  type Programme,
  preset,
  rateGrade,
  ratingMeasures,
  unratedGrade,
} from './index.ts';

const stepDown = preset('bank-stepdown');
const fastRise = preset('bank-fastrise');

const held = (grade: string): HeldGrade => ({ grade, standing: 'met', missedRatings: 0 });

/** The grade and how it is held after each of the ratings. */
function rated(programme: Programme, from: string, ...met: readonly string[]): readonly string[] {
  let now = held(from);
  return met.map((grade) => {
    const { grade: to, standing, missedRatings, outcome } = rateGrade(now, grade, programme);
    now = { grade: to, standing, missedRatings };
    return `${to} ${standing}${missedRatings > 0 ? ` ${missedRatings}` : ''}, ${outcome}`;
  });
}

describe('the grade after a rating', () => {
  it('is kept for three further ratings, then goes down one level, and no extension comes before a level is met', () => {
    expect(rated(stepDown, 'platinum', 'gold', 'gold', 'gold', 'gold', 'gold')).toEqual([
      'platinum extension 1, extended',
      'platinum extension 2, extended',
      'platinum extension 3, extended',
      'gold falling, lowered',
      'gold met, confirmed',
    ]);
    expect(rated(stepDown, 'diamond', ...Array<string>(6).fill('ordinary')).slice(3)).toEqual([
      'platinum falling, lowered',
      'gold falling, lowered',
      'ordinary met, lowered',
    ]);
  });

  it('begins a full new extension once one was ended by a pass', () => {
    expect(rated(stepDown, 'platinum', 'gold', 'platinum', 'gold')).toEqual([
      'platinum extension 1, extended',
      'platinum met, confirmed',
      'platinum extension 1, extended',
    ]);
  });

  it('goes straight to the level met where the programme says so, after three months counting the first missed', () => {
    expect(rated(fastRise, 'black-gold', 'ordinary', 'platinum', 'platinum')).toEqual([
      'black-gold extension 1, extended',
      'black-gold extension 2, extended',
      'platinum met, lowered',
    ]);
  });

  it('goes up to the highest level met, or by one where the programme says so, and out of any extension', () => {
    expect(rated(stepDown, 'gold', 'ordinary', 'diamond')[1]).toBe('diamond met, raised');
    const tiers = stepDown.tiers && { ...stepDown.tiers, upgrade: 'oneLevel' as const };
    expect(rated({ ...stepDown, tiers }, 'ordinary', 'diamond', 'diamond')).toEqual([
      'gold met, raised',
      'platinum met, raised',
    ]);
  });

  it('is lost at once, never, or counted on through a pass, as the programme says', () => {
    const withMiss = (miss: object | undefined): Programme => ({
      ...fastRise,
      tiers: fastRise.tiers && {
        ...fastRise.tiers,
        miss: miss && fastRise.tiers.miss && { ...fastRise.tiers.miss, ...miss },
      },
    });
    expect(rated(withMiss({ ratings: 0 }), 'black-gold', 'platinum')).toEqual(['platinum met, lowered']);
    expect(rated(withMiss(undefined), 'black-gold', 'ordinary')).toEqual(['black-gold met, confirmed']);
    expect(
      rated(withMiss({ endsOnPass: false }), 'black-gold', 'ordinary', 'black-gold', 'ordinary', 'ordinary'),
    ).toEqual([
      'black-gold extension 1, extended',
      'black-gold extension 1, confirmed',
      'black-gold extension 2, extended',
      'ordinary met, lowered',
    ]);
  });

  it('is left alone where the programme has it no more', () => {
    expect(rateGrade(held('tin'), 'gold', stepDown)).toEqual({ ...held('tin'), outcome: 'unrated' });
    expect(unratedGrade(stepDown)).toEqual(held('ordinary'));
  });
});

describe('the grade that is met', () => {
  const facts = (averageFen: bigint, keyClientExecutive: boolean): Facts => ({
    values: { keyClientExecutive },
    measures: new Map(
      ratingMeasures(stepDown).map((measure) => [
        measureKey(measure),
        { total: averageFen * 31n, over: 31n } satisfies Measured,
      ]),
    ),
  });

  it('is the highest of any standard that is for the holder, with the reason of each', () => {
    const ordinary = gradesMet(facts(15_000_000n, false), stepDown);
    expect(ordinary).toMatchObject({ grade: 'gold', standard: 'average-balance', mayApply: null });
    expect(ordinary?.explain.map(({ rule, met, counted }) => `${rule} ${met} ${counted}`)).toEqual([
      'average-balance:gold true true',
      'average-balance:platinum false false',
      'average-balance:diamond false false',
    ]);
    expect(gradesMet(facts(15_000_000n, true), stepDown)).toMatchObject({
      grade: 'platinum',
      standard: 'key-client-executive',
    });
    expect(gradesMet(facts(0n, true), stepDown)).toMatchObject({ grade: 'ordinary', standard: null });
  });

  it('may be one that is only entitled to be applied for', () => {
    const criteria = preset('bank-criteria');
    const measures = new Map(ratingMeasures(criteria).map((measure) => [measureKey(measure), { total: 0n, over: 1n }]));
    const values = { keyClientExecutive: false, housingLoanFen: 120_000_000n, housingLoanCleanMonths: 12n };
    expect(gradesMet({ values, measures }, criteria)).toMatchObject({
      grade: 'ordinary',
      standard: null,
      mayApply: 'head-office-vip',
    });
  });
});

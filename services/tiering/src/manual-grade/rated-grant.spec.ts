import { describe, expect, it } from '@jest/globals';
import { type HeldGrade, measureKey, type Programme, preset, ratingMeasures } from '@scrip/programme';
import type { GradeGrant, Member } from '../membership/membership.decider.ts';
import { rateMember, ratingOf } from '../rating/rate-member.rule.ts';

const bank: Programme = preset('bank-fastrise');
const rating = ratingOf('rtr_1', bank, '2025-05');
const member = (held: Partial<HeldGrade>, grant: GradeGrant | null): Member => ({
  kind: 'member',
  membershipId: 'mbr_1',
  holderId: 'hld_1',
  programmeId: 'bank-fastrise',
  grade: 'platinum',
  standing: 'met',
  missedRatings: 0,
  settledMonths: [],
  ...held,
  grant,
});
const rated = (state: Member, averageFen: bigint) => {
  const measures = new Map(
    ratingMeasures(bank).map((measure) => [measureKey(measure), { total: averageFen, over: 1n }]),
  );
  const facts = { values: { keyClientExecutive: false }, measures, segments: [] };
  const { row, event } = rateMember(state, { membershipId: 'mbr_1', holderId: 'hld_1', facts }, rating);
  return [row.outcome, row.to.grade, row.to.standing, event?.data.toGrade ?? null];
};

describe('a grade given by hand, and ratings', () => {
  const grant = { applicationId: 'gap_1', grade: 'platinum', beforeGrade: 'ordinary', untilDate: null };

  it('stands whatever they find, and is raised where they find more', () => {
    expect(rated(member({}, grant), 0n)).toEqual(['settled', 'platinum', 'met', null]);
    expect(rated(member({}, null), 0n)).toEqual(['extended', 'platinum', 'extension', 'platinum']);
    expect(rated(member({}, grant), 100_000_000n)).toEqual(['raised', 'black-gold', 'met', 'black-gold']);
  });

  it('is what is left of a higher one that they take', () => {
    const above = { grade: 'black-gold', standing: 'extension' as const, missedRatings: 2 };
    expect(rated(member({ ...above, missedRatings: 1 }, grant), 0n)).toEqual([
      'extended',
      'black-gold',
      'extension',
      'black-gold',
    ]);
    expect(rated(member(above, grant), 0n)).toEqual(['lowered', 'platinum', 'met', 'platinum']);
    expect(rated(member(above, null), 0n)).toEqual(['lowered', 'ordinary', 'met', 'ordinary']);
  });
});

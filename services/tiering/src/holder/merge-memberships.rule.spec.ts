import { describe, expect, it } from '@jest/globals';
import { preset } from '@scrip/programme';
import { endGrant } from '../manual-grade/grade-grant.rule.ts';
import {
  type GradeGrant,
  type Member,
  type MembershipState,
  membershipDecider,
} from '../membership/membership.decider.ts';
import { mergeMemberships } from './merge-memberships.rule.ts';

const bank = preset('bank-stepdown');
const into = { membershipId: 'mbr_2', holderId: 'hld_2', mergeId: 'hmg_1', effectiveDate: '2026-01-10' };
const member = (membershipId: string, grade: string, grant: GradeGrant | null = null): Member => ({
  kind: 'member',
  membershipId,
  holderId: `hld_${membershipId.at(-1)}`,
  programmeId: bank.id,
  grade,
  standing: 'met',
  missedRatings: 0,
  settledMonths: [],
  grant,
});
const byHand = (grade: string, beforeGrade: string, untilDate: string | null = '2026-06-30'): GradeGrant => ({
  applicationId: `gap_${grade}`,
  grade,
  beforeGrade,
  untilDate,
});
/** The membership after a merge, and its grade when a grade given by hand has ended. */
function merged(absorbed: Member, survivor: MembershipState): readonly (string | null)[] {
  const facts = mergeMemberships(absorbed, survivor, into, bank);
  if (!facts) throw new Error('nothing goes on');
  const state = membershipDecider.evolve(survivor, facts.goesOn);
  if (state.kind !== 'member') throw new Error('nobody goes on');
  const over = endGrant(state, { today: '2027-01-01', cause: 'term_over', endedBy: null, roles: null }, bank);
  const [end] = over.kind === 'accepted' ? over.events : [];
  const after = end && membershipDecider.evolve(state, end);
  return [state.grade, state.grant?.grade ?? null, after?.kind === 'member' ? after.grade : null];
}

describe('a grade given by hand, when two holders were one person', () => {
  it('ends at the higher of what both were without it, whichever of them had it', () => {
    const given = byHand('platinum', 'ordinary');
    expect(merged(member('mbr_1', 'platinum', given), member('mbr_2', 'gold'))).toEqual([
      'platinum',
      'platinum',
      'gold',
    ]);
    expect(merged(member('mbr_1', 'gold'), member('mbr_2', 'platinum', given))).toEqual([
      'platinum',
      'platinum',
      'gold',
    ]);
    expect(merged(member('mbr_1', 'platinum', given), { kind: 'unknown' })).toEqual([
      'platinum',
      'platinum',
      'ordinary',
    ]);
    expect(merged(member('mbr_1', 'gold'), member('mbr_2', 'ordinary'))).toEqual(['gold', null, null]);
  });

  it('goes on also below a grade that is higher, and its end takes nothing of that one', () => {
    const given = byHand('gold', 'ordinary');
    expect(merged(member('mbr_1', 'gold', given), member('mbr_2', 'diamond'))).toEqual(['diamond', 'gold', 'diamond']);
    expect(merged(member('mbr_1', 'diamond'), member('mbr_2', 'gold', given))).toEqual(['diamond', 'gold', 'diamond']);
  });

  it('given to both: the higher one stands', () => {
    const [gold, diamond] = [byHand('gold', 'ordinary', null), byHand('diamond', 'ordinary')];
    for (const [one, other] of [
      [gold, diamond],
      [diamond, gold],
    ] as const) {
      expect(merged(member('mbr_1', one.grade, one), member('mbr_2', other.grade, other))).toEqual([
        'diamond',
        'diamond',
        'ordinary',
      ]);
    }
  });
});

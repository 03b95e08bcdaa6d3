import { describe, expect, it } from '@jest/globals';
import type { ApplicationApproved, MembershipEvent } from '@scrip/contracts';
import { fold } from '@scrip/decider';
import { type Programme, preset } from '@scrip/programme';
import { type MembershipState, membershipDecider } from '../membership/membership.decider.ts';
import { approveMembership } from './approved-membership.rule.ts';

const rated: Programme = preset('bank-fastrise');
const { tiers: _none, ...unrated } = rated;
const application: ApplicationApproved = {
  applicationId: 'apl_1',
  holderId: 'hld_1',
  approvalKey: 'card',
  gradeKey: 'platinum',
  role: 'head',
  productKey: null,
  cardId: null,
  programmeId: rated.id,
  programmeVersion: 1,
  approvedBy: 'head-1',
};
const level = { membershipId: 'mbr_1', holderId: 'hld_1', gradeKey: 'platinum', today: '2026-03-01' };

function approve(events: readonly MembershipEvent[], programme: Programme): readonly MembershipEvent[] {
  const decision = approveMembership(fold(membershipDecider, events), application, level, programme);
  return decision.kind === 'accepted' ? decision.events : [];
}
const after = (events: readonly MembershipEvent[]): MembershipState => fold(membershipDecider, events);
const joinedWith = (grade: string): MembershipEvent => {
  const { role, approvedBy } = { role: null, approvedBy: null };
  const by = { rule: 'join', receiptIds: [], receiptsTotalFen: 0n as never, applicationId: null, role, approvedBy };
  const of = { membershipId: 'mbr_1', holderId: 'hld_1', programmeId: rated.id, programmeVersion: 1 };
  return { type: 'MemberJoined', data: { ...of, grade, ...by, businessDate: '2026-01-01' } };
};
const byHand = { grade: 'platinum', grant: { applicationId: 'apl_1', grade: 'platinum', untilDate: null } };

describe('a level that an application for a card was approved with', () => {
  it('is held by hand where the programme rates: by who joins, who held less and who held just that', () => {
    for (const events of [[], [joinedWith('ordinary')], [joinedWith('platinum')]]) {
      const approved = [...events, ...approve(events, rated)];
      expect(after(approved)).toMatchObject(byHand);
      expect(approve(approved, rated)).toEqual([]);
    }
    expect(approve([], rated).map(({ type }) => type)).toEqual(['MemberJoined', 'GradeGranted']);
    expect(approve([joinedWith('black-gold')], rated)).toEqual([]);
  });

  it('begins the membership where nobody is rated', () => {
    expect(approve([], unrated).map(({ type }) => type)).toEqual(['MemberJoined']);
    expect(after(approve([], unrated))).toMatchObject({ grade: 'platinum', grant: null });
    expect(approve([joinedWith('platinum')], unrated)).toEqual([]);
  });
});

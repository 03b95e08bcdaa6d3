import { describe, expect, it } from '@jest/globals';
import type { MembershipEvent } from '@scrip/contracts';
import { fold, InvariantError } from '@scrip/decider';
import { fen, points } from '@scrip/money';
import { preset } from '@scrip/programme';
import { given } from '@scrip/testing';
import { membershipDecider, membershipSeed, type ReachedPoints, raiseByPoints } from './membership.decider.ts';

const mall = preset('mall-vip');
const joined = (grade: string): MembershipEvent => ({
  type: 'MemberJoined',
  data: {
    membershipId: 'mbr_01',
    holderId: 'hld_01',
    programmeId: 'mall-vip',
    programmeVersion: 1,
    grade,
    rule: `join-${grade}`,
    receiptIds: ['r-1'],
    receiptsTotalFen: fen(30_000),
    businessDate: '2025-05-08',
    applicationId: null,
    role: null,
    approvedBy: null,
  },
});
const earned = (lifetime: number): ReachedPoints => ({
  membershipId: 'mbr_01',
  lifetimePoints: points(lifetime),
  balancePoints: points(lifetime),
  reachedBy: 'receipt',
  receiptId: 'r-9',
  reference: null,
});
const raised: MembershipEvent = {
  type: 'GradeRaised',
  data: {
    membershipId: 'mbr_01',
    holderId: 'hld_01',
    programmeId: 'mall-vip',
    programmeVersion: 1,
    fromGrade: 'gold',
    toGrade: 'diamond',
    rule: 'lifetime-8000',
    receiptId: 'r-9',
    lifetimePoints: points(8_000),
    balancePoints: points(8_000),
    reachedBy: 'receipt',
    reference: null,
  },
};

describe('a membership', () => {
  it('is raised at once by the receipt that reaches 8,000 lifetime points, and its event names rule and receipt (M7)', () => {
    const { state } = given(membershipDecider, joined('gold'))
      .when((membership) => raiseByPoints(membership, earned(8_000), mall))
      .then(raised);
    expect(state).toMatchObject({ kind: 'member', grade: 'diamond' });
  });

  it('stays as it is below the threshold, and once it has the grade', () => {
    given(membershipDecider, joined('gold'))
      .when((membership) => raiseByPoints(membership, earned(7_999), mall))
      .then();
    given(membershipDecider, joined('gold'), raised)
      .when((membership) => raiseByPoints(membership, earned(9_000), mall))
      .then();
    given(membershipDecider, joined('diamond'))
      .when((membership) => raiseByPoints(membership, earned(9_000), mall))
      .then();
  });

  it('refuses points of a member who never joined', () => {
    given(membershipDecider)
      .when((membership) => raiseByPoints(membership, earned(9_000), mall))
      .thenRefused('membership_unknown', { membershipId: 'mbr_01' });
    expect(() => fold(membershipDecider, [raised])).toThrow(InvariantError);
  });

  it('is named by issuer, programme and holder alone', () => {
    const seeds = [
      membershipSeed('iss_a', 'mall', 'hld_1'),
      membershipSeed('iss_b', 'mall', 'hld_1'),
      membershipSeed('iss_a', 'shop', 'hld_1'),
      membershipSeed('iss_a', 'mall', 'hld_2'),
    ];
    expect(new Set(seeds).size).toBe(4);
    expect(membershipSeed('iss_a', 'mall', 'hld_1')).toBe(seeds[0]);
  });
});

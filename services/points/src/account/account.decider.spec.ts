import { describe, expect, it } from '@jest/globals';
import type { AccountEvent, PointsAccountOpened, PointsEarned } from '@scrip/contracts';
import { fold, InvariantError } from '@scrip/decider';
import { points } from '@scrip/money';
import { given } from '@scrip/testing';
import { accountDecider, accountOf, openAccount } from './account.decider.ts';

const member: PointsAccountOpened = {
  accountId: 'pts_01',
  membershipId: 'mbr_01',
  holderId: 'hld_01',
  programmeId: 'mall-vip',
};
const opened: AccountEvent = { type: 'PointsAccountOpened', data: member };
const earned = (earnedPoints: number, balance: number, lifetime: number): AccountEvent => {
  const data: PointsEarned = {
    accountId: 'pts_01',
    membershipId: 'mbr_01',
    holderId: 'hld_01',
    receiptId: 'r-1',
    basePoints: points(earnedPoints),
    multiplierBp: 10_000,
    bonusPoints: points(0),
    earnedPoints: points(earnedPoints),
    balanceAfterPoints: points(balance),
    lifetimeAfterPoints: points(lifetime),
    dayRank: null,
    rules: ['one-per-ten-yuan'],
    programmeId: 'mall-vip',
    programmeVersion: 1,
  };
  return { type: 'PointsEarned', data };
};

describe('a points account', () => {
  it('is opened for a member with 0 points, and a second message about it changes nothing', () => {
    const { state } = given(accountDecider)
      .when((account) => openAccount(account, member))
      .then(opened);
    expect(state).toMatchObject({ kind: 'open', balancePoints: 0n, lifetimePoints: 0n });
    given(accountDecider, opened)
      .when((account) => openAccount(account, member))
      .then();
  });

  it('keeps what can be redeemed and what was ever earned as its events say them', () => {
    const state = fold(accountDecider, [opened, earned(50, 50, 50), earned(10, 20, 60)]);
    expect(state).toMatchObject({ ...member, balancePoints: 20n, lifetimePoints: 60n });
  });

  it('does not fold an earning before its opening', () => {
    expect(() => fold(accountDecider, [earned(1, 1, 1)])).toThrow(InvariantError);
  });

  it('has the number of its membership', () => {
    expect(accountOf('mbr_01K00000000000000000000000')).toBe('pts_01K00000000000000000000000');
  });
});

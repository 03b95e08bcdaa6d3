/** A member's points: what can be redeemed, and what was ever earned. */
import type { AccountEvent, PointsAccountOpened } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError } from '@scrip/decider';
import { type Points, ZERO_POINTS } from '@scrip/money';

/** An account before and after its member joined. */
export type AccountState =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'open';
      readonly accountId: string;
      readonly membershipId: string;
      readonly holderId: string;
      readonly programmeId: string;
      /** What can be redeemed. */
      readonly balancePoints: Points;
      /** What was ever earned; redeeming does not lower it. */
      readonly lifetimePoints: Points;
    };

/** An account that a member has. */
export type OpenAccount = Extract<AccountState, { kind: 'open' }>;

export const accountDecider: Decider<AccountState, AccountEvent> = {
  stream: 'account',
  initial: { kind: 'unknown' },
  evolve(state, event) {
    switch (event.type) {
      case 'PointsAccountOpened': {
        const { accountId, membershipId, holderId, programmeId } = event.data;
        const none = { balancePoints: ZERO_POINTS, lifetimePoints: ZERO_POINTS };
        return { kind: 'open', accountId, membershipId, holderId, programmeId, ...none };
      }
      case 'PointsEarned': {
        const { balanceAfterPoints, lifetimeAfterPoints } = event.data;
        return { ...opened(state, event), balancePoints: balanceAfterPoints, lifetimePoints: lifetimeAfterPoints };
      }
      case 'LotteryEntryGranted':
        return opened(state, event);
    }
  },
};

/** A membership has one account, of the same number: whoever shows the one has named the other. */
export function accountOf(membershipId: string): string {
  return `pts_${membershipId.slice('mbr_'.length)}`;
}

/** Opens the account of a member who joined; one that is open stays as it is, because a message may come twice. */
export function openAccount(state: AccountState, member: PointsAccountOpened): Decision<AccountEvent> {
  return state.kind === 'open' ? accept() : accept({ type: 'PointsAccountOpened', data: member });
}

function opened(state: AccountState, event: AccountEvent): OpenAccount {
  if (state.kind === 'unknown') {
    throw new InvariantError(`${event.type} on ${event.data.accountId}, which was never opened`);
  }
  return state;
}

/** A member's points: what can be used and until when, what waits to be usable, and what was ever earned. */
import type { EpochMs } from '@scrip/calendar';
import type {
  AccountEvent,
  PointsAccountOpened,
  PointsEarned,
  PointsLotShare,
  PointsMovedIn,
  PointsTakenBack,
  PointsUsed,
} from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { least, minus, type Points, plus, ZERO_POINTS } from '@scrip/money';
import { type CampaignsGiven, givenAfter } from '../campaign-day/campaign-caps.rule.ts';
import { type Lapsed, withLapsed, withoutLapsed } from './lapsed-points.ts';
import {
  type PendingPoints,
  type PointsLot,
  sumOf,
  type TakenBack,
  takesFor,
  totalOf,
  usableIn,
  withoutPending,
  withoutShare,
  withPending,
  withShare,
} from './lots.ts';

/** An account before and after its member joined. Plain data, and small: lots are by the moment they lapse. */
export type AccountState =
  | { readonly kind: 'unknown' }
  | (AccountIds & {
      readonly kind: 'open';
      /** What can be redeemed: the lots less what is owed. */
      readonly balancePoints: Points;
      /** What was ever earned; redeeming does not lower it. */
      readonly lifetimePoints: Points;
      /** What lapses first comes first. */
      readonly lots: readonly PointsLot[];
      /** What is usable first comes first. */
      readonly pending: readonly PendingPoints[];
      /** How far a return took the balance below zero; what is earned next pays it. While it is above zero there are no lots. */
      readonly owedPoints: Points;
      /** What lapsed of late and no return was spared; left out: nothing. */
      readonly lapsed?: readonly Lapsed[];
      /** What rules with caps gave, of late; left out: nothing. */
      readonly campaigns?: CampaignsGiven;
    })
  | (AccountIds & {
      /** Its holder is the same person as another, whose account has its points. */
      readonly kind: 'moved';
      readonly toAccountId: string;
    })
  | (AccountIds & {
      /** Nobody is known any more who could use its points. */
      readonly kind: 'closed';
      readonly cause: string;
    });

/** Whose an account is. */
export interface AccountIds {
  readonly accountId: string;
  readonly membershipId: string;
  readonly holderId: string;
  readonly programmeId: string;
}

/** An account that a member has. */
export type OpenAccount = Extract<AccountState, { kind: 'open' }>;

/** What an account has when it opens. */
export const NOTHING = {
  balancePoints: ZERO_POINTS,
  lifetimePoints: ZERO_POINTS,
  lots: [],
  pending: [],
  owedPoints: ZERO_POINTS,
} as const;

export const accountDecider: Decider<AccountState, AccountEvent> = {
  stream: 'account',
  initial: { kind: 'unknown' },
  evolve(state, event) {
    switch (event.type) {
      case 'PointsAccountOpened': {
        const { accountId, membershipId, holderId, programmeId } = event.data;
        return { kind: 'open', accountId, membershipId, holderId, programmeId, ...NOTHING };
      }
      case 'PointsEarned':
        return earned(opened(state, event), event.data);
      case 'PointsConfirmed': {
        const { usableAt, confirmedPoints: sharePoints, settledPoints, ...lot } = event.data;
        const account = opened(state, event);
        const pending = withoutPending(account.pending, { usableAt, expiresAt: lot.expiresAt, sharePoints });
        const share = { ...lot, sharePoints: minus(sharePoints, settledPoints) };
        return credited({ ...account, pending }, [share], settledPoints);
      }
      case 'PointsUsed':
        return debited(opened(state, event), event.data.lots);
      case 'PointsUseReversed':
        return credited(opened(state, event), event.data.lots, event.data.settledPoints);
      case 'PointsExpiryNoticed': {
        const account = opened(state, event);
        const { expiresAt, noticeAt } = event.data;
        const told = (lot: PointsLot): PointsLot =>
          lot.expiresAt === expiresAt
            ? { ...lot, expiryNotices: lot.expiryNotices.filter((due) => due > noticeAt) }
            : lot;
        return { ...account, lots: account.lots.map(told) };
      }
      case 'PointsLapsed': {
        const { expiresAt, lapsedPoints: sharePoints } = event.data;
        const account = debited(opened(state, event), [{ expiresAt, expiryNotices: null, sharePoints }]);
        return { ...account, lapsed: withLapsed(account.lapsed, { expiresAt, lapsedPoints: sharePoints }) };
      }
      case 'PointsTakenBack':
        return takenBack(opened(state, event), event.data);
      case 'PointsGranted': {
        const { expiresAt, expiryNotices, grantedPoints, settledPoints } = event.data;
        const share = { expiresAt, expiryNotices, sharePoints: minus(grantedPoints, settledPoints) };
        return credited(opened(state, event), [share], settledPoints);
      }
      case 'PointsGrantTakenBack':
        return takenFrom(opened(state, event), event.data);
      case 'PointsAdjusted': {
        const { direction, lots, settledPoints, lifetimeAfterPoints } = event.data;
        const account = { ...opened(state, event), lifetimePoints: lifetimeAfterPoints };
        return direction === 'credit' ? credited(account, lots, settledPoints) : debited(account, lots);
      }
      case 'PointsMovedOut':
        return { kind: 'moved', ...whose(opened(state, event)), toAccountId: event.data.toAccountId };
      case 'PointsMovedIn':
        return movedIn(opened(state, event), event.data);
      case 'PointsAccountHolderChanged':
        return { ...opened(state, event), holderId: event.data.holderId };
      case 'PointsAccountClosed':
        return { kind: 'closed', ...whose(opened(state, event)), cause: event.data.cause };
      case 'LotteryEntryGranted':
        return opened(state, event);
    }
  },
};

/** A membership has one account, of the same number: whoever shows the one has named the other. */
export function accountOf(membershipId: string): string {
  return `pts_${membershipId.slice('mbr_'.length)}`;
}

/** The membership that an account belongs to. */
export function membershipOf(accountId: string): string {
  return `mbr_${accountId.slice('pts_'.length)}`;
}

/** Who opens an account; with what the member joined where that is known. */
export type Opening = Omit<PointsAccountOpened, 'grade' | 'joinedWithReceiptIds'> & Partial<PointsAccountOpened>;

/** Opens the account of a member who joined; one that is open stays as it is, because a message may come twice. */
export function openAccount(state: AccountState, opening: Opening): Decision<AccountEvent> {
  const data = { grade: null, joinedWithReceiptIds: null, ...opening };
  return state.kind === 'unknown' ? accept({ type: 'PointsAccountOpened', data }) : accept();
}

/**
 * Why an account that is not open takes nothing and gives nothing: `account_unknown`; `account_moved` {accountId,
 * toAccountId}, its points are on another account of the same person; `account_closed` {accountId, cause}.
 */
export function whyNotOpen(state: Exclude<AccountState, OpenAccount>): Refusal {
  switch (state.kind) {
    case 'unknown':
      return { code: 'account_unknown', detail: {} };
    case 'moved':
      return { code: 'account_moved', detail: { accountId: state.accountId, toAccountId: state.toAccountId } };
    case 'closed':
      return { code: 'account_closed', detail: { accountId: state.accountId, cause: state.cause } };
  }
}

/** Points that somebody wants to use. */
export interface UsePoints {
  /** Of whoever uses them; every use has its own. */
  readonly useId: string;
  /** What for, such as `redemption`. */
  readonly purpose: string;
  readonly points: Points;
  /** When they are used. */
  readonly at: EpochMs;
  /** Version of the account's programme that the use is decided under. */
  readonly programmeVersion: number;
}

/**
 * Uses points, those that lapse first before the others (domain 2.1, M6 and M12). The one fact is `PointsUsed`; who uses
 * them writes a fact of its own beside it and keeps this one's lots for `reverseUse`. Refused in this order:
 * - `account_unknown`, `account_moved`, `account_closed`: see `whyNotOpen`.
 * - `points_not_positive` {askedPoints}.
 * - `balance_below_zero` {askedPoints, balancePoints}: a return took more than was left; nothing can be used.
 * - `points_short` {askedPoints, availablePoints, pendingPoints, missingPoints}: pending points cannot be used yet, lapsed
 *   ones any more.
 */
export function usePoints(state: AccountState, use: UsePoints): Decision<AccountEvent> {
  if (state.kind !== 'open') return { kind: 'refused', refusal: whyNotOpen(state) };
  const { useId, purpose, points: askedPoints, at, programmeVersion } = use;
  if (askedPoints <= 0n) return reject('points_not_positive', { askedPoints });
  const { balancePoints } = state;
  if (balancePoints < 0n) return reject('balance_below_zero', { askedPoints, balancePoints });
  const short = whyShort(state, askedPoints, at);
  if (short) return { kind: 'refused', refusal: short };
  const lots = takesFor(state.lots, askedPoints, at);
  const data: PointsUsed = {
    ...idsOf(state),
    useId,
    purpose,
    usedPoints: askedPoints,
    lots,
    balanceAfterPoints: minus(balancePoints, askedPoints),
    programmeId: state.programmeId,
    programmeVersion,
  };
  return accept({ type: 'PointsUsed', data });
}

/**
 * Undoes a use: its points are in the lots they came from again, with their dates, so that nobody gains time by it; what
 * the account owes is paid first. What would have lapsed by then lapses with it, at the moment of the command
 * (`PointsLapsed` beside it): the points were used when their end came, so no balance of the past had them. Whoever kept
 * the use sees to it that it is undone once, and asks the account that has its points now. Refused: as `whyNotOpen` says.
 * @param at when it is undone.
 */
export function reverseUse(
  state: AccountState,
  use: Pick<PointsUsed, 'useId' | 'purpose' | 'lots'>,
  at: EpochMs,
): Decision<AccountEvent> {
  if (state.kind !== 'open') return { kind: 'refused', refusal: whyNotOpen(state) };
  const givenBackPoints = sumOf(use.lots);
  const { settledPoints, lots } = settle(state, use.lots);
  const { programmeId } = state;
  let balanceAfterPoints = plus(state.balancePoints, givenBackPoints);
  const reversed: AccountEvent = {
    type: 'PointsUseReversed',
    data: {
      ...idsOf(state),
      useId: use.useId,
      purpose: use.purpose,
      givenBackPoints,
      settledPoints,
      lots,
      balanceAfterPoints,
      programmeId,
    },
  };
  const lapsed = lots.flatMap(({ expiresAt, sharePoints: lapsedPoints }): AccountEvent[] => {
    if (expiresAt === null || expiresAt > at) return [];
    balanceAfterPoints = minus(balanceAfterPoints, lapsedPoints);
    return [
      { type: 'PointsLapsed', data: { ...idsOf(state), expiresAt, lapsedPoints, balanceAfterPoints, programmeId } },
    ];
  });
  return accept(reversed, ...lapsed);
}

/** Why points cannot be taken at a moment; undefined when they can. */
export function whyShort(account: OpenAccount, askedPoints: Points, at: EpochMs): Refusal | undefined {
  const availablePoints = usableIn(account.lots, at);
  if (askedPoints <= availablePoints) return undefined;
  const missingPoints = minus(askedPoints, availablePoints);
  const pendingPoints = totalOf(account.pending);
  return { code: 'points_short', detail: { askedPoints, availablePoints, pendingPoints, missingPoints } };
}

/** The parts of points that come to an account: first what it owes is paid, the rest comes to lots. */
export function settle(
  account: OpenAccount,
  shares: readonly PointsLotShare[],
): { readonly settledPoints: Points; readonly lots: readonly PointsLotShare[] } {
  const settledPoints = least(account.owedPoints, sumOf(shares));
  let restPoints = settledPoints;
  const lots = shares.flatMap((share) => {
    const paid = least(restPoints, share.sharePoints);
    restPoints = minus(restPoints, paid);
    return paid === share.sharePoints ? [] : [{ ...share, sharePoints: minus(share.sharePoints, paid) }];
  });
  return { settledPoints, lots };
}

/** Whose account it is, as every fact of it says. */
export function idsOf({ accountId, membershipId, holderId }: AccountIds): Omit<AccountIds, 'programmeId'> {
  return { accountId, membershipId, holderId };
}

/** Points of an account that cannot be used yet. */
export function pendingPointsOf(account: OpenAccount): Points {
  return totalOf(account.pending);
}

function earned(account: OpenAccount, event: PointsEarned): OpenAccount {
  const { earnedPoints, usableAt, expiresAt, expiryNotices } = event;
  const campaigns = event.capped === null ? {} : { campaigns: givenAfter(account.campaigns ?? {}, event.capped) };
  const after = { ...account, ...campaigns, lifetimePoints: event.lifetimeAfterPoints };
  if (usableAt !== null) {
    const share = { usableAt, expiresAt, expiryNotices, sharePoints: earnedPoints };
    return { ...after, pending: withPending(account.pending, share) };
  }
  // Events from before lots say nothing of what was owed: they were decided when nothing could be.
  const settledPoints = event.settledPoints ?? ZERO_POINTS;
  return credited(
    after,
    [{ expiresAt, expiryNotices, sharePoints: minus(earnedPoints, settledPoints) }],
    settledPoints,
  );
}

function takenBack(account: OpenAccount, event: PointsTakenBack): OpenAccount {
  const pending = event.pending.reduce(withoutPending, account.pending);
  return takenFrom({ ...account, pending, lifetimePoints: event.lifetimeAfterPoints }, event);
}

function takenFrom(
  account: OpenAccount,
  { lots, owedPoints, lapsedAt, lapsedPoints }: Omit<TakenBack, 'pending' | 'sparedPoints'>,
): OpenAccount {
  const lapsed =
    lapsedAt === null || lapsedPoints === null
      ? {}
      : { lapsed: withoutLapsed(account.lapsed, { expiresAt: lapsedAt, lapsedPoints }) };
  return owing(debited({ ...account, ...lapsed }, lots), owedPoints);
}

function movedIn(account: OpenAccount, event: PointsMovedIn): OpenAccount {
  const pending = event.pending.reduce(withPending, account.pending);
  const lapsed = event.lapsed === null ? {} : { lapsed: event.lapsed.reduce(withLapsed, account.lapsed ?? []) };
  const paid = debited({ ...account, ...lapsed, pending, lifetimePoints: event.lifetimeAfterPoints }, event.paidLots);
  return owing(credited(paid, event.lots, event.settledPoints), event.owedPoints);
}

function owing(account: OpenAccount, owedPoints: Points): OpenAccount {
  return {
    ...account,
    owedPoints: plus(account.owedPoints, owedPoints),
    balancePoints: minus(account.balancePoints, owedPoints),
  };
}

function whose({ accountId, membershipId, holderId, programmeId }: AccountIds): AccountIds {
  return { accountId, membershipId, holderId, programmeId };
}

function credited(account: OpenAccount, shares: readonly PointsLotShare[], settledPoints: Points): OpenAccount {
  const lots = shares.reduce(withShare, account.lots);
  const owedPoints = minus(account.owedPoints, settledPoints);
  return {
    ...account,
    lots,
    owedPoints,
    balancePoints: plus(account.balancePoints, plus(sumOf(shares), settledPoints)),
  };
}

function debited(account: OpenAccount, shares: readonly PointsLotShare[]): OpenAccount {
  const lots = shares.reduce(withoutShare, account.lots);
  return { ...account, lots, balancePoints: minus(account.balancePoints, sumOf(shares)) };
}

function opened(state: AccountState, event: AccountEvent): OpenAccount {
  if (state.kind === 'open') return state;
  const why = state.kind === 'unknown' ? 'was never opened' : `is ${state.kind}`;
  throw new InvariantError(`${event.type} on ${event.data.accountId}, which ${why}`);
}

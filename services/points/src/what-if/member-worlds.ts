/** A member as it was and as it would be under a draft: account and grade in each. */
import { type BusinessDate, businessDate, type EpochMs } from '@scrip/calendar';
import type { AccountEvent, PointsEarned } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { type Fen, least, minus, type Points, plus, points, ZERO_POINTS } from '@scrip/money';
import { type Programme, raiseFor } from '@scrip/programme';
import { accountDecider, NOTHING, type OpenAccount, pendingPointsOf } from '../account/account.decider.ts';
import { ageLot, confirmPoints } from '../account/account-time.rule.ts';
import { takesFor, withoutShare, withShare } from '../account/lots.ts';
import { REDEMPTION } from '../redemption/redeem.rule.ts';
import { comparedNumber, type MemberChange, type MemberEnd, type Pair } from './comparison.ts';

/** A member in one of the two. */
export interface World {
  account: OpenAccount;
  /** Key of the grade; null for who is no member there. */
  grade: string | null;
}

/** A member of the programme, in fact; under the draft perhaps not. */
export interface Member {
  readonly membershipId: string;
  readonly was: World;
  /** Null until the draft has first decided about the member: then it begins as it was. */
  would: World | null;
  /** Receipts of one day with which the member would ask to join. */
  day: BusinessDate;
  dayFen: Fen;
  readonly earnedPoints: { was: bigint; would: bigint };
  readonly discountFen: { was: bigint; would: bigint };
  /** Whether the account went over into another, or was closed: then nobody is a member with it at the end. */
  ended: boolean;
  /** Whether the log does not say with what the member joined. */
  readonly assumed: boolean;
  /** Version of the membership's stream up to which changes of the grade were heard. */
  heardVersion: number;
}

/** Points of an account, usable or not: what a draw looks at, and what the issuer owes. */
export function heldPoints(account: OpenAccount): Points {
  return plus(account.balancePoints, pendingPointsOf(account));
}

/** The account after a fact of it; without points where the fact ended it. */
export function evolved(account: OpenAccount, event: AccountEvent): OpenAccount {
  const after = accountDecider.evolve(account, event);
  if (after.kind === 'unknown') throw new InvariantError(`${event.type} left no account of ${account.accountId}`);
  return after.kind === 'open' ? after : emptied(account);
}

/** The account as it opened. */
export function emptied(account: OpenAccount): OpenAccount {
  return { ...account, ...NOTHING };
}

/** The account at a moment: pending points whose time has come are usable, lots whose time is over are gone. */
export function aged(account: OpenAccount, at: EpochMs): OpenAccount {
  let now = account;
  for (;;) {
    const lapsed = now.lots.find((lot) => lot.expiresAt !== null && lot.expiresAt <= at);
    const decision = lapsed?.expiresAt ? ageLot(now, { expiresAt: lapsed.expiresAt, at }) : confirmPoints(now, at);
    const [event] = decision.kind === 'accepted' ? decision.events : [];
    if (!event) return now;
    now = evolved(now, event);
  }
}

/**
 * The account after as many points came or went as in fact did, for what a draft does not decide anew: uses, returns,
 * adjustments. Points go from what lapses first; what is not there is owed, as after a return.
 */
export function changedBy(account: OpenAccount, change: { held: Points; lifetime: Points }, at: EpochMs): OpenAccount {
  const { held, lifetime } = change;
  const lifetimePoints = plus(account.lifetimePoints, lifetime);
  const balancePoints = plus(account.balancePoints, held);
  if (held >= 0n) {
    const settled = least(account.owedPoints, held);
    const share = { expiresAt: null, expiryNotices: null, sharePoints: minus(held, settled) };
    const owedPoints = minus(account.owedPoints, settled);
    return { ...account, lifetimePoints, balancePoints, owedPoints, lots: withShare(account.lots, share) };
  }
  const wanted = points(-held);
  const taken = takesFor(account.lots, wanted, at);
  const takenPoints = taken.reduce((sum, share) => plus(sum, share.sharePoints), ZERO_POINTS);
  const owedPoints = plus(account.owedPoints, minus(wanted, takenPoints));
  return { ...account, lifetimePoints, balancePoints, owedPoints, lots: taken.reduce(withoutShare, account.lots) };
}

/** The grade after points were earned: the one function that raises, under the given version. */
export function raised(
  grade: string | null,
  earned: Pick<PointsEarned, 'lifetimeAfterPoints' | 'balanceAfterPoints'>,
  programme: Programme,
): string | null {
  if (grade === null) return null;
  const { lifetimeAfterPoints: lifetimePoints, balanceAfterPoints: balancePoints } = earned;
  return raiseFor({ grade, lifetimePoints, balancePoints }, programme)?.toGrade ?? grade;
}

/** The month of a business day, or of the business day of a moment: YYYY-MM. */
export function monthOf(day: string | EpochMs): string {
  return (typeof day === 'string' ? day : businessDate(day)).slice(0, 7);
}

/** What a member has at the end. */
export interface HeldAtEnd extends MemberEnd {
  /** Usable or not. */
  readonly heldPoints: Pair<bigint>;
  readonly pendingPoints: Pair<bigint>;
}

/** What a member has at a moment; who is no member under the draft has nothing there. */
export function heldAt({ was, would: tried }: Member, at: EpochMs): HeldAtEnd {
  const would = tried ?? was;
  const inFact = aged(was.account, at);
  const underDraft = would.grade === null ? emptied(would.account) : aged(would.account, at);
  return {
    from: was.grade,
    to: would.grade,
    heldPoints: { was: heldPoints(inFact), would: heldPoints(underDraft) },
    pendingPoints: { was: pendingPointsOf(inFact), would: pendingPointsOf(underDraft) },
  };
}

/** What a fact of an account uses for goods; below zero where it gives that back. */
export function redeemedBy(event: AccountEvent): bigint {
  if (event.type === 'PointsUsed' && event.data.purpose === REDEMPTION) return event.data.usedPoints;
  if (event.type === 'PointsUseReversed' && event.data.purpose === REDEMPTION) return -event.data.givenBackPoints;
  return 0n;
}

/** What a draft changes for a member. */
export function changeOf({ membershipId, was, would, earnedPoints, discountFen }: Member): MemberChange {
  return {
    membershipId,
    grade: { was: was.grade, would: (would ?? was).grade },
    earnedPoints: comparedNumber(earnedPoints),
    discountFen: comparedNumber(discountFen),
  };
}

/** What becomes of accounts when their holder turns out to be somebody else, or is not known any more. */
import type { AccountEvent } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import { minus, plus } from '@scrip/money';
import {
  type AccountState,
  accountDecider,
  idsOf,
  type OpenAccount,
  type Opening,
  openAccount,
  settle,
} from './account.decider.ts';
import { pendingShareOf, shareOf, sumOf, takesFor } from './lots.ts';

/** A fact and the account it belongs to. */
export interface AccountFact {
  readonly streamId: string;
  readonly event: AccountEvent;
}

/** A merge of holders, as cards decided it. */
export interface HolderMerge {
  readonly mergeId: string;
  /** Holder who stays. */
  readonly survivorId: string;
}

/**
 * Gives the survivor what the other holder had: points go to the survivor's account in the same programme with their
 * dates, whatever either account owes is paid from what the other has, and the lifetime counts add up; an account in a
 * programme where the survivor has none becomes the survivor's. What is done already changes nothing, because the news may
 * come twice.
 * @param others accounts of the holder who was absorbed.
 * @param survivors accounts of the survivor, in the order they were opened; the first open one of a programme takes.
 */
export function mergeAccounts(
  others: readonly AccountState[],
  survivors: readonly AccountState[],
  merge: HolderMerge,
): Decision<AccountFact> {
  const facts: AccountFact[] = [];
  const takers = new Map<string, OpenAccount>();
  for (const account of survivors) {
    if (account.kind === 'open' && !takers.has(account.programmeId)) takers.set(account.programmeId, account);
  }
  for (const from of others) {
    if (from.kind !== 'open' || from.holderId === merge.survivorId) continue;
    const to = takers.get(from.programmeId);
    const { accountId, membershipId, programmeId, holderId: fromHolderId } = from;
    if (!to) {
      const ids = { accountId, membershipId, holderId: merge.survivorId };
      const event: AccountEvent = {
        type: 'PointsAccountHolderChanged',
        data: { ...ids, fromHolderId, mergeId: merge.mergeId, programmeId },
      };
      facts.push({ streamId: accountId, event });
      takers.set(programmeId, after(from, event));
      continue;
    }
    const { out, into } = movePoints(from, to, merge.mergeId);
    facts.push({ streamId: accountId, event: out }, { streamId: to.accountId, event: into });
    takers.set(programmeId, after(to, into));
  }
  return accept(...facts);
}

/**
 * Gives the account of a membership that goes on what the account of the one that closed had; it opens where there was none.
 * What is done already changes nothing, because the news may come twice, and after that of the holders.
 */
export function takeOverAccount(
  from: AccountState,
  to: AccountState,
  { mergeId, ...ids }: Opening & { readonly mergeId: string },
): Decision<AccountFact> {
  const facts: AccountFact[] = [];
  const opened = openAccount(to, ids);
  const opening = opened.kind === 'accepted' ? opened.events : [];
  facts.push(...opening.map((event) => ({ streamId: ids.accountId, event })));
  const taker = opening.reduce(accountDecider.evolve, to);
  if (from.kind === 'open' && taker.kind === 'open') {
    const { out, into } = movePoints(from, taker, mergeId);
    facts.push({ streamId: from.accountId, event: out }, { streamId: taker.accountId, event: into });
  }
  return accept(...facts);
}

/**
 * Closes the account of a holder who was erased: nobody is known any more who could use its points. Nothing where it is
 * not open any more.
 */
export function closeAccount(state: AccountState, cause: 'holder_erased'): Decision<AccountEvent> {
  if (state.kind !== 'open') return accept();
  const data = { ...idsOf(state), cause, ...allOf(state), programmeId: state.programmeId };
  return accept({ type: 'PointsAccountClosed', data });
}

/** The same for several accounts; never refused. */
export function closeAccounts(states: readonly AccountState[], cause: 'holder_erased'): Decision<AccountFact> {
  const closed = states.flatMap((state): readonly AccountEvent[] => {
    const decision = closeAccount(state, cause);
    return decision.kind === 'accepted' ? decision.events : [];
  });
  return accept(...closed.map((event) => ({ streamId: event.data.accountId, event })));
}

/** Opens the account of a member whom cards has erased before it was heard that they joined: it is closed at once. */
export function openClosed(state: AccountState, opening: Opening): Decision<AccountEvent> {
  const opened = openAccount(state, opening);
  if (opened.kind === 'refused') return opened;
  const closed = closeAccount(opened.events.reduce(accountDecider.evolve, state), 'holder_erased');
  return closed.kind === 'refused' ? closed : accept(...opened.events, ...closed.events);
}

function movePoints(
  from: OpenAccount,
  to: OpenAccount,
  mergeId: string,
): { readonly out: AccountEvent; readonly into: AccountEvent } {
  const has = allOf(from);
  const { programmeId } = from;
  const { settledPoints, lots } = settle(to, has.lots);
  // Whenever it is: what lapsed and nobody has written down yet pays as well.
  const paidLots = takesFor(to.lots, has.owedPoints, Number.NEGATIVE_INFINITY);
  const owedPoints = minus(has.owedPoints, sumOf(paidLots));
  const movedPoints = minus(sumOf(has.lots), has.owedPoints);
  return {
    out: {
      type: 'PointsMovedOut',
      data: {
        ...idsOf(from),
        toAccountId: to.accountId,
        mergeId,
        ...has,
        lifetimePoints: from.lifetimePoints,
        programmeId,
      },
    },
    into: {
      type: 'PointsMovedIn',
      data: {
        ...idsOf(to),
        fromAccountId: from.accountId,
        mergeId,
        settledPoints,
        lots,
        pending: has.pending,
        paidLots,
        owedPoints,
        lapsed: from.lapsed?.length ? from.lapsed : null,
        movedLifetimePoints: from.lifetimePoints,
        balanceAfterPoints: plus(to.balancePoints, movedPoints),
        lifetimeAfterPoints: plus(to.lifetimePoints, from.lifetimePoints),
        programmeId,
      },
    },
  };
}

/** All that an account has and owes. */
function allOf(account: OpenAccount) {
  return {
    lots: account.lots.map((lot) => shareOf(lot, lot.leftPoints)),
    pending: account.pending.map(pendingShareOf),
    owedPoints: account.owedPoints,
  };
}

function after(account: OpenAccount, event: AccountEvent): OpenAccount {
  const state = accountDecider.evolve(account, event);
  return state.kind === 'open' ? state : account;
}

/** Commands on accounts that may have moved to another one of the same person. */
import type { CommandKey, EventLog, Verdict } from '@scrip/event-store';
import { type AccountState, accountDecider } from './account.decider.ts';

/** Merges that one person's accounts can have gone through: beyond any number of double registrations. */
const MOVES_MAX = 16;

/** The account that has the points of another one now; itself where it did not move. */
export async function accountNow(
  log: EventLog,
  accountId: string,
): Promise<{ readonly accountId: string; readonly state: AccountState }> {
  let at = accountId;
  for (let moves = 0; ; moves += 1) {
    const { state } = await log.state(accountDecider, at);
    if (state.kind !== 'moved' || moves === MOVES_MAX) return { accountId: at, state };
    at = state.toAccountId;
  }
}

/**
 * Decides on an account, and on the one that has its points where it has moved: what shows the old membership means the
 * same person. The refusal `account_moved` is kept under the command's key, so each further account has a key made of it.
 */
export async function followingMoves(
  accountId: string | null,
  key: CommandKey,
  decideOn: (accountId: string | null, key: CommandKey) => Promise<Verdict>,
): Promise<Verdict> {
  let at = accountId;
  for (let moves = 0; ; moves += 1) {
    const verdict = await decideOn(at, moves === 0 ? key : { ...key, scope: `${key.scope} moved ${moves}` });
    if (verdict.kind === 'accepted' || verdict.refusal.code !== 'account_moved' || moves === MOVES_MAX) return verdict;
    at = String(verdict.refusal.detail['toAccountId']);
  }
}

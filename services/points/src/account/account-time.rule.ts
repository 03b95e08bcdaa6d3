/** What time does to points: pending ones become usable, the holder is told before some lapse, and in the end they are gone. */
import { businessDate, type EpochMs, lastUsableInstant } from '@scrip/calendar';
import type { AccountEvent } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import { minus, plus } from '@scrip/money';
import { type AccountState, idsOf, settle } from './account.decider.ts';
import { shareOf } from './lots.ts';

/**
 * Makes pending points usable whose time has come by `at`; what the account owes is paid from them first. Nothing where
 * none is due, so that it may be asked again and by several workers.
 */
export function confirmPoints(state: AccountState, at: EpochMs): Decision<AccountEvent> {
  if (state.kind !== 'open') return accept();
  const due = state.pending.find((one) => one.usableAt <= at);
  if (!due) return accept();
  const share = shareOf(due, due.leftPoints);
  const { settledPoints } = settle(state, [share]);
  return accept({
    type: 'PointsConfirmed',
    data: {
      ...idsOf(state),
      usableAt: due.usableAt,
      expiresAt: share.expiresAt,
      expiryNotices: share.expiryNotices,
      confirmedPoints: due.leftPoints,
      settledPoints,
      balanceAfterPoints: plus(state.balancePoints, due.leftPoints),
      programmeId: state.programmeId,
    },
  });
}

/**
 * What is due with a lot at a moment: it has lapsed, or it is time for a notice; of several that are due only the latest
 * is told. Nothing where nothing is due or left.
 */
export function ageLot(
  state: AccountState,
  { expiresAt, at }: { readonly expiresAt: EpochMs; readonly at: EpochMs },
): Decision<AccountEvent> {
  if (state.kind !== 'open') return accept();
  const lot = state.lots.find((one) => one.expiresAt === expiresAt);
  if (!lot) return accept();
  const { programmeId } = state;
  if (at >= expiresAt) {
    const balanceAfterPoints = minus(state.balancePoints, lot.leftPoints);
    const data = { ...idsOf(state), expiresAt, lapsedPoints: lot.leftPoints, balanceAfterPoints, programmeId };
    return accept({ type: 'PointsLapsed', data });
  }
  const noticeAt = lot.expiryNotices.findLast((due) => due <= at);
  if (noticeAt === undefined) return accept();
  const lastUsableDate = businessDate(lastUsableInstant(expiresAt));
  const data = { ...idsOf(state), noticeAt, expiresAt, lastUsableDate, leftPoints: lot.leftPoints, programmeId };
  return accept({ type: 'PointsExpiryNoticed', data });
}

import type { BusinessDate, EpochMs } from '@scrip/calendar';
import {
  addPeriodToDate,
  atTimeOfDay,
  businessDate,
  daysEarlier,
  lastUsableInstant,
  startOfBusinessDay,
} from '@scrip/calendar';
import type { PointsPlan } from './points-plan.ts';

/** From when points can be used and when they lapse. */
export interface PointsTime {
  /** First moment they can be used, epoch milliseconds; null: at once. */
  readonly usableAt: EpochMs | null;
  /** First moment they cannot be used any more, epoch milliseconds; null: they never lapse. */
  readonly expiresAt: EpochMs | null;
  /** When the holder is told that they will lapse, the first time first; empty: never. */
  readonly expiryNotices: readonly EpochMs[];
}

/**
 * When points that are earned on a business day can be used: from the day `pending` ends on, to the day `expiry` ends on,
 * which is the last one, or to the end of its month.
 */
export function pointsTime(plan: Pick<PointsPlan, 'pending' | 'expiry'>, earnedOn: BusinessDate): PointsTime {
  const { pending, expiry } = plan;
  const usableAt = pending ? startOfBusinessDay(addPeriodToDate(earnedOn, pending.after)) : null;
  if (!expiry) return { usableAt, expiresAt: null, expiryNotices: [] };
  const endsOn = addPeriodToDate(earnedOn, expiry.after);
  const dayAfter =
    expiry.endsOn === 'day' ? addPeriodToDate(endsOn, 'P1D') : addPeriodToDate(`${endsOn.slice(0, 8)}01`, 'P1M');
  const expiresAt = startOfBusinessDay(dayAfter);
  const lastUsableDate = businessDate(lastUsableInstant(expiresAt));
  const { daysBefore = [], at = '' } = expiry.notices ?? {};
  return {
    usableAt,
    expiresAt,
    expiryNotices: daysBefore.map((days) => atTimeOfDay(daysEarlier(lastUsableDate, days), at)),
  };
}

/** What lapsed of an account's points, by the moment: a return does not take it a second time. */
import type { EpochMs } from '@scrip/calendar';
import type { LapsedPoints } from '@scrip/contracts';
import { least, minus, type Points, plus, points, ZERO_POINTS } from '@scrip/money';

/** Points that lapsed at one moment and that no return was spared; plain data. */
export type Lapsed = LapsedPoints;

/** Moments that an account remembers, the latest ones: more than two years of points that lapse by the week, eight by the month. */
const MOMENTS_MAX = 104;

/** What is remembered, with more that lapsed; of too many moments the earliest are forgotten. */
export function withLapsed(lapsed: readonly Lapsed[] = [], more: Lapsed): readonly Lapsed[] {
  const { expiresAt } = more;
  const known = lapsed.find((one) => one.expiresAt === expiresAt);
  const lapsedPoints = plus(more.lapsedPoints, known?.lapsedPoints ?? ZERO_POINTS);
  const others = lapsed.filter((one) => one.expiresAt !== expiresAt);
  return [...others, { expiresAt, lapsedPoints }].sort((a, b) => a.expiresAt - b.expiresAt).slice(-MOMENTS_MAX);
}

/** What is remembered, without what a return was spared; a moment stays with 0, so that it is known that nothing is left of it. */
export function withoutLapsed(lapsed: readonly Lapsed[] = [], spared: Lapsed): readonly Lapsed[] {
  return lapsed.map((one) =>
    one.expiresAt === spared.expiresAt
      ? { ...one, lapsedPoints: minus(one.lapsedPoints, least(one.lapsedPoints, spared.lapsedPoints)) }
      : one,
  );
}

/**
 * How many of some points that end at a moment which is over lapsed, and were not used before it. Of a moment that is
 * forgotten nothing is known: all of them count as lapsed, so that nobody pays for what may never have been used.
 */
export function lapsedOf(
  lapsed: readonly Lapsed[] = [],
  wanted: { readonly expiresAt: EpochMs; readonly points: Points },
): Points {
  const [earliest] = lapsed;
  if (lapsed.length === MOMENTS_MAX && earliest && wanted.expiresAt < earliest.expiresAt) return wanted.points;
  const known = lapsed.find((one) => one.expiresAt === wanted.expiresAt);
  return least(wanted.points, known?.lapsedPoints ?? points(0));
}

import { BP_OF_ONE, Fraction, halfUpQuotient } from '@scrip/money';
import type { Measured } from './metrics.ts';
import type { Segment } from './segments.ts';

/** A member and what was measured of them. */
export interface MeasuredMember {
  readonly membershipId: string;
  readonly measured: Measured;
}

/** A member in the order of a segment. */
export interface RankedMember extends MeasuredMember {
  /** From 1, the most first; equal members have the same place. */
  readonly place: number;
  readonly isIn: boolean;
}

/** Who is in a segment, and what they hold of the whole. */
export interface SegmentShare {
  /** The most first, equal ones by their id. */
  readonly ranked: readonly RankedMember[];
  readonly inCount: number;
  /** What was measured of all members, and of those who are in: exact, in the unit of the metric. */
  readonly whole: Measured;
  readonly held: Measured;
  /** `held` as a part of `whole` in basis points, half up; 0 where nothing was measured. */
  readonly heldShareBp: number;
}

/**
 * Who is in a segment: members in the order of what was measured, the first of them as a part of their number (cut to
 * whole members), or until they hold a part of the whole; whoever equals the last one that is in is in too, and nobody of
 * whom nothing was measured (domain 2.11, E4: of ten who spent 100 to 1,000 the top 20% are two and hold 1,900 of 5,500).
 * Compared as fractions, so averages are never rounded before.
 */
export function shareOf(
  { take, shareBp }: Pick<Segment, 'take' | 'shareBp'>,
  members: readonly MeasuredMember[],
): SegmentShare {
  const order = [...members].sort(byMost);
  const whole = sumOf(order);
  const taken =
    take === 'topMembers'
      ? Math.floor((order.length * shareBp) / Number(BP_OF_ONE))
      : firstThatHold(order, whole.times(Fraction.ofBp(shareBp)));
  const last = order[taken - 1];
  let place = 0;
  const ranked = order.map((member, index): RankedMember => {
    const before = order[index - 1];
    if (before === undefined || compare(before.measured, member.measured) !== 0) place = index + 1;
    const isIn = last !== undefined && member.measured.total > 0n && compare(member.measured, last.measured) >= 0;
    return { ...member, place, isIn };
  });
  const within = ranked.filter(({ isIn }) => isIn);
  const held = sumOf(within);
  const heldShareBp =
    whole.num === 0n ? 0 : Number(halfUpQuotient(held.num * whole.den * BP_OF_ONE, held.den * whole.num));
  return { ranked, inCount: within.length, whole: measured(whole), held: measured(held), heldShareBp };
}

/** How many of the first it takes to hold a part of the whole. */
function firstThatHold(order: readonly MeasuredMember[], part: Fraction): number {
  let held = Fraction.of(0n);
  for (const [index, { measured: next }] of order.entries()) {
    if (held.compare(part) >= 0) return index;
    held = held.plus(Fraction.of(next.total, next.over));
  }
  return order.length;
}

function byMost(a: MeasuredMember, b: MeasuredMember): number {
  const difference = compare(b.measured, a.measured);
  if (difference !== 0) return difference;
  return a.membershipId < b.membershipId ? -1 : 1;
}

function compare(a: Measured, b: Measured): number {
  const [left, right] = a.over === b.over ? [a.total, b.total] : [a.total * b.over, b.total * a.over];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Members with equal divisors are added as integers first: most have the same one. */
function sumOf(members: readonly MeasuredMember[]): Fraction {
  const totals = new Map<bigint, bigint>();
  for (const { measured: one } of members) totals.set(one.over, (totals.get(one.over) ?? 0n) + one.total);
  return [...totals].reduce((sum, [over, total]) => sum.plus(Fraction.of(total, over)), Fraction.of(0n));
}

function measured({ num, den }: Fraction): Measured {
  return { total: num, over: den };
}

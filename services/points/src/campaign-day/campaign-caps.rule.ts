/** What campaigns with caps have given, and how much they have left for a member's receipt (domain 2.1). */
import type { BusinessDate } from '@scrip/calendar';
import type { CampaignEvent, CappedPoints } from '@scrip/contracts';
import type { Decider } from '@scrip/decider';
import { least, minus, type Points, plus, points, ZERO_POINTS } from '@scrip/money';
import { cappedRules, type Programme } from '@scrip/programme';

/** Points that a rule gave a member, by business day. */
export type GivenByDay = Readonly<Record<BusinessDate, Points>>;

/** What rules with caps gave a member, by rule. Plain data, since snapshots keep it as JSON. */
export type CampaignsGiven = Readonly<Record<string, GivenByDay>>;

/** Days that are remembered: the month that is, and the one before for receipts that come late. */
const DAYS_MAX = 62;

/** What was given after a receipt earned. */
export function givenAfter(before: CampaignsGiven, capped: readonly CappedPoints[]): CampaignsGiven {
  const given = new Map(Object.entries(before));
  for (const { rule, onDate, addedPoints } of capped) {
    if (addedPoints === 0n) continue;
    const days = given.get(rule) ?? {};
    const after = { ...days, [onDate]: plus(days[onDate] ?? ZERO_POINTS, addedPoints) };
    const kept = Object.entries(after)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(-DAYS_MAX);
    given.set(rule, Object.fromEntries(kept));
  }
  return Object.fromEntries(given);
}

/** What a campaign has given in all. */
export interface CampaignTotal {
  readonly totalPoints: Points;
}

export const campaignDecider: Decider<CampaignTotal, CampaignEvent> = {
  stream: 'campaign',
  initial: { totalPoints: ZERO_POINTS },
  evolve: (_state, { data }) => ({ totalPoints: data.totalPoints }),
};

/** The stream of a campaign that may give so many points in all. */
export function campaignStream(issuerId: string, programmeId: string, rule: string): string {
  return `cpg_${issuerId}.${programmeId}.${rule}`;
}

/** Keys of the rules that may give so many points in all: each has a stream. */
export function totalledRules(programme: Programme): readonly string[] {
  return cappedRules(programme).flatMap(({ rule, caps }) => (caps.total === undefined ? [] : [rule]));
}

/**
 * How many points each rule with caps by day, month or in all has left for a member on a day; never below zero. A rule that
 * is not among them has no such cap.
 */
export function roomsOf(
  programme: Programme,
  given: CampaignsGiven,
  totals: ReadonlyMap<string, CampaignTotal>,
  date: BusinessDate,
): ReadonlyMap<string, Points> {
  const rooms = new Map<string, Points>();
  for (const { rule, caps } of cappedRules(programme)) {
    const days = Object.entries(given[rule] ?? {});
    const sumOf = (period: string): Points =>
      days.reduce((sum, [day, gave]) => (day.startsWith(period) ? plus(sum, gave) : sum), ZERO_POINTS);
    const left: Points[] = [];
    if (caps.perMemberDay !== undefined) left.push(roomIn(caps.perMemberDay, sumOf(date)));
    if (caps.perMemberMonth !== undefined) left.push(roomIn(caps.perMemberMonth, sumOf(date.slice(0, 7))));
    if (caps.total !== undefined) left.push(roomIn(caps.total, totals.get(rule)?.totalPoints ?? ZERO_POINTS));
    const [first, ...more] = left;
    if (first !== undefined) rooms.set(rule, more.reduce<Points>(least, first));
  }
  return rooms;
}

function roomIn(cap: number, used: Points): Points {
  const most = points(cap);
  return used >= most ? ZERO_POINTS : minus(most, used);
}

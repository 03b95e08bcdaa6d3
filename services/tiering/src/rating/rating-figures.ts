/** Reads what ratings ask of holders: many holders in one set-based query, so that a rating costs no query of its own. */
import { idFrom, type Tx } from '@scrip/event-store';
import {
  type Condition,
  type FactName,
  type FactValue,
  type HeldGrade,
  type MetricName,
  measuredParts,
  type Programme,
  ratingConditions,
} from '@scrip/programme';
import { type Member, membershipSeed, standingOf } from '../membership/membership.decider.ts';
import { CUSTOMER_FACT_NAMES, type CustomerFact } from '../metric/metric-verdict.rule.ts';

import { segmentsOfHolders } from '../segment/segment.projection.ts';
import { FIRST_DAY, type MonthFigure, measured, spanOf } from './measure.rule.ts';

import type { Rateable, RatingOf } from './rate-member.rule.ts';

/** A holder whose turn it is. */
export interface RatedHolder {
  readonly holderId: string;
  readonly membershipId: string;
  /** As the projection shows it; null for whoever is no member. */
  readonly held: (HeldGrade & Pick<Member, 'settledMonths' | 'grant'>) | null;
  /** Business day of joining; a day before every other for whoever is no member. */
  readonly joinedOn: string;
}

interface HolderRow {
  holder_id: string;
  membership_id: string | null;
  grade: string | null;
  standing: string | null;
  missed_ratings: number | null;
  settled_months: readonly string[] | null;
  granted_grade: string | null;
  business_date: string | null;
}

/** Metrics that are measured for the ratings of a programme, each once. */
export function metricsAsked({ measures }: Pick<RatingOf, 'measures'>): readonly MetricName[] {
  return [...new Set(measures.flatMap(({ measure }) => measuredParts(measure.metric)))];
}

/**
 * The holders after one, in the order of their ids, at most `limit`: members of the programme who joined by the end of
 * the month, and, where nobody can join, everybody of whom something that the ratings ask was measured by then. None only
 * where nobody is left.
 */
export async function holdersAfter(
  tx: Tx,
  issuerId: string,
  rating: RatingOf,
  asked: { readonly after: string; readonly limit: number },
): Promise<readonly RatedHolder[]> {
  for (let { after } = asked; ; ) {
    const candidates = await candidatesAfter(tx, issuerId, rating, { after, limit: asked.limit });
    const rated = candidates.filter(({ is_rated: isRated }) => isRated);
    const last = candidates.at(-1);
    if (rated.length > 0 || !last) return rated.map((row) => holderOf(row, issuerId, rating.programme.id));
    after = last.holder_id;
  }
}

/**
 * Members and measured holders after one, whether they are rated for the month or joined after it: passing over those in
 * the query would have each page read all of them again.
 */
async function candidatesAfter(
  tx: Tx,
  issuerId: string,
  rating: RatingOf,
  asked: { readonly after: string; readonly limit: number },
): Promise<readonly (HolderRow & { readonly is_rated: boolean })[]> {
  const { programme, month } = rating;
  const metrics = programme.joining === undefined ? [...metricsAsked(rating), ...factsAsked(programme)] : [];
  const { rows } = await tx.query<HolderRow & { is_rated: boolean }>({
    name: 'rating_holders',
    text: `SELECT who.holder_id, who.is_rated, m.membership_id, m.grade, m.standing, m.missed_ratings, m.settled_months,
        m.granted_grade, m.business_date
      FROM (
        SELECT holder_id, bool_or(is_rated) AS is_rated FROM (
          (SELECT holder_id COLLATE "C" AS holder_id, left(business_date, 7) <= $4 AS is_rated FROM membership
           WHERE issuer_id = $1 AND programme_id = $2 AND holder_id COLLATE "C" > $3
           ORDER BY holder_id COLLATE "C" LIMIT $6)
          UNION ALL
          SELECT h.holder_id, true FROM unnest($5::text[]) AS asked (metric) CROSS JOIN LATERAL
            (SELECT holder_id FROM metric_holder WHERE issuer_id = $1 AND metric = asked.metric AND holder_id > $3
               AND first_month <= $4 AND NOT EXISTS (SELECT FROM closed_membership AS c WHERE c.issuer_id = $1
                 AND c.programme_id = $2 AND c.holder_id COLLATE "C" = metric_holder.holder_id) ORDER BY holder_id LIMIT $6) AS h
        ) AS found GROUP BY holder_id ORDER BY holder_id LIMIT $6
      ) AS who
      LEFT JOIN LATERAL (SELECT * FROM membership WHERE issuer_id = $1 AND programme_id = $2
        AND holder_id COLLATE "C" = who.holder_id LIMIT 1) AS m ON true
      ORDER BY who.holder_id`,
    values: [issuerId, programme.id, asked.after, month, metrics, asked.limit],
  });
  return rows;
}

/** Those of the named holders, in the order of their ids. */
export async function holdersNamed(
  tx: Tx,
  issuerId: string,
  programmeId: string,
  holderIds: readonly string[],
): Promise<readonly RatedHolder[]> {
  const { rows } = await tx.query<HolderRow>(
    `SELECT who.holder_id, m.membership_id, m.grade, m.standing, m.missed_ratings, m.settled_months, m.granted_grade,
            m.business_date
     FROM unnest($3::text[]) AS who (holder_id)
     LEFT JOIN LATERAL (SELECT * FROM membership WHERE issuer_id = $1 AND programme_id = $2
       AND holder_id COLLATE "C" = who.holder_id LIMIT 1) AS m ON true
     ORDER BY who.holder_id COLLATE "C"`,
    [issuerId, programmeId, holderIds],
  );
  return rows.map((row) => holderOf(row, issuerId, programmeId));
}

function holderOf(row: HolderRow, issuerId: string, programmeId: string): RatedHolder {
  const { holder_id: holderId, grade, standing, missed_ratings: missedRatings, settled_months: settledMonths } = row;
  return {
    holderId,
    // Worked out where it is asked for: most of those who are no members stay so.
    get membershipId() {
      return row.membership_id ?? idFrom('mbr', membershipSeed(issuerId, programmeId, holderId));
    },
    held:
      grade === null || standing === null
        ? null
        : {
            grade,
            standing: standingOf(standing),
            missedRatings: missedRatings ?? 0,
            settledMonths: settledMonths ?? [],
            grant: shownGrant(row.granted_grade),
          },
    joinedOn: row.business_date ?? FIRST_DAY,
  };
}

/** What a rating asks of a grade given by hand is only which it is. */
function shownGrant(grade: string | null): Member['grant'] {
  return grade === null ? null : { applicationId: '', grade, beforeGrade: '', untilDate: null };
}

/** What is ready to be asked of each of these holders, in their order, for the month of a rating. */
export async function rateables(
  tx: Tx,
  issuerId: string,
  rating: RatingOf,
  holders: readonly RatedHolder[],
): Promise<readonly Rateable[]> {
  const measures = new Map<number, Map<string, ReturnType<typeof measured>>>(
    holders.map((_, index) => [index, new Map()]),
  );
  for (const group of bySpan(rating, holders)) {
    const figures = await figuresOf(tx, issuerId, holders, group);
    for (const [index] of holders.entries()) {
      const own = figures.get(index) ?? [];
      const span = { from: group.from[index] ?? FIRST_DAY, to: group.to };
      for (const { measure, key } of group.measures) measures.get(index)?.set(key, measured(measure, span, own));
    }
  }
  const facts = await customerFacts(tx, issuerId, rating, holders);
  const points = await pointsOf(tx, rating.programme, holders);
  const programmeId = rating.programme.id;
  const holderIds = holders.map(({ holderId }) => holderId);
  const hasSegments = (rating.programme.segments ?? []).length > 0;
  const segments = hasSegments ? await segmentsOfHolders(tx, { issuerId, programmeId, holderIds }) : new Map();
  return holders.map((holder, index) => ({
    get membershipId() {
      return holder.membershipId;
    },
    holderId: holder.holderId,
    facts: {
      values: { ...facts.get(index), ...points?.get(holder.membershipId) },
      measures: measures.get(index) ?? new Map(),
      segments: segments.get(holder.holderId) ?? [],
    },
  }));
}

/** Measures that look at the same days of each holder. */
interface SpanGroup {
  readonly measures: RatingOf['measures'];
  /** First day for each holder. */
  readonly from: readonly string[];
  readonly to: string;
}

function bySpan({ measures, month }: RatingOf, holders: readonly RatedHolder[]): readonly SpanGroup[] {
  const groups = new Map<string, { measures: RatingOf['measures'][number][]; from: readonly string[]; to: string }>();
  for (const asked of measures) {
    const { window } = asked.measure;
    const byHolder = window.kind === 'sinceJoining';
    // The same for everybody, unless it begins with each one's joining.
    const span = spanOf(window, month, FIRST_DAY);
    const id = byHolder ? window.kind : span.from;
    const known = groups.get(id);
    if (known) known.measures.push(asked);
    else {
      const from = holders.map(({ joinedOn }) => (byHolder ? joinedOn : span.from));
      groups.set(id, { measures: [asked], from, to: span.to });
    }
  }
  return [...groups.values()];
}

interface FigureRow {
  n: bigint;
  metric: string;
  month: string;
  day_sum: string;
  days: string;
  month_value: bigint | null;
  last_value: bigint | null;
  flow: string;
}

/** Months of holders as far as they lie in a span, by the holder's place. */
async function figuresOf(
  tx: Tx,
  issuerId: string,
  holders: readonly RatedHolder[],
  { measures, from, to }: SpanGroup,
): Promise<ReadonlyMap<number, readonly MonthFigure[]>> {
  const { rows } = await tx.query<FigureRow>({
    name: 'rating_figures',
    text: `SELECT h.n, v.metric, v.month, coalesce(sum(v.value) FILTER (WHERE v.kind = 'd'), 0)::text AS day_sum,
        count(DISTINCT v.period) FILTER (WHERE v.kind <> 'm')::text AS days,
        max(v.value) FILTER (WHERE v.kind = 'm') AS month_value,
        (max(ARRAY[v.period, v.value::text]) FILTER (WHERE v.kind = 'd'))[2]::bigint AS last_value,
        coalesce(sum(v.value) FILTER (WHERE v.kind = 'f'), 0)::text AS flow
      FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS h (holder_id, from_day, n)
      CROSS JOIN LATERAL (
        SELECT metric, month, period, value, CASE WHEN length(period) = 7 THEN 'm' ELSE 'd' END AS kind
        FROM metric_value AS r WHERE r.issuer_id = $1 AND r.holder_id = h.holder_id
          AND r.metric = ANY ($4) AND r.period >= left(h.from_day, 7) AND r.period <= $5
          AND (length(r.period) = 7 OR r.period >= h.from_day)
        UNION ALL
        SELECT metric, left(day, 7), day, value, 'f' FROM metric_flow AS f
        WHERE f.issuer_id = $1 AND f.holder_id = h.holder_id AND f.metric = ANY ($4)
          AND f.day >= h.from_day AND f.day <= $5
      ) AS v GROUP BY h.n, v.metric, v.month`,
    values: [issuerId, holders.map(({ holderId }) => holderId), from, metricsAsked({ measures }), to],
  });
  const figures = new Map<number, MonthFigure[]>();
  for (const row of rows) {
    const figure = {
      metric: row.metric,
      month: row.month,
      daySum: BigInt(row.day_sum),
      days: Number(row.days),
      monthValue: row.month_value,
      last: row.last_value,
      flow: BigInt(row.flow),
    };
    const index = Number(row.n) - 1;
    const known = figures.get(index);
    if (known) known.push(figure);
    else figures.set(index, [figure]);
  }
  return figures;
}

/** The facts of a customer as reported last by the end of the month: a yes or no is no, a number nothing, where none was. */
async function customerFacts(
  tx: Tx,
  issuerId: string,
  { programme, month }: RatingOf,
  holders: readonly RatedHolder[],
): Promise<ReadonlyMap<number, Partial<Record<FactName, FactValue>>>> {
  const asked = factsAsked(programme);
  const none = Object.fromEntries(asked.map((name) => [name, factOf(name, undefined)]));
  const facts = new Map(holders.map((_, index) => [index, { ...none }]));
  if (asked.length === 0) return facts;
  const { rows } = await tx.query<{ n: bigint; metric: CustomerFact; value: bigint }>({
    name: 'rating_facts',
    text: `SELECT h.n, v.metric, v.value
      FROM unnest($2::text[]) WITH ORDINALITY AS h (holder_id, n) CROSS JOIN unnest($4::text[]) AS asked (metric)
      CROSS JOIN LATERAL (SELECT metric, period, value FROM metric_value WHERE issuer_id = $1 AND holder_id = h.holder_id
        AND metric = asked.metric AND left(period, 7) <= $3 ORDER BY period DESC LIMIT 1) AS v`,
    values: [issuerId, holders.map(({ holderId }) => holderId), month, asked],
  });
  for (const { n, metric, value } of rows) {
    const own = facts.get(Number(n) - 1);
    if (own) own[metric] = factOf(metric, value);
  }
  return facts;
}

/** The facts of a customer that the ratings of a programme ask for. */
export function factsAsked(programme: Programme): readonly CustomerFact[] {
  const conditions = ratingConditions(programme);
  return CUSTOMER_FACT_NAMES.filter((name) => conditions.some((one) => asksFor(one, name)));
}

function factOf(name: CustomerFact, value: bigint | undefined): FactValue {
  return name === 'keyClientExecutive' ? value === 1n : (value ?? null);
}

function asksFor(condition: Condition, name: FactName): boolean {
  if ('all' in condition) return condition.all.some((part) => asksFor(part, name));
  if ('any' in condition) return condition.any.some((part) => asksFor(part, name));
  if ('not' in condition) return asksFor(condition.not, name);
  return 'fact' in condition && condition.fact === name;
}

/** The points of members, 0 where there are none; undefined where the ratings do not ask for them. */
async function pointsOf(
  tx: Tx,
  programme: Programme,
  holders: readonly RatedHolder[],
): Promise<ReadonlyMap<string, Partial<Record<FactName, FactValue>>> | undefined> {
  const conditions = ratingConditions(programme);
  const asked = (['balancePoints', 'lifetimePoints'] as const).filter((name) =>
    conditions.some((one) => asksFor(one, name)),
  );
  if (asked.length === 0) return undefined;
  const { rows } = await tx.query<{ membership_id: string; balance_points: bigint; lifetime_points: bigint }>(
    'SELECT membership_id, balance_points, lifetime_points FROM member_points WHERE membership_id = ANY ($1)',
    [holders.map(({ membershipId }) => membershipId)],
  );
  const none = { balancePoints: 0n, lifetimePoints: 0n };
  const known = new Map(
    rows.map((row) => [row.membership_id, { balancePoints: row.balance_points, lifetimePoints: row.lifetime_points }]),
  );
  return new Map(holders.map(({ membershipId }) => [membershipId, known.get(membershipId) ?? none]));
}

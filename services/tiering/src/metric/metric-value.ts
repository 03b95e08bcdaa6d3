/** The table of what is measured of holders: what is known, what is taken, what receipts and points add. */
import { createHash } from 'node:crypto';
import type { EventLog, Tx } from '@scrip/event-store';
import { type Points, points } from '@scrip/money';
import { type KnownValue, type ReportedValue, type TakenValue, valueKey } from './metric-verdict.rule.ts';

/** What was known of a value has changed since it was judged; the report is judged again. */
export class ValuesMovedError extends Error {
  override readonly name = 'ValuesMovedError';
}

/** What is known of each of these values of an issuer, by `valueKey`. */
export async function knownValues(
  pool: EventLog['pool'],
  issuerId: string,
  values: readonly ReportedValue[],
): Promise<ReadonlyMap<string, KnownValue>> {
  const { rows } = await pool.query<{
    holder_id: string;
    metric: string;
    period: string;
    value: bigint;
    revision: bigint;
  }>(
    `SELECT v.holder_id, v.metric, v.period, v.value, v.revision
     FROM unnest($2::text[], $3::text[], $4::text[]) AS asked (holder_id, metric, period)
     CROSS JOIN LATERAL (SELECT * FROM metric_value AS m WHERE m.issuer_id = $1 AND m.holder_id = asked.holder_id
       AND m.metric = asked.metric AND m.period = asked.period LIMIT 1) AS v`,
    [issuerId, ...columns(values)],
  );
  return new Map(
    rows.map((row) => [
      valueKey({ holderId: row.holder_id, metric: row.metric, period: row.period }),
      { value: row.value, revision: row.revision },
    ]),
  );
}

/**
 * Writes what is taken, in the transaction of the report's fact, and keeps what it takes the place of.
 * @throws ValuesMovedError where a value is no longer known as it was judged: then nothing is written.
 */
export async function takeValues(
  tx: Tx,
  issuerId: string,
  reportId: string,
  taken: readonly TakenValue[],
  known: ReadonlyMap<string, KnownValue>,
): Promise<void> {
  if (taken.length === 0) return;
  const before = taken.map((value) => known.get(valueKey(value))?.revision ?? null);
  const corrected = taken.filter(({ corrects }) => corrects);
  if (corrected.length > 0) {
    await tx.query(
      `INSERT INTO metric_value_replaced (issuer_id, holder_id, metric, period, revision, value, report_id, replaced_by)
       SELECT m.issuer_id, m.holder_id, m.metric, m.period, m.revision, m.value, m.report_id, $5
       FROM unnest($2::text[], $3::text[], $4::text[]) AS c (holder_id, metric, period)
       JOIN metric_value AS m ON m.issuer_id = $1 AND m.holder_id = c.holder_id
         AND m.metric = c.metric AND m.period = c.period
       ON CONFLICT DO NOTHING`,
      [issuerId, ...columns(corrected), reportId],
    );
  }
  const { rowCount } = await tx.query(
    `INSERT INTO metric_value AS m (issuer_id, holder_id, month, metric, period, value, revision, report_id, position)
     SELECT $1, v.holder_id, left(v.period, 7), v.metric, v.period, v.value, v.revision, $2, log_head.position
     FROM unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[])
       AS v (holder_id, metric, period, value, revision), log_head
     ON CONFLICT (issuer_id, holder_id, metric, period)
       DO UPDATE SET value = excluded.value, revision = excluded.revision, report_id = excluded.report_id,
         position = excluded.position
       WHERE m.revision < excluded.revision AND (m.holder_id, m.metric, m.period, m.revision) IN
         (SELECT * FROM unnest($3::text[], $4::text[], $5::text[], $8::bigint[]))`,
    [
      issuerId,
      reportId,
      ...columns(taken),
      taken.map(({ value }) => value),
      taken.map(({ revision }) => revision),
      before,
    ],
  );
  if (rowCount !== taken.length) throw new ValuesMovedError(`${reportId} was judged on values that have changed`);
  await keepHolders(
    tx,
    taken.map(({ holderId, metric, period }) => ({
      issuer_id: issuerId,
      holder_id: holderId,
      metric,
      month: period.slice(0, 'YYYY-MM'.length),
    })),
  );
}

/** There is something of a metric of a holder in a month. */
interface KnownFrom {
  readonly issuer_id: string;
  readonly holder_id: string;
  readonly metric: string;
  /** YYYY-MM. */
  readonly month: string;
}

/** Remembers from which month on there is anything of a metric of a holder. */
async function keepHolders(tx: Tx, known: readonly KnownFrom[]): Promise<void> {
  await tx.query({
    name: 'keep_metric_holders',
    text: `INSERT INTO metric_holder AS h (issuer_id, metric, holder_id, first_month)
     SELECT v.issuer_id, v.metric, v.holder_id, min(v.month)
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS v (issuer_id, metric, holder_id, month)
     GROUP BY v.issuer_id, v.metric, v.holder_id
     ORDER BY v.issuer_id, v.metric, v.holder_id
     ON CONFLICT (issuer_id, metric, holder_id) DO UPDATE SET first_month = excluded.first_month
     WHERE h.first_month > excluded.first_month`,
    values: [
      known.map(({ issuer_id: issuerId }) => issuerId),
      known.map(({ metric }) => metric),
      known.map(({ holder_id: holderId }) => holderId),
      known.map(({ month }) => month),
    ],
  });
}

/** What a receipt or its points add to a metric on a business day. */
export interface MetricFlow {
  readonly issuerId: string;
  readonly holderId: string;
  readonly metric: 'spendingFen' | 'purchases' | 'earnedPoints';
  /** Business day, YYYY-MM-DD. */
  readonly day: string;
  readonly value: bigint;
}

/**
 * Adds to the days of holders, of who they are now where they were merged; in the transaction that moves the mark of the
 * messages, so that each counts once. In one order, so that no two writers wait for each other.
 */
export async function addFlows(tx: Tx, flows: readonly MetricFlow[]): Promise<void> {
  if (flows.length === 0) return;
  const { rows } = await tx.query<KnownFrom & { is_first: boolean }>({
    name: 'add_flows',
    text: `INSERT INTO metric_flow AS f (issuer_id, holder_id, metric, day, value)
     SELECT a.issuer_id, coalesce((SELECT m.survivor_id FROM absorbed_holder AS m
       WHERE m.issuer_id = a.issuer_id AND m.holder_id = a.holder_id LIMIT 1), a.holder_id) AS holder, a.metric, a.day,
       sum(a.value)::bigint
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
       AS a (issuer_id, holder_id, metric, day, value)
     GROUP BY a.issuer_id, holder, a.metric, a.day
     ORDER BY a.issuer_id, holder, a.metric, a.day
     ON CONFLICT (issuer_id, holder_id, metric, day) DO UPDATE SET value = f.value + excluded.value
     RETURNING issuer_id, holder_id, metric, left(day, 7) AS month, f.xmax = 0 AS is_first`,
    values: [
      flows.map(({ issuerId }) => issuerId),
      flows.map(({ holderId }) => holderId),
      flows.map(({ metric }) => metric),
      flows.map(({ day }) => day),
      flows.map(({ value }) => value),
    ],
  });
  // Of a day that has been added to before, the month is known.
  const first = rows.filter(({ is_first: isFirst }) => isFirst);
  if (first.length > 0) await keepHolders(tx, first);
}

/** The points of a member as an event of their account says them. */
export interface MemberPoints {
  readonly membershipId: string;
  readonly balancePoints: bigint;
  /** Null: as it was. */
  readonly lifetimePoints: bigint | null;
  /** Of the account's stream. */
  readonly version: number;
}

/** Remembers the points of members, each named once, unless later ones are known. */
export async function keepPoints(tx: Tx, members: readonly MemberPoints[]): Promise<void> {
  await tx.query({
    name: 'keep_points',
    text: `INSERT INTO member_points AS p (membership_id, balance_points, lifetime_points, version)
     SELECT m.id, m.balance, coalesce(m.lifetime,
       (SELECT k.lifetime_points FROM member_points AS k WHERE k.membership_id = m.id), 0), m.version
     FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) AS m (id, balance, lifetime, version)
     ORDER BY m.id
     ON CONFLICT (membership_id) DO UPDATE SET balance_points = excluded.balance_points,
       lifetime_points = excluded.lifetime_points, version = excluded.version
     WHERE p.version < excluded.version`,
    values: [
      members.map(({ membershipId }) => membershipId),
      members.map(({ balancePoints }) => balancePoints),
      members.map(({ lifetimePoints }) => lifetimePoints),
      members.map(({ version }) => version),
    ],
  });
}

/** The points of a member, as points told them last; 0 where nothing is known. */
export async function pointsOfMember(
  pool: EventLog['pool'],
  membershipId: string,
): Promise<{ readonly balancePoints: Points; readonly lifetimePoints: Points }> {
  const { rows } = await pool.query<{ balance_points: bigint; lifetime_points: bigint }>({
    name: 'points_of_member',
    text: 'SELECT balance_points, lifetime_points FROM member_points WHERE membership_id = $1',
    values: [membershipId],
  });
  const { balance_points: balance = 0n, lifetime_points: lifetime = 0n } = rows[0] ?? {};
  return { balancePoints: points(balance), lifetimePoints: points(lifetime) };
}

/** One reported value as it is told. */
export interface MetricValueView extends ReportedValue {
  readonly reportId: string;
}

/** What is known of a holder for the months `from` to `to`, YYYY-MM, by month, metric and period, after the key `after`. */
export async function valuesOf(
  pool: EventLog['pool'],
  asked: {
    readonly issuerId: string;
    readonly holderId: string;
    readonly metric?: string | undefined;
    readonly from: string;
    readonly to: string;
    readonly after: readonly [month: string, metric: string, period: string];
    readonly limit: number;
  },
): Promise<readonly MetricValueView[]> {
  const { rows } = await pool.query<{
    metric: string;
    period: string;
    value: bigint;
    revision: bigint;
    report_id: string;
  }>(
    `SELECT metric, period, value, revision, report_id FROM metric_value
     WHERE issuer_id = $1 AND holder_id = $2 AND left(period, 7) BETWEEN $3 AND $4 AND ($5::text IS NULL OR metric = $5)
       AND (left(period, 7), metric, period) > ($6, $7, $8) ORDER BY left(period, 7), metric, period LIMIT $9`,
    [asked.issuerId, asked.holderId, asked.from, asked.to, asked.metric ?? null, ...asked.after, asked.limit],
  );
  return rows.map((row) => ({
    holderId: asked.holderId,
    metric: row.metric,
    period: row.period,
    value: row.value,
    revision: row.revision,
    reportId: row.report_id,
  }));
}

function columns(
  values: readonly Pick<ReportedValue, 'holderId' | 'metric' | 'period'>[],
): [string[], string[], string[]] {
  return [
    values.map(({ holderId }) => holderId),
    values.map(({ metric }) => metric),
    values.map(({ period }) => period),
  ];
}

/** SHA-256 in hex of the values that are taken, as the fact of the report says it. */
export function hashOfValues(taken: readonly ReportedValue[]): string {
  const hash = createHash('sha256');
  for (const { holderId, metric, period, value, revision } of taken) {
    hash.update(`${holderId},${metric},${period},${value},${revision}\n`);
  }
  return hash.digest('hex');
}

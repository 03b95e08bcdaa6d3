/** What an issuer's programmes owe in points: what is outstanding by the month in which it lapses, and how it came to that. */
import { type BusinessDate, businessDate, lastDayOfMonth, lastUsableInstant } from '@scrip/calendar';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';
import { type MovementKind, movementOf } from '../account/movement.ts';
import { MOVING_EVENTS } from '../account/points-entry.projection.ts';

/** Stands for the month of points that never lapse. */
const NEVER = 'never';

/** Sums by key. */
class Sums<R extends object> {
  readonly #rows = new Map<string, R>();

  of(row: R, key: string): R {
    const known = this.#rows.get(key);
    if (known) return known;
    this.#rows.set(key, row);
    return row;
  }

  get rows(): readonly R[] {
    return [...this.#rows.values()];
  }
}

export const pointsLiabilityProjection: Projection = {
  name: 'points_liability',
  revision: 2,
  events: MOVING_EVENTS,
  tables: `
    CREATE TABLE points_outstanding (
      issuer_id text NOT NULL,
      programme_id text NOT NULL,
      lapses_in text NOT NULL,           -- YYYY-MM of the last day they can be used; never
      points bigint NOT NULL,            -- that can be used
      pending_points bigint NOT NULL,    -- that cannot be used yet
      owed_points bigint NOT NULL,       -- how far accounts are below zero; with those that never lapse
      PRIMARY KEY (issuer_id, programme_id, lapses_in)
    );
    CREATE TABLE points_flow (
      issuer_id text NOT NULL,
      programme_id text NOT NULL,
      day text NOT NULL,                 -- business day on which it happened, YYYY-MM-DD
      kind text NOT NULL,
      points bigint NOT NULL,            -- usable and pending together, below zero where they went
      owed_points bigint NOT NULL,       -- change of how far accounts are below zero
      movements int NOT NULL,
      PRIMARY KEY (issuer_id, programme_id, day, kind)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const outstanding = new Sums<Outstanding>();
    const flows = new Sums<Flow>();
    for (const { envelope, event } of events) {
      const movement = movementOf(event);
      if (!movement) continue;
      const { issuerId } = envelope;
      const { programmeId, kind } = movement;
      const lapsing = (expiresAt: number | null): Outstanding => {
        const lapsesIn = expiresAt === null ? NEVER : businessDate(lastUsableInstant(expiresAt)).slice(0, 7);
        const none = { issuerId, programmeId, lapsesIn, points: 0n, pendingPoints: 0n, owedPoints: 0n };
        return outstanding.of(none, [issuerId, programmeId, lapsesIn].join('\n'));
      };
      for (const lot of movement.lots) lapsing(lot.expiresAt).points += lot.changePoints;
      for (const one of movement.pending) lapsing(one.expiresAt).pendingPoints += one.changePoints;
      if (movement.owedChangePoints !== 0n) lapsing(null).owedPoints += movement.owedChangePoints;
      const day = businessDate(envelope.occurredAt);
      const none = { issuerId, programmeId, day, kind, points: 0n, owedPoints: 0n, movements: 0 };
      const flow = flows.of(none, [issuerId, programmeId, day, kind].join('\n'));
      flow.points += movement.changePoints + movement.pendingChangePoints;
      flow.owedPoints += movement.owedChangePoints;
      flow.movements += 1;
    }
    await addOutstanding(tx, outstanding.rows);
    await addFlows(tx, flows.rows);
  },
};

interface Outstanding {
  readonly issuerId: string;
  readonly programmeId: string;
  readonly lapsesIn: string;
  points: bigint;
  pendingPoints: bigint;
  owedPoints: bigint;
}

interface Flow {
  readonly issuerId: string;
  readonly programmeId: string;
  readonly day: BusinessDate;
  readonly kind: MovementKind;
  points: bigint;
  owedPoints: bigint;
  movements: number;
}

async function addOutstanding(tx: Tx, rows: readonly Outstanding[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO points_outstanding AS o (issuer_id, programme_id, lapses_in, points, pending_points, owed_points)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[])
     ON CONFLICT (issuer_id, programme_id, lapses_in) DO UPDATE SET
       points = o.points + excluded.points,
       pending_points = o.pending_points + excluded.pending_points,
       owed_points = o.owed_points + excluded.owed_points`,
    [
      rows.map((row) => row.issuerId),
      rows.map((row) => row.programmeId),
      rows.map((row) => row.lapsesIn),
      rows.map((row) => row.points),
      rows.map((row) => row.pendingPoints),
      rows.map((row) => row.owedPoints),
    ],
  );
}

async function addFlows(tx: Tx, rows: readonly Flow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO points_flow AS f (issuer_id, programme_id, day, kind, points, owed_points, movements)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::int[])
     ON CONFLICT (issuer_id, programme_id, day, kind) DO UPDATE SET
       points = f.points + excluded.points,
       owed_points = f.owed_points + excluded.owed_points,
       movements = f.movements + excluded.movements`,
    [
      rows.map((row) => row.issuerId),
      rows.map((row) => row.programmeId),
      rows.map((row) => row.day),
      rows.map((row) => row.kind),
      rows.map((row) => row.points),
      rows.map((row) => row.owedPoints),
      rows.map((row) => row.movements),
    ],
  );
}

/** Points of a programme that lapse in one month. */
export interface Lapsing {
  /** YYYY-MM; null: never. */
  readonly lapsesIn: string | null;
  readonly points: bigint;
  readonly pendingPoints: bigint;
}

/** What a programme owes in points. */
export interface OutstandingPoints {
  readonly points: bigint;
  readonly pendingPoints: bigint;
  /** How far accounts are below zero, all together. */
  readonly owedPoints: bigint;
  /** The month that comes first in front; what never lapses comes last. */
  readonly byMonth: readonly Lapsing[];
}

/** What is outstanding of an issuer's programme now. Throws the database's errors. */
export async function outstandingOf(
  pool: EventLog['pool'],
  issuerId: string,
  programmeId: string,
): Promise<OutstandingPoints> {
  const { rows } = await pool.query<{ lapses_in: string; points: bigint; pending_points: bigint; owed_points: bigint }>(
    `SELECT lapses_in, points, pending_points, owed_points FROM points_outstanding
     WHERE issuer_id = $1 AND programme_id = $2 ORDER BY lapses_in = '${NEVER}', lapses_in`,
    [issuerId, programmeId],
  );
  const sum = (of: (row: (typeof rows)[number]) => bigint): bigint => rows.reduce((all, row) => all + of(row), 0n);
  const byMonth = rows
    .filter((row) => row.points !== 0n || row.pending_points !== 0n)
    .map((row) => ({
      lapsesIn: row.lapses_in === NEVER ? null : row.lapses_in,
      points: row.points,
      pendingPoints: row.pending_points,
    }));
  return {
    points: sum((row) => row.points),
    pendingPoints: sum((row) => row.pending_points),
    owedPoints: sum((row) => row.owed_points),
    byMonth,
  };
}

/** One month of a programme's points; usable and pending ones together, less what accounts are below zero. */
export interface RollForwardMonth {
  /** YYYY-MM. */
  readonly month: string;
  readonly openingPoints: bigint;
  readonly movements: readonly { readonly kind: MovementKind; readonly points: bigint; readonly movements: number }[];
  readonly closingPoints: bigint;
}

/** How a programme's points came to what they are, month by month, those that had any; both months included. */
export async function rollForwardOf(
  pool: EventLog['pool'],
  asked: { readonly issuerId: string; readonly programmeId: string; readonly from: string; readonly to: string },
): Promise<readonly RollForwardMonth[]> {
  const { issuerId, programmeId, from, to } = asked;
  const before = await pool.query<{ points: bigint }>(
    `SELECT coalesce(sum(points), 0)::bigint AS points FROM points_flow
     WHERE issuer_id = $1 AND programme_id = $2 AND day < $3`,
    [issuerId, programmeId, `${from}-01`],
  );
  const { rows } = await pool.query<{ month: string; kind: MovementKind; points: bigint; movements: number }>(
    `SELECT left(day, 7) AS month, kind, sum(points)::bigint AS points, sum(movements)::int AS movements FROM points_flow
     WHERE issuer_id = $1 AND programme_id = $2 AND day BETWEEN $3 AND $4 GROUP BY left(day, 7), kind ORDER BY month, kind`,
    [issuerId, programmeId, `${from}-01`, lastDayOfMonth(to)],
  );
  const months: RollForwardMonth[] = [];
  let openingPoints = before.rows[0]?.points ?? 0n;
  for (const month of new Set(rows.map((row) => row.month))) {
    const movements = rows
      .filter((row) => row.month === month)
      .map(({ kind, points, movements: count }) => ({ kind, points, movements: count }));
    const closingPoints = movements.reduce((all, { points }) => all + points, openingPoints);
    months.push({ month, openingPoints, movements, closingPoints });
    openingPoints = closingPoints;
  }
  return months;
}

/** What a programme owed in points at the end of a day, and what became of its points in the time before. */
export interface OwedOn {
  readonly programmeId: string;
  /** Usable and pending points together; what accounts are below zero does not lower it. */
  readonly outstandingPoints: bigint;
  /** How far accounts were below zero, all together. */
  readonly owedPoints: bigint;
  /** Used since the first day of the time, less what was given back. */
  readonly usedPoints: bigint;
  /** Lapsed unused since then. */
  readonly lapsedPoints: bigint;
}

/** Which programmes are asked about. */
export interface OwedAsked {
  readonly issuerId: string;
  /** The end of which day, YYYY-MM-DD. */
  readonly on: BusinessDate;
  /** First day of the time before it, YYYY-MM-DD. */
  readonly since: BusinessDate;
  /** Programmes after this id. */
  readonly after: string;
  readonly limit: number;
}

/**
 * What an issuer's programmes owed at the end of a day, in the order of their ids: those with points by then. By the days on
 * which things happened, so what is recorded late counts on its own day. Throws the database's errors.
 */
export async function owedOn(pool: EventLog['pool'], asked: OwedAsked): Promise<readonly OwedOn[]> {
  const { rows } = await pool.query<{
    programme_id: string;
    points: bigint;
    owed_points: bigint;
    used: bigint;
    lapsed: bigint;
  }>(
    `SELECT programme_id, sum(points)::bigint AS points, sum(owed_points)::bigint AS owed_points,
       coalesce(-sum(points) FILTER (WHERE kind IN ('used', 'use_reversed') AND day >= $3), 0)::bigint AS used,
       coalesce(-sum(points) FILTER (WHERE kind = 'lapsed' AND day >= $3), 0)::bigint AS lapsed
     FROM points_flow WHERE issuer_id = $1 AND day <= $2 AND programme_id > $4
     GROUP BY programme_id ORDER BY programme_id LIMIT $5`,
    [asked.issuerId, asked.on, asked.since, asked.after, asked.limit],
  );
  return rows.map((row) => ({
    programmeId: row.programme_id,
    outstandingPoints: row.points + row.owed_points,
    owedPoints: row.owed_points,
    usedPoints: row.used,
    lapsedPoints: row.lapsed,
  }));
}

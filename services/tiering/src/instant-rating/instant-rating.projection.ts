/** Instant ratings: what was asked for, by whom it waits to be decided, and what came of it. */
import { toRfc3339 } from '@scrip/calendar';
import type { InstantRatingEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';

export const INSTANT_STATES = ['recorded', 'passed', 'not_passed', 'declined'] as const;

export const instantRatingProjection: Projection = {
  name: 'instant_rating',
  revision: 2,
  events: ['InstantRatingRecorded', 'InstantRatingPassed', 'InstantRatingNotPassed', 'InstantRatingDeclined'],
  tables: `
    CREATE TABLE instant_rating (
      rating_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      position bigint NOT NULL,          -- in the log, of its record
      membership_id text NOT NULL,
      holder_id text NOT NULL,
      programme_id text NOT NULL,
      asked_grade text NOT NULL,
      month text NOT NULL,               -- YYYY-MM
      product_key text,                  -- that was bought; null where nothing is claimed
      waits_for text[] NOT NULL,         -- roles that decide
      state text NOT NULL,               -- recorded, passed, not_passed, declined
      met_grade text,                    -- what was found met; null until it is decided, as the next two
      product_met boolean,
      level_met boolean,
      reason text,                       -- of who declined it
      recorded_by text NOT NULL,
      recorded_at bigint NOT NULL,       -- epoch milliseconds, as the next
      decided_by text,
      decided_at bigint
    );
    CREATE INDEX instant_rating_of_issuer ON instant_rating (issuer_id, position);
    CREATE INDEX instant_rating_of_holder ON instant_rating (issuer_id, holder_id, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const facts = events as readonly Recorded<InstantRatingEvent>[];
    const recorded = facts.flatMap(({ envelope, event }) =>
      event.type === 'InstantRatingRecorded'
        ? [
            {
              rating_id: event.data.ratingId,
              issuer_id: envelope.issuerId,
              position: envelope.position,
              membership_id: event.data.membershipId,
              holder_id: event.data.holderId,
              programme_id: event.data.programmeId,
              asked_grade: event.data.askedGradeKey,
              month: event.data.month,
              product_key: event.data.productKey,
              waits_for: event.data.approvedByRoles,
              state: 'recorded',
              recorded_by: event.data.recordedBy,
              recorded_at: envelope.occurredAt,
            },
          ]
        : [],
    );
    if (recorded.length > 0) {
      await tx.query(
        `INSERT INTO instant_rating (${COLUMNS})
         SELECT ${COLUMNS} FROM jsonb_populate_recordset(NULL::instant_rating, $1::jsonb)`,
        [JSON.stringify(recorded)],
      );
    }
    await decided(tx, facts);
  },
};

const COLUMNS =
  'rating_id, issuer_id, position, membership_id, holder_id, programme_id, asked_grade, month, product_key, waits_for, state, recorded_by, recorded_at';

async function decided(tx: Tx, facts: readonly Recorded<InstantRatingEvent>[]): Promise<void> {
  const rows = facts.flatMap(({ envelope, event }): readonly object[] => {
    if (event.type === 'InstantRatingRecorded') return [];
    const { ratingId: rating_id, decidedBy: decided_by } = event.data;
    const of = { rating_id, decided_by, decided_at: envelope.occurredAt };
    if (event.type === 'InstantRatingDeclined') return [{ ...of, state: 'declined', reason: event.data.reason }];
    const { metGradeKey: met_grade, productMet: product_met, levelMet: level_met } = event.data;
    const state = event.type === 'InstantRatingPassed' ? 'passed' : 'not_passed';
    return [{ ...of, state, met_grade, product_met, level_met }];
  });
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE instant_rating AS r SET state = d.state, met_grade = d.met_grade, product_met = d.product_met,
       level_met = d.level_met, reason = d.reason, decided_by = d.decided_by, decided_at = d.decided_at
     FROM jsonb_to_recordset($1::jsonb) AS d (rating_id text, state text, met_grade text, product_met boolean,
       level_met boolean, reason text, decided_by text, decided_at bigint)
     WHERE r.rating_id = d.rating_id`,
    [JSON.stringify(rows)],
  );
}

/** An instant rating as it is told; times are RFC 3339. */
export interface InstantRatingView {
  readonly ratingId: string;
  readonly membershipId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly askedGradeKey: string;
  readonly month: string;
  readonly productKey: string | null;
  readonly waitsFor: readonly string[];
  readonly state: (typeof INSTANT_STATES)[number];
  readonly metGradeKey: string | null;
  readonly productMet: boolean | null;
  readonly levelMet: boolean | null;
  readonly reason: string | null;
  readonly recordedBy: string;
  readonly recordedAt: string;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  /** Place in the log. */
  readonly position: bigint;
}

interface RatingRow {
  rating_id: string;
  position: bigint;
  membership_id: string;
  holder_id: string;
  programme_id: string;
  asked_grade: string;
  month: string;
  product_key: string | null;
  waits_for: readonly string[];
  state: (typeof INSTANT_STATES)[number];
  met_grade: string | null;
  product_met: boolean | null;
  level_met: boolean | null;
  reason: string | null;
  recorded_by: string;
  recorded_at: bigint;
  decided_by: string | null;
  decided_at: bigint | null;
}

/** Which instant ratings are asked for; what is undefined does not narrow. */
export interface InstantRatingsAsked {
  readonly issuerId: string;
  readonly ratingId?: string | undefined;
  readonly holderId?: string | undefined;
  readonly programmeId?: string | undefined;
  readonly state?: (typeof INSTANT_STATES)[number] | undefined;
  /** Ratings before this place in the log. */
  readonly before?: bigint | undefined;
  readonly limit: number;
}

/** An issuer's instant ratings, the newest first. */
export async function instantRatings(tx: Tx, asked: InstantRatingsAsked): Promise<readonly InstantRatingView[]> {
  const { rows } = await tx.query<RatingRow>(
    `SELECT * FROM instant_rating
     WHERE issuer_id = $1 AND ($2::text IS NULL OR rating_id = $2) AND ($3::text IS NULL OR holder_id = $3)
       AND ($4::text IS NULL OR programme_id = $4) AND ($5::text IS NULL OR state = $5)
       AND ($6::bigint IS NULL OR position < $6)
     ORDER BY position DESC LIMIT $7`,
    [
      asked.issuerId,
      asked.ratingId ?? null,
      asked.holderId ?? null,
      asked.programmeId ?? null,
      asked.state ?? null,
      asked.before ?? null,
      asked.limit,
    ],
  );
  return rows.map((row) => ({
    ratingId: row.rating_id,
    membershipId: row.membership_id,
    holderId: row.holder_id,
    programmeId: row.programme_id,
    askedGradeKey: row.asked_grade,
    month: row.month,
    productKey: row.product_key,
    waitsFor: row.state === 'recorded' ? row.waits_for : [],
    state: row.state,
    metGradeKey: row.met_grade,
    productMet: row.product_met,
    levelMet: row.level_met,
    reason: row.reason,
    recordedBy: row.recorded_by,
    recordedAt: toRfc3339(Number(row.recorded_at)),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at === null ? null : toRfc3339(Number(row.decided_at)),
    position: row.position,
  }));
}

/** Holders as notifications heard of them from other services: in which programmes they are, with which grade, what they bought and where they passed. */
import type { BusinessDate } from '@scrip/calendar';
import type { EventLog, Tx } from '@scrip/event-store';
import type { Fen } from '@scrip/money';

/** A holder in a programme of an issuer. */
export interface ProgrammeHolder {
  readonly issuerId: string;
  readonly programmeId: string;
  readonly holderId: string;
}

/** Keeps that a holder is in a programme; whoever is in it already stays as known. */
export async function keepHolder(
  tx: Tx,
  { issuerId, programmeId, holderId }: ProgrammeHolder,
  since: BusinessDate,
): Promise<void> {
  await tx.query(
    `INSERT INTO programme_holder (issuer_id, programme_id, holder_id, version, since_date) VALUES ($1, $2, $3, 0, $4)
     ON CONFLICT DO NOTHING`,
    [issuerId, programmeId, holderId, since],
  );
}

/** Keeps a grade unless one from a later event of the membership is known. `version`: of the membership's stream. */
export async function keepGrade(
  tx: Tx,
  { issuerId, programmeId, holderId }: ProgrammeHolder,
  { grade, version, since }: { readonly grade: string; readonly version: number; readonly since: BusinessDate },
): Promise<void> {
  await tx.query(
    `INSERT INTO programme_holder AS h (issuer_id, programme_id, holder_id, grade, version, since_date)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (issuer_id, programme_id, holder_id) DO UPDATE SET grade = excluded.grade, version = excluded.version
     WHERE h.version < excluded.version`,
    [issuerId, programmeId, holderId, grade, version, since],
  );
}

/** Takes the grade of a membership that ended, unless a later event of it is known; who is not in the programme stays out of it. */
export async function endGrade(
  tx: Tx,
  { issuerId, programmeId, holderId }: ProgrammeHolder,
  version: number,
): Promise<void> {
  await tx.query(
    `UPDATE programme_holder SET grade = NULL, version = $4
     WHERE issuer_id = $1 AND programme_id = $2 AND holder_id = $3 AND version < $4`,
    [issuerId, programmeId, holderId, version],
  );
}

/** Keeps whether a holder is in a segment, unless a later word is known. `version`: of the segment member's stream. */
export async function keepSegment(
  tx: Tx,
  { issuerId, programmeId, holderId }: ProgrammeHolder,
  { segmentKey, version, isIn }: { readonly segmentKey: string; readonly version: number; readonly isIn: boolean },
): Promise<void> {
  await tx.query(
    `INSERT INTO known_segment AS s (issuer_id, programme_id, holder_id, segment_key, version, is_in)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (issuer_id, programme_id, holder_id, segment_key)
     DO UPDATE SET version = excluded.version, is_in = excluded.is_in WHERE s.version < excluded.version`,
    [issuerId, programmeId, holderId, segmentKey, version, isIn],
  );
}

/** Keeps what a holder bought; a receipt that is known stays as it is. */
export async function keepPurchase(
  tx: Tx,
  { issuerId, programmeId, holderId }: ProgrammeHolder,
  bought: {
    readonly receiptId: string;
    readonly businessDate: BusinessDate;
    readonly paidFen: Fen;
    /** Counter; null where it is not known. */
    readonly placeId: string | null;
    /** Place among the purchasing members of the day, from 1; null where there is none. */
    readonly dayRank: number | null;
  },
): Promise<void> {
  const { receiptId, businessDate, paidFen, placeId, dayRank } = bought;
  await tx.query(
    `INSERT INTO known_purchase (issuer_id, receipt_id, holder_id, programme_id, business_date, paid_fen, place_id, day_rank)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [issuerId, receiptId, holderId, programmeId, businessDate, paidFen, placeId, dayRank],
  );
}

/** Keeps of which programme a card is; it stays so for good. */
export async function keepCard(
  tx: Tx,
  { issuerId, programmeId, cardId }: Omit<ProgrammeHolder, 'holderId'> & { readonly cardId: string },
): Promise<void> {
  await tx.query(
    'INSERT INTO known_card (issuer_id, card_id, programme_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [issuerId, cardId, programmeId],
  );
}

/** Gives what is known of a holder to the one who stays after a merge; again it changes nothing. */
export async function moveHolder(
  tx: Tx,
  {
    issuerId,
    holderId,
    survivorId,
  }: { readonly issuerId: string; readonly holderId: string; readonly survivorId: string },
): Promise<void> {
  const moved = [issuerId, holderId, survivorId];
  // The survivor's own membership counts its versions anew.
  await tx.query(
    `INSERT INTO programme_holder (issuer_id, programme_id, holder_id, grade, version, since_date)
     SELECT issuer_id, programme_id, $3, grade, 0, since_date FROM programme_holder
     WHERE issuer_id = $1 AND holder_id = $2 ON CONFLICT DO NOTHING`,
    moved,
  );
  await tx.query('DELETE FROM programme_holder WHERE issuer_id = $1 AND holder_id = $2', [issuerId, holderId]);
  // Version 0: whatever tiering says of the survivor later counts.
  await tx.query(
    `INSERT INTO known_segment AS s (issuer_id, programme_id, holder_id, segment_key, version, is_in)
     SELECT issuer_id, programme_id, $3, segment_key, 0, true FROM known_segment
     WHERE issuer_id = $1 AND holder_id = $2 AND is_in
     ON CONFLICT (issuer_id, programme_id, holder_id, segment_key) DO UPDATE SET is_in = true`,
    moved,
  );
  await tx.query('DELETE FROM known_segment WHERE issuer_id = $1 AND holder_id = $2', [issuerId, holderId]);
  await tx.query('UPDATE known_purchase SET holder_id = $3 WHERE issuer_id = $1 AND holder_id = $2', moved);
  await tx.query('UPDATE known_pass SET holder_id = $3 WHERE issuer_id = $1 AND holder_id = $2', moved);
  await tx.query('UPDATE known_reservation SET holder_id = $3 WHERE issuer_id = $1 AND holder_id = $2', moved);
  await tx.query(
    `WITH moved AS (DELETE FROM known_earned WHERE issuer_id = $1 AND holder_id = $2
                    RETURNING issuer_id, programme_id, business_date, earned_points)
     INSERT INTO known_earned AS e (issuer_id, programme_id, holder_id, business_date, earned_points)
     SELECT issuer_id, programme_id, $3, business_date, earned_points FROM moved
     ON CONFLICT (issuer_id, programme_id, holder_id, business_date)
     DO UPDATE SET earned_points = e.earned_points + excluded.earned_points`,
    moved,
  );
}

/** What is known of a holder in a programme. */
export interface KnownHolder extends ProgrammeHolder {
  readonly grade: string | null;
  readonly sinceDate: BusinessDate;
}

/** Holders of a programme above one, by id, at most `limit`. */
export async function holdersAfter(
  pool: EventLog['pool'],
  { issuerId, programmeId }: Omit<ProgrammeHolder, 'holderId'>,
  after: string,
  limit: number,
): Promise<readonly KnownHolder[]> {
  const { rows } = await pool.query<{ holder_id: string; grade: string | null; since_date: string }>(
    `SELECT holder_id, grade, since_date FROM programme_holder
     WHERE issuer_id = $1 AND programme_id = $2 AND holder_id > $3 ORDER BY holder_id LIMIT $4`,
    [issuerId, programmeId, after, limit],
  );
  return rows.map((row) => ({
    issuerId,
    programmeId,
    holderId: row.holder_id,
    grade: row.grade,
    sinceDate: row.since_date,
  }));
}

/** The programmes that a holder is in. */
export async function programmesOf(
  pool: EventLog['pool'],
  issuerId: string,
  holderId: string,
): Promise<readonly KnownHolder[]> {
  const { rows } = await pool.query<{ programme_id: string; grade: string | null; since_date: string }>(
    `SELECT programme_id, grade, since_date FROM programme_holder WHERE issuer_id = $1 AND holder_id = $2
     ORDER BY programme_id`,
    [issuerId, holderId],
  );
  return rows.map((row) => ({
    issuerId,
    programmeId: row.programme_id,
    holderId,
    grade: row.grade,
    sinceDate: row.since_date,
  }));
}

/** Keeps that a holder passed a terminal; a counter of a terminal that is known stays as it is. */
export async function keepPass(
  tx: Tx,
  { issuerId, holderId }: Omit<ProgrammeHolder, 'programmeId'>,
  passed: {
    readonly terminalId: string;
    readonly counter: number;
    readonly enterpriseId: string;
    readonly cardId: string;
    readonly direction: string | null;
    readonly passedAt: number;
    readonly businessDate: BusinessDate;
  },
): Promise<void> {
  const { terminalId, counter, enterpriseId, cardId, direction, passedAt, businessDate } = passed;
  await tx.query(
    `INSERT INTO known_pass (issuer_id, terminal_id, counter, enterprise_id, holder_id, card_id, direction, passed_at,
                             business_date)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [issuerId, terminalId, counter, enterpriseId, holderId, cardId, direction, passedAt, businessDate],
  );
}

/** The home shops of holders: where each bought last in a programme. Who bought nowhere that is known is left out. */
export async function homePlacesOf(
  pool: EventLog['pool'],
  { issuerId, programmeId }: Omit<ProgrammeHolder, 'holderId'>,
  holderIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ holder_id: string; place_id: string }>(
    `SELECT DISTINCT ON (holder_id) holder_id, place_id FROM known_purchase
     WHERE issuer_id = $1 AND programme_id = $2 AND holder_id = ANY ($3) AND place_id IS NOT NULL
     ORDER BY holder_id, business_date DESC, receipt_id DESC`,
    [issuerId, programmeId, holderIds],
  );
  return new Map(rows.map((row) => [row.holder_id, row.place_id]));
}

/** Business day of the last purchase that is known of a holder in a programme and was not given back whole; null where there is none. */
export async function lastPurchaseOf(
  pool: EventLog['pool'],
  { issuerId, programmeId, holderId }: ProgrammeHolder,
): Promise<BusinessDate | null> {
  const { rows } = await pool.query<{ last_date: string | null }>(
    `SELECT max(business_date) AS last_date FROM known_purchase
     WHERE issuer_id = $1 AND programme_id = $2 AND holder_id = $3 AND NOT is_returned`,
    [issuerId, programmeId, holderId],
  );
  return rows[0]?.last_date ?? null;
}

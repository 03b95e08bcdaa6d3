/** Who is in which segment, as this service heard it from tiering (domain 2.11); facts of its own it does not make of it. */
import type { EpochMs } from '@scrip/calendar';
import type { EventLog, Tx } from '@scrip/event-store';

/** Somebody came into a segment, or went out of it. */
export interface SegmentChange {
  readonly issuerId: string;
  /** Whose segment it is. */
  readonly programmeId: string;
  /** A member in a segment. */
  readonly segmentMemberId: string;
  /** Version of its stream. */
  readonly version: number;
  readonly segmentKey: string;
  readonly holderId: string;
  readonly isIn: boolean;
  /** From when on. */
  readonly heldFrom: EpochMs;
}

/** Keeps a change; the same one again changes nothing. Throws the database's errors. */
export async function keepSegmentChange(tx: Tx, change: SegmentChange): Promise<void> {
  await tx.query(
    `INSERT INTO member_segment_change (issuer_id, programme_id, segment_member_id, version, segment_key, holder_id, is_in,
       held_from)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [
      change.issuerId,
      change.programmeId,
      change.segmentMemberId,
      change.version,
      change.segmentKey,
      change.holderId,
      change.isIn,
      change.heldFrom,
    ],
  );
}

/** What is known of a holder's being in a segment from a moment on. */
export type HeardSegment = Pick<SegmentChange, 'segmentMemberId' | 'segmentKey' | 'isIn' | 'heldFrom'>;

/** Whose changes are asked for. */
export interface SegmentsAsked {
  readonly issuerId: string;
  readonly programmeId: string;
  readonly holderIds: readonly string[];
  /** Last change that counts, as it was heard, of each holder's own; left out: all, of who was merged into a holder too. */
  readonly upTo?: number;
}

/**
 * The changes of holders, by holder, each segment's in their order. Who was merged into one of them counts as that one by now;
 * up to a change each has what was heard of it alone, so that a merge that came later changes nothing. Who has none is left
 * out. Throws the database's errors.
 */
export async function segmentChangesOf(
  pool: EventLog['pool'],
  { issuerId, programmeId, holderIds, upTo }: SegmentsAsked,
): Promise<ReadonlyMap<string, readonly HeardSegment[]>> {
  const { rows } = await pool.query<{
    asked_id: string;
    segment_member_id: string;
    segment_key: string;
    is_in: boolean;
    held_from: bigint;
  }>(
    `WITH RECURSIVE person AS (
       SELECT asked_id, asked_id AS holder_id FROM unnest($3::text[]) AS asked (asked_id)
       UNION SELECT p.asked_id, m.holder_id FROM person AS p JOIN merged_holder AS m ON m.survivor_id = p.holder_id
         WHERE $4::bigint IS NULL)
     SELECT p.asked_id, c.segment_member_id, c.segment_key, c.is_in, c.held_from
     FROM person AS p JOIN member_segment_change AS c USING (holder_id)
     WHERE c.issuer_id = $1 AND c.programme_id = $2 AND ($4::bigint IS NULL OR c.change_id <= $4)
     ORDER BY p.asked_id, c.segment_member_id, c.version`,
    [issuerId, programmeId, holderIds, upTo ?? null],
  );
  const found = new Map<string, HeardSegment[]>();
  for (const row of rows) {
    const { segment_member_id: segmentMemberId, segment_key: segmentKey, is_in: isIn } = row;
    const change = { segmentMemberId, segmentKey, isIn, heldFrom: Number(row.held_from) };
    const of = found.get(row.asked_id);
    if (of) of.push(change);
    else found.set(row.asked_id, [change]);
  }
  return found;
}

/**
 * The segments that somebody with these changes is in before a moment, in the order of their keys. Pure.
 * @param changes each segment's in their order.
 */
export function segmentsAt(changes: readonly HeardSegment[], before: EpochMs): readonly string[] {
  const last = new Map<string, HeardSegment>();
  for (const change of changes) if (change.heldFrom < before) last.set(change.segmentMemberId, change);
  const keys = [...last.values()].flatMap(({ isIn, segmentKey }) => (isIn ? [segmentKey] : []));
  return [...new Set(keys)].toSorted();
}

/** The segments of a holder as far as they are known here, whenever they began. Throws the database's errors. */
export async function segmentsOf(
  pool: EventLog['pool'],
  {
    issuerId,
    programmeId,
    holderId,
  }: { readonly issuerId: string; readonly programmeId: string; readonly holderId: string },
): Promise<readonly string[]> {
  const changes = await segmentChangesOf(pool, { issuerId, programmeId, holderIds: [holderId] });
  return segmentsAt(changes.get(holderId) ?? [], Number.POSITIVE_INFINITY);
}

/** The last change that was heard, of any programme; 0 where none was. Throws the database's errors. */
export async function lastSegmentChange(pool: EventLog['pool']): Promise<number> {
  const { rows } = await pool.query<{ last: bigint }>(
    'SELECT coalesce(max(change_id), 0) AS last FROM member_segment_change',
  );
  return Number(rows[0]?.last ?? 0n);
}

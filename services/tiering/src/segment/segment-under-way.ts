/** The run of a segment that goes on: two at once would tell members by two orders. */
import type { EventLog, Tx } from '@scrip/event-store';

/** A segment of an issuer's programme. */
export interface SegmentNamed {
  readonly issuerId: string;
  readonly programmeId: string;
  readonly segmentKey: string;
}

/** Another run of the segment has begun since it was looked; nothing is written. */
export class SegmentTakenError extends Error {
  override readonly name = 'SegmentTakenError';
}

/** The run of a segment that goes on; null where none does. */
export async function runUnderWay(
  pool: EventLog['pool'],
  { issuerId, programmeId, segmentKey }: SegmentNamed,
): Promise<string | null> {
  const { rows } = await pool.query<{ run_id: string }>(
    'SELECT run_id FROM segment_under_way WHERE issuer_id = $1 AND programme_id = $2 AND segment_key = $3',
    [issuerId, programmeId, segmentKey],
  );
  return rows[0]?.run_id ?? null;
}

/** Takes a segment for a run, in the transaction of its start. @throws SegmentTakenError where another run has it. */
export async function takeSegment(
  tx: Tx,
  { issuerId, programmeId, segmentKey }: SegmentNamed,
  runId: string,
): Promise<void> {
  const { rowCount } = await tx.query(
    `INSERT INTO segment_under_way (issuer_id, programme_id, segment_key, run_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING`,
    [issuerId, programmeId, segmentKey, runId],
  );
  if (rowCount !== 1) throw new SegmentTakenError(`another run of ${segmentKey} goes on`);
}

/** Gives the segment of a run back, in the transaction of its end; a run that has none changes nothing. */
export async function giveSegmentBack(tx: Tx, runId: string): Promise<void> {
  await tx.query('DELETE FROM segment_under_way WHERE run_id = $1', [runId]);
}

/** Which segments a holder is in, as the last run of each found (domain 2.11, E4). */
import type { EventLog } from '@scrip/event-store';

/** Keys of the programme's segments that the holder is in, in their order. */
export async function segmentsOf(
  pool: EventLog['pool'],
  asked: { readonly issuerId: string; readonly holderId: string; readonly programmeId: string },
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ segment_key: string }>(
    `SELECT segment_key FROM segment_member WHERE issuer_id = $1 AND holder_id = $2 AND programme_id = $3
     ORDER BY segment_key`,
    [asked.issuerId, asked.holderId, asked.programmeId],
  );
  return rows.map((row) => row.segment_key);
}

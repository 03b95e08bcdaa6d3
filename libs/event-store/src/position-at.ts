/** What the log held at a moment of the past. */
import type { Tx } from './database.ts';

/**
 * Position of the last event that the log had taken by a moment (epoch milliseconds, included); 0 where there was none.
 * Positions have no gaps and `recorded_at` never runs backwards along them, so the primary key is searched by halves:
 * some thirty steps, however long the log, and no index of its own. Limited within, or the planner, which cannot know how
 * few steps there are, joins by reading the table. Throws the database's errors.
 */
export async function positionAt(tx: Tx, recordedUntil: number): Promise<number> {
  const { rows } = await tx.query<{ position: bigint }>({
    name: 'position_at',
    text: `WITH RECURSIVE search (low, high) AS (
             SELECT 0::bigint, position FROM public.log_head
             UNION ALL
             SELECT CASE WHEN taken THEN middle ELSE low END, CASE WHEN taken THEN high ELSE middle - 1 END
             FROM search, LATERAL (SELECT (low + high + 1) / 2 AS middle) AS m,
                  LATERAL (SELECT recorded_at <= $1 AS taken FROM public.event WHERE position = middle LIMIT 1) AS e
             WHERE low < high)
           SELECT low AS position FROM search WHERE low = high`,
    values: [recordedUntil],
  });
  return Number(rows[0]?.position ?? 0n);
}

/** What rises along the versions of a stream. */
export type StreamOrder = 'recorded_at' | 'position';

/**
 * SQL: the first version of stream `$1` that stands at or above `$2`, among those up to `$3`; one above `$3` where it is
 * none of them. By halves too: a stream's facts are recorded, and have their positions, in the order of its versions.
 */
function firstVersionFrom(column: StreamOrder): string {
  return `
  WITH RECURSIVE search (low, high) AS (
    SELECT 1::bigint, $3::bigint + 1
    UNION ALL
    SELECT CASE WHEN is_before THEN version + 1 ELSE low END, CASE WHEN is_before THEN high ELSE version END
    FROM search, LATERAL (SELECT version, ${column} < $2 AS is_before FROM public.event
                          WHERE stream_id = $1 AND version = (low + high) / 2 LIMIT 1) AS middle
    WHERE low < high)
  SELECT low FROM search WHERE low = high`;
}

/** SQL of the first version of a stream at or above a value of either: stream, value and highest version are `$1` to `$3`. */
export const FIRST_VERSION: Readonly<Record<StreamOrder, string>> = {
  recorded_at: firstVersionFrom('recorded_at'),
  position: firstVersionFrom('position'),
};

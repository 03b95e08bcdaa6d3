/** The first answer again: what a key was answered with, rebuilt from the log. */
import { hash } from 'node:crypto';
import type { BatchOutcome } from './append-batch.ts';
import type { Verdict } from './command.ts';
import type { EventLog } from './event-log.ts';
import { refusalFromJson } from './state-json.ts';

/** What the database knows a key by. */
export function keyHash(scope: string, key: string): Buffer {
  return hash('sha256', `${scope}\n${key}`, 'buffer');
}

/** Rebuilds the verdict that a key has. */
export async function again(
  log: EventLog,
  known: Pick<Extract<BatchOutcome, { kind: 'key' }>, 'refusal' | 'firstPosition' | 'lastPosition'>,
  replayed: boolean,
): Promise<Verdict> {
  const { refusal, firstPosition, lastPosition } = known;
  if (refusal !== null) return { kind: 'refused', refusal: refusalFromJson(refusal), replayed };
  if (firstPosition === null || lastPosition === null) return { kind: 'accepted', events: [], replayed, position: 0 };
  const events = await log.read({ after: firstPosition - 1, limit: lastPosition - firstPosition + 1 });
  return { kind: 'accepted', events, replayed, position: lastPosition };
}

interface VerdictRow {
  first_position: bigint | null;
  last_position: bigint | null;
  refusal: string | null;
}

/** What was answered under a key; undefined while it has no verdict: it never arrived, or is being decided. */
export async function answered(log: EventLog, scope: string, key: string): Promise<Verdict | undefined> {
  const { rows } = await log.pool.query<VerdictRow>({
    name: 'answered',
    text: 'SELECT first_position, last_position, refusal FROM verdict WHERE key = $1',
    values: [keyHash(scope, key)],
  });
  const row = rows[0];
  if (!row) return undefined;
  const place = (position: bigint | null): number | null => (position === null ? null : Number(position));
  const known = { firstPosition: place(row.first_position), lastPosition: place(row.last_position) };
  return again(log, { ...known, refusal: row.refusal }, true);
}

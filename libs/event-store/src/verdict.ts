/** The first answer again: what a key was answered with, rebuilt from the log. */
import { hash } from 'node:crypto';
import type { Decision, Refusal } from '@scrip/decider';
import type { BatchOutcome, Who } from './append-batch.ts';
import type { AcrossCommand, CommandKey, Placed, StreamRef, Verdict } from './command.ts';
import type { Tx } from './database.ts';
import type { Stored } from './recorded.ts';
import { refusalFromJson } from './state-json.ts';

/** A key that has a verdict. */
export type KeyOutcome = Extract<BatchOutcome, { kind: 'key' }>;

/** A log as far as a verdict needs it. */
interface ReadableLog {
  readonly pool: Tx;
  read(options: { readonly after: number; readonly limit: number }): Promise<readonly Stored[]>;
}

/** What the database knows a key by. */
export function keyHash(scope: string, key: string): Buffer {
  return hash('sha256', `${scope}\n${key}`, 'buffer');
}

/** Rebuilds the verdict that a key has. */
export async function again(log: ReadableLog, outcome: KeyOutcome, replayed: boolean): Promise<Verdict> {
  const { refusal, firstPosition, lastPosition } = outcome;
  if (refusal !== null) return { kind: 'refused', refusal: refusalFromJson(refusal), replayed };
  if (firstPosition === null || lastPosition === null) return { kind: 'accepted', events: [], replayed, position: 0 };
  const events = await log.read({ after: firstPosition - 1, limit: lastPosition - firstPosition + 1 });
  return { kind: 'accepted', events, replayed, position: lastPosition };
}

interface VerdictRow {
  input: Buffer;
  first_position: bigint | null;
  last_position: bigint | null;
  refusal: string | null;
}

/** What the database has of a key; undefined while it has no verdict. */
export async function outcomeUnder(tx: Tx, key: Buffer): Promise<KeyOutcome | undefined> {
  const { rows } = await tx.query<VerdictRow>({
    name: 'answered',
    text: 'SELECT input, first_position, last_position, refusal FROM verdict WHERE key = $1',
    values: [key],
  });
  const row = rows[0];
  if (!row) return undefined;
  const place = (position: bigint | null): number | null => (position === null ? null : Number(position));
  return {
    kind: 'key',
    input: row.input,
    refusal: row.refusal,
    firstPosition: place(row.first_position),
    lastPosition: place(row.last_position),
  };
}

/** What was answered under a key; undefined while it has no verdict: it never arrived, or is being decided. */
export async function answered(log: ReadableLog, scope: string, key: string): Promise<Verdict | undefined> {
  const outcome = await outcomeUnder(log.pool, keyHash(scope, key));
  return outcome && again(log, outcome, true);
}

/** Of a key that was barred: no input has this hash, and every input meets the bar. */
const ANY_INPUT = Buffer.alloc(32);

/** Whether something else was asked under the key before. */
export function isOtherInput({ input }: KeyOutcome, { inputHash }: CommandKey): boolean {
  return !input.equals(inputHash) && !input.equals(ANY_INPUT) && !inputHash.equals(ANY_INPUT);
}

/**
 * Gives a key that has no verdict a refusal, for whatever is asked under it later; a key that has one keeps it. Returns
 * the verdict that the key has then. What is barred stays barred however much comes after it. Errors as `execute`.
 * @param on a stream that the refusal is of, as it stands.
 */
export function bar(
  log: { executeAcross(command: AcrossCommand): Promise<Verdict> },
  who: Who,
  {
    scope,
    key,
    on,
    refusal,
  }: Pick<CommandKey, 'scope' | 'key'> & { readonly on: StreamRef; readonly refusal: Refusal },
): Promise<Verdict> {
  const decide = (): Decision<Placed> => ({ kind: 'refused', refusal });
  return log.executeAcross({ who, key: { scope, key, inputHash: ANY_INPUT }, streams: [on], decide });
}

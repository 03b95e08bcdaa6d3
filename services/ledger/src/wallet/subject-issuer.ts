/** Whose client a token subject is, as far as the log can tell: nobody registers subjects, and a key says none of an issuer. */
import { answered, type EventLog } from '@scrip/event-store';

/**
 * Facts that are looked back over for a subject that did something lately. They are read in the order of the log, some
 * hundred milliseconds of it, and only where a back office names a subject.
 */
const LOOKBACK_FACTS = 100_000;

/** A request that a subject is said to have made. */
export interface AskedFor {
  readonly subject: string;
  /** Scope and key that its verdict is kept under. */
  readonly scope: string;
  readonly key: string;
}

/**
 * Whether a subject is another issuer's client: what was done under the key was done for another issuer, or what the
 * subject did lately was, and nothing of it for this one. One that did nothing yet may be a new till: it is not foreign.
 */
export async function isForeign(log: EventLog, issuerId: string, { subject, scope, key }: AskedFor): Promise<boolean> {
  const verdict = await answered(log, scope, key);
  const [first] = verdict?.kind === 'accepted' ? verdict.events : [];
  if (first) return first.envelope.issuerId !== issuerId;
  const { position } = await log.head();
  const { rows } = await log.pool.query<{ issuer_id: string }>(
    'SELECT DISTINCT issuer_id FROM event WHERE position > $1 AND actor = $2',
    [position - LOOKBACK_FACTS, subject],
  );
  return rows.length > 0 && !rows.some((row) => row.issuer_id === issuerId);
}

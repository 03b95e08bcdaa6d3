/** The grades of holders as cards heard them from tiering: some programmes replace cards for some grades only. */
import { InvariantError } from '@scrip/decider';
import type { EventLog, Tx } from '@scrip/event-store';
import { holderDecider } from '../holder/holder.decider.ts';

/** A holder of an issuer in a programme. */
interface MemberRef {
  readonly issuerId: string;
  readonly holderId: string;
  readonly programmeId: string;
}

/** A grade and the place in the membership's stream that it is known from: a holder has one membership of a programme. */
export interface KnownGrade extends MemberRef {
  /** Key in the programme document; null where the membership was closed. */
  readonly grade: string | null;
  /** Version of the membership's stream. */
  readonly version: number;
}

/** Keeps a grade unless a later one is known: the same message again, or an older one, changes nothing. */
export async function keepGrade(tx: Tx, known: KnownGrade): Promise<void> {
  await tx.query(
    `INSERT INTO holder_grade AS g (issuer_id, holder_id, programme_id, grade, version) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (issuer_id, holder_id, programme_id) DO UPDATE SET grade = excluded.grade, version = excluded.version
     WHERE g.version < excluded.version`,
    [known.issuerId, known.holderId, known.programmeId, known.grade, known.version],
  );
}

/** Merges that are followed one after the other; more is a ring, which there is not. */
const MERGES_MAX = 20;

/**
 * The holder's grade in the programme as far as it is known here, as a list of one or none; of a holder who was merged
 * that of who stayed. None of nobody.
 */
export async function gradesOf(
  log: EventLog,
  { issuerId, holderId, programmeId }: Omit<MemberRef, 'holderId'> & { readonly holderId: string | null },
): Promise<readonly string[]> {
  if (holderId === null) return [];
  const { rows } = await log.pool.query<{ grade: string }>(
    `SELECT grade FROM holder_grade
     WHERE issuer_id = $1 AND holder_id = $2 AND programme_id = $3 AND grade IS NOT NULL`,
    [issuerId, await survivorOf(log, holderId), programmeId],
  );
  return rows.map(({ grade }) => grade);
}

async function survivorOf(log: EventLog, holderId: string): Promise<string> {
  let last = holderId;
  for (let merge = 0; merge < MERGES_MAX; merge += 1) {
    const { state } = await log.state(holderDecider, last);
    if (state.kind !== 'merged') return last;
    last = state.survivorId;
  }
  throw new InvariantError(`${holderId} was merged more than ${MERGES_MAX} times`);
}

/** Points of an entitlement that wait for the account of who is no member yet (domain 2.11). */
import { type DueItem, type DueWork, Terms } from '@scrip/chassis';
import { EventLog, idFrom, on, type Tx } from '@scrip/event-store';
import { NotYetError } from '@scrip/kafka';
import { type Points, points } from '@scrip/money';
import { type AccountState, accountDecider } from '../account/account.decider.ts';
import { accountNow } from '../account/moved-account.ts';
import { accountsOf } from '../account/points-account.projection.ts';
import { givePoints, type PointsGrantState, pointsGrantDecider } from './points-grant.decider.ts';

/** Accounts of one holder: one for each programme that they ever joined. */
const ACCOUNTS_MAX = 1_000;

/** A use whose points wait. */
export interface WaitingGrant {
  readonly useId: string;
  readonly issuerId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly entitlementKey: string;
  readonly givenPoints: Points;
  readonly correlationId: string;
  /** The event that told of the use. */
  readonly causationId: string;
}

/** One grant for each use, whoever tells of it and however often. */
export function grantOf(useId: string): string {
  return idFrom('pgr', useId);
}

/** The account that a holder has in a programme now, as far as the list shows; undefined where it shows none. */
export async function accountIn(
  log: EventLog,
  { issuerId, holderId, programmeId }: Pick<WaitingGrant, 'issuerId' | 'holderId' | 'programmeId'>,
): Promise<string | undefined> {
  const accounts = await accountsOf(log.pool, { issuerId, holderId, after: '', limit: ACCOUNTS_MAX });
  const found = await Promise.all(accounts.map(({ accountId }) => accountNow(log, accountId)));
  return found.find(({ state }) => state.kind !== 'unknown' && state.programmeId === programmeId)?.accountId;
}

/** The states of a grant and an account to decide on. Throws NotYetError where the account moved since it was looked up. */
export function unmoved(states: readonly unknown[]): readonly [PointsGrantState, AccountState] {
  const [grant, account] = states as [PointsGrantState, AccountState];
  if (account.kind === 'moved') throw new NotYetError(`${account.accountId} has moved`);
  return [grant, account];
}

/** Keeps a use whose points wait; the same one again changes nothing. */
export async function keepWaiting(tx: Tx, waiting: WaitingGrant): Promise<void> {
  await tx.query(
    `INSERT INTO waiting_grant (use_id, issuer_id, holder_id, programme_id, programme_version, entitlement_key,
       given_points, correlation_id, causation_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [
      waiting.useId,
      waiting.issuerId,
      waiting.holderId,
      waiting.programmeId,
      waiting.programmeVersion,
      waiting.entitlementKey,
      waiting.givenPoints,
      waiting.correlationId,
      waiting.causationId,
    ],
  );
}

/** Forgets a use whose points waited. Throws NotYetError where they were paid out at this moment: then they are taken back. */
export async function forgetWaiting(tx: Tx, useId: string): Promise<void> {
  const { rowCount } = await tx.query('DELETE FROM waiting_grant WHERE use_id = $1', [useId]);
  if (rowCount) return;
  const { rows } = await tx.query('SELECT FROM public.event WHERE stream_id = $1 LIMIT 1', [grantOf(useId)]);
  if (rows.length > 0) throw new NotYetError(`the points of ${useId} were given at this moment`);
}

interface DueGrant extends DueItem {
  readonly waiting: WaitingGrant;
  /** Who the holder is now. */
  readonly ownerId: string;
}

/** Pays out points that waited, once the list of accounts shows one. */
export class WaitingGrantDue implements DueWork<DueGrant> {
  readonly name = 'waiting_grant';
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  async due(now: number, limit: number): Promise<readonly DueGrant[]> {
    const { rows } = await this.#log.pool.query<WaitingRow>(
      `WITH RECURSIVE person AS (
         SELECT use_id, holder_id FROM waiting_grant
         UNION SELECT p.use_id, m.survivor_id FROM person AS p JOIN merged_holder AS m ON m.holder_id = p.holder_id)
       SELECT DISTINCT ON (w.use_id) w.*, p.holder_id AS owner_id FROM waiting_grant AS w JOIN person AS p USING (use_id)
       JOIN points_account AS a ON a.issuer_id = w.issuer_id AND a.holder_id = p.holder_id
         AND a.programme_id = w.programme_id
       ORDER BY w.use_id LIMIT $1`,
      [limit],
    );
    return rows.map((row) => ({ id: row.use_id, dueAt: now, waiting: waitingOf(row), ownerId: row.owner_id }));
  }

  /**
   * 'later' where the account moved, or the use was taken back, at this moment: what was taken back gives nothing then. Throws
   * InvariantError and the database's errors.
   */
  async carryOut(due: DueGrant): Promise<'done' | 'later'> {
    try {
      await this.#give(due);
      return 'done';
    } catch (error) {
      if (error instanceof NotYetError) return 'later';
      throw error;
    }
  }

  async #give({ waiting, ownerId }: DueGrant): Promise<void> {
    const { useId, issuerId, programmeId, programmeVersion, entitlementKey, givenPoints } = waiting;
    const programme = await this.#terms.ofVersion(issuerId, programmeId, programmeVersion);
    const accountId = await accountIn(this.#log, { issuerId, holderId: ownerId, programmeId });
    if (!programme || accountId === undefined) return;
    const at = this.#log.clock.now();
    const grantId = grantOf(useId);
    const { correlationId, causationId } = waiting;
    const who = { issuerId, actor: 'service:points', occurredAt: at, correlationId, causationId, traceparent: null };
    await this.#log.executeAcross({
      who,
      key: null,
      streams: [on(pointsGrantDecider, grantId), on(accountDecider, accountId)],
      decide: (states) => {
        const [grant, account] = unmoved(states);
        return givePoints(grant, account, { grantId, useId, entitlementKey, points: givenPoints, at }, programme);
      },
      writes: async (tx) => {
        const { rowCount } = await tx.query('DELETE FROM waiting_grant WHERE use_id = $1', [useId]);
        if (!rowCount) throw new NotYetError(`${useId} was taken back at this moment`);
      },
    });
  }
}

interface WaitingRow {
  use_id: string;
  issuer_id: string;
  holder_id: string;
  programme_id: string;
  programme_version: number;
  entitlement_key: string;
  given_points: bigint;
  correlation_id: string;
  causation_id: string;
  owner_id: string;
}

function waitingOf(row: WaitingRow): WaitingGrant {
  return {
    useId: row.use_id,
    issuerId: row.issuer_id,
    holderId: row.holder_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    entitlementKey: row.entitlement_key,
    givenPoints: points(row.given_points),
    correlationId: row.correlation_id,
    causationId: row.causation_id,
  };
}

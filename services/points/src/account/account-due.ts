/** What is due in points accounts by the business clock: points that become usable, notices, points that lapse. */
import type { DueItem, DueWork } from '@scrip/chassis';
import { type EventLog, idFrom } from '@scrip/event-store';
import { accountDecider } from './account.decider.ts';
import { ageLot, confirmPoints } from './account-time.rule.ts';

/** An account with points that wait no longer, or with a lot that something is due with. */
export interface DueOfAccount extends DueItem {
  readonly accountId: string;
  readonly issuerId: string;
  /** The lot; null: what waits. */
  readonly expiresAt: number | null;
}

interface DueRow {
  account_id: string;
  issuer_id: string;
  expires_at: bigint | null;
  due_at: bigint;
}

/** Of a lot the latest thing that is due: what was missed before it is not made up for. */
const DUE = `
  SELECT * FROM (
    (SELECT DISTINCT account_id, issuer_id, NULL::bigint AS expires_at, usable_at AS due_at
     FROM points_pending WHERE usable_at <= $1 ORDER BY usable_at LIMIT $2)
    UNION ALL
    (SELECT account_id, issuer_id, expires_at,
            CASE WHEN expires_at <= $1 THEN expires_at
                 ELSE (SELECT max(n) FROM unnest(notices_at) AS n WHERE n <= $1) END
     FROM points_lot WHERE due_at <= $1 ORDER BY due_at LIMIT $2)) AS d
  ORDER BY due_at LIMIT $2`;

export class AccountDue implements DueWork<DueOfAccount> {
  readonly name = 'points_account_due';
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  async due(now: number, limit: number): Promise<readonly DueOfAccount[]> {
    const { rows } = await this.#log.pool.query<DueRow>({ name: 'points_due', text: DUE, values: [now, limit] });
    return rows.map((row) => ({
      id: `${row.account_id} ${row.expires_at ?? `pending ${row.due_at}`}`,
      accountId: row.account_id,
      issuerId: row.issuer_id,
      expiresAt: row.expires_at === null ? null : Number(row.expires_at),
      dueAt: Number(row.due_at),
    }));
  }

  /** It happens when it was due, however late this runs; whoever is second finds nothing to do. */
  async carryOut({ id, accountId, issuerId, expiresAt, dueAt }: DueOfAccount): Promise<'done' | 'later'> {
    const verdict = await this.#log.execute({
      who: {
        issuerId,
        actor: 'service:points',
        occurredAt: dueAt,
        correlationId: idFrom('due', `${id} ${dueAt}`),
        causationId: null,
        traceparent: null,
      },
      key: null,
      decider: accountDecider,
      streamId: accountId,
      decide: (state) => (expiresAt === null ? confirmPoints(state, dueAt) : ageLot(state, { expiresAt, at: dueAt })),
    });
    return verdict.kind === 'accepted' && verdict.events.length > 0 ? 'done' : 'later';
  }
}

/** Terminals, and since when each has which version of the list of blocked cards. */
import { toRfc3339 } from '@scrip/calendar';
import type { TerminalEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';

export const terminalProjection: Projection = {
  name: 'terminal',
  revision: 1,
  events: ['TerminalRegistered', 'TerminalRetired', 'TerminalSynced'],
  tables: `
    CREATE TABLE terminal (
      issuer_id text NOT NULL,
      terminal_id text NOT NULL,
      enterprise_id text NOT NULL,
      merchant_id text,                  -- null: it takes no spends
      uses text[] NOT NULL,
      registration int NOT NULL,         -- counts the registrations of this code from 1
      key_version int NOT NULL,          -- of the mother key in its module
      module_fingerprint text NOT NULL,
      registered_at bigint NOT NULL,     -- epoch milliseconds, as the other times; of the latest registration
      retired_at bigint,                 -- null while it is in use
      list_version bigint,               -- of the list of blocked cards; null until it has said so
      synced_at bigint,
      PRIMARY KEY (issuer_id, terminal_id)
    );
    CREATE INDEX terminal_of_enterprise ON terminal (issuer_id, enterprise_id, terminal_id);
    CREATE TABLE terminal_sync (
      issuer_id text NOT NULL,
      terminal_id text NOT NULL,
      list_version bigint NOT NULL,
      synced_at bigint NOT NULL,         -- epoch milliseconds
      PRIMARY KEY (issuer_id, terminal_id, list_version, synced_at)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // Each terminal once in a round, so that what happens to one happens in its order.
    for (let rest = events as readonly Recorded<TerminalEvent>[]; rest.length > 0; ) {
      const round = new Map<string, Recorded<TerminalEvent>>();
      const later = rest.filter((recorded) => {
        const { streamId } = recorded.envelope;
        if (round.has(streamId)) return true;
        round.set(streamId, recorded);
        return false;
      });
      await applyRound(tx, [...round.values()]);
      rest = later;
    }
  },
};

/** What happened to a terminal that was registered; null leaves it as it was. */
interface Change {
  readonly issuerId: string;
  readonly terminalId: string;
  readonly retiredAt: number | null;
  readonly listVersion: bigint | null;
  readonly syncedAt: number | null;
}

async function applyRound(tx: Tx, facts: readonly Recorded<TerminalEvent>[]): Promise<void> {
  const registered = facts.flatMap(({ envelope, event }) =>
    event.type === 'TerminalRegistered' ? [{ envelope, data: event.data }] : [],
  );
  if (registered.length > 0) {
    const rows = registered.map(({ envelope, data }) => ({
      issuer_id: envelope.issuerId,
      terminal_id: data.terminalId,
      enterprise_id: data.enterpriseId,
      merchant_id: data.merchantId,
      uses: data.uses,
      registration: data.registration,
      key_version: data.keyVersion,
      module_fingerprint: data.moduleFingerprint,
      registered_at: envelope.occurredAt,
    }));
    await tx.query(
      `INSERT INTO terminal SELECT * FROM jsonb_populate_recordset(NULL::terminal, $1::jsonb)
       ON CONFLICT (issuer_id, terminal_id) DO UPDATE SET
         uses = excluded.uses, registration = excluded.registration, key_version = excluded.key_version,
         module_fingerprint = excluded.module_fingerprint, registered_at = excluded.registered_at,
         retired_at = NULL, list_version = NULL, synced_at = NULL`,
      [JSON.stringify(rows)],
    );
  }
  const changed = facts.flatMap(({ envelope: { issuerId }, event }): readonly Change[] => {
    if (event.type === 'TerminalRegistered') return [];
    const { terminalId } = event.data;
    if (event.type === 'TerminalRetired') {
      return [{ issuerId, terminalId, retiredAt: event.data.retiredAt, listVersion: null, syncedAt: null }];
    }
    const { listVersion, syncedAt } = event.data;
    return [{ issuerId, terminalId, retiredAt: null, listVersion, syncedAt }];
  });
  if (changed.length === 0) return;
  await tx.query(
    `UPDATE terminal SET retired_at = coalesce(c.retired_at, terminal.retired_at),
                         list_version = coalesce(c.list_version, terminal.list_version),
                         synced_at = coalesce(c.synced_at, terminal.synced_at)
     FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[])
       AS c (issuer_id, terminal_id, retired_at, list_version, synced_at)
     WHERE terminal.issuer_id = c.issuer_id AND terminal.terminal_id = c.terminal_id`,
    [
      changed.map(({ issuerId }) => issuerId),
      changed.map(({ terminalId }) => terminalId),
      changed.map(({ retiredAt }) => retiredAt),
      changed.map(({ listVersion }) => listVersion),
      changed.map(({ syncedAt }) => syncedAt),
    ],
  );
  const synced = changed.filter(({ listVersion }) => listVersion !== null);
  if (synced.length === 0) return;
  await tx.query(`INSERT INTO terminal_sync SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])`, [
    synced.map(({ issuerId }) => issuerId),
    synced.map(({ terminalId }) => terminalId),
    synced.map(({ listVersion }) => listVersion),
    synced.map(({ syncedAt }) => syncedAt),
  ]);
}

/** A terminal, as it is told. */
export interface TerminalView {
  readonly terminalId: string;
  readonly enterpriseId: string;
  readonly merchantId: string | null;
  readonly uses: readonly string[];
  readonly registration: number;
  readonly keyVersion: number;
  readonly moduleFingerprint: string;
  readonly state: 'registered' | 'retired';
  /** RFC 3339, as the other times. */
  readonly registeredAt: string;
  readonly retiredAt: string | null;
  readonly listVersion: bigint | null;
  readonly syncedAt: string | null;
}

interface TerminalRow {
  terminal_id: string;
  enterprise_id: string;
  merchant_id: string | null;
  uses: string[];
  registration: number;
  key_version: number;
  module_fingerprint: string;
  registered_at: bigint;
  retired_at: bigint | null;
  list_version: bigint | null;
  synced_at: bigint | null;
}

/** Which terminals are asked for; what is undefined does not narrow. */
export interface TerminalsAsked {
  readonly issuerId: string;
  readonly terminalId?: string | undefined;
  readonly enterpriseId?: string | undefined;
  readonly state?: 'registered' | 'retired' | undefined;
  /** Those whose list is older than this version, or that never said they have one. */
  readonly behindVersion?: number | undefined;
  /** Terminals after this code. */
  readonly after: string;
  readonly limit: number;
}

/** An issuer's terminals by their codes. */
export async function terminals(tx: Tx, asked: TerminalsAsked): Promise<readonly TerminalView[]> {
  const { rows } = await tx.query<TerminalRow>(
    `SELECT * FROM terminal
     WHERE issuer_id = $1 AND terminal_id > $2 AND ($3::text IS NULL OR terminal_id = $3)
       AND ($4::text IS NULL OR enterprise_id = $4) AND ($5::boolean IS NULL OR (retired_at IS NULL) = $5)
       AND ($6::bigint IS NULL OR list_version IS NULL OR list_version < $6)
     ORDER BY terminal_id LIMIT $7`,
    [
      asked.issuerId,
      asked.after,
      asked.terminalId ?? null,
      asked.enterpriseId ?? null,
      asked.state === undefined ? null : asked.state === 'registered',
      asked.behindVersion ?? null,
      asked.limit,
    ],
  );
  const time = (at: bigint | null): string | null => (at === null ? null : toRfc3339(Number(at)));
  return rows.map((row) => ({
    terminalId: row.terminal_id,
    enterpriseId: row.enterprise_id,
    merchantId: row.merchant_id,
    uses: row.uses,
    registration: row.registration,
    keyVersion: row.key_version,
    moduleFingerprint: row.module_fingerprint,
    state: row.retired_at === null ? 'registered' : 'retired',
    registeredAt: toRfc3339(Number(row.registered_at)),
    retiredAt: time(row.retired_at),
    listVersion: row.list_version,
    syncedAt: time(row.synced_at),
  }));
}

/** What is needed of a terminal to judge its records. */
export interface TerminalFacts {
  readonly enterpriseId: string;
  readonly merchantId: string | null;
  readonly uses: readonly string[];
  readonly registration: number;
  /** Epoch milliseconds; null while it is in use. */
  readonly retiredAt: number | null;
}

/** These terminals of an issuer, by code; those that were never registered are left out. */
export async function terminalFacts(
  tx: Tx,
  issuerId: string,
  terminalIds: readonly string[],
): Promise<ReadonlyMap<string, TerminalFacts>> {
  const { rows } = await tx.query<TerminalRow>({
    name: 'terminal_facts',
    text: 'SELECT * FROM terminal WHERE issuer_id = $1 AND terminal_id = ANY ($2::text[])',
    values: [issuerId, [...new Set(terminalIds)]],
  });
  return new Map(
    rows.map((row) => [
      row.terminal_id,
      {
        enterpriseId: row.enterprise_id,
        merchantId: row.merchant_id,
        uses: row.uses,
        registration: row.registration,
        retiredAt: row.retired_at === null ? null : Number(row.retired_at),
      },
    ]),
  );
}

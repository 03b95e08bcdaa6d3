/** The enterprises of an issuer and the versions of their mother keys. */
import { toRfc3339 } from '@scrip/calendar';
import type { EnterpriseEvent, MotherKeyKept } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';

export const motherKeyProjection: Projection = {
  name: 'mother_key',
  revision: 1,
  events: ['MotherKeyKept'],
  tables: `
    CREATE TABLE mother_key (
      issuer_id text NOT NULL,
      enterprise_id text NOT NULL,
      key_version int NOT NULL,          -- from 1; the highest is in use
      key_check_value text NOT NULL,
      origin text NOT NULL,              -- made | brought
      kept_at bigint NOT NULL,           -- epoch milliseconds
      PRIMARY KEY (issuer_id, enterprise_id, key_version)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const kept = (events as readonly Recorded<EnterpriseEvent>[]).map(({ envelope, event }) => ({
      envelope,
      data: event.data as MotherKeyKept,
    }));
    await tx.query(
      `INSERT INTO mother_key (issuer_id, enterprise_id, key_version, key_check_value, origin, kept_at)
       SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::bigint[])`,
      [
        kept.map(({ envelope }) => envelope.issuerId),
        kept.map(({ data }) => data.enterpriseId),
        kept.map(({ data }) => data.keyVersion),
        kept.map(({ data }) => data.keyCheckValue),
        kept.map(({ data }) => data.origin),
        kept.map(({ envelope }) => envelope.occurredAt),
      ],
    );
  },
};

/** A version of a mother key, as it is told. */
export interface MotherKeyView {
  readonly enterpriseId: string;
  readonly keyVersion: number;
  readonly keyCheckValue: string;
  readonly origin: string;
  /** RFC 3339. */
  readonly keptAt: string;
}

/** An issuer's enterprises after a code, each with the latest version of its mother key, at most `limit`. */
export async function enterprises(
  tx: Tx,
  asked: { readonly issuerId: string; readonly after: string; readonly limit: number },
): Promise<readonly MotherKeyView[]> {
  const { rows } = await tx.query<MotherKeyRow>(
    `SELECT DISTINCT ON (enterprise_id) * FROM mother_key WHERE issuer_id = $1 AND enterprise_id > $2
     ORDER BY enterprise_id, key_version DESC LIMIT $3`,
    [asked.issuerId, asked.after, asked.limit],
  );
  return rows.map((row) => ({
    enterpriseId: row.enterprise_id,
    keyVersion: row.key_version,
    keyCheckValue: row.key_check_value,
    origin: row.origin,
    keptAt: toRfc3339(Number(row.kept_at)),
  }));
}

interface MotherKeyRow {
  enterprise_id: string;
  key_version: number;
  key_check_value: string;
  origin: string;
  kept_at: bigint;
}

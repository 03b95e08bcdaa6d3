/** The keys of cards, those in use and those that were washed off: what the MAC of a record is checked under. */
import { toRfc3339 } from '@scrip/calendar';
import type { CardKeyEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';

export const cardKeyProjection: Projection = {
  name: 'card_key',
  revision: 1,
  events: ['CardWashed'],
  tables: `
    CREATE TABLE card_key (
      card_id text NOT NULL,
      enterprise_id text NOT NULL,
      key_epoch int NOT NULL,            -- from 1 for each enterprise on the card
      issuer_id text NOT NULL,
      key_version int NOT NULL,          -- of the enterprise's mother key
      key_check_value text NOT NULL,
      washed_at bigint NOT NULL,         -- epoch milliseconds, as the other time
      ended_at bigint,                   -- when it was washed off; null while it is on the card
      PRIMARY KEY (card_id, enterprise_id, key_epoch)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const washed = (events as readonly Recorded<CardKeyEvent>[]).map(({ envelope, event: { data } }) => ({
      envelope,
      data,
    }));
    await tx.query(
      `INSERT INTO card_key (card_id, enterprise_id, key_epoch, issuer_id, key_version, key_check_value, washed_at)
       SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::int[], $6::text[], $7::bigint[])`,
      [
        washed.map(({ data }) => data.cardId),
        washed.map(({ data }) => data.enterpriseId),
        washed.map(({ data }) => data.keyEpoch),
        washed.map(({ envelope }) => envelope.issuerId),
        washed.map(({ data }) => data.keyVersion),
        washed.map(({ data }) => data.keyCheckValue),
        washed.map(({ envelope }) => envelope.occurredAt),
      ],
    );
    const replacing = washed.filter(({ data }) => data.replacedEnterpriseId !== null);
    if (replacing.length === 0) return;
    await tx.query(
      `UPDATE card_key SET ended_at = r.ended_at
       FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[]) AS r (card_id, enterprise_id, key_epoch, ended_at)
       WHERE card_key.card_id = r.card_id AND card_key.enterprise_id = r.enterprise_id AND card_key.key_epoch = r.key_epoch`,
      [
        replacing.map(({ data }) => data.cardId),
        replacing.map(({ data }) => data.replacedEnterpriseId),
        replacing.map(({ data }) => data.replacedKeyEpoch),
        replacing.map(({ envelope }) => envelope.occurredAt),
      ],
    );
  },
};

/** A key of a card, as it is told. */
export interface CardKeyView {
  readonly enterpriseId: string;
  readonly keyEpoch: number;
  readonly keyVersion: number;
  readonly keyCheckValue: string;
  /** RFC 3339, as the other time. */
  readonly washedAt: string;
  readonly endedAt: string | null;
}

interface CardKeyRow {
  card_id: string;
  enterprise_id: string;
  key_epoch: number;
  key_version: number;
  key_check_value: string;
  washed_at: bigint;
  ended_at: bigint | null;
}

/** Every key that a card of the issuer has had, the latest first, at most `limit` beyond the first `skip`. */
export async function keysOfCard(
  tx: Tx,
  asked: { readonly issuerId: string; readonly cardId: string; readonly skip: number; readonly limit: number },
): Promise<readonly CardKeyView[]> {
  const { rows } = await tx.query<CardKeyRow>(
    `SELECT * FROM card_key WHERE issuer_id = $1 AND card_id = $2
     ORDER BY washed_at DESC, enterprise_id, key_epoch DESC OFFSET $3 LIMIT $4`,
    [asked.issuerId, asked.cardId, asked.skip, asked.limit],
  );
  return rows.map((row) => ({
    enterpriseId: row.enterprise_id,
    keyEpoch: row.key_epoch,
    keyVersion: row.key_version,
    keyCheckValue: row.key_check_value,
    washedAt: toRfc3339(Number(row.washed_at)),
    endedAt: row.ended_at === null ? null : toRfc3339(Number(row.ended_at)),
  }));
}

/** Names a key of a card in a map. */
export function cardKeyName(cardId: string, enterpriseId: string, keyEpoch: number): string {
  return `${cardId} ${enterpriseId} ${keyEpoch}`;
}

/** The versions of the mother keys that these cards' keys are made from, by `cardKeyName`; of the issuer's cards alone. */
export async function keyVersionsOf(
  tx: Tx,
  issuerId: string,
  cardIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await tx.query<CardKeyRow>({
    name: 'card_key_versions',
    text: 'SELECT * FROM card_key WHERE issuer_id = $1 AND card_id = ANY ($2::text[])',
    values: [issuerId, [...new Set(cardIds)]],
  });
  return new Map(rows.map((row) => [cardKeyName(row.card_id, row.enterprise_id, row.key_epoch), row.key_version]));
}

/** Cards as the desk looks them up: by id, by number, by holder. */
import { toRfc3339 } from '@scrip/calendar';
import type { CardIssued } from '@scrip/contracts';
import type { Envelope, EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

export const cardProjection: Projection = {
  name: 'card',
  revision: 1,
  events: ['CardIssued', 'CardActivated', 'CardReportedLost'],
  tables: `
    CREATE TABLE card (
      card_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      card_number text NOT NULL,         -- digits, check digit included
      sequence int NOT NULL,             -- counts the cards of one number from 1
      holder_id text NOT NULL,
      wallet_id text NOT NULL,           -- the wallet that the card opens
      programme_id text NOT NULL,
      programme_version int NOT NULL,    -- the version it was issued under
      product_key text NOT NULL,
      issued_at bigint NOT NULL,         -- epoch milliseconds, as the other times: when it happened
      activated_at bigint,
      reported_lost_at bigint,           -- when the report was taken
      state text NOT NULL GENERATED ALWAYS AS (
        CASE WHEN reported_lost_at IS NOT NULL THEN 'lost' WHEN activated_at IS NOT NULL THEN 'active' ELSE 'issued' END
      ) STORED,
      UNIQUE (issuer_id, card_number, sequence)
    );
    CREATE INDEX card_of_issuer ON card (issuer_id, card_id);
    CREATE INDEX card_of_holder ON card (issuer_id, holder_id, card_id)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const issued: { envelope: Envelope; data: CardIssued }[] = [];
    const changed = new Map<string, { activatedAt: number | null; reportedLostAt: number | null }>();
    const change = (cardId: string, later: { activatedAt?: number; reportedLostAt?: number }): void => {
      changed.set(cardId, { ...(changed.get(cardId) ?? { activatedAt: null, reportedLostAt: null }), ...later });
    };
    for (const { envelope, event } of events) {
      if (event.type === 'CardIssued') issued.push({ envelope, data: event.data });
      if (event.type === 'CardActivated') change(event.data.cardId, { activatedAt: envelope.occurredAt });
      if (event.type === 'CardReportedLost') change(event.data.cardId, { reportedLostAt: event.data.reportedAt });
    }
    if (issued.length > 0) {
      await tx.query(
        `INSERT INTO card (card_id, issuer_id, card_number, sequence, holder_id, wallet_id, programme_id,
                           programme_version, product_key, issued_at)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[],
                              $8::int[], $9::text[], $10::bigint[])`,
        [
          issued.map(({ data }) => data.cardId),
          issued.map(({ envelope }) => envelope.issuerId),
          issued.map(({ data }) => data.cardNumber),
          issued.map(({ data }) => data.sequence),
          issued.map(({ data }) => data.holderId),
          issued.map(({ data }) => data.walletId),
          issued.map(({ data }) => data.programmeId),
          issued.map(({ data }) => data.programmeVersion),
          issued.map(({ data }) => data.productKey),
          issued.map(({ envelope }) => envelope.occurredAt),
        ],
      );
    }
    if (changed.size === 0) return;
    const times = [...changed.values()];
    await tx.query(
      `UPDATE card SET activated_at = coalesce(c.activated_at, card.activated_at),
                       reported_lost_at = coalesce(c.reported_lost_at, card.reported_lost_at)
       FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS c (card_id, activated_at, reported_lost_at)
       WHERE card.card_id = c.card_id`,
      [[...changed.keys()], times.map((time) => time.activatedAt), times.map((time) => time.reportedLostAt)],
    );
  },
};

/** A card as it is told; times are RFC 3339. */
export interface CardView {
  readonly cardId: string;
  readonly cardNumber: string;
  readonly sequence: number;
  readonly holderId: string;
  readonly walletId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly productKey: string;
  readonly state: 'issued' | 'active' | 'lost';
  readonly issuedAt: string;
  readonly activatedAt: string | null;
  readonly reportedLostAt: string | null;
}

interface CardRow {
  card_id: string;
  card_number: string;
  sequence: number;
  holder_id: string;
  wallet_id: string;
  programme_id: string;
  programme_version: number;
  product_key: string;
  state: CardView['state'];
  issued_at: bigint;
  activated_at: bigint | null;
  reported_lost_at: bigint | null;
}

const COLUMNS =
  'card_id, card_number, sequence, holder_id, wallet_id, programme_id, programme_version, product_key, state, ' +
  'issued_at, activated_at, reported_lost_at';

/** A card; undefined when the issuer has none of this id. */
export async function cardOf(pool: EventLog['pool'], issuerId: string, cardId: string): Promise<CardView | undefined> {
  const { rows } = await pool.query<CardRow>(`SELECT ${COLUMNS} FROM card WHERE issuer_id = $1 AND card_id = $2`, [
    issuerId,
    cardId,
  ]);
  return rows[0] && viewOf(rows[0]);
}

/** Which cards are asked for; what is left out does not narrow the answer. */
export interface CardsAsked {
  readonly issuerId: string;
  readonly holderId?: string | undefined;
  readonly cardNumber?: string | undefined;
  /** Cards after this id. */
  readonly after: string;
  readonly limit: number;
}

/** An issuer's cards in the order of their ids, which is about the order they were issued in. */
export async function cardsOf(pool: EventLog['pool'], asked: CardsAsked): Promise<readonly CardView[]> {
  const { issuerId, holderId, cardNumber, after, limit } = asked;
  const narrowed: readonly (readonly [string, string | undefined])[] = [
    ['holder_id', holderId],
    ['card_number', cardNumber],
  ];
  const given = narrowed.filter(([, value]) => value !== undefined);
  const where = given.map(([column], index) => ` AND ${column} = $${index + 4}`).join('');
  const { rows } = await pool.query<CardRow>(
    `SELECT ${COLUMNS} FROM card WHERE issuer_id = $1 AND card_id > $2${where} ORDER BY card_id LIMIT $3`,
    [issuerId, after, limit, ...given.map(([, value]) => value)],
  );
  return rows.map(viewOf);
}

function viewOf(row: CardRow): CardView {
  const time = (at: bigint | null): string | null => (at === null ? null : toRfc3339(Number(at)));
  return {
    cardId: row.card_id,
    cardNumber: row.card_number,
    sequence: row.sequence,
    holderId: row.holder_id,
    walletId: row.wallet_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    productKey: row.product_key,
    state: row.state,
    issuedAt: toRfc3339(Number(row.issued_at)),
    activatedAt: time(row.activated_at),
    reportedLostAt: time(row.reported_lost_at),
  };
}

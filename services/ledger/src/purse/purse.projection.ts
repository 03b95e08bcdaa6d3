/** The purses of cards, and the spends that were taken of each: what lists are read from, and duplicates compared with. */
import { toRfc3339 } from '@scrip/calendar';
import type {
  PurseEvent,
  PurseOpened,
  PurseSpent,
  WalletEvent,
  WalletHolderMerged,
  WalletHolderRegistered,
} from '@scrip/contracts';
import type { Envelope, Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';
import { isBorneByIssuer } from './purse-bearer.ts';
import type { RecordContents } from './purse-record.rule.ts';

export const purse: Projection = {
  name: 'purse',
  revision: 3,
  events: ['PurseOpened', 'PurseSpent', 'WalletHolderRegistered', 'WalletHolderMerged'],
  tables: `
    CREATE TABLE purse (
      purse_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      wallet_id text NOT NULL,
      holder_id text NOT NULL,             -- whose its wallet is
      card_id text NOT NULL,
      enterprise_id text NOT NULL,
      key_epoch int NOT NULL,
      programme_id text NOT NULL,
      opened_at bigint NOT NULL            -- epoch milliseconds, as the other times
    );
    CREATE INDEX purse_of_issuer ON purse (issuer_id, purse_id);
    CREATE INDEX purse_of_wallet ON purse (wallet_id, purse_id);
    CREATE INDEX purse_of_card ON purse (card_id, purse_id);
    CREATE TABLE purse_record (
      purse_id text NOT NULL,
      counter int NOT NULL,                -- of the card
      position bigint NOT NULL,            -- in the log: when it was taken among others
      amount_fen bigint NOT NULL,
      balance_fen bigint NOT NULL,         -- on the card after it, as the card says
      spent_at bigint NOT NULL,            -- by the terminal's clock
      recorded_at bigint NOT NULL,
      merchant_id text NOT NULL,
      terminal_id text NOT NULL,
      borne_by_issuer boolean NOT NULL,    -- paid after the card was reported lost
      PRIMARY KEY (purse_id, counter)
    );
    CREATE INDEX purse_record_spent ON purse_record (purse_id, spent_at)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const facts = events as readonly Recorded<PurseEvent | WalletEvent>[];
    await addPurses(
      tx,
      facts.flatMap(({ envelope, event }) => (event.type === 'PurseOpened' ? [{ envelope, data: event.data }] : [])),
    );
    await addRecords(
      tx,
      facts.flatMap(({ envelope, event }) => (event.type === 'PurseSpent' ? [{ envelope, data: event.data }] : [])),
    );
    for (const { event } of facts) {
      if (event.type === 'WalletHolderRegistered' || event.type === 'WalletHolderMerged')
        await setHolder(tx, event.data);
    }
  },
};

/** A purse opened later in the batch names this holder itself. */
async function setHolder(tx: Tx, { walletId, holderId }: WalletHolderRegistered | WalletHolderMerged): Promise<void> {
  await tx.query('UPDATE purse SET holder_id = $2 WHERE wallet_id = $1', [walletId, holderId]);
}

interface Placed<D> {
  readonly envelope: Envelope;
  readonly data: D;
}

async function addPurses(tx: Tx, opened: readonly Placed<PurseOpened>[]): Promise<void> {
  if (opened.length === 0) return;
  await tx.query(
    `INSERT INTO purse (purse_id, issuer_id, wallet_id, holder_id, card_id, enterprise_id, key_epoch, programme_id, opened_at)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::text[],
                          $9::bigint[])`,
    [
      opened.map(({ data }) => data.purseId),
      opened.map(({ envelope }) => envelope.issuerId),
      opened.map(({ data }) => data.walletId),
      opened.map(({ data }) => data.holderId),
      opened.map(({ data }) => data.cardId),
      opened.map(({ data }) => data.enterpriseId),
      opened.map(({ data }) => data.keyEpoch),
      opened.map(({ data }) => data.programmeId),
      opened.map(({ envelope }) => envelope.occurredAt),
    ],
  );
}

async function addRecords(tx: Tx, spent: readonly Placed<PurseSpent>[]): Promise<void> {
  if (spent.length === 0) return;
  await tx.query(
    `INSERT INTO purse_record (purse_id, counter, position, amount_fen, balance_fen, spent_at, recorded_at, merchant_id,
                               terminal_id, borne_by_issuer)
     SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
                          $8::text[], $9::text[], $10::boolean[])`,
    [
      spent.map(({ data }) => data.purseId),
      spent.map(({ data }) => data.counter),
      spent.map(({ envelope }) => envelope.position),
      spent.map(({ data }) => data.amountFen),
      spent.map(({ data }) => data.balanceFen),
      spent.map(({ data }) => data.spentAt),
      spent.map(({ envelope }) => envelope.recordedAt),
      spent.map(({ data }) => data.merchantId),
      spent.map(({ data }) => data.terminalId),
      spent.map(({ data }) => isBorneByIssuer(data)),
    ],
  );
}

/** A purse in a list. */
export interface PurseSummary {
  readonly purseId: string;
  readonly walletId: string;
  readonly holderId: string;
  readonly cardId: string;
  readonly enterpriseId: string;
  readonly keyEpoch: number;
  readonly programmeId: string;
  /** RFC 3339. */
  readonly openedAt: string;
}

interface PurseRow {
  purse_id: string;
  wallet_id: string;
  holder_id: string;
  card_id: string;
  enterprise_id: string;
  key_epoch: number;
  programme_id: string;
  opened_at: bigint;
}

/** An issuer's purses with an id above `after`, in the order of their ids, at most `limit`; undefined does not narrow. */
export async function purses(
  tx: Tx,
  asked: {
    readonly issuerId: string;
    readonly walletId: string | undefined;
    readonly cardId: string | undefined;
    readonly enterpriseId: string | undefined;
    readonly after: string;
    readonly limit: number;
  },
): Promise<readonly PurseSummary[]> {
  const { rows } = await tx.query<PurseRow>(
    `SELECT * FROM purse
     WHERE issuer_id = $1 AND ($2::text IS NULL OR wallet_id = $2) AND ($3::text IS NULL OR card_id = $3)
       AND ($4::text IS NULL OR enterprise_id = $4) AND purse_id > $5
     ORDER BY purse_id LIMIT $6`,
    [asked.issuerId, asked.walletId, asked.cardId, asked.enterpriseId, asked.after, asked.limit],
  );
  return rows.map((row) => ({
    purseId: row.purse_id,
    walletId: row.wallet_id,
    holderId: row.holder_id,
    cardId: row.card_id,
    enterpriseId: row.enterprise_id,
    keyEpoch: row.key_epoch,
    programmeId: row.programme_id,
    openedAt: toRfc3339(Number(row.opened_at)),
  }));
}

/** A spend that was taken, as it is told. */
export interface RecordView {
  readonly counter: number;
  readonly amountFen: Fen;
  /** On the card after it. */
  readonly balanceFen: Fen;
  /** RFC 3339, as the other time. */
  readonly spentAt: string;
  readonly recordedAt: string;
  readonly merchantId: string;
  readonly terminalId: string;
  readonly borneByIssuer: boolean;
  /** Place in the log. */
  readonly position: bigint;
}

interface RecordRow {
  counter: number;
  position: bigint;
  amount_fen: bigint;
  balance_fen: bigint;
  spent_at: bigint;
  recorded_at: bigint;
  merchant_id: string;
  terminal_id: string;
  borne_by_issuer: boolean;
}

/** Spends of a purse by their counters, beyond one of them in the chosen order; whose purse it is has been checked. */
export async function recordsOf(
  tx: Tx,
  asked: {
    readonly purseId: string;
    readonly order: 'newest' | 'oldest';
    readonly beyond: number | undefined;
    readonly limit: number;
  },
): Promise<readonly RecordView[]> {
  const [beyond, order] = asked.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const { rows } = await tx.query<RecordRow>(
    `SELECT * FROM purse_record WHERE purse_id = $1 AND ($2::int IS NULL OR counter ${beyond} $2)
     ORDER BY counter ${order} LIMIT $3`,
    [asked.purseId, asked.beyond, asked.limit],
  );
  return rows.map((row) => ({
    counter: row.counter,
    amountFen: fen(row.amount_fen),
    balanceFen: fen(row.balance_fen),
    spentAt: toRfc3339(Number(row.spent_at)),
    recordedAt: toRfc3339(Number(row.recorded_at)),
    merchantId: row.merchant_id,
    terminalId: row.terminal_id,
    borneByIssuer: row.borne_by_issuer,
    position: row.position,
  }));
}

/** What was taken under these counters, by counter; those that the table does not have yet are left out. */
export async function contentsOf(
  tx: Tx,
  purseId: string,
  counters: readonly number[],
): Promise<ReadonlyMap<number, RecordContents>> {
  const { rows } = await tx.query<RecordRow>({
    name: 'purse_record_contents',
    text: 'SELECT * FROM purse_record WHERE purse_id = $1 AND counter = ANY ($2::int[])',
    values: [purseId, counters],
  });
  return new Map(
    rows.map((row) => [
      row.counter,
      {
        counter: row.counter,
        amountFen: fen(row.amount_fen),
        balanceFen: fen(row.balance_fen),
        spentAt: Number(row.spent_at),
        merchantId: row.merchant_id,
        terminalId: row.terminal_id,
      },
    ]),
  );
}

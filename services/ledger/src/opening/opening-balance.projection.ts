/** The opening balances that were loaded, by the reference they came with. */
import { toRfc3339 } from '@scrip/calendar';
import type { WalletOpeningBalanceLoaded } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';
import type { OpeningBalance } from './opening-balance.rule.ts';

type Loaded = Recorded<{ readonly type: 'WalletOpeningBalanceLoaded'; readonly data: WalletOpeningBalanceLoaded }>;

function isLoaded(fact: Recorded): fact is Loaded {
  return fact.event.type === 'WalletOpeningBalanceLoaded';
}

export const openingBalance: Projection = {
  name: 'opening_balance',
  revision: 2,
  events: ['WalletOpeningBalanceLoaded'],
  tables: `
    CREATE TABLE opening_balance (
      issuer_id text NOT NULL,
      reference text NOT NULL,
      position bigint NOT NULL,            -- of its loading in the log
      import_id text NOT NULL,
      wallet_id text NOT NULL,
      lot_id text NOT NULL,
      principal_fen bigint NOT NULL,
      bonus_fen bigint NOT NULL,
      expires_at bigint,                   -- epoch milliseconds, as the other time; null if never
      loaded_at bigint NOT NULL,
      paid_fen bigint,                     -- had been paid for it, and given with it; null: as much as was left
      given_fen bigint,
      recharged_at bigint,                 -- when it had been paid; null where it is not known
      PRIMARY KEY (issuer_id, reference)
    );
    CREATE INDEX opening_of_issuer ON opening_balance (issuer_id, position);
    CREATE INDEX opening_of_import ON opening_balance (import_id, position);
    CREATE INDEX opening_of_wallet ON opening_balance (wallet_id, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const loaded = events.filter(isLoaded);
    await tx.query(
      `INSERT INTO opening_balance (issuer_id, reference, position, import_id, wallet_id, lot_id, principal_fen, bonus_fen,
                                    expires_at, loaded_at, paid_fen, given_fen, recharged_at)
       SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[],
                            $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[])`,
      [
        loaded.map(({ envelope }) => envelope.issuerId),
        loaded.map(({ event }) => event.data.reference),
        loaded.map(({ envelope }) => envelope.position),
        loaded.map(({ event }) => event.data.importId),
        loaded.map(({ event }) => event.data.walletId),
        loaded.map(({ event }) => event.data.lotId),
        loaded.map(({ event }) => event.data.principalFen),
        loaded.map(({ event }) => event.data.bonusFen),
        loaded.map(({ event }) => event.data.expiresAt),
        loaded.map(({ envelope }) => envelope.occurredAt),
        loaded.map(({ event }) => event.data.paidFen),
        loaded.map(({ event }) => event.data.givenFen),
        loaded.map(({ event }) => event.data.rechargedAt),
      ],
    );
  },
};

/** An opening balance as it is told. */
export interface OpeningView {
  readonly reference: string;
  readonly importId: string;
  readonly walletId: string;
  readonly lotId: string;
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
  /** RFC 3339, as the other time; null if it can always be used. */
  readonly expiresAt: string | null;
  readonly loadedAt: string;
  /** Place in the log. */
  readonly position: bigint;
}

interface OpeningRow {
  reference: string;
  position: bigint;
  import_id: string;
  wallet_id: string;
  lot_id: string;
  principal_fen: bigint;
  bonus_fen: bigint;
  expires_at: bigint | null;
  paid_fen: bigint | null;
  given_fen: bigint | null;
  recharged_at: bigint | null;
  loaded_at: bigint;
}

/** An issuer's opening balances in the order of their loading; what is undefined does not narrow the answer. */
export async function openingBalances(
  tx: Tx,
  asked: {
    readonly issuerId: string;
    readonly importId: string | undefined;
    readonly walletId: string | undefined;
    readonly reference: string | undefined;
    /** Balances after this position; undefined from the beginning. */
    readonly after: bigint | undefined;
    readonly limit: number;
  },
): Promise<readonly OpeningView[]> {
  const { rows } = await tx.query<OpeningRow>(
    `SELECT * FROM opening_balance
     WHERE issuer_id = $1 AND ($2::text IS NULL OR import_id = $2) AND ($3::text IS NULL OR wallet_id = $3)
       AND ($4::text IS NULL OR reference = $4) AND ($5::bigint IS NULL OR position > $5)
     ORDER BY position LIMIT $6`,
    [asked.issuerId, asked.importId, asked.walletId, asked.reference, asked.after, asked.limit],
  );
  return rows.map((row) => ({
    reference: row.reference,
    importId: row.import_id,
    walletId: row.wallet_id,
    lotId: row.lot_id,
    principalFen: fen(row.principal_fen),
    bonusFen: fen(row.bonus_fen),
    expiresAt: row.expires_at === null ? null : toRfc3339(Number(row.expires_at)),
    loadedAt: toRfc3339(Number(row.loaded_at)),
    position: row.position,
  }));
}

/** A balance together with the wallet it is of. */
export interface PlacedBalance extends OpeningBalance {
  readonly walletId: string;
}

/** What an issuer has loaded under these references, by reference. */
export async function loadedUnder(
  tx: Tx,
  issuerId: string,
  references: readonly string[],
): Promise<ReadonlyMap<string, PlacedBalance>> {
  const { rows } = await tx.query<OpeningRow>(
    'SELECT * FROM opening_balance WHERE issuer_id = $1 AND reference = ANY ($2::text[])',
    [issuerId, references],
  );
  return new Map(
    rows.map((row) => [
      row.reference,
      {
        reference: row.reference,
        walletId: row.wallet_id,
        principalFen: fen(row.principal_fen),
        bonusFen: fen(row.bonus_fen),
        expiresAt: row.expires_at === null ? null : Number(row.expires_at),
        paidFen: row.paid_fen === null ? null : fen(row.paid_fen),
        givenFen: row.given_fen === null ? null : fen(row.given_fen),
        rechargedAt: row.recharged_at === null ? null : Number(row.recharged_at),
      },
    ]),
  );
}

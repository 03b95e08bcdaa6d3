/** What is on each wallet: balance, lots, cards and open holds, as a till and a desk ask for it. */
import { type EpochMs, toRfc3339 } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen, minus, ZERO_FEN } from '@scrip/money';
import { type BalanceBatch, sumUp } from './balance-batch.ts';

export const walletBalance: Projection = {
  name: 'wallet_balance',
  revision: 4,
  events: [
    'WalletOpened',
    'WalletCardActivated',
    'WalletCardBlocked',
    'WalletRecharged',
    'WalletSpent',
    'WalletHeld',
    'WalletHoldCaptured',
    'WalletHoldReleased',
    'WalletReturned',
    'WalletSpendAssumedByIssuer',
    'WalletExpiryNoticed',
    'WalletBreakageTaken',
    'WalletPurseLoaded',
    'WalletPurseLoadReversed',
    'WalletOpeningBalanceLoaded',
  ],
  tables: `
    CREATE TABLE wallet_balance (
      wallet_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      holder_id text NOT NULL,
      programme_id text NOT NULL,
      programme_version int NOT NULL,            -- the version it was opened under
      product_key text NOT NULL,
      opened_at bigint NOT NULL,                 -- epoch milliseconds, as the other times: when it happened
      principal_fen bigint NOT NULL DEFAULT 0,   -- left in all lots, expired ones included
      bonus_fen bigint NOT NULL DEFAULT 0,
      held_fen bigint NOT NULL DEFAULT 0         -- reserved by open holds; part of the two above
    );
    CREATE INDEX wallet_of_holder ON wallet_balance (issuer_id, holder_id, wallet_id);
    CREATE TABLE wallet_lot (
      wallet_id text NOT NULL,
      lot_id text NOT NULL,
      position bigint NOT NULL,                  -- of its loading in the log: the order of loading
      loaded_at bigint NOT NULL,
      expires_at bigint,                         -- first moment it cannot be used; null if it always can
      loaded_principal_fen bigint NOT NULL,
      loaded_bonus_fen bigint NOT NULL,
      principal_fen bigint NOT NULL,             -- left
      bonus_fen bigint NOT NULL,
      notices_at bigint[],                       -- when the holder is still to be told that it will expire, the first time first
      breaks_at bigint,                          -- when what is left becomes the issuer's; null if never
      PRIMARY KEY (wallet_id, lot_id)
    );
    CREATE INDEX lot_due ON wallet_lot (least(notices_at[1], breaks_at), wallet_id, lot_id) WHERE principal_fen + bonus_fen > 0;
    CREATE TABLE wallet_card (
      wallet_id text NOT NULL,
      card_id text NOT NULL,
      card_sequence int NOT NULL,
      state text NOT NULL,                       -- issued | active | blocked
      PRIMARY KEY (wallet_id, card_id)
    );
    CREATE TABLE wallet_hold (
      wallet_id text NOT NULL,
      hold_id text NOT NULL,
      card_id text NOT NULL,
      merchant_id text NOT NULL,
      amount_fen bigint NOT NULL,
      held_at bigint NOT NULL,
      capture_at bigint,                         -- when it is captured by itself; null if never
      PRIMARY KEY (wallet_id, hold_id)
    );
    CREATE INDEX hold_due ON wallet_hold (capture_at, wallet_id, hold_id)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const batch = sumUp(events as readonly Recorded<WalletEvent>[]);
    await openWallets(tx, batch.opened);
    await moveBalances(tx, batch.balances);
    await addLots(tx, batch.loaded);
    await moveLots(tx, batch.lots);
    await strikeNotices(tx, batch.noticed);
    await setCards(tx, batch.cards);
    await setHolds(tx, batch);
  },
};

async function openWallets(tx: Tx, opened: BalanceBatch['opened']): Promise<void> {
  if (opened.length === 0) return;
  await tx.query(
    `INSERT INTO wallet_balance
       (wallet_id, issuer_id, holder_id, programme_id, programme_version, product_key, opened_at)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7::bigint[])`,
    [
      opened.map(({ data }) => data.walletId),
      opened.map(({ envelope }) => envelope.issuerId),
      opened.map(({ data }) => data.holderId),
      opened.map(({ data }) => data.programmeId),
      opened.map(({ data }) => data.programmeVersion),
      opened.map(({ data }) => data.productKey),
      opened.map(({ envelope }) => envelope.occurredAt),
    ],
  );
}

async function moveBalances(tx: Tx, balances: BalanceBatch['balances']): Promise<void> {
  const changes = [...balances.values()];
  await tx.query(
    `UPDATE wallet_balance AS b SET principal_fen = b.principal_fen + c.principal_fen,
                                    bonus_fen = b.bonus_fen + c.bonus_fen, held_fen = b.held_fen + c.held_fen
     FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) AS c (wallet_id, principal_fen, bonus_fen, held_fen)
     WHERE b.wallet_id = c.wallet_id AND (c.principal_fen, c.bonus_fen, c.held_fen) <> (0, 0, 0)`,
    [
      changes.map((change) => change.walletId),
      changes.map((change) => change.principalFen),
      changes.map((change) => change.bonusFen),
      changes.map((change) => change.heldFen),
    ],
  );
}

async function addLots(tx: Tx, loaded: BalanceBatch['loaded']): Promise<void> {
  if (loaded.length === 0) return;
  await tx.query(
    // Empty at first: what the recharge itself put in is among the batch's changes of lots.
    `INSERT INTO wallet_lot (wallet_id, lot_id, position, loaded_at, expires_at, loaded_principal_fen, loaded_bonus_fen,
                             notices_at, breaks_at, principal_fen, bonus_fen)
     SELECT wallet_id, lot_id, position, loaded_at, expires_at, principal_fen, bonus_fen,
            string_to_array(notices_at, ',')::bigint[], breaks_at, 0, 0
     FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::bigint[])
       AS l (wallet_id, lot_id, position, loaded_at, expires_at, principal_fen, bonus_fen, notices_at, breaks_at)`,
    [
      loaded.map(({ data }) => data.walletId),
      loaded.map(({ data }) => data.lotId),
      loaded.map(({ envelope }) => envelope.position),
      loaded.map(({ envelope }) => envelope.occurredAt),
      loaded.map(({ data }) => data.expiresAt),
      loaded.map(({ data }) => data.principalFen),
      loaded.map(({ data }) => data.bonusFen),
      // An array of arrays of different lengths is none for Postgres.
      loaded.map(({ data }) => data.expiryNotices?.join(',') ?? null),
      loaded.map(({ data }) => (data.breakage === true ? data.expiresAt : null)),
    ],
  );
}

async function strikeNotices(tx: Tx, noticed: BalanceBatch['noticed']): Promise<void> {
  if (noticed.length === 0) return;
  await tx.query(
    `UPDATE wallet_lot AS l SET notices_at = (SELECT array_agg(n ORDER BY n) FROM unnest(l.notices_at) AS n WHERE n > t.told)
     FROM (SELECT wallet_id, lot_id, max(notice_at) AS told
           FROM unnest($1::text[], $2::text[], $3::bigint[]) AS e (wallet_id, lot_id, notice_at) GROUP BY 1, 2) AS t
     WHERE l.wallet_id = t.wallet_id AND l.lot_id = t.lot_id`,
    [
      noticed.map((event) => event.walletId),
      noticed.map((event) => event.lotId),
      noticed.map((event) => event.noticeAt),
    ],
  );
}

async function moveLots(tx: Tx, lots: BalanceBatch['lots']): Promise<void> {
  if (lots.size === 0) return;
  const changes = [...lots.values()];
  await tx.query(
    `UPDATE wallet_lot AS l SET principal_fen = l.principal_fen + c.principal_fen, bonus_fen = l.bonus_fen + c.bonus_fen
     FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) AS c (wallet_id, lot_id, principal_fen, bonus_fen)
     WHERE l.wallet_id = c.wallet_id AND l.lot_id = c.lot_id`,
    [
      changes.map((change) => change.walletId),
      changes.map((change) => change.lotId),
      changes.map((change) => change.principalFen),
      changes.map((change) => change.bonusFen),
    ],
  );
}

async function setCards(tx: Tx, cards: BalanceBatch['cards']): Promise<void> {
  if (cards.size === 0) return;
  const rows = [...cards.values()];
  await tx.query(
    `INSERT INTO wallet_card (wallet_id, card_id, card_sequence, state)
     SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[])
     ON CONFLICT (wallet_id, card_id) DO UPDATE SET card_sequence = excluded.card_sequence, state = excluded.state`,
    [
      rows.map((row) => row.walletId),
      rows.map((row) => row.cardId),
      rows.map((row) => row.cardSequence),
      rows.map((row) => row.state),
    ],
  );
}

async function setHolds(tx: Tx, { held, closed }: BalanceBatch): Promise<void> {
  if (closed.length > 0) {
    await tx.query(
      `DELETE FROM wallet_hold AS h USING unnest($1::text[], $2::text[]) AS c (wallet_id, hold_id)
       WHERE h.wallet_id = c.wallet_id AND h.hold_id = c.hold_id`,
      [closed.map((hold) => hold.walletId), closed.map((hold) => hold.holdId)],
    );
  }
  if (held.size === 0) return;
  const rows = [...held.values()];
  await tx.query(
    `INSERT INTO wallet_hold (wallet_id, hold_id, card_id, merchant_id, amount_fen, held_at, capture_at)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[])`,
    [
      rows.map(({ data }) => data.walletId),
      rows.map(({ data }) => data.holdId),
      rows.map(({ data }) => data.cardId),
      rows.map(({ data }) => data.merchantId),
      rows.map(({ data }) => data.amountFen),
      rows.map(({ envelope }) => envelope.occurredAt),
      rows.map(({ data }) => data.captureAt),
    ],
  );
}

/** What a wallet holds at a moment. */
export interface WalletSummary {
  readonly walletId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly productKey: string;
  /** RFC 3339, as the other times. */
  readonly openedAt: string;
  /** Left in all lots, expired ones included. */
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
  /** The two above together. */
  readonly balanceFen: Fen;
  /** The part of the balance whose last usable day is over. */
  readonly expiredFen: Fen;
  /** The part that open holds reserve. */
  readonly heldFen: Fen;
  /** What a spend may take: the balance less the two above, never below zero. */
  readonly availableFen: Fen;
}

/** A wallet with its parts. */
export interface WalletView extends WalletSummary {
  /** Those with value left, earliest expiry first, at most LOTS_SHOWN_MAX. */
  readonly lots: readonly {
    readonly lotId: string;
    readonly loadedAt: string;
    /** First moment it cannot be used; null if it always can. */
    readonly expiresAt: string | null;
    readonly loadedPrincipalFen: Fen;
    readonly loadedBonusFen: Fen;
    readonly principalFen: Fen;
    readonly bonusFen: Fen;
  }[];
  readonly cards: readonly { readonly cardId: string; readonly cardSequence: number; readonly state: string }[];
  /** Open ones, oldest first. */
  readonly holds: readonly {
    readonly holdId: string;
    readonly cardId: string;
    readonly merchantId: string;
    readonly amountFen: Fen;
    readonly heldAt: string;
    /** When it is captured by itself; null if never. */
    readonly captureAt: string | null;
  }[];
}

/** Lots in one answer; a wallet with more has been recharged that often without being spent. */
const LOTS_SHOWN_MAX = 200;

interface SummaryRow {
  wallet_id: string;
  holder_id: string;
  programme_id: string;
  product_key: string;
  opened_at: bigint;
  principal_fen: bigint;
  bonus_fen: bigint;
  held_fen: bigint;
  expired_fen: bigint;
}

/** Parts as JSON, so that one statement sees all of a wallet at one moment; each amount is below 2^53 by its door. */
interface ViewRow extends SummaryRow {
  lots: {
    lot: string;
    loaded_at: EpochMs;
    expires_at: EpochMs | null;
    loaded_principal: number;
    loaded_bonus: number;
    principal: number;
    bonus: number;
  }[];
  cards: { card: string; sequence: number; state: string }[];
  holds: {
    hold: string;
    card: string;
    merchant: string;
    amount: number;
    held_at: EpochMs;
    capture_at: EpochMs | null;
  }[];
}

const SUMMARY = `b.wallet_id, b.holder_id, b.programme_id, b.product_key, b.opened_at, b.principal_fen, b.bonus_fen, b.held_fen,
  (SELECT coalesce(sum(l.principal_fen + l.bonus_fen), 0)::bigint FROM wallet_lot l
   WHERE l.wallet_id = b.wallet_id AND l.expires_at <= $1) AS expired_fen`;

const VIEW = `SELECT ${SUMMARY},
  (SELECT coalesce(json_agg(json_build_object('lot', l.lot_id, 'loaded_at', l.loaded_at, 'expires_at', l.expires_at,
            'loaded_principal', l.loaded_principal_fen, 'loaded_bonus', l.loaded_bonus_fen,
            'principal', l.principal_fen, 'bonus', l.bonus_fen) ORDER BY l.expires_at NULLS LAST, l.position), '[]')
   FROM (SELECT * FROM wallet_lot WHERE wallet_id = b.wallet_id AND principal_fen + bonus_fen > 0
         ORDER BY expires_at NULLS LAST, position LIMIT ${LOTS_SHOWN_MAX}) AS l) AS lots,
  (SELECT coalesce(json_agg(json_build_object('card', c.card_id, 'sequence', c.card_sequence, 'state', c.state)
            ORDER BY c.card_sequence, c.card_id), '[]')
   FROM wallet_card c WHERE c.wallet_id = b.wallet_id) AS cards,
  (SELECT coalesce(json_agg(json_build_object('hold', h.hold_id, 'card', h.card_id, 'merchant', h.merchant_id,
            'amount', h.amount_fen, 'held_at', h.held_at, 'capture_at', h.capture_at) ORDER BY h.held_at, h.hold_id), '[]')
   FROM wallet_hold h WHERE h.wallet_id = b.wallet_id) AS holds
  FROM wallet_balance b WHERE b.issuer_id = $2 AND b.wallet_id = $3`;

/** A wallet as it can be used at `now`; undefined when the issuer has none of this id. */
export async function walletView(
  tx: Tx,
  asked: { readonly issuerId: string; readonly walletId: string; readonly now: EpochMs },
): Promise<WalletView | undefined> {
  const values = [asked.now, asked.issuerId, asked.walletId];
  const { rows } = await tx.query<ViewRow>({ name: 'wallet_view', text: VIEW, values });
  const row = rows[0];
  if (!row) return undefined;
  return {
    ...summaryOf(row),
    lots: row.lots.map((lot) => ({
      lotId: lot.lot,
      loadedAt: toRfc3339(lot.loaded_at),
      expiresAt: lot.expires_at === null ? null : toRfc3339(lot.expires_at),
      loadedPrincipalFen: fen(lot.loaded_principal),
      loadedBonusFen: fen(lot.loaded_bonus),
      principalFen: fen(lot.principal),
      bonusFen: fen(lot.bonus),
    })),
    cards: row.cards.map(({ card, sequence, state }) => ({ cardId: card, cardSequence: sequence, state })),
    holds: row.holds.map((hold) => ({
      holdId: hold.hold,
      cardId: hold.card,
      merchantId: hold.merchant,
      amountFen: fen(hold.amount),
      heldAt: toRfc3339(hold.held_at),
      captureAt: hold.capture_at === null ? null : toRfc3339(hold.capture_at),
    })),
  };
}

/** A holder's wallets with an id above `after`, in the order of their ids, at most `limit`. */
export async function walletsOfHolder(
  tx: Tx,
  asked: {
    readonly issuerId: string;
    readonly holderId: string;
    readonly now: EpochMs;
    readonly after: string;
    readonly limit: number;
  },
): Promise<readonly WalletSummary[]> {
  const { rows } = await tx.query<SummaryRow>(
    `SELECT ${SUMMARY} FROM wallet_balance b
     WHERE b.issuer_id = $2 AND b.holder_id = $3 AND b.wallet_id > $4 ORDER BY b.wallet_id LIMIT $5`,
    [asked.now, asked.issuerId, asked.holderId, asked.after, asked.limit],
  );
  return rows.map(summaryOf);
}

function summaryOf(row: SummaryRow): WalletSummary {
  const balanceFen = fen(row.principal_fen + row.bonus_fen);
  const heldFen = fen(row.held_fen);
  const expiredFen = fen(row.expired_fen);
  const freeFen = minus(minus(balanceFen, expiredFen), heldFen);
  return {
    walletId: row.wallet_id,
    holderId: row.holder_id,
    programmeId: row.programme_id,
    productKey: row.product_key,
    openedAt: toRfc3339(Number(row.opened_at)),
    principalFen: fen(row.principal_fen),
    bonusFen: fen(row.bonus_fen),
    balanceFen,
    expiredFen,
    heldFen,
    availableFen: freeFen > 0n ? freeFen : ZERO_FEN,
  };
}

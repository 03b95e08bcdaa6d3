/** Wallets as they are asked for, out of the tables of their balances. */
import { type EpochMs, toRfc3339 } from '@scrip/calendar';
import type { Tx } from '@scrip/event-store';
import { type Fen, fen, minus, ZERO_FEN } from '@scrip/money';

/** What a wallet holds at a moment. */
export interface WalletSummary {
  readonly walletId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly productKey: string;
  /** RFC 3339, as the other times. */
  readonly openedAt: string;
  /** Why it cannot be used; null if it can. */
  readonly frozenFor: string | null;
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
  /** Taken for its card, to be given back with it; no part of the balance. */
  readonly depositFen: Fen;
  /** When its card was returned for good; null while the wallet is open. */
  readonly closedAt: string | null;
  /** When it is dormant, or was, if its holder did not use it before, as the holder was told; null: not told. */
  readonly dormantAt: string | null;
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
    /** When it ends by itself, and how; null if it does not. */
    readonly endsAt: string | null;
    readonly endsBy: string | null;
  }[];
  readonly signatories: readonly {
    readonly signatoryId: string;
    readonly lapsesAt: string | null;
    /** Removed by phone, until then if it is not confirmed in writing; null if it is not. */
    readonly removedUntil: string | null;
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
  frozen_for: string | null;
  principal_fen: bigint;
  bonus_fen: bigint;
  held_fen: bigint;
  expired_fen: bigint;
  deposit_fen: bigint;
  closed_at: bigint | null;
  dormant_at: bigint | null;
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
  signatories: { signatory: string; lapses_at: EpochMs | null; removed_until: EpochMs | null }[];
  holds: {
    hold: string;
    card: string;
    merchant: string;
    amount: number;
    held_at: EpochMs;
    ends_at: EpochMs | null;
    ends_by: string | null;
  }[];
}

const SUMMARY = `b.wallet_id, b.holder_id, b.programme_id, b.product_key, b.opened_at, b.frozen_for, b.principal_fen, b.bonus_fen, b.held_fen,
  b.deposit_fen, b.closed_at, b.dormant_at,
  (SELECT coalesce(sum(l.principal_fen + l.bonus_fen), 0)::bigint FROM wallet_lot l
   WHERE l.wallet_id = b.wallet_id AND l.is_open AND l.expires_at <= $1) AS expired_fen`;

const VIEW = `SELECT ${SUMMARY},
  (SELECT coalesce(json_agg(json_build_object('lot', l.lot_id, 'loaded_at', l.loaded_at, 'expires_at', l.expires_at,
            'loaded_principal', l.loaded_principal_fen, 'loaded_bonus', l.loaded_bonus_fen,
            'principal', l.principal_fen, 'bonus', l.bonus_fen) ORDER BY l.expires_at NULLS LAST, l.position), '[]')
   FROM (SELECT * FROM wallet_lot WHERE wallet_id = b.wallet_id AND is_open
         ORDER BY expires_at NULLS LAST, position LIMIT ${LOTS_SHOWN_MAX}) AS l) AS lots,
  (SELECT coalesce(json_agg(json_build_object('card', c.card_id, 'sequence', c.card_sequence, 'state', c.state)
            ORDER BY c.card_sequence, c.card_id), '[]')
   FROM wallet_card c WHERE c.wallet_id = b.wallet_id) AS cards,
  (SELECT coalesce(json_agg(json_build_object('hold', h.hold_id, 'card', h.card_id, 'merchant', h.merchant_id,
            'amount', h.amount_fen, 'held_at', h.held_at, 'ends_at', h.ends_at, 'ends_by', h.ends_by) ORDER BY h.held_at, h.hold_id), '[]')
   FROM wallet_hold h WHERE h.wallet_id = b.wallet_id) AS holds,
  (SELECT coalesce(json_agg(json_build_object('signatory', s.signatory_id, 'lapses_at', s.lapses_at,
            'removed_until', s.removed_until)
            ORDER BY s.signatory_id), '[]')
   FROM wallet_signatory s WHERE s.wallet_id = b.wallet_id) AS signatories
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
      endsAt: hold.ends_at === null ? null : toRfc3339(hold.ends_at),
      endsBy: hold.ends_by,
    })),
    signatories: row.signatories.map(({ signatory, lapses_at, removed_until }) => ({
      signatoryId: signatory,
      lapsesAt: lapses_at === null ? null : toRfc3339(lapses_at),
      removedUntil: removed_until === null ? null : toRfc3339(removed_until),
    })),
  };
}

/** Ids of all wallets of a holder, closed ones too, in their order: as many as the person ever had. */
export async function walletIdsOfHolder(tx: Tx, issuerId: string, holderId: string): Promise<readonly string[]> {
  const { rows } = await tx.query<{ wallet_id: string }>(
    'SELECT wallet_id FROM wallet_balance WHERE issuer_id = $1 AND holder_id = $2 ORDER BY wallet_id',
    [issuerId, holderId],
  );
  return rows.map((row) => row.wallet_id);
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
    frozenFor: row.frozen_for,
    principalFen: fen(row.principal_fen),
    bonusFen: fen(row.bonus_fen),
    balanceFen,
    expiredFen,
    heldFen,
    availableFen: freeFen > 0n ? freeFen : ZERO_FEN,
    depositFen: fen(row.deposit_fen),
    closedAt: row.closed_at === null ? null : toRfc3339(Number(row.closed_at)),
    dormantAt: row.dormant_at === null ? null : toRfc3339(Number(row.dormant_at)),
  };
}

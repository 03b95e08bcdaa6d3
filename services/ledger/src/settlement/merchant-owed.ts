/** What each merchant is owed: settled or not, out of the journal's accounts. */
import type { Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';

/** A merchant and what it is owed, in fen. */
export interface MerchantOwed {
  readonly merchantId: string;
  /** Sold less returned and not settled; below zero where more came back. */
  readonly unsettledFen: Fen;
  /** Settled and not paid out. */
  readonly toPayFen: Fen;
  /** The two together. */
  readonly owedFen: Fen;
  /** Last business day that is settled; null where none is. */
  readonly settledThroughDate: string | null;
}

/** Which merchants are asked for. */
export interface MerchantsAsked {
  readonly issuerId: string;
  /** One merchant; undefined: all. */
  readonly merchantId: string | undefined;
  /** Only those with something unsettled or to pay. */
  readonly owing: boolean;
  /** Merchants whose code is above this one. */
  readonly after: string;
  readonly limit: number;
}

interface MerchantRow {
  merchant_id: string;
  unsettled_fen: bigint;
  to_pay_fen: bigint;
  through_date: string | null;
}

/** An issuer's merchants by code: all that ever sold for value of its wallets. Throws the database's errors. */
export async function merchantsOwed(tx: Tx, asked: MerchantsAsked): Promise<readonly MerchantOwed[]> {
  const { rows } = await tx.query<MerchantRow>(
    `SELECT m.merchant_id, m.unsettled_fen, m.to_pay_fen, last.through_date
     FROM (SELECT substr(a.account, length('payable:merchant:') + 1) COLLATE "C" AS merchant_id,
                  a.credit_fen - a.debit_fen AS unsettled_fen, coalesce(s.credit_fen - s.debit_fen, 0) AS to_pay_fen
           FROM journal_account a
                LEFT JOIN journal_account s
                  ON s.issuer_id = a.issuer_id AND s.programme_id = '' AND s.currency = a.currency
                     AND s.account = 'payable:settlement:' || substr(a.account, length('payable:merchant:') + 1)
           WHERE a.issuer_id = $1 AND a.programme_id = '' AND a.account > 'payable:merchant:' || $2::text
             AND a.account < 'payable:merchant;' AND ($3::text IS NULL OR a.account = 'payable:merchant:' || $3)) AS m
          LEFT JOIN LATERAL (SELECT through_date FROM settlement
                             WHERE issuer_id = $1 AND merchant_id = m.merchant_id AND reversed_at IS NULL
                             ORDER BY position DESC LIMIT 1) AS last ON true
     WHERE NOT $4::boolean OR m.unsettled_fen <> 0 OR m.to_pay_fen <> 0
     ORDER BY m.merchant_id LIMIT $5`,
    [asked.issuerId, asked.after, asked.merchantId, asked.owing, asked.limit],
  );
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    unsettledFen: fen(row.unsettled_fen),
    toPayFen: fen(row.to_pay_fen),
    owedFen: fen(row.unsettled_fen + row.to_pay_fen),
    settledThroughDate: row.through_date,
  }));
}

/** Receipts as this service heard them from points: what somebody joins by, and what an entitlement of a purchase is used with. */
import type { ReceiptRecorded } from '@scrip/contracts';
import type { EventLog, Tx } from '@scrip/event-store';
import { fen } from '@scrip/money';
import type { Purchase } from '../entitlement/entitlement-check.rule.ts';
import type { JoiningReceipt } from '../membership/join.rule.ts';

/** A receipt of an issuer. */
export interface HeardReceipt {
  readonly issuerId: string;
  readonly receipt: ReceiptRecorded;
}

/** Keeps receipts that were recorded; a receipt never changes, so the same one again changes nothing. */
export async function keepReceipts(tx: Tx, heard: readonly HeardReceipt[]): Promise<void> {
  await tx.query({
    name: 'keep_receipts',
    text: `INSERT INTO known_receipt (issuer_id, receipt_id, programme_id, holder_id, paid_fen, business_date)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[])
     ON CONFLICT DO NOTHING`,
    values: [
      heard.map(({ issuerId }) => issuerId),
      heard.map(({ receipt }) => receipt.receiptId),
      heard.map(({ receipt }) => receipt.programmeId),
      heard.map(({ receipt }) => receipt.holderId),
      heard.map(({ receipt }) => receipt.paidFen),
      heard.map(({ receipt }) => receipt.businessDate),
    ],
  });
}

interface ReceiptRow {
  receipt_id: string;
  programme_id: string;
  paid_fen: bigint;
  business_date: string;
}

/** Those of the named receipts that the issuer has, in no order. Throws the database's errors. */
export async function receiptsOf(
  pool: EventLog['pool'],
  issuerId: string,
  receiptIds: readonly string[],
): Promise<readonly JoiningReceipt[]> {
  if (receiptIds.length === 0) return [];
  const { rows } = await pool.query<ReceiptRow>(
    `SELECT receipt_id, programme_id, paid_fen, business_date FROM known_receipt
     WHERE issuer_id = $1 AND receipt_id = ANY ($2)`,
    [issuerId, receiptIds],
  );
  return rows.map((row) => ({
    receiptId: row.receipt_id,
    programmeId: row.programme_id,
    paidFen: fen(row.paid_fen),
    businessDate: row.business_date,
  }));
}

/**
 * A receipt of the programme with who bought, as that one is called now where holders were merged; undefined when there is
 * none, it is nobody's, or it has not arrived here. Throws the database's errors.
 */
export async function purchaseOf(
  pool: EventLog['pool'],
  asked: { readonly issuerId: string; readonly programmeId: string; readonly receiptId: string },
): Promise<Purchase | undefined> {
  const { rows } = await pool.query<{ holder_id: string; paid_fen: bigint; business_date: string }>(
    `SELECT coalesce(a.survivor_id, r.holder_id) AS holder_id, r.paid_fen, r.business_date
     FROM known_receipt AS r LEFT JOIN absorbed_holder AS a USING (issuer_id, holder_id)
     WHERE r.issuer_id = $1 AND r.receipt_id = $2 AND r.programme_id = $3 AND r.holder_id IS NOT NULL`,
    [asked.issuerId, asked.receiptId, asked.programmeId],
  );
  const row = rows[0];
  return (
    row && {
      receiptId: asked.receiptId,
      holderId: row.holder_id,
      paidFen: row.paid_fen,
      businessDate: row.business_date,
    }
  );
}

/** Receipts as this service heard them from points. */
import type { EventLog, Tx } from '@scrip/event-store';
import { fen } from '@scrip/money';
import type { JoiningReceipt } from '../membership/join.rule.ts';

/** Keeps a receipt that was recorded; a receipt never changes, so the same one again changes nothing. */
export async function keepReceipt(tx: Tx, issuerId: string, receipt: JoiningReceipt): Promise<void> {
  await tx.query({
    name: 'keep_receipt',
    text: `INSERT INTO joining_receipt (issuer_id, receipt_id, programme_id, paid_fen, business_date)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    values: [issuerId, receipt.receiptId, receipt.programmeId, receipt.paidFen, receipt.businessDate],
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
    `SELECT receipt_id, programme_id, paid_fen, business_date FROM joining_receipt
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

/** Receipts with who bought, as this service heard them from points: what an entitlement of a purchase is used with. */
import type { ReceiptRecorded } from '@scrip/contracts';
import type { EventLog, Tx } from '@scrip/event-store';
import type { Purchase } from './entitlement-check.rule.ts';

/** Keeps a receipt of a holder, of who that is now where the holder was merged; one of nobody known entitles nobody. A receipt never changes, so the same one again changes nothing. */
export async function keepBuyer(tx: Tx, issuerId: string, receipt: ReceiptRecorded): Promise<void> {
  const { receiptId, programmeId, holderId, paidFen, businessDate } = receipt;
  if (holderId === null) return;
  await tx.query({
    name: 'keep_buyer',
    text: `INSERT INTO receipt_buyer (issuer_id, receipt_id, programme_id, holder_id, paid_fen, business_date)
     VALUES ($1, $2, $3, coalesce((SELECT survivor_id FROM absorbed_holder WHERE issuer_id = $1 AND holder_id = $4), $4), $5, $6)
     ON CONFLICT DO NOTHING`,
    values: [issuerId, receiptId, programmeId, holderId, paidFen, businessDate],
  });
}

/** A receipt of the programme; undefined when there is none, it is nobody's, or it has not arrived here. */
export async function purchaseOf(
  pool: EventLog['pool'],
  asked: { readonly issuerId: string; readonly programmeId: string; readonly receiptId: string },
): Promise<Purchase | undefined> {
  const { rows } = await pool.query<{ holder_id: string; paid_fen: bigint; business_date: string }>(
    `SELECT holder_id, paid_fen, business_date FROM receipt_buyer
     WHERE issuer_id = $1 AND receipt_id = $2 AND programme_id = $3`,
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

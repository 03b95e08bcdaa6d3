/** What holders gave back of what they bought, as notifications heard of it. */
import type { BusinessDate } from '@scrip/calendar';
import type { Tx } from '@scrip/event-store';
import type { Fen } from '@scrip/money';

/** Keeps what was given back of a receipt, on its own day (domain 2.1, M12); a return that is known stays as it is. */
export async function keepReturn(
  tx: Tx,
  issuerId: string,
  returned: {
    readonly receiptId: string;
    readonly returnId: string;
    readonly businessDate: BusinessDate;
    readonly returnedFen: Fen;
    /** What of the receipt is not returned after it. */
    readonly leftFen: Fen;
  },
): Promise<void> {
  const { receiptId, returnId, businessDate, returnedFen, leftFen } = returned;
  const nothingLeft = leftFen === 0n;
  await tx.query(
    `INSERT INTO known_return (issuer_id, receipt_id, return_id, business_date, returned_fen, nothing_left)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [issuerId, receiptId, returnId, businessDate, returnedFen, nothingLeft],
  );
  if (nothingLeft)
    await tx.query('UPDATE known_purchase SET is_returned = true WHERE issuer_id = $1 AND receipt_id = $2', [
      issuerId,
      receiptId,
    ]);
}

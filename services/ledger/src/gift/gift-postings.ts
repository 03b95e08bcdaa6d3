/** What goods that were given for points mean in the journal. Pure. */
import type { GiftEvent } from '@scrip/contracts';
import { credit, debit, type Posting } from '../journal/postings.ts';

/** The lines of a payment's event: promotion expense, owed to the counter and settled with its sales. */
export function giftPostings({ data }: GiftEvent): readonly Posting[] {
  return [debit('expense:promotion', data.costFen), credit(`payable:merchant:${data.merchantId}`, data.costFen)];
}

/** One receipt: recorded once, never changed. What it earned stands on its member's account. */
import type { PurchaseEvent } from '@scrip/contracts';
import type { Decider } from '@scrip/decider';

/** A receipt before and after it was recorded. */
export type PurchaseState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'recorded'; readonly receiptId: string; readonly businessDate: string };

export const purchaseDecider: Decider<PurchaseState, PurchaseEvent> = {
  stream: 'purchase',
  initial: { kind: 'unknown' },
  evolve(_state, event) {
    switch (event.type) {
      case 'ReceiptRecorded': {
        const { receiptId, businessDate } = event.data;
        return { kind: 'recorded', receiptId, businessDate };
      }
    }
  },
};

/** The stream of an issuer's receipt; its number is unique within the issuer only. */
export function purchaseStream(issuerId: string, receiptId: string): string {
  return `rcp_${issuerId}.${receiptId}`;
}

/** Whether a receipt has been used to join: one receipt joins one member only (domain 2.1, M5). */
import type { ReceiptUseEvent } from '@scrip/contracts';
import type { Decider } from '@scrip/decider';

/** A receipt before and after a member joined with it. */
export type ReceiptUseState =
  | { readonly kind: 'unused' }
  | { readonly kind: 'used'; readonly receiptId: string; readonly membershipId: string };

export const receiptUseDecider: Decider<ReceiptUseState, ReceiptUseEvent> = {
  stream: 'receipt-use',
  initial: { kind: 'unused' },
  evolve(_state, event) {
    switch (event.type) {
      case 'ReceiptUsedToJoin': {
        const { receiptId, membershipId } = event.data;
        return { kind: 'used', receiptId, membershipId };
      }
    }
  },
};

/** The stream of the use of an issuer's receipt. */
export function receiptUseStream(issuerId: string, receiptId: string): string {
  return `rcu_${issuerId}.${receiptId}`;
}

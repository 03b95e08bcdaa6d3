/** What each fact of a distributor's order means in the journal. Pure. */
import type { DistributorOrderEvent } from '@scrip/contracts';
import { minus } from '@scrip/money';
import { credit, debit, type Posting } from '../journal/postings.ts';

/**
 * The lines of an order's event, debits first; some may be of nothing. What is paid is owed to the distributor until cards
 * are delivered; then their value is owed to whoever charges them, and what was paid less is the cost of selling them so.
 */
export function distributorOrderPostings(event: DistributorOrderEvent): readonly Posting[] {
  const account = `liability:distributor:${event.data.distributorId}` as const;
  switch (event.type) {
    case 'DistributorOrderPaid':
      return [debit('asset:bank', event.data.paidFen), credit(account, event.data.paidFen)];
    case 'DistributorOrderDelivered': {
      const { partFen, valueFen, penaltyFen } = event.data;
      return [
        debit(account, partFen),
        debit('expense:distribution', minus(valueFen, partFen)),
        debit('expense:penalty', penaltyFen),
        credit('liability:recharge-card', valueFen),
        credit(account, penaltyFen),
      ];
    }
    case 'DistributorOrderRefunded': {
      const { refundedFen, interestFen } = event.data;
      return [
        debit(account, refundedFen),
        debit('expense:penalty', interestFen),
        credit('asset:bank', refundedFen),
        credit(account, interestFen),
      ];
    }
    case 'DistributorOrderSettled':
      return [debit(account, event.data.paidFen), credit('asset:bank', event.data.paidFen)];
    case 'WholesaleOrderPlaced':
    case 'AgencyOrderPlaced':
    case 'DistributorOrderFaultFound':
    case 'DistributorOrderRegionBreached':
      return [];
  }
}

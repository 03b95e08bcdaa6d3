/** What each fact of a distributor's agreement means in the journal. Pure. */
import type { DistributorEvent } from '@scrip/contracts';
import { credit, debit, type Posting } from '../journal/postings.ts';

/** The lines of a distributor's event, debits first; some may be of nothing. */
export function distributorPostings(event: DistributorEvent): readonly Posting[] {
  switch (event.type) {
    case 'AgencyFeeRecorded': {
      const { distributorId, feeFen, paidFen, retainedFen } = event.data;
      return [
        debit('expense:agency-fee', feeFen),
        credit('asset:bank', paidFen),
        credit(`payable:agency-fee:${distributorId}`, retainedFen),
      ];
    }
    case 'AgencyFeesReleased': {
      const { distributorId, releasedFen } = event.data;
      return [debit(`payable:agency-fee:${distributorId}`, releasedFen), credit('asset:bank', releasedFen)];
    }
    case 'AgencyInvoiceTaken':
    case 'WholesaleTermsAgreed':
    case 'AgencyTermsAgreed':
    case 'DistributorContactNamed':
    case 'DistributorAgreementEnded':
    case 'DistributorOrderTaken':
    case 'DistributorOrderClosed':
      return [];
  }
}

/** The lines of every fact of the ledger, whichever stream it belongs to. Pure. */
import type {
  AdjustmentEvent,
  ClaimEvent,
  ClientEvent,
  DistributorEvent,
  DistributorOrderEvent,
  WalletEvent,
} from '@scrip/contracts';
import { claimPostings } from '../claim/claim-postings.ts';
import { clientPostings } from '../client/client-postings.ts';
import { distributorOrderPostings } from '../distributor/distributor-order-postings.ts';
import { distributorPostings } from '../distributor/distributor-postings.ts';
import { walletPostings } from '../wallet/wallet-postings.ts';
import { inBalance, type Posting } from './postings.ts';

/** A fact of any stream of the ledger. */
export type LedgerEvent =
  | WalletEvent
  | AdjustmentEvent
  | ClientEvent
  | ClaimEvent
  | DistributorEvent
  | DistributorOrderEvent;

/** The lines of an event, debits first; none for an event that moves no money. Throws InvariantError where they do not balance. */
export function postings(event: LedgerEvent): readonly Posting[] {
  return inBalance(event.type, linesOf(event));
}

function linesOf(event: LedgerEvent): readonly Posting[] {
  switch (event.type) {
    case 'AdjustmentProposed':
    case 'AdjustmentApproved':
    case 'AdjustmentRejected':
      // What an adjustment moves, the wallet's own fact says.
      return [];
    case 'ClientOpened':
    case 'ClientAgentNamed':
    case 'ClientListSubmitted':
    case 'ClientListWithdrawn':
    case 'ClientListPaid':
    case 'ClientCredited':
    case 'ClientTerminated':
    case 'ClientRefunded':
      return clientPostings(event);
    case 'ClaimOpened':
    case 'ClaimSettled':
    case 'ClaimWithdrawn':
      return claimPostings(event);
    case 'WholesaleTermsAgreed':
    case 'AgencyTermsAgreed':
    case 'DistributorOrderTaken':
    case 'DistributorOrderClosed':
    case 'AgencyFeeRecorded':
    case 'AgencyFeesReleased':
      return distributorPostings(event);
    case 'WholesaleOrderPlaced':
    case 'AgencyOrderPlaced':
    case 'DistributorOrderPaid':
    case 'DistributorOrderDelivered':
    case 'DistributorOrderRefunded':
    case 'DistributorOrderFaultFound':
    case 'DistributorOrderSettled':
      return distributorOrderPostings(event);
    default:
      return walletPostings(event);
  }
}

/** The lines of every fact of the ledger, whichever stream it belongs to. Pure. */
import type {
  ClaimEvent,
  ClientEvent,
  DistributorEvent,
  DistributorOrderEvent,
  GiftEvent,
  PurseEvent,
  PurseExceptionEvent,
  SettlementEvent,
  WalletEvent,
} from '@scrip/contracts';
import { claimPostings } from '../claim/claim-postings.ts';
import { clientPostings } from '../client/client-postings.ts';
import { distributorOrderPostings } from '../distributor/distributor-order-postings.ts';
import { distributorPostings } from '../distributor/distributor-postings.ts';
import { giftPostings } from '../gift/gift-postings.ts';
import { pursePostings } from '../purse/purse-postings.ts';
import { settlementPostings } from '../settlement/settlement-postings.ts';
import { walletPostings } from '../wallet/wallet-postings.ts';
import { inBalance, type Posting } from './postings.ts';

/** A fact of any stream of the ledger. */
export type LedgerEvent =
  | WalletEvent
  | ClientEvent
  | ClaimEvent
  | DistributorEvent
  | DistributorOrderEvent
  | GiftEvent
  | SettlementEvent
  | PurseEvent
  | PurseExceptionEvent;

/** Streams whose facts move money: those of LedgerEvent. */
export const STREAMS_WITH_LINES: ReadonlySet<string> = new Set([
  'wallet',
  'client',
  'claim',
  'distributor',
  'distributor-order',
  'gift',
  'settlement',
  'purse',
  'purse-exception',
]);
/**
 * Streams whose facts never do: what an adjustment moves, the wallet's own fact says; an invoice is a paper about a recharge.
 * A spec finds a stream that is in neither list.
 */
export const STREAMS_WITHOUT_LINES: ReadonlySet<string> = new Set(['adjustment', 'invoice']);

/** The lines of an event, debits first; none for an event that moves no money. Throws InvariantError where they do not balance. */
export function postings(event: LedgerEvent): readonly Posting[] {
  return inBalance(event.type, linesOf(event));
}

function linesOf(event: LedgerEvent): readonly Posting[] {
  switch (event.type) {
    case 'MerchantSettled':
    case 'MerchantPaid':
    case 'MerchantPayoutReturned':
    case 'MerchantSettlementReversed':
      return settlementPostings(event);
    case 'ClientOpened':
    case 'ClientAgentNamed':
    case 'ClientListSubmitted':
    case 'ClientListWithdrawn':
    case 'ClientListPaid':
    case 'ClientCredited':
    case 'ClientTerminated':
    case 'ClientRefunded':
    case 'ClientRenewed':
      return clientPostings(event);
    case 'ClaimOpened':
    case 'ClaimSettled':
    case 'ClaimCredited':
    case 'ClaimWithdrawn':
      return claimPostings(event);
    case 'WholesaleTermsAgreed':
    case 'AgencyTermsAgreed':
    case 'DistributorOrderTaken':
    case 'DistributorOrderClosed':
    case 'AgencyFeeRecorded':
    case 'AgencyFeesReleased':
    case 'AgencyInvoiceTaken':
    case 'DistributorContactNamed':
    case 'DistributorAgreementEnded':
      return distributorPostings(event);
    case 'WholesaleOrderPlaced':
    case 'AgencyOrderPlaced':
    case 'DistributorOrderPaid':
    case 'DistributorOrderDelivered':
    case 'DistributorOrderRefunded':
    case 'DistributorOrderFaultFound':
    case 'DistributorOrderRegionBreached':
    case 'DistributorOrderSettled':
      return distributorOrderPostings(event);
    case 'RedeemedGiftPaid':
      return giftPostings(event);
    case 'PurseOpened':
    case 'PurseLoadAuthorised':
    case 'PurseLoadConfirmed':
    case 'PurseLoadReversed':
    case 'PurseSpent':
    case 'PurseRecordRefused':
    case 'PurseRecordsRepeated':
    case 'PurseGapFound':
    case 'PurseGapClosed':
    case 'PurseDifferenceFound':
    case 'PurseExceptionClosed':
      return pursePostings(event);
    default:
      // What is left must be a wallet's: an event of another stream does not compile here.
      return walletPostings(event);
  }
}

/** The lines of every fact of the ledger, whichever stream it belongs to. Pure. */
import type { SettlementEvent, WalletEvent } from '@scrip/contracts';
import { settlementPostings } from '../settlement/settlement-postings.ts';
import { walletPostings } from '../wallet/wallet-postings.ts';
import { inBalance, type Posting } from './postings.ts';

/** A fact of any stream of the ledger. */
export type LedgerEvent = WalletEvent | SettlementEvent;

/** Streams whose facts move money: those of LedgerEvent. */
export const STREAMS_WITH_LINES: ReadonlySet<string> = new Set(['wallet', 'settlement']);
/** Streams whose facts never do. A spec finds a stream of the ledger that is in neither list. */
export const STREAMS_WITHOUT_LINES: ReadonlySet<string> = new Set([]);

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
    default:
      // What is left must be a wallet's: an event of another stream does not compile here.
      return walletPostings(event);
  }
}

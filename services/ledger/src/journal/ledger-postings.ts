/** The lines of every fact of the ledger, whichever stream it belongs to. Pure. */
import type { InvoiceEvent, WalletEvent } from '@scrip/contracts';
import { walletPostings } from '../wallet/wallet-postings.ts';
import { inBalance, type Posting } from './postings.ts';

/** A fact of any stream of the ledger. */
export type LedgerEvent = WalletEvent | InvoiceEvent;

/** The lines of an event, debits first; none for an event that moves no money. Throws InvariantError where they do not balance. */
export function postings(event: LedgerEvent): readonly Posting[] {
  return inBalance(event.type, linesOf(event));
}

function linesOf(event: LedgerEvent): readonly Posting[] {
  switch (event.type) {
    // An invoice is a paper about a recharge; it moves no money.
    case 'InvoiceIssued':
    case 'InvoiceVoided':
      return [];
    default:
      return walletPostings(event);
  }
}

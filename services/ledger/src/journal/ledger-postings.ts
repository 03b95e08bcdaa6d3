/** The lines of every fact of the ledger, whichever stream it belongs to. Pure. */
import type { InvoiceEvent, PurseEvent, PurseExceptionEvent, WalletEvent } from '@scrip/contracts';
import { pursePostings } from '../purse/purse-postings.ts';
import { walletPostings } from '../wallet/wallet-postings.ts';
import { inBalance, type Posting } from './postings.ts';

/** A fact of any stream of the ledger. */
export type LedgerEvent = WalletEvent | InvoiceEvent | PurseEvent | PurseExceptionEvent;

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
      return walletPostings(event);
  }
}

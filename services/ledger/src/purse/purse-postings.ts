/** What each fact of a purse means in the journal (domain 2.10). Pure. The wallet's side of a load is among the wallet's. */
import type { PurseEvent, PurseExceptionEvent } from '@scrip/contracts';
import { credit, debit, type Posting } from '../journal/postings.ts';
import { isBorneByIssuer } from './purse-bearer.ts';

/** The lines of a purse's event, debits first; some may be of nothing. */
export function pursePostings(event: PurseEvent | PurseExceptionEvent): readonly Posting[] {
  switch (event.type) {
    case 'PurseLoadConfirmed': {
      const { amountFen } = event.data;
      return [debit('liability:purse-in-transit', amountFen), credit('liability:purse', amountFen)];
    }
    case 'PurseSpent': {
      const { amountFen, merchantId } = event.data;
      const bearer = isBorneByIssuer(event.data) ? 'expense:card-loss' : 'liability:purse';
      return [debit(bearer, amountFen), credit(`payable:merchant:${merchantId}`, amountFen)];
    }
    case 'PurseDifferenceFound': {
      const { differenceFen } = event.data;
      return [debit('asset:suspense:purse', differenceFen), credit('liability:purse', differenceFen)];
    }
    case 'PurseExceptionClosed': {
      const { differenceFen } = event.data;
      return [debit('expense:purse-difference', differenceFen), credit('asset:suspense:purse', differenceFen)];
    }
    case 'PurseOpened':
    case 'PurseLoadAuthorised':
    case 'PurseLoadReversed':
    case 'PurseRecordRefused':
    case 'PurseRecordsRepeated':
    case 'PurseGapFound':
    case 'PurseGapClosed':
      return [];
  }
}

/** What each fact of a client's account means in the journal. Pure. */
import type { ClientEvent } from '@scrip/contracts';
import type { AccountName } from '@scrip/programme';
import { credit, debit, type Posting } from '../journal/postings.ts';

/**
 * The lines of a client's event, debits first; some may be of nothing. What a list pays goes through the client's account
 * to its wallets and deposits in the same command; what a returned card gives comes back by the wallet's own lines.
 */
export function clientPostings(event: ClientEvent): readonly Posting[] {
  switch (event.type) {
    case 'ClientListPaid': {
      const { clientId, paidFen } = event.data;
      return [debit('asset:bank', paidFen), credit(accountOf(clientId), paidFen)];
    }
    case 'ClientRefunded': {
      const { clientId, refundedFen, penaltyFen } = event.data;
      return [
        debit('expense:penalty', penaltyFen),
        debit(accountOf(clientId), refundedFen),
        credit(accountOf(clientId), penaltyFen),
        credit('asset:bank', refundedFen),
      ];
    }
    case 'ClientOpened':
    case 'ClientAgentNamed':
    case 'ClientRenewed':
    case 'ClientListSubmitted':
    case 'ClientListWithdrawn':
    case 'ClientCredited':
    case 'ClientTerminated':
      return [];
  }
}

function accountOf(clientId: string): AccountName {
  return `liability:client:${clientId}`;
}

/** What each fact of a claim means in the journal. Pure. */
import type { ClaimEvent } from '@scrip/contracts';
import type { Fen } from '@scrip/money';
import type { AccountName } from '@scrip/programme';
import { credit, debit, type Posting } from '../journal/postings.ts';

/**
 * The lines of a claim's event, debits first: one that the issuer owes is an expense, of its own account where a holder is
 * compensated; one that it is owed is income. What is paid into a wallet, the wallet's own fact says.
 */
export function claimPostings({ type, data }: ClaimEvent): readonly Posting[] {
  const issuerOwes = data.owedBy === 'issuer';
  const payable = `payable:claim:${data.claimId}` as const;
  const receivable = `receivable:claim:${data.claimId}` as const;
  const expense = data.partyKind === 'holder' ? 'expense:compensation' : 'expense:claim';
  switch (type) {
    case 'ClaimOpened':
      return issuerOwes ? moved(expense, payable, data.amountFen) : moved(receivable, 'income:claim', data.amountFen);
    case 'ClaimSettled':
      return issuerOwes ? moved(payable, 'asset:bank', data.paidFen) : moved('asset:bank', receivable, data.paidFen);
    case 'ClaimCredited':
      return [];
    case 'ClaimWithdrawn':
      return issuerOwes ? moved(payable, expense, data.amountFen) : moved('income:claim', receivable, data.amountFen);
  }
}

function moved(to: AccountName, from: AccountName, amountFen: Fen): readonly Posting[] {
  return [debit(to, amountFen), credit(from, amountFen)];
}

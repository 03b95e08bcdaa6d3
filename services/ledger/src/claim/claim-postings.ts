/** What each fact of a claim means in the journal. Pure. */
import type { ClaimEvent } from '@scrip/contracts';
import type { Fen } from '@scrip/money';
import type { AccountName } from '@scrip/programme';
import { credit, debit, type Posting } from '../journal/postings.ts';

/** The lines of a claim's event, debits first: one that the issuer owes is an expense, one that it is owed is income. */
export function claimPostings({ type, data }: ClaimEvent): readonly Posting[] {
  const issuerOwes = data.owedBy === 'issuer';
  const payable = `payable:claim:${data.claimId}` as const;
  const receivable = `receivable:claim:${data.claimId}` as const;
  switch (type) {
    case 'ClaimOpened':
      return issuerOwes
        ? moved('expense:claim', payable, data.amountFen)
        : moved(receivable, 'income:claim', data.amountFen);
    case 'ClaimSettled':
      return issuerOwes ? moved(payable, 'asset:bank', data.paidFen) : moved('asset:bank', receivable, data.paidFen);
    case 'ClaimWithdrawn':
      return issuerOwes
        ? moved(payable, 'expense:claim', data.amountFen)
        : moved('income:claim', receivable, data.amountFen);
  }
}

function moved(to: AccountName, from: AccountName, amountFen: Fen): readonly Posting[] {
  return [debit(to, amountFen), credit(from, amountFen)];
}

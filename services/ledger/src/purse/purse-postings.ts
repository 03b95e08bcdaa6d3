/**
 * What each fact of a purse means in the journal (domain 2.10). Pure. The wallet's side of a load is among the wallet's.
 * `liability:purse` is what cards say they hold; what they must have spent under missing counters stands in suspense.
 */
import type { PurseEvent, PurseExceptionEvent } from '@scrip/contracts';
import { ZERO_FEN } from '@scrip/money';
import { credit, debit, type Posting } from '../journal/postings.ts';
import { isBorneByIssuer } from './purse-bearer.ts';

/** The lines of a purse's event, debits first; some may be of nothing. */
export function pursePostings(event: PurseEvent | PurseExceptionEvent): readonly Posting[] {
  switch (event.type) {
    case 'PurseLoadConfirmed': {
      const { amountFen, gapFromCounter } = event.data;
      return [debit('liability:purse-in-transit', amountFen), credit(accountOf(gapFromCounter), amountFen)];
    }
    case 'PurseSpent': {
      const { amountFen, merchantId, gapFromCounter } = event.data;
      const payable = credit(`payable:merchant:${merchantId}`, amountFen);
      if (!isBorneByIssuer(event.data)) return [debit(accountOf(gapFromCounter), amountFen), payable];
      // The holder is still owed it: where it was in suspense, it is the purse's again.
      const owedAgainFen = gapFromCounter === null ? ZERO_FEN : amountFen;
      return [
        debit('expense:card-loss', amountFen),
        debit('liability:suspense:purse-gap', owedAgainFen),
        payable,
        credit('liability:purse', owedAgainFen),
      ];
    }
    case 'PurseGapFound': {
      // Null: found before gaps were kept in suspense.
      const suspenseFen = event.data.suspenseFen ?? ZERO_FEN;
      return [debit('liability:purse', suspenseFen), credit('liability:suspense:purse-gap', suspenseFen)];
    }
    case 'PurseDifferenceFound': {
      const { differenceFen, gapFromCounter } = event.data;
      return [debit('asset:suspense:purse', differenceFen), credit(accountOf(gapFromCounter), differenceFen)];
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
    case 'PurseGapClosed':
      return [];
  }
}

/** Where value of a purse stands: what happened within an open gap is in what its later records say already. */
function accountOf(gapFromCounter: number | null): 'liability:purse' | 'liability:suspense:purse-gap' {
  return gapFromCounter === null ? 'liability:purse' : 'liability:suspense:purse-gap';
}

/** What each fact of a wallet means in the journal. Pure. */
import type { LotTake, WalletEvent } from '@scrip/contracts';
import { type Fen, plus, sumFen } from '@scrip/money';
import { credit, debit, type Posting } from '../journal/postings.ts';

/** The lines of a wallet's event, debits first; some may be of nothing. */
export function walletPostings(event: WalletEvent): readonly Posting[] {
  switch (event.type) {
    case 'WalletRecharged': {
      const { tender, principalFen, bonusFen } = event.data;
      return [
        debit(`asset:cash:${tender}`, principalFen),
        debit('expense:promotion', bonusFen),
        credit('liability:wallet:principal', principalFen),
        credit('liability:wallet:bonus', bonusFen),
      ];
    }
    case 'WalletOpeningBalanceLoaded': {
      const { principalFen, bonusFen } = event.data;
      return [
        debit('equity:opening-balance', plus(principalFen, bonusFen)),
        credit('liability:wallet:principal', principalFen),
        credit('liability:wallet:bonus', bonusFen),
      ];
    }
    case 'WalletPurseLoaded':
      return [
        debit('liability:wallet:principal', principalOf(event.data.lots)),
        debit('liability:wallet:bonus', bonusOf(event.data.lots)),
        credit('liability:purse-in-transit', event.data.amountFen),
      ];
    case 'WalletPurseLoadReversed':
      return [
        debit('liability:purse-in-transit', event.data.amountFen),
        credit('liability:wallet:principal', principalOf(event.data.lots)),
        credit('liability:wallet:bonus', bonusOf(event.data.lots)),
      ];
    case 'WalletSpent':
      return paid(event.data.lots, event.data.merchantId, event.data.chargedFen);
    case 'WalletHoldCaptured':
      return paid(event.data.lots, event.data.merchantId, event.data.capturedFen);
    case 'WalletReturned': {
      const { merchantId, returnedFen, lots } = event.data;
      return [
        debit(`payable:merchant:${merchantId}`, returnedFen),
        credit('liability:wallet:principal', principalOf(lots)),
        credit('liability:wallet:bonus', bonusOf(lots)),
      ];
    }
    case 'WalletBreakageTaken': {
      const { principalFen, bonusFen } = event.data;
      return [
        debit('liability:wallet:principal', principalFen),
        debit('liability:wallet:bonus', bonusFen),
        credit('income:breakage', plus(principalFen, bonusFen)),
      ];
    }
    case 'WalletSpendAssumedByIssuer':
      return [
        debit('expense:card-loss', event.data.amountFen),
        credit('liability:wallet:principal', principalOf(event.data.lots)),
        credit('liability:wallet:bonus', bonusOf(event.data.lots)),
      ];
    case 'WalletOpened':
    case 'WalletCardActivated':
    case 'WalletCardBlocked':
    case 'WalletExpiryNoticed':
    case 'WalletHeld':
    case 'WalletHoldReleased':
      return [];
  }
}

function paid(lots: readonly LotTake[], merchantId: string, amountFen: Fen): readonly Posting[] {
  return [
    debit('liability:wallet:principal', principalOf(lots)),
    debit('liability:wallet:bonus', bonusOf(lots)),
    credit(`payable:merchant:${merchantId}`, amountFen),
  ];
}

function principalOf(lots: readonly LotTake[]): Fen {
  return sumFen(lots.map((one) => one.principalFen));
}

function bonusOf(lots: readonly LotTake[]): Fen {
  return sumFen(lots.map((one) => one.bonusFen));
}

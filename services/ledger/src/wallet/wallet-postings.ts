/** What each fact of a wallet means in the journal. Pure. */
import type { LotTake, WalletEvent } from '@scrip/contracts';
import { type Fen, least, minus, plus, sumFen } from '@scrip/money';
import type { AccountName } from '@scrip/programme';
import { credit, debit, type Posting } from '../journal/postings.ts';
import { movementOf } from './movement.ts';

/** The tender of a card that a distributor sold: its value was owed since it was delivered (domain 2.5, D1). */
export const RECHARGE_CARD = 'recharge-card';

/** Where what was paid in is. */
function paidInto(tender: string | null): AccountName {
  return tender === RECHARGE_CARD ? 'liability:recharge-card' : `asset:cash:${tender}`;
}

/** The lines of a wallet's event, debits first; some may be of nothing. */
export function walletPostings(event: WalletEvent): readonly Posting[] {
  switch (event.type) {
    case 'WalletRecharged': {
      const { tender, clientId, principalFen, bonusFen } = event.data;
      return [
        debit(clientId === null ? paidInto(tender) : `liability:client:${clientId}`, principalFen),
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
      return [debit(`payable:merchant:${merchantId}`, returnedFen), ...toLots(lots)];
    }
    case 'WalletBreakageTaken': {
      const { principalFen, bonusFen } = event.data;
      return [...fromLots([event.data]), credit('income:breakage', plus(principalFen, bonusFen))];
    }
    case 'WalletLotReactivated': {
      const { principalFen, bonusFen } = event.data;
      return [debit('income:breakage', plus(principalFen, bonusFen)), ...toLots([event.data])];
    }
    case 'WalletRechargeVoided': {
      const { tender, principalFen, bonusFen } = event.data;
      return [
        debit('liability:wallet:principal', principalFen),
        debit('liability:wallet:bonus', bonusFen),
        credit(paidInto(tender), principalFen),
        credit('expense:promotion', bonusFen),
      ];
    }
    case 'WalletSpendVoided':
      return [debit(`payable:merchant:${event.data.merchantId}`, event.data.voidedFen), ...toLots(event.data.lots)];
    case 'WalletRefunded': {
      const { payTo, refundedFen, principalFen, bonusFen } = event.data;
      const keptFen = minus(plus(principalFen, bonusFen), refundedFen);
      const bonusBackFen = least(keptFen, bonusFen);
      return [
        ...fromLots([event.data]),
        credit(payTo === 'cash' ? 'asset:cash:cash' : 'asset:bank', refundedFen),
        credit('expense:promotion', bonusBackFen),
        credit('income:forfeiture', minus(keptFen, bonusBackFen)),
      ];
    }
    case 'WalletDepositTaken':
      return [
        debit(`liability:client:${event.data.clientId}`, event.data.depositFen),
        credit('liability:deposit', event.data.depositFen),
      ];
    case 'WalletClosed': {
      const { clientId, principalFen, bonusFen, depositFen } = event.data;
      return [
        debit('liability:wallet:principal', principalFen),
        debit('liability:wallet:bonus', bonusFen),
        debit('liability:deposit', depositFen),
        credit('expense:promotion', bonusFen),
        credit(`liability:client:${clientId}`, plus(principalFen, depositFen)),
      ];
    }
    case 'WalletTransferSent':
      return [...fromLots(event.data.lots), credit('liability:transfer', event.data.amountFen)];
    case 'WalletTransferReceived':
      return [debit('liability:transfer', event.data.amountFen), ...toLots(event.data.parts)];
    case 'WalletFeeCharged': {
      const { tender, amountFen, lots, kind } = event.data;
      return [
        ...(tender === null ? fromLots(lots) : [debit(`asset:cash:${tender}`, amountFen)]),
        credit(`income:fee:${kind}`, amountFen),
      ];
    }
    case 'WalletAdjusted': {
      const { lotId, lots, principalFen, bonusFen, claimId } = event.data;
      const amountFen = plus(principalFen, bonusFen);
      // A compensation was an expense when it was granted: what is owed to the holder becomes the wallet's.
      const paidBy = claimId === null ? 'expense:adjustment' : (`payable:claim:${claimId}` as const);
      return lotId === null
        ? [...fromLots(lots), credit('income:adjustment', amountFen)]
        : [debit(paidBy, amountFen), ...toLots([{ lotId, principalFen, bonusFen }])];
    }
    case 'WalletDisputeOpened':
      return [debit('asset:suspense:dispute', event.data.amountFen), ...toLots(movementOf(event).lots)];
    case 'WalletDisputeResolved': {
      const { inFavourOf, merchantId, amountFen, writtenOffFen, lots } = event.data;
      const borne =
        inFavourOf === 'holder'
          ? [debit(`payable:merchant:${merchantId}`, amountFen)]
          : [...fromLots(lots), debit('expense:dispute-loss', writtenOffFen)];
      return [...borne, credit('asset:suspense:dispute', amountFen)];
    }
    case 'WalletSpendAssumedByIssuer':
      return [debit('expense:card-loss', event.data.amountFen), ...toLots(event.data.lots)];
    case 'WalletOpened':
    case 'WalletExpiryNoticed':
    case 'WalletDormancyNoticed':
    case 'WalletCardActivated':
    case 'WalletCardBlocked':
    case 'WalletCardUnblocked':
    case 'WalletCardSuspended':
    case 'WalletCardResumed':
    case 'WalletCardVoided':
    case 'WalletHolderMerged':
    case 'WalletHolderRegistered':
    case 'WalletHoldIncreased':
    case 'WalletHoldBarred':
    case 'WalletLotExtended':
    case 'WalletFrozen':
    case 'WalletUnfrozen':
    case 'WalletSignatoryNamed':
    case 'WalletSignatoryRemoved':
    case 'WalletHeld':
    case 'WalletHoldReleased':
      return [];
  }
}

function paid(lots: readonly LotTake[], merchantId: string, amountFen: Fen): readonly Posting[] {
  return [...fromLots(lots), credit(`payable:merchant:${merchantId}`, amountFen)];
}

function fromLots(lots: readonly LotTake[]): readonly Posting[] {
  return [debit('liability:wallet:principal', principalOf(lots)), debit('liability:wallet:bonus', bonusOf(lots))];
}

function toLots(lots: readonly LotTake[]): readonly Posting[] {
  return [credit('liability:wallet:principal', principalOf(lots)), credit('liability:wallet:bonus', bonusOf(lots))];
}

function principalOf(lots: readonly LotTake[]): Fen {
  return sumFen(lots.map((one) => one.principalFen));
}

function bonusOf(lots: readonly LotTake[]): Fen {
  return sumFen(lots.map((one) => one.bonusFen));
}

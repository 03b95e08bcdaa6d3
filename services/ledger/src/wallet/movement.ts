/** What a fact moves in a wallet, for the tables that people read. Pure. */
import type { LotTake, WalletEvent } from '@scrip/contracts';
import { type Fen, minus, sumFen, ZERO_FEN } from '@scrip/money';

/** Changes of a wallet's value, signed: above zero it has more. */
export interface Movement {
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
  /** Change of what open holds reserve. */
  readonly heldFen: Fen;
  /** Change of each lot. */
  readonly lots: readonly LotTake[];
}

/** What an event moves; a new lot counts as moved into. */
export function movementOf(event: WalletEvent): Movement {
  switch (event.type) {
    case 'WalletRecharged':
    case 'WalletOpeningBalanceLoaded': {
      const { lotId, principalFen, bonusFen } = event.data;
      return moved([{ lotId, principalFen, bonusFen }]);
    }
    case 'WalletSpent':
    case 'WalletClosed':
    case 'WalletPurseLoaded':
      return moved(event.data.lots.map(negative));
    case 'WalletLotReactivated': {
      const { lotId, principalFen, bonusFen } = event.data;
      return moved([{ lotId, principalFen, bonusFen }]);
    }
    case 'WalletBreakageTaken':
    case 'WalletRefunded':
      return moved([negative(event.data)]);
    case 'WalletRechargeVoided': {
      const { lotId, principalFen, bonusFen } = event.data;
      return moved(lotId === null ? [] : [negative({ lotId, principalFen, bonusFen })]);
    }
    case 'WalletTransferSent':
    case 'WalletFeeCharged':
    case 'WalletDisputeResolved':
      return moved(event.data.lots.map(negative));
    case 'WalletTransferReceived':
      return moved(event.data.parts);
    case 'WalletDisputeOpened':
      return moved(
        event.data.parts ?? [{ lotId: event.data.lotId, principalFen: event.data.amountFen, bonusFen: ZERO_FEN }],
      );
    case 'WalletAdjusted': {
      const { lotId, principalFen, bonusFen, lots } = event.data;
      return moved(lotId === null ? lots.map(negative) : [{ lotId, principalFen, bonusFen }]);
    }
    case 'WalletSpendVoided':
    case 'WalletReturned':
    case 'WalletPurseLoadReversed':
    case 'WalletSpendAssumedByIssuer':
      return moved(event.data.lots);
    case 'WalletHeld':
      return moved([], event.data.amountFen);
    case 'WalletHoldIncreased':
      return moved([], event.data.addedFen);
    case 'WalletHoldCaptured': {
      const { lots, capturedFen, releasedFen } = event.data;
      return moved(lots.map(negative), minus(minus(ZERO_FEN, capturedFen), releasedFen));
    }
    case 'WalletHoldReleased':
      return moved([], minus(ZERO_FEN, event.data.releasedFen));
    case 'WalletOpened':
    case 'WalletCardActivated':
    case 'WalletCardBlocked':
    case 'WalletCardUnblocked':
    case 'WalletCardSuspended':
    case 'WalletCardResumed':
    case 'WalletCardVoided':
    case 'WalletHolderMerged':
    case 'WalletHolderRegistered':
    case 'WalletDepositTaken':
    case 'WalletExpiryNoticed':
    case 'WalletDormancyNoticed':
    case 'WalletHoldBarred':
    case 'WalletLotExtended':
    case 'WalletFrozen':
    case 'WalletUnfrozen':
    case 'WalletSignatoryNamed':
    case 'WalletSignatoryRemoved':
      return moved([]);
  }
}

function moved(lots: readonly LotTake[], heldFen: Fen = ZERO_FEN): Movement {
  const principalFen = sumFen(lots.map((lot) => lot.principalFen));
  return { principalFen, bonusFen: sumFen(lots.map((lot) => lot.bonusFen)), heldFen, lots };
}

function negative({ lotId, principalFen, bonusFen }: LotTake): LotTake {
  return { lotId, principalFen: minus(ZERO_FEN, principalFen), bonusFen: minus(ZERO_FEN, bonusFen) };
}

/** When a holder used a wallet, out of its facts: what tells a wallet that sleeps from one that does not. Pure. */
import type { EpochMs } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';

/** When a fact happened, and when the log took it. */
export interface FactTimes {
  readonly occurredAt: EpochMs;
  readonly recordedAt: EpochMs;
}

/**
 * When the holder used the wallet by a fact; undefined where it was not the holder's doing: a client loaded the wallet, the
 * issuer corrected it, a merchant settled, a lot lapsed. A wallet is not taken to be unused for longer than the ledger knows
 * it, whatever date its opening or its balance of an older system has; unfreezing it is asked for by its holder.
 */
export function usedAt(event: WalletEvent, { occurredAt, recordedAt }: FactTimes): EpochMs | undefined {
  switch (event.type) {
    case 'WalletOpened':
    case 'WalletOpeningBalanceLoaded':
      return recordedAt;
    case 'WalletRecharged':
      return event.data.clientId === null ? occurredAt : undefined;
    case 'WalletCardActivated':
    case 'WalletHolderRegistered':
    case 'WalletSpent':
    case 'WalletHeld':
    case 'WalletReturned':
    case 'WalletTransferSent':
    case 'WalletTransferReceived':
    case 'WalletFeeCharged':
    case 'WalletRefunded':
    case 'WalletLotExtended':
    case 'WalletPurseLoaded':
    case 'WalletDisputeOpened':
    case 'WalletSignatoryNamed':
    case 'WalletSignatoryRemoved':
    case 'WalletUnfrozen':
      return occurredAt;
    case 'WalletAdjusted':
    case 'WalletBreakageTaken':
    case 'WalletCardBlocked':
    case 'WalletCardResumed':
    case 'WalletCardSuspended':
    case 'WalletCardUnblocked':
    case 'WalletCardVoided':
    case 'WalletClosed':
    case 'WalletDepositTaken':
    case 'WalletDisputeResolved':
    case 'WalletDormancyNoticed':
    case 'WalletExpiryNoticed':
    case 'WalletFrozen':
    case 'WalletHoldBarred':
    case 'WalletHoldCaptured':
    case 'WalletHoldIncreased':
    case 'WalletHoldReleased':
    case 'WalletHolderMerged':
    case 'WalletLotReactivated':
    case 'WalletPurseLoadReversed':
    case 'WalletRechargeVoided':
    case 'WalletSpendAssumedByIssuer':
    case 'WalletSpendVoided':
      return undefined;
  }
}

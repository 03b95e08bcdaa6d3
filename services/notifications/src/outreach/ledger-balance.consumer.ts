/** What else changes the stored value of a holder: nobody is told, and what is left is kept for conditions that ask for it (domain 2.12). */
import { Controller } from '@nestjs/common';
import type {
  WalletAdjusted,
  WalletBreakageTaken,
  WalletClosed,
  WalletDisputeOpened,
  WalletDisputeResolved,
  WalletFeeCharged,
  WalletLotReactivated,
  WalletOpeningBalanceLoaded,
  WalletPurseLoaded,
  WalletPurseLoadReversed,
  WalletRechargeVoided,
  WalletReturned,
  WalletSpendAssumedByIssuer,
  WalletSpendVoided,
  WalletTransferReceived,
  WalletTransferSent,
} from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { keepBalance, type WalletBalance } from './known-card.ts';

@Controller()
export class LedgerBalanceConsumer {
  @OnEvent('WalletAdjusted')
  onWalletAdjusted(event: WalletAdjusted, message: Message): Effect {
    return kept(event, message);
  }

  @OnEvent('WalletBreakageTaken')
  onWalletBreakageTaken(event: WalletBreakageTaken, message: Message): Effect {
    return kept(event, message);
  }

  @OnEvent('WalletClosed')
  onWalletClosed(event: WalletClosed, message: Message): Effect {
    return kept(event, message);
  }

  @OnEvent('WalletDisputeOpened')
  onWalletDisputeOpened(event: WalletDisputeOpened, message: Message): Effect {
    return kept(event, message);
  }

  @OnEvent('WalletDisputeResolved')
  onWalletDisputeResolved(event: WalletDisputeResolved, message: Message): Effect {
    return kept(event, message);
  }

  @OnEvent('WalletFeeCharged')
  onWalletFeeCharged(event: WalletFeeCharged, message: Message): Effect {
    return kept(event, message);
  }

  @OnEvent('WalletLotReactivated')
  onWalletLotReactivated(event: WalletLotReactivated, message: Message): Effect {
    return kept(event, message);
  }

  @OnEvent('WalletOpeningBalanceLoaded')
  onWalletOpeningBalanceLoaded(event: WalletOpeningBalanceLoaded, message: Message): Effect {
    return kept(event, message);
  }

  @OnEvent('WalletPurseLoadReversed')
  onWalletPurseLoadReversed(event: WalletPurseLoadReversed, message: Message): Effect {
    return kept(event, message);
  }

  @OnEvent('WalletPurseLoaded')
  onWalletPurseLoaded(event: WalletPurseLoaded, message: Message): Effect {
    return kept(event, message);
  }

  @OnEvent('WalletRechargeVoided')
  onWalletRechargeVoided(event: WalletRechargeVoided, message: Message): Effect {
    return kept(event, message);
  }

  @OnEvent('WalletReturned')
  onWalletReturned(event: WalletReturned, message: Message): Effect {
    return kept(event, message);
  }

  @OnEvent('WalletSpendAssumedByIssuer')
  onWalletSpendAssumedByIssuer(event: WalletSpendAssumedByIssuer, message: Message): Effect {
    return kept(event, message);
  }

  @OnEvent('WalletSpendVoided')
  onWalletSpendVoided(event: WalletSpendVoided, message: Message): Effect {
    return kept(event, message);
  }

  @OnEvent('WalletTransferReceived')
  onWalletTransferReceived(event: WalletTransferReceived, message: Message): Effect {
    return kept(event, message);
  }

  @OnEvent('WalletTransferSent')
  onWalletTransferSent(event: WalletTransferSent, message: Message): Effect {
    return kept(event, message);
  }
}

function kept(event: WalletBalance, message: Message): Effect {
  return writes((tx) => keepBalance(tx, message, event));
}

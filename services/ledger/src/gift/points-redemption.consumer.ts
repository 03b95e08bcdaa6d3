/** What the ledger does when goods of the redemption ladder were collected: the counter is owed their cost. */
import { Controller } from '@nestjs/common';
import type { RedemptionCollected } from '@scrip/contracts';
import { idFrom } from '@scrip/event-store';
import { command, type Effect, type Message, OnEvent } from '@scrip/kafka';
import { payRedeemedGift, redeemedGiftDecider } from './redeemed-gift.decider.ts';

@Controller()
export class PointsRedemptionConsumer {
  /** Goods that cost the operator nothing owe nobody anything. */
  @OnEvent('RedemptionCollected')
  onRedemptionCollected(event: RedemptionCollected, message: Message): Effect {
    const { redemptionId, merchantId, costFen, accountId, programmeId, programmeVersion } = event;
    // One payment for each redemption, whoever tells of it and however often.
    const giftId = idFrom('gft', redemptionId);
    const goods = { giftId, redemptionId, merchantId, costFen, accountId, programmeId, programmeVersion };
    return command({
      who: message.who,
      decider: redeemedGiftDecider,
      streamId: giftId,
      decide: (state) => payRedeemedGift(state, goods),
    });
  }
}

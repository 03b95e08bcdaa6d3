/** What the ledger does when a counter hands out gifts that no points paid for: the counter is owed their cost. */
import { Controller } from '@nestjs/common';
import type { GiftHandedOver } from '@scrip/contracts';
import { idFrom } from '@scrip/event-store';
import { command, type Effect, type Message, OnEvent } from '@scrip/kafka';
import { payHandedGift, redeemedGiftDecider } from './redeemed-gift.decider.ts';

@Controller()
export class PointsGiftStockConsumer {
  /** Of a redemption the goods are paid when it is collected; gifts of the operator's own owe nobody anything. */
  @OnEvent('GiftHandedOver')
  onGiftHandedOver(event: GiftHandedOver, message: Message): Effect {
    const { stockId, forId, pieces, merchantId, costFen, programmeId, programmeVersion } = event;
    if (merchantId === null || costFen === null || programmeId === null || programmeVersion === null) return undefined;
    // One payment for each handing over, whoever tells of it and however often.
    const giftId = idFrom('gft', message.envelope.eventId);
    const gifts = { giftId, stockId, forId, pieces, merchantId, costFen, programmeId, programmeVersion };
    return command({
      who: message.who,
      decider: redeemedGiftDecider,
      streamId: giftId,
      decide: (state) => payHandedGift(state, gifts),
    });
  }
}

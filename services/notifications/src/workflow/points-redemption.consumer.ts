/** A gift from stock was put aside for points: its holder is told that it waits (domain 2.12). */
import { Controller } from '@nestjs/common';
import type { RedemptionMade } from '@scrip/contracts';
import { type Effect, type Message, OnEvent } from '@scrip/kafka';
import { Following } from './following.ts';

@Controller()
export class PointsRedemptionConsumer {
  readonly #following: Following;

  constructor(following: Following) {
    this.#following = following;
  }

  /** Goods of a counter are taken along; what comes from a stock of gifts waits there. */
  @OnEvent('RedemptionMade')
  async onRedemptionMade(
    { programmeId, programmeVersion, holderId, counterKey, items, collectUntilAt }: RedemptionMade,
    message: Message,
  ): Promise<Effect> {
    if (items.every(({ stockId }) => stockId === null)) return undefined;
    const gift = { programmeId, programmeVersion, holderId, placeId: counterKey, untilAt: collectUntilAt };
    return this.#following.of('giftToCollect', gift, message);
  }
}

/** Holders are told of points, of those that will lapse and of lottery entries, where their programme tells them. */
import { Controller } from '@nestjs/common';
import type { LotteryEntryGranted, PointsEarned, PointsExpiryNoticed } from '@scrip/contracts';
import { type Effect, type Message, OnEvent } from '@scrip/kafka';
import { Telling } from './telling.ts';

@Controller()
export class PointsAccountConsumer {
  readonly #telling: Telling;

  constructor(telling: Telling) {
    this.#telling = telling;
  }

  @OnEvent('PointsEarned')
  onPointsEarned(event: PointsEarned, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }

  @OnEvent('PointsExpiryNoticed')
  onPointsExpiryNoticed(event: PointsExpiryNoticed, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }

  @OnEvent('LotteryEntryGranted')
  onLotteryEntryGranted(event: LotteryEntryGranted, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }
}

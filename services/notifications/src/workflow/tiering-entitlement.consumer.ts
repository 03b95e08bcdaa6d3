/** A gift of a grade, a quarter or a birthday was put aside for its holder, who is told that it waits (domain 2.1, 2.12). */
import { Controller } from '@nestjs/common';
import type { EntitlementReserved } from '@scrip/contracts';
import { type Effect, type Message, OnEvent } from '@scrip/kafka';
import { Following } from './following.ts';

@Controller()
export class TieringEntitlementConsumer {
  readonly #following: Following;

  constructor(following: Following) {
    this.#following = following;
  }

  @OnEvent('EntitlementReserved')
  async onEntitlementReserved(
    { programmeId, programmeVersion, holderId, effectKind, expiresAt }: EntitlementReserved,
    message: Message,
  ): Promise<Effect> {
    if (effectKind !== 'gift') return undefined;
    const gift = { programmeId, programmeVersion, holderId, placeId: null, untilAt: expiresAt };
    return this.#following.of('giftToCollect', gift, message);
  }
}

/** Benefits that are put aside for holders are kept for conditions that ask for them; of a gift of a grade, a quarter or a birthday the holder is told that it waits (domain 2.1, 2.12). */
import { Controller } from '@nestjs/common';
import type {
  EntitlementReservationReleased,
  EntitlementReserved,
  EntitlementUsed,
  EntitlementUseReversed,
} from '@scrip/contracts';
import type { Tx } from '@scrip/event-store';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { Following } from './following.ts';
import { endReservation, keepReservation } from './known-reservation.ts';

@Controller()
export class TieringEntitlementConsumer {
  readonly #following: Following;

  constructor(following: Following) {
    this.#following = following;
  }

  @OnEvent('EntitlementReserved')
  async onEntitlementReserved(event: EntitlementReserved, message: Message): Promise<Effect> {
    const { programmeId, programmeVersion, holderId, effectKind, expiresAt } = event;
    const keep = (tx: Tx): Promise<void> => keepReservation(tx, message.envelope.issuerId, event);
    if (effectKind !== 'gift') return writes(keep);
    const gift = { programmeId, programmeVersion, holderId, placeId: null, untilAt: expiresAt };
    return this.#following.of('giftToCollect', gift, message, keep);
  }

  @OnEvent('EntitlementUsed')
  onEntitlementUsed(event: EntitlementUsed, message: Message): Effect {
    return event.wasReserved ? ended(event, message) : undefined;
  }

  @OnEvent('EntitlementReservationReleased')
  onEntitlementReservationReleased(event: EntitlementReservationReleased, message: Message): Effect {
    return ended(event, message);
  }

  @OnEvent('EntitlementUseReversed')
  onEntitlementUseReversed(event: EntitlementUseReversed, message: Message): Effect {
    return ended(event, message);
  }
}

function ended({ useId }: { readonly useId: string }, { envelope: { issuerId } }: Message): Effect {
  return writes((tx) => endReservation(tx, issuerId, useId));
}

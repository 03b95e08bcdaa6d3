/** Who passed which terminal when, for the daily attendance bill (domain 2.10, 2.12). */
import { Controller } from '@nestjs/common';
import type { CardPassed } from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { keepPass } from '../contact/programme-holder.ts';

@Controller()
export class CardsAttendanceConsumer {
  @OnEvent('CardPassed')
  onCardPassed(event: CardPassed, message: Message): Effect {
    const { holderId } = event;
    if (holderId === null) return undefined;
    const { issuerId } = message.envelope;
    return writes((tx) => keepPass(tx, { issuerId, holderId }, event));
  }
}

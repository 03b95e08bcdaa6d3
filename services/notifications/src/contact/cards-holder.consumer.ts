/** A holder who is registered has a contact from then on. */
import { Controller } from '@nestjs/common';
import type { HolderRegistered } from '@scrip/contracts';
import { command, type Effect, type Message, OnEvent } from '@scrip/kafka';
import { beginContact, contactDecider, contactOf } from './contact.decider.ts';

@Controller()
export class CardsHolderConsumer {
  @OnEvent('HolderRegistered')
  onHolderRegistered(event: HolderRegistered, message: Message): Effect {
    const { holderId, locale } = event;
    return command({
      who: message.who,
      decider: contactDecider,
      streamId: contactOf(holderId),
      decide: (state) => beginContact(state, holderId, locale),
    });
  }
}

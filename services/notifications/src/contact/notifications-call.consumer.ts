/** A call that was connected counts against the caps of the holder, however it came about (domain 2.12, K1). */
import { Controller } from '@nestjs/common';
import { businessDate } from '@scrip/calendar';
import type { CallConnected } from '@scrip/contracts';
import { command, type Effect, type Message, OnEvent } from '@scrip/kafka';
import { contactDecider, contactOf, countMade } from './contact.decider.ts';

@Controller()
export class NotificationsCallConsumer {
  @OnEvent('CallConnected')
  onCallConnected({ callId, holderId, attempt }: CallConnected, message: Message): Effect {
    // Two calls of one task are two calls.
    const outreachId = attempt === 1 ? callId : `${callId}.${attempt}`;
    const madeDate = businessDate(message.envelope.occurredAt);
    return command({
      who: message.who,
      decider: contactDecider,
      streamId: contactOf(holderId),
      decide: (contact) => countMade(contact, { outreachId, channel: 'call', category: 'service', madeDate }),
    });
  }
}

/** A message whose channel is a call becomes a task for somebody to call (domain 2.12). */
import { Controller } from '@nestjs/common';
import type { OutreachQueued } from '@scrip/contracts';
import { type Effect, type Message, OnEvent } from '@scrip/kafka';
import { CallTasks } from './call-tasks.ts';

@Controller()
export class NotificationsOutreachConsumer {
  readonly #calls: CallTasks;

  constructor(calls: CallTasks) {
    this.#calls = calls;
  }

  @OnEvent('OutreachQueued')
  async onOutreachQueued(event: OutreachQueued, message: Message): Promise<Effect> {
    return event.channel === 'call' ? this.#calls.open(event, message) : undefined;
  }
}

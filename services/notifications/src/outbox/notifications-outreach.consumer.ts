/** The sender: hands each queued message to its channel, then says so in the log. */
import { Controller, Inject } from '@nestjs/common';
import type { OutreachQueued } from '@scrip/contracts';
import { EventLog } from '@scrip/event-store';
import { command, type Effect, type Message, NotYetError, OnEvent } from '@scrip/kafka';
import { CallTasks } from '../call/call-tasks.ts';
import { writtenIn } from '../outreach/decide-outreach.rule.ts';
import { outreachDecider, recordSent } from '../outreach/outreach.decider.ts';
import { Words } from '../outreach/words.ts';
import { SMS_GATEWAY, type SmsGateway } from './sms-gateway.ts';

@Controller()
export class NotificationsOutreachConsumer {
  readonly #log: EventLog;
  readonly #words: Words;
  readonly #calls: CallTasks;
  readonly #gateway: SmsGateway;

  constructor(log: EventLog, words: Words, calls: CallTasks, @Inject(SMS_GATEWAY) gateway: SmsGateway) {
    this.#log = log;
    this.#words = words;
    this.#calls = calls;
    this.#gateway = gateway;
  }

  @OnEvent('OutreachQueued')
  async onOutreachQueued(event: OutreachQueued, message: Message): Promise<Effect> {
    if (event.channel === 'call') return this.#calls.open(event, message);
    if (event.channel !== 'sms') return undefined;
    const { outreachId, holderId, category, templateKey, draftId, programmeId, programmeVersion, variables } = event;
    const { issuerId, occurredAt, correlationId } = message.envelope;
    const { who } = message;
    const locale = writtenIn(event.locale);
    const of = { issuerId, outreachId, category, programmeId, programmeVersion };
    const wording = { ...of, templateKey, draftId, locale, variables, occurredAt };
    const text = await this.#words.textOf(wording);
    if (text === undefined)
      throw new NotYetError(`version ${programmeVersion ?? 'in force'} of ${programmeId} has not arrived`);
    const { traceparent } = who;
    const sms = { outreachId, issuerId, holderId, locale, text, category, templateKey, correlationId, traceparent };
    await this.#gateway.send(sms);
    // It goes out now, whenever what it tells of may have happened.
    const sentAt = this.#log.clock.now();
    return command({
      who: { ...who, occurredAt: sentAt },
      decider: outreachDecider,
      streamId: outreachId,
      decide: (state) => recordSent(state, sentAt),
    });
  }
}

/** Holders are told how far a card that replaces theirs has come: it can be collected, it is late, it is void (domain 2.9). */
import { Controller } from '@nestjs/common';
import type { ReplacementApplied, ReplacementMissed, ReplacementReceived, ReplacementVoided } from '@scrip/contracts';
import { EventLog } from '@scrip/event-store';
import { type Effect, type Message, NotYetError, OnEvent, writes } from '@scrip/kafka';
import { keepReplacement, replacementOf } from './known-card.ts';
import { Telling } from './telling.ts';

@Controller()
export class CardsReplacementConsumer {
  readonly #log: EventLog;
  readonly #telling: Telling;

  constructor(log: EventLog, telling: Telling) {
    this.#log = log;
    this.#telling = telling;
  }

  @OnEvent('ReplacementApplied')
  onReplacementApplied(event: ReplacementApplied, message: Message): Effect {
    return writes((tx) => keepReplacement(tx, message.envelope.issuerId, event));
  }

  @OnEvent('ReplacementReceived')
  onReplacementReceived(event: ReplacementReceived, message: Message): Promise<Effect> {
    return this.#told(event, message);
  }

  @OnEvent('ReplacementMissed')
  onReplacementMissed(event: ReplacementMissed, message: Message): Promise<Effect> {
    return this.#told(event, message);
  }

  @OnEvent('ReplacementVoided')
  onReplacementVoided(event: ReplacementVoided, message: Message): Promise<Effect> {
    return this.#told(event, message);
  }

  /** Throws NotYetError where the application was not heard of. */
  async #told(event: { readonly replacementId: string }, message: Message): Promise<Effect> {
    const { replacementId } = event;
    const known = await replacementOf(this.#log.pool, message.envelope.issuerId, replacementId);
    if (!known) throw new NotYetError(`the application for ${replacementId} has not arrived`);
    return this.#telling.of({ ...event, ...known }, message);
  }
}

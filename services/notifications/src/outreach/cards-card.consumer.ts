/** Holders are told that a card of theirs was reported lost and is blocked, also at night and after an opt-out (domain 2.12, K4); of which programme a card is, is kept. */
import { Controller } from '@nestjs/common';
import { Terms } from '@scrip/chassis';
import type { CardApplied, CardIssued, CardReportedLost, CardSold } from '@scrip/contracts';
import { EventLog } from '@scrip/event-store';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { triggersFor } from '@scrip/programme';
import { keepCard, programmesOf } from '../contact/programme-holder.ts';
import { Telling } from './telling.ts';

@Controller()
export class CardsCardConsumer {
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #telling: Telling;

  constructor(log: EventLog, terms: Terms, telling: Telling) {
    this.#log = log;
    this.#terms = terms;
    this.#telling = telling;
  }

  @OnEvent('CardIssued')
  onCardIssued(event: CardIssued, message: Message): Effect {
    return keptCard(event, message);
  }

  @OnEvent('CardApplied')
  onCardApplied(event: CardApplied, message: Message): Effect {
    return keptCard(event, message);
  }

  @OnEvent('CardSold')
  onCardSold(event: CardSold, message: Message): Effect {
    return keptCard(event, message);
  }

  /** The report names no programme: the first of the holder's that tells of it does, so that it is told once. */
  @OnEvent('CardReportedLost')
  async onCardReportedLost(event: CardReportedLost, message: Message): Promise<Effect> {
    const { issuerId, occurredAt, type } = message.envelope;
    for (const { programmeId } of await programmesOf(this.#log.pool, issuerId, event.holderId)) {
      const programme = await this.#terms.inForce(issuerId, programmeId, occurredAt);
      if (!programme || triggersFor(programme, type).length === 0) continue;
      return this.#telling.of({ ...event, programmeId, programmeVersion: programme.version }, message);
    }
    return undefined;
  }
}

function keptCard({ cardId, programmeId }: CardApplied | CardIssued | CardSold, { envelope }: Message): Effect {
  const { issuerId } = envelope;
  return writes((tx) => keepCard(tx, { issuerId, programmeId, cardId }));
}

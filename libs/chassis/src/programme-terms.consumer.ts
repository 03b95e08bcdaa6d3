/** Keeps the programme documents that cards publishes. */
import { Controller } from '@nestjs/common';
import type { ProgrammePublished, ProgrammeVersionWithdrawn } from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { Terms } from './terms.ts';

@Controller()
export class ProgrammeTermsConsumer {
  readonly #terms: Terms;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  @OnEvent('ProgrammePublished')
  onProgrammePublished(event: ProgrammePublished, message: Message): Effect {
    const { issuerId } = message.envelope;
    return writes((tx) => this.#terms.keep(tx, { issuerId, ...event }));
  }

  @OnEvent('ProgrammeVersionWithdrawn')
  onProgrammeVersionWithdrawn({ programmeId, version }: ProgrammeVersionWithdrawn, message: Message): Effect {
    const { issuerId } = message.envelope;
    return writes((tx) => this.#terms.withdraw(tx, { issuerId, programmeId, version }));
  }
}

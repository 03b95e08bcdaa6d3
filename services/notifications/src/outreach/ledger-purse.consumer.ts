/** Holders are told what they spend offline, as soon as the terminal has handed it in (domain 2.10). */
import { Controller } from '@nestjs/common';
import type { PurseSpent } from '@scrip/contracts';
import { EventLog } from '@scrip/event-store';
import { type Effect, type Message, NotYetError, OnEvent } from '@scrip/kafka';
import { walletOf } from './known-card.ts';
import { Telling } from './telling.ts';

@Controller()
export class LedgerPurseConsumer {
  readonly #log: EventLog;
  readonly #telling: Telling;

  constructor(log: EventLog, telling: Telling) {
    this.#log = log;
    this.#telling = telling;
  }

  /** What the issuer bears, because the card had been reported lost, is no spending of the holder. Throws NotYetError while the wallet has not arrived here. */
  @OnEvent('PurseSpent')
  async onPurseSpent(event: PurseSpent, message: Message): Promise<Effect> {
    const { walletId, cardReportedAt, bearer } = event;
    if (cardReportedAt !== null && bearer !== 'holder') return undefined;
    const wallet = await walletOf(this.#log.pool, message.envelope.issuerId, walletId);
    if (!wallet) throw new NotYetError(`the wallet ${walletId} has not arrived`);
    return this.#telling.of({ ...event, ...wallet }, message);
  }
}

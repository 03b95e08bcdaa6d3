/** Holders are told what they spend offline, as soon as the terminal has handed it in (domain 2.10). */
import { Controller } from '@nestjs/common';
import type { PurseSpent } from '@scrip/contracts';
import { type Effect, type Message, OnEvent } from '@scrip/kafka';
import { Telling } from './telling.ts';
import { Wallets } from './wallets.ts';

@Controller()
export class LedgerPurseConsumer {
  readonly #wallets: Wallets;
  readonly #telling: Telling;

  constructor(wallets: Wallets, telling: Telling) {
    this.#wallets = wallets;
    this.#telling = telling;
  }

  /** What the issuer bears, because the card had been reported lost, is no spending of the holder. Throws NotYetError while the wallet may still become known. */
  @OnEvent('PurseSpent')
  async onPurseSpent(event: PurseSpent, message: Message): Promise<Effect> {
    const { walletId, cardReportedAt, bearer } = event;
    if (cardReportedAt !== null && bearer !== 'holder') return undefined;
    const wallet = await this.#wallets.findToTell(walletId, message);
    if (!wallet) return this.#wallets.waitToTell(walletId, message);
    return this.#telling.of({ ...event, ...wallet }, message);
  }
}

/** Holders are told what was paid from their wallets, and what is about to expire in them. */
import { Controller } from '@nestjs/common';
import type { WalletExpiryNoticed, WalletSpent } from '@scrip/contracts';
import { type Effect, type Message, OnEvent } from '@scrip/kafka';
import { Telling } from './telling.ts';

@Controller()
export class LedgerWalletConsumer {
  readonly #telling: Telling;

  constructor(telling: Telling) {
    this.#telling = telling;
  }

  @OnEvent('WalletSpent')
  onWalletSpent(event: WalletSpent, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }

  @OnEvent('WalletExpiryNoticed')
  onWalletExpiryNoticed(event: WalletExpiryNoticed, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }
}

/** Holders are told what goes into their wallets and out of them, and what is about to expire; who has a wallet is in its programme. */
import { Controller } from '@nestjs/common';
import { businessDate } from '@scrip/calendar';
import type { WalletExpiryNoticed, WalletOpened, WalletRecharged, WalletRefunded, WalletSpent } from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { keepHolder } from '../contact/programme-holder.ts';
import { isBearer, Telling } from './telling.ts';

@Controller()
export class LedgerWalletConsumer {
  readonly #telling: Telling;

  constructor(telling: Telling) {
    this.#telling = telling;
  }

  @OnEvent('WalletOpened')
  onWalletOpened({ programmeId, holderId }: WalletOpened, message: Message): Effect {
    if (isBearer(holderId)) return undefined;
    const { issuerId, occurredAt } = message.envelope;
    return writes((tx) => keepHolder(tx, { issuerId, programmeId, holderId }, businessDate(occurredAt)));
  }

  @OnEvent('WalletSpent')
  onWalletSpent(event: WalletSpent, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }

  @OnEvent('WalletRecharged')
  onWalletRecharged(event: WalletRecharged, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }

  @OnEvent('WalletRefunded')
  onWalletRefunded(event: WalletRefunded, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }

  @OnEvent('WalletExpiryNoticed')
  onWalletExpiryNoticed(event: WalletExpiryNoticed, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }
}

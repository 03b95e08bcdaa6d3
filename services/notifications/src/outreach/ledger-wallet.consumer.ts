/** Holders are told what goes into their wallets and out of them, and what is about to expire; who has a wallet is in its programme, and who gave something back is called. */
import { Controller } from '@nestjs/common';
import { businessDate } from '@scrip/calendar';
import type {
  WalletExpiryNoticed,
  WalletOpened,
  WalletRecharged,
  WalletRefunded,
  WalletReturned,
  WalletSpent,
} from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { keepHolder } from '../contact/programme-holder.ts';
import { Following } from '../workflow/following.ts';
import { isBearer, Telling } from './telling.ts';

@Controller()
export class LedgerWalletConsumer {
  readonly #telling: Telling;
  readonly #following: Following;

  constructor(telling: Telling, following: Following) {
    this.#telling = telling;
    this.#following = following;
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

  @OnEvent('WalletReturned')
  async onWalletReturned({ programmeId, holderId, merchantId }: WalletReturned, message: Message): Promise<Effect> {
    if (isBearer(holderId)) return undefined;
    return this.#following.of('returnOrExchange', { programmeId, holderId, placeId: merchantId }, message);
  }
}

/** Holders are told what goes into their wallets and out of them, and what is about to expire; who has a wallet is in its programme, and whose it is is kept. */
import { Controller } from '@nestjs/common';
import { businessDate } from '@scrip/calendar';
import type {
  WalletExpiryNoticed,
  WalletHoldCaptured,
  WalletHolderRegistered,
  WalletOpened,
  WalletRecharged,
  WalletRefunded,
  WalletSpent,
} from '@scrip/contracts';
import { EventLog } from '@scrip/event-store';
import { type Effect, type Message, NotYetError, OnEvent, writes } from '@scrip/kafka';
import { keepHolder } from '../contact/programme-holder.ts';
import { keepWallet, registerWallet, walletOf } from './known-card.ts';
import { isBearer, Telling } from './telling.ts';

@Controller()
export class LedgerWalletConsumer {
  readonly #log: EventLog;
  readonly #telling: Telling;

  constructor(log: EventLog, telling: Telling) {
    this.#log = log;
    this.#telling = telling;
  }

  @OnEvent('WalletOpened')
  onWalletOpened(event: WalletOpened, message: Message): Effect {
    const { programmeId, holderId } = event;
    const { issuerId, occurredAt } = message.envelope;
    return writes(async (tx) => {
      await keepWallet(tx, issuerId, event);
      if (!isBearer(holderId)) await keepHolder(tx, { issuerId, programmeId, holderId }, businessDate(occurredAt));
    });
  }

  @OnEvent('WalletHolderRegistered')
  onWalletHolderRegistered(event: WalletHolderRegistered, message: Message): Effect {
    const { holderId } = event;
    const { issuerId, occurredAt } = message.envelope;
    return writes(async (tx) => {
      const programmeId = await registerWallet(tx, issuerId, event);
      if (programmeId !== undefined)
        await keepHolder(tx, { issuerId, programmeId, holderId }, businessDate(occurredAt));
    });
  }

  @OnEvent('WalletSpent')
  onWalletSpent(event: WalletSpent, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }

  @OnEvent('WalletRecharged')
  onWalletRecharged(event: WalletRecharged, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }

  /** The event names no programme: that of the wallet. Throws NotYetError while the wallet has not arrived here. */
  @OnEvent('WalletHoldCaptured')
  async onWalletHoldCaptured(event: WalletHoldCaptured, message: Message): Promise<Effect> {
    const { walletId, holderId } = event;
    if (isBearer(holderId)) return undefined;
    const wallet = await walletOf(this.#log.pool, message.envelope.issuerId, walletId);
    if (!wallet) throw new NotYetError(`the wallet ${walletId} has not arrived`);
    return this.#telling.of({ ...event, programmeId: wallet.programmeId }, message);
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

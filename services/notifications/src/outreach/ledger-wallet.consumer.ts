/** Holders are told what goes into their wallets and out of them, and what is about to expire; who has a wallet is in its programme, and whose it is is kept. */
import { Controller } from '@nestjs/common';
import { businessDate } from '@scrip/calendar';
import type {
  WalletDormancyNoticed,
  WalletExpiryNoticed,
  WalletHoldCaptured,
  WalletHolderRegistered,
  WalletOpened,
  WalletRecharged,
  WalletRefunded,
  WalletSpent,
} from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { keepHolder } from '../contact/programme-holder.ts';
import { keepWallet, registerWallet } from './known-card.ts';
import { isBearer, Telling } from './telling.ts';
import { Wallets } from './wallets.ts';

@Controller()
export class LedgerWalletConsumer {
  readonly #wallets: Wallets;
  readonly #telling: Telling;

  constructor(wallets: Wallets, telling: Telling) {
    this.#wallets = wallets;
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

  /** Throws NotYetError while the programme of a wallet that was opened before wallets were kept may still become known. */
  @OnEvent('WalletHolderRegistered')
  async onWalletHolderRegistered(event: WalletHolderRegistered, message: Message): Promise<Effect> {
    const { walletId, holderId } = event;
    const { issuerId, occurredAt } = message.envelope;
    const wallet = await this.#wallets.find(walletId, message);
    if (!wallet) return this.#wallets.waitFor(walletId, message);
    const { programmeId } = wallet;
    return writes(async (tx) => {
      await registerWallet(tx, issuerId, event);
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

  /** The event names no programme: that of the wallet. Throws NotYetError while the wallet may still become known. */
  @OnEvent('WalletHoldCaptured')
  async onWalletHoldCaptured(event: WalletHoldCaptured, message: Message): Promise<Effect> {
    const { walletId, holderId } = event;
    if (isBearer(holderId)) return undefined;
    const wallet = await this.#wallets.findToTell(walletId, message);
    if (!wallet) return this.#wallets.waitToTell(walletId, message);
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

  @OnEvent('WalletDormancyNoticed')
  onWalletDormancyNoticed(event: WalletDormancyNoticed, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }
}

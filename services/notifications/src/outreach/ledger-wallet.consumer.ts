/** Holders are told what goes into their wallets and out of them, and what is about to expire; who has a wallet is in its programme, whose it is and what is left in it is kept. */
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
import type { Tx } from '@scrip/event-store';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { ZERO_FEN } from '@scrip/money';
import { keepHolder } from '../contact/programme-holder.ts';
import { keepBalance, registerWallet, type WalletBalance } from './known-card.ts';
import { isBearer, type ProgrammeEvent, Telling } from './telling.ts';
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
      await keepBalance(tx, message, { ...event, balanceAfterFen: ZERO_FEN });
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
    return this.#told(event, message);
  }

  @OnEvent('WalletRecharged')
  onWalletRecharged(event: WalletRecharged, message: Message): Promise<Effect> {
    return this.#told(event, message);
  }

  /** The event names no programme: that of the wallet. Throws NotYetError while the wallet may still become known. */
  @OnEvent('WalletHoldCaptured')
  async onWalletHoldCaptured(event: WalletHoldCaptured, message: Message): Promise<Effect> {
    const { walletId, holderId } = event;
    const keep = (tx: Tx): Promise<void> => keepBalance(tx, message, event);
    if (isBearer(holderId)) return writes(keep);
    const wallet = await this.#wallets.findToTell(walletId, message);
    if (!wallet) {
      await this.#wallets.waitToTell(walletId, message);
      return writes(keep);
    }
    return this.#told({ ...event, programmeId: wallet.programmeId }, message);
  }

  @OnEvent('WalletRefunded')
  onWalletRefunded(event: WalletRefunded, message: Message): Promise<Effect> {
    return this.#told(event, message);
  }

  @OnEvent('WalletExpiryNoticed')
  onWalletExpiryNoticed(event: WalletExpiryNoticed, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }

  @OnEvent('WalletDormancyNoticed')
  onWalletDormancyNoticed(event: WalletDormancyNoticed, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }

  /** What is left is kept, whoever is told. */
  async #told(event: ProgrammeEvent & WalletBalance, message: Message): Promise<Effect> {
    const keep = (tx: Tx): Promise<void> => keepBalance(tx, message, event);
    return (await this.#telling.of(event, message, keep)) ?? writes(keep);
  }
}

/**
 * Holders are told that a card of theirs is blocked, also at night and after an opt-out: it was reported lost, its PIN is
 * locked after too many wrong ones, or it was suspended (domain 2.12, K4; domain 2.2, A7). Of which programme a card is, is
 * kept.
 */
import { Controller } from '@nestjs/common';
import { Terms } from '@scrip/chassis';
import type { CardApplied, CardIssued, CardReportedLost, CardSold, CardSuspended, PinLocked } from '@scrip/contracts';
import { EventLog } from '@scrip/event-store';
import { type Effect, type Message, NotYetError, OnEvent, writes } from '@scrip/kafka';
import { triggersFor } from '@scrip/programme';
import { keepCard, programmesOf } from '../contact/programme-holder.ts';
import { isBearer, Telling } from './telling.ts';
import { Wallets } from './wallets.ts';

@Controller()
export class CardsCardConsumer {
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #wallets: Wallets;
  readonly #telling: Telling;

  constructor(log: EventLog, terms: Terms, wallets: Wallets, telling: Telling) {
    this.#log = log;
    this.#terms = terms;
    this.#wallets = wallets;
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

  @OnEvent('CardReportedLost')
  onCardReportedLost(event: CardReportedLost, message: Message): Promise<Effect> {
    return this.#blocked(event, message);
  }

  @OnEvent('PinLocked')
  onPinLocked(event: PinLocked, message: Message): Promise<Effect> {
    return this.#blocked(event, message);
  }

  @OnEvent('CardSuspended')
  onCardSuspended(event: CardSuspended, message: Message): Promise<Effect> {
    return this.#blocked(event, message);
  }

  /**
   * These name no programme: that of the wallet tells of it, or else the first of the holder's that does, so that it is told
   * once. Throws NotYetError while the wallet or the holder's place in a programme may still become known, and while the
   * wallet's own programme has not arrived here; another one that was not in force then tells nobody.
   */
  async #blocked(event: { readonly walletId: string; readonly holderId?: string }, message: Message): Promise<Effect> {
    const { issuerId, occurredAt, type } = message.envelope;
    const { walletId } = event;
    const wallet = await this.#wallets.findToTell(walletId, message);
    const holderId = event.holderId ?? wallet?.holderId;
    if (holderId === undefined) return this.#wallets.waitToTell(walletId, message);
    if (isBearer(holderId)) return undefined;
    const others = (await programmesOf(this.#log.pool, issuerId, holderId)).map(({ programmeId }) => programmeId);
    const programmeIds = new Set(wallet ? [wallet.programmeId, ...others] : others);
    if (programmeIds.size === 0) return this.#wallets.waitToTell(walletId, message);
    for (const programmeId of programmeIds) {
      const programme = await this.#terms.inForce(issuerId, programmeId, occurredAt);
      if (!programme && programmeId === wallet?.programmeId) throw new NotYetError(`${programmeId} has not arrived`);
      if (!programme || triggersFor(programme, type).length === 0) continue;
      return this.#telling.of({ ...event, holderId, programmeId, programmeVersion: programme.version }, message);
    }
    return undefined;
  }
}

function keptCard({ cardId, programmeId }: CardApplied | CardIssued | CardSold, { envelope }: Message): Effect {
  const { issuerId } = envelope;
  return writes((tx) => keepCard(tx, { issuerId, programmeId, cardId }));
}

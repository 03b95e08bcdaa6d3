/**
 * What points does when cards says something of a holder: who is merged into another takes the points along, who is erased
 * has none. A holder who died or moved away keeps them as they are, until somebody with a right to them comes.
 */
import { Controller } from '@nestjs/common';
import type { HolderErased, HolderMerged } from '@scrip/contracts';
import { EventLog, on, transaction } from '@scrip/event-store';
import { across, type Effect, type Message, NotYetError, OnEvent } from '@scrip/kafka';
import { type AccountState, accountDecider } from './account.decider.ts';
import { closeAccounts, mergeAccounts } from './account-holder.rule.ts';
import { HolderAccounts } from './holder-accounts.ts';
import { keepErased, keepMerge, knownHolder, stillHolder } from './merged-holder.ts';

@Controller()
export class CardsHolderConsumer {
  readonly #log: EventLog;
  readonly #accounts: HolderAccounts;

  constructor(log: EventLog, accounts: HolderAccounts) {
    this.#log = log;
    this.#accounts = accounts;
  }

  /**
   * The points of both are one person's, once (see `mergeAccounts`); gone where the survivor was erased meanwhile. That they
   * are one is kept before the accounts are listed: what opens for the one who goes is the survivor's from then on, and the
   * list has what came before. Throws NotYetError while the list lags, and where the survivor is merged into another one, or
   * erased, at this moment.
   */
  @OnEvent('HolderMerged')
  async onHolderMerged({ holderId, survivorId, mergeId }: HolderMerged, message: Message): Promise<Effect> {
    const { who } = message;
    await transaction(this.#log.pool, (tx) => keepMerge(tx, { holderId, survivorId, mergeId }));
    // The survivor may have been merged on, and that news have come before this.
    const stays = await knownHolder(this.#log.pool, survivorId);
    const others = await this.#accountsOf(who.issuerId, holderId);
    if (others.length === 0) return undefined;
    const survivors = await this.#accountsOf(who.issuerId, stays.holderId);
    return across({
      who,
      streams: [...others, ...survivors].map((accountId) => on(accountDecider, accountId)),
      decide: (states) => {
        const accounts = states as readonly AccountState[];
        const gone = accounts.slice(0, others.length);
        if (stays.isErased) return closeAccounts(gone, 'holder_erased');
        return mergeAccounts(gone, accounts.slice(others.length), { mergeId, survivorId: stays.holderId });
      },
      writes: (tx) => stillHolder(tx, stays),
    });
  }

  /**
   * The points of somebody whom nobody knows any more are gone, also those of accounts that open later. Throws NotYetError
   * while the list of accounts lags.
   */
  @OnEvent('HolderErased')
  async onHolderErased({ holderId }: HolderErased, message: Message): Promise<Effect> {
    const { who } = message;
    await transaction(this.#log.pool, (tx) => keepErased(tx, holderId));
    const accountIds = await this.#accountsOf(who.issuerId, holderId);
    if (accountIds.length === 0) return undefined;
    return across({
      who,
      streams: accountIds.map((accountId) => on(accountDecider, accountId)),
      decide: (states) => closeAccounts(states as readonly AccountState[], 'holder_erased'),
    });
  }

  async #accountsOf(issuerId: string, holderId: string): Promise<readonly string[]> {
    const accountIds = await this.#accounts.of(issuerId, holderId);
    if (accountIds) return accountIds;
    throw new NotYetError('the list of accounts does not show all of the log yet');
  }
}

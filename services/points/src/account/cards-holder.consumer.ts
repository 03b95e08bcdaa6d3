/**
 * What points does when cards says something of a holder: who is merged into another takes the points along, who is erased
 * has none. A holder who died or moved away keeps them as they are, until somebody with a right to them comes.
 */
import { Controller } from '@nestjs/common';
import type { HolderErased, HolderMerged } from '@scrip/contracts';
import { EventLog, on, type Tx } from '@scrip/event-store';
import { across, type Effect, type Message, NotYetError, OnEvent, writes } from '@scrip/kafka';
import { type AccountState, accountDecider } from './account.decider.ts';
import { closeAccount, mergeAccounts } from './account-holder.rule.ts';
import { HolderAccounts } from './holder-accounts.ts';
import { holderNow, keepMerge } from './merged-holder.ts';

@Controller()
export class CardsHolderConsumer {
  readonly #log: EventLog;
  readonly #accounts: HolderAccounts;

  constructor(log: EventLog, accounts: HolderAccounts) {
    this.#log = log;
    this.#accounts = accounts;
  }

  /** The points of both are one person's, once (see `mergeAccounts`). Throws NotYetError while the list of accounts lags. */
  @OnEvent('HolderMerged')
  async onHolderMerged({ holderId, survivorId, mergeId }: HolderMerged, message: Message): Promise<Effect> {
    const { who } = message;
    // The survivor may have been merged on, and that news have come before this.
    const staysId = await holderNow(this.#log.pool, survivorId);
    const others = await this.#accountsOf(who.issuerId, holderId);
    const remembers = (tx: Tx): Promise<void> => keepMerge(tx, { holderId, survivorId, mergeId });
    if (others.length === 0) return writes(remembers);
    const survivors = await this.#accountsOf(who.issuerId, staysId);
    return across({
      who,
      streams: [...others, ...survivors].map((accountId) => on(accountDecider, accountId)),
      decide: (states) => {
        const accounts = states as readonly AccountState[];
        const merge = { mergeId, survivorId: staysId };
        return mergeAccounts(accounts.slice(0, others.length), accounts.slice(others.length), merge);
      },
      writes: remembers,
    });
  }

  /** The points of somebody whom nobody knows any more are gone. Throws NotYetError while the list of accounts lags. */
  @OnEvent('HolderErased')
  async onHolderErased({ holderId }: HolderErased, message: Message): Promise<Effect> {
    const { who } = message;
    const accountIds = await this.#accountsOf(who.issuerId, holderId);
    if (accountIds.length === 0) return undefined;
    return across({
      who,
      streams: accountIds.map((accountId) => on(accountDecider, accountId)),
      decide: (states) => {
        const facts = (states as readonly AccountState[]).flatMap((state, index) => {
          const decision = closeAccount(state, 'holder_erased');
          const streamId = accountIds[index] ?? '';
          return decision.kind === 'accepted' ? decision.events.map((event) => ({ streamId, event })) : [];
        });
        return { kind: 'accepted', events: facts };
      },
    });
  }

  async #accountsOf(issuerId: string, holderId: string): Promise<readonly string[]> {
    const accountIds = await this.#accounts.of(issuerId, holderId);
    if (accountIds) return accountIds;
    throw new NotYetError('the list of accounts does not show all of the log yet');
  }
}

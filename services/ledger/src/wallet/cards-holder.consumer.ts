/** What the ledger does when cards says that two holders are one person: the wallets of the one who goes are the survivor's. */
import { Controller } from '@nestjs/common';
import type { HolderMerged } from '@scrip/contracts';
import { EventLog, on, type Placed, ProjectionRunner, transaction } from '@scrip/event-store';
import { across, type Effect, type Message, NotYetError, OnEvent } from '@scrip/kafka';
import { holderNow, keepMerge, stillHolder } from './merged-holder.ts';
import { type WalletState, walletDecider } from './wallet.decider.ts';
import { mergeHolder } from './wallet-card.rule.ts';
import { walletIdsOfHolder } from './wallet-view.ts';

/** How long the list of wallets may take to show what the log has. */
const CAUGHT_UP_MS = 5_000;

@Controller()
export class CardsHolderConsumer {
  readonly #log: EventLog;
  readonly #runner: ProjectionRunner;

  constructor(log: EventLog, runner: ProjectionRunner) {
    this.#log = log;
    this.#runner = runner;
  }

  /**
   * Every wallet of the holder who goes is the survivor's, also one that was closed. That they are one is kept before the
   * wallets are listed: what comes of the one who goes is the survivor's from then on, and the list has what came before.
   * Throws NotYetError while the list of wallets lags, and where the survivor is merged into another one at this moment.
   */
  @OnEvent('HolderMerged')
  async onHolderMerged({ holderId, survivorId, mergeId }: HolderMerged, { who }: Message): Promise<Effect> {
    await transaction(this.#log.pool, (tx) => keepMerge(tx, { holderId, survivorId, mergeId }));
    // The survivor may have been merged on, and that news have come before this.
    const staysId = await holderNow(this.#log.pool, survivorId);
    const walletIds = await this.#walletsOf(who.issuerId, holderId);
    if (walletIds.length === 0) return undefined;
    return across({
      who,
      streams: walletIds.map((walletId) => on(walletDecider, walletId)),
      decide: (states) => {
        const merge = { holderId: staysId, formerHolderId: holderId, mergeId };
        const events = walletIds.flatMap((walletId, index): readonly Placed[] => {
          const decision = mergeHolder(states[index] as WalletState, merge);
          return decision.kind === 'accepted' ? decision.events.map((event) => ({ streamId: walletId, event })) : [];
        });
        return { kind: 'accepted', events };
      },
      writes: (tx) => stillHolder(tx, staysId),
    });
  }

  async #walletsOf(issuerId: string, holderId: string): Promise<readonly string[]> {
    const { position } = await this.#log.head();
    if (await this.#runner.reached(position, CAUGHT_UP_MS))
      return walletIdsOfHolder(this.#log.pool, issuerId, holderId);
    throw new NotYetError('the list of wallets does not show all of the log yet');
  }
}

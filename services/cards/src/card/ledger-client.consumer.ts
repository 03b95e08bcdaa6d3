/** What cards does when the ledger tells of clients: who acts for one and which wallets are its, and a card that came back. */
import { Controller } from '@nestjs/common';
import type {
  ClientAgentNamed,
  ClientCredited,
  ClientListPaid,
  ClientListSubmitted,
  ClientListWithdrawn,
  ClientOpened,
} from '@scrip/contracts';
import { EventLog, on, ProjectionRunner } from '@scrip/event-store';
import { across, type Effect, type Message, NotYetError, OnEvent, writes } from '@scrip/kafka';
import { type CardState, cardDecider } from './card.decider.ts';
import { cardIdsOfWallet } from './card-ids.ts';
import { keepAgent, keepList, listPaid, listWithdrawn } from './client-agents.ts';
import { voidWithWallet } from './wallet-closed.rule.ts';

/** How long the news waits for the list of cards to show all of the log. */
const CAUGHT_UP_MS = 2_000;

@Controller()
export class LedgerClientConsumer {
  readonly #log: EventLog;
  readonly #runner: ProjectionRunner;

  constructor(log: EventLog, runner: ProjectionRunner) {
    this.#log = log;
    this.#runner = runner;
  }

  /** Who alone may report the cards of a client's people (domain 2.4). */
  @OnEvent('ClientOpened')
  onClientOpened({ clientId, agentId }: ClientOpened, { envelope }: Message): Effect {
    const { issuerId, version } = envelope;
    return writes((tx) => keepAgent(tx, { issuerId, clientId, agentId, version }));
  }

  @OnEvent('ClientAgentNamed')
  onClientAgentNamed({ clientId, agentId }: ClientAgentNamed, { envelope }: Message): Effect {
    const { issuerId, version } = envelope;
    return writes((tx) => keepAgent(tx, { issuerId, clientId, agentId, version }));
  }

  @OnEvent('ClientListSubmitted')
  onClientListSubmitted(list: ClientListSubmitted, { who }: Message): Effect {
    return writes((tx) => keepList(tx, who.issuerId, list));
  }

  @OnEvent('ClientListPaid')
  onClientListPaid(list: ClientListPaid, { who }: Message): Effect {
    return writes((tx) => listPaid(tx, who.issuerId, list));
  }

  @OnEvent('ClientListWithdrawn')
  onClientListWithdrawn(list: ClientListWithdrawn, { who }: Message): Effect {
    return writes((tx) => listWithdrawn(tx, who.issuerId, list));
  }

  /**
   * A card that came back for good opens nothing, has no PIN to try and is on the terminals' list (domain 2.4, C3). Heard of
   * the client and not of the wallet: the ledger writes both together, and the topic of clients carries no spends.
   */
  @OnEvent('ClientCredited')
  async onClientCredited({ walletId }: ClientCredited, { who }: Message): Promise<Effect> {
    if (!(await this.#runner.reached((await this.#log.head()).position, CAUGHT_UP_MS))) {
      throw new NotYetError('the list of cards does not show all of the log yet');
    }
    const cardIds = await cardIdsOfWallet(this.#log.pool, who.issuerId, walletId);
    if (cardIds.length === 0) return undefined;
    return across({
      who,
      streams: cardIds.map((cardId) => on(cardDecider, cardId)),
      decide: (states) => {
        const decision = voidWithWallet(states as readonly CardState[]);
        if (decision.kind === 'refused') return decision;
        return { kind: 'accepted', events: decision.events.map(({ cardId, event }) => ({ streamId: cardId, event })) };
      },
    });
  }
}

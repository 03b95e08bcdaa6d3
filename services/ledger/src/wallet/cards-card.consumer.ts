/** What the ledger does when a card is issued, activated or reported lost. */
import { Controller } from '@nestjs/common';
import type { CardActivated, CardIssued, CardReportedLost } from '@scrip/contracts';
import { EventLog } from '@scrip/event-store';
import { command, type Effect, type Message, OnEvent } from '@scrip/kafka';
import { walletDecider } from './wallet.decider.ts';
import { activateCard, blockCard, LOST, openWallet } from './wallet-card.rule.ts';
import { historySince } from './wallet-history.ts';

@Controller()
export class CardsCardConsumer {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** A card comes with the wallet that it opens. */
  @OnEvent('CardIssued')
  onCardIssued(event: CardIssued, message: Message): Effect {
    const { cardId, walletId, holderId, programmeId, programmeVersion, productKey } = event;
    const under = { programmeId, programmeVersion, productKey };
    const cardSequence = event.cardVersion ?? event.sequence;
    return command({
      who: message.who,
      decider: walletDecider,
      streamId: walletId,
      decide: (wallet) => openWallet(wallet, { walletId, holderId, cardId, cardSequence, ...under }),
    });
  }

  /** The loss of a card may be heard of before its activation: a call is faster than a topic. Then it stays shut. */
  @OnEvent('CardActivated')
  onCardActivated({ walletId, cardId, sequence, cardVersion }: CardActivated, message: Message): Effect {
    const cardSequence = cardVersion ?? sequence;
    return command({
      who: message.who,
      decider: walletDecider,
      streamId: walletId,
      decide: (wallet) => activateCard(wallet, { cardId, cardSequence }),
      tolerate: ['wallet_closed', 'card_blocked', 'card_superseded'],
    });
  }

  /**
   * Mostly the card is blocked already, by the call that cards makes before it answers the report. A card that the
   * wallet does not know and that is not newer than its active one cannot open it anyway.
   */
  @OnEvent('CardReportedLost')
  onCardReportedLost(event: CardReportedLost, message: Message): Effect {
    const { walletId, cardId, reportedAt } = event;
    const cardSequence = event.cardVersion ?? event.sequence;
    return command({
      who: message.who,
      decider: walletDecider,
      streamId: walletId,
      gather: (version) => historySince(this.#log, walletId, { reportedAt, version }),
      decide: (wallet, history) => blockCard(wallet, { cardId, cardSequence, reportedAt, reason: LOST }, history),
      tolerate: ['card_unknown'],
    });
  }
}

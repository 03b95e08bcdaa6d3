/** What tiering does when a card is issued, works or works no more: a holder is served by the lower of grade and card (domain 2.6, B6). */
import { Controller } from '@nestjs/common';
import type {
  CardActivated,
  CardApplied,
  CardExpired,
  CardIssued,
  CardRegistered,
  CardReplaced,
  CardReportedLost,
  CardResumed,
  CardSold,
  CardSuspended,
  CardUnblocked,
  CardVoided,
} from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { changeCard, keepCard } from './holder-card.ts';

@Controller()
export class CardsCardConsumer {
  @OnEvent('CardIssued')
  onCardIssued(event: CardIssued, message: Message): Effect {
    return begun(event, event.holderId, false, message);
  }

  @OnEvent('CardApplied')
  onCardApplied(event: CardApplied, message: Message): Effect {
    return begun(event, event.holderId, false, message);
  }

  /** A bearer card works from its sale on, and belongs to nobody before it is registered. */
  @OnEvent('CardSold')
  onCardSold(event: CardSold, message: Message): Effect {
    return begun(event, null, true, message);
  }

  @OnEvent('CardRegistered')
  onCardRegistered({ cardId, holderId }: CardRegistered, { envelope }: Message): Effect {
    return writes((tx) => changeCard(tx, cardId, envelope.version, { holderId }));
  }

  @OnEvent('CardActivated')
  onCardActivated(event: CardActivated, message: Message): Effect {
    return works(event, true, message);
  }

  @OnEvent('CardSuspended')
  onCardSuspended(event: CardSuspended, message: Message): Effect {
    return works(event, false, message);
  }

  @OnEvent('CardResumed')
  onCardResumed(event: CardResumed, message: Message): Effect {
    return works(event, true, message);
  }

  @OnEvent('CardReportedLost')
  onCardReportedLost(event: CardReportedLost, message: Message): Effect {
    return works(event, false, message);
  }

  @OnEvent('CardUnblocked')
  onCardUnblocked(event: CardUnblocked, message: Message): Effect {
    return works(event, true, message);
  }

  @OnEvent('CardReplaced')
  onCardReplaced(event: CardReplaced, message: Message): Effect {
    return works(event, false, message);
  }

  @OnEvent('CardVoided')
  onCardVoided(event: CardVoided, message: Message): Effect {
    return works(event, false, message);
  }

  @OnEvent('CardExpired')
  onCardExpired(event: CardExpired, message: Message): Effect {
    return works(event, false, message);
  }
}

function begun(
  { cardId, programmeId, productKey }: CardIssued | CardApplied | CardSold,
  holderId: string | null,
  isWorking: boolean,
  { envelope }: Message,
): Effect {
  const { issuerId, version } = envelope;
  const card = { issuerId, cardId, holderId, programmeId, productKey, works: isWorking, version };
  return writes((tx) => keepCard(tx, card));
}

function works({ cardId }: { readonly cardId: string }, isWorking: boolean, { envelope }: Message): Effect {
  return writes((tx) => changeCard(tx, cardId, envelope.version, { works: isWorking }));
}

/** What cards says, as messages of its topic; and what becomes of them, as the transport would have it. */
import { type CardEvent, contractOf, type HolderEvent } from '@scrip/contracts';
import { type EventLog, idFrom, type Recorded, type Verdict } from '@scrip/event-store';
import { type Effect, encodeValue, headersOf, Message } from '@scrip/kafka';
import type { CardsCardConsumer } from '../src/wallet/cards-card.consumer.ts';

const PARTITION = 0;

/** The message of a card's or a holder's event at a position of the log of cards. */
export function messageOf(
  event: CardEvent | HolderEvent,
  place: { position: number; occurredAt: number; issuerId: string },
): Message {
  const contract = contractOf(event.type);
  if (!contract) throw new Error(`there is no schema for ${event.type}`);
  const body = contract.encode(event.data);
  const { stream, streamId } = streamOf(event);
  const envelope: Recorded['envelope'] = {
    service: 'cards',
    epoch: 1,
    position: place.position,
    stream,
    streamId,
    version: place.position,
    eventId: idFrom('evt', `${streamId} ${place.position}`),
    type: event.type,
    schema: contract.fingerprint,
    occurredAt: place.occurredAt,
    recordedAt: place.occurredAt,
    issuerId: place.issuerId,
    actor: 'desk-1',
    correlationId: 'cor_1',
    causationId: null,
    traceparent: null,
  };
  return new Message(
    'ledger',
    { topic: `cards.${stream}`, partition: PARTITION },
    headersOf(envelope),
    encodeValue(1, body),
  );
}

function streamOf({ data }: CardEvent | HolderEvent): { readonly stream: string; readonly streamId: string } {
  return 'cardId' in data ? { stream: 'card', streamId: data.cardId } : { stream: 'holder', streamId: data.holderId };
}

/** What the ledger does about an event; nothing where it does not listen. */
export function effectOf(consumer: CardsCardConsumer, event: CardEvent, message: Message): Effect | Promise<Effect> {
  switch (event.type) {
    case 'CardIssued':
      return consumer.onCardIssued(event.data, message);
    case 'CardSold':
      return consumer.onCardSold(event.data, message);
    case 'CardActivated':
      return consumer.onCardActivated(event.data, message);
    case 'CardRegistered':
      return consumer.onCardRegistered(event.data, message);
    case 'CardSuspended':
      return consumer.onCardSuspended(event.data, message);
    case 'CardResumed':
      return consumer.onCardResumed(event.data, message);
    case 'CardReportedLost':
      return consumer.onCardReportedLost(event.data, message);
    case 'CardLossReportedByHolder':
      return consumer.onCardLossReportedByHolder(event.data, message);
    case 'CardUnblocked':
      return consumer.onCardUnblocked(event.data, message);
    case 'CardReplaced':
      return consumer.onCardReplaced(event.data, message);
    case 'CardExpired':
      return consumer.onCardExpired(event.data, message);
    case 'CardVoided':
      return consumer.onCardVoided(event.data, message);
    default:
      return undefined;
  }
}

/** Carries an effect out as a redrive does, without a mark; 'tolerated' for a refusal that the handler lets go. */
export async function carryOut(log: EventLog, effect: Effect): Promise<Verdict | 'tolerated'> {
  if (effect && 'across' in effect) return log.executeAcross({ ...effect.across, key: null });
  if (!effect || !('command' in effect)) throw new Error('a command was expected');
  const { tolerate = [], ...command } = effect.command;
  const verdict = await log.execute({ ...command, key: null });
  return verdict.kind === 'refused' && tolerate.includes(verdict.refusal.code) ? 'tolerated' : verdict;
}

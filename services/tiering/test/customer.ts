/** A customer of a bank on tiering's door, with documents in the vault and the people of the branch who decide. */
import type { EventData, EventType } from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import type { Effect, Message } from '@scrip/kafka';
import type { Client } from '@scrip/testing';
import { CardsHolderConsumer } from '../src/holder/cards-holder.consumer.ts';
import { CardsCardConsumer } from '../src/service-level/cards-card.consumer.ts';
import { ALL_SCOPES, type TieringDoor } from './tiering-door.ts';

/** A person of the branch: a subject of their own with roles of the programme. */
export function person(door: TieringDoor, issuerId: string, subject: string, ...roles: string[]): Client {
  const authorities = roles.map((role) => `tiering:authority.${role}`);
  return door.as({ issuerId, subject, scopes: [ALL_SCOPES, ...authorities].join(' ') });
}

/** The vault of cards has a document of a holder. */
export async function hasDocument(
  door: TieringDoor,
  issuerId: string,
  holderId: string,
  kind: string,
): Promise<string> {
  const documentId = newId('doc');
  const document = { documentId, kind, mediaType: 'image/png', sizeBytes: 9, sha256: 'ab' };
  const data = { holderId, document, storedBy: 'desk' };
  const message = door.message('HolderDocumentStored', data, { issuerId, streamId: holderId });
  await door.carryOut(door.get(CardsHolderConsumer).onHolderDocumentStored(data, message));
  return documentId;
}

/** Cards says something of a holder or a card; the handler of its name is asked, twice where it must change nothing again. */
export async function cardsSays<T extends EventType>(
  door: TieringDoor,
  type: T,
  data: EventData<T>,
  about: { readonly issuerId: string; readonly streamId: string; readonly version?: number },
): Promise<void> {
  const message = door.message(type, data, about);
  const handlers = [door.get(CardsHolderConsumer), door.get(CardsCardConsumer)].map(
    (consumer) => consumer as unknown as Record<string, (data: unknown, message: Message) => Effect | Promise<Effect>>,
  );
  const name = `on${type}`;
  const consumer = handlers.find((one) => typeof one[name] === 'function');
  if (!consumer) throw new Error(`tiering does not hear ${type}`);
  for (let time = 0; time < 2; time += 1) {
    await door.carryOut(await (consumer[name] as NonNullable<(typeof consumer)[string]>).call(consumer, data, message));
  }
}

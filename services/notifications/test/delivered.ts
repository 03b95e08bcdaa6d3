/** Events of other services as they come from their topics, and effects as the transport carries them out. */
import { type Contract, contractOf, type EventData, type EventType } from '@scrip/contracts';
import { type Envelope, type EventLog, newId, transaction, type Verdict } from '@scrip/event-store';
import { type Effect, encodeValue, headersOf, Message } from '@scrip/kafka';

export const ISSUER = 'iss_test';

/** When the events of the specs happened: 2026-03-04T10:00:00+08:00. */
export const AT = Date.UTC(2026, 2, 4, 2);

/** What a spec may say about a message; the rest is made up. */
export type Facts = Partial<
  Pick<Envelope, 'issuerId' | 'correlationId' | 'eventId' | 'traceparent' | 'occurredAt' | 'recordedAt' | 'version'>
>;

/** The message of an event, as the consumers of notifications are given it. */
export function messageOf<T extends EventType>(
  type: T,
  streamId: string,
  data: EventData<T>,
  about: Facts = {},
): Message {
  const contract: Contract | undefined = contractOf(type as string);
  if (!contract) throw new Error(`there is no event ${type}`);
  const { service, stream, topic, fingerprint } = contract;
  const envelope: Envelope = {
    service,
    stream,
    streamId,
    type,
    schema: fingerprint,
    epoch: 1,
    position: 1,
    version: 1,
    eventId: newId('evt'),
    occurredAt: AT,
    recordedAt: AT,
    issuerId: ISSUER,
    actor: 'till-1',
    correlationId: 'cor_1',
    causationId: null,
    traceparent: null,
    ...about,
  };
  return new Message(
    'notifications',
    { topic, partition: 0 },
    headersOf(envelope),
    encodeValue(1, contract.encode(data)),
  );
}

/** Carries an effect out without a consumer's place, as a redrive does, so that only the rule stands between twice and once. */
export async function carryOut(log: EventLog, effect: Effect): Promise<Verdict | undefined> {
  if (effect === undefined) return undefined;
  if ('writes' in effect) {
    await transaction(log.pool, effect.writes);
    return undefined;
  }
  if ('across' in effect) return log.executeAcross({ ...effect.across, key: null });
  return log.execute({ ...effect.command, key: null });
}

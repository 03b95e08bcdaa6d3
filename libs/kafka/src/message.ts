/** A message as its handler sees it: the envelope of the event, and who a command that follows from it is by. */
import { type Contract, contractOf, decodeWith, type ScripEvent } from '@scrip/contracts';
import { type Envelope, leafHash, type Who } from '@scrip/event-store';
import { currentTraceparent } from '@scrip/telemetry';
import type { KafkaMessage } from 'kafkajs';
import type { SchemaRegistry } from './registry.ts';
import { decodeValue, envelopeOf, textHeaders, type WireHeaders } from './wire.ts';

/** Where a message lies. */
export interface Place {
  /** Without the prefix: `ledger.wallet`. */
  readonly topic: string;
  readonly partition: number;
}

/** An event of another service (or another stream of the same), as it came from its topic. */
export class Message {
  readonly topic: string;
  readonly partition: number;
  readonly envelope: Envelope;
  readonly headers: WireHeaders;
  /** The whole Kafka value. */
  readonly value: Buffer;
  readonly schemaId: number;
  /** Avro binary, exactly as stored in the producing service's log. */
  readonly body: Buffer;
  readonly #consumer: string;

  /** `consumer`: the service that reads. Throws MalformedMessageError. */
  constructor(consumer: string, place: Place, headers: WireHeaders, value: Buffer | null) {
    const { schemaId, body } = decodeValue(value);
    this.envelope = envelopeOf(headers);
    this.#consumer = consumer;
    this.topic = place.topic;
    this.partition = place.partition;
    this.headers = headers;
    this.value = value ?? Buffer.alloc(0);
    this.schemaId = schemaId;
    this.body = body;
  }

  /**
   * Who a command is by that follows from this event: the same issuer, moment and sale; caused by this event; done by
   * the consuming service.
   */
  get who(): Who {
    const { issuerId, occurredAt, correlationId, eventId, traceparent } = this.envelope;
    return {
      issuerId,
      actor: `service:${this.#consumer}`,
      occurredAt,
      correlationId,
      causationId: eventId,
      traceparent: currentTraceparent() ?? traceparent,
    };
  }

  /** Merkle leaf of the event, to be found under a signed checkpoint of the producing service. */
  get leaf(): Buffer {
    return leafHash(this.envelope, this.body);
  }
}

/** Reads a message as the client library gives it. Throws MalformedMessageError. */
export function messageOf(consumer: string, place: Place, raw: Pick<KafkaMessage, 'headers' | 'value'>): Message {
  return new Message(consumer, place, textHeaders(raw.headers), raw.value);
}

/**
 * The event's data as the present version of its contract has it; a body written with another version is read through
 * the writer's schema, which the registry keeps. Throws ContractError, and the registry's errors.
 */
export async function readEvent(
  message: Message,
  contract: Contract,
  registry: SchemaRegistry,
): Promise<ScripEvent['data']> {
  if (contract.fingerprint.equals(message.envelope.schema)) return contract.decode(message.body);
  return decodeWith(contract, await registry.schemaText(message.schemaId), message.body);
}

/** True when this version of the code knows the message's event type, in the topic where it belongs. */
export function isKnown(message: Message): boolean {
  return contractOf(message.envelope.type)?.topic === message.topic;
}

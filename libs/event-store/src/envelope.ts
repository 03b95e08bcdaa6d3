/**
 * The envelope of an event, to the byte, and the leaf hash over it. `append_batch` computes the same in SQL; a verifier
 * outside needs only this page: see "The envelope" in the room's README.
 */
import { createHash } from 'node:crypto';

/** Everything that is known about a recorded event apart from what it says itself. */
export interface Envelope {
  readonly service: string;
  /** Rises only after a restore that lost published positions. */
  readonly epoch: number;
  /** Place in the service's log, 1..N without a gap. */
  readonly position: number;
  /** Kind of stream; topic is `<service>.<stream>`. */
  readonly stream: string;
  readonly streamId: string;
  /** Place in its stream, from 1. */
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
  /** SHA-256 fingerprint of the schema that the body was written with. */
  readonly schema: Buffer;
  /** Epoch milliseconds: when it happened in the world. */
  readonly occurredAt: number;
  /** Epoch milliseconds: when the log took it; never runs backwards along the log. */
  readonly recordedAt: number;
  readonly issuerId: string;
  /** Subject of the token that asked, or `service:<name>`. */
  readonly actor: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly traceparent: string | null;
}

const NULL_FIELD = Buffer.from('ffffffff', 'hex');
/** First field of every envelope. */
export const ENVELOPE_FORMAT = 'scrip-envelope-v1';

function bytesField(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function textField(text: string | null): Buffer {
  return text === null ? NULL_FIELD : bytesField(Buffer.from(text, 'utf8'));
}

function intField(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytesField(bytes);
}

/** The envelope's canonical bytes, format `scrip-envelope-v1`: each field as uint32 length and bytes, in this order. */
export function envelopeBytes(envelope: Envelope): Buffer {
  return Buffer.concat([
    textField(ENVELOPE_FORMAT),
    textField(envelope.service),
    intField(envelope.epoch),
    intField(envelope.position),
    textField(envelope.stream),
    textField(envelope.streamId),
    intField(envelope.version),
    textField(envelope.eventId),
    textField(envelope.type),
    bytesField(envelope.schema),
    intField(envelope.occurredAt),
    intField(envelope.recordedAt),
    textField(envelope.issuerId),
    textField(envelope.actor),
    textField(envelope.correlationId),
    textField(envelope.causationId),
    textField(envelope.traceparent),
  ]);
}

const LEAF_PREFIX = Buffer.of(0);

/** Merkle leaf of an event, SHA-256(0x00 ‖ envelope ‖ body) as in RFC 9162, section 2.1.1. */
export function leafHash(envelope: Envelope, body: Buffer): Buffer {
  return createHash('sha256').update(LEAF_PREFIX).update(envelopeBytes(envelope)).update(body).digest();
}

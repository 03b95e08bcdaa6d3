/**
 * An event on the wire: the Confluent prefix before the stored body, and every field of the envelope as a header, so that
 * a consumer can rebuild the envelope's exact bytes and check the message against a signed checkpoint.
 */
import { type Envelope, leafHash } from '@scrip/event-store';
import type { IHeaders } from 'kafkajs';

const MAGIC = 0;
/** Magic byte, then the schema id as int32, big-endian. */
const PREFIX_BYTES = 5;
const SOURCE_PREFIX = '/scrip/';

/** Headers of a message, as text. */
export type WireHeaders = Readonly<Record<string, string>>;

const occurredText = remembering((ms: number) => new Date(ms).toISOString());
const recordedText = remembering((ms: number) => new Date(ms).toISOString());
const schemaText = remembering((schema: Buffer) => schema.toString('hex'));
const occurredAt = remembering((value: string) => instant('ce_time', value));
const recordedAt = remembering((value: string) => instant('scrip_recorded', value));
const schemaOf = remembering((value: string) => {
  if (!/^[0-9a-f]{64}$/.test(value)) throw malformed('scrip_schema', value);
  return Buffer.from(value, 'hex');
});

/** The message is not in our format: a header or the prefix is missing or malformed. */
export class MalformedMessageError extends Error {
  override readonly name = 'MalformedMessageError';
}

/** The stored body with the wire format's five bytes in front. */
export function encodeValue(schemaId: number, body: Buffer): Buffer {
  const value = Buffer.allocUnsafe(PREFIX_BYTES + body.length);
  value.writeUInt8(MAGIC, 0);
  value.writeInt32BE(schemaId, 1);
  body.copy(value, PREFIX_BYTES);
  return value;
}

/** Schema id and stored body of a value. Throws MalformedMessageError. */
export function decodeValue(value: Buffer | null): { readonly schemaId: number; readonly body: Buffer } {
  if (!value || value.length < PREFIX_BYTES || value[0] !== MAGIC) {
    throw new MalformedMessageError('the value does not begin with the five bytes of the wire format');
  }
  return { schemaId: value.readInt32BE(1), body: value.subarray(PREFIX_BYTES) };
}

/** An envelope as headers: CloudEvents 1.0 in binary mode, and what CloudEvents has no name for as `scrip_*`. */
export function headersOf(envelope: Envelope): WireHeaders {
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: envelope.eventId,
    ce_type: envelope.type,
    ce_source: SOURCE_PREFIX + envelope.service,
    ce_time: occurredText(envelope.occurredAt),
    ce_subject: envelope.streamId,
    'content-type': 'application/avro',
    scrip_stream: envelope.stream,
    scrip_epoch: String(envelope.epoch),
    scrip_position: String(envelope.position),
    scrip_version: String(envelope.version),
    scrip_schema: schemaText(envelope.schema),
    scrip_recorded: recordedText(envelope.recordedAt),
    scrip_issuer: envelope.issuerId,
    scrip_actor: envelope.actor,
    scrip_correlation: envelope.correlationId,
  };
  if (envelope.causationId !== null) headers.scrip_causation = envelope.causationId;
  if (envelope.traceparent !== null) headers.traceparent = envelope.traceparent;
  return headers;
}

/** The envelope that the headers carry. Throws MalformedMessageError naming the first header that is wrong. */
export function envelopeOf(headers: WireHeaders): Envelope {
  const source = text(headers, 'ce_source');
  if (!source.startsWith(SOURCE_PREFIX)) throw malformed('ce_source', source);
  return {
    service: source.slice(SOURCE_PREFIX.length),
    epoch: count(headers, 'scrip_epoch'),
    position: count(headers, 'scrip_position'),
    stream: text(headers, 'scrip_stream'),
    streamId: text(headers, 'ce_subject'),
    version: count(headers, 'scrip_version'),
    eventId: text(headers, 'ce_id'),
    type: text(headers, 'ce_type'),
    schema: schemaOf(text(headers, 'scrip_schema')),
    occurredAt: occurredAt(text(headers, 'ce_time')),
    recordedAt: recordedAt(text(headers, 'scrip_recorded')),
    issuerId: text(headers, 'scrip_issuer'),
    actor: text(headers, 'scrip_actor'),
    correlationId: text(headers, 'scrip_correlation'),
    causationId: headers.scrip_causation ?? null,
    traceparent: headers.traceparent ?? null,
  };
}

/** Headers as the client library gives them, as text; of a header that is there twice the first counts. */
export function textHeaders(headers: IHeaders | undefined): WireHeaders {
  if (isText(headers)) return headers;
  const texts: Record<string, string> = {};
  for (const [name, given] of Object.entries(headers ?? {})) {
    const value = textOf(given);
    if (value !== undefined) texts[name] = value;
  }
  return texts;
}

/** The type of event that the headers name, before all of them are read; undefined when they name none. */
export function typeNamed(headers: IHeaders | undefined): string | undefined {
  return textOf(headers?.['ce_type']);
}

/** Merkle leaf of a message, equal to the one in the producing service's log. Throws MalformedMessageError. */
export function leafOf(headers: WireHeaders, value: Buffer | null): Buffer {
  return leafHash(envelopeOf(headers), decodeValue(value).body);
}

function textOf(given: IHeaders[string]): string | undefined {
  const value = Array.isArray(given) ? given[0] : given;
  return value === undefined || value === null || typeof value === 'string'
    ? (value ?? undefined)
    : value.toString('utf8');
}

function text(headers: WireHeaders, name: string): string {
  const value = headers[name];
  if (value === undefined) throw new MalformedMessageError(`header ${name} is missing`);
  return value;
}

function count(headers: WireHeaders, name: string): number {
  const value = text(headers, name);
  const number = Number(value);
  if (!/^[1-9][0-9]*$/.test(value) || !Number.isSafeInteger(number)) throw malformed(name, value);
  return number;
}

function instant(name: string, value: string): number {
  const ms = Date.parse(value);
  // Only the form we write: another spelling of the same moment would still be ours, but is not what we sent.
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== value) throw malformed(name, value);
  return ms;
}

function isText(headers: IHeaders | undefined): headers is WireHeaders {
  for (const name in headers) if (typeof headers[name] !== 'string') return false;
  return headers !== undefined;
}

/** Remembers what was made of the last argument: neighbouring messages mostly have the same times and schema. */
function remembering<A, R>(make: (of: A) => R): (of: A) => R {
  let last: { readonly of: A; readonly made: R } | undefined;
  return (of) => {
    if (last?.of !== of) last = { of, made: make(of) };
    return last.made;
  };
}

function malformed(name: string, value: string): MalformedMessageError {
  return new MalformedMessageError(`header ${name} has the value "${value.slice(0, 80)}"`);
}

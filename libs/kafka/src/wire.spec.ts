import { describe, expect, it } from '@jest/globals';
import { type Envelope, envelopeBytes, leafHash } from '@scrip/event-store';
import fc from 'fast-check';
import { decodeValue, encodeValue, envelopeOf, headersOf, leafOf, MalformedMessageError, textHeaders } from './wire.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const count = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
/** Up to the year 9999. */
const moment = fc.integer({ min: 0, max: 253_402_300_799_999 });

const envelopes: fc.Arbitrary<Envelope> = fc.record({
  service: text,
  epoch: count,
  position: count,
  stream: text,
  streamId: text,
  version: count,
  eventId: text,
  type: text,
  schema: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
  occurredAt: moment,
  recordedAt: moment,
  issuerId: text,
  actor: text,
  correlationId: text,
  causationId: fc.option(text),
  traceparent: fc.option(text),
});
const bodies = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

/** Headers after their way over the wire: bytes. */
const overTheWire = (envelope: Envelope) =>
  textHeaders(
    Object.fromEntries(Object.entries(headersOf(envelope)).map(([name, value]) => [name, Buffer.from(value)])),
  );

describe('an event on the wire', () => {
  it('carries its whole envelope in its headers: the same bytes and the same leaf come out', () => {
    fc.assert(
      fc.property(envelopes, bodies, fc.integer({ min: 1, max: 2 ** 31 - 1 }), (envelope, body, schemaId) => {
        const headers = overTheWire(envelope);
        const value = encodeValue(schemaId, body);
        expect(envelopeOf(headers)).toEqual(envelope);
        expect(envelopeBytes(envelopeOf(headers)).equals(envelopeBytes(envelope))).toBe(true);
        expect(leafOf(headers, value).equals(leafHash(envelope, body))).toBe(true);
        expect(decodeValue(value)).toEqual({ schemaId, body });
      }),
    );
  });

  it('has the five bytes of the wire format before its body', () => {
    expect(encodeValue(258, Buffer.from('body')).toString('hex')).toBe(
      `0000000102${Buffer.from('body').toString('hex')}`,
    );
  });

  it('is not ours when a header is missing or spelled otherwise', () => {
    const [envelope] = fc.sample(envelopes, { numRuns: 1, seed: 7 });
    if (!envelope) throw new Error('no sample');
    const headers = headersOf(envelope);
    for (const [name, wrong] of [
      ['scrip_position', '0'],
      ['scrip_position', '1e3'],
      ['scrip_epoch', '-1'],
      ['scrip_version', '9007199254740993'],
      ['scrip_schema', 'abc'],
      ['ce_time', '2026-01-02T03:04:05Z'],
      ['ce_source', '/other/ledger'],
    ] as const) {
      expect(() => envelopeOf({ ...headers, [name]: wrong })).toThrow(MalformedMessageError);
    }
    const { scrip_issuer: _, ...short } = headers;
    expect(() => envelopeOf(short)).toThrow('header scrip_issuer is missing');
  });

  it('is not ours when the value is empty or has no prefix', () => {
    for (const value of [null, Buffer.alloc(4), Buffer.from('01000000010a', 'hex')]) {
      expect(() => decodeValue(value)).toThrow(MalformedMessageError);
    }
  });
});

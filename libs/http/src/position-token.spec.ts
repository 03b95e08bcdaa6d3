import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodePositionToken, encodePositionToken, tokenOf } from './position-token.ts';

const envelope = (position: number, stream: string, streamId: string) => ({
  service: 'ledger',
  stream,
  streamId,
  epoch: 2,
  position,
});

describe('a position token', () => {
  it('names the log’s position and that of each topic partition the events went to', () => {
    const events = [envelope(7, 'wallet', 'wal_a'), envelope(8, 'wallet', 'wal_bb'), envelope(9, 'wallet', 'wal_a')];
    const token = tokenOf(events, (streamId) => streamId.length % 6);
    expect(token && encodePositionToken(token)).toBe('ledger.2.9;ledger.wallet/5=9;ledger.wallet/0=8');
  });

  it('of no event is none', () => {
    expect(tokenOf([], () => 0)).toBeUndefined();
  });

  it('comes back as it was written', () => {
    const count = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    const topic = fc.constantFrom('ledger.wallet', 'points.campaign-day', 'cards.card');
    const topics = fc.array(fc.record({ topic, partition: fc.integer({ min: 0, max: 99_999 }), position: count }), {
      maxLength: 8,
    });
    const service = fc.constantFrom('ledger', 'cards');
    const token = fc.record({ service, epoch: fc.integer({ min: 1, max: 1_000 }), position: count, topics });
    fc.assert(fc.property(token, (given) => expect(decodePositionToken(encodePositionToken(given))).toEqual(given)));
  });

  it.each([
    '',
    'ledger',
    'ledger.1',
    'ledger.1.x',
    'Ledger.1.2',
    'ledger.1.2;',
    'ledger.1.2;ledger.wallet=3',
    ' ledger.1.2',
  ])('is not %p', (text) => expect(decodePositionToken(text)).toBeUndefined());

  it('of any length is not read', () => {
    expect(decodePositionToken(`ledger.1.2${';ledger.wallet/1=2'.repeat(1_000)}`)).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import { contracts } from '@scrip/contracts';
import { STREAMS_WITH_LINES, STREAMS_WITHOUT_LINES } from './ledger-postings.ts';

describe('the journal', () => {
  it('knows of every stream of the ledger whether its facts move money', () => {
    const streams = new Set(contracts().flatMap(({ service, stream }) => (service === 'ledger' ? [stream] : [])));
    expect(new Set([...STREAMS_WITH_LINES, ...STREAMS_WITHOUT_LINES])).toEqual(streams);
  });
});

import { describe, it } from '@jest/globals';
import type { TerminalEvent } from '@scrip/contracts';
import { given } from '@scrip/testing';
import { registerTerminal, retireTerminal, syncTerminal, terminalDecider } from './terminal.decider.ts';

const command = {
  terminalId: 'pos-1',
  enterpriseId: 'campus',
  merchantId: 'canteen',
  uses: ['spend'],
  keyVersion: 1,
  moduleFingerprint: 'ab',
} as const;
const registered = (registration = 1): TerminalEvent => ({
  type: 'TerminalRegistered',
  data: { ...command, registration },
});
const retired: TerminalEvent = {
  type: 'TerminalRetired',
  data: { terminalId: 'pos-1', reason: 'broken', retiredAt: 1_000 },
};
const sync = { listVersion: 5n, syncedAt: 500, macValid: true, latest: 9n };
const synced: TerminalEvent = {
  type: 'TerminalSynced',
  data: { terminalId: 'pos-1', listVersion: 5n, syncedAt: 500 },
};

describe('a terminal', () => {
  it('is registered, retired, and comes back with another module for whom it was', () => {
    given(terminalDecider)
      .when((state) => registerTerminal(state, command))
      .then(registered());
    given(terminalDecider, registered())
      .when((state) => retireTerminal(state, { reason: 'broken', retiredAt: 1_000 }))
      .then(retired);
    given(terminalDecider, registered(), retired)
      .when((state) => registerTerminal(state, command))
      .then(registered(2));
  });

  it('is not registered for nobody, twice, or for another', () => {
    given(terminalDecider)
      .when((state) => registerTerminal(state, { ...command, merchantId: null }))
      .thenRefused('merchant_missing', { terminalId: 'pos-1' });
    given(terminalDecider, registered())
      .when((state) => registerTerminal(state, command))
      .thenRefused('terminal_registered', { terminalId: 'pos-1', registration: 1 });
    given(terminalDecider, registered(), retired)
      .when((state) => registerTerminal(state, { ...command, merchantId: 'shop' }))
      .thenRefused('terminal_of_another', { terminalId: 'pos-1', enterpriseId: 'campus', merchantId: 'canteen' });
  });

  it('says what it has of the list of blocked cards, under its secret, and only forward', () => {
    given(terminalDecider, registered())
      .when((state) => syncTerminal(state, sync))
      .then(synced);
    given(terminalDecider, registered(), synced)
      .when((state) => syncTerminal(state, { ...sync, listVersion: 4n }))
      .then();
    given(terminalDecider)
      .when((state) => syncTerminal(state, sync))
      .thenRefused('terminal_unknown');
    given(terminalDecider, registered(), retired)
      .when((state) => syncTerminal(state, { ...sync, macValid: false }))
      .thenRefused('terminal_retired', { terminalId: 'pos-1', retiredAt: 1_000 });
    given(terminalDecider, registered())
      .when((state) => syncTerminal(state, { ...sync, macValid: false, latest: 1n }))
      .thenRefused('mac_invalid', { terminalId: 'pos-1' });
    given(terminalDecider, registered())
      .when((state) => syncTerminal(state, { ...sync, latest: 4n }))
      .thenRefused('list_version_unknown', { listVersion: 5n, latest: 4n });
  });
});

import { describe, expect, it } from '@jest/globals';
import {
  acknowledgementMessage,
  cardKey,
  loadMessage,
  passMessage,
  spendMessage,
  syncMessage,
  washingMessage,
} from './mac-layout.ts';

const purse = { cardId: 'crd_1', enterpriseId: 'campus', keyEpoch: 2 };
/** The purse as every message of it begins after its kind. */
const PURSE = '05 6372645f31 06 63616d707573 00000002';
const text = (bytes: Buffer): string => bytes.toString('hex');
const hex = (spaced: string): string => spaced.replaceAll(' ', '');

describe('what a MAC is over', () => {
  it('is the card, enterprise, epoch, counter, terminal, amount, time and balance of a spend', () => {
    const spend = {
      ...purse,
      counter: 7,
      terminalId: 'pos-1',
      amountFen: 1_250n,
      spentAt: 1_750_000_000_000,
      balanceFen: 2n,
    };
    expect(text(spendMessage(spend))).toBe(
      hex(`01 ${PURSE} 00000007 05 706f732d31 00000000000004e2 000001977420dc00 0000000000000002`),
    );
  });

  it('is the counters and the amount of a load, and the balance that the card says it has then', () => {
    const load = { ...purse, loadCounter: 3, spendCounter: 9, amountFen: 256n, balanceFen: 512n };
    expect(text(loadMessage(load))).toBe(hex(`02 ${PURSE} 00000003 00000009 0000000000000100`));
    expect(text(acknowledgementMessage(load))).toBe(hex(`03 ${PURSE} 00000003 0000000000000100 0000000000000200`));
  });

  it('is the epoch that a washing ends and whom it is for', () => {
    expect(text(washingMessage(purse, 'works'))).toBe(hex(`04 ${PURSE} 05 776f726b73`));
  });

  it('is what a terminal saw of a card, and what it has of the list', () => {
    const pass = {
      terminalId: 'door',
      counter: 1,
      cardId: 'crd_1',
      kind: 'door',
      direction: null,
      passedAt: 1,
    } as const;
    expect(text(passMessage(pass))).toBe(hex('05 04 646f6f72 00000001 05 6372645f31 04 646f6f72 00 0000000000000001'));
    expect(text(syncMessage('door', 5n, 1))).toBe(hex('06 04 646f6f72 0000000000000005 0000000000000001'));
  });
});

describe('the key of a card', () => {
  it('is another one for each card and each epoch', () => {
    const mother = Buffer.alloc(16, 7);
    const keys = [cardKey(mother, 'crd_A', 1), cardKey(mother, 'crd_A', 2), cardKey(mother, 'crd_B', 1)];
    expect(new Set(keys.map(text)).size).toBe(3);
  });
});

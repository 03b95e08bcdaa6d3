import { describe, expect, it } from '@jest/globals';
import { fen } from '@scrip/money';
import { given } from '@scrip/testing';
import { at, product, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { postings } from '../journal/ledger-postings.ts';
import { type WalletState, walletDecider } from '../wallet/wallet.decider.ts';
import { type LoadOpeningBalance, loadOpeningBalance } from './opening-balance.rule.ts';

const bringing = (changes: Partial<LoadOpeningBalance> = {}): LoadOpeningBalance => ({
  reference: 'old-1',
  importId: 'imp_1',
  lotId: 'lot_9',
  principalFen: yuan(80),
  bonusFen: yuan(8),
  expiresAt: null,
  paidFen: null,
  givenFen: null,
  rechargedAt: null,
  at: at('2025-01-01'),
  ...changes,
});
const asking =
  (changes: Partial<LoadOpeningBalance> = {}) =>
  (state: WalletState) =>
    loadOpeningBalance(state, bringing(changes), terms());

describe('an opening balance', () => {
  it('is a lot of its own, below the minimum and without a bonus of ours, and stands against equity', () => {
    const story = WalletStory.open();
    const { decision } = given(walletDecider, ...story.events).when(asking());
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    const [event] = decision.events;
    expect(event).toMatchObject({
      type: 'WalletOpeningBalanceLoaded',
      data: { reference: 'old-1', expiryNotices: null, breakage: false, balanceAfterFen: yuan(88) },
    });
    expect(event && postings(event).map(({ account, amountFen }) => [account, amountFen])).toEqual([
      ['equity:opening-balance', yuan(88)],
      ['liability:wallet:principal', yuan(-80)],
      ['liability:wallet:bonus', yuan(-8)],
    ]);
    const { state } = given(walletDecider, ...story.events)
      .when(asking())
      .then(...decision.events);
    expect(state).toMatchObject({ lots: { open: [{ lotId: 'lot_9', principalFen: yuan(80), bonusFen: yuan(8) }] } });
  });

  it('with a date is told of as the product says, but for what is past, and lapses as the product says', () => {
    // 30 and 7 days before its last usable day; the first of them is past.
    const expiresAt = at('2025-01-21', '00:00:00');
    const { decision } = given(walletDecider, ...WalletStory.open().events).when(asking({ expiresAt }));
    expect(decision).toMatchObject({
      events: [{ data: { expiresAt, expiryNotices: [at('2025-01-13')], breakage: true } }],
    });
    expect(product().lots.validity).toMatchObject({ notices: { daysBefore: [30, 7] } });
  });

  it('is refused, in this order', () => {
    given(walletDecider).when(asking()).thenRefused('wallet_unknown', {});
    const open = given(walletDecider, ...WalletStory.open().events);
    open
      .when(asking({ principalFen: fen(0n), bonusFen: fen(0n), expiresAt: 0 }))
      .thenRefused('amount_not_positive', { askedFen: fen(0n) });
    open
      .when(asking({ expiresAt: at('2025-01-01') }))
      .thenRefused('opening_balance_expired', { expiresAt: at('2025-01-01'), at: at('2025-01-01') });
  });
});

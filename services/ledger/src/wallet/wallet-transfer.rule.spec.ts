import { describe, expect, it } from '@jest/globals';
import { at, product, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { postings } from '../journal/ledger-postings.ts';
import { type WalletState, walletDecider } from './wallet.decider.ts';
import { type Transfer, transfer } from './wallet-transfer.rule.ts';

const allowed = terms({ ...product(), transfer: 'allowed' });
const moving = (amount: number): Transfer => ({
  transferId: 'trf_1',
  amountFen: yuan(amount),
  at: at('2025-06-15'),
  lotIdOf: (part) => `lot_moved_${part}`,
});
/** Two wallets of one holder. */
const from = () => WalletStory.open().recharge(1_000, at('2025-01-10')).recharge(1_000, at('2025-06-01'));
const to = (holderId = 'hld_1'): WalletState => {
  const { state } = WalletStory.open();
  if (state.status === 'none') throw new Error('the wallet is open');
  return { ...state, walletId: 'wal_2', holderId };
};

describe('a transfer', () => {
  it('takes value along with its kinds and its dates, and sums to zero over both wallets', () => {
    const decision = transfer(from().state, to(), moving(1_150), allowed);
    expect(decision).toMatchObject({
      kind: 'accepted',
      events: [
        {
          sent: {
            data: { walletId: 'wal_1', toWalletId: 'wal_2', amountFen: yuan(1_150), balanceAfterFen: yuan(1_050) },
          },
          received: {
            data: {
              walletId: 'wal_2',
              parts: [
                {
                  lotId: 'lot_moved_0',
                  principalFen: yuan(1_000),
                  bonusFen: yuan(100),
                  expiresAt: at('2027-01-11', '00:00:00'),
                },
                {
                  lotId: 'lot_moved_1',
                  principalFen: yuan(45.45),
                  bonusFen: yuan(4.55),
                  expiresAt: at('2027-06-02', '00:00:00'),
                },
              ],
              balanceAfterFen: yuan(1_150),
            },
          },
        },
      ],
    });
    if (decision.kind === 'refused') throw new Error('accepted');
    const [facts] = decision.events;
    if (!facts) throw new Error('the facts of both wallets');
    const lines = [...postings(facts.sent), ...postings(facts.received)];
    const transit = lines.filter(({ account }) => account === 'liability:transfer');
    expect(transit.reduce((sum, line) => sum + line.amountFen, 0n)).toBe(0n);
    const after = walletDecider.evolve(to(), facts.received);
    expect(after.status === 'open' && after.lots.openFen).toBe(yuan(1_150));
  });

  it('of which the fact does not say whether it was paid for brings no lot that was', () => {
    const decision = transfer(from().state, to(), moving(1_150), allowed);
    const [facts] = decision.kind === 'accepted' ? decision.events : [];
    if (facts?.received.type !== 'WalletTransferReceived') throw new Error('the transfer was accepted');
    const { data } = facts.received;
    const older = data.parts.map((part) => ({ ...part, recharged: null, rechargeId: null, loadedPrincipalFen: null }));
    const after = walletDecider.evolve(to(), { type: 'WalletTransferReceived', data: { ...data, parts: older } });
    expect(after).toMatchObject({ lots: { open: [{ recharged: false }, { recharged: false }] } });
    expect(walletDecider.evolve(to(), facts.received)).toMatchObject({ lots: { open: [{ recharged: true }, {}] } });
  });

  it('leaves the credit of an open dispute where it is, since it can still be taken back', () => {
    const disputed = WalletStory.open().recharge(1_000).spend(150).dispute('spd_2');
    expect(transfer(disputed.state, to(), moving(950.01), allowed)).toMatchObject({
      refusal: {
        code: 'spend_disputed',
        detail: {
          askedFen: yuan(950.01),
          availableFen: yuan(1_100),
          disputedFen: yuan(150),
          missingFen: yuan(0.01),
        },
      },
    });
    expect(transfer(disputed.state, to(), moving(950), allowed)).toMatchObject({
      events: [{ sent: { data: { lots: [{ lotId: 'lot_1' }] } } }],
    });
  });

  it('is refused by the first of its reasons', () => {
    const open = from().state;
    const refused = (a: WalletState, b: WalletState, amount: number, chosen = allowed) => {
      const decision = transfer(a, b, moving(amount), chosen);
      return decision.kind === 'refused' && [decision.refusal.code, decision.refusal.detail];
    };
    const none: WalletState = { status: 'none' };
    expect(refused(none, open, 0)).toEqual(['wallet_unknown', {}]);
    expect(refused(open, none, 0)).toEqual(['wallet_unknown', {}]);
    expect(refused(open, open, 0)).toEqual(['same_wallet', { walletId: 'wal_1' }]);
    expect(refused(open, to('hld_9'), 0)).toEqual(['wallet_of_another_holder', { walletId: 'wal_2' }]);
    const other = { ...to(), productKey: 'recharge-card-whole' } as WalletState;
    expect(refused(open, other, 0)).toMatchObject(['wallet_of_another_product', {}]);
    expect(refused(open, { ...to(), frozenFor: 'dormant' } as WalletState, 0)).toEqual([
      'wallet_frozen',
      { cause: 'dormant' },
    ]);
    expect(refused(open, to(), 0)).toMatchObject(['amount_not_positive', {}]);
    expect(refused(open, to(), 1, terms())).toEqual(['transfer_not_allowed', { product: 'recharge-card' }]);
    expect(refused(open, to(), 2_200.01)).toEqual([
      'balance_short',
      { askedFen: yuan(2_200.01), availableFen: yuan(2_200), missingFen: yuan(0.01) },
    ]);
    const capped = terms({
      ...product(),
      transfer: 'allowed',
      recharge: { ...product().recharge, balanceCapFen: Number(yuan(500)) },
    });
    expect(refused(open, to(), 501, capped)).toEqual([
      'balance_limit_exceeded',
      { askedFen: yuan(501), balanceFen: yuan(0), limitFen: yuan(500), excessFen: yuan(1) },
    ]);
  });
});

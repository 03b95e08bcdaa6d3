import { describe, expect, it } from '@jest/globals';
import { given } from '@scrip/testing';
import { at, product, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { postings } from '../journal/ledger-postings.ts';
import { walletDecider } from './wallet.decider.ts';
import { type RefundLot, refundLot } from './wallet-refund.rule.ts';

/** 1,000 more on each 3,000 paid, as the law's own example has it. */
const STEPS = { between: 'highestStep' as const, steps: [{ principalFen: 300_000, bonusFen: 100_000 }] };
const refunding = (policy: 'never' | 'statutory' | 'principal' = 'statutory', burn = product().lots.burn) =>
  terms({
    ...product(),
    recharge: { minFen: 1, bonusSteps: STEPS },
    lots: { ...product().lots, burn },
    refund: { policy, cashUpToFen: 10_000 },
  });
const asking = (changes: Partial<RefundLot> = {}): RefundLot => ({
  refundId: 'rfd_1',
  lotId: 'lot_1',
  cause: 'issuer',
  payTo: 'same-name-account',
  at: at('2025-06-20'),
  rechargedAt: at('2025-01-10'),
  ...changes,
});
const used = (amount: number, chosen = refunding()): WalletStory =>
  WalletStory.open(chosen).recharge(3_000).spend(amount);

describe('a refund', () => {
  it('of 3,000 paid + 1,000 bonus with 3,594 used values the use at 2,695.50 and pays back 304.50 (domain 3)', () => {
    for (const burn of ['proRata', 'principalFirst', 'bonusFirst'] as const) {
      const chosen = refunding('statutory', burn);
      const decision = refundLot(used(3_594, chosen).state, asking(), chosen);
      expect(decision).toMatchObject({
        events: [{ data: { usedFen: yuan(3_594), usedWorthFen: yuan(2_695.5), refundedFen: yuan(304.5) } }],
      });
      const [event] = decision.kind === 'accepted' ? decision.events : [];
      const lines = event ? postings(event) : [];
      expect(lines.reduce((sum, line) => sum + line.amountFen, 0n)).toBe(0n);
      expect(lines.find(({ account }) => account === 'asset:cash:same-name-account')?.amountFen).toBe(yuan(-304.5));
    }
  });

  it('caused by the holder values the use at its undiscounted price, and never pays below zero', () => {
    expect(refundLot(used(1_000).state, asking({ cause: 'holder' }), refunding())).toMatchObject({
      events: [{ data: { usedWorthFen: yuan(1_000), refundedFen: yuan(2_000) } }],
    });
    expect(refundLot(used(3_594).state, asking({ cause: 'holder' }), refunding())).toMatchObject({
      events: [{ data: { usedWorthFen: yuan(3_594), refundedFen: yuan(0), balanceAfterFen: yuan(0) } }],
    });
  });

  it('on withdrawal pays back all that was paid, through the seventh day', () => {
    const whole = WalletStory.open(refunding()).recharge(3_000);
    const day = (date: string, time = '23:59:59') => asking({ cause: 'withdrawal', at: at(date, time) });
    expect(refundLot(whole.state, day('2025-01-17'), refunding())).toMatchObject({
      events: [{ data: { refundedFen: yuan(3_000), bonusFen: yuan(1_000) } }],
    });
    given(walletDecider, ...whole.events)
      .when((wallet) => refundLot(wallet, day('2025-01-18', '00:00:00'), refunding()))
      .thenRefused('withdrawal_period_over', { endedAt: '2025-01-17T16:00:00.000Z' });
    given(walletDecider, ...used(1).events)
      .when((wallet) => refundLot(wallet, day('2025-01-12'), refunding()))
      .thenRefused('lot_used', { usedFen: yuan(1) });
  });

  it('as agreed pays back the principal that is left', () => {
    expect(
      refundLot(used(2_000, refunding('principal')).state, asking({ cause: 'agreed' }), refunding('principal')),
    ).toMatchObject({
      events: [{ data: { refundedFen: yuan(1_500), principalFen: yuan(1_500), bonusFen: yuan(500) } }],
    });
  });

  it('is refused by the first of its reasons', () => {
    const refusedWith = (
      story: WalletStory,
      changes: Partial<RefundLot>,
      code: string,
      detail: Record<string, unknown>,
      chosen = refunding(),
    ): void => {
      given(walletDecider, ...story.events)
        .when((wallet) => refundLot(wallet, asking(changes), chosen))
        .thenRefused(code, detail);
    };
    refusedWith(new WalletStory(), {}, 'wallet_unknown', {});
    refusedWith(used(1).freeze('dormant'), {}, 'wallet_frozen', { cause: 'dormant' });
    refusedWith(used(1), {}, 'refund_not_allowed', { policy: 'never', cause: 'issuer' }, refunding('never'));
    refusedWith(used(1), { cause: 'agreed' }, 'refund_not_allowed', { policy: 'statutory', cause: 'agreed' });
    refusedWith(used(1), { lotId: 'lot_9' }, 'lot_unknown', { lotId: 'lot_9' });
    refusedWith(used(1).hold('hold_1', 10), {}, 'holds_open', { heldFen: yuan(10), availableFen: yuan(3_989) });
    refusedWith(used(3_594), { payTo: 'cash' }, 'cash_refund_exceeds_limit', {
      refundFen: yuan(304.5),
      limitFen: yuan(100),
    });
  });

  it('is not of what no recharge paid for: a provisional credit, or what came from another wallet, but as agreed', () => {
    const disputed = used(3_594).dispute('spd_2');
    given(walletDecider, ...disputed.events)
      .when((wallet) => refundLot(wallet, asking({ lotId: 'lot_dsp_1' }), refunding()))
      .thenRefused('spend_disputed', { lotId: 'lot_dsp_1' });
    const kept = disputed.resolve('holder');
    given(walletDecider, ...kept.events)
      .when((wallet) => refundLot(wallet, asking({ lotId: 'lot_dsp_1' }), refunding()))
      .thenRefused('refund_not_allowed', { policy: 'statutory', cause: 'issuer' });
    const agreed = refunding('principal');
    expect(refundLot(kept.state, asking({ lotId: 'lot_dsp_1', cause: 'agreed' }), agreed)).toMatchObject({
      events: [{ data: { refundedFen: yuan(3_594) } }],
    });
  });

  it('is paid to the heirs of a holder who died', () => {
    expect(refundLot(used(1_000).freeze('deceased').state, asking(), refunding())).toMatchObject({
      events: [{ data: { refundedFen: yuan(2_250) } }],
    });
  });
});

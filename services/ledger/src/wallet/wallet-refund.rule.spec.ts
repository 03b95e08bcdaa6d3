import { describe, expect, it } from '@jest/globals';
import type { Fen } from '@scrip/money';
import { given } from '@scrip/testing';
import { at, product, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { postings } from '../journal/ledger-postings.ts';
import { loadOpeningBalance } from '../opening/opening-balance.rule.ts';
import { type WalletState, type WalletTerms, walletDecider } from './wallet.decider.ts';
import { openDispute, resolveDispute } from './wallet-dispute.rule.ts';
import { type RefundCause, type RefundLot, refundLot } from './wallet-refund.rule.ts';
import { returnSpend, spendIn } from './wallet-return.rule.ts';
import { transfer } from './wallet-transfer.rule.ts';

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

/** So much went from a wallet to another one of its holder. */
const moved = (story: WalletStory, amount: number, allowed = refunding()) => {
  const { state } = story;
  const other = WalletStory.open(refunding(), '2').state;
  if (state.status !== 'open' || other.status !== 'open') throw new Error('both are open');
  const terms2 = { ...allowed, product: { ...allowed.product, transfer: 'allowed' as const } };
  const command = {
    transferId: 'trf_1',
    amountFen: yuan(amount),
    at: at('2025-06-15'),
    lotIdOf: (part: number) => `lot_moved_${part}`,
    loadedAt: new Map([['lot_1', at('2025-01-10')]]),
  };
  const decision = transfer(state, { ...other, holderId: state.holderId }, command, terms2);
  const [facts] = decision.kind === 'accepted' ? decision.events : [];
  if (!facts) throw new Error('the transfer was accepted');
  return { from: walletDecider.evolve(state, facts.sent), to: walletDecider.evolve(other, facts.received) };
};

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
      expect(lines.find(({ account }) => account === 'asset:bank')?.amountFen).toBe(yuan(-304.5));
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

  it('is not of a provisional credit, and of the credit once the holder has won, as of what was paid', () => {
    const disputed = used(3_594).dispute('spd_2');
    given(walletDecider, ...disputed.events)
      .when((wallet) => refundLot(wallet, asking({ lotId: 'lot_dsp_1' }), refunding()))
      .thenRefused('spend_disputed', { lotId: 'lot_dsp_1' });
    expect(refundLot(disputed.resolve('holder').state, asking({ lotId: 'lot_dsp_1' }), refunding())).toMatchObject({
      events: [{ data: { paidFen: yuan(2_695.5), refundedFen: yuan(2_695.5), bonusFen: yuan(898.5) } }],
    });
  });

  it('of the credit of a dispute is no withdrawal after the period of the recharge that paid for it', () => {
    const story = used(3_594);
    const asked = {
      disputeId: 'dsp_1',
      lotIdOf: (part: number) => `lot_dsp_${part + 1}`,
      spendId: 'spd_2',
      amountFen: null,
      cause: 'not_received',
      loadedAt: new Map([['lot_1', at('2025-01-10')]]),
    };
    const opened = openDispute(story.state, asked, spendIn(story.events, 'spd_2'), refunding());
    if (opened.kind === 'refused') throw new Error(opened.refusal.code);
    const credited = opened.events.reduce(walletDecider.evolve, story.state);
    const won = resolveDispute(credited, { disputeId: 'dsp_1', inFavourOf: 'holder' });
    if (won.kind === 'refused') throw new Error(won.refusal.code);
    const state = won.events.reduce(walletDecider.evolve, credited);
    const withdrawal = asking({ lotId: 'lot_dsp_1', cause: 'withdrawal', rechargedAt: at('2025-06-19') });
    expect(refundLot(state, withdrawal, refunding())).toMatchObject({
      refusal: { code: 'withdrawal_period_over', detail: { endedAt: '2025-01-17T16:00:00.000Z' } },
    });
  });

  it('is of what came from another wallet too: what was paid and what was used go along in proportion', () => {
    const rest = moved(used(1_000), 3_000);
    expect(refundLot(rest.to, asking({ lotId: 'lot_moved_0' }), refunding())).toMatchObject({
      events: [{ data: { paidFen: yuan(3_000), usedFen: yuan(1_000), refundedFen: yuan(2_250) } }],
    });
    const half = moved(used(1_000), 1_500);
    expect(refundLot(half.to, asking({ lotId: 'lot_moved_0' }), refunding())).toMatchObject({
      events: [{ data: { paidFen: yuan(1_500), usedFen: yuan(500), refundedFen: yuan(1_125) } }],
    });
    expect(refundLot(half.from, asking(), refunding())).toMatchObject({
      events: [{ data: { paidFen: yuan(1_500), usedFen: yuan(500), refundedFen: yuan(1_125) } }],
    });
    const late = asking({
      lotId: 'lot_moved_0',
      cause: 'withdrawal',
      at: at('2025-06-16'),
      rechargedAt: at('2025-06-15'),
    });
    expect(refundLot(half.to, late, refunding())).toMatchObject({
      refusal: { code: 'withdrawal_period_over', detail: { endedAt: '2025-01-17T16:00:00.000Z' } },
    });
  });

  it('pays for a lot in two wallets no more than it would have paid for it in one', () => {
    const refundOf = (state: WalletState, lotId: string, cause: RefundCause, chosen: WalletTerms): bigint => {
      const decision = refundLot(state, asking({ lotId, cause }), chosen);
      const [event] = decision.kind === 'accepted' ? decision.events : [];
      if (event?.type !== 'WalletRefunded') throw new Error(`${lotId} was refunded`);
      return event.data.refundedFen;
    };
    for (const burn of ['proRata', 'principalFirst', 'bonusFirst'] as const) {
      const chosen = refunding('principal', burn);
      for (const [spent, gone] of [
        [3_500, 499.99],
        [0.01, 3_000],
        [1_000, 1_500],
      ] as const) {
        const story = used(spent, chosen);
        const { from, to } = moved(story, gone, chosen);
        for (const cause of ['issuer', 'holder', 'agreed'] as const) {
          const paidFen = refundOf(story.state, 'lot_1', cause, chosen);
          const inTwoFen = refundOf(from, 'lot_1', cause, chosen) + refundOf(to, 'lot_moved_0', cause, chosen);
          // Each share is rounded to the fen by kind.
          expect(Number(inTwoFen - paidFen)).toBeLessThanOrEqual(1);
          expect(Number(paidFen - inTwoFen)).toBeLessThanOrEqual(2);
        }
      }
    }
    const whole = refunding('statutory', 'principalFirst');
    const { from, to } = moved(WalletStory.open(whole).recharge(3_000), 3_000, whole);
    expect(refundLot(to, asking({ lotId: 'lot_moved_0' }), whole)).toMatchObject({
      events: [{ data: { refundedFen: yuan(2_250), bonusFen: yuan(750) } }],
    });
    expect(from).toMatchObject({ lots: { open: [{ principalFen: yuan(750), bonusFen: yuan(250) }] } });
  });

  it('of what was moved stays the same when an older use comes back to the lot it was of', () => {
    const chosen = refunding('statutory', 'principalFirst');
    const story = used(3_000, chosen);
    const { from, to } = moved(story, 500, chosen);
    const asked = { returnId: 'ret_1', spendId: 'spd_2', merchantId: null, amountFen: null };
    const back = returnSpend(from, asked, spendIn(story.events, 'spd_2'), chosen);
    if (back.kind === 'refused') throw new Error(back.refusal.code);
    const after = back.events.reduce(walletDecider.evolve, from);
    expect(refundLot(after, asking(), chosen)).toMatchObject({
      events: [{ data: { paidFen: yuan(2_625), usedFen: yuan(0), refundedFen: yuan(2_625) } }],
    });
    expect(refundLot(to, asking({ lotId: 'lot_moved_0' }), chosen)).toMatchObject({
      events: [{ data: { paidFen: yuan(1_500), usedFen: yuan(1_500), refundedFen: yuan(375) } }],
    });
  });

  it('is of what came from an older system too, by what the file says was paid', () => {
    const brought = (paid: { paidFen: Fen | null; givenFen: Fen | null; rechargedAt: number | null }) => {
      const balance = { principalFen: yuan(750), bonusFen: yuan(250), expiresAt: null, ...paid };
      const load = { reference: 'old-1', lotId: 'lot_old', importId: 'imp_1', at: at('2025-06-15'), ...balance };
      const open = WalletStory.open(refunding()).state;
      const loaded = loadOpeningBalance(open, load, refunding());
      if (loaded.kind === 'refused') throw new Error(loaded.refusal.code);
      return loaded.events.reduce(walletDecider.evolve, open);
    };
    const known = brought({ paidFen: yuan(3_000), givenFen: yuan(1_000), rechargedAt: at('2025-06-10') });
    expect(refundLot(known, asking({ lotId: 'lot_old' }), refunding())).toMatchObject({
      events: [{ data: { paidFen: yuan(3_000), usedFen: yuan(3_000), refundedFen: yuan(750) } }],
    });
    const unknown = brought({ paidFen: null, givenFen: null, rechargedAt: null });
    expect(refundLot(unknown, asking({ lotId: 'lot_old' }), refunding())).toMatchObject({
      events: [{ data: { paidFen: yuan(750), usedFen: yuan(0), refundedFen: yuan(750) } }],
    });
    expect(refundLot(unknown, asking({ lotId: 'lot_old', cause: 'withdrawal' }), refunding())).toMatchObject({
      refusal: { code: 'refund_not_allowed', detail: { cause: 'withdrawal' } },
    });
  });

  it('waits until the invoice of the recharge is voided', () => {
    given(walletDecider, ...used(1).events)
      .when((wallet) => refundLot(wallet, asking({ invoiceNo: '2431' }), refunding()))
      .thenRefused('recharge_invoiced', { rechargeId: 'rch_1', invoiceNo: '2431' });
  });

  it('is paid to the heirs of a holder who died', () => {
    expect(refundLot(used(1_000).freeze('deceased').state, asking(), refunding())).toMatchObject({
      events: [{ data: { refundedFen: yuan(2_250) } }],
    });
  });
});

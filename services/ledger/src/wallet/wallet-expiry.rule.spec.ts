import { describe, expect, it } from '@jest/globals';
import type { WalletEvent } from '@scrip/contracts';
import { given } from '@scrip/testing';
import { at, WalletStory, yuan } from '../../test/wallet-story.ts';
import { postings } from '../journal/ledger-postings.ts';
import { walletDecider } from './wallet.decider.ts';
import { ageLot } from './wallet-expiry.rule.ts';

/** A recharge of 1,000 (+100) on 2025-01-10: usable through 2027-01-10. */
const recharged = () => WalletStory.open().recharge(1_000, at('2025-01-10'));
const aging = (events: readonly WalletEvent[], date: string, time?: string) =>
  given(walletDecider, ...events).when((wallet) => ageLot(wallet, { lotId: 'lot_1', at: at(date, time) }));

describe('a lot that grows old', () => {
  it('is told of 30 and 7 days before its last usable day, at the time of day of the product', () => {
    aging(recharged().events, '2026-12-11', '09:59:59').then();
    aging(recharged().events, '2026-12-11', '10:00:00').then({
      type: 'WalletExpiryNoticed',
      data: {
        walletId: 'wal_1',
        holderId: 'hld_1',
        lotId: 'lot_1',
        noticeAt: at('2026-12-11', '10:00:00'),
        expiresAt: at('2027-01-11', '00:00:00'),
        lastUsableDate: '2027-01-10',
        leftFen: yuan(1_100),
        programmeId: 'apparel-recharge',
        programmeVersion: 1,
      },
    });
  });

  it('is told of once each time, and of an earlier notice that was missed not at all', () => {
    const first = recharged().age('lot_1', at('2026-12-20'));
    aging(first.events, '2026-12-20').then();
    const missed = recharged().age('lot_1', at('2027-01-03'));
    expect(missed.events.at(-1)).toMatchObject({ data: { noticeAt: at('2027-01-03') } });
    aging(missed.events, '2027-01-09').then();
  });

  it('is usable through its last day, then what is left is breakage, with its entry', () => {
    const left = recharged().spend(1_000, at('2026-01-10'));
    aging(left.age('lot_1', at('2027-01-04')).events, '2027-01-10', '23:59:59').then();
    const broken = left.age('lot_1', at('2027-01-11', '00:00:00'));
    const taken = broken.events.at(-1);
    expect(taken).toMatchObject({
      type: 'WalletBreakageTaken',
      data: {
        lotId: 'lot_1',
        expiredAt: at('2027-01-11', '00:00:00'),
        principalFen: 9_091n,
        bonusFen: 909n,
        balanceAfterFen: yuan(0),
      },
    });
    expect(taken && postings(taken)).toEqual([
      { account: 'liability:wallet:principal', currency: 'CNY', amountFen: 9_091n },
      { account: 'liability:wallet:bonus', currency: 'CNY', amountFen: 909n },
      { account: 'income:breakage', currency: 'CNY', amountFen: yuan(-100) },
    ]);
    aging(broken.events, '2027-02-01').then();
  });

  it('leaves what a hold was promised, until the hold is closed', () => {
    const held = recharged().hold('hold_1', 600, at('2027-01-05'));
    const broken = held.age('lot_1', at('2027-01-11'));
    expect(broken.events.at(-1)).toMatchObject({ data: { principalFen: yuan(500), bonusFen: yuan(0) } });
    aging(broken.events, '2027-01-12').then();
    const captured = broken.capture('hold_1', 550, at('2027-01-13'));
    expect(captured.age('lot_1', at('2027-01-14')).events.at(-1)).toMatchObject({
      type: 'WalletBreakageTaken',
      data: { balanceAfterFen: yuan(0) },
    });
  });

  it('that is the credit of an open dispute is left until the dispute is decided, so that it is not taken twice', () => {
    const disputed = recharged().recharge(1_000, at('2026-12-01')).spend(1_100, at('2026-12-02')).dispute('spd_3');
    const due = { lotId: 'lot_dsp_1', at: at('2027-01-11') };
    expect(ageLot(disputed.state, due)).toEqual({ kind: 'accepted', events: [] });
    const lost = disputed.resolve('merchant');
    expect(lost.events.at(-1)).toMatchObject({
      data: { lots: [{ lotId: 'lot_dsp_1' }], balanceAfterFen: yuan(1_100) },
    });
    const won = recharged().spend(1_100, at('2026-12-02')).dispute('spd_2').resolve('holder');
    expect(ageLot(won.state, due)).toMatchObject({ events: [{ type: 'WalletBreakageTaken' }] });
  });

  it('has nothing due when it is empty, unknown, or its wallet was loaded before breakage was agreed', () => {
    aging(recharged().spend(1_100, at('2026-01-10')).events, '2027-01-11').then();
    given(walletDecider, ...recharged().events)
      .when((wallet) => ageLot(wallet, { lotId: 'lot_9', at: at('2027-01-11') }))
      .then();
    const before = recharged().events.map((event) =>
      event.type === 'WalletRecharged'
        ? { ...event, data: { ...event.data, expiryNotices: null, breakage: null } }
        : event,
    );
    aging(before, '2027-01-11').then();
    aging([], '2027-01-11').thenRefused('wallet_unknown');
  });
});

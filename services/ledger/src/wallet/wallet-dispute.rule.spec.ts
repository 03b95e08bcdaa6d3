import { describe, expect, it } from '@jest/globals';
import { given } from '@scrip/testing';
import { at, creditId, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { postings } from '../journal/ledger-postings.ts';
import { walletDecider } from './wallet.decider.ts';
import { type OpenDispute, openDispute, resolveDispute } from './wallet-dispute.rule.ts';
import { spendIn } from './wallet-return.rule.ts';

const bought = () => WalletStory.open().recharge(1_000).spend(150);
const asking = (changes: Partial<OpenDispute> = {}): OpenDispute => ({
  disputeId: 'dsp_1',
  lotIdOf: creditId,
  spendId: 'spd_2',
  amountFen: null,
  cause: 'not_received',
  ...changes,
});
const opening = (story: WalletStory, changes: Partial<OpenDispute> = {}) =>
  given(walletDecider, ...story.events).when((wallet) => {
    const asked = asking(changes);
    return openDispute(wallet, asked, spendIn(story.events, asked.spendId), terms());
  });
const worthOf = (story: WalletStory): bigint => {
  const { state } = story;
  return state.status === 'open' ? state.lots.openFen : 0n;
};

describe('a disputed spend', () => {
  it('is credited for the time being', () => {
    opening(bought()).then({
      type: 'WalletDisputeOpened',
      data: {
        walletId: 'wal_1',
        holderId: 'hld_1',
        disputeId: 'dsp_1',
        spendId: 'spd_2',
        merchantId: 'shop-1',
        amountFen: yuan(150),
        lotId: 'lot_dsp_1',
        cause: 'not_received',
        programmeId: 'apparel-recharge',
        programmeVersion: 1,
        balanceAfterFen: yuan(1_100),
        parts: [
          {
            lotId: 'lot_dsp_1',
            fromLotId: 'lot_1',
            principalFen: yuan(136.36),
            bonusFen: yuan(13.64),
            expiresAt: at('2027-01-11', '00:00:00'),
            expiryNotices: [at('2026-12-11'), at('2027-01-03')],
            breakage: true,
            programmeVersion: 1,
            loadedPrincipalFen: yuan(136.36),
            loadedBonusFen: yuan(13.64),
            recharged: true,
            rechargeId: 'rch_1',
            rechargedAt: null,
          },
        ],
      },
    });
  });

  it('is credited in the kinds and with the dates that were spent, from several lots too', () => {
    const story = WalletStory.open().recharge(1_000).recharge(1_000, at('2025-06-01')).spend(1_150).dispute('spd_3');
    const credits = story.state.status === 'open' ? story.state.lots.open.slice(-2) : [];
    expect(credits).toMatchObject([
      { lotId: 'lot_dsp_1', principalFen: yuan(45.45), bonusFen: yuan(4.55), expiresAt: at('2027-06-02', '00:00:00') },
      { lotId: 'lot_dsp_2', principalFen: yuan(1_000), bonusFen: yuan(100), expiresAt: at('2027-01-11', '00:00:00') },
    ]);
    const opened = story.events.at(-1);
    expect(opened && postings(opened)).toMatchObject([
      { account: 'asset:suspense:dispute', amountFen: yuan(1_150) },
      { account: 'liability:wallet:principal', amountFen: yuan(-1_045.45) },
      { account: 'liability:wallet:bonus', amountFen: yuan(-104.55) },
    ]);
  });

  it('that the holder wins stays credited, and the merchant gives it back', () => {
    const won = bought().dispute('spd_2').resolve('holder');
    expect(worthOf(won)).toBe(yuan(1_100));
    const last = won.events.at(-1);
    expect(last && postings(last)).toMatchObject([
      { account: 'payable:merchant:shop-1', amountFen: yuan(150) },
      { account: 'asset:suspense:dispute', amountFen: yuan(-150) },
    ]);
    opening(won).thenRefused('dispute_exceeds_spend', { askedFen: yuan(0), leftFen: yuan(0), excessFen: yuan(0) });
  });

  it('that the merchant wins is taken back, from the credit first', () => {
    const lost = bought().dispute('spd_2').resolve('merchant');
    expect(worthOf(lost)).toBe(yuan(950));
    expect(lost.events.at(-1)).toMatchObject({
      data: { takenBackFen: yuan(150), writtenOffFen: yuan(0), lots: [{ lotId: 'lot_dsp_1' }] },
    });
  });

  it('that the merchant wins after the credit was spent is the issuer’s loss, as far as nothing is there', () => {
    const spent = bought().dispute('spd_2').spend(1_050).resolve('merchant');
    const last = spent.events.at(-1);
    expect(last).toMatchObject({
      data: { takenBackFen: yuan(50), writtenOffFen: yuan(100), balanceAfterFen: yuan(0) },
    });
    expect(last && postings(last).find(({ account }) => account === 'expense:dispute-loss')?.amountFen).toBe(yuan(100));
  });

  it('is refused by the first of its reasons', () => {
    opening(new WalletStory()).thenRefused('wallet_unknown');
    opening(bought(), { spendId: 'spd_9' }).thenRefused('spend_unknown', { spendId: 'spd_9' });
    opening(bought().dispute('spd_2')).thenRefused('spend_disputed', { spendId: 'spd_2' });
    opening(bought(), { amountFen: yuan(0) }).thenRefused('amount_not_positive', { askedFen: yuan(0) });
    opening(bought(), { amountFen: yuan(151) }).thenRefused('dispute_exceeds_spend', {
      askedFen: yuan(151),
      leftFen: yuan(150),
      excessFen: yuan(1),
    });
    given(walletDecider, ...bought().events)
      .when((wallet) => resolveDispute(wallet, { disputeId: 'dsp_1', inFavourOf: 'holder' }))
      .thenRefused('dispute_unknown', { disputeId: 'dsp_1' });
  });

  it('that slipped in after a loss report is the issuer’s: the dispute is closed, and the value comes back once', () => {
    const reported = at('2025-06-14');
    const story = WalletStory.open().recharge(1_000).spend(150, at('2025-06-15')).dispute('spd_2');
    const blocked = story.block(reported, at('2025-06-16'));
    expect(worthOf(blocked)).toBe(yuan(1_100));
    expect(blocked.state).toMatchObject({ disputes: [] });
    expect(blocked.events.slice(-3).map(({ type }) => type)).toEqual([
      'WalletCardBlocked',
      'WalletDisputeResolved',
      'WalletSpendAssumedByIssuer',
    ]);
  });
});

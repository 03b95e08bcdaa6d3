import { describe, expect, it } from '@jest/globals';
import { given } from '@scrip/testing';
import { buying, holding, paying, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { postings } from '../journal/ledger-postings.ts';
import { walletDecider } from './wallet.decider.ts';
import { type Cancel, cancelHold, cancelRecharge, cancelSpend } from './wallet-cancel.rule.ts';
import { placeHold } from './wallet-hold.rule.ts';
import { returnSpend, spendIn } from './wallet-return.rule.ts';
import { recharge, spend } from './wallet-till.rule.ts';

const ids = { walletId: 'wal_1', holderId: 'hld_1' };
const cancelling = (id: string, changes: Partial<Cancel> = {}): Cancel => ({
  id,
  merchantId: null,
  reason: 'answer_lost',
  ...changes,
});
const cancel = (story: WalletStory, id: string, changes: Partial<Cancel> = {}) =>
  given(walletDecider, ...story.events).when((wallet) =>
    cancelSpend(wallet, cancelling(id, changes), spendIn(story.events, id), terms()),
  );

describe('a spend that is cancelled by its key', () => {
  it('is undone: the value is in its lots again, and the merchant is owed nothing', () => {
    const bought = WalletStory.open().recharge(1_000).spend(150);
    const { state } = cancel(bought, 'spd_2').then({
      type: 'WalletSpendVoided',
      data: {
        ...ids,
        spendId: 'spd_2',
        merchantId: 'shop-1',
        voidedFen: yuan(150),
        lots: [{ lotId: 'lot_1', principalFen: yuan(136.36), bonusFen: yuan(13.64) }],
        reason: 'answer_lost',
        balanceAfterFen: yuan(1_100),
      },
    });
    expect(state).toMatchObject({ cancelled: ['spd_2'] });
  });

  it('and never arrived is refused when it comes', () => {
    const open = WalletStory.open().recharge(1_000);
    const { state } = cancel(open, 'spd_9').then({
      type: 'WalletSpendVoided',
      data: {
        ...ids,
        spendId: 'spd_9',
        merchantId: null,
        voidedFen: yuan(0),
        lots: [],
        reason: 'answer_lost',
        balanceAfterFen: yuan(1_100),
      },
    });
    expect(spend(state, buying({ spendId: 'spd_9' }), terms())).toMatchObject({
      refusal: { code: 'spend_cancelled', detail: { spendId: 'spd_9' } },
    });
    expect(cancelSpend(state, cancelling('spd_9'), undefined, terms())).toEqual({ kind: 'accepted', events: [] });
  });

  it('is refused by the first of its reasons', () => {
    cancel(new WalletStory(), 'spd_2').thenRefused('wallet_unknown');
    const bought = WalletStory.open().recharge(1_000).spend(150);
    cancel(bought, 'spd_2', { merchantId: 'shop-9' }).thenRefused('merchant_mismatch');
    cancel(bought.dispute('spd_2'), 'spd_2').thenRefused('spend_disputed', { spendId: 'spd_2' });
    const returned = WalletStory.open().recharge(1_000).spend(150).giveBack('spd_2', 50);
    cancel(returned, 'spd_2').thenRefused('spend_returned', { chargedFen: yuan(150), leftFen: yuan(100) });
  });

  it('cannot be returned any more', () => {
    const voided = WalletStory.open().recharge(1_000).spend(150).cancelSpend('spd_2');
    const asked = { returnId: 'ret_1', spendId: 'spd_2', merchantId: null, amountFen: null };
    expect(returnSpend(voided.state, asked, spendIn(voided.events, 'spd_2'), terms())).toMatchObject({
      refusal: { code: 'return_exceeds_spend' },
    });
  });
});

describe('a recharge that is cancelled by its key', () => {
  const arrived = { lotId: 'lot_1', tender: 'bank-card', principalFen: yuan(1_000), bonusFen: yuan(100) };
  const asking = (changes = {}) => ({ ...cancelling('rch_1'), arrived, ...changes });

  it('is undone with its bonus, and the payer has the money again', () => {
    const { state } = given(walletDecider, ...WalletStory.open().recharge(1_000).events)
      .when((wallet) => cancelRecharge(wallet, asking()))
      .then({
        type: 'WalletRechargeVoided',
        data: {
          ...ids,
          rechargeId: 'rch_1',
          lotId: 'lot_1',
          principalFen: yuan(1_000),
          bonusFen: yuan(100),
          tender: 'bank-card',
          reason: 'answer_lost',
          programmeId: 'apparel-recharge',
          balanceAfterFen: yuan(0),
        },
      });
    expect(state).toMatchObject({ cancelled: ['rch_1'], lots: { open: [] } });
  });

  it('and never arrived is refused when it comes', () => {
    const { state } = given(walletDecider, ...WalletStory.open().events)
      .when((wallet) => cancelRecharge(wallet, asking({ arrived: undefined })))
      .then({
        type: 'WalletRechargeVoided',
        data: {
          ...ids,
          rechargeId: 'rch_1',
          lotId: null,
          principalFen: yuan(0),
          bonusFen: yuan(0),
          tender: null,
          reason: 'answer_lost',
          programmeId: 'apparel-recharge',
          balanceAfterFen: yuan(0),
        },
      });
    expect(recharge(state, paying(), terms())).toMatchObject({ refusal: { code: 'recharge_cancelled' } });
  });

  it('is refused once some of it was used or is promised', () => {
    const refused = (story: WalletStory, code: string, detail: Record<string, unknown>): void => {
      given(walletDecider, ...story.events)
        .when((wallet) => cancelRecharge(wallet, asking()))
        .thenRefused(code, detail);
    };
    refused(new WalletStory(), 'wallet_unknown', {});
    refused(WalletStory.open().recharge(1_000).freeze('court_order'), 'wallet_frozen', { cause: 'court_order' });
    given(walletDecider, ...WalletStory.open().recharge(1_000).events)
      .when((wallet) => cancelRecharge(wallet, asking({ invoiceNo: '2431' })))
      .thenRefused('recharge_invoiced', { rechargeId: 'rch_1', invoiceNo: '2431' });
    refused(WalletStory.open().recharge(1_000).spend(1), 'recharge_used', {
      loadedFen: yuan(1_100),
      leftFen: yuan(1_099),
    });
    refused(WalletStory.open().recharge(1_000).hold('hold_1', 1), 'holds_open', {
      heldFen: yuan(1),
      availableFen: yuan(1_099),
    });
  });
});

describe('a hold that is cancelled by its key', () => {
  it('is released', () => {
    const held = WalletStory.open().recharge(1_000).hold('hold_1', 10);
    expect(cancelHold(held.state, { ...cancelling('hold_1'), arrived: true })).toMatchObject({
      events: [{ type: 'WalletHoldReleased', data: { reason: 'answer_lost', heldAfterFen: yuan(0) } }],
    });
  });

  it('and never arrived is refused when it comes', () => {
    const { state } = given(walletDecider, ...WalletStory.open().recharge(1_000).events)
      .when((wallet) => cancelHold(wallet, { ...cancelling('hold_1'), arrived: false }))
      .then({ type: 'WalletHoldBarred', data: { ...ids, holdId: 'hold_1', reason: 'answer_lost' } });
    expect(placeHold(state, holding(), terms())).toMatchObject({ refusal: { code: 'hold_cancelled' } });
  });

  it('and was settled cannot be cancelled', () => {
    const settled = WalletStory.open().recharge(1_000).hold('hold_1', 10).capture('hold_1');
    expect(cancelHold(settled.state, { ...cancelling('hold_1'), arrived: true })).toMatchObject({
      refusal: { code: 'hold_not_open' },
    });
  });
});

describe('the journal', () => {
  it('of a cancelled recharge takes back what the recharge had said', () => {
    const story = WalletStory.open().recharge(1_000).cancelRecharge('rch_1', 'lot_1');
    const sums = new Map<string, bigint>();
    for (const line of story.events.flatMap((event) => postings(event))) {
      sums.set(line.account, (sums.get(line.account) ?? 0n) + line.amountFen);
    }
    expect([...sums.values()].every((sum) => sum === 0n)).toBe(true);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { WalletReturned } from '@scrip/contracts';
import { given } from '@scrip/testing';
import { at, CARD, product, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { walletDecider } from './wallet.decider.ts';
import { blockCard } from './wallet-card.rule.ts';
import { returnSpend, spendIn } from './wallet-return.rule.ts';

const back = (spendId: string, amount: number | null = null, merchantId: string | null = null) => ({
  returnId: `ret_${spendId}`,
  spendId,
  merchantId,
  amountFen: amount === null ? null : yuan(amount),
});

/** What a return would be decided to be after the story; the story itself goes on. */
function returned(story: WalletStory, command: ReturnType<typeof back>, chosen = terms()): WalletReturned {
  const decision = returnSpend(story.state, command, spendIn(story.events, command.spendId), chosen);
  const [event] = decision.kind === 'accepted' ? decision.events : [];
  if (event?.type !== 'WalletReturned') throw new Error(`refused: ${JSON.stringify(decision)}`);
  story.facts.push({ recordedAt: at('2025-07-01'), event });
  return event.data;
}

describe('a return', () => {
  it.each([
    { burn: 'proRata', principal: 2_191.82, bonus: 219.18 },
    { burn: 'principalFirst', principal: 2_111, bonus: 300 },
    { burn: 'bonusFirst', principal: 2_411, bonus: 0 },
  ] as const)('recomputes the lot on its net use, $burn (domain 2.2, the example of 3,000 + 300)', (chosen) => {
    const under = terms({ ...product(), lots: { ...product().lots, burn: chosen.burn } });
    const story = WalletStory.open(under).recharge(3_000).spend(1_578);
    expect(returned(story, back('spd_2', 689), under)).toMatchObject({ returnedFen: yuan(689), leftFen: yuan(889) });
    const { state } = story;
    expect(state.status === 'open' && state.lots.open).toMatchObject([
      { principalFen: yuan(chosen.principal), bonusFen: yuan(chosen.bonus) },
    ]);
  });

  it('gives back to the lot that was taken from last first, also to one that was emptied, with its date', () => {
    const story = WalletStory.open().recharge(1_000).recharge(1_000, at('2025-06-01')).spend(1_150);
    const { lots } = returned(story, back('spd_3', 100));
    expect(lots).toEqual([
      { lotId: 'lot_2', principalFen: yuan(45.45), bonusFen: yuan(4.55) },
      { lotId: 'lot_1', principalFen: yuan(45.45), bonusFen: yuan(4.55) },
    ]);
    const { state } = story;
    expect(state.status === 'open' && state.lots.open.map((lot) => [lot.lotId, lot.expiresAt])).toEqual([
      ['lot_1', at('2027-01-11', '00:00:00')],
      ['lot_2', at('2027-06-02', '00:00:00')],
    ]);
  });

  it('of all that is left makes the wallet what it was before the spend, however it was cut', () => {
    const story = WalletStory.open()
      .recharge(1_000)
      .recharge(777.77 + 222.23, at('2025-06-01'));
    const before = story.state;
    story.spend(1_333.33);
    for (const part of [0.01, 33.33, 500]) returned(story, back('spd_3', part));
    expect(returned(story, back('spd_3')).leftFen).toBe(0n);
    expect(story.state).toEqual(before);
  });

  it('of a captured hold goes by the id of the hold', () => {
    const story = WalletStory.open().recharge(1_000).hold('hold_1', 300).capture('hold_1', 200);
    expect(returned(story, back('hold_1', 50, 'shop-1'))).toMatchObject({ spendId: 'hold_1', leftFen: yuan(150) });
  });

  it('is not the issuer’s loss: a lost card takes only what its merchant kept', () => {
    const story = WalletStory.open().recharge(1_000).spend(100).spend(40);
    returned(story, back('spd_2', 60));
    returned(story, back('spd_3'));
    const decision = blockCard(story.state, { ...CARD, reportedAt: 0, reason: 'reported_lost' }, story.facts);
    const events = decision.kind === 'accepted' ? decision.events : [];
    expect(events).toMatchObject([
      { type: 'WalletCardBlocked' },
      { type: 'WalletSpendAssumedByIssuer', data: { spendId: 'spd_2', amountFen: yuan(40) } },
    ]);
  });

  it('is refused by the first of its reasons', () => {
    const story = WalletStory.open().recharge(1_000).spend(100);
    const refused = (command: ReturnType<typeof back>) =>
      given(walletDecider, ...story.events).when((wallet) =>
        returnSpend(wallet, command, spendIn(story.events, command.spendId), terms()),
      );
    given(walletDecider)
      .when((wallet) => returnSpend(wallet, back('spd_2', 0), undefined, terms()))
      .thenRefused('wallet_unknown');
    refused(back('spd_9', 0)).thenRefused('spend_unknown', { spendId: 'spd_9' });
    refused(back('spd_2', 0, 'shop-2')).thenRefused('merchant_mismatch');
    refused(back('spd_2', 0, 'shop-1')).thenRefused('amount_not_positive', { askedFen: 0n });
    refused(back('spd_2', 100.01)).thenRefused('return_exceeds_spend', {
      askedFen: yuan(100.01),
      chargedFen: yuan(100),
      leftFen: yuan(100),
      excessFen: yuan(0.01),
    });
    returned(story, back('spd_2'));
    refused(back('spd_2')).thenRefused('return_exceeds_spend');
  });
});

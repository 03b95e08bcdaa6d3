import { describe, expect, it } from '@jest/globals';
import { given } from '@scrip/testing';
import { at, buying, CARD, OPENING, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { type WalletState, walletDecider } from './wallet.decider.ts';
import { activateCard, blockCard, openWallet } from './wallet-card.rule.ts';
import { spend } from './wallet-till.rule.ts';

const lost = (reportedAt: number) => ({ ...CARD, reportedAt, reason: 'reported_lost' });
const lotsOf = (state: WalletState) => (state.status === 'open' ? state.lots.open : []);

describe('opening a wallet', () => {
  it('is a fact once; the same card again, or a later card of the same holder, adds nothing', () => {
    const { events } = WalletStory.open();
    given(walletDecider)
      .when((wallet) => openWallet(wallet, OPENING))
      .then({ type: 'WalletOpened', data: OPENING });
    given(walletDecider, ...events)
      .when((wallet) => openWallet(wallet, OPENING))
      .then();
    given(walletDecider, ...events)
      .when((wallet) => openWallet(wallet, { ...OPENING, cardId: 'crd_2', cardSequence: 2 }))
      .then();
  });

  it('is refused for a wallet of another holder', () => {
    given(walletDecider, ...WalletStory.open().events)
      .when((wallet) => openWallet(wallet, { ...OPENING, holderId: 'hld_2' }))
      .thenRefused('wallet_of_another_holder', { holderId: 'hld_2' });
  });
});

describe('activating a card', () => {
  it('is a fact once, for the first card and for its replacement', () => {
    const { events } = WalletStory.open();
    given(walletDecider, ...events.slice(0, 1))
      .when((wallet) => activateCard(wallet, CARD))
      .then({ type: 'WalletCardActivated', data: { walletId: 'wal_1', ...CARD } });
    given(walletDecider, ...events)
      .when((wallet) => activateCard(wallet, CARD))
      .then();
    given(walletDecider, ...events)
      .when((wallet) => activateCard(wallet, { cardId: 'crd_2', cardSequence: 2 }))
      .then({ type: 'WalletCardActivated', data: { walletId: 'wal_1', cardId: 'crd_2', cardSequence: 2 } });
  });

  it('is refused by the first of its reasons', () => {
    const replaced = WalletStory.open().activate('crd_2', 2);
    given(walletDecider)
      .when((wallet) => activateCard(wallet, CARD))
      .thenRefused('wallet_unknown');
    given(walletDecider, ...replaced.events)
      .when((wallet) => activateCard(wallet, CARD))
      .thenRefused('card_superseded', { ...CARD, activeSequence: 2 });
    given(walletDecider, ...replaced.block(at('2025-02-01')).events)
      .when((wallet) => activateCard(wallet, CARD))
      .thenRefused('card_blocked', CARD);
  });
});

describe('a card lost at 10:00:00', () => {
  const reportedAt = at('2025-06-15', '10:00:00');
  const before = at('2025-06-15', '09:59:59');

  it('a spend of 09:59:59 stands, and every one after the report was answered is refused (example A8)', () => {
    const story = WalletStory.open().recharge(1_000).spend(100, before);
    const { state } = given(walletDecider, ...story.events)
      .when((wallet) => blockCard(wallet, lost(reportedAt), story.facts))
      .then({ type: 'WalletCardBlocked', data: { walletId: 'wal_1', ...lost(reportedAt) } });
    for (const moment of [before, reportedAt, at('2026-01-01')]) {
      expect(spend(state, buying({ at: moment }), terms())).toMatchObject({ refusal: { code: 'card_blocked' } });
    }
  });

  it('one that slipped in between report and block stands against the issuer, and its value is back in its lots (example A8)', () => {
    const story = WalletStory.open().recharge(1_000).spend(333, before);
    const holders = story.state;
    story.spend(100, reportedAt).spend(667, at('2025-06-15', '10:00:02'));
    expect(lotsOf(story.state)).toEqual([]);
    const { state } = given(walletDecider, ...story.events)
      .when((wallet) => blockCard(wallet, lost(reportedAt), story.facts))
      .then(
        { type: 'WalletCardBlocked', data: { walletId: 'wal_1', ...lost(reportedAt) } },
        {
          type: 'WalletSpendAssumedByIssuer',
          data: {
            walletId: 'wal_1',
            holderId: 'hld_1',
            spendId: 'spd_3',
            amountFen: yuan(100),
            lots: [{ lotId: 'lot_1', principalFen: yuan(90.91), bonusFen: yuan(9.09) }],
            cardId: 'crd_1',
            reportedAt,
            balanceAfterFen: yuan(100),
          },
        },
        {
          type: 'WalletSpendAssumedByIssuer',
          data: {
            walletId: 'wal_1',
            holderId: 'hld_1',
            spendId: 'spd_4',
            amountFen: yuan(667),
            lots: [{ lotId: 'lot_1', principalFen: yuan(606.36), bonusFen: yuan(60.64) }],
            cardId: 'crd_1',
            reportedAt,
            balanceAfterFen: yuan(767),
          },
        },
      );
    expect(lotsOf(state)).toEqual(lotsOf(holders));
  });

  it('a hold made since the report is given up, and its capture is the issuer’s; a hold made before stays the holder’s', () => {
    const story = WalletStory.open()
      .recharge(1_000)
      .hold('hold_before', 50, before)
      .hold('hold_open', 60, reportedAt)
      .hold('hold_captured', 70, reportedAt)
      .capture('hold_captured', 40, at('2025-06-15', '10:00:01'))
      .capture('hold_before', 50, at('2025-06-15', '10:00:01'));
    const decision = blockCard(story.state, lost(reportedAt), story.facts);
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    expect(decision.events.slice(1)).toMatchObject([
      {
        type: 'WalletSpendAssumedByIssuer',
        data: { spendId: 'hold_captured', amountFen: yuan(40), balanceAfterFen: yuan(1_050) },
      },
      { type: 'WalletHoldReleased', data: { holdId: 'hold_open', releasedFen: yuan(60), heldAfterFen: yuan(0) } },
    ]);
  });

  it('is blocked once: the same report again, by the call or by the event, adds nothing', () => {
    const story = WalletStory.open().recharge(1_000).spend(100, reportedAt).block(reportedAt);
    given(walletDecider, ...story.events)
      .when((wallet) => blockCard(wallet, lost(reportedAt), story.facts))
      .then();
  });

  it('leaves the value to the next card of the wallet', () => {
    const story = WalletStory.open().recharge(1_000).block(reportedAt).activate('crd_2', 2);
    given(walletDecider, ...story.events).when((wallet) => spend(wallet, buying({ cardId: 'crd_2' }), terms()));
    expect(spend(story.state, buying({ cardId: 'crd_2' }), terms())).toMatchObject({ kind: 'accepted' });
  });

  it('is refused for a wallet that is not there, and for a card that was never this wallet’s', () => {
    given(walletDecider)
      .when((wallet) => blockCard(wallet, lost(reportedAt), []))
      .thenRefused('wallet_unknown');
    given(walletDecider, ...WalletStory.open().events)
      .when((wallet) => blockCard(wallet, { ...lost(reportedAt), cardId: 'crd_of_another' }, []))
      .thenRefused('card_unknown', { cardId: 'crd_of_another', cardSequence: 1 });
  });

  it('that was issued as a replacement and never activated is blocked before it can open the wallet', () => {
    const replacement = { cardId: 'crd_2', cardSequence: 2 };
    const story = WalletStory.open();
    const { state } = given(walletDecider, ...story.events)
      .when((wallet) => blockCard(wallet, { ...lost(reportedAt), ...replacement }, []))
      .then({ type: 'WalletCardBlocked', data: { walletId: 'wal_1', ...lost(reportedAt), ...replacement } });
    expect(activateCard(state, replacement)).toMatchObject({ refusal: { code: 'card_blocked' } });
    expect(spend(state, buying({ amountFen: yuan(0) }), terms())).toMatchObject({
      refusal: { code: 'amount_not_positive' },
    });
  });
});

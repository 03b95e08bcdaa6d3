import { describe, expect, it } from '@jest/globals';
import type { WalletEvent } from '@scrip/contracts';
import { given } from '@scrip/testing';
import { at, holding, product, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { OPEN_HOLDS_MAX, walletDecider } from './wallet.decider.ts';
import { type CaptureHold, captureHold, increaseHold, placeHold, releaseHold } from './wallet-hold.rule.ts';

const ids = { walletId: 'wal_1', holderId: 'hld_1' };
const capturing = (changes: Partial<CaptureHold> = {}): CaptureHold => ({
  holdId: 'hold_1',
  merchantId: null,
  amountFen: null,
  at: at('2025-06-16'),
  cause: null,
  ...changes,
});

describe('a hold', () => {
  it('reserves value: the balance stays, what is available falls', () => {
    given(walletDecider, ...WalletStory.open().recharge(1_000).hold('hold_0', 30).events)
      .when((wallet) => placeHold(wallet, holding(), terms()))
      .then({
        type: 'WalletHeld',
        data: {
          ...ids,
          holdId: 'hold_1',
          cardId: 'crd_1',
          merchantId: 'shop-1',
          amountFen: yuan(100),
          programmeId: 'apparel-recharge',
          programmeVersion: 1,
          balanceAfterFen: yuan(1_100),
          heldAfterFen: yuan(130),
          items: null,
          endsAt: at('2025-07-15'),
          endsBy: 'capture',
          signatoryId: null,
          authorisationId: null,
          slipSignature: null,
          bookingId: null,
        },
      });
  });

  it('is refused by the first of its reasons', () => {
    const refusing = terms({ ...product(), spend: { ...product().spend, holds: 'refused' } });
    const refusedWith = (
      events: readonly WalletEvent[],
      changes: Parameters<typeof holding>[0],
      code: string,
    ): void => {
      given(walletDecider, ...events)
        .when((wallet) => placeHold(wallet, holding(changes), refusing))
        .thenRefused(code);
    };
    const nothing = { amountFen: yuan(0) };
    const open = WalletStory.open();
    refusedWith([], nothing, 'wallet_unknown');
    refusedWith(open.events, { ...nothing, cardId: 'crd_of_another' }, 'card_unknown');
    refusedWith(WalletStory.open().block(at('2025-02-01')).events, nothing, 'card_blocked');
    refusedWith(WalletStory.open().activate('crd_2', 2).events, nothing, 'card_superseded');
    refusedWith(open.events.slice(0, 1), nothing, 'card_not_active');
    refusedWith(open.events, nothing, 'amount_not_positive');
    refusedWith(open.events, {}, 'holds_not_allowed');
    given(walletDecider, ...open.events)
      .when((wallet) => placeHold(wallet, holding(), terms()))
      .thenRefused('balance_short', { askedFen: yuan(100), availableFen: yuan(0), missingFen: yuan(100) });
  });

  it('of one too many is refused: a wallet keeps a bounded number of them', () => {
    const story = WalletStory.open().recharge(1_000);
    for (let n = 1; n <= OPEN_HOLDS_MAX; n += 1) story.hold(`hold_${n}`, 1);
    given(walletDecider, ...story.events)
      .when((wallet) => placeHold(wallet, holding({ holdId: 'hold_more' }), terms()))
      .thenRefused('open_holds_exceeded', { openHolds: OPEN_HOLDS_MAX, limit: OPEN_HOLDS_MAX });
  });

  it('never splits: one fen more than is available is refused, whatever the product allows for spends', () => {
    given(walletDecider, ...WalletStory.open().recharge(1_000).events)
      .when((wallet) => placeHold(wallet, holding({ amountFen: yuan(1_100.01) }), terms()))
      .thenRefused('balance_short', { askedFen: yuan(1_100.01), availableFen: yuan(1_100), missingFen: yuan(0.01) });
  });
});

describe('a capture', () => {
  const held = (): WalletStory => WalletStory.open().recharge(1_000).hold('hold_1', 567);

  it('names the papers that the hold was made with', () => {
    const slip = { slipSignature: '2025/0613', bookingId: 'B-7' };
    const decision = placeHold(WalletStory.open().recharge(1_000).state, holding(slip), terms());
    expect(decision).toMatchObject({ events: [{ data: slip }] });
    const events = decision.kind === 'accepted' ? decision.events : [];
    const state = [...WalletStory.open().recharge(1_000).events, ...events].reduce(
      walletDecider.evolve,
      walletDecider.initial,
    );
    expect(captureHold(state, capturing(), () => terms())).toMatchObject({ events: [{ data: slip }] });
  });

  it('pays all of the hold, from the lots as a spend would', () => {
    given(walletDecider, ...held().events)
      .when((wallet) => captureHold(wallet, capturing(), () => terms()))
      .then({
        type: 'WalletHoldCaptured',
        data: {
          ...ids,
          holdId: 'hold_1',
          merchantId: 'shop-1',
          capturedFen: yuan(567),
          releasedFen: yuan(0),
          lots: [{ lotId: 'lot_1', principalFen: yuan(515.45), bonusFen: yuan(51.55) }],
          balanceAfterFen: yuan(533),
          heldAfterFen: yuan(0),
          cause: null,
          slipSignature: null,
          bookingId: null,
        },
      });
  });

  it('of a part frees the rest', () => {
    const decision = captureHold(held().state, capturing({ amountFen: yuan(500) }), () => terms());
    expect(decision).toMatchObject({
      events: [{ data: { capturedFen: yuan(500), releasedFen: yuan(67), heldAfterFen: yuan(0) } }],
    });
  });

  it('is decided under the version that the hold was made under', () => {
    const story = WalletStory.open({ ...terms(), programmeVersion: 3 })
      .recharge(1_000)
      .hold('hold_1', 567);
    const asked: number[] = [];
    captureHold(story.state, capturing(), (version) => {
      asked.push(version);
      return terms();
    });
    expect(asked).toEqual([3]);
  });

  it('stands although the card was lost meanwhile: the purchase was authorised before', () => {
    const story = held().block(at('2025-06-16'));
    expect(captureHold(story.state, capturing(), () => terms())).toMatchObject({ kind: 'accepted' });
  });

  it('takes what can be used first, and of what lapsed meanwhile the latest: the merchant was promised it', () => {
    const story = WalletStory.open()
      .recharge(1_000, at('2025-01-08'))
      .recharge(1_000, at('2025-01-10'))
      .recharge(1_000, at('2025-06-01'))
      .hold('hold_1', 2_000, at('2027-01-09'));
    const decision = captureHold(story.state, capturing({ at: at('2027-01-11') }), () => terms());
    expect(decision).toMatchObject({ events: [{ data: { lots: [{ lotId: 'lot_3' }, { lotId: 'lot_2' }] } }] });
  });

  it('is refused by the first of its reasons', () => {
    const refusedWith = (story: WalletStory, changes: Partial<CaptureHold>, code: string, detail: object): void => {
      given(walletDecider, ...story.events)
        .when((wallet) => captureHold(wallet, capturing(changes), () => terms()))
        .thenRefused(code, { ...detail });
    };
    refusedWith(new WalletStory(), { amountFen: yuan(0) }, 'wallet_unknown', {});
    refusedWith(held(), { holdId: 'hold_9', amountFen: yuan(0) }, 'hold_not_open', { holdId: 'hold_9' });
    refusedWith(held().capture('hold_1'), {}, 'hold_not_open', { holdId: 'hold_1' });
    refusedWith(held().release('hold_1'), {}, 'hold_not_open', { holdId: 'hold_1' });
    refusedWith(held(), { merchantId: 'shop-2', amountFen: yuan(0) }, 'merchant_mismatch', { holdId: 'hold_1' });
    refusedWith(held(), { amountFen: yuan(0) }, 'amount_not_positive', { askedFen: yuan(0) });
    const numbers = { askedFen: yuan(567.01), heldFen: yuan(567), excessFen: yuan(0.01) };
    refusedWith(held(), { merchantId: 'shop-1', amountFen: yuan(567.01) }, 'capture_exceeds_hold', numbers);
  });
});

describe('a release', () => {
  const releasing = { holdId: 'hold_1', merchantId: null, reason: 'cancelled_by_merchant' };

  it('frees the whole hold', () => {
    given(walletDecider, ...WalletStory.open().recharge(1_000).hold('hold_0', 1).hold('hold_1', 10).events)
      .when((wallet) => releaseHold(wallet, releasing))
      .then({
        type: 'WalletHoldReleased',
        data: {
          walletId: 'wal_1',
          holdId: 'hold_1',
          releasedFen: yuan(10),
          reason: 'cancelled_by_merchant',
          heldAfterFen: yuan(1),
        },
      });
  });

  it('is refused by the first of its reasons', () => {
    const { events } = WalletStory.open().recharge(1_000).hold('hold_1', 10);
    given(walletDecider)
      .when((wallet) => releaseHold(wallet, releasing))
      .thenRefused('wallet_unknown');
    given(walletDecider, ...events)
      .when((wallet) => releaseHold(wallet, { ...releasing, holdId: 'hold_9', merchantId: 'shop-2' }))
      .thenRefused('hold_not_open', { holdId: 'hold_9' });
    given(walletDecider, ...events)
      .when((wallet) => releaseHold(wallet, { ...releasing, merchantId: 'shop-2' }))
      .thenRefused('merchant_mismatch', { holdId: 'hold_1' });
  });
});

describe('a hold of a wallet whose spends are signed', () => {
  it('is signed too (example R2)', () => {
    const signed = terms({ ...product(), spend: { ...product().spend, signatories: { phonePeriod: 'P7D' } } });
    given(walletDecider, ...WalletStory.open(signed).recharge(1_000).events)
      .when((wallet) => placeHold(wallet, holding(), signed))
      .thenRefused('signature_required');
  });
});

describe('more by an open hold', () => {
  const adding = (amount: number, changes = {}) => ({
    holdId: 'hold_1',
    merchantId: null,
    addFen: yuan(amount),
    at: at('2025-06-16'),
    ...changes,
  });
  const held = () => WalletStory.open().recharge(1_000).hold('hold_1', 567);

  it('is reserved, and captured with the rest', () => {
    const decision = increaseHold(held().state, adding(100), terms());
    expect(decision).toMatchObject({
      events: [
        {
          type: 'WalletHoldIncreased',
          data: {
            addedFen: yuan(100),
            amountAfterFen: yuan(667),
            heldAfterFen: yuan(667),
            balanceAfterFen: yuan(1_100),
          },
        },
      ],
    });
    const events = decision.kind === 'accepted' ? decision.events : [];
    const state = events.reduce(walletDecider.evolve, held().state);
    expect(captureHold(state, capturing(), () => terms())).toMatchObject({
      events: [{ data: { capturedFen: yuan(667), releasedFen: yuan(0) } }],
    });
  });

  it('is refused by the first of its reasons', () => {
    const refused = (story: WalletStory, asked = adding(100), code = ''): void => {
      given(walletDecider, ...story.events)
        .when((wallet) => increaseHold(wallet, asked, terms()))
        .thenRefused(code);
    };
    refused(new WalletStory(), undefined, 'wallet_unknown');
    refused(held().freeze('dormant'), undefined, 'wallet_frozen');
    refused(held(), adding(100, { holdId: 'hold_9' }), 'hold_not_open');
    refused(held(), adding(100, { merchantId: 'shop-9' }), 'merchant_mismatch');
    refused(held().block(at('2025-06-20')), undefined, 'card_blocked');
    refused(held(), adding(0), 'amount_not_positive');
    refused(held(), adding(533.01), 'balance_short');
  });
});

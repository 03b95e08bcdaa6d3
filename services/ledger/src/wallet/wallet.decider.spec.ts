import { describe, expect, it } from '@jest/globals';
import type { WalletEvent, WalletRecharged, WalletSpent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { given } from '@scrip/testing';
import { at, buying, paying, product, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { availableIn, type WalletState, walletDecider } from './wallet.decider.ts';
import { recharge, spend } from './wallet-till.rule.ts';

const { initial } = walletDecider;
const evolve = (state: WalletState, event: WalletEvent): WalletState => walletDecider.evolve(state, event);

const rechargedBy = (story: WalletStory, amount: number): WalletRecharged => {
  const event = story.recharge(amount).events.at(-1);
  if (event?.type !== 'WalletRecharged') throw new Error('nothing was recharged');
  return event.data;
};
const spentBy = (story: WalletStory): WalletSpent => {
  const event = story.events.at(-1);
  if (event?.type !== 'WalletSpent') throw new Error('nothing was spent');
  return event.data;
};
const available = (state: WalletState, when: number): bigint =>
  state.status === 'open' ? availableIn(state, when) : 0n;

describe('a recharge', () => {
  it('of 999.99 is refused, of 1,000 and more gives the bonus of 10%, cut to the fen (example A1)', () => {
    given(walletDecider, ...WalletStory.open().events)
      .when((wallet) => recharge(wallet, paying({ principalFen: yuan(999.99) }), terms()))
      .thenRefused('recharge_below_minimum', {
        askedFen: yuan(999.99),
        minimumFen: yuan(1_000),
        missingFen: yuan(0.01),
      });
    const bonuses = [1_000, 3_000, 4_999.99, 5_000].map((amount) => rechargedBy(WalletStory.open(), amount).bonusFen);
    expect(bonuses).toEqual([yuan(100), yuan(300), yuan(499.99), yuan(500)]);
  });

  it('names the lot, what was paid and how, until when it can be used, and the balance', () => {
    given(walletDecider, ...WalletStory.open().recharge(1_000).events)
      .when((wallet) => recharge(wallet, paying({ rechargeId: 'rch_9', lotId: 'lot_9', tender: 'bank-card' }), terms()))
      .then({
        type: 'WalletRecharged',
        data: {
          walletId: 'wal_1',
          holderId: 'hld_1',
          rechargeId: 'rch_9',
          lotId: 'lot_9',
          tender: 'bank-card',
          principalFen: yuan(1_000),
          bonusFen: yuan(100),
          expiresAt: at('2027-01-11', '00:00:00'),
          gifts: [{ giftKey: 'garment', count: 1 }],
          clientId: null,
          programmeId: 'apparel-recharge',
          programmeVersion: 1,
          balanceAfterFen: yuan(2_200),
          expiryNotices: [at('2026-12-11'), at('2027-01-03')],
          breakage: true,
        },
      });
  });

  it('needs no active card: the card is made only after the payment', () => {
    const story = new WalletStory();
    const [opened] = WalletStory.open().events;
    if (!opened) throw new Error('a wallet begins with its opening');
    story.facts.push({ recordedAt: 0, event: opened });
    expect(rechargedBy(story, 1_000).balanceAfterFen).toBe(yuan(1_100));
  });

  it('never expires under a product without validity', () => {
    const lasting = terms({ ...product(), lots: { ...product().lots, validity: 'none' } });
    expect(rechargedBy(WalletStory.open(lasting), 1_000).expiresAt).toBeNull();
  });

  it('is refused by the first of its reasons', () => {
    const capped = terms({ ...product(), recharge: { ...product().recharge, balanceCapFen: 500_000 } });
    const full = WalletStory.open(capped).recharge(4_000);
    given(walletDecider)
      .when((wallet) => recharge(wallet, paying({ principalFen: yuan(0) }), capped))
      .thenRefused('wallet_unknown');
    given(walletDecider, ...full.events)
      .when((wallet) => recharge(wallet, paying({ principalFen: yuan(0) }), capped))
      .thenRefused('amount_not_positive', { askedFen: yuan(0) });
    given(walletDecider, ...full.events)
      .when((wallet) => recharge(wallet, paying({ principalFen: yuan(900) }), capped))
      .thenRefused('recharge_below_minimum');
    const steps = [{ principalFen: 200_000, bonusFen: 1 }];
    const { bonusRateBp: _, ...others } = capped.product.recharge;
    const stepped = terms({ ...product(), recharge: { ...others, bonusSteps: { between: 'exactOnly', steps } } });
    given(walletDecider, ...full.events)
      .when((wallet) => recharge(wallet, paying(), stepped))
      .thenRefused('recharge_not_a_step', { askedFen: yuan(1_000), belowFen: null, aboveFen: yuan(2_000) });
    given(walletDecider, ...full.events)
      .when((wallet) => recharge(wallet, paying(), capped))
      .thenRefused('balance_limit_exceeded', {
        askedFen: yuan(1_000),
        bonusFen: yuan(100),
        balanceFen: yuan(4_400),
        limitFen: yuan(5_000),
        excessFen: yuan(500),
      });
  });

  it('may fill the wallet to the cap exactly, which does not count what has expired', () => {
    const capped = terms({ ...product(), recharge: { minFen: 1, bonusRateBp: 1_000, balanceCapFen: 500_000 } });
    const full = WalletStory.open(capped).recharge(4_000).recharge(540);
    expect(rechargedBy(full, 5.46).balanceAfterFen).toBe(yuan(5_000));
    full.recharge(4_000, at('2027-01-11'));
    expect(available(full.state, at('2027-01-11'))).toBe(yuan(4_400));
  });
});

describe('a spend', () => {
  it('takes the discount of the card off items whose tags the till names (example A2; domain 2.4, C2)', () => {
    const three = buying({ asked: { items: [{ tagFen: yuan(199), count: 3 }] } });
    const decision = spend(WalletStory.open().recharge(1_000).state, three, terms());
    expect(decision).toMatchObject({
      events: [
        {
          data: {
            askedFen: yuan(567),
            chargedFen: yuan(567),
            items: [{ tagFen: yuan(199), count: 3, payFen: yuan(567) }],
          },
        },
      ],
    });
    const rate = { ...product(), spend: { ...product().spend, discount: { payBp: 9_000 } } };
    const meals = buying({
      asked: {
        items: [
          { tagFen: yuan(25), count: 1 },
          { tagFen: yuan(0.05), count: 1 },
        ],
      },
    });
    expect(spend(WalletStory.open().recharge(1_000).state, meals, terms(rate))).toMatchObject({
      events: [{ data: { askedFen: yuan(22.55), items: [{ payFen: yuan(22.5) }, { payFen: yuan(0.05) }] } }],
    });
  });

  it('of items that cost less than is taken off is an amount of nothing', () => {
    const free = buying({ asked: { items: [{ tagFen: yuan(9.99), count: 2 }] } });
    given(walletDecider, ...WalletStory.open().recharge(1_000).events)
      .when((wallet) => spend(wallet, free, terms()))
      .thenRefused('amount_not_positive', { askedFen: yuan(0) });
  });

  const twoLots = (): WalletStory =>
    WalletStory.open().recharge(1_000, at('2025-01-10')).recharge(1_000, at('2025-06-01'));

  it('of 1,150 takes the first lot whole, then 45.45 principal and 4.55 bonus of the second (example A3)', () => {
    const { lots, balanceAfterFen } = spentBy(twoLots().spend(1_150));
    expect(lots).toEqual([
      { lotId: 'lot_1', principalFen: yuan(1_000), bonusFen: yuan(100) },
      { lotId: 'lot_2', principalFen: yuan(45.45), bonusFen: yuan(4.55) },
    ]);
    expect(balanceAfterFen).toBe(yuan(1_050));
  });

  it('takes the earliest expiry first, whichever was loaded first, or the oldest if the product says so', () => {
    const backwards = (chosen = terms()): WalletStory =>
      WalletStory.open(chosen).recharge(1_000, at('2025-06-01')).recharge(1_000, at('2025-01-10')).spend(100);
    expect(spentBy(backwards()).lots.map((one) => one.lotId)).toEqual(['lot_2']);
    const oldestFirst = terms({ ...product(), lots: { ...product().lots, order: 'oldestFirst' } });
    expect(spentBy(backwards(oldestFirst)).lots.map((one) => one.lotId)).toEqual(['lot_1']);
  });

  it('splits a lot pro rata, by principal first or by bonus first (the first half of example A3b)', () => {
    const taken = (['proRata', 'principalFirst', 'bonusFirst'] as const).map((burn) => {
      const chosen = terms({ ...product(), lots: { ...product().lots, burn } });
      const [one] = spentBy(WalletStory.open(chosen).recharge(3_000).spend(1_578)).lots;
      return [one?.principalFen, one?.bonusFen];
    });
    expect(taken).toEqual([
      [yuan(1_434.55), yuan(143.45)],
      [yuan(1_578), yuan(0)],
      [yuan(1_278), yuan(300)],
    ]);
  });

  it('of 150 from a balance of 100 charges 100 and names 50 as due, if split tender is allowed (example A4)', () => {
    const story = WalletStory.open().recharge(1_000).spend(1_000);
    given(walletDecider, ...story.events)
      .when((wallet) => spend(wallet, buying({ spendId: 'spd_9', amountFen: yuan(150) }), terms()))
      .then({
        type: 'WalletSpent',
        data: {
          walletId: 'wal_1',
          holderId: 'hld_1',
          spendId: 'spd_9',
          cardId: 'crd_1',
          merchantId: 'shop-1',
          terminalId: 'till-7',
          askedFen: yuan(150),
          chargedFen: yuan(100),
          dueFen: yuan(50),
          lots: [{ lotId: 'lot_1', principalFen: yuan(90.91), bonusFen: yuan(9.09) }],
          programmeId: 'apparel-recharge',
          programmeVersion: 1,
          balanceAfterFen: yuan(0),
          items: null,
          signatoryId: null,
          authorisationId: null,
          slipSignature: null,
          bookingId: null,
        },
      });
  });

  it('of 150 from a balance of 100 is refused and nothing changes, if the product or the till needs it whole (example A4)', () => {
    const story = WalletStory.open().recharge(1_000).spend(1_000);
    const numbers = { askedFen: yuan(150), availableFen: yuan(100), missingFen: yuan(50) };
    const asked = buying({ amountFen: yuan(150) });
    const { state } = given(walletDecider, ...story.events)
      .when((wallet) => spend(wallet, asked, terms(product('recharge-card-whole'))))
      .thenRefused('balance_short', numbers);
    expect(state).toEqual(story.state);
    given(walletDecider, ...story.events)
      .when((wallet) => spend(wallet, { ...asked, splitTender: false }, terms()))
      .thenRefused('balance_short', numbers);
  });

  it('can use a lot through its last usable day and not after it (example A6)', () => {
    const story = WalletStory.open().recharge(1_000);
    given(walletDecider, ...story.events)
      .when((wallet) => spend(wallet, buying({ at: at('2027-01-11', '00:00:00') }), terms()))
      .thenRefused('balance_short', { askedFen: yuan(100), availableFen: yuan(0), missingFen: yuan(100) });
    expect(spentBy(story.spend(100, at('2027-01-10', '23:59:59'))).chargedFen).toBe(yuan(100));
  });

  it('leaves what is held', () => {
    const story = WalletStory.open().recharge(1_000).hold('hold_1', 900);
    given(walletDecider, ...story.events)
      .when((wallet) => spend(wallet, buying({ amountFen: yuan(201), splitTender: false }), terms()))
      .thenRefused('balance_short', { askedFen: yuan(201), availableFen: yuan(200), missingFen: yuan(1) });
    expect(spentBy(story.spend(201)).dueFen).toBe(yuan(1));
  });

  it('is refused by the first of its reasons', () => {
    const nothing = { amountFen: yuan(0) };
    const refusedWith = (events: readonly WalletEvent[], changes: Parameters<typeof buying>[0], code: string): void => {
      given(walletDecider, ...events)
        .when((wallet) => spend(wallet, buying(changes), terms()))
        .thenRefused(code);
    };
    refusedWith([], nothing, 'wallet_unknown');
    const open = WalletStory.open();
    refusedWith(open.events, { ...nothing, cardId: 'crd_of_another' }, 'card_unknown');
    const replaced = WalletStory.open().activate('crd_2', 2);
    refusedWith(replaced.events, nothing, 'card_superseded');
    refusedWith(replaced.block(at('2025-02-01')).events, nothing, 'card_blocked');
    refusedWith(open.events.slice(0, 1), nothing, 'card_not_active');
    refusedWith(open.events, nothing, 'amount_not_positive');
    refusedWith(open.events, {}, 'balance_short');
  });
});

describe('the state of a wallet', () => {
  it('is plain data: what a snapshot keeps of it is all of it', () => {
    const { state } = WalletStory.open().recharge(1_000).hold('hold_1', 10).spend(50).block(at('2025-02-01'));
    const kept = JSON.stringify(state, (_key, value) => (typeof value === 'bigint' ? { $int: String(value) } : value));
    const loaded = JSON.parse(kept, (_key, value) => (value?.$int === undefined ? value : BigInt(value.$int)));
    expect(loaded).toEqual(state);
  });

  it('does not grow with age: spends, closed holds and empty lots leave it', () => {
    const story = WalletStory.open();
    for (let n = 1; n <= 60; n += 1) story.recharge(1_000).hold(`hold_${n}`, 100).capture(`hold_${n}`).spend(1_000);
    const { state } = story;
    if (state.status !== 'open') throw new Error('the wallet is open');
    expect(state.lots.open).toEqual([]);
    expect(state.lots.emptied).toHaveLength(20);
    expect(state.holds).toEqual([]);
  });

  it('stands still at a history that cannot be: that is a bug, not a refusal', () => {
    const [opened, activated] = WalletStory.open().events;
    const spent = WalletStory.open().recharge(1_000).spend(10).events.at(-1);
    if (!opened || !activated || !spent) throw new Error('the story is shorter than it was told');
    expect(() => evolve(initial, activated)).toThrow(InvariantError);
    expect(() => evolve(evolve(initial, opened), opened)).toThrow(InvariantError);
    expect(() => evolve(evolve(initial, opened), spent)).toThrow(InvariantError);
    const closed: WalletEvent = {
      type: 'WalletHoldReleased',
      data: { walletId: 'wal_1', holdId: 'hold_1', releasedFen: yuan(1), reason: 'cancelled', heldAfterFen: yuan(0) },
    };
    expect(() => evolve(evolve(initial, opened), closed)).toThrow(InvariantError);
  });
});

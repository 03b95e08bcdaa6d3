import { describe, expect, it } from '@jest/globals';
import type { WalletEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { given } from '@scrip/testing';
import { at, buying, holding, paying, product, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { type WalletState, walletDecider } from './wallet.decider.ts';
import { ageLot, breakageIn } from './wallet-expiry.rule.ts';
import { placeHold } from './wallet-hold.rule.ts';
import {
  chargeReplacement,
  extendLot,
  freeze,
  nameSignatory,
  removeSignatory,
  unfreeze,
} from './wallet-service.rule.ts';
import { recharge, spend } from './wallet-till.rule.ts';

const priced = terms({
  ...product(),
  fees: { cardReplacementFen: 1_000 },
  lots: { ...product().lots, validity: { term: 'P2Y', extension: { term: 'P1Y', feeFen: 500 } } },
});
const fee = (tender: string | null) => ({ feeId: 'fee_1', cardId: 'crd_1', tender, at: at('2025-06-15') });
const extension = (tender: string | null, date = '2027-02-01', lotId = 'lot_1') => ({
  feeId: 'fee_1',
  lotId,
  tender,
  at: at(date),
});

describe('the fee of a replaced card', () => {
  it('is of a card of the wallet, and of no other', () => {
    const story = WalletStory.open().recharge(1_000);
    expect(chargeReplacement(story.state, { ...fee(null), cardId: 'crd_9' }, priced)).toMatchObject({
      refusal: { code: 'card_unknown', detail: { cardId: 'crd_9' } },
    });
  });

  it('is paid from the wallet or in another tender, and is nothing where the programme has none', () => {
    const story = WalletStory.open().recharge(1_000);
    expect(chargeReplacement(story.state, fee(null), priced)).toMatchObject({
      events: [
        {
          type: 'WalletFeeCharged',
          data: { kind: 'card_replacement', amountFen: yuan(10), referenceId: 'crd_1', balanceAfterFen: yuan(1_090) },
        },
      ],
    });
    expect(chargeReplacement(WalletStory.open().state, fee('cash'), priced)).toMatchObject({
      events: [{ data: { tender: 'cash', lots: [], balanceAfterFen: yuan(0) } }],
    });
    expect(chargeReplacement(story.state, fee(null), terms())).toEqual({ kind: 'accepted', events: [] });
  });

  it('is refused by the first of its reasons', () => {
    const refused = (story: WalletStory, code: string, detail?: Record<string, unknown>): void => {
      given(walletDecider, ...story.events)
        .when((wallet) => chargeReplacement(wallet, fee(null), priced))
        .thenRefused(code, detail);
    };
    refused(new WalletStory(), 'wallet_unknown');
    refused(WalletStory.open().freeze('court_order'), 'wallet_frozen', { cause: 'court_order' });
    refused(WalletStory.open(), 'balance_short', {
      askedFen: yuan(10),
      availableFen: yuan(0),
      missingFen: yuan(10),
    });
  });
});

describe('an extension', () => {
  it('gives back what a hold had left of a lot in part, and charges its fee on what is there then', () => {
    const held = WalletStory.open(terms()).recharge(1_000).hold('hold_1', 600, at('2027-01-05'));
    const broken = held.age('lot_1', at('2027-01-11'));
    const taken = breakageIn(broken.events, 'lot_1');
    expect(taken).toMatchObject({ principalFen: yuan(500), bonusFen: yuan(0) });
    const decision = extendLot(broken.state, extension('cash'), priced, taken);
    expect(decision).toMatchObject({
      events: [
        { type: 'WalletLotReactivated', data: { principalFen: yuan(500), balanceAfterFen: yuan(1_100) } },
        { type: 'WalletLotExtended', data: { leftFen: yuan(1_100) } },
        { type: 'WalletFeeCharged', data: { balanceAfterFen: yuan(1_100) } },
      ],
    });
    const events = [...broken.events, ...(decision.kind === 'accepted' ? decision.events : [])];
    expect(breakageIn(events, 'lot_1')).toBeUndefined();
  });

  it('after the period extends what is left, gives no breakage back, and never gives it back later', () => {
    const held = WalletStory.open(terms()).recharge(1_000).hold('hold_1', 600, at('2027-01-05'));
    const open = held.age('lot_1', at('2027-01-11')).release('hold_1');
    const broken = breakageIn(open.events, 'lot_1');
    const decision = extendLot(open.state, extension('cash', '2028-02-01'), priced, broken);
    expect(decision).toMatchObject({
      events: [
        { type: 'WalletLotExtended', data: { leftFen: yuan(600), expiresAt: at('2029-02-02', '00:00:00') } },
        { type: 'WalletFeeCharged', data: { balanceAfterFen: yuan(600) } },
      ],
    });
    const events = [...open.events, ...(decision.kind === 'accepted' ? decision.events : [])];
    expect(breakageIn(events, 'lot_1')).toBeUndefined();
    const state = events.reduce(walletDecider.evolve, walletDecider.initial);
    const again = ageLot(state, { lotId: 'lot_1', at: at('2029-02-02', '00:00:00') });
    const later = [...events, ...(again.kind === 'accepted' ? again.events : [])];
    const taken = breakageIn(later, 'lot_1');
    expect(taken && taken.principalFen + taken.bonusFen).toBe(yuan(600));
    const empty = later.reduce(walletDecider.evolve, walletDecider.initial);
    expect(extendLot(empty, extension('cash', '2030-02-02'), priced, taken)).toMatchObject({
      refusal: { code: 'reactivation_period_over' },
    });
  });

  it('of a lot that broke so long ago that it is forgotten knows that it is to become the issuer’s again', () => {
    const { state } = WalletStory.open(priced);
    const breakage = { expiredAt: at('2027-01-11', '00:00:00'), principalFen: yuan(1_000), bonusFen: yuan(100) };
    const decision = extendLot(state, extension('cash', '2027-02-01', 'lot_old'), priced, breakage);
    const after = (decision.kind === 'accepted' ? decision.events : []).reduce(walletDecider.evolve, state);
    expect(after).toMatchObject({
      lots: { open: [{ lotId: 'lot_old', breakage: true, programmeVersion: 1, recharged: false }] },
    });
  });

  it('makes a lapsed lot usable again, by the product’s term from now on, for its fee', () => {
    const lapsed = WalletStory.open(priced).recharge(1_000);
    const decision = extendLot(lapsed.state, extension('cash'), priced);
    expect(decision).toMatchObject({
      events: [
        {
          type: 'WalletLotExtended',
          data: { fromExpiresAt: at('2027-01-11', '00:00:00'), expiresAt: at('2028-02-02', '00:00:00') },
        },
        { type: 'WalletFeeCharged', data: { kind: 'lot_extension', amountFen: yuan(5), tender: 'cash' } },
      ],
    });
    const after = decision.kind === 'accepted' ? decision.events : [];
    const spending = buying({ at: at('2028-02-01') });
    given(walletDecider, ...lapsed.events)
      .when((wallet) => spend(wallet, spending, priced))
      .thenRefused('balance_short');
    const state = [...lapsed.events, ...after].reduce(walletDecider.evolve, walletDecider.initial);
    expect(spend(state, spending, priced)).toMatchObject({ kind: 'accepted' });
  });

  it('is refused by the first of its reasons', () => {
    const refused = (story: WalletStory, asked = extension('cash'), code = '', chosen = priced): void => {
      given(walletDecider, ...story.events)
        .when((wallet) => extendLot(wallet, asked, chosen))
        .thenRefused(code);
    };
    const story = WalletStory.open(priced).recharge(1_000);
    refused(new WalletStory(), undefined, 'wallet_unknown');
    refused(WalletStory.open(priced).freeze('dormant'), undefined, 'wallet_frozen');
    refused(story, extension('cash', '2027-02-01', 'lot_9'), 'lot_unknown');
    const forGood = terms({ ...product(), lots: { ...product().lots, validity: 'none' } });
    refused(WalletStory.open(forGood).recharge(1_000), undefined, 'lot_does_not_expire', forGood);
    refused(story, undefined, 'extension_not_allowed', terms());
    refused(story, extension('cash', '2025-06-01'), 'extension_not_longer');
    refused(story, extension(null), 'balance_short');
  });
});

describe('a frozen wallet', () => {
  it('refuses a recharge, a spend and a hold, until it is unfrozen', () => {
    const story = WalletStory.open().recharge(1_000).freeze('suspected_fraud');
    const refusal = { refusal: { code: 'wallet_frozen', detail: { cause: 'suspected_fraud' } } };
    expect(recharge(story.state, paying(), terms())).toMatchObject(refusal);
    expect(spend(story.state, buying(), terms())).toMatchObject(refusal);
    expect(placeHold(story.state, holding(), terms())).toMatchObject(refusal);
    const { state } = given(walletDecider, ...story.events)
      .when((wallet) => unfreeze(wallet, { reference: 'F-12' }))
      .then({
        type: 'WalletUnfrozen',
        data: { walletId: 'wal_1', holderId: 'hld_1', cause: 'suspected_fraud', reference: 'F-12' },
      });
    expect(spend(state, buying(), terms())).toMatchObject({ kind: 'accepted' });
  });

  it('cannot be frozen twice, nor unfrozen when it is not', () => {
    given(walletDecider, ...WalletStory.open().freeze('dormant').events)
      .when((wallet) => freeze(wallet, { cause: 'deceased', reference: null }))
      .thenRefused('wallet_frozen', { cause: 'dormant' });
    given(walletDecider, ...WalletStory.open().events)
      .when((wallet) => unfreeze(wallet, { reference: null }))
      .thenRefused('wallet_not_frozen');
  });
});

describe('a signatory', () => {
  const signed = terms({ ...product(), spend: { ...product().spend, signatories: { phonePeriod: 'P7D' } } });
  const named = (by: 'writing' | 'phone') => ({ signatoryId: 'sig-1', by, at: at('2025-06-01') });
  const story = () => WalletStory.open(signed).recharge(1_000);
  const naming = (by: 'writing' | 'phone', from = story()) =>
    given(walletDecider, ...from.events).when((wallet) => nameSignatory(wallet, named(by), signed));
  const after = (from: WalletState, decision: Decision<WalletEvent>): WalletState => {
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    return decision.events.reduce(walletDecider.evolve, from);
  };
  const spending = (signatoryId: string | null, date: string, time?: string) =>
    buying({ signatoryId, at: at(date, time) });

  it('who was named by phone signs through the seventh day, and for good once it is in writing (examples R2, R4)', () => {
    const { state } = naming('phone').then({
      type: 'WalletSignatoryNamed',
      data: {
        walletId: 'wal_1',
        holderId: 'hld_1',
        signatoryId: 'sig-1',
        by: 'phone',
        lapsesAt: at('2025-06-09', '00:00:00'),
        programmeId: 'apparel-recharge',
        programmeVersion: 1,
      },
    });
    expect(spend(state, spending(null, '2025-06-02'), signed)).toMatchObject({
      refusal: { code: 'signature_required' },
    });
    expect(spend(state, spending('sig-2', '2025-06-02'), signed)).toMatchObject({
      refusal: { code: 'signatory_unknown', detail: { signatoryId: 'sig-2' } },
    });
    expect(spend(state, spending('sig-1', '2025-06-08', '23:59:59'), signed)).toMatchObject({ kind: 'accepted' });
    expect(spend(state, spending('sig-1', '2025-06-09', '00:00:00'), signed)).toMatchObject({
      refusal: { code: 'signatory_lapsed', detail: { lapsedAt: '2025-06-08T16:00:00.000Z' } },
    });
    const confirmed = nameSignatory(state, named('writing'), signed);
    expect(confirmed).toMatchObject({ events: [{ data: { by: 'writing', lapsesAt: null } }] });
  });

  it('who is in writing needs no second naming, and can be removed', () => {
    const decision = nameSignatory(story().state, named('writing'), signed);
    if (decision.kind === 'refused') throw new Error('named');
    const state = decision.events.reduce(walletDecider.evolve, story().state);
    expect(nameSignatory(state, named('phone'), signed)).toEqual({ kind: 'accepted', events: [] });
    expect(removeSignatory(state, named('writing'), signed)).toMatchObject({
      events: [{ type: 'WalletSignatoryRemoved' }],
    });
    expect(removeSignatory(state, { ...named('writing'), signatoryId: 'sig-2' }, signed)).toMatchObject({
      refusal: { code: 'signatory_unknown' },
    });
  });

  it('gains no time by another call, before the period is over or after it (example R4’s seven days)', () => {
    const state = after(story().state, nameSignatory(story().state, named('phone'), signed));
    const again = { ...named('phone'), at: at('2025-06-08') };
    expect(nameSignatory(state, again, signed)).toMatchObject({
      events: [{ data: { by: 'phone', lapsesAt: at('2025-06-09', '00:00:00') } }],
    });
    expect(nameSignatory(state, { ...again, at: at('2025-06-09') }, signed)).toMatchObject({
      refusal: { code: 'signatory_lapsed', detail: { signatoryId: 'sig-1', lapsedAt: '2025-06-08T16:00:00.000Z' } },
    });
  });

  it('who is removed by phone signs again when no paper comes, and not when one does', () => {
    const by = (channel: 'writing' | 'phone', date: string) => ({ signatoryId: 'sig-1', by: channel, at: at(date) });
    const open = story().state;
    const written = after(open, nameSignatory(open, named('writing'), signed));
    const removed = after(written, removeSignatory(written, by('phone', '2025-06-10'), signed));
    expect(spend(removed, spending('sig-1', '2025-06-17', '23:59:59'), signed)).toMatchObject({
      refusal: { code: 'signatory_unknown' },
    });
    expect(spend(removed, spending('sig-1', '2025-06-18', '00:00:00'), signed)).toMatchObject({ kind: 'accepted' });
    expect(removeSignatory(removed, by('phone', '2025-06-19'), signed)).toMatchObject({
      refusal: { code: 'removal_lapsed', detail: { lapsedAt: '2025-06-17T16:00:00.000Z' } },
    });
    const back = after(removed, nameSignatory(removed, by('phone', '2025-06-11'), signed));
    expect(spend(back, spending('sig-1', '2025-06-12'), signed)).toMatchObject({ kind: 'accepted' });
    const gone = after(removed, removeSignatory(removed, by('writing', '2025-06-12'), signed));
    expect(spend(gone, spending('sig-1', '2025-06-20'), signed)).toMatchObject({
      refusal: { code: 'signatory_unknown' },
    });
  });

  it('is not kept where the product asks for none', () => {
    given(walletDecider, ...WalletStory.open().events)
      .when((wallet) => nameSignatory(wallet, named('writing'), terms()))
      .thenRefused('signatories_not_kept', { product: 'recharge-card' });
  });
});

import { describe, expect, it } from '@jest/globals';
import type { WalletEvent } from '@scrip/contracts';
import type { StoredValueProduct } from '@scrip/programme';
import { given } from '@scrip/testing';
import fc from 'fast-check';
import { at, buying, holding, product, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { walletDecider } from './wallet.decider.ts';
import { authorisedBy, type BroughtAuthorisation, type PinAuthorisation } from './wallet-authorisation.rule.ts';
import { increaseHold, placeHold } from './wallet-hold.rule.ts';
import { spend } from './wallet-till.rule.ts';

const NOW = at('2025-06-15');
const asking = (pin: NonNullable<StoredValueProduct['card']>['pin']): StoredValueProduct => ({
  ...product(),
  card: { holder: 'named', form: 'physical', pin },
});
const everySpend = asking({ digits: 6, triesMax: 3, use: 'everySpend' });
const above500 = asking({ digits: 6, triesMax: 3, use: 'aboveAmount', aboveFen: 50_000 });

const signed = (changes: Partial<PinAuthorisation> = {}, checkedAt = NOW): BroughtAuthorisation => ({
  kind: 'signed',
  checkedAt,
  authorisation: {
    authorisationId: 'evt_1',
    cardId: 'crd_1',
    walletId: 'wal_1',
    purpose: 'spend',
    amountFen: yuan(100),
    expiresAt: NOW + 120_000,
    ...changes,
  },
});
const { events } = WalletStory.open().recharge(1_000);
const paidWith = (authorisation?: BroughtAuthorisation, chosen = everySpend, amountFen = yuan(100)) =>
  given(walletDecider, ...events).when((wallet) =>
    spend(wallet, { ...buying({ amountFen }), authorisation }, terms(chosen)),
  );
const idIn = (event: WalletEvent | undefined): unknown =>
  event && 'authorisationId' in event.data ? event.data.authorisationId : undefined;
const acceptedId = (authorisation?: BroughtAuthorisation, chosen = everySpend, amountFen = yuan(100)): unknown => {
  const { decision } = paidWith(authorisation, chosen, amountFen);
  if (decision.kind === 'refused') throw new Error(decision.refusal.code);
  return idIn(decision.events[0]);
};

describe('a product that asks for the PIN at each use', () => {
  it('takes a spend with what cards signed for it, and says which verified PIN that was', () => {
    expect(acceptedId(signed())).toBe('evt_1');
  });

  // The refusals in the order they are tried: each case has this fault and all later ones.
  const expired = signed({ expiresAt: NOW, amountFen: yuan(99) });
  it.each([
    ['without one', undefined, 'pin_required', { askedFen: yuan(100) }],
    [
      'with one that cards did not sign',
      { kind: 'invalid', why: 'signature' },
      'authorisation_invalid',
      { why: 'signature' },
    ],
    [
      'of another wallet',
      signed({ walletId: 'wal_2', cardId: 'crd_2' }),
      'authorisation_invalid',
      { why: 'another_wallet' },
    ],
    ['of another card', signed({ cardId: 'crd_2', purpose: 'hold' }), 'authorisation_invalid', { why: 'another_card' }],
    ['for a hold', signed({ purpose: 'hold', expiresAt: NOW }), 'authorisation_invalid', { why: 'another_purpose' }],
    ['that has expired', expired, 'authorisation_expired', { expiredAt: '2025-06-15T02:00:00.000Z' }],
    [
      'of another amount',
      signed({ amountFen: yuan(99) }),
      'authorisation_amount_mismatch',
      { askedFen: yuan(100), authorisedFen: yuan(99) },
    ],
  ] as const)('refuses a spend %s', (_what, authorisation, code, detail) => {
    paidWith(authorisation).thenRefused(code, detail);
  });

  it('asks after the card and before the balance', () => {
    const blocked = WalletStory.open().recharge(1_000).block(NOW).events;
    given(walletDecider, ...blocked)
      .when((wallet) => spend(wallet, buying(), terms(everySpend)))
      .thenRefused('card_blocked');
    paidWith(undefined, everySpend, yuan(100_000)).thenRefused('pin_required', { askedFen: yuan(100_000) });
  });

  it('asks for none where a command tells of another time: it was asked for then', () => {
    expect(acceptedId({ kind: 'recorded' })).toBeNull();
  });

  it('asks for it at a hold and when a hold grows, and not when the hold is settled', () => {
    const under = terms(everySpend);
    const toHold = signed({ purpose: 'hold' });
    const held = given(walletDecider, ...events).when((wallet) =>
      placeHold(wallet, { ...holding(), authorisation: toHold }, under),
    );
    if (held.decision.kind === 'refused') throw new Error(held.decision.refusal.code);
    expect(idIn(held.decision.events[0])).toBe('evt_1');
    given(walletDecider, ...events)
      .when((wallet) => placeHold(wallet, holding(), under))
      .thenRefused('pin_required');
    const grow = { holdId: 'hold_1', merchantId: null, addFen: yuan(50), at: NOW };
    const history = [...events, ...held.decision.events];
    given(walletDecider, ...history)
      .when((wallet) => increaseHold(wallet, grow, under))
      .thenRefused('pin_required', { askedFen: yuan(50) });
    const more = signed({ purpose: 'hold', amountFen: yuan(50) });
    const grown = given(walletDecider, ...history).when((wallet) =>
      increaseHold(wallet, { ...grow, authorisation: more }, under),
    );
    expect(grown.decision.kind).toBe('accepted');
  });
});

describe('a product that asks for the PIN above an amount', () => {
  it('asks from the first fen above it', () => {
    expect(acceptedId(undefined, above500, yuan(500))).toBeNull();
    paidWith(undefined, above500, yuan(500.01)).thenRefused('pin_required');
  });
});

describe('a product without a PIN', () => {
  it('asks for none, and records none', () => {
    expect(acceptedId(signed(), product())).toBeNull();
  });
});

it('whatever one thing is different, an authorisation is good for nothing else', () => {
  const asked = { walletId: 'wal_1', cardId: 'crd_1', purpose: 'spend', amountFen: yuan(100) } as const;
  const different = fc.oneof(
    fc
      .string({ minLength: 1 })
      .filter((id) => id !== 'wal_1')
      .map((walletId) => ({ walletId })),
    fc
      .string({ minLength: 1 })
      .filter((id) => id !== 'crd_1')
      .map((cardId) => ({ cardId })),
    fc.constant({ purpose: 'hold' as const }),
    fc.integer({ min: 0, max: NOW }).map((expiresAt) => ({ expiresAt })),
    fc
      .integer({ min: 1, max: 20_000 })
      .filter((amount) => amount !== 10_000)
      .map((amount) => ({ amountFen: yuan(amount / 100) })),
  );
  fc.assert(
    fc.property(different, (changes) => {
      expect(authorisedBy(asked, signed(changes), everySpend)).toHaveProperty('refusal');
    }),
  );
});

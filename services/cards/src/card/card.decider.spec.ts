import { describe, expect, it } from '@jest/globals';
import type { CardEvent, CardIssued } from '@scrip/contracts';
import { fold, InvariantError } from '@scrip/decider';
import { RULE_PACK_DEFAULT } from '@scrip/programme';
import { given } from '@scrip/testing';
import { holderDecider } from '../holder/holder.decider.ts';
import { cardDecider } from './card.decider.ts';
import { activateCard, type IssueCard, type IssueTerms, issueCard } from './card-issue.rule.ts';
import { reportCardLost } from './card-loss.rule.ts';

const JANUARY = Date.UTC(2025, 0, 1);
const JUNE = Date.UTC(2025, 5, 1);
const DAY = 86_400_000;

const terms: IssueTerms = {
  identified: false,
  law: RULE_PACK_DEFAULT,
  holder: holderDecider.evolve(holderDecider.initial, {
    type: 'HolderRegistered',
    data: { holderId: 'hld_1', locale: 'zh-CN' },
  }),
  programme: {
    versions: [
      { version: 1, effectiveAt: JANUARY, productKeys: ['recharge-card'] },
      { version: 2, effectiveAt: JUNE, productKeys: ['recharge-card', 'gift-card'] },
    ],
  },
};
const command: IssueCard = {
  cardId: 'crd_1',
  cardNumber: '9156000000000009',
  walletId: 'wal_1',
  holderId: 'hld_1',
  programmeId: 'apparel-recharge',
  productKey: 'recharge-card',
  at: JANUARY + DAY,
};
const issuedData: CardIssued = {
  cardId: 'crd_1',
  cardNumber: '9156000000000009',
  sequence: 1,
  holderId: 'hld_1',
  walletId: 'wal_1',
  programmeId: 'apparel-recharge',
  programmeVersion: 1,
  productKey: 'recharge-card',
  cardVersion: 1,
  form: 'physical',
  applicationId: null,
  replacesCardId: null,
  cause: null,
};
const issued: CardEvent = { type: 'CardIssued', data: issuedData };
const activated: CardEvent = {
  type: 'CardActivated',
  data: { cardId: 'crd_1', walletId: 'wal_1', sequence: 1, cardVersion: 1, expiresAt: null },
};
const report = { reportedAt: JUNE, channel: 'desk', cause: 'lost' } as const;
const reportedLost: CardEvent = {
  type: 'CardReportedLost',
  data: { cardId: 'crd_1', walletId: 'wal_1', holderId: 'hld_1', sequence: 1, cardVersion: 1, ...report },
};

describe('a card is issued', () => {
  it('as the first of its number, under the version in force', () => {
    given(cardDecider)
      .when((card) => issueCard(card, terms, command))
      .then(issued);
  });

  it('under the next version from its first moment on', () => {
    given(cardDecider)
      .when((card) => issueCard(card, terms, { ...command, productKey: 'gift-card', at: JUNE }))
      .then({ type: 'CardIssued', data: { ...issuedData, productKey: 'gift-card', programmeVersion: 2 } });
  });

  // The refusals of issueCard in the order they are tried: each case has this fault and all later ones.
  const unidentified = { identified: false, law: { level: 'refuse', capCounts: 'all' } } as const;
  const nothing = { holder: { kind: 'unknown' }, programme: { versions: [] }, ...unidentified } as const;
  const beforeAll = { ...command, productKey: 'gift-card', at: JANUARY - 1 };

  it('once: the same command asked again finds the card there', () => {
    given(cardDecider, issued)
      .when((card) => issueCard(card, nothing, beforeAll))
      .thenRefused('card_exists', { cardId: 'crd_1' });
  });

  it('to a registered holder only', () => {
    given(cardDecider)
      .when((card) => issueCard(card, nothing, beforeAll))
      .thenRefused('holder_unknown', { holderId: 'hld_1' });
  });

  it('in a published programme only', () => {
    given(cardDecider)
      .when((card) => issueCard(card, { ...terms, programme: nothing.programme }, beforeAll))
      .thenRefused('programme_unknown', { programmeId: 'apparel-recharge' });
  });

  it('not before the programme begins', () => {
    given(cardDecider)
      .when((card) => issueCard(card, terms, beforeAll))
      .thenRefused('programme_not_in_force', {
        programmeId: 'apparel-recharge',
        at: '2024-12-31T23:59:59.999Z',
        firstEffectiveAt: '2025-01-01T00:00:00.000Z',
      });
  });

  it('for a product that the version in force has, not for one that comes later', () => {
    given(cardDecider)
      .when((card) => issueCard(card, terms, { ...beforeAll, at: JUNE - 1 }))
      .thenRefused('product_unknown', {
        programmeId: 'apparel-recharge',
        programmeVersion: 1,
        productKey: 'gift-card',
      });
  });

  it('to somebody whose identity document is known, where the issuer refuses what the law does not let', () => {
    const refusing = { ...terms, ...unidentified };
    given(cardDecider)
      .when((card) => issueCard(card, refusing, command))
      .thenRefused('holder_not_identified', { holderId: 'hld_1' });
    const warned = { level: 'refuse', capCounts: 'all', checks: { buyer_identity: 'warn' } } as const;
    for (const known of [
      { ...refusing, identified: true },
      { ...refusing, law: warned },
    ]) {
      given(cardDecider)
        .when((card) => issueCard(card, known, command))
        .then(issued);
    }
  });
});

describe('a card is handed over', () => {
  it('after it was issued, once', () => {
    given(cardDecider, issued)
      .when((card) => activateCard(card))
      .then(activated);
    given(cardDecider, issued, activated)
      .when((card) => activateCard(card))
      .thenRefused('card_already_active', { cardId: 'crd_1' });
  });

  it('not when there is none, and not when it was reported lost on the way', () => {
    given(cardDecider)
      .when((card) => activateCard(card))
      .thenRefused('card_unknown', {});
    given(cardDecider, issued, reportedLost)
      .when((card) => activateCard(card))
      .thenRefused('card_lost', { cardId: 'crd_1', reportedAt: '2025-06-01T00:00:00.000Z' });
  });
});

describe('a card is reported lost', () => {
  it.each([
    ['before it was handed over', [issued]],
    ['while it is in use', [issued, activated]],
  ])('%s', (_when, history) => {
    given(cardDecider, ...history)
      .when((card) => reportCardLost(card, report))
      .then(reportedLost);
  });

  it('once: a later report does not move the moment that divides the spends', () => {
    given(cardDecider, issued, activated, reportedLost)
      .when((card) => reportCardLost(card, { ...report, reportedAt: JUNE + DAY, channel: 'phone' }))
      .thenRefused('card_already_lost', { cardId: 'crd_1', reportedAt: '2025-06-01T00:00:00.000Z' });
  });

  it('only if there is such a card', () => {
    given(cardDecider)
      .when((card) => reportCardLost(card, report))
      .thenRefused('card_unknown', {});
  });
});

it('a history that uses a card before it was issued is ours to mend, not to go on from', () => {
  expect(() => fold(cardDecider, [activated])).toThrow(InvariantError);
  expect(() => fold(cardDecider, [reportedLost])).toThrow(InvariantError);
});

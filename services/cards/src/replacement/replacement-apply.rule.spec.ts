import { describe, expect, it } from '@jest/globals';
import type { CardEvent, VendorRegistered } from '@scrip/contracts';
import { fold } from '@scrip/decider';
import { fen } from '@scrip/money';
import type { CardTerms } from '@scrip/programme';
import { type CardState, cardDecider } from '../card/card.decider.ts';
import type { VendorState } from '../vendor/vendor.decider.ts';
import { type ReplacementState, replacementDecider } from './replacement.decider.ts';
import {
  type ApplyForReplacement,
  type ApplyTerms,
  applyForReplacement,
  replacementOffer,
} from './replacement-apply.rule.ts';

const NOW = Date.parse('2025-02-26T10:00:00+08:00');

const issued: CardEvent = {
  type: 'CardIssued',
  data: {
    cardId: 'crd_1',
    cardNumber: '9156000000000009',
    sequence: 1,
    holderId: 'hld_1',
    walletId: 'wal_1',
    programmeId: 'bank-vip',
    programmeVersion: 1,
    productKey: 'gold',
    cardVersion: 1,
    form: 'physical',
    applicationId: null,
    replacesCardId: null,
    cause: null,
  },
};
const activated: CardEvent = {
  type: 'CardActivated',
  data: { cardId: 'crd_1', walletId: 'wal_1', sequence: 1, cardVersion: 1, expiresAt: null },
};
const ref = { cardId: 'crd_1', walletId: 'wal_1', sequence: 1, cardVersion: 1 };
const lost: CardEvent = {
  type: 'CardReportedLost',
  data: { ...ref, holderId: 'hld_1', reportedAt: NOW, channel: 'phone', cause: 'lost' },
};
const active = fold(cardDecider, [issued, activated]);
const terms: CardTerms = {
  holder: 'named',
  form: 'physical',
  vendor: { key: 'card-works', cardFen: 950 },
  collection: { within: 'P30D', onMissed: 'voidAutomatically' },
  replacement: { number: 'same', grades: ['gold', 'diamond'], segments: ['high-value'] },
};
const agreed: VendorRegistered = {
  vendorId: 'card-works',
  termsVersion: 1,
  keyKind: 'age',
  keyFingerprint: '00',
  cardFen: fen(800),
  postFen: fen(520),
  productKeys: ['gold'],
};
const vendor: VendorState = { status: 'known', terms: agreed };
const under: ApplyTerms = { programmeVersion: 2, offer: replacementOffer(terms), holderGrades: ['diamond'], vendor };
const command: ApplyForReplacement = {
  replacementId: 'rpl_1',
  newCardId: 'crd_2',
  cause: 'damaged',
  branchNo: '0101',
  segment: null,
  reportedAt: NOW,
};
const none: ReplacementState = replacementDecider.initial;
const unborn: CardState = cardDecider.initial;

function apply(
  changes: { old?: CardState; next?: CardState; replacement?: ReplacementState; terms?: Partial<ApplyTerms> } = {},
  asked: Partial<ApplyForReplacement> = {},
) {
  const states = {
    replacement: changes.replacement ?? none,
    old: changes.old ?? active,
    next: changes.next ?? unborn,
  };
  return applyForReplacement(states, { ...under, ...changes.terms }, { ...command, ...asked });
}

describe('an application for a card with the same number', () => {
  it('for a damaged card that was shown asks for the next sequence; the old one goes on', () => {
    const decision = apply();
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    const [facts] = decision.events;
    expect(facts?.cards.map(({ cardId, event }) => [cardId, event.type])).toEqual([
      ['crd_1', 'CardReportedDamaged'],
      ['crd_1', 'CardReplacementStarted'],
      ['crd_2', 'CardApplied'],
      ['crd_2', 'CardApproved'],
    ]);
    expect(facts?.applied).toMatchObject({
      data: {
        cause: 'damaged',
        sequence: 1,
        newSequence: 2,
        cardNumber: '9156000000000009',
        programmeVersion: 2,
        vendorId: 'card-works',
        cardFen: 950n,
        collectWithin: 'P30D',
        voidsItself: true,
      },
    });
  });

  it('for a lost or stolen card reports it, once', () => {
    for (const cause of ['lost', 'stolen'] as const) {
      const decision = apply({}, { cause });
      if (decision.kind === 'refused') throw new Error(decision.refusal.code);
      expect(decision.events[0]?.cards[0]?.event).toMatchObject({
        type: 'CardReportedLost',
        data: { cause, reportedAt: NOW },
      });
    }
    const reported = apply({ old: fold(cardDecider, [issued, activated, lost]) }, { cause: 'lost' });
    if (reported.kind === 'refused') throw new Error(reported.refusal.code);
    expect(reported.events[0]?.cards[0]?.event.type).toBe('CardReplacementStarted');
  });

  it('is for a holder whom the desk says to be in a segment that the programme names; that is kept', () => {
    const decision = apply({ terms: { holderGrades: [] } }, { segment: 'high-value' });
    expect(decision).toMatchObject({ events: [{ applied: { data: { segment: 'high-value' } } }] });
  });

  it('is refused by the first of its reasons', () => {
    const codeOf = (...asked: Parameters<typeof apply>) => {
      const decision = apply(...asked);
      return decision.kind === 'refused' && decision.refusal;
    };
    const started = apply();
    if (started.kind === 'refused') throw new Error(started.refusal.code);
    const [facts] = started.events;
    if (!facts) throw new Error('no facts');
    const open = replacementDecider.evolve(none, facts.applied);
    const nothing = { offer: null, holderGrades: [], vendor: { status: 'none' } as const };
    expect(codeOf({ replacement: open, old: unborn, terms: nothing })).toMatchObject({ code: 'replacement_exists' });
    expect(codeOf({ old: unborn, terms: nothing })).toMatchObject({ code: 'card_unknown' });
    expect(codeOf({ terms: nothing })).toEqual({
      code: 'replacement_not_offered',
      detail: { programmeId: 'bank-vip', productKey: 'gold' },
    });
    expect(
      codeOf({ terms: { holderGrades: ['silver'], vendor: { status: 'none' } } }, { segment: 'low-value' }),
    ).toEqual({
      code: 'holder_not_eligible',
      detail: {
        grades: ['gold', 'diamond'],
        segments: ['high-value'],
        holderGrades: ['silver'],
        segment: 'low-value',
      },
    });
    expect(codeOf({ terms: { vendor: { status: 'none' } } })).toEqual({
      code: 'vendor_unknown',
      detail: { vendorId: 'card-works' },
    });
    const other: VendorState = { status: 'known', terms: { ...agreed, productKeys: ['silver'] } };
    expect(codeOf({ terms: { vendor: other } })).toEqual({
      code: 'product_not_made',
      detail: { vendorId: 'card-works', productKey: 'gold' },
    });
    const missing = fold(cardDecider, [issued, activated, lost]);
    expect(codeOf({ old: missing })).toMatchObject({ code: 'card_lost' });
    expect(codeOf({ old: missing }, { cause: 'stolen' })).toMatchObject({ code: 'cause_not_reported' });
    const old = facts.cards
      .filter(({ cardId }) => cardId === 'crd_1')
      .reduce<CardState>((card, { event }) => cardDecider.evolve(card, event), active);
    expect(codeOf({ old })).toMatchObject({ code: 'replacement_open', detail: { replacementCardId: 'crd_2' } });
  });
});

it('a product offers it when it has a vendor and replaces by the same number', () => {
  expect(replacementOffer(undefined)).toBeNull();
  expect(replacementOffer({ ...terms, vendor: undefined })).toBeNull();
  expect(replacementOffer({ ...terms, replacement: { number: 'new' } })).toBeNull();
  const bare: CardTerms = { holder: 'named', form: 'physical', vendor: { key: 'v' }, replacement: { number: 'same' } };
  expect(replacementOffer(bare)).toEqual({
    vendorId: 'v',
    cardFen: null,
    only: null,
    collectWithin: null,
    voidsItself: false,
  });
});

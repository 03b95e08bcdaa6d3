import { describe, expect, it } from '@jest/globals';
import type { ReplacementApplied, ReplacementEvent } from '@scrip/contracts';
import { fold, InvariantError } from '@scrip/decider';
import { fen } from '@scrip/money';
import { given } from '@scrip/testing';
import { collect, decline, replacementDecider, voidUncollected } from './replacement.decider.ts';
import { countCard, makeCard, orderReplacement, type PostCard, postCard } from './replacement-making.rule.ts';

const at = (text: string): number => Date.parse(`${text}+08:00`);

const application: ReplacementApplied = {
  replacementId: 'rpl_1',
  cause: 'damaged',
  holderId: 'hld_1',
  walletId: 'wal_1',
  cardId: 'crd_1',
  sequence: 1,
  cardNumber: '9156000000000009',
  newCardId: 'crd_2',
  newSequence: 2,
  programmeId: 'bank-vip',
  programmeVersion: 1,
  productKey: 'gold',
  vendorId: 'card-works',
  branchNo: '0101',
  collectWithin: 'P30D',
  voidsItself: true,
  cardFen: null,
  segment: null,
};
const applied: ReplacementEvent = { type: 'ReplacementApplied', data: application };
const place = { cardFileId: 'cmf_1', fileDate: '2025-02-26', line: 1 };
const ordered: ReplacementEvent = {
  type: 'ReplacementOrdered',
  data: { replacementId: 'rpl_1', newCardId: 'crd_2', vendorId: 'card-works', ...place, cardFen: fen(800) },
};
const made: ReplacementEvent = {
  type: 'ReplacementMade',
  data: {
    replacementId: 'rpl_1',
    newCardId: 'crd_2',
    vendorId: 'card-works',
    cardFileId: 'cmf_1',
    batch: 'B1',
    cardFen: fen(800),
  },
};
const letter: PostCard = {
  vendorId: 'card-works',
  batch: 'B1',
  packingListId: 'pkl_1',
  branchNo: '0101',
  postNumber: 'RA000000001CN',
  takenAt: at('2025-02-26T09:00:00'),
};
const posted: ReplacementEvent = {
  type: 'ReplacementPosted',
  data: { replacementId: 'rpl_1', newCardId: 'crd_2', ...letter },
};
const ofLetter = { replacementId: 'rpl_1', newCardId: 'crd_2', packingListId: 'pkl_1', branchNo: '0101' };
const missed: ReplacementEvent = { type: 'ReplacementMissed', data: ofLetter };
const received: ReplacementEvent = {
  type: 'ReplacementReceived',
  data: { ...ofLetter, collectionEndsAt: at('2025-04-01T00:00:00') },
};
const onWay = [applied, ordered, made, posted];
const collected: ReplacementEvent = {
  type: 'ReplacementCollected',
  data: {
    replacementId: 'rpl_1',
    holderId: 'hld_1',
    walletId: 'wal_1',
    cardId: 'crd_1',
    newCardId: 'crd_2',
    newSequence: 2,
    branchNo: '0101',
  },
};
const voided = (reason: string): ReplacementEvent => ({
  type: 'ReplacementVoided',
  data: {
    replacementId: 'rpl_1',
    holderId: 'hld_1',
    walletId: 'wal_1',
    cardId: 'crd_1',
    newCardId: 'crd_2',
    cause: 'damaged',
    reason,
  },
});

describe('a replacement at the vendor', () => {
  const toOrder = { ...place, vendorCardFen: fen(800) };

  it('is put into one file, at the price of the vendor or of the programme', () => {
    given(replacementDecider, applied)
      .when((state) => orderReplacement(state, toOrder))
      .then(ordered);
    const dear: ReplacementEvent = { type: 'ReplacementApplied', data: { ...application, cardFen: fen(950) } };
    given(replacementDecider, dear)
      .when((state) => orderReplacement(state, toOrder))
      .then({ type: 'ReplacementOrdered', data: { ...ordered.data, cardFen: fen(950) } } as ReplacementEvent);
    given(replacementDecider)
      .when((state) => orderReplacement(state, toOrder))
      .thenRefused('replacement_unknown', {});
    given(replacementDecider, applied, ordered)
      .when((state) => orderReplacement(state, toOrder))
      .thenRefused('not_to_be_made', { status: 'in_production' });
  });

  it('is made once; the same report again is nothing new, with another batch it is refused', () => {
    const report = { vendorId: 'card-works', batch: 'B1' };
    const refused = 'card_not_ordered';
    given(replacementDecider)
      .when((state) => makeCard(state, report))
      .thenRefused(refused, {});
    given(replacementDecider, applied)
      .when((state) => makeCard(state, report))
      .thenRefused(refused);
    given(replacementDecider, applied, ordered)
      .when((state) => makeCard(state, { ...report, vendorId: 'another' }))
      .thenRefused(refused);
    given(replacementDecider, applied, ordered)
      .when((state) => makeCard(state, report))
      .then(made);
    given(replacementDecider, applied, ordered, made)
      .when((state) => makeCard(state, report))
      .then();
    given(replacementDecider, applied, ordered, made)
      .when((state) => makeCard(state, { ...report, batch: 'B2' }))
      .thenRefused('already_made', { batch: 'B1' });
  });

  it('is made and owed for though the holder declined it in the meantime, and stays void', () => {
    const end = given(replacementDecider, applied, ordered, voided('declined'))
      .when((state) => makeCard(state, { vendorId: 'card-works', batch: 'B1' }))
      .then(made);
    expect(end.state).toMatchObject({ status: 'void', making: { batch: 'B1' } });
    const inLetter = given(replacementDecider, applied, ordered, voided('declined'), made)
      .when((state) => postCard(state, letter))
      .then(posted);
    expect(inLetter.state).toMatchObject({ status: 'void' });
    expect(countCard(inLetter.state, { hasArrived: true, at: 0 })).toEqual([]);
  });

  it('is posted once; who posts it has made it; refusals in the order tried', () => {
    given(replacementDecider, applied, ordered)
      .when((state) => postCard(state, letter))
      .then(made, posted);
    given(replacementDecider, applied, ordered, made)
      .when((state) => postCard(state, letter))
      .then(posted);
    given(replacementDecider, applied)
      .when((state) => postCard(state, { ...letter, branchNo: '0102' }))
      .thenRefused('card_not_ordered', {});
    const wrong = { ...letter, packingListId: 'pkl_2', batch: 'B2', branchNo: '0102' };
    given(replacementDecider, ...onWay)
      .when((state) => postCard(state, wrong))
      .thenRefused('already_posted', { packingListId: 'pkl_1' });
    given(replacementDecider, applied, ordered, made)
      .when((state) => postCard(state, wrong))
      .thenRefused('other_batch', { batch: 'B1' });
    given(replacementDecider, applied, ordered)
      .when((state) => postCard(state, wrong))
      .thenRefused('other_branch', { branchNo: '0101' });
  });

  it('is flagged once when its letter comes without it, and received when it comes after all', () => {
    const now = at('2025-03-01T09:00:00');
    const state = fold(replacementDecider, onWay);
    expect(countCard(state, { hasArrived: false, at: now })).toEqual([missed]);
    const flagged = replacementDecider.evolve(state, missed);
    expect(countCard(flagged, { hasArrived: false, at: now })).toEqual([]);
    expect(countCard(flagged, { hasArrived: true, at: now })).toEqual([received]);
    expect(countCard(fold(replacementDecider, [...onWay, received]), { hasArrived: true, at: now })).toEqual([]);
    expect(countCard(fold(replacementDecider, [applied]), { hasArrived: true, at: now })).toEqual([]);
  });
});

describe('a replacement at the branch', () => {
  it('is collected until its last day is over; refusals in the order tried', () => {
    const last = at('2025-03-31T23:59:59.999');
    const over = at('2025-04-01T00:00:00');
    given(replacementDecider, ...onWay, received)
      .when((state) => collect(state, { at: last }))
      .then(collected);
    given(replacementDecider)
      .when((state) => collect(state, { at: over }))
      .thenRefused('replacement_unknown', {});
    given(replacementDecider, ...onWay, received, collected)
      .when((state) => collect(state, { at: over }))
      .thenRefused('replacement_collected', { replacementId: 'rpl_1' });
    given(replacementDecider, ...onWay, received, voided('declined'))
      .when((state) => collect(state, { at: over }))
      .thenRefused('replacement_void', { replacementId: 'rpl_1', reason: 'declined' });
    given(replacementDecider, ...onWay, missed)
      .when((state) => collect(state, { at: over }))
      .thenRefused('not_at_branch', { status: 'posted', isMissing: true });
    given(replacementDecider, ...onWay, received)
      .when((state) => collect(state, { at: over }))
      .thenRefused('collection_over', { collectionEndsAt: '2025-03-31T16:00:00.000Z' });
  });

  it('waits for the desk where the programme leaves it to the desk, and for ever where it says no time', () => {
    const byDesk: ReplacementEvent = { type: 'ReplacementApplied', data: { ...application, voidsItself: false } };
    given(replacementDecider, byDesk, ordered, made, posted, received)
      .when((state) => collect(state, { at: at('2025-06-01T00:00:00') }))
      .then(collected);
    const forEver: ReplacementEvent = {
      type: 'ReplacementReceived',
      data: { ...ofLetter, collectionEndsAt: null },
    };
    given(replacementDecider, ...onWay, forEver)
      .when((state) => voidUncollected(state, { at: at('2035-01-01T00:00:00') }))
      .thenRefused('still_collectable', { collectionEndsAt: null });
  });

  it('is void when nobody collected it, not before; refusals in the order tried', () => {
    const over = { at: at('2025-04-01T00:00:00') };
    given(replacementDecider, ...onWay, received)
      .when((state) => voidUncollected(state, over))
      .then(voided('not_collected'));
    given(replacementDecider)
      .when((state) => voidUncollected(state, over))
      .thenRefused('replacement_unknown');
    given(replacementDecider, ...onWay, received, collected)
      .when((state) => voidUncollected(state, over))
      .thenRefused('replacement_collected');
    given(replacementDecider, ...onWay, received, voided('not_collected'))
      .when((state) => voidUncollected(state, over))
      .thenRefused('replacement_void', { replacementId: 'rpl_1', reason: 'not_collected' });
    given(replacementDecider, ...onWay)
      .when((state) => voidUncollected(state, over))
      .thenRefused('not_at_branch', { status: 'posted', isMissing: false });
    given(replacementDecider, ...onWay, received)
      .when((state) => voidUncollected(state, { at: over.at - 1 }))
      .thenRefused('still_collectable', { collectionEndsAt: '2025-03-31T16:00:00.000Z' });
  });

  it.each([
    ['applied for', [applied]],
    ['in production', [applied, ordered]],
    ['in the post', onWay],
    ['at the branch', [...onWay, received]],
  ])('is void when the holder declines it while it is %s', (_where, history) => {
    given(replacementDecider, ...history)
      .when(decline)
      .then(voided('declined'));
  });

  it('is declined once, and not when it was collected', () => {
    given(replacementDecider).when(decline).thenRefused('replacement_unknown');
    given(replacementDecider, ...onWay, received, collected)
      .when(decline)
      .thenRefused('replacement_collected');
    given(replacementDecider, applied, voided('declined'))
      .when(decline)
      .thenRefused('replacement_void', { replacementId: 'rpl_1', reason: 'declined' });
  });
});

it('a history that begins without an application is ours to mend', () => {
  expect(() => fold(replacementDecider, [ordered])).toThrow(InvariantError);
});

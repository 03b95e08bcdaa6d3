import { describe, expect, it } from '@jest/globals';
import type { PackingListEvent, ReplacementApplied } from '@scrip/contracts';
import { fold, InvariantError } from '@scrip/decider';
import { fen } from '@scrip/money';
import type { VendorState } from '../vendor/vendor.decider.ts';
import {
  countPackingList,
  LIST_CARDS_MAX,
  type PackingListState,
  type PostList,
  packingListDecider,
  postPackingList,
} from './packing-list.decider.ts';
import { type ReplacementState, replacementDecider } from './replacement.decider.ts';
import { orderReplacement, postCard } from './replacement-making.rule.ts';

const NOW = Date.parse('2025-03-01T09:00:00+08:00');
const NONE: PackingListState = { status: 'none' };
const vendor: VendorState = {
  status: 'known',
  terms: {
    vendorId: 'card-works',
    termsVersion: 1,
    keyKind: 'age',
    keyFingerprint: '00',
    cardFen: fen(800),
    postFen: fen(520),
    productKeys: ['gold'],
  },
};

/** In a file, and with a letter in that letter. */
function replacement(index: number, packingListId?: string): ReplacementState {
  const data: ReplacementApplied = {
    replacementId: `rpl_${index}`,
    cause: 'damaged',
    holderId: `hld_${index}`,
    walletId: `wal_${index}`,
    cardId: `crd_${index}`,
    sequence: 1,
    cardNumber: `915600000000000${index}`,
    newCardId: `new_${index}`,
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
  let state = replacementDecider.evolve(replacementDecider.initial, { type: 'ReplacementApplied', data });
  const asked = { cardFileId: 'cmf_1', fileDate: '2025-02-26', line: index, vendorCardFen: fen(800) };
  const letter = { vendorId: 'card-works', batch: 'B1', branchNo: '0101', postNumber: 'RA000000001CN', takenAt: NOW };
  const ordered = orderReplacement(state, asked);
  if (ordered.kind === 'accepted') state = fold(replacementDecider, ordered.events, state);
  const posted = packingListId === undefined ? undefined : postCard(state, { ...letter, packingListId });
  return posted?.kind === 'accepted' ? fold(replacementDecider, posted.events, state) : state;
}

const lineOf = (index: number, place: number) => ({
  line: place,
  replacementId: `rpl_${index}`,
  newCardId: `new_${index}`,
  cardNumber: `915600000000000${index}`,
  newSequence: 2,
  takenAt: NOW,
  batch: 'B1',
});
const list: PostList = {
  packingListId: 'pkl_1',
  vendorId: 'card-works',
  branchNo: '0101',
  branchLabel: 'east',
  total: 2,
  postNumber: 'RA000000001CN',
  lines: [lineOf(1, 1), lineOf(2, 2)],
};
const states = (...indexes: number[]) => new Map(indexes.map((index) => [`rpl_${index}`, replacement(index)]));
const inLetter = (...indexes: number[]) =>
  new Map(indexes.map((index) => [`rpl_${index}`, replacement(index, 'pkl_1')]));
const posted: PackingListEvent = { type: 'PackingListPosted', data: { ...list, postFen: fen(520) } };

describe('a packing list', () => {
  it('is taken whole, at the price of a letter; the same again is nothing new', () => {
    const decision = postPackingList(NONE, { vendor, replacements: states(1, 2) }, list);
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    expect(decision.events[0]?.list).toEqual(posted);
    expect([...(decision.events[0]?.cards.values() ?? [])].flat().map(({ type }) => type)).toEqual([
      'ReplacementMade',
      'ReplacementPosted',
      'ReplacementMade',
      'ReplacementPosted',
    ]);
    const again = postPackingList(fold(packingListDecider, [posted]), { vendor, replacements: inLetter(1, 2) }, list);
    expect(again).toEqual({ kind: 'accepted', events: [] });
  });

  it('is refused by the first of its reasons, and then names every wrong line', () => {
    const known = fold(packingListDecider, [posted]);
    const many = Array.from({ length: LIST_CARDS_MAX + 1 }, (_, index) => lineOf(9, index + 1));
    const codeOf = (state: PackingListState, who: VendorState, asked: Partial<PostList>) => {
      const decision = postPackingList(state, { vendor: who, replacements: states(1) }, { ...list, ...asked });
      return decision.kind === 'refused' && decision.refusal;
    };
    const nobody: VendorState = { status: 'none' };
    expect(codeOf(known, nobody, { total: 3, lines: many })).toMatchObject({ code: 'vendor_unknown' });
    expect(codeOf(known, vendor, { total: 3, lines: many })).toEqual({
      code: 'post_number_reused',
      detail: { packingListId: 'pkl_1' },
    });
    expect(codeOf(NONE, vendor, { total: 3, lines: many })).toEqual({
      code: 'too_many_cards',
      detail: { total: LIST_CARDS_MAX + 1, limit: LIST_CARDS_MAX },
    });
    expect(codeOf(NONE, vendor, { total: 3 })).toEqual({ code: 'total_mismatch', detail: { total: 3, lines: 2 } });
    const wrong = [lineOf(1, 1), lineOf(1, 2), lineOf(2, 3)];
    expect(codeOf(NONE, vendor, { total: 3, lines: wrong })).toEqual({
      code: 'lines_refused',
      detail: {
        lines: [
          { line: 2, code: 'listed_twice', detail: {} },
          { line: 3, code: 'card_not_ordered', detail: {} },
        ],
      },
    });
  });

  it('is counted: what is there, what is void, and what is missing', () => {
    const known = fold(packingListDecider, [posted]);
    const gone = { ...replacement(2, 'pkl_1'), status: 'void', voidReason: 'declined' } as ReplacementState;
    const cards = inLetter(1).set('rpl_2', gone);
    const counted = countPackingList(known, cards, { cardNumbers: list.lines.map((line) => line.cardNumber), at: NOW });
    const said = { packingListId: 'pkl_1', vendorId: 'card-works', branchNo: '0101' };
    expect(counted).toMatchObject({
      events: [{ list: { data: { ...said, receivedIds: ['rpl_1'], voidIds: ['rpl_2'], missingIds: [] } } }],
    });
    const none = countPackingList(known, inLetter(1, 2), { cardNumbers: [], at: NOW });
    expect(none).toMatchObject({ events: [{ list: { data: { missingIds: ['rpl_1', 'rpl_2'] } } }] });
    expect(countPackingList(NONE, new Map(), { cardNumbers: ['1'], at: NOW })).toMatchObject({
      refusal: { code: 'packing_list_unknown' },
    });
    expect(countPackingList(known, cards, { cardNumbers: ['9156000000000099'], at: NOW })).toMatchObject({
      refusal: { code: 'not_on_list', detail: { cardNumbers: ['9156000000000099'] } },
    });
    const data = { ...said, receivedIds: ['rpl_1'], voidIds: ['rpl_2'], missingIds: [] };
    expect(() => fold(packingListDecider, [{ type: 'PackingListCounted', data }])).toThrow(InvariantError);
  });
});

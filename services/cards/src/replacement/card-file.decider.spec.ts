import { describe, expect, it } from '@jest/globals';
import type { CardEvent, CardFileEvent, ReplacementApplied } from '@scrip/contracts';
import { fold, InvariantError } from '@scrip/decider';
import { fen } from '@scrip/money';
import { given } from '@scrip/testing';
import { cardDecider } from '../card/card.decider.ts';
import type { VendorState } from '../vendor/vendor.decider.ts';
import { type CardFileName, cardFileDecider, closeCardFile, extendCardFile } from './card-file.decider.ts';
import { type ReplacementState, replacementDecider } from './replacement.decider.ts';

const NOW = Date.parse('2025-02-26T20:00:00+08:00');
const name: CardFileName = { cardFileId: 'cmf_1', vendorId: 'card-works', fileDate: '2025-02-26' };
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

function applied(index: number, vendorId = 'card-works'): ReplacementState {
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
    vendorId,
    branchNo: '0101',
    collectWithin: 'P30D',
    voidsItself: true,
    cardFen: null,
    segment: null,
  };
  return replacementDecider.evolve(replacementDecider.initial, { type: 'ReplacementApplied', data });
}

const madeCard: CardEvent = {
  type: 'CardApplied',
  data: {
    cardId: 'new_2',
    cardNumber: '9156000000000002',
    sequence: 2,
    cardVersion: 2,
    holderId: 'hld_2',
    walletId: 'wal_2',
    programmeId: 'bank-vip',
    programmeVersion: 1,
    productKey: 'gold',
    form: 'physical',
    applicationId: null,
    replacesCardId: 'crd_2',
    cause: 'damaged',
  },
};
const voidCard: CardEvent = {
  type: 'CardVoided',
  data: { cardId: 'new_2', walletId: 'wal_2', sequence: 2, cardVersion: 2, reason: 'wallet_closed' },
};

const line = (of: number, place: number) => ({
  line: place,
  replacementId: `rpl_${of}`,
  cardId: `new_${of}`,
  cardNumber: `915600000000000${of}`,
  sequence: 2,
  productKey: 'gold',
  holderId: `hld_${of}`,
  branchNo: '0101',
});
const first: CardFileEvent = { type: 'CardFileExtended', data: { ...name, lines: [line(1, 1)] } };
const closed: CardFileEvent = { type: 'CardFileClosed', data: { ...name, lineCount: 1, linesSha256: 'ab' } };

describe('a card-making file', () => {
  const terms = {
    vendor,
    replacements: [applied(2), applied(3, 'another'), replacementDecider.initial],
    cards: [],
    at: NOW,
  };

  it('takes the applications of its vendor that are in no file, after the lines that it has', () => {
    const decision = extendCardFile(fold(cardFileDecider, [first]), terms, name);
    expect(decision).toMatchObject({
      events: [
        {
          file: { type: 'CardFileExtended', data: { ...name, lines: [line(2, 2)] } },
          orders: [{ type: 'ReplacementOrdered', data: { replacementId: 'rpl_2', line: 2, cardFen: 800n } }],
        },
      ],
    });
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    const [order] = decision.events[0]?.orders ?? [];
    if (!order) throw new Error('no order');
    const again = { ...terms, replacements: [replacementDecider.evolve(applied(2), order)] };
    expect(extendCardFile(fold(cardFileDecider, [first]), again, name)).toEqual({ kind: 'accepted', events: [] });
  });

  it('does not name a card that is void: it ends before the vendor hears of it', () => {
    const cards = [fold(cardDecider, [madeCard, voidCard]), fold(cardDecider, [madeCard])];
    const decision = extendCardFile(
      cardFileDecider.initial,
      { ...terms, replacements: [applied(2), applied(4)], cards },
      name,
    );
    const ended = [{ type: 'ReplacementVoided', data: { replacementId: 'rpl_2', reason: 'card_void' } }];
    expect(decision).toMatchObject({
      events: [{ file: { data: { lines: [line(4, 1)] } }, orders: [{ data: { replacementId: 'rpl_4' } }], ended }],
    });
    const alone = extendCardFile(cardFileDecider.initial, { ...terms, replacements: [applied(2)], cards }, name);
    expect(alone).toMatchObject({ events: [{ file: null, orders: [], ended }] });
  });

  it('is refused by the first of its reasons', () => {
    const file = fold(cardFileDecider, [first, closed]);
    const early = { ...terms, at: NOW - 86_400_000 };
    const nobody = { ...early, vendor: { status: 'none' } as const };
    const codeOf = (...asked: Parameters<typeof extendCardFile>) => {
      const decision = extendCardFile(...asked);
      return decision.kind === 'refused' && decision.refusal;
    };
    expect(codeOf(file, nobody, name)).toEqual({ code: 'vendor_unknown', detail: { vendorId: 'card-works' } });
    expect(codeOf(file, early, name)).toEqual({
      code: 'day_not_begun',
      detail: { fileDate: '2025-02-26', today: '2025-02-25' },
    });
    expect(codeOf(file, terms, name)).toEqual({ code: 'card_file_closed', detail: { cardFileId: 'cmf_1' } });
  });

  it('is closed once, also without a line', () => {
    const close = { vendor, linesSha256: 'ab', at: NOW };
    given(cardFileDecider, first)
      .when((state) => closeCardFile(state, close, name))
      .then(closed);
    given(cardFileDecider)
      .when((state) => closeCardFile(state, close, name))
      .then({ type: 'CardFileClosed', data: { ...name, lineCount: 0, linesSha256: 'ab' } });
    given(cardFileDecider, first, closed)
      .when((state) => closeCardFile(state, { ...close, linesSha256: 'cd' }, name))
      .then();
    given(cardFileDecider, first)
      .when((state) => closeCardFile(state, { ...close, vendor: { status: 'none' }, at: 0 }, name))
      .thenRefused('vendor_unknown');
    given(cardFileDecider, first)
      .when((state) => closeCardFile(state, { ...close, at: NOW - 86_400_000 }, name))
      .thenRefused('day_not_begun');
    expect(() => fold(cardFileDecider, [closed, first])).toThrow(InvariantError);
  });
});

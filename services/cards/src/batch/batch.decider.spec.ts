import { describe, expect, it } from '@jest/globals';
import type { BatchEvent } from '@scrip/contracts';
import { fold } from '@scrip/decider';
import { fen } from '@scrip/money';
import { given } from '@scrip/testing';
import fc from 'fast-check';
import {
  type Batch,
  batchDecider,
  branch,
  fileBatch,
  makePart,
  nextPart,
  PART_CARDS,
  type Place,
  stopBatch,
} from './batch.decider.ts';
import { allotCards, RANGES_MAX, receiveCards, takeBack } from './batch-stock.rule.ts';
import { countIn } from './serial-ranges.ts';

const ordered: BatchEvent = {
  type: 'CardBatchOrdered',
  data: {
    batchId: 'bat_1',
    programmeId: 'gift',
    programmeVersion: 1,
    productKey: 'gift-card',
    faceFen: fen(10_000),
    cards: 300,
    makerId: 'maker-1',
    vendorId: null,
    cardFen: null,
  },
};
const made: BatchEvent = {
  type: 'CardBatchPartMade',
  data: { batchId: 'bat_1', firstSerial: 1, lastSerial: PART_CARDS, madeCards: PART_CARDS },
};
const rest: BatchEvent = {
  type: 'CardBatchPartMade',
  data: { batchId: 'bat_1', firstSerial: PART_CARDS + 1, lastSerial: 300, madeCards: 300 },
};
const NOTE = { branchId: 'w', deliveryReference: 'n', vendorCardFen: null };
const WAREHOUSE = branch('warehouse');
const DISTRIBUTOR: Place = { kind: 'distributor', id: 'd', orderId: 'o', region: 'south', cityPriceFen: null };

describe('the job of a batch', () => {
  it('has its parts one after the other, and the last one is what is left', () => {
    expect(nextPart(fold(batchDecider, [ordered]))).toEqual({ firstSerial: 1, lastSerial: PART_CARDS });
    expect(nextPart(fold(batchDecider, [ordered, made]))).toEqual({ firstSerial: PART_CARDS + 1, lastSerial: 300 });
    expect(nextPart(fold(batchDecider, [ordered, made, rest]))).toBeUndefined();
    given(batchDecider, ordered)
      .when((state) => makePart(state, { firstSerial: 1, lastSerial: PART_CARDS }))
      .then(made);
  });

  it('refuses a part that was made or is not next, one of nothing, and one of a stopped job', () => {
    const first = { firstSerial: 1, lastSerial: PART_CARDS };
    given(batchDecider)
      .when((state) => makePart(state, first))
      .thenRefused('batch_unknown');
    given(batchDecider, ordered, made)
      .when((state) => makePart(state, first))
      .thenRefused('part_not_next', { firstSerial: 1, nextSerial: PART_CARDS + 1 });
    const { state: stopped } = given(batchDecider, ordered, made)
      .when((state) => stopBatch(state, 'enough'))
      .then({ type: 'CardBatchStopped', data: { batchId: 'bat_1', madeCards: PART_CARDS, reason: 'enough' } });
    expect(nextPart(stopped)).toBeUndefined();
    expect(makePart(stopped, { firstSerial: PART_CARDS + 1, lastSerial: 300 })).toMatchObject({
      refusal: { code: 'batch_stopped' },
    });
    given(batchDecider, ordered, made, rest)
      .when((state) => stopBatch(state, 'late'))
      .thenRefused('batch_made', { batchId: 'bat_1', cards: 300 });
  });
});

describe('the cards of a batch', () => {
  it('are at one place each, however they are moved, and none is lost or made', () => {
    const places = [WAREHOUSE, branch('shop-1'), DISTRIBUTOR];
    const serials = fc
      .tuple(fc.integer({ min: 1, max: 300 }), fc.nat({ max: 40 }))
      .map(([firstSerial, more]) => ({ firstSerial, lastSerial: Math.min(300, firstSerial + more) }));
    const step = fc.record({
      range: serials,
      from: fc.nat({ max: 2 }),
      to: fc.nat({ max: 2 }),
      what: fc.nat({ max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const history: BatchEvent[] = [ordered, made, rest];
        let receivedCards = 0;
        for (const { range, from, to, what } of steps) {
          const state = fold(batchDecider, history);
          const [source, target] = [places[from] ?? WAREHOUSE, places[to] ?? WAREHOUSE];
          const ranges = [range];
          const decision =
            what === 0
              ? receiveCards(state, { ...NOTE, branchId: source.id, announced: range, missing: [] })
              : what === 1
                ? allotCards(state, { ranges, from: source, to: target, order: null })
                : takeBack(state, { ranges, from: source, branchId: 'warehouse', reason: 'r' });
          if (decision.kind === 'refused') continue;
          history.push(...decision.events);
          for (const event of decision.events)
            if (event.type === 'CardBatchReceived') receivedCards += event.data.cards;
        }
        const { holdings } = fold(batchDecider, history) as Batch;
        const all = holdings.flatMap(({ ranges }) => ranges);
        expect(countIn(all)).toBe(receivedCards);
        const seen = new Set<number>();
        for (const { firstSerial, lastSerial } of all) {
          for (let serial = firstSerial; serial <= lastSerial; serial += 1) {
            expect(seen.has(serial)).toBe(false);
            seen.add(serial);
          }
        }
      }),
    );
  });

  it('are not cut into more ranges than a state may have', () => {
    const every = { firstSerial: 1, lastSerial: 2 * RANGES_MAX + 2 };
    const big: BatchEvent = {
      type: 'CardBatchPartMade',
      data: { batchId: 'bat_1', ...every, madeCards: every.lastSerial },
    };
    const missing = Array.from({ length: RANGES_MAX + 1 }, (_, n) => ({
      firstSerial: 2 * n + 1,
      lastSerial: 2 * n + 1,
    }));
    given(batchDecider, ordered, big)
      .when((state) => receiveCards(state, { ...NOTE, announced: every, missing }))
      .thenRefused('too_many_ranges', { ranges: RANGES_MAX + 1, limit: RANGES_MAX });
  });

  it('are owed for when they are there, at the price of their file, each once', () => {
    const ofVendor: BatchEvent = { ...ordered, data: { ...ordered.data, vendorId: 'card-works' } } as BatchEvent;
    const place = { vendorId: 'card-works', cardFileId: 'cmf_1', fileDate: '2025-06-02' };
    const note = { ...NOTE, announced: { firstSerial: 1, lastSerial: 100 }, missing: [], vendorCardFen: fen(80) };
    const { state: filed } = given(batchDecider, ofVendor, made, rest)
      .when((state) => fileBatch(state, { ...place, vendorCardFen: fen(50) }))
      .then({ type: 'CardBatchFiled', data: { batchId: 'bat_1', ...place, cards: 300, cardFen: fen(50) } });
    // The vendor's price is another by now.
    expect(receiveCards(filed, note)).toMatchObject({ events: [{ data: { vendorId: 'card-works', cardFen: 50n } }] });
    const unfiled = fold(batchDecider, [ofVendor, made, rest]);
    expect(receiveCards(unfiled, note)).toMatchObject({ events: [{ data: { cardFen: 80n } }] });
    const priced: BatchEvent = { ...ofVendor, data: { ...ofVendor.data, cardFen: fen(20) } } as BatchEvent;
    given(batchDecider, priced, made, rest)
      .when((state) => fileBatch(state, { ...place, vendorCardFen: fen(50) }))
      .then({ type: 'CardBatchFiled', data: { batchId: 'bat_1', ...place, cards: 300, cardFen: fen(20) } });
    const ofNobody = fold(batchDecider, [ordered, made, rest]);
    expect(receiveCards(ofNobody, note)).toMatchObject({ events: [{ data: { vendorId: null, cardFen: null } }] });
  });
});

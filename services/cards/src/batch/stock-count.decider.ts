/** A stock-taking: the cards of one place counted by hand and compared with what the log says (domain 2.5). */
import type { CountedDifference, StockCountEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';
import { countIn, inOrder, type SerialRange, without } from './serial-ranges.ts';

/** What is known of a stock-taking's id. */
export type StockCountState = { readonly status: 'none' } | { readonly status: 'counted' };

/** Nothing was counted yet. */
const NO_COUNT: StockCountState = { status: 'none' };

/** How a stock-taking is folded. */
export const stockCountDecider: Decider<StockCountState, StockCountEvent> = {
  stream: 'stock-count',
  initial: NO_COUNT,
  evolve(state, event) {
    switch (event.type) {
      case 'StockCounted':
        if (state.status !== 'none') throw new InvariantError(`${event.data.countId} was counted twice`);
        return { status: 'counted' };
    }
  },
};

/** Cards of batches, by their serials. */
export type CardsOfBatches = ReadonlyMap<string, readonly SerialRange[]>;

/** A place was counted. */
export interface CountStock {
  readonly countId: string;
  readonly placeKind: 'branch' | 'distributor';
  readonly placeId: string;
  /** What should be in stock there. */
  readonly expected: CardsOfBatches;
  /** What was there. */
  readonly counted: CardsOfBatches;
  /** Position of the log that `expected` is of. */
  readonly comparedPosition: number;
}

/**
 * Compares what was counted with what should be there, and names the differences: nothing is moved by a count. Refused:
 * `count_known` (the same command again).
 */
export function countStock(state: StockCountState, command: CountStock): Decision<StockCountEvent> {
  const { countId, placeKind, placeId, expected, counted, comparedPosition } = command;
  if (state.status !== 'none') return reject('count_known', { countId });
  const missing = difference('missing', expected, counted);
  const surplus = difference('surplus', counted, expected);
  return accept({
    type: 'StockCounted',
    data: {
      countId,
      placeKind,
      placeId,
      expectedCards: cardsIn(expected),
      countedCards: cardsIn(counted),
      comparedPosition: BigInt(comparedPosition),
      differences: [...missing, ...surplus],
      missingCards: sumOf(missing),
      surplusCards: sumOf(surplus),
    },
  });
}

function difference(kind: 'missing' | 'surplus', some: CardsOfBatches, others: CardsOfBatches): CountedDifference[] {
  return [...some]
    .map(([batchId, ranges]) => ({ batchId, ranges: without(inOrder(ranges), inOrder(others.get(batchId) ?? [])) }))
    .filter(({ ranges }) => ranges.length > 0)
    .map(({ batchId, ranges }) => ({ batchId, kind, ranges: [...ranges], cards: countIn(ranges) }))
    .sort((a, b) => (a.batchId < b.batchId ? -1 : 1));
}

function cardsIn(cards: CardsOfBatches): number {
  return [...cards.values()].reduce((sum, ranges) => sum + countIn(inOrder(ranges)), 0);
}

function sumOf(differences: readonly CountedDifference[]): number {
  return differences.reduce((sum, { cards }) => sum + cards, 0);
}

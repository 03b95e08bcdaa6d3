/**
 * The spends of a purse by their counters: which have been taken, in stretches without a gap. Pure, and as small as the
 * number of open gaps, however long the purse lives.
 */
import { type Fen, plus, ZERO_FEN } from '@scrip/money';

/** Counters that follow each other, all taken. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** What the card held before the first of them, by its record. */
  readonly beforeFen: Fen;
  /** What it held after the last of them. */
  readonly afterFen: Fen;
}

/** By counter, never empty: the first stretch begins with 0, before which nothing was on the card. */
export type SpendChain = readonly [Stretch, ...Stretch[]];

/** Counters that are missing, both ends included. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** A purse that was never used. */
export const NO_SPENDS: SpendChain = [{ from: 0, to: 0, beforeFen: ZERO_FEN, afterFen: ZERO_FEN }];

/**
 * Stretches that are remembered, one more than the gaps that may be open at once: a purse whose records come so badly
 * that 63 gaps are open has terminals to be looked for first.
 */
export const STRETCHES_MAX = 64;

/** What a chain needs of a spend. */
export interface ChainSpend {
  readonly counter: number;
  readonly amountFen: Fen;
  /** What the card held after it. */
  readonly balanceFen: Fen;
}

/** Whether the spend of this counter has been taken. */
export function isTaken(chain: SpendChain, counter: number): boolean {
  return chain.some((stretch) => stretch.from <= counter && counter <= stretch.to);
}

/** The highest counter that has been taken, 0 if none was. */
export function highestTaken(chain: SpendChain): number {
  return lastStretch(chain).to;
}

/** The stretch that ends the chain. */
export function lastStretch(chain: SpendChain): Stretch {
  return chain.at(-1) ?? chain[0];
}

/** The stretches that a counter, not taken yet, would continue: the one that ends before it and the one that begins after it. */
export function neighbours(
  chain: SpendChain,
  counter: number,
): { readonly left: Stretch | undefined; readonly right: Stretch | undefined } {
  return {
    left: chain.find((stretch) => stretch.to === counter - 1),
    right: chain.find((stretch) => stretch.from === counter + 1),
  };
}

/** What the card held before a spend, by the record of that spend. */
export function heldBefore(spend: ChainSpend): Fen {
  return plus(spend.balanceFen, spend.amountFen);
}

/** The chain with one more spend, whose counter is not taken yet. */
export function withSpend(chain: SpendChain, spend: ChainSpend): SpendChain {
  const { counter, balanceFen } = spend;
  const { left, right } = neighbours(chain, counter);
  const joined: Stretch = {
    from: left?.from ?? counter,
    to: right?.to ?? counter,
    beforeFen: left?.beforeFen ?? heldBefore(spend),
    afterFen: right?.afterFen ?? balanceFen,
  };
  const [first, ...rest] = [...chain.filter((stretch) => stretch !== left && stretch !== right), joined].sort(
    (a, b) => a.from - b.from,
  );
  return [first ?? joined, ...rest];
}

/** Whether two counters that follow each other have both been taken: the seam between them has been looked at. */
export function isSeamSeen(chain: SpendChain, firstCounter: number): boolean {
  return chain.some((stretch) => stretch.from <= firstCounter && firstCounter < stretch.to);
}

/** The counters that are missing between the stretches, lowest first. */
export function missing(chain: SpendChain): readonly Gap[] {
  return chain.slice(1).map((stretch, index) => ({ from: (chain[index]?.to ?? 0) + 1, to: stretch.from - 1 }));
}

/**
 * What must be in the books after a day of a campus, by plain arithmetic over what the cards really did: nothing here knows
 * of streams, seams, keys or files.
 */
import { type Plan, WRONG_BY_FEN } from './plan.ts';

/** What the ledger must think of one card; amounts in fen. */
export interface CardBook {
  readonly valueFen: number;
  readonly suspenseFen: number;
  readonly spends: number;
  readonly gaps: number;
}

/** The books after a day; amounts in fen. */
export interface Books {
  /** By card: what it must hold, what of it stands in suspense for missing records, and how many spends and gaps are known. */
  readonly cards: readonly CardBook[];
  /** By terminal: what its merchant is owed. */
  readonly terminals: readonly number[];
  /** Cards by the exception that stays open for finance. */
  readonly missing: readonly number[];
  readonly forged: readonly number[];
  readonly wrong: readonly number[];
  /** Passes that must be known. */
  readonly passes: number;
  /** What of the records that were sent comes of them, over all files. */
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
}

/** Computes the books. */
export function plainBooks({ size, loadFen, spends, passes, files }: Plan): Books {
  const cards = Array.from({ length: size.cards }, () => ({ valueFen: loadFen, suspenseFen: 0, spends: 0, gaps: 0 }));
  const terminals = Array.from({ length: size.terminals }, () => 0);
  const found = { missing: [] as number[], forged: [] as number[], wrong: [] as number[] };
  for (const { card, terminal, amountFen, fault } of spends) {
    const of = cards[card] as (typeof cards)[number];
    if (fault !== 'none') found[fault].push(card);
    if (fault === 'missing') {
      of.gaps += 1;
      of.valueFen -= amountFen;
      of.suspenseFen += amountFen;
      continue;
    }
    of.spends += 1;
    of.valueFen += (fault === 'wrong' ? WRONG_BY_FEN : 0) - amountFen;
    terminals[terminal] = (terminals[terminal] ?? 0) + amountFen;
  }
  const sent = files.flat();
  const once = new Set(sent).size;
  return {
    cards,
    terminals,
    missing: found.missing.sort((a, b) => a - b),
    forged: found.forged.sort((a, b) => a - b),
    wrong: found.wrong.sort((a, b) => a - b),
    passes: passes.length,
    accepted: once,
    duplicates: sent.length - once,
    // An altered record is sent once, beside the first sending of the true one.
    refused: found.forged.length,
  };
}

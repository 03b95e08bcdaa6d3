/** Forgetting a holder: by destroying the data key, and not before the law lets (domain 3). */
import { addPeriod, type EpochMs, toRfc3339 } from '@scrip/calendar';
import type { HolderEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import type { Fen } from '@scrip/money';
import { type HolderState, refused, whyNotThere } from './holder.decider.ts';

/** Records are kept so long after the last use (domain 3: five years). */
export const RECORDS_KEPT = 'P5Y';

/** What was found about a holder and those merged into it. */
export interface HolderUse {
  /** Cards that can still be used. */
  readonly openCards: number;
  /** What their wallets are worth, holds and deposits included. */
  readonly valueFen: Fen;
  /** The last fact of a card or a wallet; null when there never was one. */
  readonly lastUsedAt: EpochMs | null;
}

/** What is asked for. */
export interface EraseHolder {
  readonly cause: 'request' | 'retention_over';
  readonly use: HolderUse;
  /** Documents in the vault by holder: of this one and of each merged into it. */
  readonly documents: Readonly<Record<string, number>>;
  readonly at: EpochMs;
}

/**
 * Erases a holder and those merged into it, an event for each. Refused in this order: those of `whyNotThere`; `cards_open`
 * {openCards}; `value_left` {valueFen}; `records_kept` {lastUsedAt, keptUntil}: the law says keep.
 */
export function eraseHolder(state: HolderState, { cause, use, documents, at }: EraseHolder): Decision<HolderEvent> {
  if (state.kind !== 'registered') return refused(whyNotThere(state));
  const { openCards, valueFen, lastUsedAt } = use;
  if (openCards > 0) return reject('cards_open', { openCards });
  if (valueFen > 0n) return reject('value_left', { valueFen });
  if (lastUsedAt !== null) {
    const keptUntil = addPeriod(lastUsedAt, RECORDS_KEPT);
    if (at < keptUntil) {
      return reject('records_kept', { lastUsedAt: toRfc3339(lastUsedAt), keptUntil: toRfc3339(keptUntil) });
    }
  }
  const erased = (holderId: string, why: string): HolderEvent => ({
    type: 'HolderErased',
    data: { holderId, cause: why, lastUsedAt, documents: documents[holderId] ?? 0 },
  });
  const { holderId, absorbed } = state;
  return accept(erased(holderId, cause), ...absorbed.map((one) => erased(one, 'erasure_of_survivor')));
}

/** What the consumer of uses and the desk ask of gifts of entitlements: a gift and its stock, decided on together. */
import { Terms } from '@scrip/chassis';
import type { EntitlementUsed } from '@scrip/contracts';
import { type AcrossCommand, EventLog, idFrom, on } from '@scrip/event-store';
import { paidCounter } from '../own-merchant.ts';
import { type GiftStockState, giftStockDecider, giftStockId, type PaidCounter } from './gift-stock.decider.ts';
import { type GiftUse, type GiftUseState, type GiftUseStreams, giftUseDecider } from './gift-use.decider.ts';

/** One gift for each use, whoever tells of it and however often. */
export function giftUseOf(useId: string): string {
  return idFrom('gfu', useId);
}

/** The gift that a use takes from a stock; null where it takes none. */
export function giftOfUse(issuerId: string, used: EntitlementUsed): GiftUse | null {
  const { useId, entitlementKey, holderId, programmeId, programmeVersion, useCount: pieces } = used;
  const { giftKey, giftCounterKey: counterKey } = used;
  if (giftKey === null || counterKey === null) return null;
  const stockId = giftStockId(issuerId, counterKey, giftKey);
  return {
    giftUseId: giftUseOf(useId),
    useId,
    entitlementKey,
    holderId,
    stockId,
    pieces,
    programmeId,
    programmeVersion,
  };
}

export class GiftUses {
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  /** What became of the gift of a use. */
  async stateOf(giftUseId: string): Promise<GiftUseState> {
    const { state } = await this.#log.state(giftUseDecider, giftUseId);
    return state;
  }

  /** The streams of a gift and a stock, as a command names them. */
  streams(giftUseId: string, stockId: string): AcrossCommand['streams'] {
    return [on(giftUseDecider, giftUseId), on(giftStockDecider, stockId)];
  }

  /** Who is paid for a gift of a stock that is handed over at a moment: a programme and counter of a stock never change. */
  async paidFor(issuerId: string, stockId: string, at: number): Promise<PaidCounter | null> {
    const { state } = await this.#log.state(giftStockDecider, stockId);
    if (state.kind === 'unknown') return null;
    const programme = await this.#terms.inForce(issuerId, state.programmeId, at);
    return paidCounter(state.counterKey, programme);
  }
}

/** The states of `GiftUses.streams`. */
export function giftStates(states: readonly unknown[]): GiftUseStreams {
  const [gift, stock] = states as [GiftUseState, GiftStockState];
  return { gift, stock };
}

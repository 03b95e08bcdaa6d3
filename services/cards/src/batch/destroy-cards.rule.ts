/** The rule by which cards that were not sold are void for good. */
import type { CardEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import type { CardState } from '../card/card.decider.ts';
import { voidCard } from '../card/card-desk.rule.ts';
import { BATCH_UNKNOWN, type BatchState, refuse } from './batch.decider.ts';

/** Cards were destroyed. */
export interface DestroyCards {
  /** In the order of the states. */
  readonly serials: readonly number[];
  /** A code of the issuer's. */
  readonly reason: string;
}

/** A fact of a card. */
export interface PlacedCardEvent {
  readonly streamId: string;
  readonly event: CardEvent;
}

/**
 * Voids cards that nobody bought, wherever they are; all of them or none. Refused in this order: `batch_unknown`;
 * `cards_not_made` with how many are; then, for the first card that cannot be, `card_sold` {serial} or what `voidCard` says.
 */
export function destroyCards(
  batch: BatchState,
  cards: readonly CardState[],
  { serials, reason }: DestroyCards,
): Decision<PlacedCardEvent> {
  if (batch.status === 'none') return refuse(BATCH_UNKNOWN);
  const { madeCards } = batch;
  const lastSerial = serials.at(-1) ?? 0;
  if (lastSerial > madeCards) return reject('cards_not_made', { lastSerial, madeCards });
  const events: PlacedCardEvent[] = [];
  for (const [index, serial] of serials.entries()) {
    const state: CardState = cards[index] ?? { kind: 'unknown' };
    if (state.kind === 'unknown') return reject('cards_not_made', { lastSerial: serial, madeCards });
    if (!UNSOLD.has(state.kind)) return reject(state.kind === 'void' ? 'card_void' : 'card_sold', { serial });
    const decision = voidCard(state, { reason });
    if (decision.kind === 'refused') return reject(decision.refusal.code, { serial, ...decision.refusal.detail });
    const { cardId } = state;
    events.push(...decision.events.map((event) => ({ streamId: cardId, event })));
  }
  return accept(...events);
}

const UNSOLD: ReadonlySet<string> = new Set(['produced', 'in_stock']);

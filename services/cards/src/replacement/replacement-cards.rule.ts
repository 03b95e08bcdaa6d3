/** What becomes of the two cards when something happens to a replacement; each by the rules of any card. */
import type { EpochMs } from '@scrip/calendar';
import type { ReplacementEvent } from '@scrip/contracts';
import { accept, type Decision, InvariantError } from '@scrip/decider';
import { type CardState, cardDecider } from '../card/card.decider.ts';
import { produceCard } from '../card/card-issue.rule.ts';
import {
  dropReplacement,
  handOverReplacement,
  type OfCard,
  REPLACEMENT_CAUSES,
  type ReplacementCause,
} from '../card/card-replacement.rule.ts';
import { stockCard } from '../card/card-stock.rule.ts';
import type { Replacement } from './replacement.decider.ts';

/** The old card and the new one. */
export interface TwoCards {
  readonly old: CardState;
  readonly next: CardState;
}

/**
 * What the vendor and the post mean for the new card: it was made, and it is at the branch. One that is void stays so.
 * Throws InvariantError where a card is not where its replacement is: both are written together.
 */
export function cardOnItsWay(next: CardState, events: readonly ReplacementEvent[]): readonly OfCard[] {
  let card = next;
  const facts: OfCard[] = [];
  for (const event of events) {
    if (card.kind === 'void') return facts;
    const decision = onItsWay(card, event);
    if (decision?.kind === 'refused') {
      throw new InvariantError(`${event.data.replacementId}: ${event.type} and ${decision.refusal.code}`);
    }
    for (const made of decision?.events ?? []) {
      card = cardDecider.evolve(card, made);
      facts.push({ cardId: made.data.cardId, event: made });
    }
  }
  return facts;
}

function onItsWay(card: CardState, event: ReplacementEvent) {
  if (event.type === 'ReplacementMade') {
    const { vendorId, cardFileId: fileId } = event.data;
    return produceCard(card, { vendorId, fileId });
  }
  if (event.type !== 'ReplacementReceived') return undefined;
  const { branchNo, packingListId } = event.data;
  return stockCard(card, { place: { placeKind: 'branch', placeId: branchNo }, referenceId: packingListId });
}

/** The new card is active and the old one replaced. Refused as `handOverReplacement`. */
export function cardsOnCollection(
  { old, next }: TwoCards,
  { applied }: Replacement,
  terms: { readonly programmeVersion: number; readonly expiresAt: EpochMs | null },
): Decision<OfCard> {
  return handOverReplacement(old, next, { cause: causeOf(applied.cause), ...terms });
}

/** The new card is void, the old one is what it was. Nothing is left to do where both ended with their wallet. Refused as `dropReplacement`. */
export function cardsOnVoid({ old, next }: TwoCards, { reason }: { readonly reason: string }): Decision<OfCard> {
  if (next.kind === 'void' && old.kind === 'void') return accept();
  return dropReplacement(old, next, { reason });
}

function causeOf(text: string): ReplacementCause {
  const cause = REPLACEMENT_CAUSES.find((one) => one === text);
  if (cause === undefined) throw new InvariantError(`${text} is no cause of a replacement`);
  return cause;
}

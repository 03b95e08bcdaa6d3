/** What becomes of the cards when something happens to what a vendor makes; each by the rules of any card. */
import type { EpochMs } from '@scrip/calendar';
import type { CardEvent, ReplacementEvent } from '@scrip/contracts';
import { accept, type Decision, fold, InvariantError } from '@scrip/decider';
import { allowing, type CardState, cardDecider, refOf, refuse } from '../card/card.decider.ts';
import { activateCard, issueMadeCard, produceCard } from '../card/card-issue.rule.ts';
import {
  dropReplacement,
  handOverReplacement,
  type OfCard,
  REPLACEMENT_CAUSES,
  type ReplacementCause,
} from '../card/card-replacement.rule.ts';
import { stockCard } from '../card/card-stock.rule.ts';
import type { Replacement } from './replacement.decider.ts';

/** The old card, null where there is none, and the new one. */
export interface TwoCards {
  readonly old: CardState | null;
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

/** The new card is active and the old one replaced. Refused as `handOverReplacement`; a first card as `issueMadeCard`. */
export function cardsOnCollection(
  { old, next }: TwoCards,
  { applied }: Replacement,
  terms: { readonly programmeVersion: number; readonly expiresAt: EpochMs | null },
): Decision<OfCard> {
  if (!old) return firstHandedOver(next, applied.applicationId ?? null, terms);
  return handOverReplacement(old, next, { cause: causeOf(applied.cause), ...terms });
}

/**
 * The new card is void, the old one is what it was. Nothing is left to do where both ended with their wallet, or where the
 * desk voided a first card. Refused as `dropReplacement`.
 */
export function cardsOnVoid({ old, next }: TwoCards, { reason }: { readonly reason: string }): Decision<OfCard> {
  if (next.kind === 'void' && (!old || old.kind === 'void')) return accept();
  if (old) return dropReplacement(old, next, { reason });
  const { card, refusal } = allowing(next, 'CardVoided');
  if (refusal) return refuse(refusal);
  return accept(ofCard({ type: 'CardVoided', data: { ...refOf(card), reason } }));
}

/** A first card is issued and active in one moment: its holder was known by the ID document. */
function firstHandedOver(
  next: CardState,
  applicationId: string | null,
  { programmeVersion, expiresAt }: { readonly programmeVersion: number; readonly expiresAt: EpochMs | null },
): Decision<OfCard> {
  const issued = issueMadeCard(next, { programmeVersion, ...(applicationId !== null && { applicationId }) });
  if (issued.kind === 'refused') return issued;
  const active = activateCard(fold(cardDecider, issued.events, next), expiresAt);
  if (active.kind === 'refused') return active;
  return { kind: 'accepted', events: [...issued.events, ...active.events].map(ofCard) };
}

function ofCard(event: CardEvent): OfCard {
  return { cardId: event.data.cardId, event };
}

function causeOf(text: string): ReplacementCause {
  const cause = REPLACEMENT_CAUSES.find((one) => one === text);
  if (cause === undefined) throw new InvariantError(`${text} is no cause of a replacement`);
  return cause;
}

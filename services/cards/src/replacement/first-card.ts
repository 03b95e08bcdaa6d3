/** Where the facts of a first card go, and which streams they are decided on. */
import { idFrom, on, onNew, type Placed, type StreamRef } from '@scrip/event-store';
import type { CardTerms } from '@scrip/programme';
import { type VendorState, vendorDecider, vendorStream } from '../vendor/vendor.decider.ts';
import { type FirstCardFacts, type FirstCardTerms, vendorOffer } from './first-card.rule.ts';
import { replacementDecider } from './replacement.decider.ts';

/** The streams beside holder, programme and card that first cards are decided on. */
export interface FirstCardStreams {
  /** The vendor first, then the making of each card; none where no vendor makes them. */
  readonly streams: readonly StreamRef[];
  /** The vendor among the states of these streams, in their order. */
  vendorOf(states: readonly unknown[]): FirstCardTerms['vendorOf'];
}

/** The id of the making of a first card: there is one. */
export function makingOf(cardId: string): string {
  return idFrom('rpl', `first\n${cardId}`);
}

/** What first cards of a product are decided on besides, as its terms are at the look. */
export function firstCardStreams(
  issuerId: string,
  card: CardTerms | undefined,
  cardIds: readonly string[],
): FirstCardStreams {
  const vendorId = vendorOffer(card)?.vendorId;
  if (vendorId === undefined) return { streams: [], vendorOf: () => () => vendorDecider.initial };
  const streams = [
    on(vendorDecider, vendorStream(issuerId, vendorId)),
    ...cardIds.map((cardId) => onNew(replacementDecider, makingOf(cardId))),
  ];
  const vendorOf = ([vendor]: readonly unknown[]) => {
    return (asked: string) => (asked === vendorId ? (vendor as VendorState) : vendorDecider.initial);
  };
  return { streams, vendorOf };
}

/** The facts of a first card in their streams. */
export function placedFirstCard(cardId: string, facts: readonly FirstCardFacts[]): readonly Placed[] {
  return facts.flatMap(({ cards, making }) => [
    ...cards.map((event): Placed => ({ streamId: cardId, event })),
    ...(making ? [{ streamId: makingOf(cardId), event: making }] : []),
  ]);
}

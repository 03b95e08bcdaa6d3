/** A holder applies for a card with the same number; what that means for the old card and for the new one (domain 2.9). */
import type { EpochMs } from '@scrip/calendar';
import type { CardEvent, ReplacementEvent } from '@scrip/contracts';
import { accept, type Decision, InvariantError, reject } from '@scrip/decider';
import type { CardTerms } from '@scrip/programme';
import { type CardState, cardDecider, refuse } from '../card/card.decider.ts';
import { reportCardDamaged } from '../card/card-desk.rule.ts';
import { reportCardLost } from '../card/card-loss.rule.ts';
import { type OfCard, startReplacement } from '../card/card-replacement.rule.ts';
import type { VendorState } from '../vendor/vendor.decider.ts';
import { type VendorOffer, vendorOffer } from './first-card.rule.ts';
import type { ReplacementState } from './replacement.decider.ts';

/** Why a card is replaced; one that was lost or stolen is blocked at once, another one is shown. */
export const CAUSES = ['damaged', 'faulty', 'expired', 'lost', 'stolen'] as const;

/** One of the causes. */
export type Cause = (typeof CAUSES)[number];

/** What a programme says about replacements of a product by the same number. */
export interface ReplacementOffer extends VendorOffer {
  /** Whose holders may have it: of one of these grades or segments; null: every holder. */
  readonly only: { readonly grades: readonly string[]; readonly segments: readonly string[] } | null;
}

/** What is offered under the card terms of a product; null where no vendor makes its cards, or with another number. */
export function replacementOffer(card: CardTerms | undefined): ReplacementOffer | null {
  const offer = vendorOffer(card);
  if (!offer || card?.replacement?.number !== 'same') return null;
  return { ...offer, only: namedHolders(card) };
}

/** Whose holders may have a card with the same number; null: every holder. */
export function namedHolders(card: CardTerms | undefined): ReplacementOffer['only'] {
  const { grades, segments } = card?.replacement ?? {};
  return grades || segments ? { grades: grades ?? [], segments: segments ?? [] } : null;
}

/** Whether a holder of these grades, and of a segment by the desk's word, may have it (domain 2.9). */
export function isNamedHolder(
  only: ReplacementOffer['only'],
  { holderGrades, segment }: { readonly holderGrades: readonly string[]; readonly segment: string | null },
): boolean {
  if (!only) return true;
  return (segment !== null && only.segments.includes(segment)) || only.grades.some((key) => holderGrades.includes(key));
}

/** What an application is decided on. */
export interface ApplyTerms {
  /** Version of the programme in force. */
  readonly programmeVersion: number;
  readonly offer: ReplacementOffer | null;
  /** The holder's grades in the programme. */
  readonly holderGrades: readonly string[];
  /** The vendor that the offer names. */
  readonly vendor: VendorState;
}

/** An application at the desk; the ids are new. */
export interface ApplyForReplacement {
  readonly replacementId: string;
  readonly newCardId: string;
  readonly cause: Cause;
  /** Where the holder collects the new card. */
  readonly branchNo: string;
  /** Segment of the programme that the holder is in by the issuer's own books, as the desk says; null: none is named. */
  readonly segment: string | null;
  /** When a loss is reported: ours, never the caller's clock. */
  readonly reportedAt: EpochMs;
}

/** What an application records. */
export interface ApplyFacts {
  readonly applied: ReplacementEvent;
  /** Of the old card first. */
  readonly cards: readonly OfCard[];
}

const CHANNEL = 'desk';

/**
 * Takes an application: the old card is reported as what it is, where nobody has done so before; a new one with the next
 * sequence is asked for and approved. Refusals in the order tried:
 * - `replacement_exists` {replacementId}: ids are new, so this is only ever the same command asked again.
 * - `card_unknown`
 * - `replacement_not_offered` {programmeId, productKey}: the programme replaces no card of the product by the same number
 *   through a vendor.
 * - `holder_not_eligible` {grades, segments, holderGrades, segment}: the programme names other holders.
 * - `vendor_unknown` {vendorId}: the programme names a vendor that was never registered.
 * - `product_not_made` {vendorId, productKey}: the vendor does not make this product.
 * - what forbids the report, such as `card_lost` of one that is said to be damaged, then what `startReplacement` refuses,
 *   such as `replacement_open` {replacementCardId}.
 */
export function applyForReplacement(
  states: { readonly replacement: ReplacementState; readonly old: CardState; readonly next: CardState },
  { programmeVersion, offer, holderGrades, vendor }: ApplyTerms,
  command: ApplyForReplacement,
): Decision<ApplyFacts> {
  const { replacementId, newCardId, cause, branchNo, segment } = command;
  const { old } = states;
  if (states.replacement.status !== 'none') return reject('replacement_exists', { replacementId });
  if (old.kind === 'unknown') return reject('card_unknown');
  const { programmeId, productKey } = old;
  if (!offer) return reject('replacement_not_offered', { programmeId, productKey });
  const { only, vendorId, cardFen, collectWithin, voidsItself } = offer;
  if (only && !isNamedHolder(only, { holderGrades, segment })) {
    return reject('holder_not_eligible', { ...only, holderGrades, segment });
  }
  if (vendor.status === 'none') return reject('vendor_unknown', { vendorId });
  if (!vendor.terms.productKeys.includes(productKey)) return reject('product_not_made', { vendorId, productKey });
  const reported = reportOf(old, command);
  if (reported.kind === 'refused') return reported;
  const reports = reported.events.map((event): OfCard => ({ cardId: old.cardId, event }));
  const reportedCard = reported.events.reduce<CardState>((card, event) => cardDecider.evolve(card, event), old);
  const asked = { cardId: newCardId, cardNumber: null, cause, programmeVersion };
  const started = startReplacement(reportedCard, states.next, asked);
  if (started.kind === 'refused') return refuse(started.refusal);
  const next = started.events.find(({ event }) => event.type === 'CardApplied')?.event;
  if (next?.type !== 'CardApplied') throw new InvariantError('a replacement was started without its new card');
  const { cardId, cardNumber, sequence, walletId } = old;
  const { holderId, sequence: newSequence } = next.data;
  const ids = { replacementId, cause, holderId, walletId, cardId, sequence, cardNumber, newCardId, newSequence };
  const under = { programmeId, programmeVersion, productKey, vendorId, branchNo, collectWithin, voidsItself, cardFen };
  const applied: ReplacementEvent = { type: 'ReplacementApplied', data: { ...ids, ...under, segment } };
  return { kind: 'accepted', events: [{ applied, cards: [...reports, ...started.events] }] };
}

/** The report that comes with an application; none where the card is damaged or missing already. */
function reportOf(old: CardState, { cause, reportedAt }: ApplyForReplacement): Decision<CardEvent> {
  if (cause === 'damaged') {
    return old.kind === 'damaged' ? accept() : reportCardDamaged(old, { channel: CHANNEL });
  }
  if (cause === 'faulty' || cause === 'expired' || old.kind === 'lost' || old.kind === 'stolen') return accept();
  return reportCardLost(old, { reportedAt, channel: CHANNEL, cause });
}

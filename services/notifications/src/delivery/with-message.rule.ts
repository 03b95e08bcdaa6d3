/** What becomes of a message by its delivery: taken is sent, given up is its next channel's, or its end. Pure. */
import type { EpochMs } from '@scrip/calendar';
import type { ContactEvent, DeliveryEvent, OutreachEvent } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import type { Programme } from '@scrip/programme';
import { type ContactState, consentTo, needsConsent } from '../contact/contact.decider.ts';
import { mayContact } from '../contact/contact-policy.rule.ts';
import { counted } from '../outreach/decide-outreach.rule.ts';
import {
  type MayUse,
  type NextChannel,
  type OutreachState,
  recordFailed,
  recordSent,
} from '../outreach/outreach.decider.ts';
import type { OfDelivery } from './delivery.decider.ts';

/** A fact of a delivery, of its message or of who is written to, and the stream it belongs to. */
export interface DeliveryFact {
  readonly streamId: string;
  readonly event: DeliveryEvent | OutreachEvent | ContactEvent;
}

/** A fact where nothing is counted. */
export interface UncountedFact extends DeliveryFact {
  readonly event: DeliveryEvent | OutreachEvent;
}

/** What a delivery is decided with. */
export interface AroundDelivery {
  readonly outreach: OutreachState;
  readonly contact: ContactState;
}

/**
 * The facts of a delivery with those of its message; a message that was decided otherwise meanwhile gets none. What a
 * channel gave up goes to the next one that contact policy leaves at that moment, or waits for it, and counts against
 * caps (domain 2.12, K1, K4). `programme`: the version that the message was decided under; left out, only consent is
 * asked and nothing counts.
 */
export function withMessage(
  decision: Decision<DeliveryEvent>,
  around: AroundDelivery & { readonly programme?: undefined },
  of: OfDelivery,
  at: EpochMs,
): Decision<UncountedFact>;
export function withMessage(
  decision: Decision<DeliveryEvent>,
  around: AroundDelivery & { readonly programme?: Programme | undefined },
  of: OfDelivery,
  at: EpochMs,
): Decision<DeliveryFact>;
export function withMessage(
  decision: Decision<DeliveryEvent>,
  { outreach, contact, programme }: AroundDelivery & { readonly programme?: Programme | undefined },
  { deliveryId, outreachId, channel }: OfDelivery,
  at: EpochMs,
): Decision<DeliveryFact> {
  if (decision.kind === 'refused') return decision;
  const followed = decision.events.flatMap((event): readonly OutreachEvent[] => {
    if (event.type === 'DeliveryAccepted') return eventsOf(recordSent(outreach, at));
    if (event.type !== 'DeliveryRefused' || event.data.nextAttemptAt !== null) return [];
    const gone = { channel, reason: event.data.reason, failedAt: at };
    return eventsOf(recordFailed(outreach, gone, (next) => mayUse(contact, next, programme, at)));
  });
  const own = decision.events.map((event): DeliveryFact => ({ streamId: deliveryId, event }));
  const message = followed.map((event): DeliveryFact => ({ streamId: outreachId, event }));
  return accept(...own, ...message, ...countedIn(followed, contact, programme, at));
}

function eventsOf(decision: Decision<OutreachEvent>): readonly OutreachEvent[] {
  return decision.kind === 'accepted' ? decision.events : [];
}

/** Whether a message may go on to a channel at a moment, as the programme says; without one, as consent says. */
function mayUse(
  contact: ContactState,
  { channel, queued, expiresAt }: NextChannel,
  programme: Programme | undefined,
  at: EpochMs,
): MayUse {
  if (contact.kind === 'unknown' || contact.ended !== null) return { kind: 'suppress' };
  const { outreachId, category, purpose } = queued;
  if (programme === undefined) {
    const agreed = !needsConsent(category) || consentTo(contact, category, channel) === 'given';
    return agreed ? { kind: 'send', windowEndsAt: null, askFirst: queued.askFirst ?? false } : { kind: 'suppress' };
  }
  // Its own first try does not bar it.
  const made = contact.made.filter((one) => one.outreachId !== outreachId);
  const say = { category, purpose: purpose ?? 'event', channels: [channel], expiresAt };
  return mayContact({ ...contact, made }, say, programme.contact ?? {}, at);
}

/** What a message that is queued again counts for. */
function countedIn(
  followed: readonly OutreachEvent[],
  contact: ContactState,
  programme: Programme | undefined,
  at: EpochMs,
): readonly DeliveryFact[] {
  if (programme === undefined || contact.kind === 'unknown') return [];
  return followed
    .flatMap((event) => (event.type === 'OutreachQueued' ? counted(event.data, contact, programme, at) : []))
    .map((event) => ({ streamId: contact.contactId, event }));
}

/** What becomes of a message by its delivery: taken is sent, given up is its next channel's, or its end. Pure. */
import type { EpochMs } from '@scrip/calendar';
import type { ContactEvent, DeliveryEvent, OutreachEvent } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import type { Programme } from '@scrip/programme';
import { type ContactState, consentTo, needsConsent, withoutOwn } from '../contact/contact.decider.ts';
import { mayContact } from '../contact/contact-policy.rule.ts';
import { counted } from '../outreach/decide-outreach.rule.ts';
import {
  type MayUse,
  type NextChannel,
  type OutreachState,
  outreachDecider,
  recordFailed,
  recordNotArrived,
  recordSent,
} from '../outreach/outreach.decider.ts';
import type { OfDelivery } from './delivery.decider.ts';

/** A fact of a delivery, of its message or of who is written to, and the stream it belongs to. */
export interface DeliveryFact {
  readonly streamId: string;
  readonly event: DeliveryEvent | OutreachEvent | ContactEvent;
}

/** What a delivery is decided with. */
export interface AroundDelivery {
  readonly outreach: OutreachState;
  readonly contact: ContactState;
  /** The version that the message was decided under; undefined: only consent is asked and nothing counts. */
  readonly programme: Programme | undefined;
}

/**
 * The facts of a delivery with those of its message; a message that was decided otherwise meanwhile gets none. What a
 * channel gave up, or a carrier reports as not arrived, goes to the next channel that contact policy leaves at that
 * moment, or waits for it, and counts against caps (domain 2.12, K1, K4).
 */
export function withMessage(
  decision: Decision<DeliveryEvent>,
  { outreach, contact, programme }: AroundDelivery,
  { deliveryId, outreachId, channel }: OfDelivery,
  at: EpochMs,
): Decision<DeliveryFact> {
  if (decision.kind === 'refused') return decision;
  const use = (next: NextChannel): MayUse => mayUse(contact, next, programme, at);
  let state = outreach;
  const followed: OutreachEvent[] = [];
  for (const event of decision.events) {
    const events = eventsOf(followedBy(state, event, { channel, use, at }));
    state = events.reduce<OutreachState>(outreachDecider.evolve, state);
    followed.push(...events);
  }
  const own = decision.events.map((event): DeliveryFact => ({ streamId: deliveryId, event }));
  const message = followed.map((event): DeliveryFact => ({ streamId: outreachId, event }));
  return accept(...own, ...message, ...countedIn(followed, contact, programme, at));
}

interface Following {
  readonly channel: string;
  readonly use: (next: NextChannel) => MayUse;
  readonly at: EpochMs;
}

/** What a fact of the delivery makes of the message. */
function followedBy(
  outreach: OutreachState,
  event: DeliveryEvent,
  { channel, use, at }: Following,
): Decision<OutreachEvent> {
  switch (event.type) {
    case 'DeliveryAccepted':
      return recordSent(outreach, at);
    case 'DeliveryRefused': {
      const { nextAttemptAt, reason } = event.data;
      return nextAttemptAt === null ? recordFailed(outreach, { channel, reason, failedAt: at }, use) : accept();
    }
    case 'DeliveryReported': {
      const { arrived, reason } = event.data;
      const gone = { channel, reason: reason ?? 'undelivered', failedAt: at };
      return arrived ? accept() : recordNotArrived(outreach, gone, use);
    }
    case 'DeliveryAttempted':
    case 'DeliveryDoubtful':
    case 'DeliveryRead':
      return accept();
  }
}

function eventsOf(decision: Decision<OutreachEvent>): readonly OutreachEvent[] {
  return decision.kind === 'accepted' ? decision.events : [];
}

/**
 * Whether a message may use a channel at a moment, as the version says that it was decided under; without one, as consent
 * says. Asked when it is handed over and when it goes on to its next channel (domain 2.12, K4). What counts on the channel
 * already had its place under the caps when it was queued: none bars it any more.
 */
export function mayUse(
  contact: ContactState,
  { channel, queued, expiresAt }: NextChannel,
  programme: Programme | undefined,
  at: EpochMs,
): MayUse {
  if (contact.kind === 'unknown' || contact.ended !== null) return { kind: 'suppress', reason: 'contact_ended' };
  const { outreachId, category, purpose } = queued;
  if (programme === undefined) {
    const consent = needsConsent(category) ? consentTo(contact, category, channel) : 'given';
    if (consent === 'given') return { kind: 'send', windowEndsAt: null, askFirst: queued.askFirst ?? false };
    return { kind: 'suppress', reason: consent === 'none' ? 'no_consent' : 'consent_withdrawn' };
  }
  const say = { category, purpose: purpose ?? 'event', channels: [channel], expiresAt };
  const isCounted = contact.made.some((one) => one.outreachId === outreachId && one.channel === channel);
  const policy = isCounted ? { ...programme.contact, caps: [] } : (programme.contact ?? {});
  return mayContact(withoutOwn(contact, outreachId), say, policy, at);
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

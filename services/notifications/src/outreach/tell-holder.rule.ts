/** Whether a holder is told of an event, and in which words: one message for each trigger of the programme. */
import { addPeriod, type EpochMs } from '@scrip/calendar';
import type { ContactEvent, OutreachPlanned } from '@scrip/contracts';
import { accept, type Decision, fold, reject } from '@scrip/decider';
import { composeMessage, type Programme, type Trigger } from '@scrip/programme';
import { type ContactState, contactDecider, type KnownContact } from '../contact/contact.decider.ts';
import { factsOf, type OutreachFact, writtenIn } from './decide-outreach.rule.ts';
import type { OutreachState } from './outreach.decider.ts';

/** An event that the programme tells holders of. */
export interface EventToTell {
  readonly eventId: string;
  readonly holderId: string;
  /** When it happened. */
  readonly occurredAt: EpochMs;
  /** The event's own fields, from which the words are made. */
  readonly data: object;
}

/** A trigger that the event pulls, and the message that it would be. */
export interface PulledTrigger {
  readonly outreachId: string;
  readonly trigger: Trigger;
}

/** What is decided on: the holder's contact, and of each trigger's message what is known already. */
export interface TellingStreams {
  readonly contact: ContactState;
  /** In the order of the triggers. */
  readonly outreaches: readonly OutreachState[];
}

/**
 * Decides a message for each trigger at a moment; a message that was decided before is left alone, so the same event told
 * twice is one message (domain 2.12, K5). Marketing needs consent, service and security messages need none (K4); what may
 * not go out now is planned for when it may, and what a trigger tells some time after the event for that time. Refusals in
 * the order tried:
 * - `contact_unknown` {holderId}: nobody knows in which language to speak.
 */
export function tellHolder(
  streams: TellingStreams,
  pulled: readonly PulledTrigger[],
  event: EventToTell,
  programme: Programme,
  at: EpochMs,
): Decision<OutreachFact> {
  const { outreaches } = streams;
  if (streams.contact.kind === 'unknown') return reject('contact_unknown', { holderId: event.holderId });
  let contact: KnownContact = streams.contact;
  const facts: OutreachFact[] = [];
  for (const [index, one] of pulled.entries()) {
    if (outreaches[index]?.kind !== 'unknown') continue;
    const plan = planOf(one, contact, event, programme, at);
    if (plan.dueAt > at) {
      facts.push({ streamId: plan.outreachId, event: { type: 'OutreachPlanned', data: plan } });
      continue;
    }
    const decided = planned(plan, contact, programme, at);
    facts.push(...decided);
    contact = after(contact, decided);
  }
  return accept(...facts);
}

/** The facts of something that is due now: what waits or is put on another channel is planned first. */
export function planned(
  plan: OutreachPlanned,
  contact: KnownContact,
  programme: Programme,
  at: EpochMs,
): readonly OutreachFact[] {
  const facts = factsOf(plan, contact, programme, at);
  const first = facts[0]?.event.type;
  if (first === 'OutreachQueued' || first === 'OutreachSuppressed') return facts;
  return [{ streamId: plan.outreachId, event: { type: 'OutreachPlanned', data: plan } }, ...facts];
}

function planOf(
  { outreachId, trigger }: PulledTrigger,
  contact: KnownContact,
  event: EventToTell,
  programme: Programme,
  at: EpochMs,
): OutreachPlanned {
  const { category, channel, otherwise = [], after: offset } = trigger;
  const { templateKey, locale, variables } = composeMessage(trigger, event.data, writtenIn(contact.locale), programme);
  return {
    outreachId,
    holderId: event.holderId,
    category,
    purpose: 'event',
    channels: [channel, ...otherwise],
    templateKey,
    draftId: null,
    locale,
    variables,
    causeEventId: event.eventId,
    programmeId: programme.id,
    programmeVersion: programme.version,
    triggerKey: trigger.key,
    placeId: null,
    // Without an offset it goes out now, whenever what it tells of may have happened.
    dueAt: offset === undefined ? at : addPeriod(event.occurredAt, offset),
    expiresAt: null,
  };
}

/** The contact as the next message of the same event finds it: what was counted, counts. */
function after(contact: KnownContact, facts: readonly OutreachFact[]): KnownContact {
  const own = facts.filter(({ streamId }) => streamId === contact.contactId).map(({ event }) => event as ContactEvent);
  const next = fold(contactDecider, own, contact);
  return next.kind === 'known' ? next : contact;
}

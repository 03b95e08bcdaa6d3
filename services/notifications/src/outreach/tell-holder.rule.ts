/** Whether a holder is told of an event, and in which words: one message for each trigger of the programme. */
import type { OutreachEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { composeMessage, type Locale, type Programme, type Trigger } from '@scrip/programme';
import { type ContactState, consentTo, type KnownContact, needsConsent } from '../contact/contact.decider.ts';
import type { OutreachState } from './outreach.decider.ts';

/** An event that the programme tells holders of. */
export interface EventToTell {
  readonly eventId: string;
  readonly holderId: string;
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

/** A fact and the stream it belongs to. */
export interface OutreachFact {
  readonly streamId: string;
  readonly event: OutreachEvent;
}

/** Why a message is not sent; stands in the event and is shown to whoever asks. */
export type SuppressionReason =
  /** Marketing, and the holder never agreed. */
  | 'no_consent'
  /** Marketing, and the holder took the consent back. */
  | 'consent_withdrawn';

/**
 * Queues or suppresses a message for each trigger; a message that was decided before is left alone, so the same event
 * told twice is one message (domain 2.12, K5). Marketing needs consent, service and security messages need none (K4).
 * Refusals in the order tried:
 * - `contact_unknown` {holderId}: nobody knows in which language to speak.
 */
export function tellHolder(
  streams: TellingStreams,
  pulled: readonly PulledTrigger[],
  event: EventToTell,
  programme: Programme,
): Decision<OutreachFact> {
  const { contact, outreaches } = streams;
  if (contact.kind === 'unknown') return reject('contact_unknown', { holderId: event.holderId });
  const undecided = pulled.filter((_, index) => outreaches[index]?.kind === 'unknown');
  return accept(
    ...undecided.map(
      (one): OutreachFact => ({ streamId: one.outreachId, event: factOf(one, contact, event, programme) }),
    ),
  );
}

/** The language of ours that a holder's choice is written in; Chinese for whoever asked for one that we do not have. */
export function writtenIn(locale: string): Locale {
  return /^en(-|$)/i.test(locale) ? 'en' : 'zh-CN';
}

function factOf(
  { outreachId, trigger }: PulledTrigger,
  contact: KnownContact,
  event: EventToTell,
  programme: Programme,
): OutreachEvent {
  const { category, channel } = trigger;
  const common = {
    outreachId,
    holderId: event.holderId,
    category,
    causeEventId: event.eventId,
    programmeId: programme.id,
    programmeVersion: programme.version,
    triggerKey: trigger.key,
  };
  const reason = whySuppressed(contact, trigger);
  if (reason !== undefined) return { type: 'OutreachSuppressed', data: { ...common, reason } };
  const { templateKey, locale, variables } = composeMessage(trigger, event.data, writtenIn(contact.locale), programme);
  const words = { templateKey, locale, variables };
  return { type: 'OutreachQueued', data: { ...common, channel, ...words } };
}

function whySuppressed(contact: KnownContact, { category, channel }: Trigger): SuppressionReason | undefined {
  if (!needsConsent(category)) return undefined;
  switch (consentTo(contact, category, channel)) {
    case 'given':
      return undefined;
    case 'withdrawn':
      return 'consent_withdrawn';
    case 'none':
      return 'no_consent';
  }
}

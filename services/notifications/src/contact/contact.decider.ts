/**
 * How a holder is spoken to: in which language, what was agreed to or declined, how often it was done, and whether it may
 * be done at all. No number, no name: those are in the vault of cards.
 */
import { type BusinessDate, daysEarlier } from '@scrip/calendar';
import type { ContactEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';

/** What a holder last said about one kind of message on one channel. */
export interface Consent {
  /** 'service', 'marketing' or 'security'. */
  readonly category: string;
  /** Such as 'sms'. */
  readonly channel: string;
  /** False: taken back, or declined. */
  readonly given: boolean;
  /** Where the proof is found, such as the number of a signed form. */
  readonly proof: string;
  /** How it was said, such as 'form' or 'reply'; null where that was not told. */
  readonly means: string | null;
  /** Version of the text that was shown; null where none was. */
  readonly textVersion: string | null;
}

/** A message or a call that counts against caps. */
export interface Made {
  readonly outreachId: string;
  /** Such as 'sms' or 'call'. */
  readonly channel: string;
  /** 'service', 'marketing' or 'security'. */
  readonly category: string;
  /** Business day it counts for. */
  readonly madeDate: BusinessDate;
}

/** Why nobody writes to a holder any more. */
export type EndReason = 'died' | 'moved_away' | 'erased' | 'merged';

/** A contact that exists: its holder is registered. */
export interface KnownContact {
  readonly kind: 'known';
  readonly contactId: string;
  readonly holderId: string;
  /** A BCP 47 tag. */
  readonly locale: string;
  /** One for each category and channel that the holder spoke about, in the order first spoken. */
  readonly consents: readonly Consent[];
  /** Of the last year and a bit, in the order they came: no cap looks further back than a calendar year. */
  readonly made: readonly Made[];
  /** What sort of holder windows and conditions take this one for; null: none. */
  readonly holderClass: string | null;
  /** How often a manager visits; null: as the manager sees fit. */
  readonly visitClass: string | null;
  /** Subject of the token of who looks after the holder; null: nobody. */
  readonly managerId: string | null;
  readonly roaming: boolean;
  /** Null while the holder may be written to. */
  readonly ended: EndReason | null;
  /** With merged: the holder who stays; null otherwise. */
  readonly survivorId: string | null;
}

/** Days that what was made is remembered: a leap year, and a day for what is told late. */
const MADE_DAYS_MAX = 367;

/** A contact before and after its holder was registered. */
export type ContactState = { readonly kind: 'unknown' } | KnownContact;

export const contactDecider: Decider<ContactState, ContactEvent> = {
  stream: 'contact',
  initial: { kind: 'unknown' },
  evolve(state, event) {
    switch (event.type) {
      case 'ContactLocaleChosen': {
        const { contactId, holderId, locale } = event.data;
        return state.kind === 'known' ? { ...state, locale } : { ...NEW_CONTACT, contactId, holderId, locale };
      }
      case 'ContactConsentRecorded': {
        const known = mustBeKnown(state, event.data.contactId);
        const { category, channel, given, proof, means, textVersion } = event.data;
        const said: Consent = { category, channel, given, proof, means, textVersion };
        const before = known.consents.findIndex((one) => one.category === category && one.channel === channel);
        const consents = before === -1 ? [...known.consents, said] : known.consents.with(before, said);
        return { ...known, consents };
      }
      case 'ContactMade': {
        const known = mustBeKnown(state, event.data.contactId);
        const { outreachId, channel, category, madeDate } = event.data;
        const since = daysEarlier(madeDate, MADE_DAYS_MAX);
        // A message that went on to another channel counts there.
        const made = known.made.filter((one) => one.madeDate >= since && one.outreachId !== outreachId);
        return { ...known, made: [...made, { outreachId, channel, category, madeDate }] };
      }
      case 'ContactProfileChosen': {
        const { holderClass, visitClass, managerId } = event.data;
        return { ...mustBeKnown(state, event.data.contactId), holderClass, visitClass, managerId };
      }
      case 'ContactRoamingNoted':
        return { ...mustBeKnown(state, event.data.contactId), roaming: event.data.roaming };
      case 'ContactEnded':
        return {
          ...mustBeKnown(state, event.data.contactId),
          ended: event.data.reason as EndReason,
          survivorId: event.data.survivorId,
        };
      case 'ContactResumed':
        return { ...mustBeKnown(state, event.data.contactId), ended: null };
    }
  },
};

const NEW_CONTACT = {
  kind: 'known',
  consents: [],
  made: [],
  holderClass: null,
  visitClass: null,
  managerId: null,
  roaming: false,
  ended: null,
  survivorId: null,
} as const;

function mustBeKnown(state: ContactState, contactId: string): KnownContact {
  if (state.kind === 'known') return state;
  throw new InvariantError(`a fact on ${contactId}, whose holder was never heard of`);
}

/** A holder has one contact, of the same number: whoever names the one has named the other. */
export function contactOf(holderId: string): string {
  return `con_${holderId.slice('hld_'.length)}`;
}

/** What counts for one kind of message on one channel: 'none' where the holder never said anything. */
export function consentTo(contact: KnownContact, category: string, channel: string): 'given' | 'withdrawn' | 'none' {
  const said = contact.consents.find((one) => one.category === category && one.channel === channel);
  if (!said) return 'none';
  return said.given ? 'given' : 'withdrawn';
}

/** Begins the contact of a holder who was registered; one that exists stays as it is, because a message may come twice and the holder may have chosen another language since. */
export function beginContact(state: ContactState, holderId: string, locale: string): Decision<ContactEvent> {
  if (state.kind === 'known') return accept();
  return accept({ type: 'ContactLocaleChosen', data: { contactId: contactOf(holderId), holderId, locale } });
}

/**
 * Chooses the language of later messages; the one that is chosen already leaves no event. Refusals in the order tried:
 * - `contact_unknown`: the holder is not registered with this issuer.
 */
export function chooseLocale(state: ContactState, locale: string): Decision<ContactEvent> {
  if (state.kind === 'unknown') return reject('contact_unknown');
  if (state.locale === locale) return accept();
  const { contactId, holderId } = state;
  return accept({ type: 'ContactLocaleChosen', data: { contactId, holderId, locale } });
}

/**
 * Records what the holder said, each time it is said: the proofs are facts of their own and the last one counts.
 * Refusals in the order tried:
 * - `contact_unknown`: the holder is not registered with this issuer.
 * - `contact_ended` {reason}: the holder is not written to any more.
 * - `consent_not_needed` {category, channel}: service and security messages need none (domain 2.12), so nobody is to
 *   believe that one could be taken back.
 */
export function recordConsent(state: ContactState, said: Consent): Decision<ContactEvent> {
  if (state.kind === 'unknown') return reject('contact_unknown');
  if (state.ended !== null) return reject('contact_ended', { reason: state.ended });
  const { category, channel } = said;
  if (!needsConsent(category)) return reject('consent_not_needed', { category, channel });
  const { contactId, holderId } = state;
  return accept({ type: 'ContactConsentRecorded', data: { contactId, holderId, ...said } });
}

/** Only marketing asks first (domain 2.12). */
export function needsConsent(category: string): boolean {
  return category === 'marketing';
}

/** The contact as it bars one message: what that message counted before does not stand in its own way. */
export function withoutOwn(contact: KnownContact, outreachId: string): KnownContact {
  return { ...contact, made: contact.made.filter((one) => one.outreachId !== outreachId) };
}

/**
 * Counts a message that was queued or a call that was connected against the caps; the same one on the same channel and
 * day again leaves no event, on another channel or day it counts there instead (domain 2.12, K1). Refusals in the order tried:
 * - `contact_unknown`: the holder is not registered with this issuer.
 */
export function countMade(state: ContactState, made: Made): Decision<ContactEvent> {
  if (state.kind === 'unknown') return reject('contact_unknown');
  const before = state.made.find((one) => one.outreachId === made.outreachId);
  if (before?.channel === made.channel && before.madeDate === made.madeDate) return accept();
  const { contactId, holderId } = state;
  return accept({ type: 'ContactMade', data: { contactId, holderId, ...made } });
}

/** What sort of holder it is, as it is said at the desk or in a call. */
export type Profile = Pick<KnownContact, 'holderClass' | 'visitClass' | 'managerId'>;

/**
 * Says what sort of holder this is; what is so already leaves no event. Refusals in the order tried:
 * - `contact_unknown`: the holder is not registered with this issuer.
 * - `contact_ended` {reason}: the holder is not written to any more.
 */
export function chooseProfile(state: ContactState, profile: Profile): Decision<ContactEvent> {
  if (state.kind === 'unknown') return reject('contact_unknown');
  if (state.ended !== null) return reject('contact_ended', { reason: state.ended });
  const { contactId, holderId, holderClass, visitClass, managerId } = state;
  const isSo =
    holderClass === profile.holderClass && visitClass === profile.visitClass && managerId === profile.managerId;
  if (isSo) return accept();
  return accept({ type: 'ContactProfileChosen', data: { contactId, holderId, ...profile } });
}

/**
 * Notes whether the number roams; what is so already leaves no event. Refusals in the order tried:
 * - `contact_unknown`: the holder is not registered with this issuer.
 * - `contact_ended` {reason}: the holder is not written to any more.
 */
export function noteRoaming(state: ContactState, roaming: boolean): Decision<ContactEvent> {
  if (state.kind === 'unknown') return reject('contact_unknown');
  if (state.ended !== null) return reject('contact_ended', { reason: state.ended });
  if (state.roaming === roaming) return accept();
  const { contactId, holderId } = state;
  return accept({ type: 'ContactRoamingNoted', data: { contactId, holderId, roaming } });
}

/**
 * Ends the contact: nothing more is sent, whatever it is. What was said later counts: erased and merged are for good, a
 * departure can still be told otherwise. Nothing for a holder who was never heard of.
 */
export function endContact(
  state: ContactState,
  reason: EndReason,
  survivorId: string | null = null,
): Decision<ContactEvent> {
  if (state.kind === 'unknown' || state.ended === reason || isForGood(state.ended)) return accept();
  const { contactId, holderId } = state;
  return accept({ type: 'ContactEnded', data: { contactId, holderId, reason, survivorId } });
}

/** A holder who had died or moved away is there again; nothing where the contact is not ended, or ended for good. */
export function resumeContact(state: ContactState): Decision<ContactEvent> {
  if (state.kind === 'unknown' || state.ended === null || isForGood(state.ended)) return accept();
  return accept({ type: 'ContactResumed', data: { contactId: state.contactId, holderId: state.holderId } });
}

function isForGood(ended: EndReason | null): boolean {
  return ended === 'erased' || ended === 'merged';
}

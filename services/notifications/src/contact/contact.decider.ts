/** How a holder is spoken to: in which language, and what was agreed to or declined. No number, no name: those are in the vault of cards. */
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
}

/** A contact that exists: its holder is registered. */
export interface KnownContact {
  readonly kind: 'known';
  readonly contactId: string;
  readonly holderId: string;
  /** A BCP 47 tag. */
  readonly locale: string;
  /** One for each category and channel that the holder spoke about, in the order first spoken. */
  readonly consents: readonly Consent[];
}

/** A contact before and after its holder was registered. */
export type ContactState = { readonly kind: 'unknown' } | KnownContact;

export const contactDecider: Decider<ContactState, ContactEvent> = {
  stream: 'contact',
  initial: { kind: 'unknown' },
  evolve(state, event) {
    switch (event.type) {
      case 'ContactLocaleChosen': {
        const { contactId, holderId, locale } = event.data;
        const consents = state.kind === 'known' ? state.consents : [];
        return { kind: 'known', contactId, holderId, locale, consents };
      }
      case 'ContactConsentRecorded': {
        if (state.kind === 'unknown') {
          throw new InvariantError(`a consent on ${event.data.contactId}, whose holder was never heard of`);
        }
        const { category, channel, given, proof } = event.data;
        const said: Consent = { category, channel, given, proof };
        const before = state.consents.findIndex((one) => one.category === category && one.channel === channel);
        const consents = before === -1 ? [...state.consents, said] : state.consents.with(before, said);
        return { ...state, consents };
      }
    }
  },
};

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
 * - `consent_not_needed` {category, channel}: service and security messages need none (domain 2.12), so nobody is to
 *   believe that one could be taken back.
 */
export function recordConsent(state: ContactState, said: Consent): Decision<ContactEvent> {
  if (state.kind === 'unknown') return reject('contact_unknown');
  const { category, channel } = said;
  if (!needsConsent(category)) return reject('consent_not_needed', { category, channel });
  const { contactId, holderId } = state;
  return accept({ type: 'ContactConsentRecorded', data: { contactId, holderId, ...said } });
}

/** Only marketing asks first (domain 2.12). */
export function needsConsent(category: string): boolean {
  return category === 'marketing';
}

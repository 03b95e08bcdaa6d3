/** What a holder's answer to a message means, and what is recorded when it stops marketing (domain 2.12). */
import type { ContactEvent, OutreachQueued } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import { type ContactState, consentTo, recordConsent } from '../contact/contact.decider.ts';

/** Whether an answer is one of the words that stop marketing: spaces, case and full-width letters do not matter. */
export function isOptOut(text: string, words: readonly string[]): boolean {
  const said = plain(text);
  return words.some((word) => plain(word) === said);
}

function plain(text: string): string {
  return text.normalize('NFKC').trim().toUpperCase();
}

/**
 * Takes the consent to marketing on the message's channel back, with the message as its proof; what was taken back already
 * leaves no event. Refusals as `recordConsent`.
 */
export function optOut(
  contact: ContactState,
  { outreachId, channel }: Pick<OutreachQueued, 'outreachId' | 'channel'>,
  means: 'reply' | 'link',
): Decision<ContactEvent> {
  if (contact.kind === 'known' && consentTo(contact, 'marketing', channel) === 'withdrawn') return accept();
  const said = { category: 'marketing', channel, given: false, proof: outreachId, means, textVersion: null };
  return recordConsent(contact, said);
}

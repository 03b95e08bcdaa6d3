/** Two holders are one person: what that person said and how often they were contacted goes with the one who stays. */
import type { ContactEvent } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import { type ContactState, consentTo, endContact } from './contact.decider.ts';

/** A fact and the stream it belongs to. */
export interface ContactFact {
  readonly streamId: string;
  readonly event: ContactEvent;
}

/**
 * Ends the contact of the holder who is another one now. The stricter word counts: a consent that either took back is
 * taken back. What was made with either counts against the caps of the one who stays. Again, or where neither was ever
 * heard of, it changes nothing.
 */
export function mergeContacts(
  { merged, survivor }: { readonly merged: ContactState; readonly survivor: ContactState },
  { survivorId, mergeId }: { readonly survivorId: string; readonly mergeId: string },
): Decision<ContactFact> {
  if (merged.kind === 'unknown' || merged.ended === 'merged') return accept();
  const facts: ContactFact[] = [];
  if (survivor.kind === 'known') {
    const { contactId, holderId } = survivor;
    for (const { category, channel, given } of merged.consents) {
      if (given || consentTo(survivor, category, channel) === 'withdrawn') continue;
      const said = { category, channel, given, proof: mergeId, means: 'merge', textVersion: null };
      facts.push({
        streamId: contactId,
        event: { type: 'ContactConsentRecorded', data: { contactId, holderId, ...said } },
      });
    }
    for (const made of merged.made)
      facts.push({ streamId: contactId, event: { type: 'ContactMade', data: { contactId, holderId, ...made } } });
  }
  const ended = endContact(merged, 'merged', survivorId);
  if (ended.kind === 'accepted') facts.push(...ended.events.map((event) => ({ streamId: merged.contactId, event })));
  return accept(...facts);
}

/** What becomes of a message that is due: it is queued, put off, put on another channel or suppressed, and each is a fact (domain 2.12). */
import { businessDate, type EpochMs } from '@scrip/calendar';
import type { ContactEvent, OutreachEvent, OutreachPlanned } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import type { Locale, Programme } from '@scrip/programme';
import { type ContactState, countMade, type KnownContact, type Made, withoutOwn } from '../contact/contact.decider.ts';
import { countsAgainst, mayContact } from '../contact/contact-policy.rule.ts';
import type { OutreachState } from './outreach.decider.ts';

/** A fact and the stream it belongs to. */
export interface OutreachFact {
  readonly streamId: string;
  readonly event: OutreachEvent | ContactEvent;
}

/** The language of ours that a holder's choice is written in; Chinese for whoever asked for one that we do not have. */
export function writtenIn(locale: string): Locale {
  return /^en(-|$)/i.test(locale) ? 'en' : 'zh-CN';
}

/**
 * Decides on a planned message at a moment; one that is not due any more, or was decided before, is left alone. What goes
 * out and is limited by a cap counts with the same decision, so that two at once cannot both be the last. A call counts
 * when it is connected, not when it is put on the list. Refusals in the order tried:
 * - `contact_unknown` {holderId}: nobody knows in which language to speak.
 */
export function decideOutreach(
  outreach: OutreachState,
  contact: ContactState,
  programme: Programme,
  at: EpochMs,
): Decision<OutreachFact> {
  if (outreach.kind !== 'planned' || outreach.dueAt > at) return accept();
  const { plan, channels } = outreach;
  if (contact.kind === 'unknown') return reject('contact_unknown', { holderId: plan.holderId });
  return accept(...factsOf({ ...plan, channels: [...channels] }, contact, programme, at));
}

/**
 * The facts of a message that is due: it is queued, or switched, put off or suppressed first. `plan` as it was or would be
 * recorded, with the channels that are left.
 */
export function factsOf(
  plan: OutreachPlanned,
  contact: KnownContact,
  programme: Programme,
  at: EpochMs,
): readonly OutreachFact[] {
  const { outreachId, holderId, category, purpose, programmeId, programmeVersion, triggerKey, causeEventId } = plan;
  const rule = { programmeId, programmeVersion };
  const verdict = mayContact(withoutOwn(contact, outreachId), plan, programme.contact ?? {}, at);
  const { channel } = verdict;
  const own = (event: OutreachEvent): OutreachFact => ({ streamId: outreachId, event });
  const switched = verdict.switches.map(({ fromChannel, toChannel, reason, ruleKey }) =>
    own({ type: 'OutreachSwitched', data: { outreachId, holderId, fromChannel, toChannel, reason, ruleKey, ...rule } }),
  );
  const decided = { outreachId, holderId, category, causeEventId, ...rule, triggerKey, purpose };
  switch (verdict.kind) {
    case 'wait': {
      const { untilAt, reason, ruleKey } = verdict;
      const data = { outreachId, holderId, channel, reason, ruleKey, untilAt, ...rule };
      return [...switched, own({ type: 'OutreachDeferred', data })];
    }
    case 'suppress': {
      const { reason, ruleKey, capMax, capUsed } = verdict;
      const data = { ...decided, reason, channel, ruleKey, capMax, capUsed };
      return [...switched, own({ type: 'OutreachSuppressed', data })];
    }
    case 'send': {
      const { later, windowEndsAt, askFirst } = verdict;
      const words = {
        templateKey: plan.templateKey ?? '',
        draftId: plan.draftId,
        locale: plan.locale ?? writtenIn(contact.locale),
        variables: plan.variables,
      };
      const way = { channel, laterChannels: [...later], placeId: plan.placeId, windowEndsAt, askFirst };
      const queued = own({ type: 'OutreachQueued', data: { ...decided, ...words, ...way } });
      const made = counted({ outreachId, category, channel }, contact, programme, at);
      return [...switched, queued, ...made.map((event): OutreachFact => ({ streamId: contact.contactId, event }))];
    }
  }
}

/** What a message that goes out on a channel counts for: nothing where no cap of the programme limits it, or it is a call. */
export function counted(
  { outreachId, category, channel }: Pick<Made, 'outreachId' | 'category' | 'channel'>,
  contact: KnownContact,
  programme: Programme,
  at: EpochMs,
): readonly ContactEvent[] {
  const isLimited = programme.contact?.caps?.some((cap) => countsAgainst(cap, { channel, category })) ?? false;
  if (channel === 'call' || !isLimited) return [];
  const decision = countMade(contact, { outreachId, channel, category, madeDate: businessDate(at) });
  return decision.kind === 'accepted' ? decision.events : [];
}

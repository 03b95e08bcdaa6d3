/** Holders stop marketing by an answer or a link; what they wrote is looked at and not kept. */
import type { Terms } from '@scrip/chassis';
import type { ContactEvent, OutreachQueued } from '@scrip/contracts';
import type { CommandKey, EventLog, Verdict, Who } from '@scrip/event-store';
import { contactDecider, contactOf } from '../contact/contact.decider.ts';
import { isOptOut, optOut } from './opt-out.rule.ts';

/** What became of an answer. */
export type ReplyTaken =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'read' }
  | { readonly kind: 'opt_out'; readonly channel: string; readonly verdict: Verdict<ContactEvent> };

export class OptOuts {
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  /**
   * Takes an answer to a message: one of the words of the programme withdraws the consent, anything else is nothing.
   * 'unknown' where the issuer has sent no such message. The text itself is kept nowhere.
   */
  async reply(
    { who, key }: { readonly who: Who; readonly key: CommandKey | null },
    outreachId: string,
    text: string,
  ): Promise<ReplyTaken> {
    const sent = await this.sentOf(outreachId);
    if (sent?.issuerId !== who.issuerId) return { kind: 'unknown' };
    const { programmeId, programmeVersion, channel } = sent.message;
    const programme = await this.#terms.ofVersion(who.issuerId, programmeId, programmeVersion ?? 0);
    if (!isOptOut(text, programme?.contact?.optOut?.words ?? [])) return { kind: 'read' };
    return { kind: 'opt_out', channel, verdict: await this.#stop(who, key, sent.message, 'reply') };
  }

  /** Stops marketing on the channel of a message that was sent; again it changes nothing. */
  byLink({ issuerId, message }: SentMessage): Promise<Verdict<ContactEvent>> {
    const who: Who = {
      issuerId,
      actor: 'holder',
      occurredAt: this.#log.clock.now(),
      correlationId: message.outreachId,
      causationId: null,
      traceparent: null,
    };
    return this.#stop(who, null, message, 'link');
  }

  /** A message that was queued, with its issuer; undefined for any other. */
  async sentOf(outreachId: string): Promise<SentMessage | undefined> {
    const facts = await this.#log.readStream(outreachId, { limit: FACTS_MAX });
    const queued = facts.findLast(({ event }) => event.type === 'OutreachQueued');
    if (queued?.event.type !== 'OutreachQueued') return undefined;
    return { issuerId: queued.envelope.issuerId, message: queued.event.data };
  }

  #stop(
    who: Who,
    key: CommandKey | null,
    message: OutreachQueued,
    means: 'reply' | 'link',
  ): Promise<Verdict<ContactEvent>> {
    return this.#log.execute({
      who,
      key,
      decider: contactDecider,
      streamId: contactOf(message.holderId),
      decide: (contact) => optOut(contact, message, means),
    });
  }
}

/** Facts of one message: a plan, its deferrals and switches, and its end are a handful. */
const FACTS_MAX = 200;

/** A message that went out, or will. */
export interface SentMessage {
  readonly issuerId: string;
  readonly message: OutreachQueued;
}

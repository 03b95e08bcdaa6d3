/**
 * Hands queued messages over: one sender among all copies of the service, so that providers' rates are kept; each attempt is
 * decided in the delivery's own stream, so that a second sender would find it under way. What a dead sender left under way
 * is settled by the provider, where it can be: the same id again, or a question. Where it cannot, an operator is asked.
 */
import type { DueWork, Terms } from '@scrip/chassis';
import type { DeliveryEvent, OutreachEvent } from '@scrip/contracts';
import { accept, type Decision, InvariantError, reject } from '@scrip/decider';
import { type EventLog, on, type Verdict, type Who } from '@scrip/event-store';
import type { Programme } from '@scrip/programme';
import { HOLDERS_OF_READING } from '../channel/addresses.ts';
import { ADDRESS_OF, CHANNELS, type Handed, type MessageOut, type Provider } from '../channel/provider.ts';
import type { Place, Providers } from '../channel/providers.ts';
import { type ContactState, contactDecider, contactOf } from '../contact/contact.decider.ts';
import type { OtherServices } from '../other-services.ts';
import { counted, writtenIn } from '../outreach/decide-outreach.rule.ts';
import { type MayUse, type OutreachState, outreachDecider, putOff } from '../outreach/outreach.decider.ts';
import type { Words } from '../outreach/words.ts';
import {
  beginAttempt,
  type DeliveryState,
  deliveryDecider,
  giveUp,
  type OfDelivery,
  type Outcome,
  recordOutcome,
} from './delivery.decider.ts';
import { ATTEMPT_WINDOW_MS } from './delivery.projection.ts';
import { addressed, type DueDelivery, dueId, dueRows } from './due-deliveries.ts';
import { SenderLock } from './sender-lock.ts';
import { type AroundDelivery, type DeliveryFact, mayUse, withMessage } from './with-message.rule.ts';

/** Who may be asked, and what for. */
export interface DeliveryMeans {
  readonly log: EventLog;
  readonly providers: Providers;
  readonly services: OtherServices;
  readonly words: Words;
  readonly terms: Terms;
}

/** How long a provider is asked about a message before a person is, in milliseconds. */
const DOUBT_MS_MAX = 60 * 60_000;

/** An attempt whose end nobody knows: why, and since when (epoch milliseconds). */
interface Doubt {
  readonly reason: string;
  readonly since: number;
}

/** A delivery that is due, with what is known of its message. */
interface Told {
  readonly item: DueDelivery;
  readonly outreach: OutreachState;
  /** The version that it was decided under; undefined while it is not here. */
  readonly programme: Programme | undefined;
}

export class DeliveryDue implements DueWork<DueDelivery> {
  readonly name = 'delivery';
  readonly #means: DeliveryMeans;
  readonly #lock: SenderLock;
  /** Done, and still in the table, which is behind the log: looked at again, they would hold up the rest. */
  readonly #done = new Set<string>();

  constructor(means: DeliveryMeans) {
    this.#means = means;
    this.#lock = new SenderLock(means.log.pool);
  }

  /** Gives the lock back and ends the providers' connections, when the application is closed. */
  async onModuleDestroy(): Promise<void> {
    await this.#lock.release();
    await this.#means.providers.close();
  }

  /**
   * As many of each channel as its providers may be given now, and all of a channel that nobody serves, which is given up;
   * none in a copy of the service that is not the sender.
   */
  async due(now: number, limit: number): Promise<readonly DueDelivery[]> {
    const { log, providers, services } = this.#means;
    const since = await this.#lock.heldSince(now);
    if (since === undefined) return [];
    const found: DueDelivery[] = [];
    const seen = new Set<string>();
    for (const channel of CHANNELS) {
      const isServed = providers.channels.includes(channel);
      const room = Math.min(limit, HOLDERS_OF_READING, isServed ? providers.room(channel) : limit);
      if (room < 1) continue;
      // What is put off or done stands at the head of what is due: it must not hide the rest.
      const most = room + Math.max(0, limit - HOLDERS_OF_READING);
      const rows = await dueRows(log.pool, {
        channel,
        now,
        // What was under way before this copy became the sender is nobody's: its sender is gone.
        underwayUntil: since + ATTEMPT_WINDOW_MS,
        limit: most + this.#done.size,
      });
      const left = rows.filter((row) => !this.#done.has(dueId(row))).slice(0, most);
      for (const row of rows) seen.add(dueId(row));
      const isAsked = ADDRESS_OF[channel] !== null && providers.needsAddress(channel);
      found.push(...(await addressed(services, left, isAsked)));
    }
    for (const id of this.#done) if (!seen.has(id)) this.#done.delete(id);
    return found;
  }

  async carryOut(item: DueDelivery): Promise<'done' | 'later' | 'soon'> {
    const result = await this.#carryOut(item);
    if (result === 'done') this.#done.add(item.id);
    return result;
  }

  async #carryOut(item: DueDelivery): Promise<'done' | 'later' | 'soon'> {
    const { log, providers, terms } = this.#means;
    const { deliveryId, outreachId, issuerId, channel, address } = item;
    const [{ state: delivery }, { state: outreach }] = await Promise.all([
      log.state(deliveryDecider, deliveryId),
      log.state(outreachDecider, outreachId),
    ]);
    const programme = await programmeOf(terms, issuerId, outreach);
    const told: Told = { item, outreach, programme };
    if (delivery.kind === 'underway') return this.#settle(told, delivery);
    // The table is behind the log: it is out, or waits for another time.
    if (delivery.kind !== 'unknown' && delivery.kind !== 'waiting') return 'done';
    if (outreach.kind === 'planned') return 'done';
    const provider = providers.choose(issuerId, channel, item.providerKey);
    if (!provider) return this.#giveUp(told, 'channel_not_served');
    if (provider.needsAddress && address === undefined) return this.#giveUp(told, 'address_unknown');
    const message = await this.#message(told);
    if (message === 'not_here') return 'later';
    if (message === 'no_words') return this.#giveUp(told, message);
    const place = providers.take(provider);
    if (!place) return 'soon';
    const begun = await this.#begin(told, provider).catch((error: unknown) => {
      place.giveBack();
      throw error;
    });
    if (!begun) {
      place.giveBack();
      return 'done';
    }
    const handed = await this.#send(provider, message, place);
    if (handed.kind === 'doubtful') {
      return this.#inDoubt(told, provider, { reason: handed.reason, since: log.clock.now() });
    }
    await this.#record(told, outcomeOf(handed), provider);
    return 'done';
  }

  /**
   * Records the attempt before anybody is asked, where contact policy still lets the message out at this moment (domain
   * 2.12, K2, K4); what goes out on another day than it was queued counts there (K1). What it puts off goes back to those that are planned, what it bars goes on to the next channel; false
   * where no attempt was begun.
   */
  async #begin(told: Told, provider: Provider): Promise<boolean> {
    const { item, programme } = told;
    const at = this.#means.log.clock.now();
    const { outreachId } = item;
    let begun = false;
    const verdict = await this.#decide(told, at, (delivery, outreach, contact) => {
      begun = false;
      const attempt = beginAttempt(delivery, { ...idsOf(item), providerKey: provider.key, at });
      if (attempt.kind === 'refused' || outreach.kind === 'planned') return reject('delivery_not_due');
      const use = useOf(item, outreach, contact, programme, at);
      switch (use.kind) {
        case 'suppress':
          return givenUp({ delivery, outreach, contact, programme }, item, { reason: use.reason, at });
        case 'wait':
          return placed(outreachId, putOff(outreach, { ...use, at }));
        case 'send':
          begun = true;
          return goingOut(item, { attempt, outreach, contact, programme }, at);
      }
    });
    return begun && verdict.kind === 'accepted';
  }

  /** Gives a provider a message in a place of its rate, and notes how it did. */
  async #send(provider: Provider, message: MessageOut, place: Place): Promise<Handed> {
    try {
      const handed = await provider.send(message);
      this.#means.providers.noted(provider.key, isFailure(handed));
      return handed;
    } finally {
      place.over();
    }
  }

  /** An attempt without an outcome: its process died, or its answer was lost. */
  async #settle(
    told: Told,
    { providerKey, attemptedAt }: Extract<DeliveryState, { kind: 'underway' }>,
  ): Promise<'done' | 'later'> {
    const provider = this.#means.providers.of(providerKey)?.provider;
    if (!provider) {
      await this.#record(told, { kind: 'doubtful', reason: 'stopped' });
      return 'done';
    }
    return this.#inDoubt(told, provider, { reason: 'stopped', since: attemptedAt });
  }

  /**
   * Settles a doubt with the provider: it is given the message again under its id, which it takes once; or it is asked
   * whether it has it, and a no is believed once the attempt must be over. Where it can do neither, or says nothing for an
   * hour, an operator has to look.
   */
  async #inDoubt(told: Told, provider: Provider, doubt: Doubt): Promise<'done' | 'later'> {
    const outcome = await this.#settled(told, provider, doubt);
    if (outcome === 'later') return 'later';
    if (outcome !== undefined) {
      await this.#record(told, outcome);
      return 'done';
    }
    const canTell = provider.idempotent || provider.has !== undefined;
    if (canTell && this.#means.log.clock.now() - doubt.since < DOUBT_MS_MAX) return 'later';
    await this.#record(told, { kind: 'doubtful', reason: doubt.reason });
    return 'done';
  }

  /** What the provider says of a doubt; undefined where nobody knows, 'later' where it must not be asked now. */
  async #settled(told: Told, provider: Provider, doubt: Doubt): Promise<Outcome | 'later' | undefined> {
    if (!provider.idempotent) return this.#asked(told.item, provider, doubt);
    const { item, outreach, programme } = told;
    const { state: contact } = await this.#means.log.state(contactDecider, contactOf(item.holderId));
    const use = useOf(item, outreach, contact, programme, this.#means.log.clock.now());
    if (use.kind === 'send') return this.#again(told, provider);
    // It may not have gone out the first time, and must not go out now.
    if (provider.has) return this.#asked(item, provider, doubt);
    return use.kind === 'wait' ? 'later' : undefined;
  }

  /** Undefined while nobody knows: the first time may have arrived where the second was lost or not taken now. */
  async #again(told: Told, provider: Provider): Promise<Outcome | 'later' | undefined> {
    if (provider.needsAddress && told.item.address === undefined) return undefined;
    const message = await this.#message(told);
    if (message === 'not_here') return undefined;
    // Nor had it any when it was tried.
    if (message === 'no_words') return { kind: 'refused', reason: message, final: true };
    const place = this.#means.providers.take(provider);
    if (!place) return 'later';
    const handed = await this.#send(provider, message, place);
    return handed.kind === 'doubtful' || (handed.kind === 'refused' && !handed.final) ? undefined : outcomeOf(handed);
  }

  async #asked(item: DueDelivery, provider: Provider, { since }: Doubt): Promise<Outcome | undefined> {
    const had = (await provider.has?.(item.deliveryId)) ?? 'unknown';
    if (had === 'yes') return { kind: 'accepted', carrierReference: null, knownBy: 'status' };
    const isOver = this.#means.log.clock.now() - since >= ATTEMPT_WINDOW_MS;
    return had === 'no' && isOver ? { kind: 'refused', reason: 'not_taken', final: false } : undefined;
  }

  /**
   * The message with its text, composed now. `not_here`: the programme's version is not; `no_words`: that version has none
   * for it, and never will.
   */
  async #message({ item, outreach }: Told): Promise<MessageOut | 'not_here' | 'no_words'> {
    const { log, words } = this.#means;
    const { deliveryId, outreachId, issuerId, holderId, correlationId, traceparent, address = '' } = item;
    if (outreach.kind !== 'queued') return 'not_here';
    const { category, templateKey, draftId, programmeId, programmeVersion, variables } = outreach.queued;
    const locale = writtenIn(outreach.queued.locale);
    const of = { issuerId, outreachId, category, programmeId, programmeVersion };
    const wording = { ...of, templateKey, draftId, locale, variables };
    try {
      const text = await words.textOf({ ...wording, occurredAt: log.clock.now() });
      if (text === undefined) return 'not_here';
      const ids = { deliveryId, outreachId, issuerId, holderId, correlationId, traceparent };
      return { ...ids, address, locale, text, category, templateKey };
    } catch (error) {
      if (error instanceof InvariantError) return 'no_words';
      throw error;
    }
  }

  async #giveUp(told: Told, reason: string): Promise<'done'> {
    const at = this.#means.log.clock.now();
    const { item, programme } = told;
    await this.#decide(told, at, (delivery, outreach, contact) =>
      outreach.kind === 'planned'
        ? reject('delivery_not_due')
        : givenUp({ delivery, outreach, contact, programme }, item, { reason, at }),
    );
    return 'done';
  }

  /**
   * The outcome, and what it makes of the message: sent, or on its next channel. `asked`: who refused it, so that another
   * provider may be asked at once.
   */
  async #record(told: Told, outcome: Outcome, asked?: Provider): Promise<void> {
    const at = this.#means.log.clock.now();
    const { item, programme } = told;
    await this.#decide(told, at, (delivery, outreach, contact) => {
      const elsewhere = asked !== undefined && this.#isElsewhere(item, delivery, asked);
      return withMessage(
        recordOutcome(delivery, outcome, { at, elsewhere }),
        { outreach, contact, programme },
        item,
        at,
      );
    });
  }

  /** Decides on a delivery with its message and its holder's contact, whose facts go together. */
  #decide(
    { item }: Told,
    at: number,
    decide: (delivery: DeliveryState, outreach: OutreachState, contact: ContactState) => Decision<DeliveryFact>,
  ): Promise<Verdict> {
    const { deliveryId, outreachId, holderId } = item;
    return this.#means.log.executeAcross({
      who: this.#who(item, at),
      key: null,
      streams: [
        on(deliveryDecider, deliveryId),
        on(outreachDecider, outreachId),
        on(contactDecider, contactOf(holderId)),
      ],
      decide: ([delivery, outreach, contact]) =>
        decide(delivery as DeliveryState, outreach as OutreachState, contact as ContactState),
    });
  }

  #isElsewhere({ issuerId, channel }: DueDelivery, delivery: DeliveryState, { key }: Provider): boolean {
    const attempt = delivery.kind === 'underway' ? delivery.attempt : 0;
    return this.#means.providers.hasOther(issuerId, channel, { key, attempt });
  }

  #who({ issuerId, correlationId, causationId, traceparent }: DueDelivery, occurredAt: number): Who {
    return {
      issuerId,
      actor: 'service:notifications',
      occurredAt,
      correlationId,
      causationId,
      traceparent,
    };
  }
}

/** The version that a message was decided under, which says where it may go next; undefined while it is not here. */
export async function programmeOf(
  terms: Terms,
  issuerId: string,
  outreach: OutreachState,
): Promise<Programme | undefined> {
  if (outreach.kind !== 'queued' && outreach.kind !== 'sent') return undefined;
  const { programmeId, programmeVersion } = outreach.queued;
  return programmeVersion === null ? undefined : terms.ofVersion(issuerId, programmeId, programmeVersion);
}

function idsOf({ deliveryId, outreachId, holderId, channel }: OfDelivery): OfDelivery {
  return { deliveryId, outreachId, holderId, channel };
}

const FAILURES: ReadonlySet<string> = new Set(['unavailable', 'unauthorised', 'rate_limited']);

/** A provider that was not reached, or that did not answer: what leaves it out for a while. */
function isFailure(handed: Handed): boolean {
  return handed.kind === 'doubtful' || (handed.kind === 'refused' && FAILURES.has(handed.reason));
}

function outcomeOf(handed: Exclude<Handed, { kind: 'doubtful' }>): Outcome {
  return handed.kind === 'accepted'
    ? { kind: 'accepted', carrierReference: handed.reference, knownBy: 'answer' }
    : handed;
}

/** Whether a message may be handed over now: it is still meant for this channel, and contact policy lets it out (domain 2.12). */
function useOf(
  { channel }: DueDelivery,
  outreach: OutreachState,
  contact: ContactState,
  programme: Programme | undefined,
  at: number,
): MayUse {
  if (outreach.kind !== 'queued' || outreach.channel !== channel)
    return { kind: 'suppress', reason: 'message_decided' };
  const { queued, expiresAt } = outreach;
  return mayUse(contact, { channel, queued, expiresAt }, programme, at);
}

function givenUp(
  { delivery, ...around }: AroundDelivery & { readonly delivery: DeliveryState },
  item: DueDelivery,
  why: { readonly reason: string; readonly at: number },
): Decision<DeliveryFact> {
  return withMessage(giveUp(delivery, idsOf(item), why), around, item, why.at);
}

/** An attempt that begins, and the day on which its message counts. */
function goingOut(
  { deliveryId, outreachId, channel }: DueDelivery,
  { attempt, outreach, contact, programme }: AroundDelivery & { readonly attempt: Decision<DeliveryEvent> },
  at: number,
): Decision<DeliveryFact> {
  const begun = placed(deliveryId, attempt);
  const isCounted = outreach.kind === 'queued' && contact.kind === 'known' && programme !== undefined;
  if (begun.kind === 'refused' || !isCounted) return begun;
  const { category } = outreach.queued;
  const made = counted({ outreachId, category, channel }, contact, programme, at);
  return accept(...begun.events, ...made.map((event): DeliveryFact => ({ streamId: contact.contactId, event })));
}

function placed(streamId: string, decision: Decision<DeliveryEvent | OutreachEvent>): Decision<DeliveryFact> {
  if (decision.kind === 'refused') return decision;
  return { kind: 'accepted', events: decision.events.map((event) => ({ streamId, event })) };
}

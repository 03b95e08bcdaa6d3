/**
 * Hands queued messages over: one sender among all copies of the service, so that providers' rates are kept; each attempt is
 * decided in the delivery's own stream, so that a second sender would find it under way. What a dead sender left under way
 * is settled by the provider, where it can be: the same id again, or a question. Where it cannot, an operator is asked.
 */
import type { DueItem, DueWork, Terms } from '@scrip/chassis';
import type { DeliveryEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { type EventLog, idFrom, on, type Who } from '@scrip/event-store';
import type { Programme } from '@scrip/programme';
import { type Addresses, addressesOf, HOLDERS_OF_READING } from '../channel/addresses.ts';
import { ADDRESS_OF, type ChannelName, type Handed, type MessageOut, type Provider } from '../channel/provider.ts';
import type { Providers } from '../channel/providers.ts';
import { type ContactState, consentTo, contactDecider, contactOf, needsConsent } from '../contact/contact.decider.ts';
import type { OtherServices } from '../other-services.ts';
import { writtenIn } from '../outreach/decide-outreach.rule.ts';
import { type OutreachState, outreachDecider } from '../outreach/outreach.decider.ts';
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
import { SenderLock } from './sender-lock.ts';
import { type DeliveryFact, withMessage } from './with-message.rule.ts';

/** A delivery that is due. */
export interface DueDelivery extends DueItem, OfDelivery {
  readonly issuerId: string;
  readonly correlationId: string;
  /** The fact that queued it, and its trace. */
  readonly causationId: string;
  readonly traceparent: string | null;
  readonly providerKey: string | null;
  /** Where it goes; undefined where the vault has none. */
  readonly address: string | undefined;
}

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

interface DueRow {
  readonly delivery_id: string;
  readonly outreach_id: string;
  readonly issuer_id: string;
  readonly holder_id: string;
  readonly channel: ChannelName;
  readonly provider_key: string | null;
  readonly correlation_id: string;
  readonly cause_event_id: string;
  readonly traceparent: string | null;
  readonly due_at: bigint;
}

export class DeliveryDue implements DueWork<DueDelivery> {
  readonly name = 'delivery';
  readonly #means: DeliveryMeans;
  readonly #lock: SenderLock;

  constructor(means: DeliveryMeans) {
    this.#means = means;
    this.#lock = new SenderLock(means.log.pool);
  }

  /** Gives the lock back and ends the providers' connections, when the application is closed. */
  async onModuleDestroy(): Promise<void> {
    await this.#lock.release();
    await this.#means.providers.close();
  }

  /** As many of each channel as its providers may be given now; none in a copy of the service that is not the sender. */
  async due(now: number, limit: number): Promise<readonly DueDelivery[]> {
    const { log, providers } = this.#means;
    const since = await this.#lock.heldSince(now);
    if (since === undefined) return [];
    const found: DueDelivery[] = [];
    for (const channel of providers.channels) {
      const room = Math.min(limit, HOLDERS_OF_READING, providers.room(channel));
      if (room < 1) continue;
      const { rows } = await log.pool.query<DueRow>(
        `SELECT delivery_id, outreach_id, issuer_id, holder_id, channel, provider_key, correlation_id, cause_event_id,
           traceparent, due_at
         FROM delivery WHERE channel = $1 AND (due_at <= $2 OR (state = 'underway' AND due_at < $4))
         ORDER BY category <> 'security', due_at, delivery_id LIMIT $3`,
        // What is put off stands at the head of what is due: it must not hide the rest.
        // What was under way before this copy became the sender is nobody's: its sender is gone.
        [channel, now, room + Math.max(0, limit - HOLDERS_OF_READING), since + ATTEMPT_WINDOW_MS],
      );
      found.push(...(await this.#addressed(channel, rows)));
    }
    return found;
  }

  async carryOut(item: DueDelivery): Promise<'done' | 'later'> {
    const { log, providers } = this.#means;
    const { deliveryId, issuerId, channel, address } = item;
    const { state } = await log.state(deliveryDecider, deliveryId);
    if (state.kind === 'underway') return this.#settle(item, state);
    const provider = providers.choose(issuerId, channel, item.providerKey);
    if (!provider) return this.#giveUp(item, 'channel_not_served');
    if (provider.needsAddress && address === undefined) return this.#giveUp(item, 'address_unknown');
    const begun = await this.#begin(item, provider);
    if (begun !== 'begun') return begun;
    return this.#handOver(item, provider);
  }

  /** Records the attempt before anybody is asked; what changed since it was queued is looked at once more. */
  async #begin(item: DueDelivery, provider: Provider): Promise<'begun' | 'done' | 'later'> {
    const { log, providers } = this.#means;
    if (!providers.take(provider)) return 'later';
    const at = log.clock.now();
    const programme = await programmeOf(this.#means, item);
    let gaveUp = false;
    const verdict = await log.executeAcross({
      who: this.#who(item, at),
      key: null,
      streams: this.#streams(item),
      decide: (states): Decision<DeliveryFact> => {
        const [delivery, outreach, contact] = states as [DeliveryState, OutreachState, ContactState];
        const reason = whyNot(item, outreach, contact, at);
        gaveUp = reason !== undefined;
        if (reason !== undefined) return givenUp({ delivery, outreach, contact, programme }, item, { reason, at });
        return placed(item, beginAttempt(delivery, { ...idsOf(item), providerKey: provider.key, at }));
      },
    });
    if (verdict.kind === 'refused' || gaveUp) return 'done';
    return 'begun';
  }

  async #handOver(item: DueDelivery, provider: Provider): Promise<'done' | 'later'> {
    const message = await this.#message(item);
    if (message === undefined) {
      await this.#record(item, { kind: 'refused', reason: 'text_not_here', final: false });
      return 'done';
    }
    const handed = await provider.send(message);
    this.#means.providers.noted(provider.key, isFailure(handed));
    if (handed.kind === 'doubtful') {
      return this.#inDoubt(item, provider, { reason: handed.reason, since: this.#means.log.clock.now() });
    }
    await this.#record(item, outcomeOf(handed), provider);
    return 'done';
  }

  /** An attempt without an outcome: its process died, or its answer was lost. */
  async #settle(
    item: DueDelivery,
    { providerKey, attemptedAt }: Extract<DeliveryState, { kind: 'underway' }>,
  ): Promise<'done' | 'later'> {
    const provider = this.#means.providers.of(providerKey)?.provider;
    if (!provider) {
      await this.#record(item, { kind: 'doubtful', reason: 'stopped' });
      return 'done';
    }
    return this.#inDoubt(item, provider, { reason: 'stopped', since: attemptedAt });
  }

  /**
   * Settles a doubt with the provider: it is given the message again under its id, which it takes once; or it is asked
   * whether it has it, and a no is believed once the attempt must be over. Where it can do neither, or says nothing for an
   * hour, an operator has to look.
   */
  async #inDoubt(item: DueDelivery, provider: Provider, doubt: Doubt): Promise<'done' | 'later'> {
    const outcome = provider.idempotent ? await this.#again(item, provider) : await this.#asked(item, provider, doubt);
    if (outcome !== undefined) {
      await this.#record(item, outcome);
      return 'done';
    }
    const canTell = provider.idempotent || provider.has !== undefined;
    if (canTell && this.#means.log.clock.now() - doubt.since < DOUBT_MS_MAX) return 'later';
    await this.#record(item, { kind: 'doubtful', reason: doubt.reason });
    return 'done';
  }

  /** Undefined while nobody knows: the first time may have arrived where the second was lost or not taken now. */
  async #again(item: DueDelivery, provider: Provider): Promise<Outcome | undefined> {
    if (provider.needsAddress && item.address === undefined) return undefined;
    const message = await this.#message(item);
    if (message === undefined) return undefined;
    const handed = await provider.send(message);
    this.#means.providers.noted(provider.key, isFailure(handed));
    return handed.kind === 'doubtful' || (handed.kind === 'refused' && !handed.final) ? undefined : outcomeOf(handed);
  }

  async #asked(item: DueDelivery, provider: Provider, { since }: Doubt): Promise<Outcome | undefined> {
    const had = (await provider.has?.(item.deliveryId)) ?? 'unknown';
    if (had === 'yes') return { kind: 'accepted', carrierReference: null, knownBy: 'status' };
    const isOver = this.#means.log.clock.now() - since >= ATTEMPT_WINDOW_MS;
    return had === 'no' && isOver ? { kind: 'refused', reason: 'not_taken', final: false } : undefined;
  }

  /** The message with its text, composed now; undefined while the programme's version is not here, or once it was decided. */
  async #message(item: DueDelivery): Promise<MessageOut | undefined> {
    const { log, words } = this.#means;
    const { deliveryId, outreachId, issuerId, holderId, correlationId, traceparent, address = '' } = item;
    const { state } = await log.state(outreachDecider, outreachId);
    if (state.kind !== 'queued') return undefined;
    const { category, templateKey, draftId, programmeId, programmeVersion, variables } = state.queued;
    const locale = writtenIn(state.queued.locale);
    const of = { issuerId, outreachId, category, programmeId, programmeVersion };
    const wording = { ...of, templateKey, draftId, locale, variables };
    const text = await words.textOf({ ...wording, occurredAt: log.clock.now() });
    if (text === undefined) return undefined;
    const ids = { deliveryId, outreachId, issuerId, holderId, correlationId, traceparent };
    return { ...ids, address, locale, text, category, templateKey };
  }

  async #giveUp(item: DueDelivery, reason: string): Promise<'done'> {
    const { log } = this.#means;
    const at = log.clock.now();
    const programme = await programmeOf(this.#means, item);
    await log.executeAcross({
      who: this.#who(item, at),
      key: null,
      streams: this.#streams(item),
      decide: (states): Decision<DeliveryFact> => {
        const [delivery, outreach, contact] = states as [DeliveryState, OutreachState, ContactState];
        return givenUp({ delivery, outreach, contact, programme }, item, { reason, at });
      },
    });
    return 'done';
  }

  /**
   * The outcome, and what it makes of the message: sent, or on its next channel. `asked`: who refused it, so that another
   * provider may be asked at once.
   */
  async #record(item: DueDelivery, outcome: Outcome, asked?: Provider): Promise<void> {
    const { log } = this.#means;
    const at = log.clock.now();
    const programme = outcome.kind === 'refused' ? await programmeOf(this.#means, item) : undefined;
    await log.executeAcross({
      who: this.#who(item, at),
      key: null,
      streams: this.#streams(item),
      decide: (states): Decision<DeliveryFact> => {
        const [delivery, outreach, contact] = states as [DeliveryState, OutreachState, ContactState];
        const elsewhere = asked !== undefined && this.#isElsewhere(item, delivery, asked);
        return withMessage(
          recordOutcome(delivery, outcome, { at, elsewhere }),
          { outreach, contact, programme },
          item,
          at,
        );
      },
    });
  }

  #isElsewhere({ issuerId, channel }: DueDelivery, delivery: DeliveryState, { key }: Provider): boolean {
    const attempt = delivery.kind === 'underway' ? delivery.attempt : 0;
    return this.#means.providers.hasOther(issuerId, channel, { key, attempt });
  }

  async #addressed(channel: ChannelName, rows: readonly DueRow[]): Promise<readonly DueDelivery[]> {
    const field = ADDRESS_OF[channel];
    const known = new Map<string, Addresses>();
    const unanswered = new Set<string>();
    if (field !== null && this.#means.providers.needsAddress(channel)) {
      for (const [issuerId, ofIssuer] of Map.groupBy(rows, (row) => row.issuer_id)) {
        const holderIds = [...new Set(ofIssuer.map((row) => row.holder_id))];
        const correlationId = idFrom('due', ofIssuer[0]?.delivery_id ?? '');
        const read = await addressesOf(this.#means.services, { issuerId, correlationId, traceparent: null }, holderIds);
        if (!read) unanswered.add(issuerId);
        for (const [holderId, addresses] of read ?? []) known.set(holderId, addresses);
      }
    }
    return rows
      .filter((row) => !unanswered.has(row.issuer_id))
      .map((row) => ({
        id: `${row.delivery_id} ${row.due_at}`,
        dueAt: Number(row.due_at),
        deliveryId: row.delivery_id,
        outreachId: row.outreach_id,
        issuerId: row.issuer_id,
        holderId: row.holder_id,
        channel,
        providerKey: row.provider_key,
        correlationId: row.correlation_id,
        causationId: row.cause_event_id,
        traceparent: row.traceparent,
        address: field === null ? undefined : known.get(row.holder_id)?.[field],
      }));
  }

  #streams({ deliveryId, outreachId, holderId }: DueDelivery) {
    return [on(deliveryDecider, deliveryId), on(outreachDecider, outreachId), on(contactDecider, contactOf(holderId))];
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
  { log, terms }: Pick<DeliveryMeans, 'log' | 'terms'>,
  { outreachId }: Pick<OfDelivery, 'outreachId'>,
): Promise<Programme | undefined> {
  const { state } = await log.state(outreachDecider, outreachId);
  if (state.kind !== 'queued') return undefined;
  const { programmeId, programmeVersion } = state.queued;
  const first = await log.firstOf(outreachId);
  if (!first || programmeVersion === null) return undefined;
  return terms.ofVersion(first.envelope.issuerId, programmeId, programmeVersion);
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

/** What changed since the message was queued, so that it is not handed over; undefined where nothing did. */
function whyNot(item: DueDelivery, outreach: OutreachState, contact: ContactState, at: number): string | undefined {
  if (outreach.kind !== 'queued' || outreach.channel !== item.channel) return 'message_decided';
  if (contact.kind === 'unknown' || contact.ended !== null) return 'contact_ended';
  const { category, windowEndsAt } = outreach.queued;
  if (needsConsent(category) && consentTo(contact, category, item.channel) === 'withdrawn') return 'consent_withdrawn';
  if (windowEndsAt !== null && windowEndsAt <= at) return 'window_over';
  return undefined;
}

interface Around {
  readonly delivery: DeliveryState;
  readonly outreach: OutreachState;
  readonly contact: ContactState;
  readonly programme: Programme | undefined;
}

function givenUp(
  { delivery, ...around }: Around,
  item: DueDelivery,
  why: { readonly reason: string; readonly at: number },
): Decision<DeliveryFact> {
  return withMessage(giveUp(delivery, idsOf(item), why), around, item, why.at);
}

function placed(item: DueDelivery, decision: Decision<DeliveryEvent>): Decision<DeliveryFact> {
  if (decision.kind === 'refused') return decision;
  return { kind: 'accepted', events: decision.events.map((event) => ({ streamId: item.deliveryId, event })) };
}

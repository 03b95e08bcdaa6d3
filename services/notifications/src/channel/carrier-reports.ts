/** What carriers say becomes facts: an arrival of its delivery, an answer that takes a consent back of its contact (domain 2.12). */
import type { Terms } from '@scrip/chassis';
import type { DeliveryEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { type EventLog, on, type Who } from '@scrip/event-store';
import { z } from 'zod';
import { type ContactState, contactDecider, contactOf } from '../contact/contact.decider.ts';
import { type DeliveryState, deliveryDecider, recordReport } from '../delivery/delivery.decider.ts';
import { programmeOf } from '../delivery/delivery-due.ts';
import { deliveriesOf } from '../delivery/delivery-list.ts';
import { type DeliveryFact, withMessage } from '../delivery/with-message.rule.ts';
import type { OptOuts } from '../opt-out/opt-outs.ts';
import type { OtherServices } from '../other-services.ts';
import { type OutreachState, outreachDecider } from '../outreach/outreach.decider.ts';
import type { CarrierLine } from './carrier-line.ts';

type Report = Extract<CarrierLine, { kind: 'report' }>;
type Reply = Extract<CarrierLine, { kind: 'reply' }>;

/** Above every position of a log: a list begins with the latest. */
const ABOVE_ALL = 2n ** 62n;

/** The issuers that a provider was given messages of: from one to the next in the index, whatever number of messages each has. */
const ISSUERS_OF_PROVIDER = `WITH RECURSIVE of AS (
    (SELECT issuer_id FROM delivery WHERE provider_key = $1 ORDER BY issuer_id LIMIT 1)
    UNION ALL
    SELECT (SELECT d.issuer_id FROM delivery d WHERE d.provider_key = $1 AND d.issuer_id > of.issuer_id
            ORDER BY d.issuer_id LIMIT 1)
    FROM of WHERE of.issuer_id IS NOT NULL
  ) SELECT issuer_id FROM of WHERE issuer_id IS NOT NULL`;

const found = z.object({ items: z.array(z.object({ holderId: z.string() })) });

export class CarrierReports {
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #optOuts: OptOuts;
  readonly #services: OtherServices;

  constructor(log: EventLog, terms: Terms, optOuts: OptOuts, services: OtherServices) {
    this.#log = log;
    this.#terms = terms;
    this.#optOuts = optOuts;
    this.#services = services;
  }

  /**
   * What did not arrive goes on to the next channel of its message, once. Undefined when the report stands, now or before;
   * else why it does not.
   */
  async report(providerKey: string, report: Report, correlationId: string): Promise<string | undefined> {
    const deliveryId = report.reference;
    const first = await this.#log.firstOf(deliveryId);
    if (!first) return 'delivery_unknown';
    const { issuerId } = first.envelope;
    const { outreachId, holderId, channel } = first.event.data as DeliveryEvent['data'];
    const at = this.#log.clock.now();
    const said = {
      providerKey,
      arrived: report.status === 'delivered',
      reason: report.status === 'delivered' ? null : (report.reason ?? 'undelivered'),
      reportedAt: Date.parse(report.at),
    };
    const { state } = await this.#log.state(outreachDecider, outreachId);
    const programme = await programmeOf(this.#terms, issuerId, state);
    const verdict = await this.#log.executeAcross({
      who: this.#who(issuerId, correlationId),
      key: null,
      streams: [
        on(deliveryDecider, deliveryId),
        on(outreachDecider, outreachId),
        on(contactDecider, contactOf(holderId)),
      ],
      decide: (states): Decision<DeliveryFact> => {
        const [delivery, outreach, contact] = states as [DeliveryState, OutreachState, ContactState];
        const of = { deliveryId, outreachId, holderId, channel };
        return withMessage(recordReport(delivery, said), { outreach, contact, programme }, of, at);
      },
    });
    return verdict.kind === 'refused' ? verdict.refusal.code : undefined;
  }

  /**
   * An answer is taken for the last message, advertising first, that each holder of that number got from this carrier: one of the words of its
   * programme takes the consent to advertising back. Any other answer changes nothing and is not kept: it is personal.
   * Undefined when it was taken; else why not.
   */
  async reply(providerKey: string, { from, text }: Reply, correlationId: string): Promise<string | undefined> {
    const { rows } = await this.#log.pool.query<{ issuer_id: string }>(ISSUERS_OF_PROVIDER, [providerKey]);
    for (const { issuer_id: issuerId } of rows) {
      const asker = { issuerId, correlationId, traceparent: null };
      const body = { mobile: from, reason: 'an answer to a message' };
      const answered = await this.#services.ask(asker, { service: 'cards', path: 'cards/v1/holders/searches', body });
      if ('failure' in answered || answered.status !== 200) return 'vault_unavailable';
      for (const { holderId } of found.parse(answered.body).items) {
        const last = await this.#answered(issuerId, holderId, providerKey);
        if (!last) continue;
        const command = { who: this.#who(issuerId, correlationId), key: null };
        await this.#optOuts.reply(command, last, text);
      }
    }
    return undefined;
  }

  /** The message that an answer is to: the last advertising that may have gone out, else the last of all. */
  async #answered(issuerId: string, holderId: string, providerKey: string): Promise<string | undefined> {
    const asked = { issuerId, holderId, providerKey, gone: true, before: ABOVE_ALL, limit: 1 };
    const [advert] = await deliveriesOf(this.#log.pool, { ...asked, category: 'marketing' });
    const [last] = advert ? [advert] : await deliveriesOf(this.#log.pool, asked);
    return last?.view.outreachId;
  }

  #who(issuerId: string, correlationId: string): Who {
    const occurredAt = this.#log.clock.now();
    return {
      issuerId,
      actor: 'service:notifications',
      occurredAt,
      correlationId,
      causationId: null,
      traceparent: null,
    };
  }
}

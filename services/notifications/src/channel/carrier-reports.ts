/** What carriers say becomes facts: an arrival of its delivery, an answer that takes a consent back of its contact (domain 2.12). */
import type { Terms } from '@scrip/chassis';
import type { DeliveryEvent, OutreachEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { type EventLog, on, type Who } from '@scrip/event-store';
import { z } from 'zod';
import { type ContactState, contactDecider, contactOf, recordConsent } from '../contact/contact.decider.ts';
import { type DeliveryState, deliveryDecider, recordReport } from '../delivery/delivery.decider.ts';
import { deliveriesOf } from '../delivery/delivery-list.ts';
import { withMessage } from '../delivery/with-message.rule.ts';
import type { OtherServices } from '../other-services.ts';
import { type OutreachState, outreachDecider } from '../outreach/outreach.decider.ts';
import type { CarrierLine } from './carrier-callback.http.ts';

type Report = Extract<CarrierLine, { kind: 'report' }>;
type Reply = Extract<CarrierLine, { kind: 'reply' }>;

/** Answers that take the consent back where the programme of the last message names none. */
const OPT_OUT_WORDS = ['TD', 'T', '退订', 'STOP'];
const ABOVE_ALL = 2n ** 62n;

const found = z.object({ items: z.array(z.object({ holderId: z.string() })) });

export class CarrierReports {
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #services: OtherServices;

  constructor(log: EventLog, terms: Terms, services: OtherServices) {
    this.#log = log;
    this.#terms = terms;
    this.#services = services;
  }

  /** Undefined when the report stands, now or before; else why it does not. */
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
    const verdict = await this.#log.executeAcross({
      who: this.#who(issuerId, correlationId),
      key: null,
      streams: [
        on(deliveryDecider, deliveryId),
        on(outreachDecider, outreachId),
        on(contactDecider, contactOf(holderId)),
      ],
      decide: (states): Decision<{ streamId: string; event: DeliveryEvent | OutreachEvent }> => {
        const [delivery, outreach, contact] = states as [DeliveryState, OutreachState, ContactState];
        const of = { deliveryId, outreachId, holderId, channel };
        return withMessage(recordReport(delivery, said), { outreach, contact }, of, at);
      },
    });
    return verdict.kind === 'refused' ? verdict.refusal.code : undefined;
  }

  /**
   * An answer that is an opt-out takes the consent to advertising by short message back, for every holder of that number
   * who was written to through this carrier; the proof is the carrier's name of the answer. Any other answer changes
   * nothing and is not kept: it is personal. Undefined when it was taken; else why not.
   */
  async reply(providerKey: string, { from, text, replyId }: Reply, correlationId: string): Promise<string | undefined> {
    const { rows } = await this.#log.pool.query<{ issuer_id: string }>(
      'SELECT DISTINCT issuer_id FROM delivery WHERE provider_key = $1',
      [providerKey],
    );
    for (const { issuer_id: issuerId } of rows) {
      const asker = { issuerId, correlationId, traceparent: null };
      const body = { mobile: from, reason: 'an answer to a message' };
      const answered = await this.#services.ask(asker, { service: 'cards', path: 'cards/v1/holders/searches', body });
      if ('failure' in answered || answered.status !== 200) return 'vault_unavailable';
      for (const { holderId } of found.parse(answered.body).items) {
        if (!(await this.#isOptOut(issuerId, holderId, providerKey, text))) continue;
        const said = {
          category: 'marketing',
          channel: 'sms',
          given: false,
          proof: replyId,
          means: 'reply',
          textVersion: null,
        };
        await this.#log.execute({
          who: this.#who(issuerId, correlationId),
          key: null,
          decider: contactDecider,
          streamId: contactOf(holderId),
          decide: (state) => {
            const told = state.kind === 'known' && state.consents.some((one) => one.proof === replyId);
            return told ? { kind: 'accepted', events: [] } : recordConsent(state, said);
          },
        });
      }
    }
    return undefined;
  }

  /** By the words of the programme whose message was the last that this holder got from this carrier. */
  async #isOptOut(issuerId: string, holderId: string, providerKey: string, text: string): Promise<boolean> {
    const asked = { issuerId, holderId, providerKey, taken: true, before: ABOVE_ALL, limit: 1 };
    const [last] = await deliveriesOf(this.#log.pool, asked);
    if (!last) return false;
    const { state } = await this.#log.state(outreachDecider, last.view.outreachId);
    const { rows } = await this.#log.pool.query<{ programme_id: string }>(
      'SELECT programme_id FROM outreach WHERE outreach_id = $1',
      [last.view.outreachId],
    );
    const programmeId = rows[0]?.programme_id;
    const programme =
      programmeId === undefined || state.kind === 'unknown'
        ? undefined
        : await this.#terms.inForce(issuerId, programmeId, this.#log.clock.now());
    const words = programme?.contact?.optOut?.words ?? OPT_OUT_WORDS;
    const said = plain(text);
    return words.some((word) => plain(word) === said);
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

/** Full-width letters, spaces and case make no difference. */
function plain(text: string): string {
  return text.normalize('NFKC').trim().toUpperCase();
}

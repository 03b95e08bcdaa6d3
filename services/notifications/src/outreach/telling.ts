/** From an event of another service to the messages that its programme calls for. */
import { InvariantError } from '@scrip/decider';
import { type EventLog, idFrom, on, type Tx } from '@scrip/event-store';
import { across, type Effect, type Message, NotYetError, writes } from '@scrip/kafka';
import { type Trigger, triggersFor } from '@scrip/programme';
import { type ContactState, contactDecider, contactOf } from '../contact/contact.decider.ts';
import { issuerOf } from '../ownership.ts';
import { type OutreachState, outreachDecider } from './outreach.decider.ts';
import { type PulledTrigger, tellHolder } from './tell-holder.rule.ts';
import type { Words } from './words.ts';

/** What every event has that a programme may tell holders of. */
export interface ProgrammeEvent {
  readonly holderId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
}

export class Telling {
  readonly #log: EventLog;
  readonly #words: Words;

  constructor(log: EventLog, words: Words) {
    this.#log = log;
    this.#words = words;
  }

  /**
   * Decides all messages that an event calls for at once, on the holder's contact and the messages' own streams, so that
   * consent and language are those of that moment. Nothing where the programme tells nobody of such an event.
   * Throws NotYetError while the programme's version or the holder's registration has not arrived here, InvariantError
   * for a holder of another issuer. `keep`: what else is remembered of the event, with the decision or without one.
   */
  async of(event: ProgrammeEvent, message: Message, keep?: (tx: Tx) => Promise<void>): Promise<Effect> {
    const { holderId } = event;
    if (isBearer(holderId)) return undefined;
    const { issuerId, eventId, occurredAt, type } = message.envelope;
    const programme = await this.#words.inForce(issuerId, event.programmeId, occurredAt);
    if (!programme || programme.version < event.programmeVersion) {
      throw new NotYetError(`version ${event.programmeVersion} of ${event.programmeId} has not arrived`);
    }
    const pulled = triggersFor(programme, type).map((trigger) => pulledBy(eventId, trigger));
    if (pulled.length === 0) return keep && writes(keep);
    const contactId = contactOf(holderId);
    await this.#requireContact(issuerId, contactId);
    // It goes out now, whenever what it tells of may have happened: the night is that of now.
    const now = this.#log.clock.now();
    return across({
      who: message.who,
      streams: [on(contactDecider, contactId), ...pulled.map(({ outreachId }) => on(outreachDecider, outreachId))],
      decide: ([contact, ...outreaches]) =>
        tellHolder(
          { contact: contact as ContactState, outreaches: outreaches as OutreachState[] },
          pulled,
          { eventId, holderId, data: event },
          programme,
          now,
        ),
      writes: keep,
    });
  }

  /** Asks the log, not the memory of this process: another copy of the service may have heard of the holder. */
  async #requireContact(issuerId: string, contactId: string): Promise<void> {
    const owner = await issuerOf(this.#log, contactId);
    if (owner === undefined) throw new NotYetError(`the registration of ${contactId} has not arrived`);
    if (owner !== issuerId) throw new InvariantError(`${contactId} is of the issuer ${owner}, not of ${issuerId}`);
  }
}

/** Begin of what stands for a holder in the wallet of a bearer card: whoever has it is not known, and nobody is told. */
const BEARER = 'brr_';

/** Whether an id stands for whoever has a bearer card. */
export function isBearer(holderId: string): boolean {
  return holderId.startsWith(BEARER);
}

/** The same event and trigger are the same message, however often it is decided (domain 2.12, K5). */
function pulledBy(eventId: string, trigger: Trigger): PulledTrigger {
  return { outreachId: idFrom('out', `${eventId} ${trigger.key}`), trigger };
}

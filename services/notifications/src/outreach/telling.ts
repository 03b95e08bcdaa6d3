/** From an event of another service to the messages that its programme calls for. */
import { businessDate } from '@scrip/calendar';
import { type EventLog, idFrom, on, type Tx } from '@scrip/event-store';
import { across, type Effect, type Message, NotYetError, writes } from '@scrip/kafka';
import { type Trigger, triggersFor } from '@scrip/programme';
import { type ContactState, contactDecider, contactOf } from '../contact/contact.decider.ts';
import { requireContact } from '../contact/require-contact.ts';
import type { BirthdayList } from '../workflow/audience.ts';
import { type GivenGrade, isMeant } from '../workflow/holder-facts.ts';
import type { GivenValues } from '../workflow/holder-values.ts';
import { type OutreachState, outreachDecider } from './outreach.decider.ts';
import { type PulledTrigger, tellHolder } from './tell-holder.rule.ts';
import type { Words } from './words.ts';

/** What every event has that a programme may tell holders of. */
export interface ProgrammeEvent {
  readonly holderId: string;
  readonly programmeId: string;
  /** Version that the event was decided under; left out where the event names none. */
  readonly programmeVersion?: number;
  /** What it leaves in a wallet, where it says so. */
  readonly walletId?: string;
  readonly balanceAfterFen?: bigint;
  /** What it leaves in a points account, where it says so. */
  readonly accountId?: string;
  readonly balanceAfterPoints?: bigint;
  readonly lifetimeAfterPoints?: bigint;
  /** Place of the purchase among the purchasing members of the day, where it says so; null: none. */
  readonly dayRank?: number | null;
}

export class Telling {
  readonly #log: EventLog;
  readonly #words: Words;
  readonly #birthdays: BirthdayList;

  constructor(log: EventLog, words: Words, birthdays: BirthdayList) {
    this.#log = log;
    this.#words = words;
    this.#birthdays = birthdays;
  }

  /**
   * Decides all messages that an event calls for at once, on the holder's contact and the messages' own streams, so that
   * consent and language are those of that moment. Nothing where the programme tells nobody of such an event, or not this
   * holder (`when`, asked for the day of the event). Throws NotYetError while the programme's version or the holder's
   * registration has not arrived here, or where a condition asks for whom it is and the holder is not in the programme yet
   * or cards does not say whose birthday it is; InvariantError for a holder of another issuer. `keep`: what else is remembered
   * of the event, with the decision or without one. `grade`: what the event gives; a condition sees this one, whatever has
   * arrived here of others.
   */
  async of(
    event: ProgrammeEvent,
    message: Message,
    keep?: (tx: Tx) => Promise<void>,
    grade?: GivenGrade,
  ): Promise<Effect> {
    const { holderId, programmeId, programmeVersion = 1 } = event;
    if (isBearer(holderId)) return undefined;
    const { issuerId, eventId, occurredAt, type } = message.envelope;
    const programme = await this.#words.inForce(issuerId, programmeId, occurredAt);
    if (!programme || programme.version < programmeVersion) {
      throw new NotYetError(`version ${programmeVersion} of ${programmeId} has not arrived`);
    }
    const triggers = triggersFor(programme, type);
    if (triggers.length === 0) return keep && writes(keep);
    const contactId = contactOf(holderId);
    await requireContact(this.#log, issuerId, contactId);
    const date = businessDate(occurredAt);
    const asked = { who: message.who, programme, holderId, date, grade, given: givenBy(event) };
    const knowing = { pool: this.#log.pool, birthdays: this.#birthdays };
    const pulled: PulledTrigger[] = [];
    for (const trigger of triggers)
      if (await isMeant(knowing, asked, trigger.when)) pulled.push(pulledBy(eventId, trigger));
    if (pulled.length === 0) return keep && writes(keep);
    // It goes out now, whenever what it tells of may have happened: the night is that of now.
    const now = this.#log.clock.now();
    return across({
      who: message.who,
      streams: [on(contactDecider, contactId), ...pulled.map(({ outreachId }) => on(outreachDecider, outreachId))],
      decide: ([contact, ...outreaches]) =>
        tellHolder(
          { contact: contact as ContactState, outreaches: outreaches as OutreachState[] },
          pulled,
          { eventId, holderId, occurredAt, data: event },
          programme,
          now,
        ),
      writes: keep,
    });
  }
}

/** What an event says of its holder: as it leaves wallet and points, a condition sees them. */
function givenBy(event: ProgrammeEvent): GivenValues {
  const { walletId, balanceAfterFen, accountId, balanceAfterPoints, lifetimeAfterPoints, dayRank } = event;
  const leavesPoints = balanceAfterPoints !== undefined && lifetimeAfterPoints !== undefined;
  return {
    ...(walletId !== undefined &&
      balanceAfterFen !== undefined && { wallet: { walletId, balanceFen: balanceAfterFen } }),
    ...(accountId !== undefined &&
      leavesPoints && {
        points: { accountId, balancePoints: balanceAfterPoints, lifetimePoints: lifetimeAfterPoints },
      }),
    ...(dayRank !== undefined && { dayRank }),
  };
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

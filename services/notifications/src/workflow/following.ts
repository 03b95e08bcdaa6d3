/** Outreach that follows an event of a holder: a call a week after buying from the new season, a call after a return, a gift that waits (domain 2.12). */
import { addPeriod, businessDate, type EpochMs } from '@scrip/calendar';
import type { Terms } from '@scrip/chassis';
import type { OutreachPlanned } from '@scrip/contracts';
import { type EventLog, idFrom, on, type Placed, type Tx } from '@scrip/event-store';
import { across, type Effect, type Message, NotYetError, writes } from '@scrip/kafka';
import type { Outreach, Programme } from '@scrip/programme';
import { contactOf } from '../contact/contact.decider.ts';
import { requireContact } from '../contact/require-contact.ts';
import { type OutreachState, outreachDecider } from '../outreach/outreach.decider.ts';
import type { BirthdayList } from './audience.ts';
import { isMeant } from './holder-facts.ts';
import type { GivenValues } from './holder-values.ts';
import { waysWithWords } from './occasions-of-day.rule.ts';

/** What gives rise to it. */
export type FollowedKind = Extract<Outreach['on'], 'newSeasonPurchase' | 'returnOrExchange' | 'giftToCollect'>;

/** Whom it is about, and where it was. */
export interface Followed {
  readonly programmeId: string;
  /** Version that the event was decided under; left out where the event names none. */
  readonly programmeVersion?: number;
  readonly holderId: string;
  /** Counter or merchant, whose staff calls. */
  readonly placeId: string | null;
  /** First moment at which it is too late to speak of it; left out: as long as anybody remembers. */
  readonly untilAt?: EpochMs | null;
  /** What the event itself says of the holder. */
  readonly given?: GivenValues;
}

/** A call that comes later than this after it was due speaks of what nobody remembers: history that is brought in calls nobody up. */
const FOLLOW_WITHIN = 'P30D';

export class Following {
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #birthdays: BirthdayList;

  constructor(log: EventLog, terms: Terms, birthdays: BirthdayList) {
    this.#log = log;
    this.#terms = terms;
    this.#birthdays = birthdays;
  }

  /**
   * Plans what follows, under the version in force when it happened, or the one that the event was decided under where that
   * is later; the same event again plans nothing more. `keep`: what else is remembered of it. Throws NotYetError while the
   * programme's version or the holder's registration has not arrived here, or where a rule asks for whom it is and
   * the holder is not in the programme yet or cards does not say whose birthday it is; InvariantError for a holder of another
   * issuer.
   */
  async of(
    kind: FollowedKind,
    followed: Followed,
    message: Message,
    keep?: (tx: Tx) => Promise<void>,
  ): Promise<Effect> {
    const { issuerId, occurredAt } = message.envelope;
    const { programmeId, programmeVersion = 1, holderId } = followed;
    const inForce = await this.#terms.inForce(issuerId, programmeId, occurredAt);
    const isOlder = inForce === undefined || inForce.version < programmeVersion;
    // What is told late may have happened before the version that it was decided under was in force.
    const programme = isOlder ? await this.#terms.ofVersion(issuerId, programmeId, programmeVersion) : inForce;
    if (!programme) throw new NotYetError(`version ${programmeVersion} of ${programmeId} has not arrived`);
    const rules = programme.contact?.outreach?.filter((one) => one.on === kind && waysWithWords(one).length > 0) ?? [];
    if (rules.length === 0) return keep && writes(keep);
    await requireContact(this.#log, issuerId, contactOf(holderId));
    const asked = { who: message.who, programme, holderId, date: businessDate(occurredAt), given: followed.given };
    const knowing = { pool: this.#log.pool, birthdays: this.#birthdays };
    const meant: Outreach[] = [];
    for (const rule of rules) if (await isMeant(knowing, asked, rule.when)) meant.push(rule);
    const plans = meant.map((rule) => planOf(rule, programme, followed, message));
    if (plans.length === 0) return keep && writes(keep);
    return across({
      who: message.who,
      streams: plans.map(({ outreachId }) => on(outreachDecider, outreachId)),
      decide: (states) => ({
        kind: 'accepted',
        events: plans.flatMap((data, index): readonly Placed[] =>
          (states[index] as OutreachState).kind === 'unknown'
            ? [{ streamId: data.outreachId, event: { type: 'OutreachPlanned', data } }]
            : [],
        ),
      }),
      writes: keep,
    });
  }
}

function planOf(
  rule: Outreach,
  programme: Programme,
  { holderId, placeId, untilAt }: Followed,
  { envelope }: Message,
): OutreachPlanned {
  const { eventId, occurredAt } = envelope;
  const dueAt = rule.after === undefined ? occurredAt : addPeriod(occurredAt, rule.after);
  return {
    outreachId: idFrom('out', `${eventId} ${rule.key}`),
    holderId,
    category: rule.category,
    purpose: rule.on,
    channels: [...waysWithWords(rule)],
    templateKey: rule.template ?? null,
    draftId: null,
    locale: null,
    variables: {},
    causeEventId: eventId,
    programmeId: programme.id,
    programmeVersion: programme.version,
    triggerKey: rule.key,
    placeId,
    dueAt,
    expiresAt: untilAt ?? addPeriod(dueAt, FOLLOW_WITHIN),
  };
}

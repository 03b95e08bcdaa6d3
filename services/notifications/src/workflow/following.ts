/** Outreach that follows an event of a holder: a call a week after buying from the new season, a call after a return, a gift that waits (domain 2.12). */
import { addPeriod, businessDate, type EpochMs } from '@scrip/calendar';
import type { Terms } from '@scrip/chassis';
import type { OutreachPlanned } from '@scrip/contracts';
import { type EventLog, idFrom, on, type Placed, type Tx } from '@scrip/event-store';
import { across, type Effect, type Message, NotYetError, writes } from '@scrip/kafka';
import type { Outreach, Programme } from '@scrip/programme';
import { type OutreachState, outreachDecider } from '../outreach/outreach.decider.ts';
import { factsOfHolders, holdersMeeting } from './holder-facts.ts';
import { waysWithWords } from './occasions-of-day.rule.ts';

/** What gives rise to it. */
export type FollowedKind = Extract<Outreach['on'], 'newSeasonPurchase' | 'returnOrExchange' | 'giftToCollect'>;

/** Whom it is about, and where it was. */
export interface Followed {
  readonly programmeId: string;
  readonly holderId: string;
  /** Counter or merchant, whose staff calls. */
  readonly placeId: string | null;
  /** First moment at which it is too late to speak of it; left out: as long as anybody remembers. */
  readonly untilAt?: EpochMs | null;
}

/** A call that comes later than this after it was due speaks of what nobody remembers: history that is brought in calls nobody up. */
const FOLLOW_WITHIN = 'P30D';

export class Following {
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  /**
   * Plans what follows; the same event again plans nothing more. `keep`: what else is remembered of it. Throws NotYetError
   * where a rule asks for whom it is and the holder's registration has not arrived.
   */
  async of(
    kind: FollowedKind,
    followed: Followed,
    message: Message,
    keep?: (tx: Tx) => Promise<void>,
  ): Promise<Effect> {
    const { issuerId, occurredAt } = message.envelope;
    const programme = await this.#terms.inForce(issuerId, followed.programmeId, occurredAt);
    const rules = programme?.contact?.outreach?.filter((one) => one.on === kind && waysWithWords(one).length > 0) ?? [];
    if (!programme || rules.length === 0) return keep && writes(keep);
    const meant: Outreach[] = [];
    for (const rule of rules)
      if (await this.#isMeant(issuerId, programme, rule, followed, occurredAt)) meant.push(rule);
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

  async #isMeant(
    issuerId: string,
    programme: Programme,
    { when }: Outreach,
    { holderId }: Followed,
    occurredAt: number,
  ): Promise<boolean> {
    if (when === undefined) return true;
    const { pool } = this.#log;
    const [facts] = await factsOfHolders(pool, issuerId, programme.id, [holderId]);
    if (!facts) throw new NotYetError(`the registration of ${holderId} has not arrived`);
    const met = await holdersMeeting(pool, issuerId, programme, when, [facts], businessDate(occurredAt));
    return met.length > 0;
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

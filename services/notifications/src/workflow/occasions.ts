/** Goes through the holders of a programme on a day, part by part; stopped anywhere, it goes on where it was, and nobody gets anything twice. */
import { type BusinessDate, periodEarlier, startOfBusinessDay } from '@scrip/calendar';
import type { HolderFlagged, OccasionBegun, OutreachPlanned } from '@scrip/contracts';
import { type EventLog, idFrom, on, type Placed, type StreamRef, type Who } from '@scrip/event-store';
import { type Measured, type Programme, templateOf } from '@scrip/programme';
import { homePlacesOf } from '../contact/programme-holder.ts';
import { type OutreachState, outreachDecider } from '../outreach/outreach.decider.ts';
import type { Audiences, BirthdayList, Listed } from './audience.ts';
import { type FlagState, flagDecider, raiseFlag } from './flag.decider.ts';
import { factsOfHolders, type HolderFacts, holdersMeeting, measureOf, windowStart } from './holder-facts.ts';
import { pointsWords } from './known-points.ts';
import {
  beginOccasion,
  closeOccasion,
  isNextPart,
  type OccasionState,
  occasionDecider,
  recordPart,
} from './occasion.decider.ts';
import { type OccasionPlan, visitFallsOn } from './occasions-of-day.rule.ts';

/** Holders of one part: some hundred streams in one command, which the log takes well. */
const PART_HOLDERS = 200;

/** One run of an issuer. */
export interface Run {
  readonly who: Who;
  readonly programme: Programme;
  readonly date: BusinessDate;
  readonly plan: OccasionPlan;
}

/** The id of a run: there is one for programme, rule and day, and for announcement or text where it has one. */
export function occasionIdOf(issuerId: string, programmeId: string, date: BusinessDate, plan: OccasionPlan): string {
  const { ruleKey, announcementId, draftId } = plan;
  return idFrom('occ', [issuerId, programmeId, ruleKey, date, announcementId ?? '', draftId ?? ''].join('\n'));
}

/**
 * The id of a holder's message of a run; what belongs to an announcement or a text is said once, however many days it runs.
 * `lateDate`: the day that it is about where that is one of before, of which a run may tell the same holder several.
 */
export function outreachIdOf(
  plan: OccasionPlan,
  occasionId: string,
  holderId: string,
  lateDate?: BusinessDate,
): string {
  const cause = plan.isOnce ? `${plan.announcementId ?? plan.draftId} ${plan.ruleKey}` : occasionId;
  return idFrom('out', `${cause} ${holderId}${lateDate === undefined ? '' : ` ${lateDate}`}`);
}

export class Occasions {
  readonly #log: EventLog;
  readonly #audiences: Audiences;
  readonly #birthdays: BirthdayList;

  constructor(log: EventLog, audiences: Audiences, birthdays: BirthdayList) {
    this.#log = log;
    this.#audiences = audiences;
    this.#birthdays = birthdays;
  }

  /** Runs it to its end. Throws what the audience and the list of birthdays throw: then it goes on when it is asked again. */
  async run(run: Run): Promise<void> {
    const { who, programme, date, plan } = run;
    const occasionId = occasionIdOf(who.issuerId, programme.id, date, plan);
    await this.#begin(run, occasionId);
    for (;;) {
      const { state } = await this.#log.state(occasionDecider, occasionId);
      if (state.status !== 'open') return;
      const after = state.lastHolderId;
      const of = { who, programmeId: programme.id, audience: plan.audience, ruleKey: plan.ruleKey, date };
      const page = await this.#audiences.page(of, after, PART_HOLDERS);
      const last = page.at(-1);
      if (last) await this.#part(run, occasionId, { after, page, lastHolderId: last.holderId });
      else await this.#close(run, occasionId, after);
    }
  }

  async #begin({ who, programme, date, plan }: Run, occasionId: string): Promise<void> {
    const { ruleKey, purpose, announcementId, draftId } = plan;
    const of = { programmeId: programme.id, programmeVersion: programme.version };
    const begun: OccasionBegun = { occasionId, ...of, ruleKey, purpose, businessDate: date, announcementId, draftId };
    await this.#log.execute({
      who,
      key: null,
      decider: occasionDecider,
      streamId: occasionId,
      decide: (state) => beginOccasion(state, begun),
    });
  }

  async #close({ who }: Run, occasionId: string, after: string): Promise<void> {
    await this.#log.execute({
      who,
      key: null,
      decider: occasionDecider,
      streamId: occasionId,
      decide: (state) => closeOccasion(state, after),
    });
  }

  async #part(
    run: Run,
    occasionId: string,
    part: { readonly after: string; readonly page: readonly Listed[]; readonly lastHolderId: string },
  ): Promise<void> {
    const facts = await this.#meeting(run, part.page);
    const intents =
      run.plan.channels.length === 0
        ? await this.#flags(run, facts)
        : await this.#outreaches(run, occasionId, await this.#worded(run, facts, part.page));
    await this.#log.executeAcross({
      who: run.who,
      // Whoever is second finds that the part was gone through.
      key: null,
      streams: [on(occasionDecider, occasionId), ...intents.map(({ stream }) => stream)],
      decide: ([occasion, ...states]) => {
        const before = occasion as OccasionState;
        if (!isNextPart(before, part)) return { kind: 'accepted', events: [] };
        const placed = intents.flatMap((intent, index) => intent.decide(states[index]));
        const looked = new Set(part.page.map(({ holderId }) => holderId)).size;
        const counted = { ...part, looked, planned: placed.length };
        const decision = recordPart(before, counted);
        if (decision.kind === 'refused') return decision;
        const own = decision.events.map((event): Placed => ({ streamId: occasionId, event }));
        return { kind: 'accepted', events: [...placed, ...own] };
      },
    });
  }

  /** Who is in the programme, may still be written to, and is meant by the rule. */
  async #meeting({ who, programme, plan, date }: Run, page: readonly Listed[]): Promise<readonly HolderFacts[]> {
    const ids = page.map(({ holderId }) => holderId);
    const facts = await factsOfHolders(this.#log.pool, who.issuerId, programme.id, ids);
    // A day that is looked at late is not one of those who came after it.
    const there = facts.filter(({ ended, sinceDate }) => !ended && sinceDate <= date);
    const knowing = { pool: this.#log.pool, birthdays: this.#birthdays };
    return holdersMeeting(knowing, { who, programme, date }, plan.when, there);
  }

  /** What each holder is told; a call comes from the shop where the holder bought last, else from the centre. */
  async #outreaches(run: Run, occasionId: string, listed: readonly Listed[]): Promise<readonly Intent[]> {
    const { who, programme, plan } = run;
    const of = { issuerId: who.issuerId, programmeId: programme.id };
    const ids = listed.map(({ holderId }) => holderId);
    const places = plan.channels.includes('call') ? await homePlacesOf(this.#log.pool, of, ids) : NO_PLACES;
    return listed.map((one) => {
      return outreachFor(run, occasionId, { ...one, placeId: places.get(one.holderId) ?? null });
    });
  }

  /** With what fills the template for each; of a reminder, only those who have what its text names. */
  async #worded(
    { who, programme, plan, date }: Run,
    holders: readonly HolderFacts[],
    page: readonly Listed[],
  ): Promise<readonly Listed[]> {
    const meant = new Set(holders.map(({ holderId }) => holderId));
    const there = page.filter(({ holderId }) => meant.has(holderId));
    const template = plan.draftId === null && plan.templateKey !== null && templateOf(programme, plan.templateKey);
    const names = template ? Object.keys(template.variables) : [];
    if (plan.purpose !== 'pointsReminder' || names.length === 0) return there;
    const of = { issuerId: who.issuerId, programmeId: programme.id };
    const ids = there.map(({ holderId }) => holderId);
    const words = await pointsWords(this.#log.pool, of, ids, startOfBusinessDay(date));
    return ids.flatMap((holderId) => {
      const own = words.get(holderId) ?? {};
      const variables = Object.fromEntries(
        names.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]])),
      );
      return Object.keys(variables).length === names.length ? [{ holderId, variables }] : [];
    });
  }

  /** What managers are told: visits that fall on the day, and activity that falls. */
  async #flags(run: Run, holders: readonly HolderFacts[]): Promise<readonly Intent[]> {
    const { programme, plan, date } = run;
    const { contact } = programme;
    if (plan.audience.kind === 'visits') {
      const every = new Map((contact?.visits ?? []).map((one) => [one.holders, one.every]));
      return holders.flatMap((holder) => {
        const period = every.get(holder.visitClass ?? '');
        if (period === undefined || holder.visitSince === null || !visitFallsOn(holder.visitSince, period, date))
          return [];
        return [flagFor(run, holder, { kind: 'visit_due', visitClass: holder.visitClass })];
      });
    }
    if (plan.audience.kind !== 'churn' || contact?.churn === undefined) return [];
    const { metric, window, fallsToBp } = contact.churn;
    // The day before the first of a month ends the time that is looked at; the one before it ends where it begins.
    const last = periodEarlier(date, 'P1D');
    const lastBefore = periodEarlier(windowStart(window, last, last), 'P1D');
    const of = { issuerId: run.who.issuerId, programmeId: programme.id };
    const now = await measureOf(this.#log.pool, of, { metric, window }, holders, last);
    const before = await measureOf(this.#log.pool, of, { metric, window }, holders, lastBefore);
    return holders.flatMap((holder) => {
      const was = before.get(holder.holderId) ?? NOTHING;
      const is = now.get(holder.holderId) ?? NOTHING;
      if (!hasFallen(was, is, fallsToBp)) return [];
      return [flagFor(run, holder, { kind: 'activity_falls', metric, beforeTotal: was.total, nowTotal: is.total })];
    });
  }
}

const NOTHING: Measured = { total: 0n, over: 1n };
const NO_PLACES: ReadonlyMap<string, string> = new Map();

/** Whether of what there was only a share is left, in basis points; where there was nothing, nothing can fall. */
export function hasFallen(was: Measured, is: Measured, fallsToBp: number): boolean {
  if (was.total <= 0n) return false;
  return is.total * was.over * 10_000n <= was.total * is.over * BigInt(fallsToBp);
}

/** A stream, and what is recorded on it where it is empty. */
interface Intent {
  readonly stream: StreamRef;
  decide(state: unknown): readonly Placed[];
}

function outreachFor(
  { programme, plan }: Run,
  occasionId: string,
  { holderId, variables, lateDate, placeId }: Listed & { readonly placeId: string | null },
): Intent {
  const outreachId = outreachIdOf(plan, occasionId, holderId, lateDate);
  const planned: OutreachPlanned = {
    outreachId,
    holderId,
    category: plan.category,
    purpose: plan.purpose,
    channels: [...plan.channels],
    templateKey: plan.draftId === null ? plan.templateKey : null,
    draftId: plan.draftId,
    locale: null,
    variables: { ...variables },
    causeEventId: occasionId,
    programmeId: programme.id,
    programmeVersion: programme.version,
    triggerKey: plan.ruleKey,
    placeId,
    dueAt: plan.dueAt,
    expiresAt: plan.expiresAt,
  };
  return {
    stream: on(outreachDecider, outreachId),
    decide: (state) =>
      (state as OutreachState).kind === 'unknown'
        ? [{ streamId: outreachId, event: { type: 'OutreachPlanned', data: planned } }]
        : [],
  };
}

function flagFor(
  { programme, date, plan }: Run,
  { holderId, managerId }: HolderFacts,
  why: Pick<HolderFlagged, 'kind'> & Partial<Pick<HolderFlagged, 'metric' | 'beforeTotal' | 'nowTotal' | 'visitClass'>>,
): Intent {
  const flagId = idFrom('flg', [programme.id, plan.ruleKey, date, holderId].join('\n'));
  const { id: programmeId, version: programmeVersion } = programme;
  const flagged: HolderFlagged = {
    flagId,
    holderId,
    metric: null,
    beforeTotal: null,
    nowTotal: null,
    visitClass: null,
    ...why,
    managerId,
    businessDate: date,
    programmeId,
    programmeVersion,
  };
  return {
    stream: on(flagDecider, flagId),
    decide: (state) => {
      const decision = raiseFlag(state as FlagState, flagged);
      return decision.kind === 'accepted' ? decision.events.map((event) => ({ streamId: flagId, event })) : [];
    },
  };
}

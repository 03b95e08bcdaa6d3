/** What a holder would get in a time to come, what not, and why: the days of the programmes played forward under the policy (domain 2.12). */
import {
  addPeriodToDate,
  type BusinessDate,
  businessDate,
  daysEarlier,
  type EpochMs,
  startOfBusinessDay,
} from '@scrip/calendar';
import { type Condition, type ContactPolicy, fillIn, type Locale, type Programme, templateOf } from '@scrip/programme';
import type { KnownContact } from '../contact/contact.decider.ts';
import {
  type ContactVerdict,
  countsAgainst,
  type DecidedBy,
  type DeferralReason,
  mayContact,
  type Switch,
  type ToSay,
} from '../contact/contact-policy.rule.ts';
import {
  type Announcement,
  type ApprovedDraft,
  CHURN_KEY,
  hasLapsed,
  type OccasionPlan,
  occasionsOfDay,
  visitFallsOn,
} from '../workflow/occasions-of-day.rule.ts';
import { factsOn, fallsOn, type HolderDays, isCertain, whetherMet } from './certain.rule.ts';

/** A programme that the holder is in, with what is on in it and what is known of the holder there. */
export interface ForecastProgramme {
  readonly programme: Programme;
  readonly grade: string | null;
  readonly announcements: readonly Announcement[];
  readonly drafts: readonly ApprovedDraft[];
  /** Business day of the last purchase; null: there was none. It is taken to stay the last. */
  readonly lastPurchaseDate: BusinessDate | null;
  /** What is planned already. */
  readonly planned: readonly PlannedAlready[];
  /** Whether the run of a plan on a day is over, or has made the holder's message: what is made is not made again. */
  isMade(plan: OccasionPlan, date: BusinessDate): boolean;
}

/** A message that is planned. */
export interface PlannedAlready extends ToSay {
  readonly triggerKey: string;
  readonly dueAt: EpochMs;
  readonly templateKey: string | null;
}

/** Why nothing certain can be said. */
export type Uncertain =
  /** Its day is in the vault of cards, which did not say. */
  | 'day_in_vault'
  /** The holder gave no such day. */
  | 'day_not_given'
  /** It depends on what the holder will buy or have, or on a segment. */
  | 'depends_on_holder'
  /** It follows an event that has not happened. */
  | 'follows_event';

/** One thing that would come, or not. */
export interface Forecast {
  readonly programmeId: string;
  readonly ruleKey: string;
  readonly purpose: string;
  readonly category: string;
  /** 'once': it goes out once in the time, on a day that the vault did not say. */
  readonly outcome: 'sent' | 'once' | 'suppressed' | 'visit' | 'uncertain';
  /** When it goes out; of what is suppressed, when that is decided; null where no day is known. */
  readonly at: EpochMs | null;
  readonly channel: string | null;
  readonly reason: string | null;
  /** Window, blackout or cap that decided, with the numbers of a cap. */
  readonly decidedBy: DecidedBy;
  readonly deferrals: readonly {
    readonly reason: DeferralReason;
    readonly ruleKey: string | null;
    readonly untilAt: EpochMs;
  }[];
  readonly switches: readonly Switch[];
  readonly text: string | null;
}

/** A candidate in its programme. */
interface Candidate extends ToSay {
  readonly programme: Programme;
  readonly ruleKey: string;
  readonly dueAt: EpochMs;
  readonly templateKey: string | null;
}

/** Which days are played, and in which language. */
export interface ForecastAsked {
  readonly from: BusinessDate;
  readonly to: BusinessDate;
  /** Days before it are over: nothing of theirs is played. */
  readonly today: BusinessDate;
  readonly locale: Locale;
  /** Business day from which visits of the holder's class are counted; null: there are none. */
  readonly visitSince: BusinessDate | null;
  /** Days of the holder; null: cards did not say. */
  readonly days: HolderDays | null;
}

/** Deferrals of one message: a window after a night after a blackout. */
const DEFERRALS_MAX = 10;
const NO_RULE: DecidedBy = { ruleKey: null, capMax: null, capUsed: null };

/**
 * Plays the days from one to another forward, in the order of time, so that caps run full as they would. A call is taken
 * to be connected. Festivals, forms, birthdays and what else has a day come on it with the verdict of the policy. Where cards
 * did not say the holder's days, the own birthday comes once in a year and takes its place in the caps from the first day
 * on. First what cannot be dated, then the rest by its time.
 */
export function forecastOf(
  contact: KnownContact,
  programmes: readonly ForecastProgramme[],
  { from, to, today, locale, visitSince, days }: ForecastAsked,
): readonly Forecast[] {
  const undated: Forecast[] = [];
  const candidates: Candidate[] = [];
  const unplayed: Forecast[] = [];
  const first = from < today ? today : from;
  const isYear = addPeriodToDate(first, 'P1Y') <= daysEarlier(to, -1);
  let state = contact;
  for (const known of programmes) {
    undated.push(...undatedOf(known.programme, days, isYear));
    const seen = new Set<string>();
    for (const { triggerKey, ...say } of known.planned)
      candidates.push({ ...say, ruleKey: triggerKey, programme: known.programme });
    for (let date = first; date <= to; date = daysEarlier(date, -1))
      for (const plan of occasionsOfDay(known.programme, date, known)) {
        if (plan.audience.kind === 'visits') {
          unplayed.push(...visitOf(contact.visitClass, visitSince, known.programme, plan, date));
          continue;
        }
        const meant = isMeant(contact, known, plan, date, days);
        if (meant === false || !isFirst(plan, seen) || known.isMade(plan, date)) continue;
        if (meant) candidates.push({ ...plan, programme: known.programme });
        else unplayed.push(perhaps(known.programme, plan));
      }
    if (days !== null || !isYear) continue;
    for (const plan of occasionsOfDay(known.programme, first, known)) {
      if (!isOwnBirthday(plan) || whetherMet(plan.when, factsOn({ contact, ...known, days }, first)) !== true) continue;
      const { told, made } = playOnce(state, { ...plan, programme: known.programme }, first);
      if (made !== null) state = { ...state, made: [...state.made, made] };
      undated.push(told);
    }
  }
  const dated = candidates
    .toSorted((one, other) => one.dueAt - other.dueAt)
    .map((candidate) => {
      const { told, made } = play(state, candidate, locale);
      if (made !== null) state = { ...state, made: [...state.made, made] };
      return told;
    });
  return [...undated, ...[...dated, ...unplayed].toSorted((one, other) => (one.at ?? 0) - (other.at ?? 0))];
}

function isOwnBirthday({ audience, draftId }: OccasionPlan): boolean {
  return draftId === null && audience.kind === 'birthday' && audience.of === 'own';
}

/** A birthday on a day that cards did not say: whether it may be told at all. Windows, nights and blackouts are of days. */
function playOnce(
  contact: KnownContact,
  { programme, ruleKey, purpose, category, channels }: Candidate,
  date: BusinessDate,
): Played {
  const { caps, roaming } = programme.contact ?? {};
  const say: ToSay = { category, purpose, channels, expiresAt: null };
  const policy: Partial<ContactPolicy> = { ...(caps && { caps }), ...(roaming && { roaming }) };
  const verdict = mayContact(contact, say, policy, startOfBusinessDay(date) + NOON_MS);
  const { channel, switches } = verdict;
  const base = { programmeId: programme.id, ruleKey, purpose, category, at: null, channel, deferrals: [], switches };
  if (verdict.kind === 'suppress') {
    const { reason, ruleKey: by, capMax, capUsed } = verdict;
    const told = {
      ...base,
      outcome: 'suppressed',
      reason,
      decidedBy: { ruleKey: by, capMax, capUsed },
      text: null,
    } as const;
    return { told, made: null };
  }
  const counts = caps?.some((cap) => countsAgainst(cap, { channel, category })) ?? false;
  const outreachId = `${programme.id} ${ruleKey} once`;
  return {
    told: { ...base, outcome: 'once', reason: 'day_in_vault', decidedBy: NO_RULE, text: null },
    made: counts ? { outreachId, channel, category, madeDate: date } : null,
  };
}

/** No night: a moment of a day at which nothing waits for its morning. */
const NOON_MS = 12 * 3_600_000;

/** What belongs to an announcement or a text comes once, however many days it runs. */
function isFirst(plan: OccasionPlan, seen: Set<string>): boolean {
  if (!plan.isOnce) return true;
  const key = `${plan.announcementId ?? plan.draftId} ${plan.ruleKey}`;
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

/** Whether a holder is meant by a run; undefined where that depends on what the holder will do or have by then. */
function isMeant(
  contact: KnownContact,
  known: ForecastProgramme,
  { audience, when }: OccasionPlan,
  date: BusinessDate,
  days: HolderDays | null,
): boolean | undefined {
  switch (audience.kind) {
    case 'lapsed': {
      const { lastPurchaseDate: last } = known;
      if (last === null || !hasLapsed(last, audience, date)) return false;
      break;
    }
    case 'birthday':
      if (days === null || !fallsOn(days[audience.of], date)) return false;
      break;
    case 'all':
      break;
    case 'attendance':
    case 'visits':
    case 'churn':
      return false;
  }
  return whetherMet(when, factsOn({ contact, ...known, days }, date));
}

/** What comes on its day only if the holder is meant by then. */
function perhaps({ id: programmeId }: Programme, plan: OccasionPlan): Forecast {
  const { ruleKey, purpose, category, channels, dueAt: at } = plan;
  const nothing = { decidedBy: NO_RULE, deferrals: [], switches: [], text: null };
  const why = { outcome: 'uncertain', reason: 'depends_on_holder' } as const;
  return { programmeId, ruleKey, purpose, category, at, channel: channels[0] ?? null, ...why, ...nothing };
}

/** Rules of which nobody here knows whether or on which day they come; in a whole year the own birthday comes for certain. */
function undatedOf(
  { id: programmeId, contact }: Programme,
  days: HolderDays | null,
  isYear: boolean,
): readonly Forecast[] {
  if (contact === undefined) return [];
  const nothing = {
    at: null,
    decidedBy: NO_RULE,
    deferrals: [],
    switches: [],
    text: null,
    outcome: 'uncertain',
  } as const;
  const { triggers, outreach = [], churn } = contact;
  return [
    ...triggers.map(({ key: ruleKey, category, channel }): Forecast => {
      return { programmeId, ruleKey, purpose: 'event', category, channel, ...nothing, reason: 'follows_event' };
    }),
    ...outreach.flatMap(({ key: ruleKey, on: purpose, when, category, channel }): Forecast[] => {
      const reason = whyUncertain(purpose, when, days, isYear);
      return reason === undefined ? [] : [{ programmeId, ruleKey, purpose, category, channel, ...nothing, reason }];
    }),
    ...(churn
      ? [
          {
            programmeId,
            ruleKey: CHURN_KEY,
            purpose: CHURN_KEY,
            category: 'service',
            channel: null,
            ...nothing,
            reason: 'depends_on_holder',
          },
        ]
      : []),
  ];
}

/** Outreach that something of the holder's gives rise to; a gift to collect may be announced too, and then has its day. */
const FOLLOWS: ReadonlySet<string> = new Set(['newSeasonPurchase', 'returnOrExchange', 'attendance', 'giftToCollect']);
/** Outreach on a day of the holder. */
const DAY_OF: Readonly<Record<string, keyof HolderDays>> = {
  birthday: 'own',
  relativeBirthday: 'relative',
  anniversary: 'anniversary',
};
/** Outreach on days of the calendar: each comes on its day. */
const OF_CALENDAR = 'weekend';

function whyUncertain(
  on: string,
  when: Condition | undefined,
  days: HolderDays | null,
  isYear: boolean,
): Uncertain | undefined {
  const of = DAY_OF[on];
  if (of !== undefined && days !== null) return days[of].length === 0 ? 'day_not_given' : undefined;
  if (of !== undefined && !(of === 'own' && isYear)) return 'day_in_vault';
  if (FOLLOWS.has(on)) return 'follows_event';
  return on !== OF_CALENDAR && when !== undefined && !isCertain(when, days) ? 'depends_on_holder' : undefined;
}

function visitOf(
  visitClass: string | null,
  visitSince: BusinessDate | null,
  programme: Programme,
  plan: OccasionPlan,
  date: BusinessDate,
): readonly Forecast[] {
  const every = programme.contact?.visits?.find(({ holders }) => holders === visitClass)?.every;
  if (every === undefined || visitSince === null || !visitFallsOn(visitSince, every, date)) return [];
  const { ruleKey, purpose, category, dueAt } = plan;
  const nothing = { channel: null, reason: null, decidedBy: NO_RULE, deferrals: [], switches: [], text: null };
  return [{ programmeId: programme.id, ruleKey, purpose, category, outcome: 'visit', at: dueAt, ...nothing }];
}

/** What is told of a candidate, and what of it counts against caps. */
interface Played {
  readonly told: Forecast;
  readonly made: KnownContact['made'][number] | null;
}

function play(contact: KnownContact, candidate: Candidate, locale: Locale): Played {
  const { programme, ruleKey, purpose, category, dueAt } = candidate;
  const policy: Partial<ContactPolicy> = programme.contact ?? {};
  const deferrals: Forecast['deferrals'][number][] = [];
  const switches: Switch[] = [];
  let say: ToSay = candidate;
  let at = dueAt;
  let verdict: ContactVerdict = mayContact(contact, say, policy, at);
  while (verdict.kind === 'wait' && deferrals.length < DEFERRALS_MAX) {
    const { reason, ruleKey: by, untilAt, channel } = verdict;
    deferrals.push({ reason, ruleKey: by, untilAt });
    switches.push(...verdict.switches);
    say = { ...say, channels: say.channels.slice(say.channels.indexOf(channel)) };
    at = untilAt;
    verdict = mayContact(contact, say, policy, at);
  }
  switches.push(...verdict.switches);
  const { channel } = verdict;
  const base = { programmeId: programme.id, ruleKey, purpose, category, at, channel, deferrals, switches };
  if (verdict.kind === 'suppress') {
    const { reason, ruleKey: by, capMax, capUsed } = verdict;
    const decidedBy = { ruleKey: by, capMax, capUsed };
    return { told: { ...base, outcome: 'suppressed', reason, decidedBy, text: null }, made: null };
  }
  const text = channel === 'call' ? null : textOf(programme, candidate.templateKey, locale);
  const told: Forecast = { ...base, outcome: 'sent', reason: null, decidedBy: NO_RULE, text };
  const counts = policy.caps?.some((cap) => countsAgainst(cap, { channel, category })) ?? false;
  const outreachId = `${ruleKey} ${dueAt}`;
  return { told, made: counts ? { outreachId, channel, category, madeDate: businessDate(at) } : null };
}

/** The text where it is the same for everybody; null where it has variables or is drafted. */
function textOf(programme: Programme, templateKey: string | null, locale: Locale): string | null {
  const template = templateKey === null ? undefined : templateOf(programme, templateKey);
  if (template === undefined || Object.keys(template.variables).length > 0) return null;
  return fillIn(template.text[locale], {});
}

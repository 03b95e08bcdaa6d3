/** What a programme has to say to its holders on a day, whoever they are: festivals, birthdays, notices, promotions, forms, texts that were approved (domain 2.12). */
import {
  addPeriod,
  addPeriodToDate,
  atTimeOfDay,
  type BusinessDate,
  businessDate,
  type EpochMs,
  endOfBusinessDay,
  festivalDate,
  month,
  monthDay,
  startOfBusinessDay,
  weekday,
} from '@scrip/calendar';
import type { Condition, ContactPolicy, Outreach, Programme } from '@scrip/programme';

/** Who is gone through. */
export type Audience =
  | { readonly kind: 'all' }
  | { readonly kind: 'birthday'; readonly of: 'own' | 'relative' | 'anniversary' }
  /** Holders whose last purchase is so long ago. */
  | { readonly kind: 'lapsed'; readonly from: string; readonly to: string }
  /** Holders who passed a door on a day, or before it where no bill has named that yet. */
  | { readonly kind: 'attendance'; readonly on: BusinessDate }
  /** Holders whose manager visits them. */
  | { readonly kind: 'visits' }
  | { readonly kind: 'churn' };

/** One run over holders. */
export interface OccasionPlan {
  /** Outreach, festival or part of the document. */
  readonly ruleKey: string;
  readonly purpose: string;
  readonly announcementId: string | null;
  readonly draftId: string | null;
  readonly audience: Audience;
  readonly when: Condition | undefined;
  readonly category: string;
  /** In order; empty where a manager is told and not the holder. */
  readonly channels: readonly string[];
  readonly templateKey: string | null;
  readonly dueAt: EpochMs;
  readonly expiresAt: EpochMs | null;
  /** Whether each holder gets it once for its announcement or draft, however many days it runs. */
  readonly isOnce: boolean;
}

/** Something that the issuer says is on. */
export interface Announcement {
  readonly announcementId: string;
  readonly kind: string;
  readonly fromDate: BusinessDate;
  readonly toDate: BusinessDate;
  /** Business day on which the issuer said so: it may be on already. */
  readonly madeDate: BusinessDate;
  /** Empty: at all counters. */
  readonly counterKeys: readonly string[];
}

/** An approved text. */
export interface ApprovedDraft {
  readonly draftId: string;
  readonly outreachKey: string;
  readonly sendAt: EpochMs;
}

/** What is on, beside the document. */
export interface OnThatDay {
  readonly announcements: readonly Announcement[];
  readonly drafts: readonly ApprovedDraft[];
}

/** When those are greeted whom the document gives no time: after every night, and in the morning of a birthday. */
const GREETING_TIME = '09:00';
/** The bill of a day is made in the morning after it, when late passes have come in. */
const BILL_TIME = '08:00';
/** Feedback forms, visits and the watch over activity go by the first day of a month, or by the day. */
const FEEDBACK_KEY = 'feedback';
export const FEEDBACK_PURPOSE = 'feedbackForm';
export const VISIT_KEY = 'visit';
export const CHURN_KEY = 'churn';
const SATURDAY = 6;
/** A text that was approved for a moment speaks of what is over when it is so much later. */
const DRAFT_WITHIN = 'P7D';

/** The runs of a day, in the order of the document. */
export function occasionsOfDay(programme: Programme, date: BusinessDate, on: OnThatDay): readonly OccasionPlan[] {
  const { contact } = programme;
  if (contact === undefined) return [];
  const isFirstOfMonth = date.endsWith('-01');
  return [
    ...(contact.outreach ?? []).flatMap((one) => ofOutreach(one, date, on)),
    ...(contact.festivals ?? []).flatMap((one): OccasionPlan[] => {
      const day = typeof one.day === 'string' ? festivalDate(one.day, Number(date.slice(0, 4))) : undefined;
      const isToday = typeof one.day === 'string' ? day === date : one.day.monthDay === monthDay(date);
      if (!isToday) return [];
      const way = { category: one.category, channels: [one.channel ?? 'sms'], templateKey: one.template };
      const time = { dueAt: atTimeOfDay(date, one.at), expiresAt: endOf(date) };
      return [{ ...PLAIN, ruleKey: one.key, purpose: 'festival', when: one.when, ...way, ...time }];
    }),
    ...(contact.feedback && isFirstOfMonth && contact.feedback.months.includes(month(date))
      ? [
          {
            ...PLAIN,
            ruleKey: FEEDBACK_KEY,
            purpose: FEEDBACK_PURPOSE,
            category: contact.feedback.category ?? 'service',
            channels: [contact.feedback.channel ?? 'sms'],
            templateKey: contact.feedback.template,
            when: contact.feedback.when,
            dueAt: atTimeOfDay(date, GREETING_TIME),
          },
        ]
      : []),
    ...(contact.visits && contact.visits.length > 0 ? [toManager(VISIT_KEY, 'visit', { kind: 'visits' }, date)] : []),
    ...(contact.churn && isFirstOfMonth && endsTheDayBefore(contact.churn.window, date)
      ? [toManager(CHURN_KEY, 'churn', { kind: 'churn' }, date)]
      : []),
  ];
}

/** What is the same of most runs. */
const PLAIN = {
  announcementId: null,
  draftId: null,
  audience: { kind: 'all' },
  when: undefined,
  expiresAt: null,
  isOnce: false,
} as const;

function toManager(ruleKey: string, purpose: string, audience: Audience, date: BusinessDate): OccasionPlan {
  const dueAt = startOfBusinessDay(date);
  return { ...PLAIN, ruleKey, purpose, audience, category: 'service', channels: [], templateKey: null, dueAt };
}

/** Whether a time that is compared with the one before it has ended when a month begins: a quarter that goes on looks as if it fell. */
function endsTheDayBefore({ kind }: NonNullable<ContactPolicy['churn']>['window'], date: BusinessDate): boolean {
  if (kind === 'calendarQuarter') return month(date) % 3 === 1;
  return kind !== 'calendarYear' || month(date) === 1;
}

function ofOutreach(one: Outreach, date: BusinessDate, { announcements, drafts }: OnThatDay): readonly OccasionPlan[] {
  const audience = audienceOf(one, date);
  if (audience === undefined) return [];
  const later = (moment: EpochMs): EpochMs => (one.after === undefined ? moment : addPeriod(moment, one.after));
  const isOwnDay = audience.kind === 'birthday' && one.after === undefined;
  const base = {
    ...PLAIN,
    ruleKey: one.key,
    purpose: one.on,
    category: one.category,
    audience,
    channels: [one.channel, ...(one.otherwise ?? [])],
    templateKey: one.template ?? null,
    when: one.when,
    dueAt: later(atTimeOfDay(date, GREETING_TIME)),
    expiresAt: isOwnDay ? endOf(date) : null,
  };
  const drafted = drafts
    .filter(({ outreachKey, sendAt }) => outreachKey === one.key && businessDate(sendAt) === date)
    .map(({ draftId, sendAt }) => {
      const expiresAt = base.expiresAt ?? addPeriod(sendAt, DRAFT_WITHIN);
      return { ...base, draftId, dueAt: sendAt, expiresAt, isOnce: true };
    });
  const channels = waysWithWords(one);
  if (channels.length === 0) return drafted;
  return [...drafted, ...undrafted(one, { ...base, channels }, date, announcements)];
}

/**
 * The channels on which an outreach has words without a draft, in their order: a call is scripted by who calls, a text
 * needs a template. Empty: its text is drafted each time.
 */
export function waysWithWords({ channel, otherwise = [], template }: Outreach): readonly string[] {
  if (template !== undefined) return [channel, ...otherwise];
  return channel === 'call' ? [channel] : [];
}

/** Whom an outreach is for on a day; undefined where it follows an event of a holder and no day. */
function audienceOf({ on, lapsed }: Outreach, date: BusinessDate): Audience | undefined {
  switch (on) {
    case 'birthday':
      return { kind: 'birthday', of: 'own' };
    case 'relativeBirthday':
      return { kind: 'birthday', of: 'relative' };
    case 'anniversary':
      return { kind: 'birthday', of: 'anniversary' };
    case 'attendance':
      return { kind: 'attendance', on: dayBefore(date) };
    case 'newSeasonPurchase':
    case 'returnOrExchange':
      return undefined;
    case 'weekend':
    case 'promotion':
    case 'newSeason':
    case 'activity':
    case 'giftToCollect':
    case 'pointsReminder':
    case 'weather':
      return lapsed ? { kind: 'lapsed', ...lapsed } : { kind: 'all' };
  }
}

function undrafted(
  one: Outreach,
  base: OccasionPlan,
  date: BusinessDate,
  announcements: readonly Announcement[],
): readonly OccasionPlan[] {
  switch (base.audience.kind) {
    case 'birthday':
      return [base];
    case 'attendance':
      return [{ ...base, dueAt: atTimeOfDay(date, BILL_TIME) }];
    default:
  }
  if (one.on === 'weekend')
    return weekday(date) === SATURDAY ? [{ ...base, expiresAt: endOf(addPeriodToDate(date, 'P1D')) }] : [];
  return announcements
    .filter(({ kind, fromDate, toDate }) => kind === one.on && fromDate <= date && date <= toDate)
    .filter(({ fromDate, madeDate }) => {
      // Whoever has not bought for some time gets into the span on some day of it; the rest is told as it begins, or at
      // once where it has begun when it is announced.
      if (base.audience.kind === 'lapsed') return madeDate <= date;
      const [, later] = [madeDate, fromDate].toSorted();
      return date === later;
    })
    .map(({ announcementId, toDate }) => {
      const over = endOf(toDate);
      const expiresAt = one.after === undefined ? over : addPeriod(over, one.after);
      return { ...base, announcementId, expiresAt, isOnce: true };
    });
}

/** From when holders are gone through for a plan of a day: of a bill, when late passes have come in; else from its beginning. */
export function startOfRun({ audience, dueAt }: OccasionPlan, date: BusinessDate): EpochMs {
  return audience.kind === 'attendance' ? dueAt : startOfBusinessDay(date);
}

function dayBefore(date: BusinessDate): BusinessDate {
  return businessDate(startOfBusinessDay(date) - 1);
}

function endOf(date: BusinessDate): EpochMs {
  return endOfBusinessDay(startOfBusinessDay(date));
}

/** Whether a visit falls on a day: a whole number of periods after the day on which the class was given. */
export function visitFallsOn(since: BusinessDate, every: string, date: BusinessDate): boolean {
  for (let times = 1; ; times += 1) {
    const day = addPeriodToDate(
      since,
      every.replaceAll(/\d+/g, (digits) => String(Number(digits) * times)),
    );
    if (day >= date) return day === date;
  }
}

/** Whether a last purchase is at least one period and at most another before a day (domain 2.12). */
export function hasLapsed(
  lastDate: BusinessDate,
  { from, to }: { readonly from: string; readonly to: string },
  date: BusinessDate,
): boolean {
  return addPeriodToDate(lastDate, from) <= date && date <= addPeriodToDate(lastDate, to);
}

/**
 * Whether a holder may be contacted now, on which channel, and else why not or when: consent, roaming, caps, blackouts,
 * windows and the night (domain 2.12).
 */
import {
  addPeriodToDate,
  atTimeOfDay,
  type BusinessDate,
  businessDate,
  type EpochMs,
  endOfBusinessDay,
  startOfBusinessDay,
} from '@scrip/calendar';
import type { ContactCap, ContactPolicy, ContactWindow } from '@scrip/programme';
import { consentTo, type KnownContact, type Made, needsConsent } from './contact.decider.ts';

/** What is to be said to a holder. */
export interface ToSay {
  /** 'service', 'marketing' or 'security'. */
  readonly category: string;
  /** What gave rise to it, such as 'birthday'; 'event' for a trigger. */
  readonly purpose: string;
  /** In the order in which they are tried; at least one. */
  readonly channels: readonly string[];
  /** First moment at which it is too late; null: never. */
  readonly expiresAt: EpochMs | null;
}

/** Why a message is not sent. */
export type SuppressionReason =
  | 'holder_died'
  | 'holder_moved_away'
  | 'holder_erased'
  | 'holder_merged'
  /** Marketing, and the holder never agreed to it on this channel. */
  | 'no_consent'
  /** Marketing, and the holder took the consent back. */
  | 'consent_withdrawn'
  /** A call, and the number roams. */
  | 'roaming'
  | 'cap_reached'
  | 'blackout'
  /** The next time at which the holder may be disturbed is after the occasion. */
  | 'too_late'
  /** The programme leaves no moment of any day. */
  | 'no_window';

/** Why a message waits. */
export type DeferralReason = 'outside_window' | 'night' | 'blackout';

/** A rule of the document that decided, and its numbers where it is a cap. */
export interface DecidedBy {
  readonly ruleKey: string | null;
  readonly capMax: number | null;
  readonly capUsed: number | null;
}

/** A channel that could not be used, and the one that is tried instead. */
export interface Switch extends DecidedBy {
  readonly fromChannel: string;
  readonly toChannel: string;
  readonly reason: SuppressionReason;
}

/** What comes of it, and which channels were given up on the way. */
export type ContactVerdict = { readonly switches: readonly Switch[]; readonly channel: string } & (
  | {
      readonly kind: 'send';
      readonly later: readonly string[];
      /** First moment outside the window that let it through; null where none did. */
      readonly windowEndsAt: EpochMs | null;
      /** A call to a number that roams: the holder is asked first whether to go on. */
      readonly askFirst: boolean;
    }
  | {
      readonly kind: 'wait';
      readonly untilAt: EpochMs;
      readonly reason: DeferralReason;
      readonly ruleKey: string | null;
    }
  | ({ readonly kind: 'suppress'; readonly reason: SuppressionReason } & DecidedBy)
);

/** The night where a programme does not say when it is; only security messages go out in it (domain 2.12). */
export const NIGHT = { from: '21:00', to: '08:00' } as const;

/** How often one obstacle may lead into another: a night after a blackout after a window. */
const STEPS_MAX = 50;
/** Days ahead in which a window must open. */
const DAYS_AHEAD_MAX = 2;
/** Days of one's own that windows `on: birthday` are for. */
const BIRTHDAYS: ReadonlySet<string> = new Set(['birthday', 'relativeBirthday', 'anniversary']);

const NO_RULE: DecidedBy = { ruleKey: null, capMax: null, capUsed: null };

/**
 * Decides whether something may be said to a holder at a moment. The obstacles in the order tried: the holder is gone;
 * then for each channel in order consent, roaming and caps, of which one switches to the next channel, or suppresses on
 * the last; then on the channel that is left blackouts, windows and the night, which put off until they have passed
 * (domain 2.12, K1, K2, K4, K6). A security message knows neither caps, blackouts, windows nor night.
 */
export function mayContact(
  contact: KnownContact,
  say: ToSay,
  policy: Partial<ContactPolicy>,
  at: EpochMs,
): ContactVerdict {
  const [first = ''] = say.channels;
  if (contact.ended !== null)
    return { kind: 'suppress', switches: [], channel: first, reason: `holder_${contact.ended}`, ...NO_RULE };
  const switches: Switch[] = [];
  for (const [index, channel] of say.channels.entries()) {
    const obstacle = onChannel(contact, say.category, channel, policy, businessDate(at));
    const toChannel = say.channels[index + 1];
    if (obstacle === undefined) {
      const later = say.channels.slice(index + 1);
      const askFirst = channel === 'call' && contact.roaming && policy.roaming === 'askFirst';
      return { ...whenOn(contact, say, { channel, later, askFirst }, policy, at), switches, channel };
    }
    if (toChannel === undefined) return { kind: 'suppress', switches, channel, ...obstacle };
    switches.push({ fromChannel: channel, toChannel, ...obstacle });
  }
  return { kind: 'suppress', switches, channel: first, reason: 'no_window', ...NO_RULE };
}

/** Why a channel cannot be used for a category on a business day; undefined where it can. */
function onChannel(
  contact: KnownContact,
  category: string,
  channel: string,
  policy: Partial<ContactPolicy>,
  date: BusinessDate,
): ({ readonly reason: SuppressionReason } & DecidedBy) | undefined {
  if (needsConsent(category)) {
    const consent = consentTo(contact, category, channel);
    if (consent !== 'given') return { reason: consent === 'none' ? 'no_consent' : 'consent_withdrawn', ...NO_RULE };
  }
  if (channel === 'call' && contact.roaming && policy.roaming === 'doNotCall') return { reason: 'roaming', ...NO_RULE };
  const cap = reachedCap(contact.made, { channel, category }, policy.caps ?? [], date);
  return cap && { reason: 'cap_reached', ...cap };
}

/** Whether a message on a channel counts against a cap; no cap limits a security message. */
export function countsAgainst(cap: ContactCap, of: { readonly channel: string; readonly category: string }): boolean {
  if (of.category === 'security') return false;
  return (
    (cap.channel === undefined || cap.channel === of.channel) &&
    (cap.category === undefined || cap.category === of.category)
  );
}

/** The first cap of the document that leaves no room on a business day, with its numbers; calendar years are those of Asia/Shanghai. */
export function reachedCap(
  made: readonly Made[],
  of: { readonly channel: string; readonly category: string },
  caps: readonly ContactCap[],
  date: BusinessDate,
): DecidedBy | undefined {
  for (const cap of caps) {
    if (!countsAgainst(cap, of)) continue;
    const period = date.slice(0, PERIOD_CHARS[cap.per]);
    const used = made.filter((one) => one.madeDate.startsWith(period) && countsAgainst(cap, one)).length;
    if (used >= cap.max) return { ruleKey: cap.key, capMax: cap.max, capUsed: used };
  }
  return undefined;
}

/** How much of YYYY-MM-DD names the time of a cap. */
const PERIOD_CHARS = { businessDay: 10, calendarMonth: 7, calendarYear: 4 } as const;

type Send = Extract<ContactVerdict, { kind: 'send' }>;
type When =
  | Omit<Send, 'switches' | 'channel'>
  | Omit<Extract<ContactVerdict, { kind: 'wait' }>, 'switches' | 'channel'>
  | Omit<Extract<ContactVerdict, { kind: 'suppress' }>, 'switches' | 'channel'>;

/** Goes from obstacle to obstacle until nothing stands in the way; the first one is the reason that is told. */
function whenOn(
  contact: KnownContact,
  say: ToSay,
  way: { readonly channel: string; readonly later: readonly string[]; readonly askFirst: boolean },
  policy: Partial<ContactPolicy>,
  at: EpochMs,
): When {
  const send: Omit<Send, 'switches' | 'channel'> = {
    kind: 'send',
    later: way.later,
    windowEndsAt: null,
    askFirst: way.askFirst,
  };
  const isLate = (moment: EpochMs): boolean => say.expiresAt !== null && moment >= say.expiresAt;
  if (isLate(at)) return { kind: 'suppress', reason: 'too_late', ...NO_RULE };
  if (say.category === 'security') return send;
  let moment = at;
  let why: { reason: DeferralReason; ruleKey: string | null } | undefined;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const next = obstacleAt(contact, say, way.channel, policy, moment);
    if (next.kind === 'free') {
      if (why === undefined) return { ...send, windowEndsAt: next.endsAt };
      return { kind: 'wait', untilAt: moment, ...why };
    }
    if (next.kind === 'barred') return { kind: 'suppress', reason: next.reason, ...NO_RULE, ruleKey: next.ruleKey };
    why ??= { reason: next.reason, ruleKey: next.ruleKey };
    moment = next.untilAt;
    if (isLate(moment)) return { kind: 'suppress', reason: 'too_late', ...NO_RULE, ruleKey: why.ruleKey };
  }
  return { kind: 'suppress', reason: 'no_window', ...NO_RULE, ruleKey: why?.ruleKey ?? null };
}

type Obstacle =
  | { readonly kind: 'free'; readonly endsAt: EpochMs | null }
  | { readonly kind: 'barred'; readonly reason: 'blackout' | 'no_window'; readonly ruleKey: string | null }
  | {
      readonly kind: 'until';
      readonly untilAt: EpochMs;
      readonly reason: DeferralReason;
      readonly ruleKey: string | null;
    };

function obstacleAt(
  contact: KnownContact,
  say: ToSay,
  channel: string,
  policy: Partial<ContactPolicy>,
  at: EpochMs,
): Obstacle {
  const date = businessDate(at);
  const blackout = (policy.blackouts ?? []).find(
    ({ from, to, category }) => from <= date && date <= to && (category === undefined || category === say.category),
  );
  if (blackout) {
    const { key: ruleKey, effect, to } = blackout;
    if (effect === 'suppress') return { kind: 'barred', reason: 'blackout', ruleKey };
    return { kind: 'until', untilAt: endOfBusinessDay(startOfBusinessDay(to)), reason: 'blackout', ruleKey };
  }
  const window = windowFor(contact, say, channel, policy.windows ?? [], at);
  const slot = window && slotAt(window, at);
  if (window && !slot) {
    const untilAt = nextSlot(window, at);
    if (untilAt === undefined) return { kind: 'barred', reason: 'no_window', ruleKey: window.key };
    return { kind: 'until', untilAt, reason: 'outside_window', ruleKey: window.key };
  }
  const night = slotAt({ slots: [policy.quietHours ?? NIGHT] }, at);
  if (night) return { kind: 'until', untilAt: night.endsAt, reason: 'night', ruleKey: null };
  return { kind: 'free', endsAt: slot?.endsAt ?? null };
}

/**
 * The window that counts: of those that fit the holder, the purpose and the channel, the one with the highest priority
 * that still opens in time, so that a birthday whose morning is over is greeted in the holder's ordinary window of that
 * day. Where none does, the highest. Undefined where none fits: any time of day.
 */
function windowFor(
  contact: KnownContact,
  say: ToSay,
  channel: string,
  windows: readonly ContactWindow[],
  at: EpochMs,
): ContactWindow | undefined {
  const fitting = windows
    .filter(({ holders }) => holders === undefined || holders === contact.holderClass)
    .filter((one) => one.channel === undefined || one.channel === channel)
    .filter(({ on = 'any' }) => on === 'any' || BIRTHDAYS.has(say.purpose))
    .toSorted((one, other) => other.priority - one.priority);
  const { expiresAt } = say;
  const inTime = fitting.find((one) => {
    if (expiresAt === null || slotAt(one, at)) return true;
    const opens = nextSlot(one, at);
    return opens !== undefined && opens < expiresAt;
  });
  return inTime ?? fitting[0];
}

type Slots = { readonly slots: readonly { readonly from: string; readonly to: string }[] };

/** The slot that a moment lies in; one that ends before it begins goes on through midnight. */
function slotAt({ slots }: Slots, at: EpochMs): { readonly endsAt: EpochMs } | undefined {
  const date = businessDate(at);
  for (const { from, to } of slots) {
    const from_ = atTimeOfDay(date, from);
    const to_ = atTimeOfDay(date, to);
    if (from <= to) {
      if (from_ <= at && at < to_) return { endsAt: to_ };
    } else if (at >= from_) return { endsAt: atTimeOfDay(addPeriodToDate(date, 'P1D'), to) };
    else if (at < to_) return { endsAt: to_ };
  }
  return undefined;
}

/** The first moment after one at which a slot opens. */
function nextSlot({ slots }: Slots, at: EpochMs): EpochMs | undefined {
  const today = businessDate(at);
  for (let ahead = 0; ahead <= DAYS_AHEAD_MAX; ahead += 1) {
    const date = ahead === 0 ? today : addPeriodToDate(today, `P${ahead}D`);
    const opens = slots.map(({ from }) => atTimeOfDay(date, from)).filter((moment) => moment > at);
    if (opens.length > 0) return Math.min(...opens);
  }
  return undefined;
}

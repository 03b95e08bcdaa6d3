/** When a call task may be called, by the policy that messages go out by; else its next time, or its end (domain 2.12). */
import { addPeriod, type EpochMs } from '@scrip/calendar';
import type { CallEvent, CallTaskOpened } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type ContactPolicy, callAttemptsMax, callRetryAfter } from '@scrip/programme';
import type { ContactState, KnownContact } from '../contact/contact.decider.ts';
import { type DecidedBy, mayContact, type SuppressionReason, type ToSay } from '../contact/contact-policy.rule.ts';
import {
  type CallState,
  type CallTask,
  type ClaimCall,
  claimCall,
  isMissed,
  openCall,
  type RecordCall,
  recordCall,
} from './call.decider.ts';

/** What a call is about, as far as its time depends on it. */
export type CallAbout = Pick<CallTaskOpened, 'category' | 'cause' | 'occasion' | 'expiresAt'>;

/** The moments that the policy leaves a call, or why it leaves none. */
export type CallTime =
  | {
      readonly kind: 'from';
      readonly earliestAt: EpochMs;
      /** First moment that is too late: the window or the occasion is over; null: there is none. */
      readonly latestAt: EpochMs | null;
      /** The number roams: the holder is asked first whether to go on. */
      readonly askFirst: boolean;
      /** Window that put it off; null where none did. */
      readonly ruleKey: string | null;
    }
  | ({ readonly kind: 'never'; readonly reason: SuppressionReason } & DecidedBy);

/**
 * The first time from a moment on at which a holder may be called: consent, roaming, caps, blackouts, windows and night
 * (domain 2.12, K1, K2). A call back about a case is owed to the holder, so no cap bars it; it counts like any other.
 */
export function callTime(
  contact: KnownContact,
  { category, cause, occasion, expiresAt }: CallAbout,
  policy: Partial<ContactPolicy>,
  from: EpochMs,
): CallTime {
  const say: ToSay = { category, purpose: occasion ?? 'event', channels: ['call'], expiresAt };
  const asked = cause === 'case' ? { ...policy, caps: [] } : policy;
  const verdict = mayContact(contact, say, asked, from);
  if (verdict.kind === 'suppress') {
    const { reason, ruleKey, capMax, capUsed } = verdict;
    return { kind: 'never', reason, ruleKey, capMax, capUsed };
  }
  const waits = verdict.kind === 'wait' ? verdict : { untilAt: from, ruleKey: null };
  const then = verdict.kind === 'wait' ? mayContact(contact, say, asked, verdict.untilAt) : verdict;
  const windowEndsAt = then.kind === 'send' ? then.windowEndsAt : null;
  const askFirst = then.kind === 'send' && then.askFirst;
  const latestAt = earlier(windowEndsAt, expiresAt);
  return { kind: 'from', earliestAt: waits.untilAt, latestAt, askFirst, ruleKey: waits.ruleKey };
}

/**
 * Opens a task for the first time that the policy leaves from the moment asked on; one that is open already stays as it
 * is. Refused in this order: `contact_ended` {reason}; `call_window_upside_down` {earliestAt, latestAt};
 * `call_barred` {reason, ruleKey, capMax, capUsed}, such as of marketing without consent.
 * @param task with the moment asked as its first, and the last moment asked as its end.
 */
export function openWithin(
  state: CallState,
  contact: KnownContact,
  policy: Partial<ContactPolicy>,
  task: CallTaskOpened,
): Decision<CallEvent> {
  if (state.status !== 'none') return accept();
  if (contact.ended !== null) return reject('contact_ended', { reason: contact.ended });
  const { earliestAt, expiresAt } = task;
  if (expiresAt !== null && expiresAt <= earliestAt) return openCall(state, { ...task, latestAt: expiresAt });
  const time = callTime(contact, task, policy, earliestAt);
  if (time.kind === 'never') return barred('call_barred', time);
  return openCall(state, timed(task, time));
}

/**
 * Opens a task that nobody waits for: where the policy leaves it no time, it is over at once with the reason, for anybody
 * to see. Never refused.
 */
export function openIfLeft(
  state: CallState,
  contact: KnownContact,
  policy: Partial<ContactPolicy>,
  task: CallTaskOpened,
  by: string,
): Decision<CallEvent> {
  if (state.status !== 'none') return accept();
  const time = callTime(contact, task, policy, task.earliestAt);
  if (time.kind === 'from') return openCall(state, timed(task, time));
  const { callId, holderId } = task;
  return accept<CallEvent>(
    { type: 'CallTaskOpened', data: task },
    { type: 'CallTaskClosed', data: { callId, holderId, reason: time.reason, closedBy: by } },
  );
}

/**
 * What becomes of a task at the end of its time. Whoever died, moved away, was erased or merged is not called for
 * anything. It waits for the next time that the policy leaves, or is over with the reason why it leaves none. A task that
 * somebody has, that is over, or whose time has not passed stays as it is. Never refused.
 */
export function passWindow(
  state: CallState,
  contact: ContactState,
  policy: Partial<ContactPolicy>,
  { now, by }: { readonly now: EpochMs; readonly by: string },
): Decision<CallEvent> {
  if (state.status === 'none' || state.status === 'closed' || contact.kind === 'unknown') return accept();
  if (state.claim !== null && state.claim.untilAt > now) return accept();
  if (contact.ended === null && (state.latestAt === null || now < state.latestAt)) return accept();
  const time = callTime(contact, aboutOf(state), policy, now);
  return accept(time.kind === 'never' ? over(state, time.reason, by) : putOff(state, time));
}

/**
 * What becomes of a task that somebody is about to take: it waits for the next time that the policy leaves, or is over
 * with the reason why nobody is to call, such as a cap that was reached since (domain 2.12, K1). No fact where it may be
 * taken, or cannot be for a reason of its own, and while who has it wants more time. Never refused.
 */
export function settleCall(
  state: CallState,
  contact: ContactState,
  policy: Partial<ContactPolicy>,
  claim: ClaimCall,
): Decision<CallEvent> {
  if (state.status === 'none' || claimCall(state, claim).kind === 'refused') return accept();
  if (contact.kind === 'unknown' || (state.claim !== null && state.claim.untilAt > claim.at)) return accept();
  const time = callTime(contact, aboutOf(state), policy, claim.at);
  if (time.kind === 'never') return accept(over(state, time.reason, SERVICE));
  return time.earliestAt > claim.at ? accept(putOff(state, time)) : accept();
}

/**
 * Takes a task that the policy leaves, and says whether the holder is asked first because the number roams by now. Refused
 * like claimCall; before that, where the policy does not leave it: `call_closed` {reason}; `call_too_early` {earliestAt}.
 */
export function takeCall(
  state: CallState,
  contact: ContactState,
  policy: Partial<ContactPolicy>,
  claim: ClaimCall,
): Decision<CallEvent> {
  const settled = settleCall(state, contact, policy, claim);
  const [fact] = settled.kind === 'accepted' ? settled.events : [];
  if (fact?.type === 'CallTaskClosed') return reject('call_closed', { reason: fact.data.reason });
  if (fact?.type === 'CallTaskPutOff') return reject('call_too_early', { earliestAt: fact.data.earliestAt });
  const askFirst = contact.kind === 'known' && contact.roaming && policy.roaming === 'askFirst';
  return claimCall(state, { ...claim, askFirst });
}

/**
 * Records how a call ended; a second one waits for the first time that the policy leaves from the moment asked on. The
 * occasion of the first call does not limit it. A call back about a case is owed to the holder: where nobody was spoken to
 * and no moment is asked, it waits for the time that the programme names, as long as the policy leaves one. Refused like
 * recordCall; then `second_call_barred` {reason, ruleKey, capMax, capUsed} where the policy leaves no time.
 */
export function endCall(
  state: CallState,
  contact: ContactState,
  policy: Partial<ContactPolicy>,
  command: RecordCall,
): Decision<CallEvent> {
  const most = callAttemptsMax(policy);
  const owedAt = owedAgainAt(state, policy, command);
  const secondCallAt = owedAt ?? command.secondCallAt;
  const made = recordCall(state, { ...command, secondCallAt }, most);
  if (made.kind === 'refused' || secondCallAt === null) return made;
  if (state.status === 'none' || contact.kind === 'unknown') return made;
  const time = callTime(contact, { ...state.opened, expiresAt: null }, policy, secondCallAt);
  if (time.kind === 'never')
    return owedAt === null ? barred('second_call_barred', time) : recordCall(state, command, most);
  if (time.earliestAt === secondCallAt && time.latestAt === null) return made;
  return accept(...made.events, putOff(state, time));
}

/** When a call back is owed again that nobody answered; null where none is, or the caller names a moment. */
function owedAgainAt(state: CallState, policy: Partial<ContactPolicy>, command: RecordCall): EpochMs | null {
  if (state.status === 'none' || state.opened.cause !== 'case' || command.secondCallAt !== null) return null;
  const isLast = state.calls.length + 1 >= callAttemptsMax(policy);
  return isMissed(command.outcome) && !isLast ? addPeriod(command.at, callRetryAfter(policy)) : null;
}

/** Who ends what the policy does not leave. */
const SERVICE = 'service:notifications';

/** What a task is about now: a second call is not bound to the occasion of the first. */
function aboutOf({ opened, expiresAt }: CallTask): CallAbout {
  return { ...opened, expiresAt };
}

type TimeLeft = Extract<CallTime, { kind: 'from' }>;

function timed(task: CallTaskOpened, { earliestAt, latestAt, askFirst }: TimeLeft): CallTaskOpened {
  return { ...task, earliestAt, latestAt, askFirst };
}

function putOff({ opened: { callId } }: CallTask, { earliestAt, latestAt, ruleKey }: TimeLeft): CallEvent {
  return { type: 'CallTaskPutOff', data: { callId, earliestAt, latestAt, ruleKey } };
}

function over({ opened: { callId, holderId } }: CallTask, reason: string, closedBy: string): CallEvent {
  return { type: 'CallTaskClosed', data: { callId, holderId, reason, closedBy } };
}

function barred(
  code: string,
  { reason, ruleKey, capMax, capUsed }: Extract<CallTime, { kind: 'never' }>,
): Decision<never> {
  return reject(code, { reason, ruleKey, capMax, capUsed });
}

/** The earlier of two moments; null is never. */
export function earlier(one: EpochMs | null, other: EpochMs | null): EpochMs | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

/** A call task: somebody is to call a holder. It waits in a queue, one person takes it, and what came of each call is a fact (domain 2.12). */
import type { EpochMs } from '@scrip/calendar';
import type { CallEvent, CallTaskOpened } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { expiryOf } from './call-expiry.ts';

/** How one call ended. */
export const OUTCOMES = ['reached', 'refused', 'busy', 'no_answer', 'wrong_number'] as const;
export type CallOutcome = (typeof OUTCOMES)[number];

/** What gives rise to a call task. */
export const CAUSES = ['outreach', 'case', 'follow_up', 'desk'] as const;
export type CallCause = (typeof CAUSES)[number];

/** A call that was made, as far as it is decided on. */
export interface MadeCall {
  readonly outcome: CallOutcome;
  readonly calledBy: string;
  readonly isSampled: boolean;
  readonly isChecked: boolean;
}

/** A call task in its life; plain data. */
export interface CallTask {
  readonly status: 'waiting' | 'claimed' | 'closed';
  readonly opened: CallTaskOpened;
  readonly queueKey: string;
  /** Who is to make it; null: anybody of the queue. */
  readonly assignedTo: string | null;
  /** Moments of the next call. */
  readonly earliestAt: EpochMs;
  readonly latestAt: EpochMs | null;
  /** First moment at which what it is about is over; null: never. */
  readonly expiresAt: EpochMs | null;
  /** Who has it, and until when; null while it waits. */
  readonly claim: { readonly by: string; readonly untilAt: EpochMs } | null;
  /** The calls, the first one first. */
  readonly calls: readonly MadeCall[];
  /** Why it is over; null before. */
  readonly closedFor: string | null;
}

/** What is known of a call's id: nothing, or a task. */
export type CallState = { readonly status: 'none' } | CallTask;

/** How a call's stream is folded. */
export const callDecider: Decider<CallState, CallEvent> = {
  stream: 'call',
  initial: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'CallTaskOpened') {
      if (state.status !== 'none') throw new InvariantError(`${event.data.callId} was opened twice`);
      const { queueKey, earliestAt, latestAt } = event.data;
      const expiresAt = expiryOf(event.data);
      const fresh = { assignedTo: null, claim: null, calls: [], closedFor: null };
      return { status: 'waiting', opened: event.data, queueKey, earliestAt, latestAt, expiresAt, ...fresh };
    }
    if (state.status === 'none') throw new InvariantError(`${event.type} comes before its call task`);
    switch (event.type) {
      case 'CallTaskAssigned':
        return { ...state, queueKey: event.data.queueKey, assignedTo: event.data.assignedTo };
      case 'CallTaskClaimed': {
        const { claimedBy: by, claimedUntilAt: untilAt } = event.data;
        return { ...state, status: 'claimed', claim: { by, untilAt } };
      }
      case 'CallTaskReleased':
        return { ...state, status: 'waiting', claim: null };
      case 'CallTaskPutOff': {
        const { earliestAt, latestAt } = event.data;
        return { ...state, status: 'waiting', claim: null, earliestAt, latestAt };
      }
      case 'CallConnected':
      case 'CallMissed':
        return called(state, event.data);
      case 'CallTaskClosed':
        return { ...state, status: 'closed', claim: null, closedFor: event.data.reason };
      case 'CallChecked': {
        const { attempt } = event.data;
        const calls = state.calls.map((one, index) => (index + 1 === attempt ? { ...one, isChecked: true } : one));
        return { ...state, calls };
      }
    }
  },
};

function called(
  state: CallTask,
  made: { outcome: string; calledBy: string; isSampled: boolean; secondCallAt: EpochMs | null },
): CallTask {
  const outcome = OUTCOMES.find((one) => one === made.outcome);
  if (!outcome) throw new InvariantError(`a call ended as ${made.outcome}`);
  const { calledBy, isSampled, secondCallAt } = made;
  const calls = [...state.calls, { outcome, calledBy, isSampled, isChecked: false }];
  // A second call has no last moment of its own: the one of the first belonged to what gave rise to it.
  const next = secondCallAt === null ? {} : { earliestAt: secondCallAt, latestAt: null, expiresAt: null };
  return { ...state, status: 'waiting', claim: null, calls, ...next };
}

/**
 * Opens a call task; one that is open already stays as it is, because its cause may come twice. Refused in this order:
 * `call_window_upside_down` {earliestAt, latestAt}.
 */
export function openCall(state: CallState, command: CallTaskOpened): Decision<CallEvent> {
  if (state.status !== 'none') return accept();
  const { earliestAt, latestAt } = command;
  if (latestAt !== null && latestAt <= earliestAt) return reject('call_window_upside_down', { earliestAt, latestAt });
  return accept({ type: 'CallTaskOpened', data: command });
}

/** Who takes a task, when, and until when nobody else gets it. */
export interface ClaimCall {
  readonly by: string;
  readonly at: EpochMs;
  readonly untilAt: EpochMs;
  /** Whether the number roams and the holder is asked first whether to go on; left out: no. */
  readonly askFirst?: boolean;
}

/**
 * Takes a task, so that two people never call the same holder for it; who has it already may have more time for it.
 * Refused in this order: `call_unknown`; `call_closed` {reason}; `call_assigned` {assignedTo} to another; `call_claimed`
 * {claimedBy, untilAt} by another whose time is not over; `call_too_early` {earliestAt}; `call_too_late` {latestAt}.
 */
export function claimCall(state: CallState, { by, at, untilAt, askFirst = false }: ClaimCall): Decision<CallEvent> {
  if (state.status === 'none' || state.status === 'closed') return refuse(whyOver(state));
  const { claim, assignedTo, earliestAt, latestAt } = state;
  const { callId } = state.opened;
  if (assignedTo !== null && assignedTo !== by) return reject('call_assigned', { assignedTo });
  const isHeld = claim !== null && claim.untilAt > at;
  if (isHeld && claim.by !== by) return reject('call_claimed', { claimedBy: claim.by, untilAt: claim.untilAt });
  if (at < earliestAt) return reject('call_too_early', { earliestAt });
  if (latestAt !== null && at >= latestAt) return reject('call_too_late', { latestAt });
  const taken = { callId, claimedBy: by, claimedUntilAt: untilAt, askFirst };
  const claimed: CallEvent = { type: 'CallTaskClaimed', data: taken };
  if (claim === null || claim.by === by) return accept(claimed);
  return accept<CallEvent>(
    { type: 'CallTaskReleased', data: { callId, claimedBy: claim.by, reason: 'lapsed' } },
    claimed,
  );
}

/**
 * Puts a task into a queue, or gives it to one person; who has it keeps it. Refused in this order: `call_unknown`;
 * `call_closed` {reason}; `call_claimed` {claimedBy, untilAt} by another than who it is given to.
 */
export function assignCall(
  state: CallState,
  command: {
    readonly queueKey: string;
    readonly assignedTo: string | null;
    readonly assignedBy: string;
    readonly at: EpochMs;
  },
): Decision<CallEvent> {
  if (state.status === 'none' || state.status === 'closed') return refuse(whyOver(state));
  const { at, ...assigned } = command;
  const { claim } = state;
  if (claim !== null && claim.untilAt > at && claim.by !== assigned.assignedTo) {
    return reject('call_claimed', { claimedBy: claim.by, untilAt: claim.untilAt });
  }
  if (state.queueKey === assigned.queueKey && state.assignedTo === assigned.assignedTo) return accept();
  return accept({ type: 'CallTaskAssigned', data: { callId: state.opened.callId, ...assigned } });
}

/** Gives a task back. Refused in this order: `call_unknown`; `call_closed` {reason}; `call_not_yours` {claimedBy}. */
export function releaseCall(state: CallState, by: string): Decision<CallEvent> {
  const held = heldBy(state, by);
  if (held !== undefined) return refuse(held);
  if (state.status === 'none') throw new InvariantError('a call task that nobody opened is held');
  return accept({
    type: 'CallTaskReleased',
    data: { callId: state.opened.callId, claimedBy: by, reason: 'given_back' },
  });
}

/** What came of a call. */
export interface RecordCall {
  readonly outcome: CallOutcome;
  readonly by: string;
  readonly at: EpochMs;
  /** What was said, in the vault of cards; null where nothing was written down. */
  readonly noteId: string | null;
  /** Fields of the profile that cards has from this call. */
  readonly completedFields: readonly string[];
  /** When the holder is called once more; null: not. */
  readonly secondCallAt: EpochMs | null;
  /** Part of the calls that the centre checks, in basis points. */
  readonly sampleBp: number;
}

/** A call with one of these outcomes is a conversation: only they count for the most in a year (domain 2.12, K1). */
const CONNECTED: ReadonlySet<string> = new Set(['reached', 'refused']);
/** After these nobody calls again for the same task. */
const FINAL: ReadonlySet<string> = new Set(['refused', 'wrong_number']);

/** Why a task is over after as many calls as the programme allows in which nobody was spoken to. */
export const NOT_REACHED = 'not_reached';

/**
 * Records how a call ended; without a second call the task is over, as not reached where it was the last one allowed.
 * Refused in this order: `call_unknown`; `call_closed` {reason}; `call_not_yours` {claimedBy}; `second_call_unwanted`
 * {outcome} after a refusal or a wrong number; `second_call_in_past` {secondCallAt, at}; `attempts_exceeded` {attempts, most}.
 * @param most calls of the task, as the programme allows.
 */
export function recordCall(state: CallState, command: RecordCall, most: number): Decision<CallEvent> {
  const held = heldBy(state, command.by);
  if (held !== undefined) return refuse(held);
  if (state.status === 'none') throw new InvariantError('a call task that nobody opened is held');
  const { outcome, by, at, noteId, secondCallAt, sampleBp } = command;
  const attempt = state.calls.length + 1;
  if (secondCallAt !== null) {
    if (FINAL.has(outcome)) return reject('second_call_unwanted', { outcome });
    if (secondCallAt <= at) return reject('second_call_in_past', { secondCallAt, at });
    if (attempt >= most) return reject('attempts_exceeded', { attempts: attempt, most });
  }
  const { callId, holderId, purpose, programmeId, programmeVersion } = state.opened;
  const isSampled = inSample(callId, attempt, sampleBp);
  const made = { callId, holderId, purpose, attempt, outcome, calledBy: by, noteId, isSampled, secondCallAt };
  const fact: CallEvent = CONNECTED.has(outcome)
    ? {
        type: 'CallConnected',
        data: { ...made, completedFields: [...command.completedFields], programmeId, programmeVersion },
      }
    : { type: 'CallMissed', data: made };
  if (secondCallAt !== null) return accept(fact);
  const reason = isMissed(outcome) && attempt >= most ? NOT_REACHED : outcome;
  const closed: CallEvent = { type: 'CallTaskClosed', data: { callId, holderId, reason, closedBy: by } };
  return accept<CallEvent>(fact, closed);
}

/** Whether a holder may be reached by calling once more. */
export function isMissed(outcome: CallOutcome): boolean {
  return !CONNECTED.has(outcome) && !FINAL.has(outcome);
}

/** Ends a task without a call. Refused in this order: `call_unknown`; `call_closed` {reason}. */
export function cancelCall(state: CallState, closedBy: string): Decision<CallEvent> {
  if (state.status === 'none' || state.status === 'closed') return refuse(whyOver(state));
  const { callId, holderId } = state.opened;
  return accept({ type: 'CallTaskClosed', data: { callId, holderId, reason: 'cancelled', closedBy } });
}

/** What the centre found in a call. */
export interface CheckCall {
  readonly attempt: number;
  readonly checkedBy: string;
  readonly finding: 'in_order' | 'deviates';
  /** A code of the issuer; null where nothing was found. */
  readonly remarkCode: string | null;
}

/**
 * Records the check of a call of the sample. Refused in this order: `call_unknown`; `attempt_unknown` {attempt, attempts};
 * `call_not_sampled`; `call_checked`; `own_call` (somebody else must check).
 */
export function checkCall(state: CallState, command: CheckCall): Decision<CallEvent> {
  if (state.status === 'none') return reject('call_unknown');
  const { attempt, checkedBy } = command;
  const made = state.calls[attempt - 1];
  if (!made) return reject('attempt_unknown', { attempt, attempts: state.calls.length });
  if (!made.isSampled) return reject('call_not_sampled', { attempt });
  if (made.isChecked) return reject('call_checked', { attempt });
  if (made.calledBy === checkedBy) return reject('own_call', { calledBy: checkedBy });
  return accept({ type: 'CallChecked', data: { callId: state.opened.callId, ...command } });
}

/** Crockford's alphabet, in which ids are written: five bits a character. */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Characters of the id that draw: 2^20 tickets, so that a basis point is a hundred of them. */
const DRAW_CHARS = 4;
const TICKETS = 32 ** DRAW_CHARS;

/**
 * Whether a call is in the sample that the centre checks: drawn from the id, which is spread evenly, so that nobody
 * chooses and anybody can draw again. Each attempt of a task draws for itself.
 */
export function inSample(callId: string, attempt: number, sampleBp: number): boolean {
  const end = callId.slice(-DRAW_CHARS);
  const drawn = end.split('').reduce((sum, letter) => sum * 32 + CROCKFORD.indexOf(letter), 0);
  // A step prime to the number of tickets goes through all of them.
  const ticket = (drawn + (attempt - 1) * 7_919) % TICKETS;
  return ticket * 10_000 < sampleBp * TICKETS;
}

function heldBy(state: CallState, by: string): Refusal | undefined {
  if (state.status === 'none' || state.status === 'closed') return whyOver(state);
  const claimedBy = state.claim?.by ?? null;
  return claimedBy === by ? undefined : { code: 'call_not_yours', detail: { claimedBy } };
}

function whyOver(state: { readonly status: 'none' } | CallTask): Refusal {
  if (state.status === 'none') return { code: 'call_unknown', detail: {} };
  return { code: 'call_closed', detail: { reason: state.closedFor } };
}

function refuse(refusal: Refusal): Decision<never> {
  return { kind: 'refused', refusal };
}

/** How a case goes from its opening to its end: acknowledged, answered with a plan, done, closed, opened again (domain 2.12). */
import type { EpochMs } from '@scrip/calendar';
import type { CaseEvent, CaseHolderUnreached, CaseOpened, CasePlanStep } from '@scrip/contracts';
import { accept, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { type Fen, fen } from '@scrip/money';
import { type CasePolicy, OFFICE_HOURS } from '@scrip/programme';
import { type CaseState, caseDecider, caseIn, refuse, whyNotGoingOn } from './case.decider.ts';
import { clocksFrom, lateAt } from './case-clock.rule.ts';

/** What is opened, beside the terms. */
export interface OpenCase {
  readonly caseId: string;
  readonly holderId: string | null;
  readonly topic: string;
  readonly channel: string;
  readonly queueKey: string;
  readonly receiptId: string | null;
  readonly reason: string | null;
  readonly noteId: string | null;
  readonly openedBy: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
}

/**
 * Opens a case under the terms of its kind, which are written with it. Refused in this order: `holder_missing` of a holder
 * who wants to leave; `reason_missing` of the same, because closing asks for the reason (domain 2.12).
 */
export function openCase(state: CaseState, command: OpenCase, policy: CasePolicy, at: EpochMs): Decision<CaseEvent> {
  if (state.status !== 'none') throw new InvariantError(`${command.caseId} is opened once`);
  const wantsToLeave = policy.kind === 'retention';
  if (wantsToLeave && command.holderId === null) return reject('holder_missing');
  const asks = policy.closing.asks ?? [];
  if (wantsToLeave && asks.includes('reason') && command.reason === null) return reject('reason_missing');
  const terms = termsOf(policy);
  const opened: CaseOpened = { ...command, ...terms, started: [...clocksFrom(terms, 'opened', at)] };
  return accept({ type: 'CaseOpened', data: opened });
}

/** The terms of a kind of case as they are written with each. */
function termsOf(policy: CasePolicy): Omit<CaseOpened, keyof OpenCase | 'started'> {
  const { key: caseKey, kind, compensation, closing, followUp } = policy;
  const clocks = policy.clocks.map(({ key: clockKey, starts, stops, due, runs, warnBefore, escalateTo }) => ({
    clockKey,
    starts,
    stops,
    within: due === 'promisedDate' ? null : due.within,
    runs,
    warnBefore: warnBefore ?? null,
    escalateTo: escalateTo ?? null,
  }));
  const { weekdays, from, to, closedDates = [] } = policy.workingHours ?? OFFICE_HOURS;
  const inHours = clocks.some(({ runs }) => runs === 'workingHours');
  const hours = inHours ? { weekdays: [...weekdays], from, to, closedDates: [...closedDates] } : null;
  const authorities = (compensation?.authorities ?? []).map(({ upToFen, roles }) => ({
    upToFen: fen(upToFen),
    roles,
  }));
  return {
    caseKey,
    kind,
    clocks,
    hours,
    authorities,
    isCappedAtLoss: compensation?.cap === 'provedLoss',
    needsCallBack: closing.callBack,
    asks: closing.asks ?? [],
    followUpAfter: followUp?.after ?? null,
    followUpAsks: followUp?.asks ?? null,
  };
}

/** Tells that the case was taken up; no clock of an answer stops by it. Refused in this order: `case_unknown`; `case_closed`; `case_acknowledged` {state}. */
export function acknowledgeCase(state: CaseState, by: string, at: EpochMs): Decision<CaseEvent> {
  const over = whyNotGoingOn(state);
  if (over) return refuse(over);
  const current = caseIn(state);
  if (current.status !== 'open') return reject('case_acknowledged', { state: current.status });
  const { caseId } = current.opened;
  const started = [...clocksFrom(current.opened, 'acknowledged', at)];
  return accept(...lateAt(current, 'acknowledged', at), {
    type: 'CaseAcknowledged',
    data: { caseId, started, acknowledgedBy: by },
  });
}

/** An answer with its plan. */
export interface AnswerCase {
  readonly steps: readonly CasePlanStep[];
  readonly noteId: string | null;
  readonly by: string;
  readonly at: EpochMs;
}

/**
 * Answers with a plan and its dates, of which the last is promised; only this stops the clock of the answer (K3). An answer
 * that comes late says so first. Refused in this order: `case_unknown`; `case_closed`; `case_answered` {promisedAt};
 * `plan_in_past` {dueAt, at}.
 */
export function answerCase(state: CaseState, { steps, noteId, by, at }: AnswerCase): Decision<CaseEvent> {
  const over = whyNotGoingOn(state);
  if (over) return refuse(over);
  const current = caseIn(state);
  if (current.promisedAt !== null) return reject('case_answered', { promisedAt: current.promisedAt });
  const past = steps.find(({ dueAt }) => dueAt <= at);
  if (past) return reject('plan_in_past', { dueAt: past.dueAt, at });
  const promisedAt = Math.max(...steps.map(({ dueAt }) => dueAt));
  const { caseId } = current.opened;
  const started = [...clocksFrom(current.opened, 'answered', at, promisedAt)];
  return accept(...lateAt(current, 'answered', at), {
    type: 'CaseAnswered',
    data: { caseId, steps: [...steps], promisedAt, noteId, started, answeredBy: by },
  });
}

/**
 * Records that what was promised is done. Refused in this order: `case_unknown`; `case_closed`; `case_not_answered` where
 * the kind of case has a clock for the answer; `case_done`.
 */
export function finishCase(state: CaseState, by: string, at: EpochMs): Decision<CaseEvent> {
  const over = whyNotGoingOn(state);
  if (over) return refuse(over);
  const current = caseIn(state);
  const unanswered = whyUnanswered(state);
  if (unanswered) return refuse(unanswered);
  if (current.status === 'done') return reject('case_done');
  const { caseId } = current.opened;
  return accept(...lateAt(current, 'done', at), { type: 'CaseDone', data: { caseId, doneBy: by } });
}

/** What is told at the end. */
export interface CloseCase {
  readonly reason: string | null;
  readonly costFen: Fen | null;
  readonly outcome: string | null;
  /** Call in which the holder is asked about it; null where the programme asks for none. */
  readonly followUpCallId: string | null;
  /** Why there is nobody to call back, such as 'holder_died'; null where there is somebody. */
  readonly uncallableFor: string | null;
  readonly by: string;
  readonly at: EpochMs;
}

/** How a holder who wanted to leave decided. */
export const RETENTION_OUTCOMES: ReadonlySet<string> = new Set(['kept', 'left']);

/**
 * Closes a case. Refused in this order: `case_unknown`; `case_closed`; `case_not_answered` where there is a clock for the
 * answer; `case_not_done` where one for what was promised; `call_back_missing` where the holder must be called back first,
 * there is somebody to call, and calls were not given up; `compensation_open` {compensationId} while one waits; `closing_incomplete` {missing};
 * `outcome_unknown` {outcome} of a holder who wanted to leave: 'kept' or 'left'.
 */
export function closeCase(state: CaseState, command: CloseCase): Decision<CaseEvent> {
  const over = whyNotGoingOn(state) ?? whyUnanswered(state);
  if (over) return refuse(over);
  const current = caseIn(state);
  const { opened, compensation } = current;
  const promises = opened.clocks.some(({ stops }) => stops === 'done');
  if (promises && current.status !== 'done') return reject('case_not_done', { promisedAt: current.promisedAt });
  const isUncalled = opened.needsCallBack && !current.isCalledBack;
  const uncallableFor = command.uncallableFor ?? current.unreachedFor;
  if (isUncalled && uncallableFor === null) return reject('call_back_missing');
  if (compensation && (compensation.status === 'proposed' || compensation.status === 'approved')) {
    return reject('compensation_open', { compensationId: compensation.compensationId });
  }
  const { by, at, followUpCallId } = command;
  const reason = command.reason ?? opened.reason;
  const told: Readonly<Record<string, unknown>> = { reason, cost: command.costFen, outcome: command.outcome };
  const missing = opened.asks.filter((ask) => told[ask] === null);
  if (missing.length > 0) return reject('closing_incomplete', { missing });
  if (opened.kind === 'retention' && command.outcome !== null && !RETENTION_OUTCOMES.has(command.outcome)) {
    return reject('outcome_unknown', { outcome: command.outcome });
  }
  const { caseId } = opened;
  const { costFen, outcome } = command;
  const uncalledFor = isUncalled ? uncallableFor : null;
  return accept(...lateAt(current, 'closed', at), {
    type: 'CaseClosed',
    data: { caseId, reason, costFen, outcome, followUpCallId, closedBy: by, uncalledFor },
  });
}

/** Opens a closed case again, with its clocks from the beginning. Refused in this order: `case_unknown`; `case_not_closed` {state}. */
export function reopenCase(
  state: CaseState,
  { reason, by, at }: { readonly reason: string; readonly by: string; readonly at: EpochMs },
): Decision<CaseEvent> {
  if (state.status === 'none') return reject('case_unknown');
  if (state.status !== 'closed') return reject('case_not_closed', { state: state.status });
  const { opened } = state;
  const started = [...clocksFrom(opened, 'opened', at)];
  return accept({ type: 'CaseReopened', data: { caseId: opened.caseId, reason, started, reopenedBy: by } });
}

/**
 * Records what the holder expected and got. Refused in this order: `case_unknown`; `case_not_closed` {state};
 * `satisfaction_recorded`; `satisfaction_incomplete` {missing}: what the kind of case asks for.
 */
export function rateCase(
  state: CaseState,
  rating: { readonly expected: number | null; readonly perceived: number | null; readonly recordedBy: string },
): Decision<CaseEvent> {
  if (state.status === 'none') return reject('case_unknown');
  if (state.status !== 'closed') return reject('case_not_closed', { state: state.status });
  if (state.isRated) return reject('satisfaction_recorded');
  const said: Readonly<Record<string, number | null>> = { expected: rating.expected, perceived: rating.perceived };
  const missing = (state.opened.followUpAsks ?? []).filter((ask) => said[ask] === null);
  if (missing.length > 0) return reject('satisfaction_incomplete', { missing });
  return accept({ type: 'CaseSatisfactionRecorded', data: { caseId: state.opened.caseId, ...rating } });
}

/** Asks for a call back; the task is opened in the same moment. Refused in this order: `case_unknown`; `case_closed`; `holder_missing` where nobody knows whom to call. */
export function askCallBack(state: CaseState, callId: string): Decision<CaseEvent> {
  const over = whyNotGoingOn(state);
  if (over) return refuse(over);
  const { opened } = caseIn(state);
  if (opened.holderId === null) return reject('holder_missing');
  return accept({ type: 'CaseCallBackAsked', data: { caseId: opened.caseId, callId } });
}

function whyUnanswered(state: CaseState): Refusal | undefined {
  const { opened, promisedAt } = caseIn(state);
  const answers = opened.clocks.some(({ stops }) => stops === 'answered');
  return answers && promisedAt === null ? { code: 'case_not_answered', detail: {} } : undefined;
}

/** How a call back ended that did not reach the holder. */
export type Unreached = Omit<CaseHolderUnreached, 'caseId'>;

/**
 * Records that the call back about a case did not reach the holder, and closes the case where nothing else is left to do:
 * what is not answered or not done yet goes on under its clocks (domain 2.12). What is over, called back or told already
 * stays as it is, and so does a case that another call back was asked for since. Never refused.
 */
export function giveUpCallBack(
  state: CaseState,
  unreached: Unreached,
  { by, at }: { readonly by: string; readonly at: EpochMs },
): readonly CaseEvent[] {
  if (whyNotGoingOn(state) !== undefined) return [];
  const { opened, isCalledBack, callBackId, unreachedFor } = caseIn(state);
  if (isCalledBack || unreachedFor !== null || unreached.callId !== callBackId) return [];
  const { caseId, needsCallBack } = opened;
  const told: CaseEvent = { type: 'CaseHolderUnreached', data: { caseId, ...unreached } };
  const end = { reason: null, costFen: null, outcome: null, followUpCallId: null, uncallableFor: null, by, at };
  const closed = closeCase(caseDecider.evolve(state, told), end);
  return [told, ...(needsCallBack && closed.kind === 'accepted' ? closed.events : [])];
}

/** A case: a complaint, a request at the service desk, or a holder who wants to leave; with the times it may take (domain 2.12). */
import type { EpochMs } from '@scrip/calendar';
import type { CaseClockStart, CaseEvent, CaseOpened } from '@scrip/contracts';
import { type Decider, type Decision, InvariantError, type Refusal } from '@scrip/decider';
import { type Fen, plus, ZERO_FEN } from '@scrip/money';

/** What a case can be. */
export const CASE_KINDS = ['complaint', 'request', 'retention'] as const;

/** How a case came in. */
export const CASE_CHANNELS = ['desk', 'phone', 'online', 'letter'] as const;

/** Where a case can stand. */
export const CASE_STATES = ['open', 'acknowledged', 'answered', 'done', 'closed'] as const;
export type CaseStatus = (typeof CASE_STATES)[number];

/** A moment of a case's life that starts or stops clocks. */
export type CaseMoment = 'opened' | 'acknowledged' | 'answered' | 'done' | 'closed';

/** A clock that runs. */
export interface RunningClock extends CaseClockStart {
  readonly isWarned: boolean;
  readonly isEscalated: boolean;
}

/** A compensation in its life: proposed, then granted, then recorded by the ledger, or not. */
export interface Compensation {
  readonly status: 'proposed' | 'approved' | 'rejected' | 'posted' | 'refused';
  readonly compensationId: string;
  readonly amountFen: Fen;
  readonly walletId: string | null;
  readonly proposedBy: string;
}

/** A case that was opened; plain data. */
export interface Case {
  readonly status: CaseStatus;
  readonly opened: CaseOpened;
  /** Those that neither stopped nor ended with the case. */
  readonly clocks: readonly RunningClock[];
  readonly promisedAt: EpochMs | null;
  /** Whether the holder was called back and spoken to since it was opened, or opened again. */
  readonly isCalledBack: boolean;
  /** Call task that was asked for last since then, which is to reach the holder; null where none was. */
  readonly callBackId: string | null;
  /** Why calls did not reach the holder since then, such as 'holder_not_reached'; null where they did, or none was given up. */
  readonly unreachedFor: string | null;
  /** The last one; null where none was proposed. */
  readonly compensation: Compensation | null;
  /** What the ledger has recorded for this case. */
  readonly postedFen: Fen;
  /** Call in which the holder is asked about the end; null where there is none. */
  readonly followUpCallId: string | null;
  readonly isRated: boolean;
}

/** What is known of a case's id: nothing, or a case. */
export type CaseState = { readonly status: 'none' } | Case;

/** How a case's stream is folded. */
export const caseDecider: Decider<CaseState, CaseEvent> = {
  stream: 'case',
  initial: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'CaseOpened') {
      if (state.status !== 'none') throw new InvariantError(`${event.data.caseId} was opened twice`);
      const fresh = {
        promisedAt: null,
        isCalledBack: false,
        callBackId: null,
        unreachedFor: null,
        compensation: null,
        postedFen: ZERO_FEN,
      };
      const ended = { followUpCallId: null, isRated: false };
      return { status: 'open', opened: event.data, clocks: running([], event.data.started), ...fresh, ...ended };
    }
    if (state.status === 'none') throw new InvariantError(`${event.type} comes before its case`);
    return evolveCase(state, event);
  },
};

function evolveCase(state: Case, event: Exclude<CaseEvent, { type: 'CaseOpened' }>): Case {
  switch (event.type) {
    case 'CaseAcknowledged':
      return { ...state, status: 'acknowledged', clocks: running(goingOn(state, 'acknowledged'), event.data.started) };
    case 'CaseAnswered': {
      const { started, promisedAt } = event.data;
      return { ...state, status: 'answered', promisedAt, clocks: running(goingOn(state, 'answered'), started) };
    }
    case 'CaseDone':
      return { ...state, status: 'done', clocks: goingOn(state, 'done') };
    case 'CaseClockWarned':
      return { ...state, clocks: marked(state, event.data.clockKey, { isWarned: true }) };
    case 'CaseEscalated':
      return { ...state, clocks: marked(state, event.data.clockKey, { isEscalated: true }) };
    case 'CaseCallBackAsked':
      return { ...state, callBackId: event.data.callId };
    case 'CaseCalledBack':
      return { ...state, isCalledBack: true, unreachedFor: null };
    case 'CaseHolderUnreached':
      return { ...state, unreachedFor: event.data.reason };
    case 'CaseCompensationProposed': {
      const { compensationId, amountFen, walletId, proposedBy } = event.data;
      return { ...state, compensation: { status: 'proposed', compensationId, amountFen, walletId, proposedBy } };
    }
    case 'CaseCompensationApproved':
      return { ...state, compensation: { ...lastOf(state), status: 'approved' } };
    case 'CaseCompensationRejected':
      return { ...state, compensation: { ...lastOf(state), status: 'rejected' } };
    case 'CaseCompensationPosted': {
      const postedFen = plus(state.postedFen, event.data.amountFen);
      return { ...state, compensation: { ...lastOf(state), status: 'posted' }, postedFen };
    }
    case 'CaseCompensationRefused':
      return { ...state, compensation: { ...lastOf(state), status: 'refused' } };
    case 'CaseClosed':
      return { ...state, status: 'closed', clocks: [], followUpCallId: event.data.followUpCallId };
    case 'CaseReopened': {
      const uncalled = { isCalledBack: false, callBackId: null, unreachedFor: null };
      const fresh = { promisedAt: null, followUpCallId: null, isRated: false, ...uncalled };
      return { ...state, status: 'open', clocks: running([], event.data.started), ...fresh };
    }
    case 'CaseSatisfactionRecorded':
      return { ...state, isRated: true };
  }
}

/** Clocks that a moment does not stop; the end of a case stops all. */
function goingOn({ clocks, opened }: Case, moment: CaseMoment): readonly RunningClock[] {
  return clocks.filter(({ clockKey }) => !stops(opened, clockKey, moment));
}

/** Whether a moment stops a clock. */
export function stops({ clocks }: CaseOpened, clockKey: string, moment: CaseMoment): boolean {
  return moment === 'closed' || clocks.find((clock) => clock.clockKey === clockKey)?.stops === moment;
}

function running(before: readonly RunningClock[], started: readonly CaseClockStart[]): readonly RunningClock[] {
  return [...before, ...started.map((start) => ({ ...start, isWarned: false, isEscalated: false }))];
}

function marked(state: Case, clockKey: string, mark: Partial<RunningClock>): readonly RunningClock[] {
  return state.clocks.map((clock) => (clock.clockKey === clockKey ? { ...clock, ...mark } : clock));
}

function lastOf({ opened, compensation }: Case): Compensation {
  if (compensation) return compensation;
  throw new InvariantError(`${opened.caseId} has no compensation to decide about`);
}

/** Why nothing can be done with a case: `case_unknown`, `case_closed`; undefined while it goes on. */
export function whyNotGoingOn(state: CaseState): Refusal | undefined {
  if (state.status === 'none') return { code: 'case_unknown', detail: {} };
  return state.status === 'closed' ? { code: 'case_closed', detail: {} } : undefined;
}

/** A refusal as a decision. */
export function refuse(refusal: Refusal): Decision<never> {
  return { kind: 'refused', refusal };
}

/** The case, where the rule has made sure that there is one. */
export function caseIn(state: CaseState): Case {
  if (state.status === 'none') throw new InvariantError('a case that nobody opened goes on');
  return state;
}

/** That a call about the case reached the holder; what is over, or told already, stays as it is. */
export function calledBack(state: CaseState, callId: string): readonly CaseEvent[] {
  if (whyNotGoingOn(state) !== undefined || caseIn(state).isCalledBack) return [];
  return [{ type: 'CaseCalledBack', data: { caseId: caseIn(state).opened.caseId, callId } }];
}

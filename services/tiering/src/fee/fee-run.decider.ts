/** A run that decides the fees of a calendar month, member by member in parts; one that was killed goes on (domain 2.8). */
import type { FeeRunEvent, FeeRunPartDone } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';
import { type Fen, plus, ZERO_FEN } from '@scrip/money';
import { endOfMonth, type Programme } from '@scrip/programme';

/** What a run has counted. */
interface FeeCounts {
  readonly members: number;
  readonly dueCount: number;
  readonly waivedCount: number;
  readonly dueFen: Fen;
  readonly waivedFen: Fen;
}

/** A run that was started; plain data. */
export interface FeeRun extends FeeCounts {
  readonly status: 'started' | 'closed';
  readonly runId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  /** YYYY-MM. */
  readonly month: string;
  /** Last membership of the parts that are done; '' before the first. */
  readonly toMembershipId: string;
  /** Of the last part, in hex; '' before the first. */
  readonly resultHash: string;
}

/** What is known of a run's id. */
export type FeeRunState = { readonly status: 'none' } | FeeRun;

/** How a run's stream is folded. */
export const feeRunDecider: Decider<FeeRunState, FeeRunEvent> = {
  stream: 'fee-run',
  initial: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'FeeRunStarted') {
      const counts = { members: 0, dueCount: 0, waivedCount: 0, dueFen: ZERO_FEN, waivedFen: ZERO_FEN };
      return { status: 'started', ...event.data, ...counts, toMembershipId: '', resultHash: '' };
    }
    if (state.status === 'none') throw new InvariantError(`${event.type} of a run that was never started`);
    if (event.type === 'FeeRunClosed') return { ...state, status: 'closed' };
    const { toMembershipId, resultHash } = event.data;
    return { ...state, ...added(state, event.data), toMembershipId, resultHash };
  },
};

function added(counts: FeeCounts, part: FeeCounts): FeeCounts {
  return {
    members: counts.members + part.members,
    dueCount: counts.dueCount + part.dueCount,
    waivedCount: counts.waivedCount + part.waivedCount,
    dueFen: plus(counts.dueFen, part.dueFen),
    waivedFen: plus(counts.waivedFen, part.waivedFen),
  };
}

/** What a run is asked for. */
export interface StartFeeRun {
  /** Made of issuer, programme and month: each month has one run. */
  readonly runId: string;
  readonly programmeId: string;
  /** YYYY-MM. */
  readonly month: string;
  /** The business day now. */
  readonly today: string;
}

/**
 * Starts the run of a month under the version in force at its end. Refused in this order: `programme_unknown`
 * {programmeId}: no version was in force; `fees_none` {programmeVersion}; `month_not_over` {month, endsOn}; `month_decided`
 * {runId, month}: each fee is decided once.
 */
export function startFeeRun(
  state: FeeRunState,
  { runId, programmeId, month, today }: StartFeeRun,
  programme: Programme | undefined,
): Decision<FeeRunEvent> {
  if (!programme) return reject('programme_unknown', { programmeId });
  const programmeVersion = programme.version;
  if ((programme.fees ?? []).length === 0) return reject('fees_none', { programmeVersion });
  const endsOn = endOfMonth(month);
  if (today <= endsOn) return reject('month_not_over', { month, endsOn });
  if (state.status !== 'none') return reject('month_decided', { runId, month });
  return accept({ type: 'FeeRunStarted', data: { runId, programmeId, programmeVersion, month } });
}

/** The next members of a run. */
export interface FeePart extends FeeCounts {
  readonly runId: string;
  /** Where the part begins: the last membership of the one before. */
  readonly after: string;
  readonly to: string;
  readonly resultHash: string;
}

/** Ends a part. Refused: `part_not_next` {runId, after}: another copy of the service has done it. */
export function feePartDone(state: FeeRunState, { after, to, ...part }: FeePart): Decision<FeeRunEvent> {
  const { runId } = part;
  if (state.status !== 'started' || state.toMembershipId !== after) return reject('part_not_next', { runId, after });
  const data: FeeRunPartDone = { ...part, toMembershipId: to };
  return accept({ type: 'FeeRunPartDone', data });
}

/** Closes a run whose members are all done. Refused: `part_not_next` {runId, after}. */
export function closeFeeRun(state: FeeRunState, runId: string, after: string): Decision<FeeRunEvent> {
  if (state.status !== 'started' || state.toMembershipId !== after) return reject('part_not_next', { runId, after });
  const { status: _status, toMembershipId: _to, ...data } = state;
  return accept({ type: 'FeeRunClosed', data });
}

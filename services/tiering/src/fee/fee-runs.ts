/**
 * The job behind a run of fees: decides the fees of the next members, part by part, each part one commit of the run and its
 * fees. How far it is, the log says alone; two copies at the same part: one has it, the other finds that it was done.
 */
import { createHash } from 'node:crypto';
import type { DueItem, DueWork, Terms } from '@scrip/chassis';
import type { FeeEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { type EventLog, idFrom, on, type Placed, type ProjectionRunner, type Who } from '@scrip/event-store';
import { fen, sumFen } from '@scrip/money';
import { feesFallingDue, type Programme } from '@scrip/programme';
import type { MemberAt, MemberFacts } from '../member-facts.ts';
import { type FeeDecided, type FeeState, feeDecider, feeFact, feeSeed, takeFee } from './fee.decider.ts';
import { openFeeRuns } from './fee.projection.ts';
import { closeFeeRun, type FeeRun, type FeeRunState, feePartDone, feeRunDecider } from './fee-run.decider.ts';

/** How long one run is worked on before other due work has its turn. */
const SLICE_MS = 400;
/** Runs of one turn. */
const RUNS_OF_TURN = 4;
/** Members of one part: one commit, so few enough to hold nobody up. */
const PART_MEMBERS = 500;
/** How long a run waits for the projections before it is put off. */
const CATCH_UP_MS = 10_000;

/** What a run is made with. */
export interface FeeRunParts {
  readonly log: EventLog;
  readonly runner: ProjectionRunner;
  readonly terms: Terms;
  readonly facts: MemberFacts;
}

/** A run at work. */
interface AtWork {
  readonly who: Omit<Who, 'occurredAt'>;
  readonly programme: Programme;
}

/** A fee of the part, decided but not yet taken. */
interface Decided {
  readonly streamId: string;
  readonly event: FeeDecided;
}

export class FeeRuns implements DueWork {
  readonly name = 'fee_run';
  readonly #parts: FeeRunParts;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: FeeRunParts) {
    this.#parts = parts;
  }

  async due(now: number, limit: number): Promise<readonly DueItem[]> {
    const runs = await openFeeRuns(this.#parts.log.pool, now, Math.min(limit, RUNS_OF_TURN));
    return runs.map(({ runId, startedAt }) => ({ id: runId, dueAt: startedAt }));
  }

  /** One slice of a run, after the slices of others. */
  carryOut({ id }: DueItem): Promise<'done' | 'later'> {
    const slice = this.#turn.then(() => this.run(id, performance.now() + SLICE_MS));
    this.#turn = slice.catch(() => undefined);
    return slice.then((outcome) => (outcome === 'waits' ? 'later' : 'done'));
  }

  /** Works on a run until it is closed, another copy is at it, or `until` (milliseconds of the process) is over. */
  async run(runId: string, until: number = Number.POSITIVE_INFINITY): Promise<'closed' | 'goes_on' | 'waits'> {
    const { log, runner, terms } = this.#parts;
    const [first] = await log.readStream(runId, { limit: 1 });
    if (first?.event.type !== 'FeeRunStarted') throw new InvariantError(`${runId} was never started`);
    const { issuerId, correlationId, eventId } = first.envelope;
    const { programmeId, programmeVersion } = first.event.data;
    const who = { issuerId, actor: 'service:tiering', correlationId, causationId: eventId, traceparent: null };
    const programme = await terms.ofVersion(issuerId, programmeId, programmeVersion);
    if (!programme) throw new InvariantError(`${runId} is under version ${programmeVersion}, which is not here`);
    // Who is a member at which grade is read from projections: they must have seen all that came before.
    if (!(await runner.reached((await log.head()).position, CATCH_UP_MS))) return 'waits';
    for (;;) {
      const { state } = await log.state(feeRunDecider, runId);
      if (state.status !== 'started') return 'closed';
      if (!(await this.#part({ who, programme }, state))) return 'goes_on';
      if (performance.now() >= until) return 'goes_on';
    }
  }

  /** Decides the fees of the next members; false where another copy has done it. */
  async #part({ who, programme }: AtWork, run: FeeRun): Promise<boolean> {
    const { log, facts } = this.#parts;
    const { runId, programmeId, month, toMembershipId: after } = run;
    const page = { issuerId: who.issuerId, programmeId, after, month, limit: PART_MEMBERS };
    const members = await facts.membersAt(page);
    const to = members.at(-1)?.membershipId;
    const at = { ...who, occurredAt: log.clock.now() };
    if (to === undefined) {
      const decide = (state: FeeRunState) => closeFeeRun(state, runId, after);
      const closed = await log.execute({ who: at, key: null, decider: feeRunDecider, streamId: runId, decide });
      return closed.kind === 'accepted';
    }
    const fees = await this.#decide(who.issuerId, run, members, programme);
    const of = (type: FeeEvent['type']) => fees.filter(({ event }) => event.type === type);
    const part = {
      runId,
      after,
      to,
      members: members.length,
      dueCount: of('FeeDue').length,
      waivedCount: of('FeeWaived').length,
      dueFen: sumFen(of('FeeDue').map(({ event }) => event.data.amountFen)),
      waivedFen: sumFen(of('FeeWaived').map(({ event }) => event.data.amountFen)),
      resultHash: partHash(run.resultHash, fees),
    };
    const verdict = await log.executeAcross({
      who: at,
      key: null,
      streams: [on(feeRunDecider, runId), ...fees.map(({ streamId }) => on(feeDecider, streamId))],
      decide: ([state, ...states]) => {
        const done = feePartDone(state as FeeRunState, part);
        if (done.kind === 'refused') return done;
        const taken = fees.flatMap(({ streamId, event }, index) => {
          const decision = takeFee(states[index] as FeeState, event);
          return decision.kind === 'accepted' ? decision.events.map((one): Placed => ({ streamId, event: one })) : [];
        });
        return { kind: 'accepted', events: [...taken, ...done.events.map((event) => ({ streamId: runId, event }))] };
      },
    });
    return verdict.kind === 'accepted';
  }

  /** Every fee that falls due for these members, with what was measured of those who have one. */
  async #decide(
    issuerId: string,
    { runId, programmeId, programmeVersion, month }: FeeRun,
    members: readonly MemberAt[],
    programme: Programme,
  ): Promise<readonly Decided[]> {
    const falling = members.flatMap((member) =>
      feesFallingDue(programme, member, month).map((due) => ({ member, due })),
    );
    const asked = falling.flatMap(({ due }) => (due.fee.waive === undefined ? [] : [due.fee.waive]));
    const payers = [...new Map(falling.map(({ member }) => [member.membershipId, member])).values()];
    const known = await this.#parts.facts.of({ issuerId, programme, members: payers, conditions: asked, month });
    return falling.map(({ member, due }): Decided => {
      const facts = known.get(member.membershipId);
      if (!facts) throw new InvariantError(`nothing was said of ${member.membershipId}`);
      const { membershipId, holderId, grade: gradeKey } = member;
      const feeId = idFrom('fee', feeSeed(membershipId, due.fee.key, due.dueDate));
      const executive = facts.values.keyClientExecutive;
      const whose = { feeId, membershipId, holderId, programmeId, programmeVersion, gradeKey, month, runId };
      const of = {
        ...whose,
        segments: [...(facts.segments ?? [])],
        keyClientExecutive: typeof executive === 'boolean' ? executive : null,
      };
      const { event } = feeFact(due, { ...of, amountFen: fen(due.fee.amountFen) }, facts);
      return { streamId: feeId, event };
    });
  }
}

/** SHA-256 in hex of the hash of the part before and a line a fee: `feeId,due|waived,fen`. */
function partHash(before: string, fees: readonly Decided[]): string {
  const hash = createHash('sha256').update(`${before}\n`);
  for (const { streamId, event } of fees) {
    hash.update(`${streamId},${event.type === 'FeeDue' ? 'due' : 'waived'},${event.data.amountFen}\n`);
  }
  return hash.digest('hex');
}

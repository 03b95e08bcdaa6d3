/**
 * The job behind a run: puts the members in order, keeps the order, tells who came in or went out part by part, and closes
 * with the report. How far it is, the log says alone; a copy that is killed leaves at most an order that no run took.
 */
import type { DueItem, DueWork, Terms } from '@scrip/chassis';
import type { SegmentMemberEvent, SegmentRunRanked, SegmentRunStarted } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { type EventLog, idFrom, newId, on, type Placed, type ProjectionRunner, type Who } from '@scrip/event-store';
import { type MeasuredMember, measureKey, type Programme, type Segment, shareOf } from '@scrip/programme';
import type { MemberFacts } from '../member-facts.ts';
import { openSegmentRuns } from './segment.projection.ts';
import {
  enterSegment,
  leaveSegment,
  type SegmentMemberState,
  segmentMemberDecider,
  segmentMemberSeed,
} from './segment-member.decider.ts';
import { dropResult, keepResult, resultHashOf, type SegmentRow, type ToTell, toTell } from './segment-result.ts';
import {
  type SegmentRun,
  type SegmentRunState,
  segmentPartDone,
  segmentRunDecider,
  takeRanking,
} from './segment-run.decider.ts';
import { giveSegmentBack } from './segment-under-way.ts';

/** How long one run is worked on before other due work has its turn. */
const SLICE_MS = 400;
/** Runs of one turn. */
const RUNS_OF_TURN = 4;
/** Members of one part: one commit, so few enough to hold nobody up. */
const PART_MEMBERS = 500;
/** Members whose numbers are read at once. */
const PAGE_MEMBERS = 5_000;
/** How long a run waits for the projections before it is put off. */
const CATCH_UP_MS = 10_000;

/** What a run is made with. */
export interface SegmentRunParts {
  readonly log: EventLog;
  readonly runner: ProjectionRunner;
  readonly terms: Terms;
  readonly facts: MemberFacts;
}

/** A run at work. */
interface AtWork {
  readonly who: Omit<Who, 'occurredAt'>;
  readonly started: SegmentRunStarted;
}

/** A member and what was measured, with the holder. */
type MeasuredHolder = MeasuredMember & { readonly holderId: string };

export class SegmentRuns implements DueWork {
  readonly name = 'segment_run';
  readonly #parts: SegmentRunParts;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: SegmentRunParts) {
    this.#parts = parts;
  }

  async due(now: number, limit: number): Promise<readonly DueItem[]> {
    const runs = await openSegmentRuns(this.#parts.log.pool, now, Math.min(limit, RUNS_OF_TURN));
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
    const { log, runner } = this.#parts;
    const [first] = await log.readStream(runId, { limit: 1 });
    if (first?.event.type !== 'SegmentRunStarted') throw new InvariantError(`${runId} was never started`);
    const { issuerId, correlationId, eventId } = first.envelope;
    const who = { issuerId, actor: 'service:tiering', correlationId, causationId: eventId, traceparent: null };
    const work: AtWork = { who, started: first.event.data };
    // Who is a member and who is in now is read from projections: they must have seen all that came before.
    if (!(await runner.reached((await log.head()).position, CATCH_UP_MS))) return 'waits';
    let { state } = await log.state(segmentRunDecider, runId);
    if (state.status === 'started') {
      await this.#rank(work);
      ({ state } = await log.state(segmentRunDecider, runId));
    }
    while (state.status === 'ranked') {
      if (!(await this.#part(work, state))) return 'goes_on';
      if (performance.now() >= until) return 'goes_on';
      ({ state } = await log.state(segmentRunDecider, runId));
    }
    return 'closed';
  }

  /** Puts the members in order and keeps it; the run then takes it, or another copy's that was faster. */
  async #rank({ who, started }: AtWork): Promise<void> {
    const { log, terms } = this.#parts;
    const { runId, programmeId, programmeVersion, segmentKey } = started;
    const programme = await terms.ofVersion(who.issuerId, programmeId, programmeVersion);
    const segment = programme?.segments?.find(({ key }) => key === segmentKey);
    if (!programme || !segment)
      throw new InvariantError(`${runId} is of ${segmentKey}, which ${programmeId} does not have`);
    const members = await this.#measured(who.issuerId, started, segment, programme);
    const share = shareOf(segment, members);
    const holderOf = new Map(members.map(({ membershipId, holderId }) => [membershipId, holderId]));
    const rows = share.ranked.map((one): SegmentRow => ({ ...one, holderId: holderOf.get(one.membershipId) ?? '' }));
    const resultId = newId('sgt');
    await keepResult(log.pool, resultId, rows);
    const data: SegmentRunRanked = {
      runId,
      resultId,
      members: rows.length,
      inCount: share.inCount,
      whole: share.whole.total / share.whole.over,
      held: share.held.total / share.held.over,
      heldShareBp: share.heldShareBp,
      resultHash: resultHashOf(share.ranked),
    };
    await log.execute({
      who: { ...who, occurredAt: log.clock.now() },
      key: null,
      decider: segmentRunDecider,
      streamId: runId,
      decide: (state) => takeRanking(state, data),
    });
    const { state } = await log.state(segmentRunDecider, runId);
    const taken = state.status === 'none' ? undefined : state.ranked?.resultId;
    if (taken !== resultId) await dropResult(log.pool, resultId);
  }

  /** Everybody who is a member by the end of the month, with what was measured. */
  async #measured(
    issuerId: string,
    { membersOf: programmeId, month }: SegmentRunStarted,
    { by }: Segment,
    programme: Programme,
  ): Promise<readonly MeasuredHolder[]> {
    const key = measureKey(by);
    const { facts } = this.#parts;
    const found: MeasuredHolder[] = [];
    for (let after = ''; ; ) {
      const page = await facts.membersAt({ issuerId, programmeId, month, after, limit: PAGE_MEMBERS });
      const measures = await facts.measuresOf({ issuerId, programme, members: page, measures: [by], month });
      for (const { membershipId, holderId } of page) {
        const measured = measures.get(membershipId)?.get(key);
        if (!measured) throw new InvariantError(`nothing was said of ${key} of ${membershipId}`);
        found.push({ membershipId, holderId, measured });
      }
      const last = page.at(-1);
      if (!last || page.length < PAGE_MEMBERS) return found;
      after = last.membershipId;
    }
  }

  /** Tells the next members in or out; false where another copy has done it. */
  async #part({ who, started }: AtWork, state: SegmentRun): Promise<boolean> {
    const { log } = this.#parts;
    const { runId, programmeId, segmentKey } = started;
    const resultId = state.ranked?.resultId;
    if (resultId === undefined) throw new InvariantError(`${runId} is ranked without an order`);
    const after = state.toMembershipId;
    const next = { issuerId: who.issuerId, programmeId, segmentKey, resultId, after, limit: PART_MEMBERS };
    const members = await toTell(log.pool, next);
    const to = members.length < PART_MEMBERS ? null : (members.at(-1)?.membershipId ?? null);
    const told = members.map((member) => ({
      member,
      streamId: idFrom('sgm', segmentMemberSeed(programmeId, segmentKey, member.membershipId)),
    }));
    const verdict = await log.executeAcross({
      who: { ...who, occurredAt: log.clock.now() },
      key: null,
      streams: [on(segmentRunDecider, runId), ...told.map(({ streamId }) => on(segmentMemberDecider, streamId))],
      decide: ([run, ...states]) => {
        const events = told.flatMap(({ member, streamId }, index) =>
          tell(started, member, streamId, states[index] as SegmentMemberState).map(
            (event): Placed => ({ streamId, event }),
          ),
        );
        const entered = events.filter(({ event }) => event.type === 'SegmentEntered').length;
        const part = { runId, after, to, entered, left: events.length - entered };
        const done = segmentPartDone(run as SegmentRunState, part);
        if (done.kind === 'refused') return done;
        const progress = done.events.map((event): Placed => ({ streamId: runId, event }));
        return { kind: 'accepted', events: [...events, ...progress] };
      },
      writes: to === null ? (tx) => giveSegmentBack(tx, runId) : undefined,
    });
    return verdict.kind === 'accepted';
  }
}

function tell(
  { runId, programmeId, programmeVersion, segmentKey, month }: SegmentRunStarted,
  { membershipId, holderId, isIn, place, total, over }: ToTell,
  segmentMemberId: string,
  state: SegmentMemberState,
): readonly SegmentMemberEvent[] {
  const of = { segmentMemberId, membershipId, holderId, programmeId, programmeVersion, segmentKey, month, runId };
  const decided = isIn ? enterSegment(state, { ...of, place, total, over }) : leaveSegment(state, of);
  return decided.kind === 'accepted' ? decided.events : [];
}

/** What the routes of cases have in common: whose a case is, the terms of its kind, calls that belong to it. */
import type { Terms } from '@scrip/chassis';
import type { CallTaskOpened, CaseEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { type EventLog, on, type Placed, type Verdict } from '@scrip/event-store';
import { type CommandRequest, Problem } from '@scrip/http';
import { type CasePolicy, caseOf, type Programme } from '@scrip/programme';
import { type CallState, callDecider, cancelCall, openCall } from '../call/call.decider.ts';
import { idOf, requireContact, requireOwn } from '../desk-fields.ts';
import { type HolderWords, impersonal } from '../holder-words.ts';
import { type Case, type CaseState, caseDecider } from './case.decider.ts';
import { openCase } from './case-life.rule.ts';

/** A kind of case with the version it is from. */
export interface CaseTerms {
  readonly policy: CasePolicy;
  readonly programme: Programme;
}

/** A case as it is asked for. */
export interface CaseToOpen {
  readonly holderId: string | null;
  readonly topic: string;
  readonly channel: string;
  readonly queueKey: string;
  readonly receiptId: string | null;
  readonly reason: string | null;
  /** What was said; goes to the vault of cards. */
  readonly note: string | null;
}

/** Refusals that are not here are 409. */
export const CASE_REFUSALS = {
  case_unknown: 404,
  compensation_unknown: 404,
  own_proposal: 403,
  role_missing: 403,
} as const;

export class CaseCommands {
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #words: HolderWords;

  constructor(log: EventLog, terms: Terms, words: HolderWords) {
    this.#log = log;
    this.#terms = terms;
    this.#words = words;
  }

  /** Throws the Problems 409 `programme_unknown`; 409 `case_not_offered` {caseKey}. */
  async termsOf(command: CommandRequest, programmeId: string, caseKey: string): Promise<CaseTerms> {
    const programme = await this.programme(command, programmeId);
    const policy = caseOf(programme, caseKey);
    if (policy) return { policy, programme };
    throw new Problem(409, 'case_not_offered', 'The programme has no such kind of case', { members: { caseKey } });
  }

  /** The programme in force. Throws the Problem 409 `programme_unknown`. */
  async programme({ who }: CommandRequest, programmeId: string): Promise<Programme> {
    const programme = await this.#terms.inForce(who.issuerId, programmeId, who.occurredAt);
    if (programme) return programme;
    throw new Problem(409, 'programme_unknown', 'No programme of this id is in force', { members: { programmeId } });
  }

  /**
   * Opens a case under the terms of its kind. Throws the Problems 404 `contact_unknown`; what cards refuses of the note;
   * 503 `vault_unavailable`. The rest is refused by the rule.
   */
  async open(
    command: CommandRequest,
    asked: CaseToOpen,
    { policy, programme }: CaseTerms,
  ): Promise<Verdict<CaseEvent>> {
    const { issuerId, actor: openedBy, occurredAt: at } = command.who;
    const { note, holderId, topic, channel, queueKey, receiptId, reason } = asked;
    if (holderId !== null) await requireContact(this.#log, issuerId, holderId);
    const caseId = idOf('cas', command);
    const about = { caseId, holderId, topic, channel, queueKey, receiptId, reason, openedBy };
    const opening = { ...about, programmeId: programme.id, programmeVersion: programme.version };
    // What would be refused keeps nothing in the vault.
    const first = openCase(caseDecider.initial, { ...opening, noteId: null }, policy, at);
    const noteId =
      note === null || holderId === null || first.kind === 'refused'
        ? null
        : await this.#words.keep(command, { holderId, kind: 'case-note', text: note });
    return this.#log.execute({
      ...impersonal(command, { ...asked, note: note !== null, programmeId: programme.id, caseKey: policy.key }),
      decider: caseDecider,
      streamId: caseId,
      decide: (state) => openCase(state, { ...opening, noteId }, policy, at),
    });
  }

  /** The case as the log has it. Throws the Problem 404 `case_unknown`. */
  async require(issuerId: string, caseId: string): Promise<Case> {
    await requireOwn(this.#log, issuerId, { id: caseId, code: 'case_unknown', name: 'caseId' });
    const { state } = await this.#log.state(caseDecider, caseId);
    if (state.status !== 'none') return state;
    throw new Problem(404, 'case_unknown', 'There is no such case', { members: { caseId } });
  }

  /** Decides on one case of the caller's issuer. */
  async decide(
    command: CommandRequest,
    caseId: string,
    decide: (state: CaseState) => Decision<CaseEvent>,
  ): Promise<Verdict<CaseEvent>> {
    await requireOwn(this.#log, command.who.issuerId, { id: caseId, code: 'case_unknown', name: 'caseId' });
    return this.#log.execute({ ...command, decider: caseDecider, streamId: caseId, decide });
  }

  /** Decides on a case and opens a call task in the same moment, or neither. */
  async decideWithCall(
    command: CommandRequest,
    task: CallTaskOpened,
    caseId: string,
    decide: (state: CaseState) => Decision<CaseEvent>,
  ): Promise<Verdict> {
    const { callId } = task;
    return this.#across(command, { caseId, callId }, decide, (call) => openCall(call, task));
  }

  /** Decides on a case and ends a call task that it has no use for any more. */
  async decideWithoutCall(
    command: CommandRequest,
    callId: string,
    caseId: string,
    decide: (state: CaseState) => Decision<CaseEvent>,
  ): Promise<Verdict> {
    return this.#across(command, { caseId, callId }, decide, (call) =>
      // One that was made already stays as it ended.
      call.status === 'none' || call.status === 'closed'
        ? { kind: 'accepted', events: [] }
        : cancelCall(call, command.who.actor),
    );
  }

  async #across(
    command: CommandRequest,
    { caseId, callId }: { readonly caseId: string; readonly callId: string },
    decide: (state: CaseState) => Decision<CaseEvent>,
    decideCall: (state: CallState) => ReturnType<typeof openCall>,
  ): Promise<Verdict> {
    return this.#log.executeAcross({
      ...command,
      streams: [on(caseDecider, caseId), on(callDecider, callId)],
      decide: ([state, call]): Decision<Placed> => {
        const decided = decide(state as CaseState);
        if (decided.kind === 'refused') return decided;
        const called = decideCall(call as CallState);
        if (called.kind === 'refused') return called;
        const facts = decided.events.map((event): Placed => ({ streamId: caseId, event }));
        return { kind: 'accepted', events: [...facts, ...called.events.map((event) => ({ streamId: callId, event }))] };
      },
    });
  }
}

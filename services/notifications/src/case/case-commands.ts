/** What the routes of cases have in common: whose a case is, the terms of its kind, calls that belong to it. */
import type { Terms } from '@scrip/chassis';
import type { CallEvent, CaseEvent, CaseOpened } from '@scrip/contracts';
import { accept, type Decision, InvariantError } from '@scrip/decider';
import { type EventLog, on, type Placed, type Verdict } from '@scrip/event-store';
import { type CommandRequest, Problem } from '@scrip/http';
import { type CasePolicy, type ContactPolicy, caseOf, type Programme } from '@scrip/programme';
import { type CallState, callDecider, cancelCall } from '../call/call.decider.ts';
import { contactDecider, contactOf, type KnownContact } from '../contact/contact.decider.ts';
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

  /**
   * Who is called about a case: its holder, or whom that holder was merged into; null where the case has none. Throws
   * InvariantError where merges go in a circle.
   */
  async calleeOf({ holderId }: CaseOpened): Promise<string | null> {
    let calleeId = holderId;
    for (let merges = 0; merges < MERGES_MAX; merges += 1) {
      if (calleeId === null) return null;
      const { state } = await this.#log.state(contactDecider, contactOf(calleeId));
      if (state.kind === 'unknown' || state.survivorId === null) return calleeId;
      calleeId = state.survivorId;
    }
    throw new InvariantError(`${holderId} was merged more than ${MERGES_MAX} times`);
  }

  /** Contact policy of the version that a case was opened under; empty where the programme has none. */
  async policyOf(issuerId: string, { programmeId, programmeVersion }: CaseOpened): Promise<Partial<ContactPolicy>> {
    const programme = await this.#terms.ofVersion(issuerId, programmeId, programmeVersion);
    return programme?.contact ?? {};
  }

  /** Decides on a case, on who is called about it, and on a call task in the same moment, or on none. */
  async decideWithCall(
    command: CommandRequest,
    ids: { readonly caseId: string; readonly callId: string; readonly calleeId: string },
    decide: (state: CaseState, callee: KnownContact) => Decision<CaseEvent>,
    decideCall: (call: CallState, callee: KnownContact) => Decision<CallEvent>,
  ): Promise<Verdict> {
    const { caseId, callId, calleeId } = ids;
    return this.#log.executeAcross({
      ...command,
      streams: [on(caseDecider, caseId), on(callDecider, callId), on(contactDecider, contactOf(calleeId))],
      decide: ([state, call, callee]): Decision<Placed> =>
        together(
          { caseId, callId },
          () => decide(state as CaseState, callee as KnownContact),
          () => decideCall(call as CallState, callee as KnownContact),
        ),
    });
  }

  /** Decides on a case and ends a call task that it has no use for any more. */
  async decideWithoutCall(
    command: CommandRequest,
    { caseId, callId }: { readonly caseId: string; readonly callId: string },
    decide: (state: CaseState) => Decision<CaseEvent>,
  ): Promise<Verdict> {
    return this.#log.executeAcross({
      ...command,
      streams: [on(caseDecider, caseId), on(callDecider, callId)],
      decide: ([state, call]): Decision<Placed> =>
        together(
          { caseId, callId },
          () => decide(state as CaseState),
          () => dropCall(call as CallState, command.who.actor),
        ),
    });
  }
}

/** Merges that a holder can have gone through: more is a circle. */
const MERGES_MAX = 20;

/** One that was made already stays as it ended. */
function dropCall(call: CallState, by: string): Decision<CallEvent> {
  return call.status === 'none' || call.status === 'closed' ? accept() : cancelCall(call, by);
}

/** Both, or neither; the case is asked first. */
function together(
  { caseId, callId }: { readonly caseId: string; readonly callId: string },
  decide: () => Decision<CaseEvent>,
  decideCall: () => Decision<CallEvent>,
): Decision<Placed> {
  const decided = decide();
  if (decided.kind === 'refused') return decided;
  const called = decideCall();
  if (called.kind === 'refused') return called;
  const facts = decided.events.map((event): Placed => ({ streamId: caseId, event }));
  return accept(...facts, ...called.events.map((event): Placed => ({ streamId: callId, event })));
}

/** What call tasks need of the service around them: their programme's terms, and outreaches that are calls. */
import type { Terms } from '@scrip/chassis';
import type { CallTaskOpened, OutreachQueued } from '@scrip/contracts';
import { type Decision, InvariantError } from '@scrip/decider';
import { type EventLog, idFrom, on, type Placed, type StreamRef, type Who } from '@scrip/event-store';
import { across, type Effect, type Message } from '@scrip/kafka';
import type { ContactPolicy, Programme } from '@scrip/programme';
import { type CaseState, caseDecider } from '../case/case.decider.ts';
import { type ContactState, contactDecider, contactOf } from '../contact/contact.decider.ts';
import { CENTRE } from '../desk-fields.ts';
import { type OutreachState, outreachDecider, recordSent } from '../outreach/outreach.decider.ts';
import { type CallState, type ClaimCall, callDecider, claimCall, openCall } from './call.decider.ts';
import { callsToTake } from './call-list.ts';
import { type OutcomeStreams, settleWith } from './call-outcome.rule.ts';
import { earlier, settleCall } from './call-window.rule.ts';

/** Tasks of a queue that are looked at for one that is free: more than people who take one in the same moment. */
const CANDIDATES = 16;
/** So often as many more are looked at where the policy bars all of them. */
const ROUNDS_MAX = 4;

/** What a programme says about calls. */
export interface CallTerms {
  readonly sampleBp: number;
  readonly completesProfile: boolean;
  readonly programme: Programme | undefined;
}

/** A task that may be taken, and what that is decided with. */
export interface CallToTake {
  readonly callId: string;
  readonly contactId: string;
  readonly policy: Partial<ContactPolicy>;
}

export class CallTasks {
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  /** The terms that a task was opened under; none is checked and no profile completed where the programme says nothing. */
  async termsOf(
    issuerId: string,
    { programmeId, programmeVersion }: Pick<CallTaskOpened, 'programmeId' | 'programmeVersion'>,
  ): Promise<CallTerms> {
    const programme = await this.#terms.ofVersion(issuerId, programmeId, programmeVersion);
    const calls = programme?.contact?.calls;
    return { sampleBp: calls?.sampleBp ?? 0, completesProfile: calls?.completeProfile ?? false, programme };
  }

  /** The programme in force for a task of the desk; undefined where there is none. */
  inForce(issuerId: string, programmeId: string, at: number): Promise<Programme | undefined> {
    return this.#terms.inForce(issuerId, programmeId, at);
  }

  /**
   * Looks at a task that somebody is about to take: where its holder may not be called now, it is put off or over. Says
   * with which policy and which contact it is to be taken; undefined where it is not free any more.
   */
  async toTake(callId: string, who: Who, claim: ClaimCall): Promise<CallToTake | undefined> {
    const { state } = await this.#log.state(callDecider, callId);
    // The list is behind the log: it may show what is taken, put off or over by now.
    if (state.status === 'none' || claimCall(state, claim).kind === 'refused') return undefined;
    const contactId = contactOf(state.opened.holderId);
    const { programme } = await this.termsOf(who.issuerId, state.opened);
    const policy = programme?.contact ?? {};
    const found = { callId, contactId, policy };
    const { state: known } = await this.#log.state(contactDecider, contactId);
    const settled = settleCall(state, known, policy, claim);
    if (settled.kind === 'refused' || settled.events.length === 0) return found;
    await this.#log.executeAcross({
      who: { ...who, actor: 'service:notifications' },
      // Whoever is second finds it settled and changes nothing.
      key: null,
      streams: outcomeStreams(state.opened),
      decide: (states): Decision<Placed> => {
        const outcome = outcomeOf(states);
        const decided = settleCall(outcome.call, outcome.contact, policy, claim);
        return settleWith(outcome, decided, policy, { at: claim.at, outreachId: unreachedOf(callId) });
      },
    });
    return undefined;
  }

  /**
   * Tasks of a queue that somebody may take now, the one that waits longest first; what the policy bars on the way is put
   * off or over.
   */
  async free(queueKey: string, who: Who, claim: ClaimCall): Promise<readonly CallToTake[]> {
    const { issuerId } = who;
    const { by, at } = claim;
    const without: string[] = [];
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const asked = { issuerId, queueKey, by, at, limit: CANDIDATES, without };
      const listed = await callsToTake(this.#log.pool, asked);
      const looked = await Promise.all(listed.map((callId) => this.toTake(callId, who, claim)));
      const free = looked.filter((one) => one !== undefined);
      if (free.length > 0 || listed.length < CANDIDATES) return free;
      without.push(...listed);
    }
    return [];
  }

  /**
   * An outreach whose channel is a call becomes a task, in the moment it was queued for, and is handed over by that. Queued
   * twice it is one task.
   */
  open(outreach: OutreachQueued, message: Message): Effect {
    const { outreachId, holderId, programmeId, programmeVersion, triggerKey, category, windowEndsAt, purpose } =
      outreach;
    if (programmeVersion === null) throw new InvariantError(`${outreachId} is a call of no version of a programme`);
    const callId = callOfOutreach(outreachId);
    const task: Omit<CallTaskOpened, 'expiresAt' | 'latestAt'> = {
      callId,
      holderId,
      queueKey: outreach.placeId ?? CENTRE,
      purpose: triggerKey ?? outreach.templateKey,
      category,
      cause: 'outreach',
      causeId: outreachId,
      earliestAt: message.envelope.occurredAt,
      programmeId,
      programmeVersion,
      occasion: purpose,
      askFirst: outreach.askFirst ?? false,
    };
    const handedAt = this.#log.clock.now();
    return across({
      who: message.who,
      streams: [on(callDecider, callId), on(outreachDecider, outreachId)],
      decide: ([call, state]): Decision<Placed> => {
        const queued = state as OutreachState;
        // Until when it makes sense is what it was planned with.
        const expiresAt = queued.kind === 'queued' ? queued.expiresAt : null;
        const latestAt = earlier(windowEndsAt, expiresAt);
        const opened = openCall(call as CallState, { ...task, expiresAt, latestAt });
        if (opened.kind === 'refused') return opened;
        const sent = recordSent(queued, handedAt);
        if (sent.kind === 'refused') return sent;
        const facts = opened.events.map((event): Placed => ({ streamId: callId, event }));
        return {
          kind: 'accepted',
          events: [...facts, ...sent.events.map((event) => ({ streamId: outreachId, event }))],
        };
      },
    });
  }
}

/** The message by which a holder is written to whom the calls of a task did not reach: the same task is the same message. */
export function unreachedOf(callId: string): string {
  return idFrom('out', `${callId} unreached`);
}

/** What the end of a task is decided on, and may write to; the case last, where it is about one. */
export function outcomeStreams({ callId, holderId, cause, causeId }: CallTaskOpened): readonly StreamRef[] {
  const caseId = cause === 'case' ? causeId : null;
  return [
    on(callDecider, callId),
    on(contactDecider, contactOf(holderId)),
    on(outreachDecider, unreachedOf(callId)),
    ...(caseId === null ? [] : [on(caseDecider, caseId)]),
  ];
}

/** The states of these streams, by what they are. */
export function outcomeOf([call, contact, written, about]: readonly unknown[]): OutcomeStreams {
  const known = { call: call as CallState, contact: contact as ContactState };
  return { ...known, written: written as OutreachState, about: about as CaseState | undefined };
}

/** The task of an outreach: the same outreach is the same task. */
export function callOfOutreach(outreachId: string): string {
  return idFrom('cal', outreachId);
}

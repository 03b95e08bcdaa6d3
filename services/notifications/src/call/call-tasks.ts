/** What call tasks need of the service around them: their programme's terms, and outreaches that are calls. */
import type { Terms } from '@scrip/chassis';
import type { CallTaskOpened, OutreachQueued } from '@scrip/contracts';
import { type Decision, InvariantError } from '@scrip/decider';
import { type EventLog, idFrom, on, type Placed } from '@scrip/event-store';
import { across, type Effect, type Message } from '@scrip/kafka';
import type { Programme } from '@scrip/programme';
import { CENTRE } from '../desk-fields.ts';
import { type OutreachState, outreachDecider, recordSent } from '../outreach/outreach.decider.ts';
import { type CallState, callDecider, openCall } from './call.decider.ts';

/** What a programme says about calls. */
export interface CallTerms {
  readonly sampleBp: number;
  readonly completesProfile: boolean;
  readonly programme: Programme | undefined;
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
   * An outreach whose channel is a call becomes a task, in the moment it was queued for, and is handed over by that. Queued
   * twice it is one task.
   */
  open(outreach: OutreachQueued, message: Message): Effect {
    const { outreachId, holderId, programmeId, programmeVersion, triggerKey, category, windowEndsAt, purpose } =
      outreach;
    if (programmeVersion === null) throw new InvariantError(`${outreachId} is a call of no version of a programme`);
    const callId = callOfOutreach(outreachId);
    const task: CallTaskOpened = {
      callId,
      holderId,
      queueKey: outreach.placeId ?? CENTRE,
      purpose: triggerKey ?? outreach.templateKey,
      category,
      cause: 'outreach',
      causeId: outreachId,
      earliestAt: message.envelope.occurredAt,
      latestAt: windowEndsAt,
      programmeId,
      programmeVersion,
      occasion: purpose,
    };
    const handedAt = this.#log.clock.now();
    return across({
      who: message.who,
      streams: [on(callDecider, callId), on(outreachDecider, outreachId)],
      decide: ([call, state]): Decision<Placed> => {
        const opened = openCall(call as CallState, task);
        if (opened.kind === 'refused') return opened;
        const sent = recordSent(state as OutreachState, handedAt);
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

/** The task of an outreach: the same outreach is the same task. */
export function callOfOutreach(outreachId: string): string {
  return idFrom('cal', outreachId);
}

/** Call tasks at work: opened by the desk, taken by one person, ended with an outcome, checked by the centre (domain 2.12). */
import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import type { CallEvent, ScripEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog, idFrom, on, type Placed, type Verdict } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, Problem, Scope } from '@scrip/http';
import { z } from 'zod';
import { type ContactState, contactDecider, contactOf, type KnownContact } from '../contact/contact.decider.ts';
import {
  CENTRE,
  callIdField,
  codeField,
  idOf,
  keyField,
  noteField,
  queueKeyField,
  requireContact,
  requireOwn,
  subjectField,
  timeField,
  unechoed,
} from '../desk-fields.ts';
import { holderIdField, programmeIdField } from '../fields.ts';
import { HolderWords, impersonal } from '../holder-words.ts';
import {
  assignCall,
  type CallState,
  type CallTask,
  callDecider,
  cancelCall,
  checkCall,
  claimCall,
  OUTCOMES,
  releaseCall,
} from './call.decider.ts';
import { endCallWith } from './call-outcome.rule.ts';
import { CallTasks, outcomeStreams, outcomeOf as streamsOf, unreachedOf } from './call-tasks.ts';
import { endCall, openWithin, takeCall } from './call-window.rule.ts';

type Reply = Parameters<typeof answer>[2];

/** So long a task is one person's: time for the call and for writing down what was said. */
const CLAIM_MS = 15 * 60_000;

const callParam = z.object({ callId: callIdField });
const openBody = z.strictObject({
  holderId: holderIdField,
  programmeId: programmeIdField,
  purpose: keyField.describe('What it is about; the script is found by it.'),
  category: z.enum(['service', 'marketing']).default('service').describe('What it is for.'),
  queueKey: queueKeyField.default(CENTRE),
  earliestAt: timeField.optional().describe('First moment at which the holder may be called; left out: now.'),
  latestAt: timeField.optional().describe('First moment that is too late; left out: there is none.'),
});
const nextBody = z.strictObject({ queueKey: queueKeyField });
const assignBody = z.strictObject({
  queueKey: queueKeyField,
  assignedTo: subjectField.optional().describe('Who is to make it; left out: anybody of the queue.'),
});
const outcomeFields = z.strictObject({
  outcome: z.enum(OUTCOMES),
  note: noteField.optional(),
  profile: z
    .record(z.string().max(40), z.unknown())
    .optional()
    .describe('What the holder said of the profile: fields of profile-changes of cards, which takes them.'),
  secondCallAt: timeField
    .optional()
    .describe('When the holder is called once more, or as soon after it as may be; left out: the task is over.'),
});
const outcomeBody = unechoed(outcomeFields);
const checkBody = z.strictObject({
  attempt: z.int().min(1).describe('Which call of the task.'),
  finding: z.enum(['in_order', 'deviates']),
  remarkCode: codeField.optional().describe('What was found.'),
});

const openedAnswer = z.object({
  callId: callIdField,
  holderId: holderIdField,
  queueKey: queueKeyField,
  purpose: z.string(),
  earliestAt: z.iso.datetime().describe('First moment at which the holder may be called.'),
});
const claimedAnswer = z.object({
  callId: callIdField,
  claimedBy: z.string(),
  claimedUntilAt: z.iso.datetime().describe('First moment at which somebody else may take it.'),
  askFirst: z.boolean().describe('The number roams: ask first whether to go on.'),
});
const assignedAnswer = z.object({
  callId: callIdField,
  queueKey: queueKeyField,
  assignedTo: z.string().nullable(),
});
const callAnswer = z.object({ callId: callIdField });
const outcomeAnswer = z.object({
  callId: callIdField,
  attempt: z.int(),
  outcome: z.enum(OUTCOMES),
  noteId: z.string().nullable(),
  completedFields: z.array(z.string()),
  isSampled: z.boolean().describe('Whether the centre checks it.'),
  secondCallAt: z.iso.datetime().nullable(),
});
const checkedAnswer = z.object({
  callId: callIdField,
  attempt: z.int(),
  finding: z.string(),
  remarkCode: z.string().nullable(),
});

/** Refusals that are not here are 409. */
const REFUSALS = { call_unknown: 404, own_call: 403 } as const;

@Controller('notifications/v1/calls')
export class CallHttp {
  readonly #log: EventLog;
  readonly #tasks: CallTasks;
  readonly #words: HolderWords;

  constructor(log: EventLog, tasks: CallTasks, words: HolderWords) {
    this.#log = log;
    this.#tasks = tasks;
    this.#words = words;
  }

  @Post()
  @Scope('notifications:call.write')
  @ApiOperation({
    summary: 'Open a call task',
    description:
      'For what no outreach of the programme calls for; it waits for the first time that consent, caps, windows and night leave. Refused, in this order: 404 `contact_unknown`; 409 `programme_unknown`; 409 `contact_ended` {reason}; 409 `call_window_upside_down` {earliestAt, latestAt}; 409 `call_barred` {reason, ruleKey, capMax, capUsed}, such as marketing without consent.',
  })
  @ApiCreatedResponse({ standardSchema: openedAnswer })
  async open(
    @Body({ schema: openBody }) body: z.output<typeof openBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt: at } = command.who;
    const { holderId, programmeId, purpose, queueKey, earliestAt = at } = body;
    const latestAt = body.latestAt ?? null;
    await requireContact(this.#log, issuerId, holderId);
    const programme = await this.#tasks.inForce(issuerId, programmeId, at);
    if (!programme) {
      throw new Problem(409, 'programme_unknown', 'No programme of this id is in force', { members: { programmeId } });
    }
    const callId = idOf('cal', command);
    const because = { cause: 'desk', causeId: null, occasion: null, programmeId, programmeVersion: programme.version };
    const moments = { earliestAt, latestAt: null, expiresAt: latestAt, askFirst: null };
    const task = { callId, holderId, queueKey, purpose, category: body.category, ...moments, ...because };
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [on(callDecider, callId), on(contactDecider, contactOf(holderId))],
      decide: ([call, contact]): Decision<Placed> =>
        placedOn(callId, openWithin(call as CallState, contact as KnownContact, programme.contact ?? {}, task)),
    });
    return answer<ScripEvent>(verdict, { status: 201, refusals: REFUSALS, body: openedBody }, reply);
  }

  @Post('next')
  @HttpCode(200)
  @Scope('notifications:call.write')
  @ApiOperation({
    summary: 'Take the next task of a queue',
    description:
      'One that is given to the caller goes first, then the one that waits longest; two people never get the same. A task whose holder may not be called now is put off, or is over with the reason. Refused: 409 `queue_empty` {queueKey}.',
  })
  @ApiOkResponse({ standardSchema: claimedAnswer })
  async next(
    @Body({ schema: nextBody }) { queueKey }: z.output<typeof nextBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { actor: by, occurredAt: at } = command.who;
    const claim = { by, at, untilAt: at + CLAIM_MS };
    const found = await this.#tasks.free(queueKey, command.who, claim);
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [
        ...found.map(({ callId }) => on(callDecider, callId)),
        ...[...new Set(found.map(({ contactId }) => contactId))].map((contactId) => on(contactDecider, contactId)),
      ],
      decide: (states): Decision<Placed> => {
        const contacts = (states.slice(found.length) as readonly ContactState[]).filter((one) => one.kind === 'known');
        for (const [index, { callId, contactId, policy }] of found.entries()) {
          const state = states[index] as CallState;
          // What the list showed as free may be taken by now: the next one, then.
          if (state.status === 'claimed' && state.claim !== null && state.claim.untilAt > at) continue;
          const contact = contacts.find((one) => one.contactId === contactId) ?? contactDecider.initial;
          const claimed = takeCall(state, contact, policy, claim);
          if (claimed.kind === 'accepted') return placedOn(callId, claimed);
        }
        return { kind: 'refused', refusal: { code: 'queue_empty', detail: { queueKey } } };
      },
    });
    return answer<ScripEvent>(verdict, { refusals: REFUSALS, body: claimedBody }, reply);
  }

  @Post(':callId/claim')
  @HttpCode(200)
  @Scope('notifications:call.write')
  @ApiOperation({
    summary: 'Take a task, or more time for it',
    description:
      'Consent, caps, windows and night are those of this moment: a task that they bar is put off, or is over with the reason; a case that it was owed to needs no call back any more. Refused, in this order: 404 `call_unknown`; 409 `call_closed` {reason}; 409 `call_assigned` {assignedTo}; 409 `call_claimed` {claimedBy, untilAt}; 409 `call_too_early` {earliestAt}; 409 `call_too_late` {latestAt}.',
  })
  @ApiOkResponse({ standardSchema: claimedAnswer })
  async claim(
    @Param({ schema: callParam }) { callId }: z.output<typeof callParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, actor: by, occurredAt: at } = command.who;
    await requireOwn(this.#log, issuerId, { id: callId, code: 'call_unknown', name: 'callId' });
    const claim = { by, at, untilAt: at + CLAIM_MS };
    const toTake = await this.#tasks.toTake(callId, command.who, claim);
    // Put off or over by now: the task itself says so.
    const verdict = toTake
      ? await this.#log.executeAcross({
          ...command,
          streams: [on(callDecider, callId), on(contactDecider, toTake.contactId)],
          decide: ([call, contact]): Decision<Placed> =>
            placedOn(callId, takeCall(call as CallState, contact as ContactState, toTake.policy, claim)),
        })
      : await this.#decide(callId, command, (state) => claimCall(state, claim));
    return answer<ScripEvent>(verdict, { refusals: REFUSALS, body: claimedBody }, reply);
  }

  @Post(':callId/release')
  @HttpCode(200)
  @Scope('notifications:call.write')
  @ApiOperation({
    summary: 'Give a task back',
    description:
      'Refused, in this order: 404 `call_unknown`; 409 `call_closed` {reason}; 409 `call_not_yours` {claimedBy}.',
  })
  @ApiOkResponse({ standardSchema: callAnswer })
  async release(
    @Param({ schema: callParam }) { callId }: z.output<typeof callParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#decide(callId, command, (state) => releaseCall(state, command.who.actor));
    return answer(verdict, { refusals: REFUSALS, body: () => ({ callId }) }, reply);
  }

  @Post(':callId/assignment')
  @HttpCode(200)
  @Scope('notifications:call.assign')
  @ApiOperation({
    summary: 'Put a task into a queue, or give it to one person',
    description:
      'Refused, in this order: 404 `call_unknown`; 409 `call_closed` {reason}; 409 `call_claimed` {claimedBy, untilAt}.',
  })
  @ApiOkResponse({ standardSchema: assignedAnswer })
  async assign(
    @Param({ schema: callParam }) { callId }: z.output<typeof callParam>,
    @Body({ schema: assignBody }) body: z.output<typeof assignBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { actor: assignedBy, occurredAt: at } = command.who;
    const { queueKey } = body;
    const assignedTo = body.assignedTo ?? null;
    const verdict = await this.#decide(callId, command, (state) =>
      assignCall(state, { queueKey, assignedTo, assignedBy, at }),
    );
    return answer(verdict, { refusals: REFUSALS, body: () => ({ callId, queueKey, assignedTo }) }, reply);
  }

  @Post(':callId/outcome')
  @Scope('notifications:call.write')
  @ApiOperation({
    summary: 'Record how a call ended',
    description:
      'What was said goes into the vault of cards, and so does what completes the profile; the event has the number of the one and the names of the fields. A call back about a case that reached the holder is told to the case in the same moment. One that nobody answered is owed again, without a moment asked for after the time that the programme names; after as many calls as it allows, where the policy leaves no time for another, at a wrong number or where the holder does not want to be called, the case needs none any more: the holder is written to where the programme has words for it, and the case is closed where nothing else is left to do. Refused, in this order: 404 `call_unknown`; 409 `call_closed` {reason}; 409 `call_not_yours` {claimedBy}; 409 `profile_not_completed_by_calls` where the programme does not want it; 409 `second_call_unwanted` {outcome}; 409 `second_call_in_past` {secondCallAt, at}; 409 `attempts_exceeded` {attempts, most}; 409 `second_call_barred` {reason, ruleKey, capMax, capUsed}; what cards refuses, such as 409 `nothing_changed`; 503 `vault_unavailable`.',
  })
  @ApiCreatedResponse({ standardSchema: outcomeAnswer })
  async outcome(
    @Param({ schema: callParam }) { callId }: z.output<typeof callParam>,
    @Body({ schema: outcomeBody }) body: z.output<typeof outcomeFields>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, actor: by, occurredAt: at } = command.who;
    const task = await this.#task(issuerId, callId);
    const { sampleBp, completesProfile, programme } = await this.#tasks.termsOf(issuerId, task.opened);
    const policy = programme?.contact ?? {};
    const { outcome, note, profile } = body;
    const secondCallAt = body.secondCallAt ?? null;
    if (profile !== undefined && !completesProfile) {
      throw new Problem(409, 'profile_not_completed_by_calls', 'The programme completes no profile by a call');
    }
    const { holderId } = task.opened;
    const contactId = contactOf(holderId);
    const said = { outcome, by, at, secondCallAt, sampleBp };
    const { state: known } = await this.#log.state(contactDecider, contactId);
    // What would be refused keeps nothing in the vault, and neither does who does not have the task, or had it.
    const first = endCall(task, known, policy, { ...said, noteId: null, completedFields: [] });
    const isTaken = first.kind === 'accepted';
    const completedFields =
      profile !== undefined && isTaken ? await this.#words.complete(command, holderId, profile) : [];
    const noteId =
      note !== undefined && isTaken
        ? await this.#words.keep(command, { holderId, kind: 'call-note', text: note })
        : null;
    const recorded = { ...said, noteId, completedFields };
    // Each conversation of a task counts.
    const ids = {
      outreachId: unreachedOf(callId),
      conversation: (attempt: number) => idFrom('cal', `${callId} ${attempt}`),
    };
    const verdict = await this.#log.executeAcross({
      ...impersonal(command, { callId, outcome, secondCallAt, hasNote: note !== undefined }),
      streams: outcomeStreams(task.opened),
      decide: (states): Decision<Placed> => {
        if (first.kind === 'refused') return first;
        return endCallWith(streamsOf(states), policy, recorded, ids);
      },
    });
    return answer<ScripEvent>(verdict, { status: 201, refusals: REFUSALS, body: outcomeOf }, reply);
  }

  @Post(':callId/cancellation')
  @HttpCode(200)
  @Scope('notifications:call.assign')
  @ApiOperation({
    summary: 'End a task without a call',
    description: 'Refused, in this order: 404 `call_unknown`; 409 `call_closed` {reason}.',
  })
  @ApiOkResponse({ standardSchema: callAnswer })
  async cancel(
    @Param({ schema: callParam }) { callId }: z.output<typeof callParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#decide(callId, command, (state) => cancelCall(state, command.who.actor));
    return answer(verdict, { refusals: REFUSALS, body: () => ({ callId }) }, reply);
  }

  @Post(':callId/checks')
  @Scope('notifications:call.check')
  @ApiOperation({
    summary: 'Record the check of a call of the sample',
    description:
      'Refused, in this order: 404 `call_unknown`; 409 `attempt_unknown` {attempt, attempts}; 409 `call_not_sampled` {attempt}; 409 `call_checked` {attempt}; 403 `own_call`.',
  })
  @ApiCreatedResponse({ standardSchema: checkedAnswer })
  async check(
    @Param({ schema: callParam }) { callId }: z.output<typeof callParam>,
    @Body({ schema: checkBody }) body: z.output<typeof checkBody>,
    @Caller() { subject: checkedBy }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { attempt, finding } = body;
    const remarkCode = body.remarkCode ?? null;
    const found = { attempt, checkedBy, finding, remarkCode };
    const verdict = await this.#decide(callId, command, (state) => checkCall(state, found));
    const said = { callId, attempt, finding, remarkCode };
    return answer(verdict, { status: 201, refusals: REFUSALS, body: () => said }, reply);
  }

  async #decide(
    callId: string,
    command: CommandRequest,
    decide: (state: CallState) => Decision<CallEvent>,
  ): Promise<Verdict<CallEvent>> {
    await requireOwn(this.#log, command.who.issuerId, { id: callId, code: 'call_unknown', name: 'callId' });
    return this.#log.execute({ ...command, decider: callDecider, streamId: callId, decide });
  }

  async #task(issuerId: string, callId: string): Promise<CallTask> {
    await requireOwn(this.#log, issuerId, { id: callId, code: 'call_unknown', name: 'callId' });
    const { state } = await this.#log.state(callDecider, callId);
    if (state.status === 'none') throw new Problem(404, 'call_unknown', 'There is no such call task');
    return state;
  }
}

function placedOn(streamId: string, decision: Decision<CallEvent>): Decision<Placed> {
  if (decision.kind === 'refused') return decision;
  return { kind: 'accepted', events: decision.events.map((event): Placed => ({ streamId, event })) };
}

function openedBody(events: readonly ScripEvent[]): object {
  const opened = events.find((event) => event.type === 'CallTaskOpened');
  if (!opened) return {};
  const { callId, holderId, queueKey, purpose, earliestAt } = opened.data;
  return { callId, holderId, queueKey, purpose, earliestAt: toRfc3339(earliestAt) };
}

function claimedBody(events: readonly ScripEvent[]): object {
  const claimed = events.find((event) => event.type === 'CallTaskClaimed');
  if (!claimed) return {};
  const { callId, claimedBy, claimedUntilAt, askFirst } = claimed.data;
  return { callId, claimedBy, claimedUntilAt: toRfc3339(claimedUntilAt), askFirst: askFirst ?? false };
}

function outcomeOf(events: readonly ScripEvent[]): object {
  const made = events.find((event) => event.type === 'CallConnected' || event.type === 'CallMissed');
  if (!made) return {};
  const { callId, attempt, outcome, noteId, isSampled, secondCallAt } = made.data;
  const completedFields = made.type === 'CallConnected' ? made.data.completedFields : [];
  const putOff = events.find((event) => event.type === 'CallTaskPutOff');
  const nextAt = putOff?.data.earliestAt ?? secondCallAt;
  const next = nextAt === null ? null : toRfc3339(nextAt);
  return { callId, attempt, outcome, noteId, completedFields, isSampled, secondCallAt: next };
}

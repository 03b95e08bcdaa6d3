/** Cases at work: opened, acknowledged, answered with a plan, done, closed, opened again, and asked about afterwards (domain 2.12). */
import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { addPeriod, toRfc3339 } from '@scrip/calendar';
import type { CallTaskOpened, CaseEvent, CaseOpened, ScripEvent } from '@scrip/contracts';
import { accept } from '@scrip/decider';
import { answer, Command, type CommandRequest, fenField, Scope } from '@scrip/http';
import { z } from 'zod';
import { openIfLeft, openWithin } from '../call/call-window.rule.ts';
import type { KnownContact } from '../contact/contact.decider.ts';
import {
  CENTRE,
  callIdField,
  caseIdField,
  codeField,
  idOf,
  keyField,
  noteField,
  queueKeyField,
  timeField,
  unechoed,
} from '../desk-fields.ts';
import { holderIdField, programmeIdField } from '../fields.ts';
import { HolderWords, impersonal } from '../holder-words.ts';
import { CASE_CHANNELS, CASE_KINDS, CASE_STATES, type CaseState } from './case.decider.ts';
import { CASE_REFUSALS, CaseCommands } from './case-commands.ts';
import {
  acknowledgeCase,
  answerCase,
  askCallBack,
  closeCase,
  finishCase,
  rateCase,
  reopenCase,
} from './case-life.rule.ts';

type Reply = Parameters<typeof answer>[2];

/** Steps of a plan: what a holder can be told. */
const STEPS_MAX = 20;
/** Satisfaction is said on a scale from 1 to 10. */
const SCALE_MAX = 10;

const caseParam = z.object({ caseId: caseIdField });
const openFields = z.strictObject({
  programmeId: programmeIdField,
  caseKey: keyField.describe('Kind of case.'),
  topic: codeField.describe('What it is about; cases are counted by it.'),
  channel: z.enum(CASE_CHANNELS).describe('How it came in.'),
  holderId: holderIdField.optional().describe('Whose it is; left out: not known.'),
  queueKey: queueKeyField.default(CENTRE).describe("Who deals with it: a shop, or 'centre'."),
  receiptId: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/)
    .optional()
    .describe('Receipt that it is about.'),
  reason: codeField.optional().describe('Of a holder who wants to leave: why.'),
  note: noteField.optional().describe('What was said; needs the holder.'),
});
const openBody = unechoed(
  openFields.refine(({ note, holderId }) => note === undefined || holderId !== undefined, {
    error: 'a note needs the holder whose it is',
  }),
);
const answerFields = z.strictObject({
  steps: z
    .array(z.strictObject({ step: codeField.describe('What is going to be done.'), dueAt: timeField }))
    .min(1)
    .max(STEPS_MAX)
    .describe('The plan; the last of its dates is promised.'),
  note: noteField.optional().describe('The answer as it was given.'),
});
const answerBody = unechoed(answerFields);
const closeBody = z.strictObject({
  reason: codeField.optional(),
  costFen: fenField.optional().describe('What it cost.'),
  outcome: codeField.optional().describe("Of a holder who wanted to leave: 'kept' or 'left'."),
});
const reopenBody = z.strictObject({ reason: codeField });
const callBackBody = z.strictObject({
  earliestAt: timeField.optional().describe('First moment at which the holder may be called; left out: now.'),
});
const scale = z.int().min(1).max(SCALE_MAX);
const satisfactionBody = z
  .strictObject({ expected: scale.optional(), perceived: scale.optional() })
  .refine(({ expected, perceived }) => expected !== undefined || perceived !== undefined, {
    error: 'expected one of the two, or both',
  });

const clockShape = z.object({
  clockKey: z.string(),
  dueAt: z.iso.datetime(),
  warnAt: z.iso.datetime().nullable(),
});
const openedAnswer = z.object({
  caseId: caseIdField,
  caseKey: z.string(),
  kind: z.enum(CASE_KINDS),
  clocks: z.array(clockShape).describe('Those that run.'),
  programmeVersion: z.int(),
});
const stateAnswer = z.object({ caseId: caseIdField, state: z.enum(CASE_STATES), clocks: z.array(clockShape) });
const answeredAnswer = stateAnswer.extend({ promisedAt: z.iso.datetime(), noteId: z.string().nullable() });
const closedAnswer = z.object({
  caseId: caseIdField,
  followUp: z
    .object({ callId: callIdField, earliestAt: z.iso.datetime() })
    .nullable()
    .describe(
      'Call in which the holder is asked about it; null where nobody is, or the contact policy leaves no time.',
    ),
});
const callBackAnswer = z.object({
  caseId: caseIdField,
  callId: callIdField,
  earliestAt: z.iso.datetime().describe('First moment at which the holder may be called.'),
});
const satisfactionAnswer = z.object({
  caseId: caseIdField,
  expected: z.int().nullable(),
  perceived: z.int().nullable(),
});

@Controller('notifications/v1/cases')
export class CaseHttp {
  readonly #cases: CaseCommands;
  readonly #words: HolderWords;

  constructor(cases: CaseCommands, words: HolderWords) {
    this.#cases = cases;
    this.#words = words;
  }

  @Post()
  @Scope('notifications:case.write')
  @ApiOperation({
    summary: 'Open a case',
    description:
      'Under the terms of its kind in force, which are written with it. Refused, in this order: 409 `programme_unknown`; 409 `case_not_offered` {caseKey}; 404 `contact_unknown`; 409 `holder_missing`; 409 `reason_missing`; what cards refuses of the note; 503 `vault_unavailable`.',
  })
  @ApiCreatedResponse({ standardSchema: openedAnswer })
  async open(
    @Body({ schema: openBody }) body: z.output<typeof openFields>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { holderId = null, receiptId = null, reason = null, note = null, ...rest } = body;
    const terms = await this.#cases.termsOf(command, body.programmeId, body.caseKey);
    const verdict = await this.#cases.open(command, { ...rest, holderId, receiptId, reason, note }, terms);
    return answer(verdict, { status: 201, refusals: CASE_REFUSALS, body: ([event]) => openedOf(event) }, reply);
  }

  @Post(':caseId/acknowledgement')
  @HttpCode(200)
  @Scope('notifications:case.write')
  @ApiOperation({
    summary: 'Tell the holder that the case was taken up',
    description:
      'The clock of the answer goes on. Refused, in this order: 404 `case_unknown`; 409 `case_closed`; 409 `case_acknowledged` {state}.',
  })
  @ApiOkResponse({ standardSchema: stateAnswer })
  async acknowledge(
    @Param({ schema: caseParam }) { caseId }: z.output<typeof caseParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { actor, occurredAt } = command.who;
    const verdict = await this.#cases.decide(command, caseId, (state) => acknowledgeCase(state, actor, occurredAt));
    return answer<ScripEvent>(
      verdict,
      { refusals: CASE_REFUSALS, body: (events) => ({ caseId, state: 'acknowledged', clocks: startedIn(events) }) },
      reply,
    );
  }

  @Post(':caseId/answer')
  @HttpCode(200)
  @Scope('notifications:case.write')
  @ApiOperation({
    summary: 'Answer with a plan and its dates',
    description:
      'Only this stops the clock of the answer; the last date is the next clock. Refused, in this order: 404 `case_unknown`; 409 `case_closed`; 409 `case_answered` {promisedAt}; 409 `plan_in_past` {dueAt, at}; what cards refuses of the note; 503 `vault_unavailable`.',
  })
  @ApiOkResponse({ standardSchema: answeredAnswer })
  async answer(
    @Param({ schema: caseParam }) { caseId }: z.output<typeof caseParam>,
    @Body({ schema: answerBody }) { steps, note }: z.output<typeof answerFields>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { actor: by, occurredAt: at, issuerId } = command.who;
    const current = await this.#cases.require(issuerId, caseId);
    const { holderId } = current.opened;
    // What would be refused keeps nothing in the vault.
    const first = answerCase(current, { steps, noteId: null, by, at });
    const noteId =
      note !== undefined && holderId !== null && first.kind === 'accepted'
        ? await this.#words.keep(command, { holderId, kind: 'case-note', text: note })
        : null;
    const blind = impersonal(command, { caseId, steps, note: note !== undefined });
    const verdict = await this.#cases.decide(blind, caseId, (state) =>
      first.kind === 'refused' ? first : answerCase(state, { steps, noteId, by, at }),
    );
    return answer<ScripEvent>(
      verdict,
      {
        refusals: CASE_REFUSALS,
        body: (events) => {
          const answered = events.find((event) => event.type === 'CaseAnswered');
          const promisedAt = answered ? toRfc3339(answered.data.promisedAt) : null;
          const kept = answered?.data.noteId ?? null;
          return { caseId, state: 'answered', clocks: startedIn(events), promisedAt, noteId: kept };
        },
      },
      reply,
    );
  }

  @Post(':caseId/completion')
  @HttpCode(200)
  @Scope('notifications:case.write')
  @ApiOperation({
    summary: 'Record that what was promised is done',
    description:
      'Refused, in this order: 404 `case_unknown`; 409 `case_closed`; 409 `case_not_answered`; 409 `case_done`.',
  })
  @ApiOkResponse({ standardSchema: stateAnswer })
  async finish(
    @Param({ schema: caseParam }) { caseId }: z.output<typeof caseParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { actor, occurredAt } = command.who;
    const verdict = await this.#cases.decide(command, caseId, (state) => finishCase(state, actor, occurredAt));
    const said = { caseId, state: 'done', clocks: [] };
    return answer(verdict, { refusals: CASE_REFUSALS, body: () => said }, reply);
  }

  @Post(':caseId/call-backs')
  @Scope('notifications:case.write')
  @ApiOperation({
    summary: 'Have the holder called back about the case',
    description:
      'A task in the queue of the case, for the first time that windows and night leave; when it reaches the holder, the case knows. A holder who was merged is called as who stays. Refused, in this order: 404 `case_unknown`; 409 `case_closed`; 409 `holder_missing`; 409 `contact_ended` {reason}; 409 `call_barred` {reason, ruleKey, capMax, capUsed}.',
  })
  @ApiCreatedResponse({ standardSchema: callBackAnswer })
  async callBack(
    @Param({ schema: caseParam }) { caseId }: z.output<typeof caseParam>,
    @Body({ schema: callBackBody }) { earliestAt }: z.output<typeof callBackBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt: at } = command.who;
    const { opened } = await this.#cases.require(issuerId, caseId);
    const callId = idOf('cal', command);
    const calleeId = await this.#cases.calleeOf(opened);
    const ask = (state: CaseState) => askCallBack(state, callId);
    const policy = await this.#cases.policyOf(issuerId, opened);
    const verdict =
      calleeId === null
        ? await this.#cases.decide(command, caseId, ask)
        : await this.#cases.decideWithCall(command, { caseId, callId, calleeId }, ask, (call, callee) => {
            const task = taskOf(opened, { callId, cause: 'case', holderId: calleeId, earliestAt: earliestAt ?? at });
            return openWithin(call, callee, policy, task);
          });
    return answer<ScripEvent>(
      verdict,
      { status: 201, refusals: CASE_REFUSALS, body: (events) => ({ caseId, ...callIn(events) }) },
      reply,
    );
  }

  @Post(':caseId/closing')
  @HttpCode(200)
  @Scope('notifications:case.write')
  @ApiOperation({
    summary: 'Close a case',
    description:
      'Where the programme asks the holder afterwards, a call task for that day is opened in the same moment. Where nobody knows the holder, or the holder died, moved away or was erased, there is nobody to call back, and the case says so; so it does where calls did not reach the holder. Refused, in this order: 404 `case_unknown`; 409 `case_closed`; 409 `case_not_answered`; 409 `case_not_done` {promisedAt}; 409 `call_back_missing`; 409 `compensation_open` {compensationId}; 409 `closing_incomplete` {missing}; 409 `outcome_unknown` {outcome}.',
  })
  @ApiOkResponse({ standardSchema: closedAnswer })
  async close(
    @Param({ schema: caseParam }) { caseId }: z.output<typeof caseParam>,
    @Body({ schema: closeBody }) body: z.output<typeof closeBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, actor: by, occurredAt: at } = command.who;
    const { opened, unreachedFor } = await this.#cases.require(issuerId, caseId);
    const { reason = null, costFen = null, outcome = null } = body;
    const told = { reason, costFen, outcome, by, at };
    const calleeId = await this.#cases.calleeOf(opened);
    const said = (events: readonly ScripEvent[]) => ({ caseId, followUp: callIn(events) });
    if (calleeId === null) {
      const end = { ...told, followUpCallId: null, uncallableFor: 'holder_unknown' };
      const verdict = await this.#cases.decide(command, caseId, (state) => closeCase(state, end));
      return answer<ScripEvent>(verdict, { refusals: CASE_REFUSALS, body: said }, reply);
    }
    const callId = idOf('cal', command);
    const policy = await this.#cases.policyOf(issuerId, opened);
    const { followUpAfter } = opened;
    // Whom calls did not reach is not called to be asked how it was.
    const isCalled = followUpAfter !== null && unreachedFor === null;
    const asksLater = (callee: KnownContact) => isCalled && callee.ended === null;
    const verdict = await this.#cases.decideWithCall(
      command,
      { caseId, callId, calleeId },
      (state, callee) => {
        const uncallableFor = callee.ended === null ? null : `holder_${callee.ended}`;
        return closeCase(state, { ...told, uncallableFor, followUpCallId: asksLater(callee) ? callId : null });
      },
      (call, callee) => {
        if (followUpAfter === null || !asksLater(callee)) return accept();
        const earliestAt = addPeriod(at, followUpAfter);
        const task = taskOf(opened, { callId, cause: 'follow_up', holderId: calleeId, earliestAt });
        return openIfLeft(call, callee, policy, task, by);
      },
    );
    return answer<ScripEvent>(verdict, { refusals: CASE_REFUSALS, body: said }, reply);
  }

  @Post(':caseId/reopening')
  @HttpCode(200)
  @Scope('notifications:case.write')
  @ApiOperation({
    summary: 'Open a closed case again',
    description:
      'Its clocks start anew; the call that was to ask about its end is dropped. Refused, in this order: 404 `case_unknown`; 409 `case_not_closed` {state}.',
  })
  @ApiOkResponse({ standardSchema: stateAnswer })
  async reopen(
    @Param({ schema: caseParam }) { caseId }: z.output<typeof caseParam>,
    @Body({ schema: reopenBody }) { reason }: z.output<typeof reopenBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, actor: by, occurredAt: at } = command.who;
    const { followUpCallId } = await this.#cases.require(issuerId, caseId);
    const again = (state: CaseState) => reopenCase(state, { reason, by, at });
    const verdict =
      followUpCallId === null
        ? await this.#cases.decide(command, caseId, again)
        : await this.#cases.decideWithoutCall(command, { caseId, callId: followUpCallId }, again);
    return answer<ScripEvent>(
      verdict,
      { refusals: CASE_REFUSALS, body: (events) => ({ caseId, state: 'open', clocks: startedIn(events) }) },
      reply,
    );
  }

  @Post(':caseId/satisfaction')
  @Scope('notifications:case.write')
  @ApiOperation({
    summary: 'Record what the holder expected and got',
    description:
      'Refused, in this order: 404 `case_unknown`; 409 `case_not_closed` {state}; 409 `satisfaction_recorded`; 409 `satisfaction_incomplete` {missing}: what the kind of case asks for.',
  })
  @ApiCreatedResponse({ standardSchema: satisfactionAnswer })
  async rate(
    @Param({ schema: caseParam }) { caseId }: z.output<typeof caseParam>,
    @Body({ schema: satisfactionBody }) body: z.output<typeof satisfactionBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { expected = null, perceived = null } = body;
    const rating = { expected, perceived, recordedBy: command.who.actor };
    const verdict = await this.#cases.decide(command, caseId, (state) => rateCase(state, rating));
    const said = { caseId, expected, perceived };
    return answer(verdict, { status: 201, refusals: CASE_REFUSALS, body: () => said }, reply);
  }
}

/** A call task about a case, in its queue. */
function taskOf(
  { caseId, queueKey, caseKey, programmeId, programmeVersion }: CaseOpened,
  call: Pick<CallTaskOpened, 'callId' | 'cause' | 'holderId' | 'earliestAt'>,
): CallTaskOpened {
  const about = { queueKey, purpose: caseKey, category: 'service', causeId: caseId, occasion: null };
  const moments = { latestAt: null, expiresAt: null, askFirst: null };
  return { ...call, ...about, ...moments, programmeId, programmeVersion };
}

/** The call that was opened; null where none was, or the policy leaves it no time. */
function callIn(events: readonly ScripEvent[]): { readonly callId: string; readonly earliestAt: string } | null {
  const opened = events.find((event) => event.type === 'CallTaskOpened');
  if (!opened || events.some((event) => event.type === 'CallTaskClosed')) return null;
  const { callId, earliestAt } = opened.data;
  return { callId, earliestAt: toRfc3339(earliestAt) };
}

/** What is answered to who opened a case. */
export function openedOf(event: CaseEvent | undefined): object {
  if (event?.type !== 'CaseOpened') return {};
  const { caseId, caseKey, kind, programmeVersion } = event.data;
  return { caseId, caseKey, kind, clocks: startedIn([event]), programmeVersion };
}

function startedIn(events: readonly ScripEvent[]): readonly z.output<typeof clockShape>[] {
  return events.flatMap((event) => {
    if (!('started' in event.data)) return [];
    return event.data.started.map(({ clockKey, dueAt, warnAt }) => ({
      clockKey,
      dueAt: toRfc3339(dueAt),
      warnAt: warnAt === null ? null : toRfc3339(warnAt),
    }));
  });
}

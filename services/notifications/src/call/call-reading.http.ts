/** Call tasks and calls as they are read: queues of shops, the script of a task, the sample of the centre. */
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
import { Caller, cursorKey, orderQuery, type Page, Problem, pageOf, pageQuery, Scope } from '@scrip/http';
import { z } from 'zod';
import { callIdField, keyField, POSITION, queueKeyField, subjectField, timeField } from '../desk-fields.ts';
import { holderIdField } from '../fields.ts';
import { CAUSES, OUTCOMES } from './call.decider.ts';
import { CALL_STATES, type CallMadeView, type CallTaskView, callsMade, callTasksOf } from './call-list.ts';
import { CallTasks } from './call-tasks.ts';

const callParam = z.object({ callId: callIdField });
const listQuery = z.object({
  ...pageQuery,
  order: orderQuery,
  queueKey: queueKeyField.optional(),
  state: z.enum(CALL_STATES).optional(),
  holderId: holderIdField.optional(),
  purpose: keyField.optional(),
  cause: z.enum(CAUSES).optional(),
  causeId: z.string().max(64).optional().describe('The outreach or the case.'),
  who: subjectField.optional().describe('Who is to make it, or has it.'),
  dueAt: timeField.optional().describe('Those that can be called at this moment.'),
});
const madeQuery = z.object({
  ...pageQuery,
  queueKey: queueKeyField.optional(),
  holderId: holderIdField.optional(),
  outcome: z.enum(OUTCOMES).optional(),
  calledBy: subjectField.optional(),
  check: z.enum(['open', 'done']).optional().describe('Of the sample: not checked so far; checked.'),
});

const time = z.iso.datetime().nullable();
const taskShape = z.object({
  callId: callIdField,
  holderId: holderIdField,
  queueKey: z.string(),
  purpose: z.string(),
  cause: z.enum(CAUSES),
  causeId: z.string().nullable(),
  programmeId: z.string(),
  programmeVersion: z.int(),
  state: z.enum(CALL_STATES),
  assignedTo: z.string().nullable(),
  claimedBy: z.string().nullable(),
  claimedUntilAt: time,
  earliestAt: z.iso.datetime().describe('First moment of the next call.'),
  latestAt: time,
  expiresAt: time.describe('First moment at which what it is about is over.'),
  askFirst: z.boolean().describe('The number roams: the holder is asked first whether to go on.'),
  attempts: z.int(),
  outcome: z.string().nullable().describe('Of the last call.'),
  closedFor: z.string().nullable(),
  closedAt: time,
});
const listAnswer = z.object({ items: z.array(taskShape), next: z.string().nullable() });
const madeShape = z.object({
  callId: callIdField,
  attempt: z.int(),
  holderId: holderIdField,
  queueKey: z.string(),
  purpose: z.string(),
  outcome: z.enum(OUTCOMES),
  calledBy: z.string(),
  calledAt: z.iso.datetime(),
  noteId: z.string().nullable().describe('What was said: a document of the holder in cards.'),
  completedFields: z.array(z.string()).describe('Of the profile.'),
  isSampled: z.boolean(),
  checkedBy: z.string().nullable(),
  checkedAt: time,
  finding: z.string().nullable(),
  remarkCode: z.string().nullable(),
});
const madeAnswer = z.object({ items: z.array(madeShape), next: z.string().nullable() });
const readAnswer = taskShape.extend({
  script: z
    .object({ 'zh-CN': z.string(), en: z.string() })
    .nullable()
    .describe(
      'What the caller says, from the programme that the task was opened under; before it, where the number roams, whether to go on.',
    ),
  calls: z.array(madeShape).describe('The latest first.'),
});

/** Calls of one task that are shown with it: all there can be. */
const CALLS_OF_TASK = 20;

@Controller('notifications/v1')
export class CallReadingHttp {
  readonly #log: EventLog;
  readonly #tasks: CallTasks;

  constructor(log: EventLog, tasks: CallTasks) {
    this.#log = log;
    this.#tasks = tasks;
  }

  @Get('calls')
  @Scope('notifications:read')
  @ApiOperation({ summary: 'List call tasks', description: 'In the order they were opened, or its reverse.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...narrowed }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<CallTaskView>> {
    const position = cursorKey(cursor, POSITION);
    const beyond = position === undefined ? undefined : BigInt(position);
    const read = await callTasksOf(this.#log.pool, { ...narrowed, issuerId, beyond, limit: limit + 1 });
    const { items, next } = pageOf(read, limit, (one) => String(one.position));
    return { items: items.map(({ view }) => view), next };
  }

  @Get('calls/:callId')
  @Scope('notifications:read')
  @ApiOperation({ summary: 'Read a call task with its script and its calls', description: '404 `call_unknown`.' })
  @ApiOkResponse({ standardSchema: readAnswer })
  async read(
    @Param({ schema: callParam }) { callId }: z.output<typeof callParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const asked = { issuerId, callId, beyond: undefined, order: 'newest', limit: 1 } as const;
    const [found] = await callTasksOf(this.#log.pool, asked);
    if (!found) throw new Problem(404, 'call_unknown', 'There is no such call task', { members: { callId } });
    const made = await callsMade(this.#log.pool, { issuerId, callId, before: undefined, limit: CALLS_OF_TASK });
    const { programme } = await this.#tasks.termsOf(issuerId, found.view);
    const scripts = programme?.contact?.calls?.scripts ?? [];
    const text = scripts.find(({ purpose }) => purpose === found.view.purpose)?.text ?? null;
    const script = found.view.askFirst ? askedFirst(text) : text;
    return { ...found.view, script, calls: made.map(({ view }) => view) };
  }

  @Get('calls-made')
  @Scope('notifications:read')
  @ApiOperation({
    summary: 'List calls that were made',
    description: 'The latest first; with `check` the sample of the centre.',
  })
  @ApiOkResponse({ standardSchema: madeAnswer })
  async made(
    @Query({ schema: madeQuery }) { cursor, limit, ...narrowed }: z.output<typeof madeQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<CallMadeView>> {
    const position = cursorKey(cursor, POSITION);
    const before = position === undefined ? undefined : BigInt(position);
    const read = await callsMade(this.#log.pool, { ...narrowed, issuerId, before, limit: limit + 1 });
    const { items, next } = pageOf(read, limit, (one) => String(one.position));
    return { items: items.map(({ view }) => view), next };
  }
}

/** What is asked before anything else where the number roams: the call costs the holder money (domain 2.12). */
const ASK_FIRST = {
  'zh-CN': '您好，您的号码正在漫游，请问现在方便继续通话吗？',
  en: 'Your number is roaming. Shall we go on?',
} as const;

function askedFirst(text: { readonly 'zh-CN': string; readonly en: string } | null): object {
  if (text === null) return ASK_FIRST;
  return { 'zh-CN': `${ASK_FIRST['zh-CN']}${text['zh-CN']}`, en: `${ASK_FIRST.en} ${text.en}` };
}

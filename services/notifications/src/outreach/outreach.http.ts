/** Messages for whoever asks what a holder was told, or why nothing arrived. */

import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { parseRfc3339, toRfc3339 } from '@scrip/calendar';
import { toJson } from '@scrip/contracts';
import { EventLog } from '@scrip/event-store';
import { Caller, cursorKey, type Page, Problem, pageOf, pageQuery, Scope } from '@scrip/http';
import { z } from 'zod';
import { correlationIdField, holderIdField, outreachIdField, programmeIdField } from '../fields.ts';
import { writtenIn } from './decide-outreach.rule.ts';
import { OUTREACH_STATES, type OutreachStateName } from './outreach.projection.ts';
import { type OutreachView, outreachCounts, outreachesOf, outreachOf } from './outreach-list.ts';
import { Words } from './words.ts';

const stateField = z.enum(OUTREACH_STATES).describe('Where a message is in its life.');
/** Above every position of a log: a list begins with the latest. */
const NO_POSITION_YET = String(2n ** 62n);
/** Facts of one message: a plan, its deferrals and switches, and its end are a handful. */
const HISTORY_MAX = 200;
const POSITION = /^[1-9]\d{0,17}$/;

const listQuery = z.object({
  ...pageQuery,
  holderId: holderIdField.optional(),
  state: stateField.optional(),
  correlationId: correlationIdField.optional(),
});
const outreachParam = z.object({ outreachId: outreachIdField });

const outreachAnswer = z.object({
  outreachId: outreachIdField,
  holderId: holderIdField,
  category: z.string(),
  state: stateField,
  purpose: z.string().nullable().describe("What gave rise to it, such as 'birthday'; 'event' for a trigger."),
  reason: z.string().nullable().describe('Why it waits, was suppressed or was given up, in snake_case.'),
  ruleKey: z.string().nullable().describe('Window, blackout or cap of the programme that decided.'),
  capMax: z.int().nullable().describe('How many the cap that decided allows.'),
  capUsed: z.int().nullable().describe('How many there were already.'),
  programmeId: z.string(),
  programmeVersion: z.int().nullable().describe('The version it was decided under.'),
  triggerKey: z.string().nullable().describe('The trigger of that version that called for it.'),
  channel: z.string().nullable(),
  templateKey: z.string().nullable(),
  locale: z.string().nullable(),
  variables: z.record(z.string(), z.string()).nullable().describe('What fills the template.'),
  draftId: z.string().nullable().describe('Text drafted for one occasion.'),
  placeId: z.string().nullable().describe('Counter or merchant of the cause, whose staff calls.'),
  causeEventId: z.string().describe('The event that called for it, or the run over the holders of a programme.'),
  correlationId: correlationIdField,
  occurredAt: z.iso.datetime().describe('When the cause happened.'),
  decidedAt: z.iso.datetime().describe('When it was planned, queued or suppressed first.'),
  dueAt: z.iso.datetime().nullable().describe('Of one that waits: when it is looked at.'),
  windowEndsAt: z.iso
    .datetime()
    .nullable()
    .describe('First moment at which the holder is not to be disturbed any more.'),
  sentAt: z.iso.datetime().nullable().describe('When its channel took it.'),
});
const listAnswer = z.object({ items: z.array(outreachAnswer), next: z.string().nullable() });
const oneAnswer = outreachAnswer.extend({
  text: z.string().nullable().describe('As it is read by the holder; null for a message that was suppressed.'),
});
const historyAnswer = z.object({
  items: z.array(
    z.object({
      type: z.string().describe('The fact, such as OutreachDeferred.'),
      at: z.iso.datetime().describe('When it was decided.'),
      recordedAt: z.iso.datetime(),
      data: z.record(z.string(), z.json()).describe('Its fields, as its schema names them.'),
    }),
  ),
});
const countsQuery = z.object({ programmeId: programmeIdField.optional().describe('Only messages of this programme.') });
const countsAnswer = z.object({
  planned: z.int().describe('Not due yet, or put off.'),
  queued: z.int().describe('Decided, and not sent yet.'),
  sent: z.int(),
  failed: z.int().describe('Given up by their last channel.'),
  suppressed: z.int(),
  items: z.array(z.object({ category: z.string(), state: stateField, messages: z.int() })),
});

@Controller('notifications/v1/outreach')
export class OutreachHttp {
  readonly #log: EventLog;
  readonly #words: Words;

  constructor(log: EventLog, words: Words) {
    this.#log = log;
    this.#words = words;
  }

  @Get()
  @Scope('notifications:read')
  @ApiOperation({ summary: 'List messages', description: 'The latest first.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { holderId, state, correlationId, cursor, limit }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<OutreachView>> {
    const before = BigInt(cursorKey(cursor, POSITION) ?? NO_POSITION_YET);
    const asked = { issuerId, holderId, state, correlationId, before, limit: limit + 1 };
    const page = pageOf(await outreachesOf(this.#log.pool, asked), limit, ({ position }) => String(position));
    return { items: page.items.map(({ view }) => view), next: page.next };
  }

  @Get('counts')
  @Scope('notifications:read')
  @ApiOperation({ summary: 'Count messages by category and state' })
  @ApiOkResponse({ standardSchema: countsAnswer })
  async counts(
    @Query({ schema: countsQuery }) { programmeId }: z.output<typeof countsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const items = await outreachCounts(this.#log.pool, issuerId, programmeId);
    const inState = (state: OutreachStateName): bigint =>
      items.reduce((sum, item) => (item.state === state ? sum + item.messages : sum), 0n);
    return { ...Object.fromEntries(OUTREACH_STATES.map((state) => [state, inState(state)])), items };
  }

  @Get(':outreachId/history')
  @Scope('notifications:read')
  @ApiOperation({
    summary: 'Read everything that was decided on a message',
    description: 'Each fact with its reason, in the order they happened. 404 `outreach_unknown`.',
  })
  @ApiOkResponse({ standardSchema: historyAnswer })
  async history(
    @Param({ schema: outreachParam }) { outreachId }: z.output<typeof outreachParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const facts = await this.#log.readStream(outreachId, { limit: HISTORY_MAX });
    if (facts[0]?.envelope.issuerId !== issuerId)
      throw new Problem(404, 'outreach_unknown', 'There is no such message', { members: { outreachId } });
    return {
      items: facts.map(({ envelope, event }) => ({
        type: event.type,
        at: toRfc3339(envelope.occurredAt),
        recordedAt: toRfc3339(envelope.recordedAt),
        data: toJson(event.data),
      })),
    };
  }

  @Get(':outreachId')
  @Scope('notifications:read')
  @ApiOperation({ summary: 'Read a message with its text', description: '404 `outreach_unknown`.' })
  @ApiOkResponse({ standardSchema: oneAnswer })
  async read(
    @Param({ schema: outreachParam }) { outreachId }: z.output<typeof outreachParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<z.output<typeof oneAnswer>> {
    const view = await outreachOf(this.#log.pool, issuerId, outreachId);
    if (view)
      return { ...view, variables: view.variables && { ...view.variables }, text: await this.#textOf(issuerId, view) };
    throw new Problem(404, 'outreach_unknown', 'There is no such message', { members: { outreachId } });
  }

  async #textOf(issuerId: string, view: OutreachView): Promise<string | null> {
    const { outreachId, category, programmeId, programmeVersion, draftId, locale, variables, occurredAt } = view;
    const templateKey = view.templateKey ?? '';
    if ((templateKey === '' && draftId === null) || locale === null || variables === null) return null;
    const said = { issuerId, outreachId, category, programmeId, programmeVersion, templateKey, draftId, variables };
    const wording = { ...said, locale: writtenIn(locale), occurredAt: parseRfc3339(occurredAt) };
    return (await this.#words.textOf(wording)) ?? null;
  }
}

/** Messages for whoever asks what a holder was told, or why nothing arrived. */

import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { parseRfc3339 } from '@scrip/calendar';
import { EventLog } from '@scrip/event-store';
import { Caller, cursorKey, type Page, Problem, pageOf, pageQuery, Scope } from '@scrip/http';
import { z } from 'zod';
import { correlationIdField, holderIdField, outreachIdField, programmeIdField } from '../fields.ts';
import {
  type OutreachStateName,
  type OutreachView,
  outreachCounts,
  outreachesOf,
  outreachOf,
} from './outreach.projection.ts';
import { writtenIn } from './tell-holder.rule.ts';
import { Words } from './words.ts';

const stateField = z.enum(['queued', 'suppressed', 'sent']).describe('Where a message is in its life.');
/** Above every position of a log: a list begins with the latest. */
const NO_POSITION_YET = String(2n ** 62n);
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
  reason: z.string().nullable().describe('Why it was suppressed, in snake_case.'),
  programmeId: z.string(),
  programmeVersion: z.int().nullable().describe('The version it was decided under.'),
  triggerKey: z.string().nullable().describe('The trigger of that version that called for it.'),
  channel: z.string().nullable(),
  templateKey: z.string().nullable(),
  locale: z.string().nullable(),
  variables: z.record(z.string(), z.string()).nullable().describe('What fills the template.'),
  causeEventId: z.string().describe('The event that called for it.'),
  correlationId: correlationIdField,
  occurredAt: z.iso.datetime().describe('When the cause happened.'),
  decidedAt: z.iso.datetime().describe('When it was queued or suppressed.'),
  sentAt: z.iso.datetime().nullable().describe('When its channel took it.'),
});
const listAnswer = z.object({ items: z.array(outreachAnswer), next: z.string().nullable() });
const oneAnswer = outreachAnswer.extend({
  text: z.string().nullable().describe('As it is read by the holder; null for a message that was suppressed.'),
});
const countsQuery = z.object({ programmeId: programmeIdField.optional().describe('Only messages of this programme.') });
const countsAnswer = z.object({
  queued: z.int().describe('Decided, and not sent yet.'),
  sent: z.int(),
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
    return { queued: inState('queued'), sent: inState('sent'), suppressed: inState('suppressed'), items };
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
    const { programmeId, programmeVersion, templateKey, locale, variables, occurredAt } = view;
    if (templateKey === null || locale === null || variables === null) return null;
    const said = { issuerId, programmeId, programmeVersion, templateKey, variables };
    const wording = { ...said, locale: writtenIn(locale), occurredAt: parseRfc3339(occurredAt) };
    return (await this.#words.textOf(wording)) ?? null;
  }
}

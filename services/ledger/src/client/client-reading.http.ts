/** Clients as they are read: their accounts, lists with bills and lines, and what moved what they are owed. */
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { type BusinessDate, businessDate } from '@scrip/calendar';
import { EventLog } from '@scrip/event-store';
import { Caller, cursorKey, fenField, orderQuery, type Page, Problem, pageOf, pageQuery, Scope } from '@scrip/http';
import { z } from 'zod';
import { clientIdField, listIdField, programmeIdField, walletIdField } from '../fields.ts';
import {
  type ClientView,
  clientEntries,
  clientsOf,
  clientView,
  type EntryView,
  type ListLineView,
  type ListView,
  listLines,
  listsOf,
  listView,
} from './client-account.ts';
import { clientUnknown } from './client-route.ts';

const LIST_STATUSES = ['submitted', 'paid', 'withdrawn'] as const;

const clientParam = z.object({ clientId: clientIdField });
const listParam = z.object({ clientId: clientIdField, listId: listIdField });
const clientsQuery = z.object({
  ...pageQuery,
  programmeId: programmeIdField.optional(),
  status: z.enum(['open', 'terminated']).optional().describe('Whether the agreement still runs.'),
});
const listsQuery = z.object({
  ...pageQuery,
  order: orderQuery,
  status: z.enum(LIST_STATUSES).optional(),
  late: z.enum(['true', 'false']).optional().describe('true: only those that are not paid and whose due date is over.'),
});
const entriesQuery = z.object({ ...pageQuery, order: orderQuery });
const linesQuery = z.object(pageQuery);

const lateShape = z.object({
  asOfDate: z.iso.date().describe('The business day it is counted on, as if all that is owed were paid on it.'),
  dueDate: z.iso.date().describe('Last day in time of the part that is late the longest.'),
  lateDays: z.int().describe('Business days after that day.'),
  lateBpPerDay: z.int().describe('Share of what is late that each of its days costs, in basis points.'),
  lateFen: fenField.describe('Of what is owed, the parts that are late.'),
  penaltyFen: fenField.describe('What that costs up to the day; owed for good once the refund is recorded.'),
  owedWithPenaltyFen: fenField.describe('All that is owed, with the penalty.'),
});
/** A client's account in an answer. */
export const clientShape = z.object({
  clientId: clientIdField,
  programmeId: z.string(),
  productKey: z.string(),
  agentId: z.string(),
  openedAt: z.iso.datetime(),
  paidFen: fenField.describe('For lists, so far.'),
  owedFen: fenField.describe('By the issuer: what came back with cards and was not refunded, and penalties.'),
  terminatedDate: z.iso.date().nullable().describe('Null while the agreement runs.'),
  dueDate: z.iso.date().nullable().describe('Last day in time of the refund that the notice asked for.'),
  termEndsDate: z.iso.date().nullable().describe('Last day of the term; null where the agreement has none.'),
  late: lateShape.nullable().describe('What of it is late today; null while nothing is.'),
});
const listShape = z.object({
  listId: listIdField,
  status: z.enum(LIST_STATUSES),
  lines: z.int().describe('How many.'),
  newCards: z.int(),
  allowancesFen: fenField,
  depositFen: fenField.describe('For each new card.'),
  billFen: fenField,
  submittedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable().describe('When it was paid or withdrawn.'),
  bankReference: z.string().nullable(),
  askedBy: z.string().nullable().describe("A person's code; null for lists of before that was said."),
  dueDate: z.iso.date().nullable().describe('Last day on which it is paid in time; null where none is agreed.'),
});
const lineShape = z.object({ lineNo: z.int(), walletId: walletIdField, amountFen: fenField, newCard: z.boolean() });
const entryShape = z.object({
  position: z.int().describe('Place in the log.'),
  type: z.enum(['ClientCredited', 'ClientRefunded']),
  referenceId: z.string().describe('Of the credit or refund.'),
  walletId: z.string().nullable().describe('Whose card came back.'),
  businessDate: z.iso.date(),
  occurredAt: z.iso.datetime(),
  amountFen: z.int().describe('fen; above zero more is owed. Without the penalty.'),
  penaltyFen: fenField.describe('Owed besides from then on.'),
  owedAfterFen: fenField,
  dueDate: z.iso.date().nullable(),
  lateDays: z.int(),
  bankReference: z.string().nullable(),
});
const clientsAnswer = z.object({ items: z.array(clientShape), next: z.string().nullable() });
const listsAnswer = z.object({ items: z.array(listShape), next: z.string().nullable() });
const linesAnswer = z.object({ items: z.array(lineShape), next: z.string().nullable() });
const entriesAnswer = z.object({ items: z.array(entryShape), next: z.string().nullable() });

const CLIENT_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const POSITION = /^\d{1,16}$/;
const LINE_NO = /^\d{1,4}$/;

@Controller('ledger/v1/clients')
export class ClientReadingHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Get()
  @Scope('ledger:read')
  @ApiOperation({ summary: 'List clients', description: 'By their ids.' })
  @ApiOkResponse({ standardSchema: clientsAnswer })
  async list(
    @Query({ schema: clientsQuery }) { cursor, limit, programmeId, status }: z.output<typeof clientsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ClientView>> {
    const after = cursorKey(cursor, CLIENT_ID) ?? '';
    const asked = { issuerId, programmeId, status, after, today: this.#today(), limit: limit + 1 };
    const read = await clientsOf(this.#log.pool, asked);
    return pageOf(read, limit, (client) => client.clientId);
  }

  @Get(':clientId')
  @Scope('ledger:read')
  @ApiOperation({
    summary: "Read a client's account",
    description: 'With what is late of its refund as of today, in days and money. 404 `client_unknown`.',
  })
  @ApiOkResponse({ standardSchema: clientShape })
  async read(
    @Param({ schema: clientParam }) { clientId }: z.output<typeof clientParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<ClientView> {
    return this.#require(issuerId, clientId);
  }

  @Get(':clientId/lists')
  @Scope('ledger:read')
  @ApiOperation({ summary: "List a client's lists with their bills", description: '404 `client_unknown`.' })
  @ApiOkResponse({ standardSchema: listsAnswer })
  async lists(
    @Param({ schema: clientParam }) { clientId }: z.output<typeof clientParam>,
    @Query({ schema: listsQuery }) { cursor, limit, order, status, late }: z.output<typeof listsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ListView>> {
    await this.#require(issuerId, clientId);
    const lateOn = late === 'true' ? this.#today() : undefined;
    const asked = { issuerId, clientId, order, status, lateOn, beyond: positionOf(cursor), limit: limit + 1 };
    const { items, next } = pageOf(await listsOf(this.#log.pool, asked), limit, (row) => String(row.position));
    return { items: items.map((row) => row.list), next };
  }

  @Get(':clientId/lists/:listId')
  @Scope('ledger:read')
  @ApiOperation({ summary: 'Read a list', description: '404 `list_unknown`.' })
  @ApiOkResponse({ standardSchema: listShape })
  async readList(
    @Param({ schema: listParam }) { clientId, listId }: z.output<typeof listParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<ListView> {
    return this.#requireList({ issuerId, clientId, listId });
  }

  @Get(':clientId/lists/:listId/lines')
  @Scope('ledger:read')
  @ApiOperation({ summary: 'List the lines of a list', description: 'In their order. 404 `list_unknown`.' })
  @ApiOkResponse({ standardSchema: linesAnswer })
  async lines(
    @Param({ schema: listParam }) { clientId, listId }: z.output<typeof listParam>,
    @Query({ schema: linesQuery }) { cursor, limit }: z.output<typeof linesQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ListLineView>> {
    await this.#requireList({ issuerId, clientId, listId });
    const after = Number(cursorKey(cursor, LINE_NO) ?? 0);
    const read = await listLines(this.#log.pool, { issuerId, clientId, listId, after, limit: limit + 1 });
    return pageOf(read, limit, (line) => String(line.lineNo));
  }

  @Get(':clientId/entries')
  @Scope('ledger:read')
  @ApiOperation({
    summary: 'List what moved what a client is owed',
    description: 'Credits of returned cards and refunds, with what was owed after each. 404 `client_unknown`.',
  })
  @ApiOkResponse({ standardSchema: entriesAnswer })
  async entries(
    @Param({ schema: clientParam }) { clientId }: z.output<typeof clientParam>,
    @Query({ schema: entriesQuery }) { cursor, limit, order }: z.output<typeof entriesQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<EntryView>> {
    await this.#require(issuerId, clientId);
    const asked = { issuerId, clientId, order, beyond: positionOf(cursor), limit: limit + 1 };
    return pageOf(await clientEntries(this.#log.pool, asked), limit, (entry) => String(entry.position));
  }

  #today(): BusinessDate {
    return businessDate(this.#log.clock.now());
  }

  async #require(issuerId: string, clientId: string): Promise<ClientView> {
    const client = await clientView(this.#log.pool, { issuerId, clientId, today: this.#today() });
    if (!client) throw clientUnknown(clientId);
    return client;
  }

  async #requireList(asked: { issuerId: string; clientId: string; listId: string }): Promise<ListView> {
    const list = await listView(this.#log.pool, asked);
    if (list) return list;
    throw new Problem(404, 'list_unknown', 'There is no such list', { members: { listId: asked.listId } });
  }
}

function positionOf(cursor: string | undefined): bigint | undefined {
  const position = cursorKey(cursor, POSITION);
  return position === undefined ? undefined : BigInt(position);
}

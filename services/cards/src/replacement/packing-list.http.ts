/** Packing lists at the branch: read, and counted against the letter (domain 2.9, N1). */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  fenField,
  orderQuery,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { cardNumberField } from '../fields.ts';
import { branchNoField, postNumberField } from '../vendor/vendor-report-lines.ts';
import { VendorReports } from '../vendor/vendor-reports.ts';
import { VENDOR_REFUSALS, vendorIdField } from '../vendor/vendor-route.ts';
import { LIST_STATES, type PackingListView, packingListOf, packingListsOf } from './card-file-list.ts';
import { LIST_CARDS_MAX, packingListDecider } from './packing-list.decider.ts';
import { POSITION, packingListIdField, replacementIdField } from './replacement-route.ts';

type Reply = Parameters<typeof answer>[2];

const listParam = z.object({ packingListId: packingListIdField });
const countBody = z.strictObject({
  cardNumbers: z.array(cardNumberField).max(LIST_CARDS_MAX).describe('Of the cards that are in the letter.'),
});
const listQuery = z.object({
  ...pageQuery,
  order: orderQuery,
  branchNo: branchNoField.optional(),
  vendorId: vendorIdField.optional(),
  postNumber: postNumberField.optional(),
  state: z.enum(LIST_STATES).optional().describe('Short: counted, and something is missing.'),
});

const listShape = z.object({
  packingListId: packingListIdField,
  vendorId: vendorIdField,
  branchNo: branchNoField,
  branchLabel: z.string(),
  postNumber: z.string(),
  state: z.enum(LIST_STATES),
  total: z.int().describe('Cards on the list.'),
  received: z.int().describe('Counted, that can be collected.'),
  void: z.int().describe('Counted, that are to be destroyed.'),
  missing: z.int().describe('Not counted so far.'),
  postFen: fenField,
  postedAt: z.iso.datetime(),
  countedAt: z.iso.datetime().nullable(),
});
const listAnswer = z.object({ items: z.array(listShape), next: z.string().nullable() });
const cardOfList = z.object({
  replacementId: replacementIdField,
  cardNumber: cardNumberField,
  sequence: z.int(),
  batch: z.string(),
  hasArrived: z.boolean(),
});
const readAnswer = listShape.extend({ cards: z.array(cardOfList) });
const countedAnswer = z.object({
  packingListId: packingListIdField,
  total: z.int(),
  arrived: z.int().describe('Of all counts.'),
  missing: z.int(),
  cards: z.array(cardOfList),
});

@Controller('cards/v1/packing-lists')
export class PackingListHttp {
  readonly #log: EventLog;
  readonly #reports: VendorReports;

  constructor(log: EventLog, reports: VendorReports) {
    this.#log = log;
    this.#reports = reports;
  }

  @Post(':packingListId/counts')
  @HttpCode(200)
  @Scope('cards:replacement.write')
  @ApiOperation({
    summary: 'Count a letter against its packing list',
    description:
      'What is there is received and can be collected; what is not stays posted and is flagged as missing; a later count finds what comes later. Refused, in this order: 404 `packing_list_unknown`; 409 `not_on_list` {cardNumbers}: nothing is counted.',
  })
  @ApiOkResponse({ standardSchema: countedAnswer })
  async count(
    @Param({ schema: listParam }) { packingListId }: z.output<typeof listParam>,
    @Body({ schema: countBody }) { cardNumbers }: z.output<typeof countBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#requireOwn(command.who.issuerId, packingListId);
    const verdict = await this.#reports.counted(command, packingListId, cardNumbers);
    const cards = await this.#cards(packingListId);
    const arrived = cards.filter(({ hasArrived }) => hasArrived).length;
    const body = { packingListId, total: cards.length, arrived, missing: cards.length - arrived, cards };
    return answer(verdict, { refusals: VENDOR_REFUSALS, body: () => body }, reply);
  }

  @Get()
  @Scope('cards:card.read')
  @ApiOperation({ summary: 'List packing lists', description: 'In the order they were posted in.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...asked }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<PackingListView>> {
    const position = cursorKey(cursor, POSITION);
    const beyond = position === undefined ? undefined : BigInt(position);
    const read = await packingListsOf(this.#log.pool, { issuerId, ...asked, beyond, limit: limit + 1 });
    const { items, next } = pageOf(read, limit, (one) => String(one.position));
    return { items: items.map(({ view }) => view), next };
  }

  @Get(':packingListId')
  @Scope('cards:card.read')
  @ApiOperation({ summary: 'Read a packing list with its cards', description: '404 `packing_list_unknown`.' })
  @ApiOkResponse({ standardSchema: readAnswer })
  async read(
    @Param({ schema: listParam }) { packingListId }: z.output<typeof listParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const view = await packingListOf(this.#log.pool, issuerId, packingListId);
    if (!view) throw listUnknown(packingListId);
    return { ...view, cards: await this.#cards(packingListId) };
  }

  async #cards(packingListId: string): Promise<readonly z.output<typeof cardOfList>[]> {
    const { state } = await this.#log.state(packingListDecider, packingListId);
    if (state.status === 'none') return [];
    const arrived = new Set(state.arrivedIds);
    return state.list.lines.map(({ replacementId, cardNumber, newSequence: sequence, batch }) => ({
      replacementId,
      cardNumber,
      sequence,
      batch,
      hasArrived: arrived.has(replacementId),
    }));
  }

  async #requireOwn(issuerId: string, packingListId: string): Promise<void> {
    const [first] = await this.#log.readStream(packingListId, { limit: 1 });
    if (first?.envelope.issuerId !== issuerId) throw listUnknown(packingListId);
  }
}

function listUnknown(packingListId: string): Problem {
  return new Problem(404, 'packing_list_unknown', 'There is no such packing list', { members: { packingListId } });
}

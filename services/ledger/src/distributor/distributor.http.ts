/** Distributors and agents: the terms of their agreements. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { isDayPeriod, isPeriod } from '@scrip/calendar';
import type { DistributorEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  fenField,
  type Page,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { amountField, businessDateField, codeField, distributorIdField } from '../fields.ts';
import {
  agreeAgency,
  agreeWholesale,
  type DistributorState,
  distributorDecider,
  distributorStream,
} from './distributor.decider.ts';
import { type DistributorView, distributorsOf, distributorView } from './distributor-order.ts';
import { DISTRIBUTOR_REFUSALS, distributorParam, distributorUnknown } from './distributor-route.ts';

type Reply = Parameters<typeof answer>[2];

const BP_MAX = 10_000;
/** Cities of one agreement. */
const CITIES_MAX = 500;
/** Periods with a target: ten years of months. */
const TARGETS_MAX = 120;
const bpField = z.int().min(0).max(BP_MAX);
const regionField = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
  .nullable()
  .default(null)
  .describe("The issuer's own code of the region the cards may be sold in; null for no limit.");
const cityPricesField = z
  .array(z.strictObject({ cityId: codeField('a city'), payBp: bpField.min(1) }))
  .max(CITIES_MAX)
  .refine((prices) => new Set(prices.map(({ cityId }) => cityId)).size === prices.length, 'Expected each city once')
  .nullable()
  .default(null)
  .describe('The one price of a card in each city, of its face value; null where none is agreed.');
const targetsField = z
  .array(
    z
      .strictObject({ fromDate: businessDateField, toDate: businessDateField, targetFen: amountField })
      .refine(({ fromDate, toDate }) => fromDate <= toDate, 'Expected toDate not before fromDate'),
  )
  .max(TARGETS_MAX)
  .nullable()
  .default(null)
  .describe('Value of cards to be delivered in each period; null where none is agreed.');
const renewedField = z
  .string()
  .refine(isDayPeriod, 'Expected an ISO 8601 period of whole days such as P1Y')
  .nullable()
  .default(null)
  .describe('How long it goes on each time its term is over, unless ended in the last month; null: it ends.');
const periodField = z.string().refine(isPeriod, 'Expected an ISO 8601 period such as P3D or PT24H');

const wholesaleBody = z.strictObject({
  payBp: bpField.min(1).describe('What an order costs, of the face value: 9,500 is 95%.'),
  deliverWithin: z
    .string()
    .refine(isDayPeriod, 'Expected an ISO 8601 period of whole days such as P3D')
    .describe('How long after its payment an order may take; the last day is still in time.'),
  lateBpPerDay: bpField.describe('Penalty a day, of what was paid for the part that is late: 30 is 0.3%.'),
  faultTimes: z.int().min(1).max(100).describe('How many times its face value is owed for a faulty card.'),
  region: regionField,
  startsDate: businessDateField.nullable().default(null).describe('First day of the term; null where none is agreed.'),
  endsDate: businessDateField.nullable().default(null).describe('Last day of the first term.'),
  renewedFor: renewedField,
  cityPrices: cityPricesField,
  targets: targetsField,
});
const agencyBody = z.strictObject({
  concessionBp: bpField.max(BP_MAX - 1).describe('What is taken off the market price.'),
  deliverWithin: periodField.describe('How long after its payment an order may take.'),
  refundAfter: periodField.describe('How long after its payment what is not delivered is to be refunded.'),
  loanRateBp: z.int().min(0).max(BP_MAX).describe('Loan rate of a year: 345 is 3.45%.'),
  lateTimes: z.int().min(0).max(100).describe('How many times the loan rate a late refund costs.'),
  yearDays: z.int().min(360).max(366).default(365).describe('Days that the loan rate counts a year as.'),
  feeNowBp: bpField.describe('Part of a monthly fee that is paid at once: 9,000 is 90%.'),
  startsDate: businessDateField.describe('First day of the term.'),
  endsDate: businessDateField.describe('Last day of the term.'),
  region: regionField,
  renewedFor: renewedField,
  cityPrices: cityPricesField,
  targets: targetsField,
});
const listQuery = z.object(pageQuery);

const versioned = { termsVersion: z.int() };
const wholesaleTerms = z.object({ ...wholesaleBody.shape, ...versioned });
const agencyTerms = z.object({ ...agencyBody.shape, ...versioned });
const ofDistributor = { distributorId: distributorIdField };
const wholesaleAnswer = z.object({ ...ofDistributor, ...wholesaleBody.shape, ...versioned });
const agencyAnswer = z.object({ ...ofDistributor, ...agencyBody.shape, ...versioned });
const distributorShape = z.object({
  ...ofDistributor,
  wholesale: wholesaleTerms.nullable().describe('The terms that hold for new orders; null where none were agreed.'),
  agency: agencyTerms.nullable(),
  feesFen: fenField.describe('Recorded so far.'),
  retainedFen: fenField.describe('Kept of them until the term is over.'),
  invoicedFen: fenField.describe('Sum of the invoices for them.'),
  contacts: z
    .array(z.object({ contactId: z.string(), arrivedDate: z.iso.date(), actsFromDate: z.iso.date() }))
    .describe('Who was named to act for it, by letter, oldest first.'),
  endedDates: z
    .object({ wholesale: z.iso.date().optional(), agency: z.iso.date().optional() })
    .describe('Last days of agreements that were ended.'),
});
const listAnswer = z.object({ items: z.array(distributorShape), next: z.string().nullable() });

const DISTRIBUTOR_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

@Controller('ledger/v1/distributors')
export class DistributorHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Post(':distributorId/wholesale-terms')
  @Scope('ledger:distributor.write')
  @ApiOperation({
    summary: 'Agree terms of wholesale orders',
    description:
      'The first ones open the agreement; later ones hold for orders placed from then on. Refused: 409 `term_ends_before_it_starts` {startsDate, endsDate}.',
  })
  @ApiCreatedResponse({ standardSchema: wholesaleAnswer })
  agreeWholesale(
    @Param({ schema: distributorParam }) { distributorId }: z.output<typeof distributorParam>,
    @Body({ schema: wholesaleBody }) body: z.output<typeof wholesaleBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const terms = { distributorId, ...body };
    return this.#decide(command, distributorId, (state) => agreeWholesale(state, terms), reply);
  }

  @Post(':distributorId/agency-terms')
  @Scope('ledger:distributor.write')
  @ApiOperation({
    summary: "Agree terms of an agent's orders and fees",
    description:
      'The first ones open the agreement; later ones hold from then on. Refused: 409 `term_ends_before_it_starts` {startsDate, endsDate}.',
  })
  @ApiCreatedResponse({ standardSchema: agencyAnswer })
  agreeAgency(
    @Param({ schema: distributorParam }) { distributorId }: z.output<typeof distributorParam>,
    @Body({ schema: agencyBody }) body: z.output<typeof agencyBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const terms = { distributorId, ...body };
    return this.#decide(command, distributorId, (state) => agreeAgency(state, terms), reply);
  }

  @Get()
  @Scope('ledger:read')
  @ApiOperation({ summary: 'List distributors and agents', description: 'By their ids.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<DistributorView>> {
    const after = cursorKey(cursor, DISTRIBUTOR_ID) ?? '';
    const read = await distributorsOf(this.#log.pool, { issuerId, after, limit: limit + 1 });
    return pageOf(read, limit, (distributor) => distributor.distributorId);
  }

  @Get(':distributorId')
  @Scope('ledger:read')
  @ApiOperation({ summary: 'Read the terms and fees of a distributor', description: '404 `distributor_unknown`.' })
  @ApiOkResponse({ standardSchema: distributorShape })
  async read(
    @Param({ schema: distributorParam }) { distributorId }: z.output<typeof distributorParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<DistributorView> {
    const distributor = await distributorView(this.#log.pool, issuerId, distributorId);
    if (!distributor) throw distributorUnknown(distributorId);
    return distributor;
  }

  async #decide(
    command: CommandRequest,
    distributorId: string,
    decide: (state: DistributorState) => Decision<DistributorEvent>,
    reply: Reply,
  ): Promise<object> {
    const streamId = distributorStream(command.who.issuerId, distributorId);
    const verdict = await this.#log.execute({ ...command, decider: distributorDecider, streamId, decide });
    const body = ([event]: readonly DistributorEvent[]): object => ({ ...event?.data });
    return answer(verdict, { status: 201, refusals: DISTRIBUTOR_REFUSALS, body }, reply);
  }
}

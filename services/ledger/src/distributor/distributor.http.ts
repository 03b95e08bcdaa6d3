/** Distributors and agents: the terms of their agreements. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { isDayPeriod, isPeriod } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
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
import { amountField, businessDateField, codeField, distributorIdField, programmeIdField } from '../fields.ts';
import { agreeAgencyUnder, agreeWholesaleUnder, type Under } from './contract-terms.rule.ts';
import { type AgreedNow, contractUnder } from './contract-under.ts';
import { type DistributorState, distributorDecider, distributorStream } from './distributor.decider.ts';
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
  .describe('How long it goes on each time its term is over, unless ended in the last month; null: it ends.');
const periodField = z.string().refine(isPeriod, 'Expected an ISO 8601 period such as P3D or PT24H');

/** Terms that somebody must type where no contract of a programme has them. */
const wholesaleNeeded = {
  payBp: bpField.min(1).describe('What an order costs, of the face value: 9,500 is 95%; with steps, the smallest one.'),
  deliverWithin: z
    .string()
    .refine(isDayPeriod, 'Expected an ISO 8601 period of whole days such as P3D')
    .describe('How long after its payment an order may take; the last day is still in time.'),
  lateBpPerDay: bpField.describe('Penalty a day, of what was paid for the part that is late: 30 is 0.3%.'),
  faultTimes: z.int().min(1).max(100).describe('How many times its face value is owed for a faulty card.'),
};
const wholesaleMore = {
  region: regionField,
  startsDate: businessDateField.nullable().default(null).describe('First day of the term; null where none is agreed.'),
  endsDate: businessDateField.nullable().default(null).describe('Last day of the first term.'),
  cityPrices: cityPricesField,
  targets: targetsField,
};
const agencyNeeded = {
  concessionBp: bpField.max(BP_MAX - 1).describe('What is taken off the market price.'),
  deliverWithin: periodField.describe('How long after its payment an order may take.'),
  refundAfter: periodField.describe('How long after its payment what is not delivered is to be refunded.'),
  loanRateBp: z.int().min(0).max(BP_MAX).describe('Loan rate of a year: 345 is 3.45%.'),
  lateTimes: z.int().min(0).max(100).describe('How many times the loan rate a late refund costs.'),
  feeNowBp: bpField.describe('Part of a monthly fee that is paid at once: 9,000 is 90%.'),
  startsDate: businessDateField.describe('First day of the term.'),
  endsDate: businessDateField.describe('Last day of the term.'),
};
const yearDaysField = z.int().min(360).max(366).describe('Days that the loan rate counts a year as; left out: 365.');
const agencyMore = { region: regionField, cityPrices: cityPricesField, targets: targetsField };
const contractField = z
  .strictObject({
    programmeId: programmeIdField,
    contractKey: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  })
  .optional()
  .describe(
    'A kind of agreement that a programme has published: what it says need not be typed, and is not typed otherwise.',
  );
const wholesaleBody = z
  .strictObject({
    contract: contractField,
    ...z.object(wholesaleNeeded).partial().shape,
    ...wholesaleMore,
    renewedFor: renewedField.optional(),
  })
  .superRefine(neededOf(Object.keys(wholesaleNeeded)));
const agencyBody = z
  .strictObject({
    contract: contractField,
    ...z.object(agencyNeeded).partial().shape,
    ...agencyMore,
    yearDays: yearDaysField.optional(),
    renewedFor: renewedField.optional(),
  })
  .superRefine(neededOf(Object.keys(agencyNeeded)));
const listQuery = z.object(pageQuery);

const ofTerms = {
  programmeId: z.string().nullable().describe('Programme whose contract they are under; null where they were typed.'),
  programmeVersion: z.int().nullable(),
  contractKey: z.string().nullable(),
  regions: z.array(z.string()).nullable().describe('What an order may name as its region; null: any.'),
  termsVersion: z.int(),
};
const discountSteps = z
  .array(z.object({ fromCards: z.int(), payBp: z.int() }))
  .nullable()
  .describe('Prices by the size of the order: the highest step reached counts; null where payBp holds for all.');
const wholesaleShape = { ...wholesaleNeeded, ...wholesaleMore, renewedFor: renewedField, discountSteps, ...ofTerms };
const agencyShape = { ...agencyNeeded, ...agencyMore, yearDays: yearDaysField, renewedFor: renewedField, ...ofTerms };
const wholesaleTerms = z.object(wholesaleShape);
const agencyTerms = z.object(agencyShape);
const ofDistributor = { distributorId: distributorIdField };
const wholesaleAnswer = z.object({ ...ofDistributor, ...wholesaleShape });
const agencyAnswer = z.object({ ...ofDistributor, ...agencyShape });
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
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  @Post(':distributorId/wholesale-terms')
  @Scope('ledger:distributor.write')
  @ApiOperation({
    summary: 'Agree terms of wholesale orders',
    description:
      'The first ones open the agreement; later ones hold for orders placed from then on. Under a `contract` of a published programme its terms hold; later terms stay under it unless they name another. Refused, in this order: 409 `programme_unknown` {programmeId}; 409 `contract_unknown`; 409 `contract_of_other` {with, expected}; 409 `term_contradicts_contract` {term, asked, agreed}; 409 `terms_incomplete` {missing}; 409 `term_ends_before_it_starts` {startsDate, endsDate}.',
  })
  @ApiCreatedResponse({ standardSchema: wholesaleAnswer })
  agreeWholesale(
    @Param({ schema: distributorParam }) { distributorId }: z.output<typeof distributorParam>,
    @Body({ schema: wholesaleBody }) { contract, ...body }: z.output<typeof wholesaleBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt: at } = command.who;
    const said = { distributorId, ...body };
    const asked = { issuerId, distributorId, kind: 'wholesale', at, contract } as const;
    return this.#decide(command, asked, (state, under) => agreeWholesaleUnder(state, said, { under, at }), reply);
  }

  @Post(':distributorId/agency-terms')
  @Scope('ledger:distributor.write')
  @ApiOperation({
    summary: "Agree terms of an agent's orders and fees",
    description:
      'The first ones open the agreement; later ones hold from then on. Under a `contract` of a published programme its terms hold, as for wholesale. Refused, in this order: 409 `programme_unknown` {programmeId}; 409 `contract_unknown`; 409 `contract_of_other` {with, expected}; 409 `term_contradicts_contract` {term, asked, agreed}; 409 `terms_incomplete` {missing}; 409 `term_ends_before_it_starts` {startsDate, endsDate}.',
  })
  @ApiCreatedResponse({ standardSchema: agencyAnswer })
  agreeAgency(
    @Param({ schema: distributorParam }) { distributorId }: z.output<typeof distributorParam>,
    @Body({ schema: agencyBody }) { contract, ...body }: z.output<typeof agencyBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt: at } = command.who;
    const said = { distributorId, ...body };
    const asked = { issuerId, distributorId, kind: 'agency', at, contract } as const;
    return this.#decide(command, asked, (state, under) => agreeAgencyUnder(state, said, { under, at }), reply);
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
    asked: AgreedNow,
    decide: (state: DistributorState, under: Under | undefined) => Decision<DistributorEvent>,
    reply: Reply,
  ): Promise<object> {
    const verdict = await this.#log.execute({
      ...command,
      decider: distributorDecider,
      streamId: distributorStream(asked.issuerId, asked.distributorId),
      gather: () => contractUnder(this.#log, this.#terms, asked),
      decide,
    });
    const body = ([event]: readonly DistributorEvent[]): object => ({ ...event?.data });
    return answer(verdict, { status: 201, refusals: DISTRIBUTOR_REFUSALS, body }, reply);
  }
}

/** Without a contract everything is typed, as the shape of the answer has it. */
function neededOf(terms: readonly string[]) {
  return (body: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void => {
    if (body['contract'] !== undefined) return;
    for (const term of terms) {
      if (body[term] !== undefined) continue;
      context.addIssue({ code: 'custom', path: [term], message: 'Expected it to be typed, or a contract to be named' });
    }
  };
}

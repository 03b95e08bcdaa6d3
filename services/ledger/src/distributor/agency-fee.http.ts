/** An agent's fees: each month's, the invoices for them, and the payment of what was kept. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
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
import { amountField, bankReferenceField, businessDateField, codeField, distributorIdField } from '../fields.ts';
import { recordFee, releaseFees, takeInvoice } from './agency-fee.rule.ts';
import { type DistributorState, distributorDecider, distributorStream } from './distributor.decider.ts';
import { type AgencyInvoice, hasInvoice, invoicesOf } from './distributor-order.ts';
import { DISTRIBUTOR_REFUSALS, distributorParam } from './distributor-route.ts';

type Reply = Parameters<typeof answer>[2];

const feeBody = z.strictObject({
  feeMonth: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'Expected a month of the form YYYY-MM'),
  feeFen: amountField.describe('Fee of the month.'),
  bankReference: bankReferenceField,
});
const invoiceBody = z.strictObject({
  invoiceNumber: codeField('an invoice'),
  invoiceDate: businessDateField.describe('Day of the invoice.'),
  amountFen: amountField.describe('What it is for.'),
});
const releaseBody = z.strictObject({ bankReference: bankReferenceField });
const listQuery = z.object(pageQuery);

const ofDistributor = { distributorId: distributorIdField };
const feeAnswer = z.object({
  ...ofDistributor,
  feeMonth: z.string(),
  feeFen: fenField,
  paidFen: fenField.describe('Paid at once.'),
  retainedFen: fenField.describe('Kept until the term is over.'),
  feeNowBp: z.int(),
  bankReference: z.string(),
  termsVersion: z.int(),
});
const invoiceShape = z.object({ invoiceNumber: z.string(), invoiceDate: z.iso.date(), amountFen: fenField });
const invoiceAnswer = invoiceShape.extend(ofDistributor);
const invoicesAnswer = z.object({ items: z.array(invoiceShape), next: z.string().nullable() });
const releasedAnswer = z.object({
  ...ofDistributor,
  releasedFen: fenField.describe('Paid: what had been kept of these months.'),
  feeMonths: z.array(z.string()),
  invoicedFen: fenField.describe('Sum of the invoices that were in and not used yet.'),
  bankReference: z.string(),
});

const INVOICE_NUMBER = /^[A-Za-z0-9_.-]{1,64}$/;

@Controller('ledger/v1/distributors/:distributorId')
export class AgencyFeeHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Post('fees')
  @Scope('ledger:distributor.write')
  @ApiOperation({
    summary: "Record an agent's fee of a month, and the payment of its first part",
    description: 'Refused, in this order: 404 `distributor_unknown`; 409 `terms_missing`; 409 `fee_known` {feeMonth}.',
  })
  @ApiCreatedResponse({ standardSchema: feeAnswer })
  recordFee(
    @Param({ schema: distributorParam }) { distributorId }: z.output<typeof distributorParam>,
    @Body({ schema: feeBody }) body: z.output<typeof feeBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    return this.#decide(command, distributorId, (state) => recordFee(state, body), reply);
  }

  @Post('fee-invoices')
  @Scope('ledger:distributor.write')
  @ApiOperation({
    summary: "Take an agent's invoice for its fees",
    description:
      'Refused, in this order: 404 `distributor_unknown`; 409 `terms_missing`; 409 `invoice_known` {invoiceNumber}.',
  })
  @ApiCreatedResponse({ standardSchema: invoiceAnswer })
  async takeInvoice(
    @Param({ schema: distributorParam }) { distributorId }: z.output<typeof distributorParam>,
    @Body({ schema: invoiceBody }) body: z.output<typeof invoiceBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const taken = await hasInvoice(this.#log.pool, {
      issuerId: command.who.issuerId,
      distributorId,
      invoiceNumber: body.invoiceNumber,
    });
    return this.#decide(command, distributorId, (state) => takeInvoice(state, body, taken), reply);
  }

  @Get('fee-invoices')
  @Scope('ledger:read')
  @ApiOperation({ summary: 'List the invoices of an agent', description: 'By their numbers.' })
  @ApiOkResponse({ standardSchema: invoicesAnswer })
  async invoices(
    @Param({ schema: distributorParam }) { distributorId }: z.output<typeof distributorParam>,
    @Query({ schema: listQuery }) { cursor, limit }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<AgencyInvoice>> {
    const after = cursorKey(cursor, INVOICE_NUMBER) ?? '';
    const read = await invoicesOf(this.#log.pool, { issuerId, distributorId, after, limit: limit + 1 });
    return pageOf(read, limit, ({ invoiceNumber }) => invoiceNumber);
  }

  @Post('fee-releases')
  @Scope('ledger:distributor.write')
  @ApiOperation({
    summary: "Record the payment of what was kept of an agent's fees",
    description:
      'Of the months whose term is over, when the invoices for them are in; a renewed agreement keeps the fees of the term that runs. Refused, in this order: 404 `distributor_unknown`; 409 `terms_missing`; 409 `nothing_retained`; 409 `term_running` {endsDate}; 409 `invoices_missing` {feesFen, invoicedFen, missingFen}.',
  })
  @ApiCreatedResponse({ standardSchema: releasedAnswer })
  releaseFees(
    @Param({ schema: distributorParam }) { distributorId }: z.output<typeof distributorParam>,
    @Body({ schema: releaseBody }) body: z.output<typeof releaseBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const asked = { ...body, at: command.who.occurredAt };
    return this.#decide(command, distributorId, (state) => releaseFees(state, asked), reply);
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

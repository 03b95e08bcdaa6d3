/** Invoices of recharges: issued once, voided, read (domain 2.2, A9). */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog, on } from '@scrip/event-store';
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
import {
  businessDateField,
  holderIdField,
  holdIdField,
  invoiceIdField,
  reasonField,
  rechargeIdField,
  spendIdField,
  walletIdField,
} from '../fields.ts';
import { type WalletState, walletDecider } from '../wallet/wallet.decider.ts';
import { WalletDirectory } from '../wallet/wallet-directory.ts';
import { requireWallet } from '../wallet/wallet-route.ts';
import { type InvoiceState, invoiceDecider, issueInvoice, voidInvoice } from './invoice.decider.ts';
import { type InvoiceView, invoices } from './invoice.projection.ts';
import { asCancelled, invoiceableIn, invoiceIdOf } from './invoiceable.ts';

type Reply = Parameters<typeof answer>[2];

const REFUSALS = { recharge_unknown: 404, invoice_unknown: 404 } as const;

const invoiceNoField = z
  .string()
  .regex(/^[0-9A-Za-z-]{1,40}$/)
  .describe('Number in the tax system: 1 to 40 of 0-9, A-Z, a-z and -');
const rechargeParam = z.object({
  walletId: walletIdField,
  rechargeId: z.union([rechargeIdField, spendIdField, holdIdField]),
});
const invoiceParam = z.object({ invoiceId: invoiceIdField });
const issueBody = z.strictObject({ invoiceNo: invoiceNoField });
const voidBody = z.strictObject({ reason: reasonField });
const listQuery = z.object({
  ...pageQuery,
  order: orderQuery,
  walletId: walletIdField.optional(),
  rechargeId: rechargeIdField.optional(),
  invoiceNo: invoiceNoField.optional(),
  state: z.enum(['issued', 'voided']).optional(),
  from: businessDateField.optional().describe('First business day of issue.'),
  to: businessDateField.optional().describe('Last business day of issue.'),
});

const named = {
  invoiceId: invoiceIdField,
  issueNo: z.int().describe('Counts the invoices of the recharge from 1; above 1 only after one was voided.'),
  walletId: walletIdField,
  holderId: holderIdField,
  rechargeId: z.string(),
  invoiceNo: z.string(),
  amountFen: fenField.describe('The principal of the recharge.'),
  programmeId: z.string(),
};
const issuedAnswer = z.object({
  ...named,
  invoiceKind: z.literal('ordinary'),
  taxItem: z.literal('601'),
  taxTreatment: z.literal('untaxed'),
  programmeVersion: z.int(),
});
const voidedAnswer = z.object({ ...named, reason: z.string() });
const invoiceShape = z.object({
  ...named,
  taxItem: z.string(),
  state: z.enum(['issued', 'voided']),
  businessDate: z.iso.date(),
  issuedAt: z.iso.datetime(),
  voidedAt: z.iso.datetime().nullable(),
  voidReason: z.string().nullable(),
  position: z.int().describe('Place of its issue in the log.'),
});
const listAnswer = z.object({ items: z.array(invoiceShape), next: z.string().nullable() });

const POSITION = /^\d{1,16}$/;

@Controller('ledger/v1')
export class InvoiceHttp {
  readonly #log: EventLog;
  readonly #wallets: WalletDirectory;

  constructor(log: EventLog, wallets: WalletDirectory) {
    this.#log = log;
    this.#wallets = wallets;
  }

  @Post('wallets/:walletId/recharges/:rechargeId/invoices')
  @Scope('ledger:invoice')
  @ApiOperation({
    summary: 'Invoice a recharge, once, for its principal',
    description:
      'Ordinary, tax item 601, untaxed; whom it is made out to stays in the tax system. Refused, in this order: 404 `wallet_unknown`; 409 `spend_not_invoiceable` {spendId}; 404 `recharge_unknown` {rechargeId}; 409 `recharge_cancelled` {rechargeId}; 409 `recharge_invoiced` {rechargeId, invoiceNo}.',
  })
  @ApiCreatedResponse({ standardSchema: issuedAnswer })
  async issue(
    @Param({ schema: rechargeParam }) { walletId, rechargeId }: z.output<typeof rechargeParam>,
    @Body({ schema: issueBody }) { invoiceNo }: z.output<typeof issueBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await requireWallet(this.#wallets, command.who.issuerId, walletId);
    const invoiceable = await invoiceableIn(this.#log, walletId, rechargeId);
    const invoiceId = invoiceIdOf(rechargeId);
    const asked = { invoiceId, rechargeId, invoiceNo };
    // Decided on the wallet too: whatever happens to the recharge beside it comes before or after, and sees it.
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [on(invoiceDecider, invoiceId), on(walletDecider, walletId)],
      decide: ([invoice, wallet]) => {
        const found = asCancelled(invoiceable, wallet as WalletState, rechargeId);
        const decision = issueInvoice(invoice as InvoiceState, asked, found);
        if (decision.kind === 'refused') return decision;
        return { kind: 'accepted', events: decision.events.map((event) => ({ streamId: invoiceId, event })) };
      },
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post('invoices/:invoiceId/void')
  @Scope('ledger:invoice')
  @ApiOperation({
    summary: 'Void an invoice: its recharge can be invoiced again',
    description: 'Refused, in this order: 404 `invoice_unknown`; 409 `invoice_voided` {invoiceId, invoiceNo}.',
  })
  @ApiCreatedResponse({ standardSchema: voidedAnswer })
  async void(
    @Param({ schema: invoiceParam }) { invoiceId }: z.output<typeof invoiceParam>,
    @Body({ schema: voidBody }) { reason }: z.output<typeof voidBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#requireOwn(command.who.issuerId, invoiceId);
    const verdict = await this.#log.execute({
      ...command,
      decider: invoiceDecider,
      streamId: invoiceId,
      decide: (state) => voidInvoice(state, reason),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Get('invoices')
  @Scope('ledger:read')
  @ApiOperation({ summary: 'List invoices, voided ones too', description: 'In the order of their issue.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...asked }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<InvoiceView>> {
    const position = cursorKey(cursor, POSITION);
    const beyond = position === undefined ? undefined : BigInt(position);
    const read = await invoices(this.#log.pool, { ...asked, issuerId, beyond, limit: limit + 1 });
    return pageOf(read, limit, (one) => String(one.position));
  }

  @Get('invoices/:invoiceId')
  @Scope('ledger:read')
  @ApiOperation({
    summary: "Read a recharge's latest invoice",
    description: 'Earlier, voided ones are in the list. 404 `invoice_unknown`.',
  })
  @ApiOkResponse({ standardSchema: invoiceShape })
  async read(
    @Param({ schema: invoiceParam }) { invoiceId }: z.output<typeof invoiceParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<InvoiceView> {
    const [latest] = await invoices(this.#log.pool, { issuerId, invoiceId, order: 'newest', limit: 1 });
    if (!latest) throw invoiceUnknown(invoiceId);
    return latest;
  }

  async #requireOwn(issuerId: string, invoiceId: string): Promise<void> {
    const first = await this.#log.firstOf(invoiceId);
    if (first?.envelope.issuerId !== issuerId) throw invoiceUnknown(invoiceId);
  }
}

/** The same for an invoice that is not there and for another issuer's. */
function invoiceUnknown(invoiceId: string): Problem {
  return new Problem(404, 'invoice_unknown', 'There is no such invoice', { members: { invoiceId } });
}

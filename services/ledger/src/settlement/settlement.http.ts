/** Merchants' settlements: settled through a day, paid out by bank, taken back where one was wrong. */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { businessDate } from '@scrip/calendar';
import { EventLog } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, fenField, Scope } from '@scrip/http';
import { z } from 'zod';
import { amountField, businessDateField, merchantIdField, payoutIdField, settlementIdField } from '../fields.ts';
import { Moments } from '../journal/moments.ts';
import { idOf, requireOwnMerchant } from '../wallet/wallet-route.ts';
import { payOut, payoutIn, returnPayout, reverseSettlement, settle, settlementDecider } from './settlement.decider.ts';
import { gatherUnsettled, settlementHistory, settlementStreamOf } from './unsettled.ts';

type Reply = Parameters<typeof answer>[2];

const FEE_RATE_BP_MAX = 10_000;
const CODE_LENGTH_MAX = 64;

const merchantParam = z.object({ merchantId: merchantIdField });
const settlementParam = z.object({ merchantId: merchantIdField, settlementId: settlementIdField });
const settleBody = z.strictObject({
  throughDate: businessDateField.describe(
    'Last business day that is settled; what came late of earlier days is in it.',
  ),
  feeRateBp: z
    .int()
    .min(0)
    .max(FEE_RATE_BP_MAX)
    .optional()
    .describe("The issuer's fee on sales less returns, in basis points; left out: none."),
});
const payoutBody = z.strictObject({
  bankReference: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9/_.-]{0,63}$/)
    .describe("The bank's own reference of the transfer: 1 to 64 of A-Z, a-z, 0-9, / _ . -"),
  amountFen: amountField,
});
const reasonBody = z.strictObject({
  reason: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/)
    .max(CODE_LENGTH_MAX)
    .describe("The issuer's own code, such as wrong_fee or account_closed."),
});
const part = z.object({
  programmeId: z.string().nullable(),
  grossFen: fenField,
  returnedFen: fenField,
  feeFen: fenField,
  netFen: z.int().describe('fen; below zero where more came back than was sold.'),
});
const payoutParam = settlementParam.extend({ payoutId: payoutIdField });
const settledAnswer = z.object({
  merchantId: merchantIdField,
  settlementId: settlementIdField,
  throughDate: z.iso.date(),
  toPosition: z.int().describe('The last position of the log that is in it.'),
  previousThroughDate: z.iso.date().nullable(),
  previousPosition: z.int(),
  saleCount: z.int(),
  returnCount: z.int(),
  grossFen: fenField.describe('Sales.'),
  returnedFen: fenField.describe('What came back.'),
  feeRateBp: z.int().nullable(),
  feeFen: fenField,
  netFen: fenField.describe('What is to be paid out.'),
  parts: z.array(part).describe('By programme.'),
});
const paidAnswer = z.object({
  merchantId: merchantIdField,
  settlementId: settlementIdField,
  payoutId: z.string(),
  bankReference: z.string(),
  amountFen: fenField,
  leftFen: fenField.describe('Still to be paid.'),
  parts: z.array(z.object({ programmeId: z.string().nullable(), amountFen: z.int().describe('fen.') })),
});
const sentBackAnswer = paidAnswer.extend({ reason: z.string(), netFen: fenField.describe('Of the settlement.') });
const reversedAnswer = z.object({
  merchantId: merchantIdField,
  settlementId: settlementIdField,
  reason: z.string(),
  throughDate: z.iso.date().nullable().describe('Through which day the merchant is settled now.'),
  toPosition: z.int(),
  grossFen: fenField,
  returnedFen: fenField,
  feeFen: fenField,
  netFen: fenField,
  parts: z.array(part),
});

/** What is not there is not there; the others are 409. */
const REFUSALS = { payout_unknown: 404 } as const;

@Controller('ledger/v1/merchants/:merchantId/settlements')
export class SettlementHttp {
  readonly #log: EventLog;
  readonly #moments: Moments;

  constructor(log: EventLog, moments: Moments) {
    this.#log = log;
    this.#moments = moments;
  }

  @Post()
  @Scope('ledger:settle')
  @ApiOperation({
    summary: 'Settle a merchant through a business day',
    description:
      'Takes what the merchant sold and took back through that day and is not settled yet; a fact that comes late goes into the next one. The first settlement of a merchant says its fee; from then on a day that nobody settled is settled by itself once it is over, at the fee rate of the settlement before. Of two at once, one settles and the other finds nothing. Refused, in this order: 403 `merchant_mismatch`; 503 `position_not_reached`; 409 `date_ahead` {throughDate, today}; 409 `settled_further` {throughDate, settledThroughDate}; 409 `open_settlements_exceeded` {openSettlementsMax}; 409 `nothing_to_settle` {throughDate}; 409 `settlement_negative` {grossFen, returnedFen, missingFen}, which is carried forward.',
  })
  @ApiCreatedResponse({ standardSchema: settledAnswer })
  async settle(
    @Param({ schema: merchantParam }) { merchantId }: z.output<typeof merchantParam>,
    @Body({ schema: settleBody }) { throughDate, feeRateBp }: z.output<typeof settleBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    requireOwnMerchant(caller, merchantId);
    const { issuerId } = command.who;
    const today = businessDate(this.#log.clock.now());
    const asked = { settlementId: idOf('stl', command), merchantId, throughDate, feeRateBp: feeRateBp ?? null, today };
    const verdict = await this.#log.execute({
      ...command,
      decider: settlementDecider,
      streamId: settlementStreamOf(issuerId, merchantId),
      gather: () => gatherUnsettled({ log: this.#log, moments: this.#moments }, { issuerId, merchantId, throughDate }),
      decide: (state, unsettled) => settle(state, asked, unsettled),
    });
    return answer(verdict, { status: 201, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post(':settlementId/payouts')
  @Scope('ledger:payout')
  @ApiOperation({
    summary: 'Record that a settlement, or a part of it, was paid out by bank',
    description:
      'Refused, in this order: 403 `merchant_mismatch`; 409 `settlement_not_open` (there is none, it is paid, or it was reversed); 409 `payout_recorded` {bankReference}; 409 `payouts_exceeded` {payoutsMax}; 409 `payout_exceeds_settlement` {askedFen, netFen, leftFen, excessFen}.',
  })
  @ApiCreatedResponse({ standardSchema: paidAnswer })
  async payOut(
    @Param({ schema: settlementParam }) { merchantId, settlementId }: z.output<typeof settlementParam>,
    @Body({ schema: payoutBody }) body: z.output<typeof payoutBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    requireOwnMerchant(caller, merchantId);
    const asked = { payoutId: idOf('pay', command), merchantId, settlementId, ...body };
    const verdict = await this.#log.execute({
      ...command,
      decider: settlementDecider,
      streamId: settlementStreamOf(command.who.issuerId, merchantId),
      decide: (state) => payOut(state, asked),
    });
    return answer(verdict, { status: 201, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post(':settlementId/payouts/:payoutId/return')
  @Scope('ledger:payout')
  @ApiOperation({
    summary: 'Record that the bank sent a payout back',
    description:
      'What it had paid is to be paid again. Refused, in this order: 403 `merchant_mismatch`; 404 `payout_unknown` {payoutId}; 409 `payout_returned` {payoutId}.',
  })
  @ApiCreatedResponse({ standardSchema: sentBackAnswer })
  async returnPayout(
    @Param({ schema: payoutParam }) { merchantId, settlementId, payoutId }: z.output<typeof payoutParam>,
    @Body({ schema: reasonBody }) { reason }: z.output<typeof reasonBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    requireOwnMerchant(caller, merchantId);
    const streamId = settlementStreamOf(command.who.issuerId, merchantId);
    const verdict = await this.#log.execute({
      ...command,
      decider: settlementDecider,
      streamId,
      gather: async (version) =>
        payoutIn(await settlementHistory(this.#log, streamId, version), { settlementId, payoutId }),
      decide: (state, payout) => returnPayout(state, { merchantId, payoutId, reason }, payout),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post(':settlementId/reversal')
  @Scope('ledger:settle')
  @ApiOperation({
    summary: 'Take the last settlement back, before anything was paid on it',
    description:
      'What it settled is open again and goes into the next one. Refused, in this order: 403 `merchant_mismatch`; 409 `settlement_not_open`; 409 `settlement_had_payouts` {netFen, paidFen}; 409 `settlement_not_last` {lastThroughDate}.',
  })
  @ApiCreatedResponse({ standardSchema: reversedAnswer })
  async reverse(
    @Param({ schema: settlementParam }) { merchantId, settlementId }: z.output<typeof settlementParam>,
    @Body({ schema: reasonBody }) { reason }: z.output<typeof reasonBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    requireOwnMerchant(caller, merchantId);
    const verdict = await this.#log.execute({
      ...command,
      decider: settlementDecider,
      streamId: settlementStreamOf(command.who.issuerId, merchantId),
      decide: (state) => reverseSettlement(state, { merchantId, settlementId, reason }),
    });
    return answer(verdict, { status: 201, body: ([event]) => ({ ...event?.data }) }, reply);
  }
}

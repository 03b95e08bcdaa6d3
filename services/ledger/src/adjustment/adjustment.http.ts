/** Corrections of wallets by hand: proposed by one person, approved by another. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { ScripEvent } from '@scrip/contracts';
import { EventLog, on, type Placed } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  fenField,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { ZERO_FEN } from '@scrip/money';
import { z } from 'zod';
import { adjustmentIdField, reasonField, walletIdField } from '../fields.ts';
import { type WalletState, walletDecider } from '../wallet/wallet.decider.ts';
import { WalletCommands } from '../wallet/wallet-commands.ts';
import { idOf, REFUSALS } from '../wallet/wallet-route.ts';
import { type AdjustmentState, adjustmentDecider, approve, propose, rejectProposal } from './adjustment.decider.ts';
import { ADJUSTMENT_STATES, type AdjustmentEntry, adjustmentsOf } from './adjustment.projection.ts';

type Reply = Parameters<typeof answer>[2];

const walletParam = z.object({ walletId: walletIdField });
const adjustmentParam = z.object({ adjustmentId: adjustmentIdField });
const proposalBody = z.strictObject({
  direction: z.enum(['credit', 'debit']),
  principalFen: fenField.describe('For a debit the whole amount, taken in the order of the product.'),
  bonusFen: fenField.default(ZERO_FEN).describe('Of a credit.'),
  reason: reasonField.describe('A code of the issuer, such as migration_error.'),
  correctsEventId: z
    .string()
    .regex(/^evt_[0-9A-HJKMNP-TV-Z]{26}$/, 'Expected evt_ and a ULID')
    .optional()
    .describe('The fact that it corrects.'),
});
const rejectionBody = z.strictObject({ reason: reasonField });
const listQuery = z.object({
  ...pageQuery,
  state: z.enum(ADJUSTMENT_STATES).optional(),
  walletId: walletIdField.optional(),
});

const proposedAnswer = z.object({ adjustmentId: adjustmentIdField, walletId: walletIdField, state: z.string() });
const decidedAnswer = proposedAnswer;
const entryShape = z.object({
  position: z.int().describe('Place in the log.'),
  adjustmentId: adjustmentIdField,
  walletId: walletIdField,
  direction: z.enum(['credit', 'debit']),
  principalFen: fenField,
  bonusFen: fenField,
  reason: z.string(),
  correctsEventId: z.string().nullable(),
  proposedBy: z.string(),
  proposedAt: z.iso.datetime(),
  state: z.enum(ADJUSTMENT_STATES),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
});
const listAnswer = z.object({ items: z.array(entryShape), next: z.string().nullable() });

const POSITION = /^\d{1,16}$/;
const DECISIONS = { ...REFUSALS, adjustment_unknown: 404 } as const;

@Controller('ledger/v1')
export class AdjustmentHttp {
  readonly #log: EventLog;
  readonly #commands: WalletCommands;

  constructor(log: EventLog, commands: WalletCommands) {
    this.#log = log;
    this.#commands = commands;
  }

  @Post('wallets/:walletId/adjustments')
  @Scope('ledger:adjust')
  @ApiOperation({
    summary: 'Propose a correction of a wallet',
    description:
      'Nothing moves before somebody else approves it. Refused, in this order: 404 `wallet_unknown`; 409 `amount_not_positive`; 409 `debit_of_bonus` {bonusFen}.',
  })
  @ApiCreatedResponse({ standardSchema: proposedAnswer })
  async propose(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Body({ schema: proposalBody }) body: z.output<typeof proposalBody>,
    @Caller() { subject: proposedBy }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const wallet = await this.#commands.wallet(command, walletId);
    const { state } = await this.#log.state(walletDecider, wallet.walletId);
    const adjustmentId = idOf('adj', command);
    const asked = { adjustmentId, proposedBy, ...body, correctsEventId: body.correctsEventId ?? null };
    const verdict = await this.#log.execute({
      ...command,
      decider: adjustmentDecider,
      streamId: adjustmentId,
      decide: () => propose(state, asked),
    });
    const said = { adjustmentId, walletId, state: 'proposed' };
    return answer(verdict, { status: 201, refusals: REFUSALS, body: () => said }, reply);
  }

  @Post('adjustments/:adjustmentId/approval')
  @Scope('ledger:adjust.approve')
  @ApiOperation({
    summary: 'Approve an adjustment; the wallet has it in the same moment',
    description:
      'Refused, in this order: 404 `adjustment_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 409 `adjustment_decided` {status}; 409 `own_proposal`; 409 `balance_short` {askedFen, availableFen, missingFen}.',
  })
  @ApiCreatedResponse({ standardSchema: decidedAnswer })
  async approve(
    @Param({ schema: adjustmentParam }) { adjustmentId }: z.output<typeof adjustmentParam>,
    @Caller() { subject: by }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const walletId = await this.#walletOf(command, adjustmentId);
    const terms = await this.#commands.termsFor(command, walletId);
    const review = { by, at: command.who.occurredAt, lotId: idOf('lot', command) };
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [on(adjustmentDecider, adjustmentId), on(walletDecider, walletId)],
      decide: ([state, wallet]) => {
        const decision = approve(state as AdjustmentState, wallet as WalletState, review, terms);
        if (decision.kind === 'refused') return decision;
        const placed = decision.events.flatMap(({ approved, adjusted }): Placed[] => [
          { streamId: adjustmentId, event: approved },
          { streamId: walletId, event: adjusted },
        ]);
        return { kind: 'accepted', events: placed };
      },
    });
    const said = { adjustmentId, walletId, state: 'approved' };
    return answer<ScripEvent>(verdict, { status: 201, refusals: DECISIONS, body: () => said }, reply);
  }

  @Post('adjustments/:adjustmentId/rejection')
  @Scope('ledger:adjust')
  @ApiOperation({
    summary: 'Turn an adjustment down, or take an own proposal back',
    description: 'Refused, in this order: 404 `adjustment_unknown`; 409 `adjustment_decided` {status}.',
  })
  @ApiCreatedResponse({ standardSchema: decidedAnswer })
  async reject(
    @Param({ schema: adjustmentParam }) { adjustmentId }: z.output<typeof adjustmentParam>,
    @Body({ schema: rejectionBody }) { reason }: z.output<typeof rejectionBody>,
    @Caller() { subject: by }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const walletId = await this.#walletOf(command, adjustmentId);
    const verdict = await this.#log.execute({
      ...command,
      decider: adjustmentDecider,
      streamId: adjustmentId,
      decide: (state) => rejectProposal(state, { by, reason }),
    });
    const said = { adjustmentId, walletId, state: 'rejected' };
    return answer(verdict, { status: 201, refusals: DECISIONS, body: () => said }, reply);
  }

  @Get('adjustments')
  @Scope('ledger:adjust')
  @ApiOperation({ summary: 'List adjustments, the newest first' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, state, walletId }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<AdjustmentEntry>> {
    const before = cursorKey(cursor, POSITION);
    const read = await adjustmentsOf(this.#log.pool, { issuerId, state, walletId, before, limit: limit + 1 });
    return pageOf(read, limit, (entry) => String(entry.position));
  }

  /** Another issuer's adjustment is not there: its wallet is not. */
  async #walletOf(command: CommandRequest, adjustmentId: string): Promise<string> {
    const { state } = await this.#log.state(adjustmentDecider, adjustmentId);
    const unknown = new Problem(404, 'adjustment_unknown', 'No such adjustment', { members: { adjustmentId } });
    if (state.status === 'none') throw unknown;
    const { walletId } = state.proposal;
    await this.#commands.wallet(command, walletId).catch((error: unknown) => {
      throw error instanceof Problem ? unknown : error;
    });
    return walletId;
  }
}

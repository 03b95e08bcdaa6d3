/** Claims: read, paid, or taken back. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
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
import { amountField, bankReferenceField, claimIdField, clientIdField, reasonField } from '../fields.ts';
import { claimDecider, settleClaim, withdrawClaim } from './claim.decider.ts';
import { type ClaimView, claimsOf, claimView } from './claim.projection.ts';

type Reply = Parameters<typeof answer>[2];

const PARTY_KINDS = ['client', 'distributor', 'holder'] as const;
const STATUSES = ['open', 'settled', 'withdrawn'] as const;

const claimParam = z.object({ claimId: claimIdField });
const listQuery = z.object({
  ...pageQuery,
  order: orderQuery,
  status: z.enum(STATUSES).optional(),
  partyKind: z.enum(PARTY_KINDS).optional(),
  partyId: clientIdField.optional().describe('The other party.'),
});
const settleBody = z.strictObject({
  amountFen: amountField.describe('What was paid: the whole claim.'),
  bankReference: bankReferenceField,
});
const withdrawBody = z.strictObject({ reason: reasonField });

const party = {
  claimId: claimIdField,
  owedBy: z.enum(['issuer', 'party']),
  partyKind: z.enum(PARTY_KINDS),
  partyId: z.string(),
  programmeId: z.string().nullable(),
};
const claimShape = z.object({
  ...party,
  status: z.enum(STATUSES),
  cause: z.string(),
  amountFen: fenField,
  walletId: z.string().nullable(),
  orderId: z.string().nullable(),
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  bankReference: z.string().nullable().describe('Of its payment.'),
  reason: z.string().nullable().describe('Why it was taken back.'),
});
const listAnswer = z.object({ items: z.array(claimShape), next: z.string().nullable() });
const settledAnswer = z.object({ ...party, paidFen: fenField, bankReference: z.string() });
const withdrawnAnswer = z.object({ ...party, amountFen: fenField, reason: z.string() });

const POSITION = /^\d{1,16}$/;

@Controller('ledger/v1/claims')
export class ClaimHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Get()
  @Scope('ledger:read')
  @ApiOperation({ summary: 'List claims', description: 'In the order they were opened or its reverse.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, order, status, partyKind, partyId }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ClaimView>> {
    const position = cursorKey(cursor, POSITION);
    const beyond = position === undefined ? undefined : BigInt(position);
    const asked = { issuerId, order, status, partyKind, partyId, beyond, limit: limit + 1 };
    const read = await claimsOf(this.#log.pool, asked);
    const { items, next } = pageOf(read, limit, (row) => String(row.position));
    return { items: items.map((row) => row.claim), next };
  }

  @Get(':claimId')
  @Scope('ledger:read')
  @ApiOperation({ summary: 'Read a claim', description: '404 `claim_unknown`.' })
  @ApiOkResponse({ standardSchema: claimShape })
  async read(
    @Param({ schema: claimParam }) { claimId }: z.output<typeof claimParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<ClaimView> {
    const claim = await claimView(this.#log.pool, { issuerId, claimId });
    if (!claim) throw claimUnknown(claimId);
    return claim;
  }

  @Post(':claimId/settlement')
  @Scope('ledger:claim.write')
  @ApiOperation({
    summary: 'Record that a claim was paid, all of it',
    description:
      'Refused, in this order: 404 `claim_unknown`; 409 `claim_closed` {closedAs}; 409 `payment_mismatch` {paidFen, dueFen, differenceFen}.',
  })
  @ApiOkResponse({ standardSchema: settledAnswer })
  async settle(
    @Param({ schema: claimParam }) { claimId }: z.output<typeof claimParam>,
    @Body({ schema: settleBody }) { amountFen, bankReference }: z.output<typeof settleBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#requireClaim(command.who.issuerId, claimId);
    const verdict = await this.#log.execute({
      ...command,
      decider: claimDecider,
      streamId: claimId,
      decide: (state) => settleClaim(state, { paidFen: amountFen, bankReference }),
    });
    return answer(verdict, { body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post(':claimId/withdrawal')
  @Scope('ledger:claim.write')
  @ApiOperation({
    summary: 'Take a claim back: nothing is owed',
    description: 'Refused, in this order: 404 `claim_unknown`; 409 `claim_closed` {closedAs}.',
  })
  @ApiOkResponse({ standardSchema: withdrawnAnswer })
  async withdraw(
    @Param({ schema: claimParam }) { claimId }: z.output<typeof claimParam>,
    @Body({ schema: withdrawBody }) { reason }: z.output<typeof withdrawBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#requireClaim(command.who.issuerId, claimId);
    const verdict = await this.#log.execute({
      ...command,
      decider: claimDecider,
      streamId: claimId,
      decide: (state) => withdrawClaim(state, reason),
    });
    return answer(verdict, { body: ([event]) => ({ ...event?.data }) }, reply);
  }

  /** Whose a claim is, its first fact says; another issuer's must look as if it were not there. */
  async #requireClaim(issuerId: string, claimId: string): Promise<void> {
    const first = await this.#log.firstOf(claimId);
    if (first?.envelope.issuerId !== issuerId) throw claimUnknown(claimId);
  }
}

function claimUnknown(claimId: string): Problem {
  return new Problem(404, 'claim_unknown', 'There is no such claim', { members: { claimId } });
}

/** Exceptions of purses, for finance: listed, and closed with a reason (domain 2.10). */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  orderQuery,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { cardIdField, exceptionIdField, purseIdField, reasonField, walletIdField } from '../fields.ts';
import { closeException, purseExceptionDecider } from './purse-exception.decider.ts';
import {
  EXCEPTION_KINDS,
  type ExceptionView,
  purseExceptions,
  settledByClosing,
} from './purse-exception.projection.ts';
import { PURSE_REFUSALS } from './purse-route.ts';

type Reply = Parameters<typeof answer>[2];

const exceptionParam = z.object({ exceptionId: exceptionIdField });
const closeBody = z.strictObject({ reason: reasonField });
const listQuery = z.object({
  ...pageQuery,
  order: orderQuery,
  kind: z.enum(EXCEPTION_KINDS).optional(),
  state: z.enum(['open', 'closed']).optional(),
  purseId: purseIdField.optional(),
});

const exceptionShape = z.object({
  exceptionId: exceptionIdField,
  purseId: purseIdField,
  walletId: walletIdField,
  cardId: cardIdField,
  programmeId: z.string(),
  kind: z.enum(EXCEPTION_KINDS),
  state: z.enum(['open', 'closed']),
  code: z.string().nullable().describe('Why a record was refused.'),
  counter: z.int().describe('Of the spend; of a gap the first that is missing.'),
  toCounter: z.int().nullable().describe('Of a gap: the last that is missing.'),
  amountFen: z
    .int()
    .describe(
      'fen: of the spend; of a gap what it explains; of a difference the difference, above zero where the card holds more.',
    ),
  suspenseFen: z
    .int()
    .describe(
      'fen: what stands in suspense for it now: of a difference all of it until it is closed, of a gap what its missing records have not told.',
    ),
  merchantId: z.string().nullable(),
  terminalId: z.string().nullable(),
  foundAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  closedBy: z.string().nullable().describe('Subject of the token that closed it.'),
  reason: z.string().nullable(),
  position: z.int().describe('Place in the log of the fact that found it.'),
});
const listAnswer = z.object({ items: z.array(exceptionShape), next: z.string().nullable() });
const closedAnswer = z.object({
  exceptionId: exceptionIdField,
  purseId: purseIdField,
  walletId: walletIdField,
  kind: z.enum(EXCEPTION_KINDS),
  differenceFen: z.int().describe('fen: what left suspense; 0 unless it was a difference.'),
  reason: z.string(),
  programmeId: z.string(),
});

const POSITION = /^\d{1,16}$/;

@Controller('ledger/v1/purse-exceptions')
export class PurseExceptionHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Get()
  @Scope('ledger:read')
  @ApiOperation({ summary: 'List exceptions of purses', description: 'In the order they were found.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...asked }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ExceptionView>> {
    const position = cursorKey(cursor, POSITION);
    const beyond = position === undefined ? undefined : BigInt(position);
    const read = await purseExceptions(this.#log.pool, { ...asked, issuerId, beyond, limit: limit + 1 });
    return pageOf(read, limit, (one) => String(one.position));
  }

  @Post(':exceptionId/close')
  @Scope('ledger:purse.settle')
  @ApiOperation({
    summary: 'Close an exception with a reason',
    description:
      "A difference leaves suspense for the issuer's expense. What stands in suspense for a gap stays there, since merchants are owed it and its records may still come: it is not written off. Refused, in this order: 403 `merchant_mismatch` for a token of a merchant; 404 `exception_unknown`; 409 `exception_closed` {exceptionId, closedFor}.",
  })
  @ApiCreatedResponse({ standardSchema: closedAnswer })
  async close(
    @Param({ schema: exceptionParam }) { exceptionId }: z.output<typeof exceptionParam>,
    @Body({ schema: closeBody }) { reason }: z.output<typeof closeBody>,
    @Caller() { issuerId, merchantId }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    if (merchantId !== null) {
      throw new Problem(403, 'merchant_mismatch', 'Exceptions are for the issuer', { members: { merchantId } });
    }
    const [found] = await purseExceptions(this.#log.pool, { issuerId, exceptionId, order: 'newest', limit: 1 });
    if (!found) {
      throw new Problem(404, 'exception_unknown', 'There is no such exception', { members: { exceptionId } });
    }
    const { purseId, walletId, kind, programmeId } = found;
    const closing = {
      exceptionId,
      purseId,
      walletId,
      kind,
      differenceFen: settledByClosing(found),
      reason,
      programmeId,
    };
    const verdict = await this.#log.execute({
      ...command,
      decider: purseExceptionDecider,
      streamId: exceptionId,
      decide: (state) => closeException(state, closing, found.reason),
    });
    return answer(verdict, { status: 201, refusals: PURSE_REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }
}

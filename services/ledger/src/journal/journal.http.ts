/** The journal for finance: its lines, and the trial balance. */
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
import { Caller, cursorKey, orderQuery, type Page, pageOf, pageQuery, Scope } from '@scrip/http';
import { z } from 'zod';
import {
  businessDateField,
  instantField,
  merchantIdField,
  positionField,
  programmeIdField,
  walletIdField,
} from '../fields.ts';
import { type JournalLine, journalLines } from './journal-lines.ts';
import { accountField, fenSum, LINE, lineKeyOf, lineShape, signedFen } from './journal-route.ts';
import { Moments } from './moments.ts';
import { type TrialBalance, trialBalance } from './trial-balance.ts';

const ID_LENGTH_MAX = 100;
const linesQuery = z.object({
  ...pageQuery,
  order: orderQuery,
  account: accountField.optional(),
  programmeId: programmeIdField.optional(),
  streamId: z.string().min(1).max(ID_LENGTH_MAX).optional().describe('Of the facts: a wallet, or another stream.'),
  walletId: walletIdField.optional(),
  merchantId: merchantIdField.optional(),
  type: z.string().min(1).max(ID_LENGTH_MAX).optional().describe('Of the event, such as WalletSpent.'),
  from: businessDateField.optional().describe('First business day on which it happened.'),
  to: businessDateField.optional().describe('Last business day on which it happened.'),
});
const balanceQuery = z.object({
  ...pageQuery,
  programmeId: programmeIdField.optional().describe('Left out: over all programmes.'),
  position: positionField.optional().describe('Facts above this position of the log do not count.'),
  recordedUntil: instantField.optional().describe('RFC 3339: as it was known then. The other way to say `position`.'),
  occurredUntil: instantField.optional().describe('RFC 3339: what had happened by then, late facts included.'),
});

const linesAnswer = z.object({ items: z.array(lineShape), next: z.string().nullable() });
const totalsShape = z.object({ currency: z.string(), debitFen: fenSum, creditFen: fenSum });
const balanceAnswer = z.object({
  position: z.int().describe('The last position of the log that is in it.'),
  items: z.array(totalsShape.extend({ account: z.string(), balanceFen: signedFen })),
  totals: z.array(totalsShape).describe('Over all accounts, on each page: debits equal credits.'),
  next: z.string().nullable(),
});

const ACCOUNT = /^[A-Za-z0-9:_.-]{1,100}$/;

@Controller('ledger/v1/journal')
export class JournalHttp {
  readonly #log: EventLog;
  readonly #moments: Moments;

  constructor(log: EventLog, moments: Moments) {
    this.#log = log;
    this.#moments = moments;
  }

  @Get('lines')
  @Scope('ledger:journal.read')
  @ApiOperation({ summary: 'Read journal lines', description: 'In the order of the log or its reverse.' })
  @ApiOkResponse({ standardSchema: linesAnswer })
  async lines(
    @Query({ schema: linesQuery }) { cursor, limit, ...asked }: z.output<typeof linesQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<JournalLine>> {
    const beyond = lineKeyOf(cursorKey(cursor, LINE));
    const lines = await journalLines(this.#log.pool, { ...asked, issuerId, beyond, limit: limit + 1 });
    return pageOf(lines, limit, (line) => `${line.position}.${line.lineNo}`);
  }

  @Get('trial-balance')
  @Scope('ledger:journal.read')
  @ApiOperation({
    summary: 'Read the trial balance, now or at any moment of the past',
    description:
      'Every account with its debits, credits and balance, by name; the totals are over all accounts. With both a position (or `recordedUntil`) and `occurredUntil`: what had happened by then, as far as the log knew at that position. Refused, in this order: 400 `moment_ambiguous` (position and recordedUntil); 409 `moment_ahead` {position, headPosition} or {recordedUntil, now}; 503 `position_not_reached`.',
  })
  @ApiOkResponse({ standardSchema: balanceAnswer })
  async trialBalance(
    @Query({ schema: balanceQuery }) { cursor, limit, programmeId, ...at }: z.output<typeof balanceQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<TrialBalance['accounts'][number]> & Pick<TrialBalance, 'position' | 'totals'>> {
    const after = cursorKey(cursor, ACCOUNT) ?? '';
    const asked = { issuerId, programmeId, after, limit: limit + 1, moment: await this.#moments.of(at) };
    const { position, accounts, totals } = await trialBalance(this.#log.pool, asked);
    return { position, ...pageOf(accounts, limit, (line) => line.account), totals };
  }
}

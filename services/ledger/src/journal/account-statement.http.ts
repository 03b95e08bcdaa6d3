/** The statement of a journal account for finance. */
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
import { Caller, cursorKey, orderQuery, type Page, Problem, pageOf, pageQuery, Scope } from '@scrip/http';
import { z } from 'zod';
import { businessDateField, programmeIdField } from '../fields.ts';
import { type AccountLine, type AccountStatement, accountStatement } from './account-statement.ts';
import { accountField, fenSum, LINE, lineKeyOf, lineShape, signedFen } from './journal-route.ts';
import { Moments } from './moments.ts';

const accountParam = z.object({ account: accountField });
const statementQuery = z.object({
  ...pageQuery,
  order: orderQuery,
  programmeId: programmeIdField.optional().describe('Left out: over all programmes.'),
  from: businessDateField.optional().describe('First business day on which the log took it.'),
  to: businessDateField.optional().describe('Last business day on which the log took it.'),
});
const statementAnswer = z.object({
  account: z.string(),
  openingFen: signedFen.describe('Balance before the first line; debit above zero, credit below.'),
  debitFen: fenSum.describe('Debits of the whole statement, whatever part of it is shown.'),
  creditFen: fenSum.describe('Credits of the whole statement, not negative.'),
  closingFen: signedFen.describe('openingFen + debitFen − creditFen.'),
  upTo: z.int().describe('The last position of the log that is in it.'),
  items: z.array(lineShape.extend({ balanceAfterFen: signedFen })),
  next: z.string().nullable(),
});

interface StatementPage extends Page<AccountLine>, Omit<AccountStatement, 'lines'> {
  readonly account: string;
  /** The last position of the log that is in it. */
  readonly upTo: number;
}

@Controller('ledger/v1/journal/accounts')
export class AccountStatementHttp {
  readonly #log: EventLog;
  readonly #moments: Moments;

  constructor(log: EventLog, moments: Moments) {
    this.#log = log;
    this.#moments = moments;
  }

  @Get(':account/statement')
  @Scope('ledger:journal.read')
  @ApiOperation({
    summary: "Read an account's statement with a running balance",
    description:
      'In the order of the log or its reverse; `from` and `to` are the days on which the log took a fact, so that opening and lines make the closing balance; each line also says when it happened. Refused, in this order: 503 `position_not_reached`; 404 `account_unknown`.',
  })
  @ApiOkResponse({ standardSchema: statementAnswer })
  async statement(
    @Param({ schema: accountParam }) { account }: z.output<typeof accountParam>,
    @Query({ schema: statementQuery }) { cursor, limit, from, to, ...asked }: z.output<typeof statementQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<StatementPage> {
    const range = await this.#moments.days(from, to);
    const beyond = lineKeyOf(cursorKey(cursor, LINE));
    const narrowed = { ...asked, ...range, issuerId, account, beyond, limit: limit + 1 };
    const statement = await accountStatement(this.#log.pool, narrowed);
    if (!statement) throw new Problem(404, 'account_unknown', 'The account has no line', { members: { account } });
    const { lines, ...sums } = statement;
    return { account, ...sums, upTo: range.upTo, ...pageOf(lines, limit, (line) => `${line.position}.${line.lineNo}`) };
  }
}

/** The reserve report for finance and for the authority. */
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import { EventLog } from '@scrip/event-store';
import { Caller, cursorKey, fenField, Problem, pageOf, pageQuery, Scope } from '@scrip/http';
import { z } from 'zod';
import { endOfQuarter, RESERVE_RATES_BP, reserveBase, reserveOf } from './reserve-report.ts';

const reserveQuery = z.object({
  ...pageQuery,
  quarter: z
    .string()
    .regex(/^[12]\d{3}-Q[1-4]$/, 'Expected a quarter such as 2026-Q3')
    .describe('The quarter at whose end it is counted, such as 2026-Q3.'),
  kind: z.enum(['large', 'group', 'brand']).describe('What kind of issuer it is: 20, 30 or 40% are held.'),
});
const sums = z.object({
  principalFen: fenField,
  bonusFen: fenField,
  outstandingFen: fenField.describe('The two together.'),
});
const reserveAnswer = z.object({
  quarter: z.string(),
  endsAt: z.iso.datetime().describe('First instant after the quarter.'),
  kind: z.enum(['large', 'group', 'brand']),
  rateBp: z.int().describe('Share that is held, in basis points.'),
  position: z.int().describe('The last position of the log that is in it.'),
  total: sums.extend({ reserveFen: fenField.describe('outstandingFen at the rate, rounded half up.') }),
  items: z.array(sums.extend({ programmeId: z.string() })),
  next: z.string().nullable(),
});

const PROGRAMME = /^[a-z0-9-]{2,40}$/;

@Controller('ledger/v1/reports')
export class ReserveReportHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Get('reserve')
  @Scope('ledger:journal.read')
  @ApiOperation({
    summary: 'Read the reserve that is due on what holders have prepaid',
    description:
      'What was outstanding at the end of the quarter, by programme, late facts included as known now; the total is over all programmes. 409 `quarter_not_over` {quarter, endsAt}.',
  })
  @ApiOkResponse({ standardSchema: reserveAnswer })
  async reserve(
    @Query({ schema: reserveQuery }) { cursor, limit, quarter, kind }: z.output<typeof reserveQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const [year, number] = quarter.split('-Q').map(Number);
    const asked = { year: year ?? 0, quarter: number ?? 0 };
    const end = endOfQuarter(asked);
    const endsAt = toRfc3339(end);
    if (this.#log.clock.now() < end) {
      throw new Problem(409, 'quarter_not_over', 'The quarter is not over', { members: { quarter, endsAt } });
    }
    const after = cursorKey(cursor, PROGRAMME) ?? '';
    const base = await reserveBase(this.#log.pool, { issuerId, quarter: asked, after, limit: limit + 1 });
    const total = { ...base.total, reserveFen: reserveOf(base.total.outstandingFen, kind) };
    const page = pageOf(base.programmes, limit, (programme) => programme.programmeId);
    return { quarter, endsAt, kind, rateBp: RESERVE_RATES_BP[kind], position: base.position, total, ...page };
  }
}

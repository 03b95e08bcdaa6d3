/** The chart of accounts for finance, with the codes of the issuer's own books. */
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Terms } from '@scrip/chassis';
import { EventLog } from '@scrip/event-store';
import { Caller, Problem, Scope } from '@scrip/http';
import { z } from 'zod';
import { programmeIdField } from '../fields.ts';
import { type CodedAccount, codedChart } from './chart.ts';

const chartQuery = z.object({
  programmeId: programmeIdField.optional().describe('Whose codes are told; left out: none are.'),
});
const chartAnswer = z.object({
  items: z.array(
    z.object({
      account: z.string().describe("By pattern: <…> stands for a code of the issuer's own."),
      kind: z.enum(['asset', 'liability', 'income', 'expense']),
      normalSide: z.enum(['debit', 'credit']).describe('The side on which it grows.'),
      name: z.object({ 'zh-CN': z.string(), en: z.string() }),
      holds: z.string(),
      code: z.string().nullable().describe("In the issuer's own books."),
      single: z.array(z.object({ account: z.string(), code: z.string() })).describe('Single accounts with a code.'),
    }),
  ),
});

@Controller('ledger/v1/journal')
export class ChartHttp {
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  @Get('chart')
  @Scope('ledger:journal.read')
  @ApiOperation({
    summary: 'Read the chart of accounts',
    description: 'With the codes of the programme version in force now. 404 `programme_unknown`.',
  })
  @ApiOkResponse({ standardSchema: chartAnswer })
  async chart(
    @Query({ schema: chartQuery }) { programmeId }: z.output<typeof chartQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<{ items: readonly CodedAccount[] }> {
    if (programmeId === undefined) return { items: codedChart([]) };
    const programme = await this.#terms.inForce(issuerId, programmeId, this.#log.clock.now());
    if (programme) return { items: codedChart(programme.accounts ?? []) };
    throw new Problem(404, 'programme_unknown', 'There is no such programme in force', { members: { programmeId } });
  }
}

/** What a programme's wallets come to. */
import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
import { Caller, fenField, Scope } from '@scrip/http';
import { z } from 'zod';
import { programmeIdField } from '../fields.ts';
import { type ProgrammeTotals, programmeTotals } from './programme-total.projection.ts';

const programmeParam = z.object({ programmeId: programmeIdField });
const totalsAnswer = z.object({
  wallets: z.int(),
  recharges: z.int(),
  rechargedFen: fenField.describe('Principal that was paid in.'),
  bonusFen: fenField.describe('Given on top.'),
});

@Controller('ledger/v1/programmes')
export class ProgrammeTotalHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Get(':programmeId/totals')
  @Scope('ledger:read')
  @ApiOperation({ summary: 'Read the totals of a programme', description: 'All 0 for one without wallets.' })
  @ApiOkResponse({ standardSchema: totalsAnswer })
  totals(
    @Param({ schema: programmeParam }) { programmeId }: z.output<typeof programmeParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<ProgrammeTotals> {
    return programmeTotals(this.#log.pool, issuerId, programmeId);
  }
}

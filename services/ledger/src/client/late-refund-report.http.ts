/** The report of clients whose refund is late. */
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { businessDate } from '@scrip/calendar';
import { EventLog } from '@scrip/event-store';
import { Caller, cursorKey, type Page, pageOf, pageQuery, Scope } from '@scrip/http';
import { z } from 'zod';
import { type ClientView, lateClients } from './client-account.ts';
import { clientShape } from './client-reading.http.ts';

const reportQuery = z.object(pageQuery);
const reportAnswer = z.object({ items: z.array(clientShape), next: z.string().nullable() });

/** Last day in time, and client. */
const PLACE = /^\d{4}-\d\d-\d\d [A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

@Controller('ledger/v1/reports')
export class LateRefundReportHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Get('late-client-refunds')
  @Scope('ledger:read')
  @ApiOperation({
    summary: 'List clients whose refund is late today, with what that costs so far',
    description: 'The one that is late the longest first. What it costs is counted as of today and is no fact yet.',
  })
  @ApiOkResponse({ standardSchema: reportAnswer })
  async lateClientRefunds(
    @Query({ schema: reportQuery }) { cursor, limit }: z.output<typeof reportQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ClientView>> {
    const [dueDate = '', clientId = ''] = (cursorKey(cursor, PLACE) ?? '').split(' ');
    const today = businessDate(this.#log.clock.now());
    const asked = { issuerId, today, beyond: { dueDate, clientId }, limit: limit + 1 };
    const read = await lateClients(this.#log.pool, asked);
    return pageOf(read, limit, (client) => `${client.late?.dueDate ?? ''} ${client.clientId}`);
  }
}

/** The report of orders of which a delivery or a refund is late. */
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
import { Caller, cursorKey, type Page, pageOf, pageQuery, Scope } from '@scrip/http';
import { z } from 'zod';
import { orderShape } from './distributor-order.http.ts';
import { type LatePlace, lateOrders, type OrderView } from './distributor-order.ts';

const reportQuery = z.object(pageQuery);
const reportAnswer = z.object({ items: z.array(orderShape), next: z.string().nullable() });

/** When the delivery was due, and the position of the order. */
const PLACE = /^\d{1,16}\.\d{1,16}$/;

@Controller('ledger/v1/reports')
export class LateOrderReportHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Get('late-orders')
  @Scope('ledger:read')
  @ApiOperation({
    summary: 'List orders of which a delivery or a refund is late today, with what that costs so far',
    description:
      'Of all distributors and agents, by when the delivery was due. What it costs is counted as of today and is no fact yet.',
  })
  @ApiOkResponse({ standardSchema: reportAnswer })
  async lateOrders(
    @Query({ schema: reportQuery }) { cursor, limit }: z.output<typeof reportQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<OrderView>> {
    const beyond = placeOf(cursorKey(cursor, PLACE));
    const asked = { issuerId, now: this.#log.clock.now(), beyond, limit: limit + 1 };
    const read = await lateOrders(this.#log.pool, asked);
    const { items, next } = pageOf(read, limit, (row) => `${row.deliveryDueAt}.${row.position}`);
    return { items: items.map((row) => row.placed), next };
  }
}

function placeOf(key: string | undefined): LatePlace {
  const [deliveryDueAt = 0n, position = 0n] = (key ?? '').split('.').filter(Boolean).map(BigInt);
  return { deliveryDueAt, position };
}

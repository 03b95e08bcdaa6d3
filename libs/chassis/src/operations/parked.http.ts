/** Messages that a consumer of this service could not apply: list them, look at one, drive them again. */
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { Problem, Scope } from '@scrip/http';
import { type ParkedDetail, type ParkedMessage, ParkedQueue, type RedriveResult } from '@scrip/kafka';
import { z } from 'zod';

const listQuery = z.object({
  group: z.string().optional().describe('Consumer group, such as points.tiering-membership.'),
  type: z.string().optional().describe('Event type.'),
  reason: z.string().optional().describe('Why it is parked.'),
  streamId: z.string().optional().describe('Stream, the Kafka key.'),
  cursor: z.string().optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const messageKey = z.object({
  group: z.string(),
  topic: z.string(),
  epoch: z.coerce.number().int().min(0),
  position: z.coerce.number().int().min(1),
});
const redriveBody = z.union([
  messageKey,
  z.object({ group: z.string(), streamId: z.string() }),
  z.object({ group: z.string() }),
]);

@Controller('v1/parked')
export class ParkedHttp {
  readonly #queue: ParkedQueue;

  constructor(queue: ParkedQueue) {
    this.#queue = queue;
  }

  @Get()
  @Scope('ops:parked')
  list(
    @Query({ schema: listQuery }) query: z.output<typeof listQuery>,
  ): Promise<{ items: ParkedMessage[]; next: string | null }> {
    return this.#queue.list(query);
  }

  @Get('message')
  @Scope('ops:parked')
  async show(@Query({ schema: messageKey }) key: z.output<typeof messageKey>): Promise<ParkedDetail> {
    const found = await this.#queue.show(key);
    if (!found) throw new Problem(404, 'parked_message_unknown', 'No such message is parked', {});
    return found;
  }

  @Post('redrives')
  @HttpCode(200)
  @Scope('ops:parked')
  redrive(@Body({ schema: redriveBody }) what: z.output<typeof redriveBody>): Promise<RedriveResult> {
    return this.#queue.redrive(what);
  }
}

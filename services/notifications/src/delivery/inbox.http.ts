/** The inbox of an issuer's app: what a holder was written there, and what was read. Texts are composed when they are asked for. */
import { Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import { EventLog } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { deliveryIdField, holderIdField } from '../fields.ts';
import { writtenIn } from '../outreach/decide-outreach.rule.ts';
import { outreachOf } from '../outreach/outreach-list.ts';
import { Words } from '../outreach/words.ts';
import { deliveryDecider, markRead } from './delivery.decider.ts';
import { deliveriesOf } from './delivery-list.ts';

const NO_POSITION_YET = String(2n ** 62n);
const POSITION = /^[1-9]\d{0,18}$/;

const inboxParam = z.object({ holderId: holderIdField });
const messageParam = z.object({ holderId: holderIdField, deliveryId: deliveryIdField });
const messageAnswer = z.object({
  deliveryId: deliveryIdField,
  category: z.string(),
  text: z.string().nullable().describe('Null while the programme that has the words is not known here.'),
  receivedAt: z.iso.datetime(),
  readAt: z.iso.datetime().nullable(),
});
const inboxAnswer = z.object({ items: z.array(messageAnswer), next: z.string().nullable() });
const readAnswer = z.object({ deliveryId: deliveryIdField, read: z.literal(true) });

@Controller('notifications/v1/inboxes/:holderId/messages')
export class InboxHttp {
  readonly #log: EventLog;
  readonly #words: Words;

  constructor(log: EventLog, words: Words) {
    this.#log = log;
    this.#words = words;
  }

  @Get()
  @Scope('notifications:inbox')
  @ApiOperation({ summary: 'Read an inbox', description: 'The latest first.' })
  @ApiOkResponse({ standardSchema: inboxAnswer })
  async list(
    @Param({ schema: inboxParam }) { holderId }: z.output<typeof inboxParam>,
    @Query({ schema: z.object(pageQuery) }) { cursor, limit }: { cursor?: string | undefined; limit: number },
    @Caller() { issuerId }: Caller,
  ): Promise<Page<object>> {
    const before = BigInt(cursorKey(cursor, POSITION) ?? NO_POSITION_YET);
    const asked = { issuerId, holderId, channel: 'inbox', taken: true, before, limit: limit + 1 };
    const page = pageOf(await deliveriesOf(this.#log.pool, asked), limit, ({ position }) => String(position));
    const items = await Promise.all(
      page.items.map(async ({ view: { deliveryId, outreachId, category, acceptedAt, queuedAt, readAt } }) => ({
        deliveryId,
        category,
        text: await this.#text(issuerId, outreachId),
        receivedAt: toRfc3339(acceptedAt ?? queuedAt),
        readAt: readAt === null ? null : toRfc3339(readAt),
      })),
    );
    return { items, next: page.next };
  }

  @Post(':deliveryId/read')
  @HttpCode(200)
  @Scope('notifications:inbox')
  @ApiOperation({ summary: 'Mark a message as read', description: 'Once is enough. Refused: 404 `delivery_unknown`.' })
  @ApiOkResponse({ standardSchema: readAnswer })
  async read(
    @Param({ schema: messageParam }) { holderId, deliveryId }: z.output<typeof messageParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { issuerId } = command.who;
    const asked = { issuerId, holderId, deliveryId, channel: 'inbox', before: BigInt(NO_POSITION_YET), limit: 1 };
    const [found] = await deliveriesOf(this.#log.pool, asked);
    if (!found) throw new Problem(404, 'delivery_unknown', 'There is no such message', { members: { deliveryId } });
    const verdict = await this.#log.execute({
      ...command,
      decider: deliveryDecider,
      streamId: deliveryId,
      decide: (state) => markRead(state, this.#log.clock.now()),
    });
    const refusals = { delivery_unknown: 404 } as const;
    return answer(verdict, { refusals, body: () => ({ deliveryId, read: true }) }, reply);
  }

  async #text(issuerId: string, outreachId: string): Promise<string | null> {
    const message = await outreachOf(this.#log.pool, issuerId, outreachId);
    if (!message || message.locale === null || message.variables === null) return null;
    const { programmeId, programmeVersion, templateKey, draftId, locale, variables, occurredAt, category } = message;
    const wording = { issuerId, programmeId, programmeVersion, templateKey: templateKey ?? '', draftId, variables };
    const spoken = { outreachId, category, locale: writtenIn(locale), occurredAt: Date.parse(occurredAt) };
    return (await this.#words.textOf({ ...wording, ...spoken })) ?? null;
  }
}

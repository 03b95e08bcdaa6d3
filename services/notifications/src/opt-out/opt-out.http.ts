/** How holders stop marketing: by an answer that the gateway brings, or by the link behind a message. */
import { Body, Controller, Get, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { answer, Command, type CommandRequest, Open, Problem, Scope } from '@scrip/http';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { outreachIdField } from '../fields.ts';
import { OptOutLinks } from './opt-out-links.ts';
import { OptOuts, type SentMessage } from './opt-outs.ts';

/** The longest answer that a gateway brings. */
const REPLY_CHARS_MAX = 1_000;

const replyParam = z.object({ outreachId: outreachIdField });
const replyBody = z.strictObject({
  text: z.string().max(REPLY_CHARS_MAX).describe('What the holder wrote; it is looked at and not kept.'),
});
const replyAnswer = z.object({
  outreachId: outreachIdField,
  meaning: z.enum(['opt_out', 'none']).describe('Whether it stops marketing on the channel of the message.'),
});
const tokenParam = z.object({ token: z.string().max(60).describe('As it stands in the link.') });
const stoppedAnswer = z.object({
  category: z.literal('marketing'),
  channel: z.string(),
  given: z.literal(false).describe('No marketing on this channel any more.'),
});

/** Refusals that are not here are 409. */
const REFUSALS = { contact_unknown: 404 } as const;

@Controller('notifications/v1')
export class OptOutHttp {
  readonly #optOuts: OptOuts;
  readonly #links: OptOutLinks;

  constructor(optOuts: OptOuts, links: OptOutLinks) {
    this.#optOuts = optOuts;
    this.#links = links;
  }

  @Post('outreach/:outreachId/replies')
  @HttpCode(200)
  @Scope('notifications:reply')
  @ApiOperation({
    summary: 'Take an answer to a message',
    description:
      'One of the words that the programme names withdraws the consent to marketing on the channel of the message. Refused, in this order: 404 `outreach_unknown`; 409 `contact_ended` {reason}.',
  })
  @ApiOkResponse({ standardSchema: replyAnswer })
  async reply(
    @Param({ schema: replyParam }) { outreachId }: z.output<typeof replyParam>,
    @Body({ schema: replyBody }) { text }: z.output<typeof replyBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const taken = await this.#optOuts.reply(command, outreachId, text);
    switch (taken.kind) {
      case 'unknown':
        throw new Problem(404, 'outreach_unknown', 'There is no such message', { members: { outreachId } });
      case 'read':
        return { outreachId, meaning: 'none' };
      case 'opt_out':
        return answer(taken.verdict, { refusals: REFUSALS, body: () => ({ outreachId, meaning: 'opt_out' }) }, reply);
    }
  }

  @Get('opt-outs/:token')
  @Open()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  @Header('referrer-policy', 'no-referrer')
  @ApiOperation({
    summary: 'The page behind the link of a marketing message',
    description:
      'Whoever looks at links before a holder does changes nothing: only its button does. 404 `link_unknown`.',
  })
  async page(@Param({ schema: tokenParam }) { token }: z.output<typeof tokenParam>): Promise<string> {
    await this.#require(token);
    return PAGE;
  }

  @Post('opt-outs/:token')
  @HttpCode(200)
  @Open()
  @ApiOperation({
    summary: 'Stop marketing on the channel of the message',
    description:
      'The link itself is the proof that it is the holder; again it changes nothing. Refused, in this order: 404 `link_unknown`; 409 `contact_ended` {reason}.',
  })
  @ApiOkResponse({ standardSchema: stoppedAnswer })
  async stop(
    @Param({ schema: tokenParam }) { token }: z.output<typeof tokenParam>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const sent = await this.#require(token);
    const { channel } = sent.message;
    const verdict = await this.#optOuts.byLink(sent);
    return answer(
      verdict,
      { refusals: REFUSALS, body: () => ({ category: 'marketing', channel, given: false }) },
      reply,
    );
  }

  async #require(token: string): Promise<SentMessage> {
    const outreachId = this.#links.outreachOf(token);
    const sent = outreachId === undefined ? undefined : await this.#optOuts.sentOf(outreachId);
    if (sent) return sent;
    throw new Problem(404, 'link_unknown', 'There is no such link');
  }
}

/** One button: a mail reader that opens links must not press it. It asks without a body, which is all that the route takes. */
const PAGE = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>退订 · Unsubscribe</title>
<body>
<p>不再接收此类营销信息？<br><span lang="en">Stop marketing messages of this kind?</span></p>
<button onclick="fetch(location.href, { method: 'POST' }).then((r) => { this.textContent = r.ok ? '已退订 · Done' : '请稍后再试 · Try again later'; })">退订 · Unsubscribe</button>
</body>
</html>
`;

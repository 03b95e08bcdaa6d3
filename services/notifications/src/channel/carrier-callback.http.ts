/** What carriers call back with, signed: what became of messages, and what holders answered. */
import { Body, Controller, createParamDecorator, type ExecutionContext, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { idFrom } from '@scrip/event-store';
import { fileBody, Open, Problem } from '@scrip/http';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { deliveryIdField } from '../fields.ts';
import { CarrierReports } from './carrier-reports.ts';
import { Providers } from './providers.ts';
import { whyUnsigned } from './signature.ts';

/** Lines of one call, at most. */
const LINES_MAX = 1_000;

const code = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/);
const line = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('report'),
    reference: deliveryIdField.describe('The id that the message was sent under.'),
    status: z.enum(['delivered', 'undelivered']),
    reason: code.optional().describe('Why it did not arrive.'),
    at: z.iso.datetime({ offset: true }),
  }),
  z.strictObject({
    kind: z.literal('reply'),
    replyId: z
      .string()
      .regex(/^[A-Za-z0-9._:-]{1,100}$/)
      .describe('What the carrier calls the reply.'),
    from: z.string().min(5).max(20).describe('Number that answered.'),
    text: z.string().max(500),
    at: z.iso.datetime({ offset: true }),
  }),
]);

/** A line of a call that was taken, in its shape. */
export type CarrierLine = z.output<typeof line>;

/** The `Scrip-Signature` of a call; whatever it says is checked against the body. */
const Signature = createParamDecorator((_data: unknown, context: ExecutionContext): string | undefined => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const given = headers['scrip-signature'];
  return typeof given === 'string' ? given : undefined;
});

const callParam = z.object({ providerKey: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/) });
const calledAnswer = z.object({
  taken: z.int().describe('Lines that were taken, or had been before.'),
  refused: z
    .array(z.object({ line: z.int(), code: z.string() }))
    .describe('Lines that were not, by their number from 1.'),
});

@Controller('notifications/v1/carriers')
export class CarrierCallbackHttp {
  readonly #providers: Providers;
  readonly #reports: CarrierReports;

  constructor(providers: Providers, reports: CarrierReports) {
    this.#providers = providers;
    this.#reports = reports;
  }

  @Post(':providerKey/reports')
  @HttpCode(200)
  @Open()
  @ApiOperation({
    summary: 'Take reports and replies of a carrier',
    description: `application/x-ndjson, at most ${LINES_MAX} lines, each a report or a reply; signed: \`Scrip-Signature: t=<seconds>,v1=<HMAC-SHA-256 of "<t>.<body>" in hex>\`, not older than five minutes. The same line again changes nothing. Refused, in this order: 404 \`provider_unknown\`; 401 \`signature_missing\`, \`signature_wrong\`, \`signature_expired\`; 422 \`too_many_lines\`. A line that cannot be taken is named in the answer and the others stand.`,
  })
  @ApiOkResponse({ standardSchema: calledAnswer })
  async call(
    @Param({ schema: callParam }) { providerKey }: z.output<typeof callParam>,
    @Signature() signature: string | undefined,
    @Body({ schema: fileBody }) { text }: z.output<typeof fileBody>,
  ): Promise<z.output<typeof calledAnswer>> {
    const enlisted = this.#providers.of(providerKey);
    if (!enlisted?.callbackSecret)
      throw new Problem(404, 'provider_unknown', 'There is no such carrier', { members: { providerKey } });
    // The machine's clock: a carrier knows nothing of a business clock that was moved.
    const unsigned = whyUnsigned(signature, { body: text, secret: enlisted.callbackSecret, now: Date.now() });
    if (unsigned) throw new Problem(401, unsigned, 'The signature of the call is not good');
    const lines = text.split('\n').filter((one) => one.trim() !== '');
    if (lines.length > LINES_MAX) {
      throw new Problem(422, 'too_many_lines', 'The call has too many lines', {
        members: { lines: lines.length, most: LINES_MAX },
      });
    }
    const refused: { line: number; code: string }[] = [];
    for (const [index, one] of lines.entries()) {
      const failure = await this.#take(enlisted.provider.key, one);
      if (failure !== undefined) refused.push({ line: index + 1, code: failure });
    }
    return { taken: lines.length - refused.length, refused };
  }

  /** Undefined when it was taken, else why not. */
  async #take(providerKey: string, text: string): Promise<string | undefined> {
    const parsed = line.safeParse(jsonOf(text));
    if (!parsed.success) return 'line_invalid';
    const one = parsed.data;
    const correlationId = idFrom('clb', `${providerKey}\n${text}`);
    return one.kind === 'report'
      ? this.#reports.report(providerKey, one, correlationId)
      : this.#reports.reply(providerKey, one, correlationId);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

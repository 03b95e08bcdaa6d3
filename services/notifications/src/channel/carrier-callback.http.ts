/** What carriers call back with, signed: what became of messages, and what holders answered. */
import { Body, Controller, createParamDecorator, type ExecutionContext, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { idFrom } from '@scrip/event-store';
import { fileBody, Open, Problem } from '@scrip/http';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type CarrierLine, carrierLine } from './carrier-line.ts';
import { CarrierReports } from './carrier-reports.ts';
import { Providers } from './providers.ts';
import { whyUnsigned } from './signature.ts';

/** Lines of one call, at most. */
const LINES_MAX = 1_000;
/** Lines of one call that are taken at once: enough to share group commits, few enough to leave room for others. */
const UNDER_WAY_MAX = 32;

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
    const refused = await this.#takeAll(enlisted.provider.key, lines);
    return { taken: lines.length - refused.length, refused };
  }

  /** Takes lines side by side, so that they share commits; those of one message or number in their order. Those that were not taken. */
  async #takeAll(providerKey: string, lines: readonly string[]): Promise<z.output<typeof calledAnswer>['refused']> {
    const refused: { line: number; code: string }[] = [];
    const parsed = lines.map((text, index) => ({
      text,
      line: index + 1,
      one: carrierLine.safeParse(jsonOf(text)).data,
    }));
    const groups = Map.groupBy(parsed, ({ one }) => (one?.kind === 'report' ? one.reference : one?.from)).values();
    const worker = async (): Promise<void> => {
      for (const group of groups)
        for (const { text, line, one } of group) {
          const code = one === undefined ? 'line_invalid' : await this.#take(providerKey, one, text);
          if (code !== undefined) refused.push({ line, code });
        }
    };
    await Promise.all(Array.from({ length: UNDER_WAY_MAX }, worker));
    return refused.toSorted((one, other) => one.line - other.line);
  }

  /** Undefined when it was taken, else why not. */
  #take(providerKey: string, one: CarrierLine, text: string): Promise<string | undefined> {
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

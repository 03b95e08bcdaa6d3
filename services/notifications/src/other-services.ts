/** What notifications asks of cards and the ledger, with tokens of its own. */
import { ServiceTokens } from '@scrip/chassis';
import type { Who } from '@scrip/event-store';
import { z } from 'zod';

/** So long somebody at a desk waits for another service, token included. */
const WAIT_MS = 3_000;

/** What this service may ask of the others. */
const SCOPES = [
  'cards:holder.export',
  'cards:holder.read',
  'cards:note.write',
  'cards:holder.write',
  'ledger:compensate',
  'ledger:read',
];

/** A service that is asked. */
export type OtherService = 'cards' | 'ledger';

const environment = z.object({
  SCRIP_SERVICES: z
    .string()
    .optional()
    .transform((text, context) => {
      try {
        return JSON.parse(text ?? '{}') as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'expected JSON such as {"cards": "https://…"}' });
        return z.NEVER;
      }
    })
    .pipe(z.object({ cards: z.url().optional(), ledger: z.url().optional() })),
  SCRIP_CLIENT_ID: z.string().min(1).optional(),
  SCRIP_CLIENT_SECRET: z.string().min(1).optional(),
});

/** Who asks, on whose behalf. */
export type Asker = Pick<Who, 'issuerId' | 'correlationId' | 'traceparent'>;

/** What was answered; `failure`: a name of why there is no answer, for the log. */
export type Answered =
  | { readonly status: number; readonly body: Readonly<Record<string, unknown>> }
  | { readonly failure: string };

/** One question; `key` makes it a command that is done once. */
export interface Question {
  readonly service: OtherService;
  /** With the version, such as `ledger/v1/compensations`. */
  readonly path: string;
  readonly key?: string;
  readonly body?: object;
}

export class OtherServices {
  readonly #urls: Readonly<Partial<Record<OtherService, string | undefined>>>;
  readonly #tokens: ServiceTokens | undefined;

  private constructor(
    urls: Readonly<Partial<Record<OtherService, string | undefined>>>,
    tokens: ServiceTokens | undefined,
  ) {
    this.#urls = urls;
    this.#tokens = tokens;
  }

  /**
   * The services that the environment names; one that it does not name is not there. Throws RangeError with one line per
   * fault, naming variables but never their values.
   */
  static read(env: NodeJS.ProcessEnv, issuerUrl: string): OtherServices {
    const parsed = environment.safeParse(env);
    if (!parsed.success) {
      const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
      throw new RangeError(`the environment is not complete:\n${faults.join('\n')}`);
    }
    const { SCRIP_SERVICES: urls, SCRIP_CLIENT_ID: clientId, SCRIP_CLIENT_SECRET: clientSecret } = parsed.data;
    const known = clientId !== undefined && clientSecret !== undefined;
    const identity = known ? { issuerUrl, clientId, clientSecret, scope: SCOPES.join(' ') } : undefined;
    return new OtherServices(urls, identity && new ServiceTokens(identity));
  }

  /** Never throws: a service that is away, or not named, is a failure. */
  async ask(who: Asker, question: Question): Promise<Answered> {
    const url = this.#urls[question.service];
    if (url === undefined || this.#tokens === undefined) return { failure: `${question.service} is not named` };
    const signal = AbortSignal.timeout(WAIT_MS);
    try {
      const first = await this.#once(who, { ...question, url }, { signal, tokens: this.#tokens });
      // A token that was withdrawn, or signed by a key that was, looks good until it is refused.
      return first.status === 401
        ? await this.#once(who, { ...question, url }, { signal, tokens: this.#tokens })
        : first;
    } catch (error) {
      return { failure: nameOf(error) };
    }
  }

  async #once(
    who: Asker,
    { url, path, key, body }: Question & { readonly url: string },
    { signal, tokens }: { readonly signal: AbortSignal; readonly tokens: ServiceTokens },
  ): Promise<Exclude<Answered, { failure: string }>> {
    const token = await tokens.token(signal);
    const answer = await fetch(`${url.replace(/\/$/, '')}/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'scrip-issuer': who.issuerId,
        'scrip-correlation-id': who.correlationId,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(who.traceparent !== null && { traceparent: who.traceparent }),
      },
      ...(body !== undefined && { body: JSON.stringify(body, integers) }),
      redirect: 'error',
      signal,
    });
    if (answer.status === 401) tokens.forget(token);
    return { status: answer.status, body: bodyOf(await answer.text()) };
  }
}

/** The code of a problem (RFC 9457); empty for anything else. */
export function codeOf({ code }: Readonly<Record<string, unknown>>): string {
  return typeof code === 'string' ? code : '';
}

/** Amounts travel as integers. */
function integers(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

function bodyOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
}

/** A name for the log, never a message: `fetch` hides what went wrong in the cause. */
function nameOf(error: unknown): string {
  const { name, cause } = (error ?? {}) as { name?: unknown; cause?: { code?: unknown } | undefined };
  if (typeof cause?.code === 'string') return cause.code;
  return typeof name === 'string' ? name : 'unknown';
}

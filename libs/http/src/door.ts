/** The door of a service: Fastify under Nest, with everything that holds for every request. */
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from '@scrip/telemetry';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { FILE_MEDIA, FileStream } from './fields.ts';
import { fileText } from './file-text.ts';
import { stringifyAnswer } from './json.ts';
import { nestLogger } from './nest-logger.ts';
import { documentPaths, serveOpenApi } from './openapi.ts';
import type { PositionWaiter } from './position-token.ts';
import { ProblemFilter, sendFailure } from './problem.filter.ts';
import { Problem } from './problem.ts';
import { RATE_LIMIT_DEFAULT, type RateLimit, RateLimiter } from './rate-limit.ts';
import { addRequestHooks } from './request-hooks.ts';
import { bodyBytesMax, declaredAccess, OPEN, RouteFacts, streamsFile } from './route-access.ts';
import { guardOf } from './route-guard.ts';
import { attachSchemas, parametersOf } from './route-parameters.ts';
import { waitForPosition } from './scrip-after.ts';
import { TokenVerifier } from './token-verifier.ts';
import { validate } from './validation.ts';

/** The largest documents that are sent are programmes, some tens of kilobytes. */
const BODY_BYTES_MAX = 1_048_576;
/** The largest file that is held in memory: ten thousand lines of some hundred bytes. A longer one is read as it arrives. */
export const FILE_BYTES_MAX = 4_194_304;
/** Ids of ours are up to 100 characters, and in a URL may be percent-encoded. */
const PARAMETER_LENGTH_MAX = 400;
/** A whole request must have arrived by then; slower ones only hold a connection. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the idle time of the proxies in front, so that it is they who close and no request meets a closed end. */
const KEEP_ALIVE_MS = 72_000;
/** How long answers under way may take when the door closes; more than the longest wait inside (5 s for a lost database). */
const GRACE_MS = 10_000;

export interface DoorOptions {
  /** `ledger`: the first step of its paths, and its name in documents. */
  readonly service: string;
  /** Shown in the OpenAPI document. */
  readonly version?: string;
  /** Markdown: what the service is. */
  readonly description?: string;
  /** `iss` of the tokens it accepts; their keys are discovered from it. */
  readonly issuerUrl: string;
  /** Must be among a token's `aud`. */
  readonly audience: string;
  /** Business clock: the time of commands that name none. Tokens go by the machine's clock. */
  readonly clock: { now(): number };
  /** Answers `Scrip-After`; left out where nothing is read from positions (the front door hands the header on). */
  readonly positions?: PositionWaiter;
  /** The partition a stream's events are published to, for position tokens. */
  readonly partitionOf: (streamId: string) => number;
  readonly log: Logger;
  /** How much one token subject may ask; default 10,000 requests a second, null for no limit. */
  readonly rateLimit?: RateLimit | null;
}

/** The Nest module of a service, or a dynamic one around it. */
export type DoorModule = Parameters<typeof NestFactory.create>[0];

/** What the door's hooks and its owner both look at. */
interface DoorState {
  draining: boolean;
}

/** A door that is built; it opens with `listen` and closes with `stop`. */
export class Door {
  /** For what is not HTTP: connecting consumers, reading providers, closing them after the door. */
  readonly app: NestFastifyApplication;
  /** Checks tokens as the routes do. */
  readonly tokens: TokenVerifier;
  readonly #state: DoorState;
  #stopped: Promise<void> | undefined;

  constructor(app: NestFastifyApplication, tokens: TokenVerifier, state: DoorState) {
    this.app = app;
    this.tokens = tokens;
    this.#state = state;
  }

  /** Fastify itself, for plugins; before `listen`. */
  get fastify(): FastifyInstance {
    return this.app.getHttpAdapter().getInstance();
  }

  /** True from the call of `stop`: readiness is no from then on. */
  get draining(): boolean {
    return this.#state.draining;
  }

  /**
   * Checks the routes, then opens.
   * @param port 0 for any free one.
   * @returns where it listens, such as `http://127.0.0.1:4102`.
   * @throws RouteUndeclaredError or ParameterUncheckedError when a route does not say who may use it or what it takes.
   */
  async listen(port: number, host: string): Promise<string> {
    attachSchemas(this.app);
    await this.app.listen(port, host);
    // Not waited for: a service starts without its issuer, and says 503 to tokens until it is there.
    void this.tokens.warm();
    const { address, port: bound, family } = this.app.getHttpServer().address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`;
  }

  /**
   * Closes so that nobody who is inside loses an answer: `draining` is true at once and every answer asks its client to
   * leave (`Connection: close`); after `settleMs` no new connection is taken, idle ones are closed, and those with a
   * request get their answer; what is still not answered after `graceMs` is cut. The application itself stays open for
   * what the service has to finish; `app.close()` ends it.
   *
   * @param settleMs how long those who route here need to notice that it is not ready: 0 (the default) on one machine,
   * a few seconds behind a load balancer.
   */
  stop(options: { readonly settleMs?: number; readonly graceMs?: number } = {}): Promise<void> {
    this.#state.draining = true;
    this.#stopped ??= this.#drain(options.settleMs ?? 0, options.graceMs ?? GRACE_MS);
    return this.#stopped;
  }

  async #drain(settleMs: number, graceMs: number): Promise<void> {
    const server = this.app.getHttpServer();
    if (!server.listening) return;
    if (settleMs > 0) await new Promise((resolve) => setTimeout(resolve, settleMs));
    // `close` also closes connections that have been answered and ask nothing; a connection that was just made counts
    // as asking.
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(cut);
  }
}

/**
 * Builds the door of a service around its module. Every route gets, in this order: a span and ids; the check of token,
 * scope and rate; the body read as JSON; the wait for `Scrip-After`; the schemas of its parameters; `@Command`; and every failure leaves as
 * problem+json.
 */
export async function createDoor(module: DoorModule, options: DoorOptions): Promise<Door> {
  const adapter = fastifyAdapter(options);
  const tokens = new TokenVerifier(options);
  const state: DoorState = { draining: false };
  const fastify = adapter.getInstance<FastifyInstance>();
  const facts = { now: () => options.clock.now(), partitionOf: options.partitionOf };
  addRequestHooks(fastify, { facts, log: options.log, draining: () => state.draining });
  guardRoutes(fastify, options, tokens);
  if (options.positions) fastify.addHook('preHandler', waitForPosition(options.positions));
  fastify.removeContentTypeParser('text/plain');
  for (const media of FILE_MEDIA) {
    fastify.addContentTypeParser(media, async (request: FastifyRequest, payload: IncomingMessage) =>
      streamsFile(request.routeOptions.config)
        ? new FileStream(media, payload)
        : { media, text: fileText(await wholeFile(payload), request.headers['content-type']) },
    );
  }
  fastify.setReplySerializer(stringifyAnswer);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: nestLogger(options.log),
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(options.log));
  const { service, description, version = '0', issuerUrl } = options;
  serveOpenApi(app, { service, description, version, issuerUrl });
  return new Door(app, tokens, state);
}

/** A file that is held in memory. Throws Problem 413 `body_too_large`. */
export async function wholeFile(payload: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of payload as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > FILE_BYTES_MAX) throw new Problem(413, 'body_too_large', 'The body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function fastifyAdapter(options: DoorOptions): FastifyAdapter {
  const failed = (failure: FastifyError, request: FastifyRequest, reply: FastifyReply): void =>
    sendFailure(failure, request, reply, options.log);
  return new FastifyAdapter({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Requests on connections that are already open get their answers while the door closes.
    return503OnClosing: false,
    routerOptions: { maxParamLength: PARAMETER_LENGTH_MAX },
    frameworkErrors: failed,
    // No Nest middleware is used; without it each request saves a hook.
    skipMiddie: true,
  });
}

/** The page of the API documents runs scripts of its own, and its tokens and calls go to this origin only. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

const allowPage: onRequestHookHandler = (_request, reply, done) => {
  reply.header('content-security-policy', PAGE_POLICY);
  done();
};

/** Each route, as it is registered, gets the guard that its declaration asks for; one without a declaration stops the boot. */
function guardRoutes(fastify: FastifyInstance, options: DoorOptions, tokens: TokenVerifier): void {
  const limit = options.rateLimit === undefined ? RATE_LIMIT_DEFAULT : options.rateLimit;
  const limiter = limit ? new RateLimiter(limit) : undefined;
  const { page, json } = documentPaths(options.service);
  fastify.addHook('onRoute', (route) => {
    const isDocument = route.url === json || route.url === page || route.url.startsWith(`${page}/`);
    const methods = [route.method].flat();
    const access = isDocument ? OPEN : declaredAccess(methods.join('|'), route.url, route.config);
    const facts = methods.map((method) => new RouteFacts(method, route.url, access));
    const guard = guardOf(facts, tokens, limiter);
    // A limit on the route would be preferred to that of a parser; without one the parser's or the server's holds.
    const bytesMax = bodyBytesMax(route.config);
    if (bytesMax !== undefined) route.bodyLimit = bytesMax;
    route.onRequest = [guard, ...(isDocument ? [allowPage] : []), ...[route.onRequest ?? []].flat()];
    // A route without parameters may still have a body, which `@Command` hashes.
    if (!isDocument) route.preHandler = [validate(parametersOf(route.config)), ...[route.preHandler ?? []].flat()];
  });
}

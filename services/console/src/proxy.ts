/** The way through: `/<service>/…` goes to that service as it came, on connections that are kept open. */
import type { IncomingMessage } from 'node:http';
import httpProxy from '@fastify/http-proxy';
import { ACCESS, type Access, FILE_BYTES_MAX, FILE_MEDIA, onwardHeaders, Problem, wholeFile } from '@scrip/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Connections kept to each service; beyond them requests wait for a free one. */
const CONNECTIONS_MAX = 256;
/** Shorter than the services keep theirs (72 s), so that it is this end that closes an idle one. */
const KEEP_ALIVE_MS = 60_000;
const CONNECT_TIMEOUT_MS = 2_000;
/** Longer than the longest wait inside a service (5 s for its database). */
const ANSWER_TIMEOUT_MS = 30_000;
/** A connection that the service closed just as it was used is tried once more, after this. */
const RETRY_MS = 20;

/** RFC 9110 7.6.1: meant for one connection only. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
];

/** Scopes are the services' business; here a token must be valid, and documents are for everybody. */
const TOKEN: Access = { kind: 'token' };
const OPEN: Access = { kind: 'open' };

type Headers = Record<string, string | string[] | undefined>;

/** Registers the way to every service. */
export function addProxies(fastify: FastifyInstance, services: Readonly<Record<string, string>>): void {
  fastify.register(async (scope) => {
    // Bodies pass as they came, each service has its own limits. They are held so that a command can be sent again.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: FILE_BYTES_MAX }, (_request, body, done) =>
      done(null, body),
    );
    // A file that is longer than what is held passes as it comes, and is not sent a second time.
    for (const media of FILE_MEDIA) {
      scope.addContentTypeParser(media, async (request: FastifyRequest, payload: IncomingMessage) =>
        Number(request.headers['content-length'] ?? 0) > FILE_BYTES_MAX ? payload : wholeFile(payload),
      );
    }
    for (const [service, upstream] of Object.entries(services)) {
      for (const path of [`/${service}/docs`, `/${service}/openapi.json`])
        addProxy(scope, service, upstream, path, OPEN);
      addProxy(scope, service, upstream, `/${service}`, TOKEN);
    }
  });
}

function addProxy(scope: FastifyInstance, service: string, upstream: string, prefix: string, access: Access): void {
  scope.register(httpProxy, {
    upstream,
    prefix,
    rewritePrefix: prefix,
    config: { [ACCESS]: access },
    proxyPayloads: false,
    disableRequestLogging: true,
    destroyAgent: true,
    // Addresses of commands carry ids: keeping parsed ones would remember each wallet once.
    disableCache: true,
    undici: {
      connections: CONNECTIONS_MAX,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: ANSWER_TIMEOUT_MS,
      bodyTimeout: ANSWER_TIMEOUT_MS,
      connect: { timeout: CONNECT_TIMEOUT_MS, rejectUnauthorized: true },
      tls: { rejectUnauthorized: true },
    } as object,
    replyOptions: {
      // The client's headers, in our trace and under the sale's id.
      rewriteRequestHeaders: (request, headers) => ({
        ...withoutHopByHop(headers),
        ...onwardHeaders(request as FastifyRequest),
      }),
      rewriteHeaders: (headers) => withoutHopByHop(headers),
      retryDelay: ({ err, req, attempt }: RetryDetails) => (attempt === 0 && mayAskAgain(err, req) ? RETRY_MS : null),
      onError: (reply, { error }) => {
        (reply as unknown as FastifyReply).send(problemOf(service, error));
      },
    },
    handler: (request: FastifyRequest, reply: FastifyReply, dest: string, options: object) => {
      const { body } = request;
      if (!Buffer.isBuffer(body) || body.length === 0) return reply.from(dest, options);
      const contentType = request.headers['content-type'] ?? 'application/octet-stream';
      return reply.from(dest, { ...options, body, contentType });
    },
  } as Parameters<typeof httpProxy>[1]);
}

function withoutHopByHop<H extends Headers>(headers: H): H {
  const passed = { ...headers };
  for (const name of HOP_BY_HOP) delete passed[name];
  return passed;
}

interface RetryDetails {
  readonly err: unknown;
  readonly req: { readonly method?: string; readonly headers?: Headers };
  readonly attempt: number;
}

/** A connection broke before an answer: asking again does no harm to a question, nor to a command with its key. */
function mayAskAgain(failure: unknown, request: RetryDetails['req']): boolean {
  const broke = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(codeOf(failure));
  const harmless = request.method === 'GET' || request.method === 'HEAD';
  return broke && (harmless || request.headers?.['idempotency-key'] !== undefined);
}

const NOT_THERE = ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];
const TOO_SLOW = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];
const ASK_AGAIN = 'A command may stand; asked again with the same Idempotency-Key it happens once.';

/** 503 when the service is not there, 504 when it does not answer, 502 when it breaks off. */
function problemOf(service: string, failure: unknown): Problem {
  const code = codeOf((failure as Coded | undefined)?.cause ?? failure);
  const members = { service };
  if (NOT_THERE.includes(code)) {
    const headers = { 'Retry-After': '1' };
    return new Problem(503, 'service_unavailable', 'The service is not there now', { members, headers });
  }
  if (TOO_SLOW.includes(code)) {
    return new Problem(504, 'service_timeout', 'The service did not answer in time', { members, detail: ASK_AGAIN });
  }
  return new Problem(502, 'service_broke_off', 'The service broke off its answer', { members, detail: ASK_AGAIN });
}

interface Coded {
  readonly code?: unknown;
  readonly cause?: unknown;
}

function codeOf(failure: unknown): string {
  const code = (failure as Coded | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

/** What happens to every request before its route and after its answer. */
import { beginWork, currentFrame, type Logger, newTraceId } from '@scrip/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';
import type { DoorFacts, RequestState } from './request-state.ts';
import { OPEN, RouteFacts } from './route-access.ts';

const CORRELATION_ID = /^[A-Za-z0-9._:-]{1,64}$/;
const CORRELATION_HEADER = 'scrip-correlation-id';
/** Nothing under an API answer is ever run, framed or kept by a browser or proxy; it may hold an issuer's figures. */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

export interface HookOptions {
  readonly facts: DoorFacts;
  readonly log: Logger;
  /** True once the door is closing: clients are asked to come back on a new connection. */
  readonly draining: () => boolean;
}

/** Requests of paths that do not exist are counted together: a scanner must not fill the metrics. */
const UNMATCHED = new RouteFacts('', 'unmatched', OPEN);

/** Puts telemetry, correlation and security headers around every request. */
export function addRequestHooks(fastify: FastifyInstance, options: HookOptions): void {
  fastify.decorateRequest('scrip', null);
  fastify.addHook('onRequest', (request, reply, done) => {
    const state = begin(request, options.facts);
    request.scrip = state;
    reply.headers(SECURITY_HEADERS);
    reply.header(CORRELATION_HEADER, state.correlationId);
    reply.header('traceparent', state.work.frame.traceparent);
    if (hasUnusableCorrelation(request)) done(correlationInvalid());
    else state.work.run(done);
  });
  // The body arrives in events of the connection, which know nothing of this request: step back into its frame.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const work = request.scrip?.work;
    if (!work || currentFrame() === work.frame) done();
    else work.run(done);
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (options.draining()) reply.header('connection', 'close');
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (request.scrip) finish(request, reply, request.scrip, options.log);
    done();
  });
}

function begin(request: FastifyRequest, facts: DoorFacts): RequestState {
  const { traceparent, [CORRELATION_HEADER]: said } = request.headers;
  const parent = typeof traceparent === 'string' ? traceparent : null;
  const correlationId = typeof said === 'string' && CORRELATION_ID.test(said) ? said : `cor_${newTraceId()}`;
  const work = beginWork(request.method, { kind: 'server', parent, correlationId });
  return {
    door: facts,
    correlationId,
    startedAt: performance.now(),
    work,
    route: undefined,
    caller: undefined,
    sentBody: undefined,
    failure: undefined,
  };
}

function hasUnusableCorrelation(request: FastifyRequest): boolean {
  const said = request.headers[CORRELATION_HEADER];
  return said !== undefined && said !== request.scrip?.correlationId;
}

function correlationInvalid(): Problem {
  return new Problem(400, 'correlation_id_invalid', 'Scrip-Correlation-Id is not usable', {
    detail: 'It must be 1 to 64 letters, digits, or . _ : -',
  });
}

function finish(request: FastifyRequest, reply: FastifyReply, state: RequestState, log: Logger): void {
  const route = state.route ?? UNMATCHED;
  const ms = performance.now() - state.startedAt;
  route.durations(reply.statusCode).record(ms / 1_000);
  if (state.work.recorded) finishSpan(request, reply, state, route);
  if (log.isLevelEnabled('debug')) {
    const { operation } = route;
    state.work.run(() =>
      log.debug({ operation, status: reply.statusCode, ms, caller: state.caller?.subject }, 'answered'),
    );
  }
}

/** OpenTelemetry's HTTP conventions: a server span is named by its route, and 5xx is an error of ours. */
function finishSpan(request: FastifyRequest, reply: FastifyReply, state: RequestState, route: RouteFacts): void {
  state.work.rename(route === UNMATCHED ? request.method : route.operation);
  state.work.setAttributes({
    'http.request.method': request.method,
    'http.route': route.pattern,
    'http.response.status_code': reply.statusCode,
    'scrip.correlation_id': state.correlationId,
  });
  state.work.end(reply.statusCode >= 500 ? (state.failure ?? `HTTP ${reply.statusCode}`) : undefined);
}

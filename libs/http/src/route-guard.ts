/** The check at each route: whose token, which scope, how much. */
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { Problem } from './problem.ts';
import type { RateLimiter } from './rate-limit.ts';
import { stateOf } from './request-state.ts';
import type { RouteFacts } from './route-access.ts';
import { type Caller, EVERY_ISSUER, type TokenVerifier, unauthenticated } from './token-verifier.ts';

/** RFC 6750 2.1; the scheme's case does not matter. */
const BEARER = /^Bearer +/i;
/** As nearly every client writes it. */
const USUAL = 'Bearer ';
const ISSUER_ID = /^[a-z0-9_-]{1,64}$/;

/** Says no to a token that lacks a scope: of its route, or one that a route asks for only in some cases. */
export function insufficientScope(scope: string): Problem {
  return new Problem(403, 'insufficient_scope', 'The token does not allow this', {
    detail: `The scope ${scope} is needed.`,
    members: { scope },
    headers: { 'WWW-Authenticate': `Bearer realm="scrip", error="insufficient_scope", scope="${scope}"` },
  });
}

/**
 * The guard of one route (`routes` are its methods, which share one access), run before the body is read: nobody without a token makes this process parse anything.
 *
 * Refuses, in this order: 401 `unauthenticated` without a bearer token; 503 `issuer_unavailable` or 401
 * `unauthenticated` as `TokenVerifier.check` does; 403 `insufficient_scope`; 400 `issuer_missing` for a service that acts
 * for every issuer and names none; 429 `rate_limited`.
 */
export function guardOf(
  routes: readonly RouteFacts[],
  verifier: TokenVerifier,
  limiter: RateLimiter | undefined,
): onRequestHookHandler {
  const [first, ...others] = routes;
  if (!first) throw new TypeError('a route has at least one method');
  const { access } = first;
  const needed = access.kind === 'scope' ? access.scope : undefined;
  const admit = (request: FastifyRequest, caller: Caller): void => {
    if (needed !== undefined && !caller.scopes.has(needed)) throw insufficientScope(needed);
    const wait = limiter?.take(caller) ?? 0;
    if (wait > 0) throw rateLimited(wait);
    stateOf(request).caller = caller.issuerId === EVERY_ISSUER ? actingFor(caller, request) : caller;
  };
  return (request, _reply: FastifyReply, done) => {
    stateOf(request).route = others.length === 0 ? first : routes.find(({ method }) => method === request.method);
    if (access.kind === 'open') return done();
    let checked: Caller | Promise<Caller>;
    try {
      checked = verifier.check(bearerToken(request));
      if (!(checked instanceof Promise)) admit(request, checked);
    } catch (refused) {
      return done(refused as Error);
    }
    if (!(checked instanceof Promise)) return done();
    checked.then((caller) => admit(request, caller)).then(() => done(), done);
  };
}

function bearerToken(request: FastifyRequest): string {
  const { authorization } = request.headers;
  if (authorization === undefined) throw withoutToken();
  if (authorization.startsWith(USUAL)) return authorization.slice(USUAL.length);
  if (!BEARER.test(authorization)) throw unauthenticated('the Authorization header is not a bearer token');
  return authorization.replace(BEARER, '');
}

/** RFC 6750 3.1: a request without any token is told the scheme, not an error. */
function withoutToken(): Problem {
  return new Problem(401, 'unauthenticated', 'A valid access token is needed', {
    detail: 'Send Authorization: Bearer <access token>.',
    headers: { 'WWW-Authenticate': 'Bearer realm="scrip"' },
  });
}

function rateLimited(waitSeconds: number): Problem {
  return new Problem(429, 'rate_limited', 'Too many requests with this token', {
    members: { retryAfterSeconds: waitSeconds },
    headers: { 'Retry-After': String(waitSeconds) },
  });
}

/** A service acts for one issuer at a time. */
function actingFor(caller: Caller, request: FastifyRequest): Caller {
  const issuerId = request.headers['scrip-issuer'];
  if (typeof issuerId === 'string' && ISSUER_ID.test(issuerId)) return { ...caller, issuerId };
  throw new Problem(400, 'issuer_missing', 'The header Scrip-Issuer must name the issuer to act for');
}

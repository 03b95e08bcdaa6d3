/** Access tokens: JWTs signed by the OpenID Connect issuer, checked against the keys it publishes. */
import { metrics } from '@scrip/telemetry';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { Problem } from './problem.ts';

/** What a verified access token says about who asks. */
export interface Caller {
  /** `sub` of the token; idempotency keys and rate limits are counted by it. */
  readonly subject: string;
  /** The issuer whose data may be seen and changed (`scrip_issuer`); another issuer's objects do not exist for this caller. */
  readonly issuerId: string;
  /** For tills: the only merchant it may act for (`scrip_merchant`). */
  readonly merchantId: string | null;
  readonly scopes: ReadonlySet<string>;
}

/**
 * `scrip_issuer` of services among themselves: they act for whichever issuer the fact belongs to that they follow, and
 * name it in the header `Scrip-Issuer`.
 */
export const EVERY_ISSUER = '*';

/** Asymmetric algorithms only: a door never holds what could sign a token. ES256 is what the local issuer uses. */
const ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'PS256', 'RS256'];
/** Verified tokens kept: one per till and service; a token takes about a kilobyte. */
const TOKENS_MAX = 10_000;
/** After this a token is checked anew though it has not expired, so a key that the issuer withdraws stops working. */
const TRUST_MS_MAX = 5 * 60_000;
/** Clocks of issuer and service may differ by this much. */
const CLOCK_TOLERANCE_S = 5;
const DISCOVERY_TIMEOUT_MS = 5_000;
/** After a failed discovery the next token that arrives asks again, but not sooner than this. */
const DISCOVERY_PAUSE_MS = 1_000;

export interface TokenVerifierOptions {
  /** `iss` of the tokens; its `/.well-known/openid-configuration` names the keys. */
  readonly issuerUrl: string;
  /** Must be among the token's `aud`. */
  readonly audience: string;
}

interface Trusted {
  readonly caller: Caller;
  /** Epoch milliseconds of the machine's clock, which tokens go by; the business clock may be moved. */
  readonly untilMs: number;
}

/**
 * Checks access tokens. Verifying an ES256 signature costs 100 µs and more, three times the rest of a request, so a token
 * that was good stays good until it expires, five minutes at most.
 */
export class TokenVerifier {
  readonly #options: TokenVerifierOptions;
  readonly #trusted = new LRUCache<string, Trusted>({ max: TOKENS_MAX });
  readonly #underWay = new Map<string, Promise<Caller>>();
  #keys: Promise<JWTVerifyGetKey> | undefined;
  #discoveryFailedAtMs = Number.NEGATIVE_INFINITY;
  readonly #cached = metrics.tokenChecks.series({ outcome: 'cached' });

  constructor(options: TokenVerifierOptions) {
    this.#options = options;
  }

  /**
   * Whose token it is: at once when it was checked before.
   * @throws Problem, in this order: 503 `issuer_unavailable` when the issuer's keys cannot be read; 401 `unauthenticated`
   * when the token is malformed, not signed by the issuer, of another issuer or audience, expired, or lacks `sub` or
   * `scrip_issuer`. (As a rejection where it is not known yet.)
   */
  check(token: string): Caller | Promise<Caller> {
    const trusted = this.#trusted.get(token);
    if (trusted && trusted.untilMs > Date.now()) {
      this.#cached.add();
      return trusted.caller;
    }
    const underWay = this.#underWay.get(token);
    if (underWay) return underWay;
    const verified = this.#verify(token).finally(() => this.#underWay.delete(token));
    this.#underWay.set(token, verified);
    return verified;
  }

  /**
   * Reads the issuer's configuration before the first token comes.
   * @returns false when the issuer does not answer now; it is asked again when a token comes.
   */
  warm(): Promise<boolean> {
    return this.#issuerKeys().then(
      () => true,
      () => false,
    );
  }

  async #verify(token: string): Promise<Caller> {
    try {
      const keys = await this.#issuerKeys();
      const { payload } = await jwtVerify(token, keys, {
        issuer: this.#options.issuerUrl,
        audience: this.#options.audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_S,
      });
      const caller = callerFrom(payload);
      const expiresMs = ((payload.exp ?? 0) + CLOCK_TOLERANCE_S) * 1_000;
      this.#trusted.set(token, { caller, untilMs: Math.min(expiresMs, Date.now() + TRUST_MS_MAX) });
      metrics.tokenChecks.add(1, { outcome: 'verified' });
      return caller;
    } catch (failure) {
      const problem = problemOf(failure);
      metrics.tokenChecks.add(1, { outcome: problem.status === 401 ? 'refused' : 'unavailable' });
      throw problem;
    }
  }

  #issuerKeys(): Promise<JWTVerifyGetKey> {
    if (this.#keys) return this.#keys;
    if (Date.now() - this.#discoveryFailedAtMs < DISCOVERY_PAUSE_MS) return Promise.reject(new IssuerUnreadableError());
    const keys = this.#discover();
    this.#keys = keys;
    keys.catch(() => {
      this.#keys = undefined;
      this.#discoveryFailedAtMs = Date.now();
    });
    return keys;
  }

  async #discover(): Promise<JWTVerifyGetKey> {
    const url = `${this.#options.issuerUrl.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const response = await fetch(url, { signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS), redirect: 'error' });
    if (!response.ok) throw new IssuerUnreadableError();
    const found = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
    // OpenID Connect Discovery 4.3: a document that names another issuer must not be used.
    if (found.issuer !== this.#options.issuerUrl || typeof found.jwks_uri !== 'string')
      throw new IssuerUnreadableError();
    return createRemoteJWKSet(new URL(found.jwks_uri), { timeoutDuration: DISCOVERY_TIMEOUT_MS });
  }
}

/** The issuer's configuration cannot be read, or is another issuer's. */
class IssuerUnreadableError extends Error {
  override readonly name = 'IssuerUnreadableError';
}

/** Says no to a request without a usable token. */
export function unauthenticated(detail: string): Problem {
  return new Problem(401, 'unauthenticated', 'A valid access token is needed', {
    detail,
    headers: { 'WWW-Authenticate': `Bearer realm="scrip", error="invalid_token", error_description="${detail}"` },
  });
}

function callerFrom(claims: JWTPayload): Caller {
  const { sub, scope } = claims;
  const issuerId = claims['scrip_issuer'];
  const merchantId = claims['scrip_merchant'];
  if (typeof sub !== 'string' || sub === '') throw unauthenticated('the token names no subject');
  if (typeof issuerId !== 'string' || issuerId === '') throw unauthenticated('the token is bound to no issuer');
  if (merchantId !== undefined && typeof merchantId !== 'string') throw unauthenticated('the merchant is not a text');
  const scopes = new Set(typeof scope === 'string' ? scope.split(' ').filter((one) => one !== '') : []);
  return { subject: sub, issuerId, merchantId: merchantId ?? null, scopes };
}

function problemOf(failure: unknown): Problem {
  if (failure instanceof Problem) return failure;
  if (failure instanceof errors.JWTExpired) return unauthenticated('the token has expired');
  if (failure instanceof errors.JWTClaimValidationFailed) return unauthenticated(`the claim ${failure.claim} is wrong`);
  if (isTokensFault(failure)) return unauthenticated('the token is not one that the issuer signed');
  return new Problem(503, 'issuer_unavailable', "The token issuer's keys cannot be read now", {
    headers: { 'Retry-After': '1' },
  });
}

function isTokensFault(failure: unknown): boolean {
  return (
    failure instanceof errors.JWSInvalid ||
    failure instanceof errors.JWTInvalid ||
    failure instanceof errors.JWSSignatureVerificationFailed ||
    failure instanceof errors.JWKSNoMatchingKey ||
    failure instanceof errors.JWKSMultipleMatchingKeys ||
    failure instanceof errors.JOSEAlgNotAllowed ||
    failure instanceof errors.JOSENotSupported
  );
}

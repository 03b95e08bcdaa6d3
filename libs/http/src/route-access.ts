/** Who may come in where: every route says which scope it needs, or that it is open to everybody. */
import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import { ApiSecurity } from '@nestjs/swagger';
import { type CounterSeries, type HistogramSeries, metrics } from '@scrip/telemetry';

/** What a token must carry: a scope; nothing more than being valid; or no token at all. */
export type Access =
  | { readonly kind: 'scope'; readonly scope: string }
  | { readonly kind: 'token' }
  | { readonly kind: 'open' };

/** Where an `Access` stands in Fastify's route config. */
export const ACCESS = 'scripAccess';

/** Name of the security scheme in the OpenAPI documents. */
export const SECURITY_SCHEME = 'scrip';

/** `ledger:spend`, `cards:programme.read`, `backdate`. */
const SCOPE = /^[a-z]+(:[a-z]+(\.[a-z]+)?)?$/;

/** The route needs a token with this scope; one token may carry many. */
export function Scope(scope: string): MethodDecorator {
  if (!SCOPE.test(scope)) throw new TypeError(`"${scope}" is not a scope`);
  const access: Access = { kind: 'scope', scope };
  return applyDecorators(RouteConfig({ [ACCESS]: access }), ApiSecurity(SECURITY_SCHEME, [scope]));
}

/** Where it stands in Fastify's route config that a route reads its file as it arrives. */
const STREAMS = 'scripStreams';

/** The route takes its file as it arrives (`fileStreamBody`). Stands above `@Scope`, to which it adds. */
export function StreamsFile(): MethodDecorator {
  return also({ [STREAMS]: true });
}

/** Where it stands in Fastify's route config how long a route's body may be. */
const BODY_BYTES = 'scripBodyBytesMax';

/** The route takes JSON of up to so many bytes, where every other takes 1 MiB. Stands above `@Scope`, to which it adds. */
export function BodyBytesMax(bytesMax: number): MethodDecorator {
  return also({ [BODY_BYTES]: bytesMax });
}

/** How many bytes of JSON a route takes; undefined where it says nothing of it. */
export function bodyBytesMax(config: unknown): number | undefined {
  return (config as Readonly<Record<string, number | undefined>> | undefined)?.[BODY_BYTES];
}

/** Adds to what a route has declared. */
function also(more: object): MethodDecorator {
  return (_target, _name, descriptor) => {
    const handler = descriptor.value as object;
    const config: object = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) ?? {};
    Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, { ...config, ...more }, handler);
  };
}

/** Whether a route reads its file as it arrives. */
export function streamsFile(config: unknown): boolean {
  return (config as Readonly<Record<string, unknown>> | undefined)?.[STREAMS] === true;
}

/** The route is open to everybody: health, metrics, documents. Never for anything of an issuer's. */
export function Open(): MethodDecorator {
  return RouteConfig({ [ACCESS]: OPEN });
}

export const OPEN: Access = { kind: 'open' };

/** What is known of a route before any request comes. */
export class RouteFacts {
  readonly method: string;
  /** With parameters by name: `/ledger/v1/wallets/:walletId`. */
  readonly pattern: string;
  /** `POST /ledger/v1/wallets/:walletId`: the name of its spans, and the route of its idempotency keys. */
  readonly operation: string;
  readonly access: Access;
  readonly #durations = new Map<number, HistogramSeries>();
  readonly #outcomes = new Map<string, CounterSeries>();

  constructor(method: string, pattern: string, access: Access) {
    this.method = method;
    this.pattern = pattern;
    this.operation = `${method} ${pattern}`;
    this.access = access;
  }

  /** Where the time of an answer with this status is counted. */
  durations(status: number): HistogramSeries {
    const known = this.#durations.get(status);
    if (known) return known;
    const made = metrics.httpServerDuration.series({
      http_route: this.pattern,
      http_request_method: this.method,
      http_response_status_code: String(status),
    });
    this.#durations.set(status, made);
    return made;
  }

  /** Where commands with this outcome (a refusal's code, or `accepted`, `replayed`) are counted. */
  outcomes(outcome: 'accepted' | 'refused' | 'replayed', code: string): CounterSeries {
    const name = code === '' ? outcome : `${outcome} ${code}`;
    const known = this.#outcomes.get(name);
    if (known) return known;
    const made = metrics.commandOutcome.series({ operation: this.operation, outcome, code });
    this.#outcomes.set(name, made);
    return made;
  }
}

/**
 * What a route has declared.
 * @throws RouteUndeclaredError when it has declared nothing: the service then does not start.
 */
export function declaredAccess(method: string, pattern: string, config: unknown): Access {
  const access = (config as Readonly<Record<string, unknown>> | undefined)?.[ACCESS];
  if (access === undefined) throw new RouteUndeclaredError(`${method} ${pattern} declares neither @Scope nor @Open`);
  return access as Access;
}

/** A route was written without saying who may use it. */
export class RouteUndeclaredError extends Error {
  override readonly name = 'RouteUndeclaredError';
}

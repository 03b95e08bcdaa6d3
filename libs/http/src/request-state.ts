/** What the door knows about a request under way. */
import type { Work } from '@scrip/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteFacts } from './route-access.ts';
import type { Caller } from './token-verifier.ts';

/** What decorators and `answer` need of the door they are behind. */
export interface DoorFacts {
  /** Business time, epoch milliseconds. */
  readonly now: () => number;
  /** The partition that a stream's events are published to. */
  readonly partitionOf: (streamId: string) => number;
}

export interface RequestState {
  readonly door: DoorFacts;
  readonly correlationId: string;
  /** `performance.now()` when its head had arrived. */
  readonly startedAt: number;
  readonly work: Work;
  /** Undefined where no route matches. */
  route: RouteFacts | undefined;
  /** Set on routes that need a token. */
  caller: Caller | undefined;
  /** The body as it was sent, before its schema; undefined until it is validated. */
  sentBody: unknown;
  /** What broke, for the span; a refusal is nothing broken. */
  failure: unknown;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the door's first hook. */
    scrip: RequestState | null;
  }
}

/** The state of a request that came through the door. */
export function stateOf(request: FastifyRequest): RequestState {
  if (!request.scrip) throw new TypeError('the request did not come through the door');
  return request.scrip;
}

/** The state that a reply belongs to. */
export function stateOfReply(reply: FastifyReply): RequestState {
  return stateOf(reply.request);
}

/** Headers that put what is asked of another service under this request's trace and sale. */
export function onwardHeaders(request: FastifyRequest): Readonly<Record<string, string>> {
  const { work, correlationId } = stateOf(request);
  return { traceparent: work.frame.traceparent, 'scrip-correlation-id': correlationId };
}

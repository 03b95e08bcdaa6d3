/** Who asks, as a handler's parameter. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { stateOf } from './request-state.ts';
import type { Caller as VerifiedCaller } from './token-verifier.ts';

/** What the access token says about who asks. */
export type Caller = VerifiedCaller;

/** The caller, for a handler: `@Caller() caller: Caller`. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  return callerOf(context.switchToHttp().getRequest<FastifyRequest>());
});

/** The caller of a request; an `@Open` route has none and must not ask. */
export function callerOf(request: FastifyRequest): Caller {
  const { caller, route } = stateOf(request);
  if (!caller) throw new TypeError(`${route?.operation ?? request.url} is open to everybody: it has no caller`);
  return caller;
}

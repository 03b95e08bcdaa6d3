/** From a verdict of the log to the answer of a command. */
import type { Verdict } from '@scrip/event-store';
import type { FastifyReply } from 'fastify';
import { encodePositionToken, tokenOf } from './position-token.ts';
import { PROBLEM_CONTENT_TYPE, pathOf, problemBody, titleOf } from './problem.ts';
import { stateOfReply } from './request-state.ts';
import type { RouteFacts } from './route-access.ts';

/** Header of an answer: where the command stands, to be handed back as `Scrip-After`. */
export const POSITION_HEADER = 'Scrip-Position';
/** Header of an answer that had been given before. */
export const REPLAYED_HEADER = 'Idempotency-Replayed';

/** Status of a refusal that the route's table does not list. */
const REFUSED_STATUS = 409;

export interface AnswerOptions<E> {
  /** Status by refusal code; 409 for those not listed. Each code of the rule belongs here or is a 409 on purpose. */
  readonly refusals?: Readonly<Record<string, number>>;
  /** The body, made of the facts alone, so that a replay says the same; bigints go out as integers. */
  readonly body: (events: readonly E[]) => object;
  /** Status when accepted, 200 by default; 201 where something with an id of its own was made. */
  readonly status?: number;
}

/**
 * Sets status and headers of the reply and gives the body to return from the handler (with
 * `@Res({ passthrough: true }) reply`): what the events say, or the refusal as problem+json with its numbers.
 */
export function answer<E>(verdict: Verdict<E>, options: AnswerOptions<E>, reply: FastifyReply): object {
  const state = stateOfReply(reply);
  if (verdict.replayed) reply.header(REPLAYED_HEADER, 'true');
  count(state.route, verdict);
  if (verdict.kind === 'refused') {
    const { code, detail } = verdict.refusal;
    const status = options.refusals?.[code] ?? REFUSED_STATUS;
    reply.code(status).header('content-type', PROBLEM_CONTENT_TYPE);
    const problem = { status, code, title: titleOf(code), detail: undefined, members: detail };
    return problemBody(problem, pathOf(reply.request.url), state.correlationId);
  }
  const token = tokenOf(
    verdict.events.map(({ envelope }) => envelope),
    state.door.partitionOf,
  );
  if (token) reply.header(POSITION_HEADER, encodePositionToken(token));
  reply.code(options.status ?? 200);
  return options.body(verdict.events.map(({ event }) => event));
}

function count(route: RouteFacts | undefined, verdict: Verdict<unknown>): void {
  const code = verdict.kind === 'refused' ? verdict.refusal.code : '';
  route?.outcomes(verdict.replayed ? 'replayed' : verdict.kind, code).add();
}

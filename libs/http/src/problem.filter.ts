/** Sends every failure of a handler, hook or pipe as problem+json. */
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from '@scrip/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemFrom } from './failure.ts';
import { stringifyAnswer } from './json.ts';
import { PROBLEM_CONTENT_TYPE, type Problem, pathOf, problemBody } from './problem.ts';

@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  catch(failure: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendFailure(failure, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.#log);
  }
}

/** Sends what was thrown; what is our fault (500) is logged with its stack, and nothing of it is told. */
export function sendFailure(failure: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): void {
  const problem = problemFrom(failure);
  if (problem.status === 500) {
    log.error({ err: failure, operation: request.scrip?.route?.operation }, 'a request failed unexpectedly');
  }
  if (request.scrip && problem.status >= 500) request.scrip.failure = failure;
  if (reply.sent) return;
  sendProblem(problem, request, reply);
}

function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  const body = problemBody(problem, pathOf(request.url), request.scrip?.correlationId ?? null);
  void reply.code(problem.status).headers(problem.headers).type(PROBLEM_CONTENT_TYPE).send(stringifyAnswer(body));
}

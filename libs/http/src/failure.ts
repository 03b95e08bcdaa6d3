/** From whatever was thrown to the problem that the client is told. */
import { HttpException } from '@nestjs/common';
import { isStoreDown } from '@scrip/event-store';
import { Problem } from './problem.ts';

/** Codes and titles of what the framework refuses by itself. */
const BY_STATUS: Readonly<Record<number, readonly [code: string, title: string]>> = {
  400: ['invalid_request', 'The request cannot be read'],
  404: ['not_found', 'Nothing is here'],
  405: ['method_not_allowed', 'This method does not work here'],
  408: ['request_timeout', 'The request did not arrive in time'],
  413: ['body_too_large', 'The body is too large'],
  414: ['url_too_long', 'The URL is too long'],
  415: ['media_type_not_supported', 'Send the body as application/json'],
  431: ['headers_too_large', 'The headers are too large'],
};

/** Fastify's error codes that say more than their status. */
const BY_FASTIFY_CODE: Readonly<Record<string, readonly [code: string, title: string]>> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: ['json_invalid', 'The body is empty, but called JSON'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['json_invalid', 'The body is not JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid_request', 'The body is not as long as its Content-Length says'],
  FST_ERR_BAD_URL: ['url_invalid', 'The URL cannot be decoded'],
};

interface WithCode {
  readonly code?: unknown;
  readonly statusCode?: unknown;
}

/**
 * The problem for what was thrown, tried in this order: a `Problem` itself; errors of the log, by their names
 * (KeyReusedError 422, OverloadedError 503, StoreUnavailableError 503); a key service or a database that does not answer 503; errors of
 * Fastify and Nest below 500; anything else 500 `internal_error`, which says nothing of what broke.
 */
export function problemFrom(failure: unknown): Problem {
  if (failure instanceof Problem) return failure;
  if (!(failure instanceof Error)) return internalError();
  return fromLog(failure) ?? fromFramework(failure) ?? internalError();
}

/** Errors of the log by their names, so that a copy of the class from another build counts too; and a database that is away. */
function fromLog(failure: Error & { readonly retryAfterSeconds?: number }): Problem | undefined {
  const retry = { headers: { 'Retry-After': String(failure.retryAfterSeconds ?? 1) } };
  switch (failure.name) {
    case 'KeyReusedError':
      return new Problem(422, 'idempotency_key_reused', 'This Idempotency-Key was used for another command', {
        detail: 'A retry must say the same as the first time; another command needs a key of its own.',
      });
    case 'OverloadedError':
      return new Problem(503, 'overloaded', 'Too many commands are waiting', retry);
    case 'StoreUnavailableError':
      return new Problem(503, 'store_unavailable', 'The log cannot be reached now', {
        ...retry,
        detail: 'Ask again with the same Idempotency-Key: if the command stands, you get its answer.',
      });
    case 'KeyServiceError':
      return new Problem(503, 'key_service_unavailable', 'The key management service does not answer now', retry);
    default:
      return isStoreDown(failure)
        ? new Problem(503, 'store_unavailable', 'The database does not answer now', retry)
        : undefined;
  }
}

function fromFramework(failure: Error & WithCode): Problem | undefined {
  const cause = failure.cause instanceof Error ? (failure.cause as Error & WithCode) : failure;
  const status = failure instanceof HttpException ? failure.getStatus() : cause.statusCode;
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  const known =
    BY_FASTIFY_CODE[String(cause.code)] ??
    (cause instanceof SyntaxError ? BY_FASTIFY_CODE.FST_ERR_CTP_INVALID_JSON_BODY : undefined);
  const [code, title] = known ?? BY_STATUS[status] ?? ['invalid_request', 'The request cannot be answered'];
  return new Problem(status, code, title);
}

function internalError(): Problem {
  return new Problem(500, 'internal_error', 'Something is broken here', {
    detail: 'It is logged under the correlation id. A command may be asked again with the same Idempotency-Key.',
  });
}

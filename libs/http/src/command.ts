/** What makes a request a command: who asks, when it happened, and the key under which its verdict is kept. */
import { hash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { CommandKey, Who } from '@scrip/event-store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerOf } from './caller.ts';
import { canonicalJson } from './json.ts';
import { Problem } from './problem.ts';
import { stateOf } from './request-state.ts';
import { insufficientScope } from './route-guard.ts';
import type { Caller } from './token-verifier.ts';

/** Who asks and under which key: spread it into `EventLog.execute`. */
export interface CommandRequest {
  readonly who: Who;
  readonly key: CommandKey;
  /** Whether it was said when it happened (`Scrip-Occurred-At`, scope `backdate`): it tells of something, it asks for nothing. */
  readonly backdated: boolean;
}

const KEY = /^[\x20-\x7e]{1,255}$/;
/** The scope to say another time than now: imports, offline settlement, the demo. */
export const BACKDATE = 'backdate';
/** RFC 3339 with seconds and offset; a day or time that does not exist is refused. */
const instant = z.iso.datetime({ offset: true });
const HAS_SECONDS = /T\d\d:\d\d:\d\d/;

const describeHeaders = [
  ApiHeader({
    name: 'Idempotency-Key',
    required: true,
    description:
      'Names this command: asked again under the same key it gets the same answer (`Idempotency-Replayed: true`), and happens once. 1 to 255 printable ASCII characters, unique per client and route.',
  }),
  ApiHeader({
    name: 'Scrip-Occurred-At',
    required: false,
    description: 'RFC 3339: when it happened in the world, if not now. Needs the scope `backdate`.',
  }),
  ApiHeader({
    name: 'Scrip-Correlation-Id',
    required: false,
    description: 'The sale or process this belongs to, the same over all services. 1 to 64 of A–Z a–z 0–9 . _ : -',
  }),
];

/**
 * The command of a request: `@Command() command: CommandRequest`.
 *
 * @throws Problem, in this order: 400 `idempotency_key_missing`; 400 `idempotency_key_invalid`; 403 `insufficient_scope`
 * when `Scrip-Occurred-At` is given without the scope `backdate`; 400 `occurred_at_invalid`.
 */
export const Command = createParamDecorator(
  (_data: unknown, context: ExecutionContext): CommandRequest =>
    commandOf(context.switchToHttp().getRequest<FastifyRequest>()),
  [
    (target, key) => {
      if (key === undefined) return;
      const descriptor = Object.getOwnPropertyDescriptor(target, key);
      if (descriptor) for (const describe of describeHeaders) describe(target, key, descriptor);
    },
  ],
);

/** The command of a request; see `Command`. */
export function commandOf(request: FastifyRequest): CommandRequest {
  const state = stateOf(request);
  const caller = callerOf(request);
  const key = idempotencyKey(request);
  const said = header(request, 'scrip-occurred-at');
  const who: Who = {
    issuerId: caller.issuerId,
    actor: caller.subject,
    occurredAt: said === undefined ? state.door.now() : occurredAt(said, caller),
    correlationId: state.correlationId,
    causationId: null,
    traceparent: state.work.frame.traceparent,
  };
  return {
    who,
    backdated: said !== undefined,
    key: {
      scope: keyScope(caller, `${state.route?.operation}`),
      key,
      inputHash: inputHash(request, state.sentBody, said),
    },
  };
}

function idempotencyKey(request: FastifyRequest): string {
  const key = header(request, 'idempotency-key');
  if (key === undefined) {
    throw new Problem(400, 'idempotency_key_missing', 'The header Idempotency-Key is missing', {
      detail: 'Give each command a key of its own, and the same key when you ask again.',
    });
  }
  if (KEY.test(key)) return key;
  throw new Problem(400, 'idempotency_key_invalid', 'The Idempotency-Key is not usable', {
    detail: 'It must be 1 to 255 printable ASCII characters.',
  });
}

function occurredAt(said: string, caller: Caller): number {
  if (!caller.scopes.has(BACKDATE)) throw insufficientScope(BACKDATE);
  if (HAS_SECONDS.test(said) && instant.safeParse(said).success) return Date.parse(said);
  throw new Problem(400, 'occurred_at_invalid', 'Scrip-Occurred-At is not an RFC 3339 time', {
    detail: 'Write it with seconds and offset, such as 2025-01-10T09:00:00+08:00.',
    members: { got: said.slice(0, 64) },
  });
}

/**
 * The scope of a client's keys on a route (`POST /ledger/v1/wallets/:walletId/spends`): two clients, or two routes, may use
 * the same key for different things.
 */
export function keyScope(caller: Caller, operation: string): string {
  return `${caller.subject} ${operation}`;
}

/**
 * SHA-256 of what is asked: method, path and query as sent, the body in canonical form (a retry may write the same JSON
 * otherwise), and the time it is said to have happened. It tells a retry from another command under the same key.
 */
function inputHash(request: FastifyRequest, sent: unknown, said: string | undefined): Buffer {
  const body = sent === undefined ? '' : canonicalJson(sent);
  const text = `${request.method} ${request.url}\n${body}\n${said ?? ''}`;
  // Through a binary string: asking `hash` for a Buffer costs three times as much as the hash itself.
  return Buffer.from(hash('sha256', text, 'binary'), 'binary');
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

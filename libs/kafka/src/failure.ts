/** Telling apart what the world did to us and what is wrong with a message or with us. */
import { ContractError } from '@scrip/contracts';
import { InvariantError, type Refusal } from '@scrip/decider';
import { isStoreDown, OverloadedError, StoreUnavailableError } from '@scrip/event-store';
import { NotYetError } from './effect.ts';
import { RegistryUnavailableError } from './registry.ts';
import { MalformedMessageError } from './wire.ts';

/** Why a message is parked: a stable code, and a sentence with the numbers. */
export interface ParkReason {
  readonly reason: string;
  readonly detail: string;
}

const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|UND_ERR)/;
/** Postgres: serialization failure, deadlock, lock not available, query cancelled; another try may succeed. */
const PASSING_SQLSTATES = new Set(['40001', '40P01', '55P03', '57014']);
const CAUSES_MAX = 5;

/** Nest put "Internal server error" in the place of a handler's error, so nobody can tell whose fault it was. */
export class HiddenErrorError extends Error {
  override readonly name = 'HiddenErrorError';
  constructor() {
    super("a handler's error was hidden by the framework: connect the transport with connectKafka");
  }
}

/** True for failures of the world: the same message will go through later, so it is tried again and never parked. */
export function isWorldFailure(error: unknown): boolean {
  let at: unknown = error;
  for (let depth = 0; depth < CAUSES_MAX && at instanceof Error; depth += 1) {
    if (at instanceof StoreUnavailableError || at instanceof OverloadedError) return true;
    if (at instanceof RegistryUnavailableError || isStoreDown(at)) return true;
    if (at instanceof HiddenErrorError || at.name === 'TimeoutError' || at.name === 'AbortError') return true;
    const { code } = at as { code?: unknown };
    if (typeof code === 'string' && (NETWORK.test(code) || PASSING_SQLSTATES.has(code))) return true;
    at = at.cause;
  }
  return false;
}

/** The reason under which a message is parked whose handler or effect failed with `error`. */
export function parkReasonOf(error: unknown): ParkReason {
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (error instanceof MalformedMessageError) return { reason: 'malformed_message', detail };
  if (error instanceof ContractError) return { reason: 'body_unreadable', detail };
  if (error instanceof InvariantError) return { reason: 'invariant_broken', detail };
  if (error instanceof NotYetError) return { reason: 'not_yet', detail };
  if (error instanceof Error && /^[0-9A-Z]{5}$/.test(String((error as { code?: unknown }).code))) {
    return { reason: 'write_refused', detail: `${String((error as { code?: unknown }).code)} ${detail}` };
  }
  return { reason: 'handler_failed', detail };
}

/** The reason under which a message is parked whose command the business refused: the refusal's own code. */
export function refusalReason(refusal: Refusal): ParkReason {
  const numbers = JSON.stringify(refusal.detail, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  return { reason: refusal.code, detail: `refused: ${numbers}` };
}

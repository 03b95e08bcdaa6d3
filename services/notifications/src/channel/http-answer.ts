/** One question over HTTP, with what matters to a sender: whether the other side can have heard it. */

/** `not_reached`: nothing left this machine. `lost`: it did, and no whole answer came back. */
export type HttpAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'not_reached' }
  | { readonly kind: 'lost'; readonly reason: 'timed_out' | 'connection_lost' };

/** Answers that say nothing of the message: the secret, or whoever stands between, must be put right first. */
export const WITHOUT_LEAVE: ReadonlySet<number> = new Set([401, 403, 407, 408]);

/** Failures of fetch (undici) after which the request cannot have arrived. */
const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Asks once, waiting `timeoutMs`. Redirects are not followed: what is sent is for one address. Never throws. */
export async function asked(url: string, request: RequestInit, timeoutMs: number): Promise<HttpAnswer> {
  // Ended with the answer: a timer of each of a festival's messages would still run and fail into the void.
  const stop = new AbortController();
  const { signal } = stop;
  const timer = setTimeout(() => stop.abort(), timeoutMs);
  try {
    const answer = await fetch(url, { ...request, redirect: 'error', signal });
    return { kind: 'answered', status: answer.status, body: jsonOf(await answer.text()) };
  } catch (error) {
    if (signal.aborted) return { kind: 'lost', reason: 'timed_out' };
    return NEVER_LEFT.has(codeOf(error)) ? { kind: 'not_reached' } : { kind: 'lost', reason: 'connection_lost' };
  } finally {
    clearTimeout(timer);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  const { cause } = (error ?? {}) as { cause?: { code?: unknown } | undefined };
  return typeof cause?.code === 'string' ? cause.code : '';
}

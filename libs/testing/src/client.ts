/** An HTTP client for tests of a whole system: speaks as one role, keeps what it was promised, and says what went wrong. */
import { AssertionError } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { inspect, isDeepStrictEqual } from 'node:util';

/** What a request may say beside its path and body. */
export interface Ask {
  /** Idempotency key of a command; a new one for each call where none is given. */
  readonly key?: string;
  /** Position to wait for; by default that of this client's last command, null for none. */
  readonly after?: string | null;
  /** When it happened, as RFC 3339; needs the scope `backdate`. */
  readonly occurredAt?: string;
  /** More headers, by lower-case name. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A JSON object as it came; amounts are integers of fen. */
export type Body = Readonly<Record<string, unknown>>;

/** What was answered, with the assertions that a test begins with. */
export interface Answer<T = Body> {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; the text itself where it is no JSON. */
  readonly body: T;
  /** Position token of a command, for `after` of another client or service; null where nothing was written. */
  readonly position: string | null;
  /** True when a key had been answered before and this is the same answer. */
  readonly replayed: boolean;
  /** The body, if the status is `status` (any 2xx where none is given); else an error with the whole answer. */
  ok(status?: number): T;
  /** The problem, if it was refused with this status and code and at least these members; else an error with the whole answer. */
  refused(status: number, code: string, members?: Body): Body;
}

/** One role's way into a system. */
export interface Client {
  get<T = Body>(path: string, ask?: Omit<Ask, 'key'>): Promise<Answer<T>>;
  post<T = Body>(path: string, body: unknown, ask?: Ask): Promise<Answer<T>>;
  put<T = Body>(path: string, body: unknown, ask?: Ask): Promise<Answer<T>>;
  /** Any other request; a body is sent as JSON. */
  request<T = Body>(method: string, path: string, body?: unknown, ask?: Ask): Promise<Answer<T>>;
}

/** How long a query may go on saying that it has not come that far: the machine that runs tests may be very busy. */
const BEHIND_MS_MAX = 20_000;
const BEHIND_PAUSE_MS = 100;
const REQUEST_MS_MAX = 30_000;

/** A client that sends `token()` with each request, and after a command asks what it wrote to be in each answer. */
export function openClient(options: { readonly baseUrl: string; token(): Promise<string> }): Client {
  let last: string | null = null;

  async function once(method: string, path: string, body: unknown, ask: Ask): Promise<Answer<unknown>> {
    const after = ask.after === undefined ? last : ask.after;
    // A string under a media type of its own is a file and travels as it is.
    const isFile = typeof body === 'string' && ask.headers?.['content-type'] !== undefined;
    const response = await fetch(new URL(path, options.baseUrl), {
      method,
      headers: {
        authorization: `Bearer ${await options.token()}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(method !== 'GET' && { 'idempotency-key': ask.key ?? randomUUID() }),
        ...(after !== null && { 'scrip-after': after }),
        ...(ask.occurredAt !== undefined && { 'scrip-occurred-at': ask.occurredAt }),
        ...ask.headers,
      },
      signal: AbortSignal.timeout(REQUEST_MS_MAX),
      ...(body !== undefined && { body: isFile ? body : JSON.stringify(body, integers) }),
    });
    const answer = new Received(`${method} ${path}`, response, await response.text());
    if (answer.position !== null) last = answer.position;
    return answer;
  }

  async function request<T>(method: string, path: string, body?: unknown, ask: Ask = {}): Promise<Answer<T>> {
    const until = performance.now() + BEHIND_MS_MAX;
    // One key for all tries, so that a try whose answer was lost is not a second command.
    const asked = { ...ask, key: ask.key ?? randomUUID() };
    for (;;) {
      const answer = await once(method, path, body, asked);
      if (!isBehind(answer) || performance.now() > until) return answer as Answer<T>;
      await pause(BEHIND_PAUSE_MS);
    }
  }

  return {
    request,
    get: (path, ask) => request('GET', path, undefined, ask),
    post: (path, body, ask) => request('POST', path, body, ask),
    put: (path, body, ask) => request('PUT', path, body, ask),
  };
}

/** The service has not read as far as the position that was asked for; it says to ask again. */
function isBehind(answer: Answer<unknown>): boolean {
  return answer.status === 503 && isBody(answer.body) && answer.body['code'] === 'position_not_reached';
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null;
}

/** Amounts may be given as fen; they travel as integers. */
function integers(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

class Received implements Answer<unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  readonly position: string | null;
  readonly replayed: boolean;
  readonly #question: string;

  constructor(question: string, response: Response, text: string) {
    this.#question = question;
    this.status = response.status;
    this.headers = response.headers;
    this.body = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
    this.position = response.headers.get('scrip-position');
    this.replayed = response.headers.get('idempotency-replayed') === 'true';
  }

  ok(status?: number): unknown {
    const fine = status === undefined ? this.status >= 200 && this.status < 300 : this.status === status;
    if (!fine) throw this.#unexpected(status === undefined ? 'a success' : `status ${status}`);
    return this.body;
  }

  refused(status: number, code: string, members: Body = {}): Body {
    const { body } = this;
    const fine =
      this.status === status &&
      isBody(body) &&
      body['code'] === code &&
      Object.entries(members).every(([name, value]) => isDeepStrictEqual(body[name], value));
    if (!fine) throw this.#unexpected(`status ${status} with ${inspect({ code, ...members })}`);
    return body;
  }

  #unexpected(expected: string): AssertionError {
    return new AssertionError({
      message: `${this.#question}: expected ${expected}, was answered ${this.status} with ${inspect(this.body, { depth: 8 })}`,
    });
  }
}

/** How long something that follows from a fact may take to be seen, several services further on. */
const SOON_MS_MAX = 20_000;
const SOON_PAUSE_MS = 50;

/**
 * Asks again and again until `look` gives something else than undefined or throws no more, and gives that.
 * For what another service does in its own time; where a position token can be waited for, wait for that instead.
 */
export async function soon<T>(
  what: string,
  look: () => Promise<T | undefined>,
  limitMs: number = SOON_MS_MAX,
): Promise<T> {
  const until = performance.now() + limitMs;
  let reason: unknown = 'it was not there';
  for (;;) {
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
    } catch (error) {
      reason = error;
    }
    if (performance.now() > until)
      throw new Error(`${what} was not seen within ${limitMs / 1000} s`, { cause: reason });
    await pause(SOON_PAUSE_MS);
  }
}

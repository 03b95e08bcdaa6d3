/** The demo's way into the system: one keep-alive pool, one token, each command under a key that says what it is. */
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';

/** An answer: status, body, and where the command stands. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** To be handed to a service that must have seen this command. */
  readonly position: string | undefined;
}

/** What a request may say beside its path. */
export interface Ask {
  readonly body?: object;
  /** Idempotency key; what is asked twice under it happens once. */
  readonly key?: string;
  /** RFC 3339: when it happened. */
  readonly at?: string;
  /** Position that the answer must show. */
  readonly after?: string | undefined;
}

const CONNECTIONS = 64;
/** A service that is restarted, or is behind for a moment, is asked again for this long. */
const PATIENCE_MS = 60_000;
const RETRY_MS = 200;

/** The system did not take what the demo says it must. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}

export class Api {
  readonly #pool: Pool;
  readonly #token: () => Promise<string>;
  /** Set once a request was given up: then nothing that follows waits for as long again. */
  #givenUp: DemoError | undefined;

  /** `token` may be asked often; it gives the same one until it is about to expire. */
  constructor(url: string, token: () => Promise<string>) {
    this.#pool = new Pool(url, { connections: CONNECTIONS });
    this.#token = token;
  }

  /**
   * A command or query; 503 and lost connections are tried again under the same key. Any other status is given back.
   * Throws DemoError when this or another request was tried for too long.
   */
  async ask(method: 'GET' | 'POST', path: string, ask: Ask = {}): Promise<Answer> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (;;) {
      if (this.#givenUp) throw this.#givenUp;
      let said: string;
      try {
        const answer = await this.#once(method, path, ask);
        if (![429, 502, 503].includes(answer.status)) return answer;
        said = `${answer.status} ${JSON.stringify(answer.body)}`;
      } catch (error) {
        said = String(error);
      }
      if (performance.now() > giveUpAt) this.#givenUp ??= new DemoError(`${method} ${path}: ${said}`);
      else await pause(RETRY_MS);
    }
  }

  /** As `ask`, for what must succeed. Throws DemoError with the answer otherwise. */
  async must(method: 'GET' | 'POST', path: string, ask: Ask = {}): Promise<Answer> {
    const answer = await this.ask(method, path, ask);
    if (answer.status < 300) return answer;
    throw new DemoError(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  async #once(method: 'GET' | 'POST', path: string, { body, key, at, after }: Ask): Promise<Answer> {
    const response = await this.#pool.request({
      method,
      path,
      headers: {
        authorization: `Bearer ${await this.#token()}`,
        ...(body && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(at !== undefined && { 'scrip-occurred-at': at }),
        ...(after !== undefined && { 'scrip-after': after }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.body.text();
    const position = response.headers['scrip-position'];
    return {
      status: response.statusCode,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      position: typeof position === 'string' ? position : undefined,
    };
  }
}

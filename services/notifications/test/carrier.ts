/** A small carrier of short messages: a real HTTP gateway by the contract, as slow, forgetful and failing as a spec says. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A message that the carrier took. */
export interface Carried {
  readonly reference: string;
  readonly to: string;
  readonly text: string;
}

/**
 * What it does with the next message: takes it; takes it and breaks the line before it answers; answers with a status and
 * takes nothing; takes it and answers too late.
 */
export type Mood = 'takes' | 'takes_and_hangs_up' | 'takes_too_late' | number;

/** How late `takes_too_late` is; providers of specs wait for less. */
const LATE_MS = 600;

export class Carrier {
  /** Every message that went out to a telephone, also one that went out twice. */
  readonly carried: Carried[] = [];
  /** What it was asked, in order: method and path. */
  readonly asked: string[] = [];
  /** For the next messages, in order; afterwards it takes them. */
  readonly moods: Mood[] = [];
  /** Whether it looks at the idempotency key. */
  knowsKeys = true;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<Carrier> {
    const server = createServer();
    const carrier = new Carrier(server);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void carrier.#answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return carrier;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    this.asked.push(`${method} ${url}`);
    if (request.headers.authorization !== 'Bearer carrier-secret') return say(response, 401, { code: 'who_are_you' });
    if (method === 'GET') {
      const known = this.carried.some(({ reference }) => url.endsWith(`/${reference}`));
      return say(response, known ? 200 : 404, {});
    }
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { reference, to, text } = JSON.parse(Buffer.concat(parts).toString('utf8')) as Carried;
    const mood = this.moods.shift() ?? 'takes';
    if (typeof mood === 'number') return say(response, mood, { code: 'not_now' });
    const key = request.headers['idempotency-key'];
    const again = this.knowsKeys && key !== undefined && this.carried.some((one) => one.reference === key);
    if (!again) this.carried.push({ reference, to, text });
    if (mood === 'takes_and_hangs_up') {
      request.socket.destroy();
      return;
    }
    if (mood === 'takes_too_late') await pause(LATE_MS);
    say(response, again ? 409 : 202, { messageId: `m-${this.carried.length}` });
  }
}

function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Points and tiering behind real doors on real databases, in one process and without a broker, and one address in front of them as the command line reaches a system. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Reach } from '../../services/cli/src/reach.ts';
import { type Asking, PointsApp } from '../../services/points/test/points-app.ts';
import { TieringDoor } from '../../services/tiering/test/tiering-door.ts';

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export class TwoDoors {
  readonly points: PointsApp;
  readonly tiering: TieringDoor;
  readonly #front: Server;
  readonly #issuers: Map<string, string>;

  private constructor(points: PointsApp, tiering: TieringDoor, front: Server, issuers: Map<string, string>) {
    this.points = points;
    this.tiering = tiering;
    this.#front = front;
    this.#issuers = issuers;
  }

  static async open(clock: { now(): number }): Promise<TwoDoors> {
    const points = await PointsApp.open(clock);
    const tiering = await TieringDoor.open(clock);
    const issuers = new Map<string, string>();
    const front = createServer((request, response) => {
      const issuerId = issuers.get(request.headers.authorization ?? '') ?? '';
      void answerOf(request, { points, tiering }, issuerId).then(
        ({ status, headers, body }) =>
          response
            .writeHead(status, { 'content-type': headers.get('content-type') ?? 'application/json' })
            .end(JSON.stringify(body)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    return new TwoDoors(points, tiering, front, issuers);
  }

  /** How who tries drafts for an issuer reaches both; each door has a token issuer of its own, so tokens are changed in between. */
  reach(issuerId: string): Reach {
    const token = `programmes-of-${issuerId}`;
    this.#issuers.set(`Bearer ${token}`, issuerId);
    return { url: `http://127.0.0.1:${(this.#front.address() as AddressInfo).port}`, token: async () => token };
  }

  async close(): Promise<void> {
    this.#front.closeAllConnections();
    await new Promise((resolve) => this.#front.close(resolve));
    await this.tiering.close();
    await this.points.close();
  }
}

async function answerOf(
  request: IncomingMessage,
  { points, tiering }: Pick<TwoDoors, 'points' | 'tiering'>,
  issuerId: string,
): Promise<Answered> {
  const { method = 'GET', url = '', headers } = request;
  const sent = await text(request);
  const body: unknown = sent === '' ? undefined : JSON.parse(sent);
  const key = headers['idempotency-key'];
  const keyed = typeof key === 'string' ? { key } : {};
  if (url.startsWith('/tiering/')) {
    return tiering.as({ issuerId, scopes: 'tiering:simulate' }).request(method, url, body, keyed);
  }
  const path = url.replace('/points/v1', '');
  const asking: Asking = { issuerId, scopes: ['points:simulate'], ...keyed };
  if (method === 'POST') return points.post(path, body, asking);
  return method === 'DELETE' ? points.remove(path, asking) : points.get(path, asking);
}

/** What cards says of birthdays, over HTTP. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';

/** Birthdays of holders, and days of relatives and anniversaries, that a spec sets. */
export class CardsOfBirthdays {
  readonly url: string;
  /** Holders by the day that is asked for, and whose it is where it is not their own. */
  readonly born = new Map<string, readonly string[]>();
  /** What the vault says of the days of a holder. */
  readonly profiles = new Map<string, object>();
  /** Why the vault was read, each time. */
  readonly reasons: string[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async open(): Promise<CardsOfBirthdays> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const cards = new CardsOfBirthdays(server);
    server.on('request', (request, response) => {
      const { pathname, searchParams: asked } = new URL(request.url ?? '', cards.url);
      if (pathname.endsWith('/readings')) {
        void textOf(request).then((text) => {
          const { holderIds, reason } = JSON.parse(text) as { holderIds: readonly string[]; reason: string };
          cards.reasons.push(reason);
          const known = holderIds.filter((holderId) => cards.profiles.has(holderId));
          const items = known.map((holderId) => ({ holderId, profile: cards.profiles.get(holderId) }));
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ items, missing: [] }));
        });
        return;
      }
      const day = `${asked.get('on') ?? ''}${asked.get('of') === 'own' ? '' : ` ${asked.get('of') ?? ''}`}`;
      const items = (cards.born.get(day) ?? []).map((holderId) => ({ holderId }));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ items, next: null }));
    });
    return cards;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

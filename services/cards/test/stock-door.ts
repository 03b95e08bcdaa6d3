/** Cards behind a real door on a real database, without a broker: what the ledger says is told to it by hand. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventLog, type Projection, type ProjectionRunner, transaction } from '@scrip/event-store';
import type { Effect } from '@scrip/kafka';
import type { Programme } from '@scrip/programme';
import { createLogger } from '@scrip/telemetry';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { BatchIssue } from '../src/batch/batch-issue.ts';
import { cardBatchProjection } from '../src/batch/card-batch.projection.ts';
import { cardStockProjection } from '../src/batch/card-stock.projection.ts';
import { stockCountProjection } from '../src/batch/stock-count.projection.ts';
import { cardProjection } from '../src/card/card.projection.ts';
import { programmeVersionProjection } from '../src/programme/programme-version.projection.ts';
import { cardSaleProjection } from '../src/sale/card-sale.projection.ts';
import { staffListProjection } from '../src/staff-list/staff-list.projection.ts';
import { type CardsApp, openCardsApp } from './cards-app.ts';

const SCOPES =
  'cards:programme.publish cards:programme.read cards:programme.settings cards:holder.write cards:holder.read cards:card.write cards:card.read cards:batch.order cards:stock.write cards:stock.read cards:sale cards:staff.write backdate';

/** What is read from cards in these tests. */
export const STOCK_PROJECTIONS: readonly Projection[] = [
  programmeVersionProjection,
  cardProjection,
  cardBatchProjection,
  cardStockProjection,
  stockCountProjection,
  cardSaleProjection,
  staffListProjection,
];

/** An answer of the door. */
export interface Got {
  readonly status: number;
  readonly replayed: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: each test looks only at what its answer has.
  readonly body: any; // oxlint-disable-line typescript/no-explicit-any
}

/** How one question differs from the others. */
export interface Differing {
  readonly key?: string;
  readonly issuerId?: string;
  /** RFC 3339: when it happened. */
  readonly at?: string;
  /** Media type of a body that is not JSON. */
  readonly type?: string;
}

export class StockDoor {
  readonly log: EventLog;
  readonly runner: ProjectionRunner;
  readonly #app: CardsApp;
  readonly #outside: Outside;
  readonly #folder: string;
  #after: string | null = null;

  private constructor(app: CardsApp, outside: Outside, folder: string) {
    this.log = app.log;
    this.runner = app.runner;
    this.#app = app;
    this.#outside = outside;
    this.#folder = folder;
  }

  /** On the migrated database of this address, app role. */
  static async open(appUrl: string, clock: { now(): number } = { now: () => Date.now() }): Promise<StockDoor> {
    const folder = await mkdtemp(join(tmpdir(), 'cards-'));
    const outside = await Outside.open();
    const place = { appUrl, issuerUrl: outside.url, ledgerUrl: outside.url, stateDir: folder, clock };
    const app = await openCardsApp(place, createLogger({ service: 'cards', level: 'fatal' }));
    return new StockDoor(app, outside, folder);
  }

  async close(): Promise<void> {
    await this.#app.close();
    await this.#outside.close();
    await rm(this.#folder, { recursive: true });
  }

  /** The job behind batches, as the service has it. */
  get job(): BatchIssue {
    return this.#app.door.app.get(BatchIssue);
  }

  /** Something of the service. */
  get<T>(token: abstract new (...args: never[]) => T): T {
    return this.#app.door.app.get<T>(token as never);
  }

  /** Resolves when every projection shows what the log has now. */
  async caughtUp(): Promise<void> {
    const { position } = await this.log.head();
    if (!(await this.runner.reached(position, 30_000))) throw new Error('the projections stay behind');
  }

  post(path: string, body?: unknown, more: Differing = {}): Promise<Got> {
    return this.#ask('POST', path, body, more);
  }

  put(path: string, body?: unknown, more: Differing = {}): Promise<Got> {
    return this.#ask('PUT', path, body, more);
  }

  read(path: string, more: Differing = {}): Promise<Got> {
    return this.#ask('GET', path, undefined, more);
  }

  /** Publishes a programme; throws where it is refused. */
  async publish(programme: Programme): Promise<void> {
    const { status, body } = await this.post(`/programmes/${programme.id}/versions`, programme);
    if (status !== 201) throw new Error(`the programme was refused: ${JSON.stringify(body)}`);
  }

  /** Carries out what a handler wants done about a message. */
  async carryOut(effect: Effect): Promise<void> {
    if (!effect || !('writes' in effect)) throw new Error('SQL was expected');
    await transaction(this.log.pool, (tx) => effect.writes(tx));
  }

  async #ask(method: string, path: string, body: unknown, more: Differing): Promise<Got> {
    const { key = randomUUID(), issuerId = 'iss_a', at, type = 'application/json' } = more;
    const response = await fetch(`${this.#app.url}/cards/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#outside.sign(issuerId, SCOPES)}`,
        ...(method !== 'GET' && { 'idempotency-key': key }),
        ...(at !== undefined && { 'scrip-occurred-at': at }),
        ...(body !== undefined && { 'content-type': type }),
        ...(method === 'GET' && this.#after !== null && { 'scrip-after': this.#after }),
      },
      ...(body !== undefined && { body: type === 'application/json' ? JSON.stringify(body) : (body as Buffer) }),
    });
    this.#after = response.headers.get('scrip-position') ?? this.#after;
    const replayed = response.headers.get('idempotency-replayed') === 'true';
    return { status: response.status, replayed, body: await response.json() };
  }
}

/** An OpenID Connect issuer with one key; at the ledger's paths nobody. */
class Outside {
  readonly url: string;
  readonly #server: Server;
  readonly #key: CryptoKey;

  private constructor(server: Server, url: string, key: CryptoKey) {
    this.#server = server;
    this.url = url;
    this.#key = key;
  }

  static async open(): Promise<Outside> {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' };
    const server = createServer((request, response) => {
      const issuer = `http://${request.headers.host}`;
      const documents: Record<string, object> = {
        '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/jwks`, token_endpoint: `${issuer}/token` },
        '/jwks': { keys: [jwk] },
      };
      const document = documents[request.url ?? ''];
      response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(document ?? { code: 'nothing_here' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Outside(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, privateKey);
  }

  sign(issuerId: string, scope: string): Promise<string> {
    return new SignJWT({ scope, scrip_issuer: issuerId })
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .setIssuer(this.url)
      .setSubject(`desk-of-${issuerId}`)
      .setAudience('scrip')
      .setExpirationTime('15m')
      .sign(this.#key);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

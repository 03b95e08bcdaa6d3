/** Cards behind a real door on a real database; the ledger is an address that answers what a test says. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventLog } from '@scrip/event-store';
import { createLogger } from '@scrip/telemetry';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type CardsApp, openCardsApp } from './cards-app.ts';

/** What came back. */
export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the ledger was asked. */
export interface AskedOfLedger {
  readonly path: string;
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Who asks, and how. */
export interface Asking {
  readonly issuerId?: string;
  readonly subject?: string;
  /** Roles of the token, beside the scopes of a desk that may do everything. */
  readonly roles?: readonly string[];
  readonly key?: string;
  /** RFC 3339: when it happened; left out: now. */
  readonly at?: string;
  /** The ETag that a change was made on. */
  readonly ifMatch?: string;
  /** Of a body that is sent as it is; left out: JSON. */
  readonly media?: string;
  /** The party that the token acts for. */
  readonly merchantId?: string;
}

const SCOPES = [
  'backdate',
  'cards:staff.write',
  'cards:batch.order',
  'cards:stock.read',
  'cards:stock.write',
  'cards:programme.publish',
  'cards:programme.propose',
  'cards:programme.approve',
  'cards:programme.settings',
  'cards:programme.read',
  'cards:holder.write',
  'cards:note.write',
  'cards:holder.read',
  'cards:holder.list',
  'birthdays:read',
  'cards:relative.age',
  'cards:holder.propose',
  'cards:holder.approve',
  'cards:holder.export',
  'cards:holder.erase',
  'cards:vault.keys',
  'cards:application.write',
  'cards:application.read',
  'cards:application.decide',
  'cards:card.write',
  'cards:card.read',
  'cards:card.suspend',
  'cards:card.void',
  'cards:card.replace',
  'cards:loss.report',
  'cards:loss.hotline',
  'cards:unblock.propose',
  'cards:unblock.approve',
  'cards:pin.write',
  'cards:pin.verify',
  'cards:vendor.write',
  'cards:vendor.read',
  'cards:vendor.close',
  'cards:vendor.file',
  'cards:vendor.report',
  'cards:replacement.write',
];

interface Parts {
  readonly folder: string;
  readonly database: ThrowawayDatabase;
  readonly app: CardsApp;
  readonly outside: Server;
  sign(asking: Asking): Promise<string>;
}

/** What the ledger answers, and what it was asked, in order. */
interface Ledger {
  readonly asked: AskedOfLedger[];
  answer(asked: AskedOfLedger): { readonly status: number; readonly body: object };
}

export class CardsDoor {
  /** As if it had done what it was asked, until a test says otherwise. */
  readonly ledger: Ledger;
  /** What the service wrote to its log. */
  readonly lines: readonly string[];
  readonly #parts: Parts;
  #after: string | null = null;

  private constructor(parts: Parts, ledger: Ledger, lines: readonly string[]) {
    this.#parts = parts;
    this.ledger = ledger;
    this.lines = lines;
  }

  /** A database, keys and a door of its own. */
  static async open(clock: { now(): number }): Promise<CardsDoor> {
    const folder = await mkdtemp(join(tmpdir(), 'cards-'));
    const database = await throwawayDatabase('cards');
    const ledger: Ledger = { asked: [], answer: () => ({ status: 200, body: {} }) };
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' };
    const outside = createServer((request, response) => {
      void answerOutside(request, jwk, ledger).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    const outsideUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
    const sign = ({ issuerId = 'iss_a', subject = 'desk-1', roles = [], merchantId }: Asking): Promise<string> =>
      new SignJWT({
        scope: [...SCOPES, ...roles.map((role) => `cards:authority.${role}`)].join(' '),
        scrip_issuer: issuerId,
        ...(merchantId !== undefined && { scrip_merchant: merchantId }),
      })
        .setProtectedHeader({ alg: 'ES256', kid: 'k' })
        .setIssuer(outsideUrl)
        .setSubject(subject)
        .setAudience('scrip')
        .setExpirationTime('5m')
        .sign(privateKey);
    const lines: string[] = [];
    const logger = createLogger({ service: 'cards', destination: { write: (line: string) => void lines.push(line) } });
    const place = { appUrl: database.appUrl, issuerUrl: outsideUrl, ledgerUrl: outsideUrl, stateDir: folder, clock };
    const app = await openCardsApp(place, logger);
    return new CardsDoor({ folder, database, app, outside, sign }, ledger, lines);
  }

  async close(): Promise<void> {
    const { folder, database, app, outside } = this.#parts;
    await app.close();
    await database.drop();
    outside.closeAllConnections();
    await new Promise((resolve) => outside.close(resolve));
    await rm(folder, { recursive: true });
  }

  get log(): EventLog {
    return this.#parts.app.log;
  }

  /** A provider of the service, such as work that is due. */
  part<T>(type: { readonly prototype: T }): T {
    return this.#parts.app.door.app.get<T>(type as new () => T);
  }

  /** The address of the service's database with the rights of its owner, for what only a restore does. */
  get ownerUrl(): string {
    return this.#parts.database.ownerUrl;
  }

  /** The folder of the key file. */
  get folder(): string {
    return this.#parts.folder;
  }

  get url(): string {
    return this.#parts.app.url;
  }

  /** Resolves when every projection shows what the log has now. */
  async caughtUp(): Promise<void> {
    const { position } = await this.log.head();
    await this.#parts.app.runner.reached(position, 10_000);
  }

  post(path: string, body?: unknown, asking: Asking = {}): Promise<Got> {
    return this.#ask('POST', path, body, asking);
  }

  put(path: string, body?: unknown, asking: Asking = {}): Promise<Got> {
    return this.#ask('PUT', path, body, asking);
  }

  /** Reads what this door has been told before. */
  get(path: string, asking: Asking = {}): Promise<Got> {
    return this.#ask('GET', path, undefined, asking);
  }

  /** Reads what is no JSON. */
  async bytes(path: string, asking: Asking = {}): Promise<{ status: number; headers: Headers; bytes: Uint8Array }> {
    const response = await this.#send('GET', path, undefined, asking);
    return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) };
  }

  async #ask(method: string, path: string, body: unknown, asking: Asking): Promise<Got> {
    const response = await this.#send(method, path, body, asking);
    this.#after = response.headers.get('scrip-position') ?? this.#after;
    return { status: response.status, headers: response.headers, body: (await response.json()) as Got['body'] };
  }

  #send(method: string, path: string, body: unknown, asking: Asking): Promise<Response> {
    const { key = randomUUID(), media, ifMatch, at } = asking;
    return this.#parts.sign(asking).then((token) =>
      fetch(`${this.url}/cards/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(method !== 'GET' && { 'idempotency-key': key }),
          ...(at !== undefined && { 'scrip-occurred-at': at }),
          ...(ifMatch !== undefined && { 'if-match': ifMatch }),
          ...(body !== undefined && { 'content-type': media ?? 'application/json' }),
          ...(method === 'GET' && this.#after !== null && { 'scrip-after': this.#after }),
        },
        ...(body !== undefined && { body: media === undefined ? JSON.stringify(body) : (body as string) }),
      }),
    );
  }
}

async function answerOutside(
  request: IncomingMessage,
  jwk: object,
  ledger: Ledger,
): Promise<{ readonly status: number; readonly body: object }> {
  const issuer = `http://${request.headers.host}`;
  switch (request.url) {
    case '/.well-known/openid-configuration':
      return { status: 200, body: { issuer, jwks_uri: `${issuer}/jwks`, token_endpoint: `${issuer}/token` } };
    case '/jwks':
      return { status: 200, body: { keys: [jwk] } };
    case '/token':
      return { status: 200, body: { access_token: 'none', token_type: 'Bearer', expires_in: 60 } };
    default: {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = JSON.parse(Buffer.concat(parts).toString('utf8') || '{}') as AskedOfLedger['body'];
      const asked = { path: String(request.url), key: String(request.headers['idempotency-key']), body };
      ledger.asked.push(asked);
      return ledger.answer(asked);
    }
  }
}

/**
 * Tiering behind a real door on a real database, without a broker: what other services say is told to it by hand. Cards is an
 * address that answers whose birthday a day is and whether a relative is at most so old, as a test says.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DueItem, type DueWork, ServiceConfig, Terms } from '@scrip/chassis';
import { type Contract, contractOf, type EventData, type EventType } from '@scrip/contracts';
import { BusinessClock, type Envelope, EventLog, newId, ProjectionRunner } from '@scrip/event-store';
import { createDoor, type Door, type DoorModule } from '@scrip/http';
import { type Effect, encodeValue, headersOf, Message, partitionOf } from '@scrip/kafka';
import type { Programme } from '@scrip/programme';
import { createLogger } from '@scrip/telemetry';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { PROJECTIONS } from '../src/projections.ts';
import { TieringModule } from '../src/tiering.module.ts';

class RootModule {}

/** Who asks. */
export interface Role {
  readonly issuerId: string;
  readonly scopes?: string;
  /** Left out: the desk of the issuer. */
  readonly subject?: string;
}

/** Everything that may be done to tiering. */
export const ALL_SCOPES = [
  'tiering:join',
  'tiering:quote',
  'tiering:read',
  'tiering:metrics.write',
  'tiering:metrics.read',
  'tiering:rating.run',
  'tiering:rating.read',
  'tiering:segment.run',
  'tiering:fee.run',
  'tiering:fee.settle',
  'tiering:application.write',
  'tiering:application.decide',
  'tiering:instant.record',
  'tiering:instant.decide',
  'tiering:contract.write',
  'tiering:contract.relatives',
  'tiering:entitlement.use',
  'tiering:entitlement.reverse',
  'tiering:reception.write',
  'tiering:reception.decide',
  'backdate',
].join(' ');

/** What cards knows, by day and by relative. */
export interface CardsSays {
  /** Holders whose birthday a day is, by YYYY-MM-DD. */
  readonly birthdays: Map<string, readonly string[]>;
  /** Age of a relative in whole years on any day; who is not in it is not known. */
  readonly ages: Map<string, number>;
  /** It answers nothing. */
  silent: boolean;
}

interface Parts {
  readonly database: ThrowawayDatabase;
  readonly log: EventLog;
  readonly runner: ProjectionRunner;
  readonly door: Door;
  readonly url: string;
  readonly outside: Outside;
  readonly folder: string;
  readonly clock: { now(): number };
}

export class TieringDoor {
  readonly cards: CardsSays;
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.cards = parts.outside.cards;
  }

  /** A database and a door of its own. */
  static async open(clock: { now(): number }): Promise<TieringDoor> {
    const database = await throwawayDatabase('tiering');
    const projections = PROJECTIONS.map(({ name }) => name);
    const log = await EventLog.open({ service: 'tiering', connection: database.appUrl, clock, projections });
    const runner = new ProjectionRunner(log, PROJECTIONS, (name, error) => {
      throw new Error(`${name} stands still`, { cause: error });
    });
    await runner.start();
    const outside = await Outside.open();
    const folder = await mkdtemp(join(tmpdir(), 'scrip-tiering-'));
    Object.assign(process.env, {
      SCRIP_SERVICES: JSON.stringify({ cards: outside.url, points: outside.url }),
      SCRIP_CLIENT_ID: 'service-tiering',
      SCRIP_CLIENT_SECRET: 'secret',
    });
    const config = ServiceConfig.read({
      SCRIP_MODE: 'local',
      SCRIP_SERVICE_PORT: '1',
      SCRIP_POSTGRES: database.appUrl,
      SCRIP_KAFKA: 'localhost:1',
      SCRIP_REGISTRY: 'http://localhost:1',
      SCRIP_OIDC_ISSUER: outside.url,
      SCRIP_STATE_DIR: folder,
    });
    const providers = [
      { provide: EventLog, useValue: log },
      { provide: BusinessClock, useValue: clock },
      { provide: ProjectionRunner, useValue: runner },
      { provide: Terms, useValue: new Terms(log) },
      { provide: ServiceConfig, useValue: config },
    ];
    const imports = [TieringModule];
    const root: DoorModule = { module: RootModule, global: true, providers, exports: providers, imports };
    const door = await createDoor(root, {
      service: 'tiering',
      issuerUrl: outside.url,
      audience: 'scrip',
      clock,
      partitionOf,
      positions: { reached: (token, timeoutMs) => runner.reached(token.position, timeoutMs) },
      log: createLogger({ service: 'tiering', level: 'fatal' }),
    });
    const url = await door.listen(0, '127.0.0.1');
    return new TieringDoor({ database, log, runner, door, url, outside, folder, clock });
  }

  async close(): Promise<void> {
    const { door, runner, log, outside, folder, database } = this.#parts;
    await door.stop();
    await runner.stop();
    await door.app.close();
    await log.close();
    await outside.close();
    await rm(folder, { recursive: true });
    await database.drop();
  }

  get log(): EventLog {
    return this.#parts.log;
  }

  /** A provider or controller of the module. */
  get<T>(type: abstract new (...parameters: never[]) => T): T {
    return this.#parts.door.app.get<T>(type);
  }

  /** A client that speaks as a role. */
  as({ issuerId, scopes = ALL_SCOPES, subject = `desk-of-${issuerId}` }: Role): Client {
    const { url, outside } = this.#parts;
    return openClient({ baseUrl: url, token: () => outside.sign({ issuerId, scopes, subject }) });
  }

  /** A version of a programme is heard of. */
  async publish(issuerId: string, programme: Programme): Promise<void> {
    const { id: programmeId, version } = programme;
    const effectiveAt = Date.parse(programme.effectiveAt);
    const published = { issuerId, programmeId, version, effectiveAt, documentJson: JSON.stringify(programme) };
    await this.#parts.door.app.get(Terms).keep(this.#parts.log.pool, published);
  }

  /** The message of another service's event; what is not said of it is made up. */
  message<T extends EventType>(
    type: T,
    data: EventData<T>,
    about: Partial<Envelope> & { readonly issuerId: string },
  ): Message {
    const contract: Contract | undefined = contractOf(type as string);
    if (!contract) throw new Error(`there is no event ${type}`);
    const { service, stream, topic, fingerprint } = contract;
    const at = this.#parts.clock.now();
    const envelope: Envelope = {
      service,
      stream,
      streamId: newId('str'),
      type,
      schema: fingerprint,
      epoch: 1,
      position: 1,
      version: 1,
      eventId: newId('evt'),
      occurredAt: at,
      recordedAt: at,
      actor: 'another service',
      correlationId: 'cor_1',
      causationId: null,
      traceparent: null,
      ...about,
    };
    const value = encodeValue(1, contract.encode(data));
    return new Message('tiering', { topic, partition: 0 }, headersOf(envelope), value);
  }

  /** Carries out what a handler said is to be done, as a redrive does, and waits until it shows. */
  async carryOut(effect: Effect): Promise<void> {
    const { log, runner } = this.#parts;
    if (effect && 'command' in effect) await log.execute({ ...effect.command, key: null });
    if (effect && 'across' in effect) await log.executeAcross({ ...effect.across, key: null });
    if (effect && 'writes' in effect) await effect.writes(log.pool);
    await runner.reached((await log.head()).position, 10_000);
  }

  /** Waits until everything that was decided shows, whoever asks. */
  async shown(): Promise<void> {
    const { log, runner } = this.#parts;
    await runner.reached((await log.head()).position, 10_000);
  }

  /** Carries out what is due now, and says how much it was. */
  async carryOutDue<I extends DueItem>(type: abstract new (...parameters: never[]) => DueWork<I>): Promise<number> {
    const { door, clock, log, runner } = this.#parts;
    const work = door.app.get<DueWork<I>>(type);
    await runner.reached((await log.head()).position, 10_000);
    const items = await work.due(clock.now(), 100);
    for (const item of items) await work.carryOut(item);
    await runner.reached((await log.head()).position, 10_000);
    return items.length;
  }
}

type PrivateKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

/** An OpenID Connect issuer with one key, and cards, at one address. */
class Outside {
  readonly url: string;
  readonly cards: CardsSays;
  readonly #server: Server;
  readonly #key: PrivateKey;

  private constructor(server: Server, url: string, key: PrivateKey, cards: CardsSays) {
    this.#server = server;
    this.url = url;
    this.#key = key;
    this.cards = cards;
  }

  static async open(): Promise<Outside> {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' };
    const cards: CardsSays = { birthdays: new Map(), ages: new Map(), silent: false };
    const server = createServer((request, response) => {
      const { status, body } = answerOf(request, jwk, cards);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new Outside(server, `http://127.0.0.1:${port}`, privateKey, cards);
  }

  sign({ issuerId, scopes, subject }: Required<Role>): Promise<string> {
    return new SignJWT({ scope: scopes, scrip_issuer: issuerId })
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .setIssuer(this.url)
      .setSubject(subject)
      .setAudience('scrip')
      .setExpirationTime('5m')
      .sign(this.#key);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function answerOf(request: IncomingMessage, jwk: object, cards: CardsSays): { status: number; body: object } {
  const issuer = `http://${request.headers.host}`;
  const url = new URL(request.url ?? '/', issuer);
  if (url.pathname === '/jwks') return { status: 200, body: { keys: [jwk] } };
  if (url.pathname === '/token') {
    return { status: 200, body: { access_token: 't', token_type: 'Bearer', expires_in: 600 } };
  }
  if (url.pathname.startsWith('/.well-known/')) {
    return { status: 200, body: { issuer, jwks_uri: `${issuer}/jwks`, token_endpoint: `${issuer}/token` } };
  }
  if (cards.silent) return { status: 503, body: {} };
  if (url.pathname === '/cards/v1/birthdays') {
    const holders = cards.birthdays.get(url.searchParams.get('on') ?? '') ?? [];
    return { status: 200, body: { items: holders.map((holderId) => ({ holderId })), next: null } };
  }
  const relative = /\/relatives\/(rel_\w+)\/age$/.exec(url.pathname)?.[1] ?? '';
  const age = cards.ages.get(relative);
  if (age === undefined) return { status: 404, body: { code: 'relative_unknown' } };
  return { status: 200, body: { isAtMost: age <= Number(url.searchParams.get('atMost')) } };
}

/**
 * Points behind a real door on a real database, without a broker: what other services say is told to it by hand, and whose
 * birthday a day is, an address answers as a test says.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DueWork, ServiceConfig, Terms, Timers } from '@scrip/chassis';
import { type Contract, contractOf, type EventData, type EventType } from '@scrip/contracts';
import { type Envelope, EventLog, newId, ProjectionRunner } from '@scrip/event-store';
import { createDoor, type Door, type DoorModule } from '@scrip/http';
import { type Effect, encodeValue, headersOf, Message, partitionOf } from '@scrip/kafka';
import type { Programme } from '@scrip/programme';
import { createLogger } from '@scrip/telemetry';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { TieringMembershipConsumer } from '../src/account/tiering-membership.consumer.ts';
import { PointsModule } from '../src/points.module.ts';
import { PROJECTIONS } from '../src/projections.ts';

class RootModule {}

/** What came back. */
export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Who asks, and how. */
export interface Asking {
  readonly issuerId?: string;
  readonly subject?: string;
  /** The only merchant that the token may act for; left out: any. */
  readonly merchantId?: string;
  /** Left out: everything that may be done to points. */
  readonly scopes?: readonly string[];
  readonly key?: string;
  /** When it happened, RFC 3339; left out: now. */
  readonly occurredAt?: string;
}

/** A member of a programme with its account. */
export interface Member {
  readonly issuerId: string;
  readonly membershipId: string;
  readonly accountId: string;
  readonly holderId: string;
}

/** Whose birthday a day is, as cards answers, and what it was asked. */
export interface Birthdays {
  /** Days that were asked for, in order. */
  readonly asked: string[];
  /** Holders by day, YYYY-MM-DD. */
  readonly byDay: Map<string, readonly string[]>;
  /** What cards answers with; 200 until a test says otherwise. */
  status: number;
}

const SCOPES = [
  'points:read',
  'points:receipt.record',
  'points:receipt.return',
  'points:adjust',
  'points:adjust.approve',
  'points:redeem',
  'points:gift.write',
  'points:lottery.write',
  'backdate',
];

interface Parts {
  readonly database: ThrowawayDatabase;
  readonly log: EventLog;
  readonly runner: ProjectionRunner;
  readonly door: Door;
  readonly url: string;
  readonly outside: Server;
  readonly folder: string;
  readonly clock: { now(): number };
  sign(asking: Asking): Promise<string>;
}

export class PointsApp {
  readonly birthdays: Birthdays;
  readonly #parts: Parts;
  #after: string | null = null;

  private constructor(parts: Parts, birthdays: Birthdays) {
    this.#parts = parts;
    this.birthdays = birthdays;
  }

  /** A database and a door of its own. */
  static async open(clock: { now(): number }): Promise<PointsApp> {
    const folder = await mkdtemp(join(tmpdir(), 'points-'));
    const database = await throwawayDatabase('points');
    const birthdays: Birthdays = { asked: [], byDay: new Map(), status: 200 };
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' };
    const outside = createServer((request, response) => {
      const { status, body } = answerOutside(request, jwk, birthdays);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    const outsideUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
    const sign = ({ issuerId = 'iss_a', subject = 'desk-1', scopes = SCOPES, merchantId }: Asking): Promise<string> =>
      new SignJWT({
        scope: scopes.join(' '),
        scrip_issuer: issuerId,
        ...(merchantId && { scrip_merchant: merchantId }),
      })
        .setProtectedHeader({ alg: 'ES256', kid: 'k' })
        .setIssuer(outsideUrl)
        .setSubject(subject)
        .setAudience('scrip')
        .setExpirationTime('5m')
        .sign(privateKey);

    const names = PROJECTIONS.map(({ name }) => name);
    const log = await EventLog.open({ service: 'points', connection: database.appUrl, clock, projections: names });
    const runner = new ProjectionRunner(log, PROJECTIONS, (name, error) => {
      throw new Error(`${name} stands still`, { cause: error });
    });
    await runner.start();
    Object.assign(process.env, {
      SCRIP_SERVICES: JSON.stringify({ cards: outsideUrl }),
      SCRIP_CLIENT_ID: 'service-points',
      SCRIP_CLIENT_SECRET: 'secret',
    });
    const config = ServiceConfig.read({
      SCRIP_MODE: 'local',
      SCRIP_SERVICE_PORT: '1',
      SCRIP_POSTGRES: database.appUrl,
      SCRIP_KAFKA: 'nowhere:1',
      SCRIP_REGISTRY: 'http://nowhere',
      SCRIP_OIDC_ISSUER: outsideUrl,
      SCRIP_STATE_DIR: folder,
    });
    const providers = [
      { provide: EventLog, useValue: log },
      { provide: ProjectionRunner, useValue: runner },
      { provide: Terms, useValue: new Terms(log) },
      { provide: ServiceConfig, useValue: config },
    ];
    const imports = [PointsModule];
    const root: DoorModule = { module: RootModule, global: true, providers, exports: providers, imports };
    const door = await createDoor(root, {
      service: 'points',
      issuerUrl: outsideUrl,
      audience: 'scrip',
      clock,
      partitionOf,
      positions: { reached: (token, timeoutMs) => runner.reached(token.position, timeoutMs) },
      log: createLogger({ service: 'points', level: 'fatal' }),
    });
    const url = await door.listen(0, '127.0.0.1');
    return new PointsApp({ database, log, runner, door, url, outside, folder, clock, sign }, birthdays);
  }

  async close(): Promise<void> {
    const { database, log, runner, door, outside, folder } = this.#parts;
    await door.stop();
    await runner.stop();
    await door.app.close();
    await log.close();
    await database.drop();
    outside.closeAllConnections();
    await new Promise((resolve) => outside.close(resolve));
    await rm(folder, { recursive: true });
  }

  get log(): EventLog {
    return this.#parts.log;
  }

  /** A provider or a consumer of the service. */
  part<T>(type: { readonly prototype: T }): T {
    return this.#parts.door.app.get<T>(type as new () => T);
  }

  /** Carries out what is due by now, once. */
  async due(...work: readonly { readonly prototype: DueWork }[]): Promise<void> {
    await this.caughtUp();
    const timers = new Timers(
      work.map((type) => this.part(type)),
      this.#parts.clock,
      createLogger({ service: 'points', level: 'fatal' }),
    );
    await timers.tick();
    await timers.stop();
    await this.caughtUp();
  }

  /** Resolves when every projection shows what the log has now. */
  async caughtUp(): Promise<void> {
    await this.#parts.runner.reached((await this.log.head()).position, 10_000);
  }

  /** A version of a programme is heard of. */
  async publish(programme: Programme, issuerId = 'iss_a'): Promise<void> {
    const { id: programmeId, version } = programme;
    const effectiveAt = Date.parse(programme.effectiveAt);
    const published = { issuerId, programmeId, version, effectiveAt, documentJson: JSON.stringify(programme) };
    await this.part(Terms).keep(this.log.pool, published);
  }

  /** Somebody joined a programme. */
  async join(
    programmeId: string,
    { issuerId = 'iss_a', grade = 'gold', membershipId = newId('mbr'), holderId = newId('hld') } = {},
  ): Promise<Member> {
    const data: EventData<'MemberJoined'> = {
      membershipId,
      holderId,
      programmeId,
      programmeVersion: 1,
      grade,
      rule: 'join',
      receiptIds: [],
      receiptsTotalFen: 0n as EventData<'MemberJoined'>['receiptsTotalFen'],
      businessDate: '2025-01-01',
      applicationId: null,
      role: null,
      approvedBy: null,
    };
    const message = messageOf('MemberJoined', membershipId, data, { issuerId });
    await this.carryOut(await this.part(TieringMembershipConsumer).onMemberJoined(data, message));
    return { issuerId, membershipId, accountId: `pts_${membershipId.slice(4)}`, holderId };
  }

  /** Does what a consumer wants done about a message, without a place in the topic: only the rule stands between twice and once. */
  async carryOut(effect: Effect): Promise<void> {
    if (effect === undefined) return;
    if ('writes' in effect) await effect.writes(this.log.pool);
    else if ('across' in effect) await this.log.executeAcross({ ...effect.across, key: null });
    else await this.log.execute({ ...effect.command, key: null });
    await this.caughtUp();
  }

  post(path: string, body?: unknown, asking: Asking = {}): Promise<Got> {
    return this.#ask('POST', path, body, asking);
  }

  put(path: string, body?: unknown, asking: Asking = {}): Promise<Got> {
    return this.#ask('PUT', path, body, asking);
  }

  remove(path: string, asking: Asking = {}): Promise<Got> {
    return this.#ask('DELETE', path, undefined, asking);
  }

  /** Reads what this door has been told before. */
  get(path: string, asking: Asking = {}): Promise<Got> {
    return this.#ask('GET', path, undefined, asking);
  }

  async #ask(method: string, path: string, body: unknown, asking: Asking): Promise<Got> {
    const { key = randomUUID(), occurredAt } = asking;
    const token = await this.#parts.sign(asking);
    const response = await fetch(`${this.#parts.url}/points/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(method !== 'GET' && { 'idempotency-key': key }),
        ...(occurredAt !== undefined && { 'scrip-occurred-at': occurredAt }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(method === 'GET' && this.#after !== null && { 'scrip-after': this.#after }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    this.#after = response.headers.get('scrip-position') ?? this.#after;
    return { status: response.status, headers: response.headers, body: (await response.json()) as Got['body'] };
  }
}

/** The message of an event, as the consumers of points are given it. */
export function messageOf<T extends EventType>(
  type: T,
  streamId: string,
  data: EventData<T>,
  about: Partial<Envelope> = {},
): Message {
  const contract: Contract | undefined = contractOf(type as string);
  if (!contract) throw new Error(`there is no event ${type}`);
  const { service, stream, topic, fingerprint } = contract;
  const at = about.occurredAt ?? Date.parse('2025-01-01T10:00:00+08:00');
  const envelope: Envelope = {
    service,
    stream,
    streamId,
    type,
    schema: fingerprint,
    epoch: 1,
    position: 1,
    version: 1,
    eventId: newId('evt'),
    occurredAt: at,
    recordedAt: at,
    issuerId: 'iss_a',
    actor: 'desk-1',
    correlationId: 'cor_1',
    causationId: null,
    traceparent: null,
    ...about,
  };
  return new Message('points', { topic, partition: 0 }, headersOf(envelope), encodeValue(1, contract.encode(data)));
}

function answerOutside(
  request: IncomingMessage,
  jwk: object,
  birthdays: Birthdays,
): { readonly status: number; readonly body: object } {
  const issuer = `http://${request.headers.host}`;
  const url = new URL(request.url ?? '/', issuer);
  switch (url.pathname) {
    case '/.well-known/openid-configuration':
      return { status: 200, body: { issuer, jwks_uri: `${issuer}/jwks`, token_endpoint: `${issuer}/token` } };
    case '/jwks':
      return { status: 200, body: { keys: [jwk] } };
    case '/token':
      return { status: 200, body: { access_token: 'none', token_type: 'Bearer', expires_in: 60 } };
    case '/cards/v1/birthdays': {
      const on = url.searchParams.get('on') ?? '';
      birthdays.asked.push(on);
      const items = (birthdays.byDay.get(on) ?? []).map((holderId) => ({ holderId }));
      return { status: birthdays.status, body: { items, next: null } };
    }
    default:
      return { status: 404, body: {} };
  }
}

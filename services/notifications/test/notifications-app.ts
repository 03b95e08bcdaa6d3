/**
 * The application of notifications on a database of its own, behind a real door and without a broker. Business time is a
 * test's; cards and the ledger are an address that answers what a test says.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DueItem, type DueWork, ServiceConfig, Terms } from '@scrip/chassis';
import type { OutreachEvent, OutreachPlanned, OutreachQueued } from '@scrip/contracts';
import { accept } from '@scrip/decider';
import { EventLog, newId, ProjectionRunner, type Who } from '@scrip/event-store';
import { createDoor, type Door, type DoorModule } from '@scrip/http';
import { type Effect, partitionOf } from '@scrip/kafka';
import { type Programme, preset } from '@scrip/programme';
import { createLogger } from '@scrip/telemetry';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { CardsHolderConsumer } from '../src/contact/cards-holder.consumer.ts';
import { deliveryOf } from '../src/delivery/delivery.projection.ts';
import { DeliveryDue } from '../src/delivery/delivery-due.ts';
import { NotificationsModule } from '../src/notifications.module.ts';
import { outreachDecider } from '../src/outreach/outreach.decider.ts';
import { PROJECTIONS } from '../src/projections.ts';
import { carryOut, messageOf } from './delivered.ts';

class RootModule {}

/** Who asks. */
export interface Person {
  readonly issuerId?: string;
  readonly subject?: string;
  /** More than reading, calls, cases and the hall. */
  readonly scopes?: readonly string[];
}

const SCOPES = [
  'notifications:read',
  'notifications:call.write',
  'notifications:case.write',
  'notifications:hall.write',
];

/** What another service was asked. */
export interface AskedOutside {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly key: string;
  readonly issuerId: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How the other services answer; a test may say otherwise. */
export interface Outside {
  readonly asked: AskedOutside[];
  answer(asked: AskedOutside): { readonly status: number; readonly body: object };
}

interface Parts {
  readonly database: ThrowawayDatabase;
  readonly log: EventLog;
  readonly runner: ProjectionRunner;
  readonly door: Door;
  readonly url: string;
  readonly server: Server;
  readonly folder: string;
  sign(person: Person): Promise<string>;
}

/** Moves as a test says. */
export interface TestClock {
  at: number;
}

export const ISSUER = 'iss_a';

export class NotificationsApp {
  /** Notes are kept and profiles changed, until a test says otherwise. */
  readonly outside: Outside;
  readonly clock: TestClock;
  readonly #parts: Parts;

  private constructor(parts: Parts, outside: Outside, clock: TestClock) {
    this.#parts = parts;
    this.outside = outside;
    this.clock = clock;
  }

  /** On a database of its own, at this moment of business time. */
  static async open(startsAt: string): Promise<NotificationsApp> {
    const clock: TestClock = { at: Date.parse(startsAt) };
    const now = { now: () => clock.at };
    const database = await throwawayDatabase('notifications');
    const names = PROJECTIONS.map(({ name }) => name);
    const connection = database.appUrl;
    const log = await EventLog.open({ service: 'notifications', connection, clock: now, projections: names });
    const runner = new ProjectionRunner(log, PROJECTIONS, (name, error) => {
      throw new Error(`${name} stands still: ${String(error)}`);
    });
    await runner.start();
    const outside: Outside = { asked: [], answer: asIfDone };
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' };
    const server = createServer((request, response) => {
      void answerOutside(request, jwk, outside).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const outsideUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const sign = ({ issuerId = ISSUER, subject = 'desk-1', scopes = [] }: Person): Promise<string> =>
      new SignJWT({ scope: [...SCOPES, ...scopes].join(' '), scrip_issuer: issuerId })
        .setProtectedHeader({ alg: 'ES256', kid: 'k' })
        .setIssuer(outsideUrl)
        .setSubject(subject)
        .setAudience('scrip')
        .setExpirationTime('5m')
        .sign(privateKey);
    const folder = await mkdtemp(join(tmpdir(), 'scrip-notifications-'));
    Object.assign(process.env, {
      SCRIP_SERVICES: JSON.stringify({ cards: outsideUrl, ledger: outsideUrl }),
      SCRIP_CLIENT_ID: 'service-notifications',
      SCRIP_CLIENT_SECRET: 'secret',
    });
    const config = ServiceConfig.read({
      SCRIP_MODE: 'local',
      SCRIP_SERVICE_PORT: '1',
      SCRIP_POSTGRES: connection,
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
    const imports = [NotificationsModule];
    const root: DoorModule = { module: RootModule, global: true, providers, exports: providers, imports };
    const door = await createDoor(root, {
      service: 'notifications',
      issuerUrl: outsideUrl,
      audience: 'scrip',
      clock: now,
      partitionOf,
      positions: { reached: (token, timeoutMs) => runner.reached(token.position, timeoutMs) },
      log: createLogger({ service: 'notifications', level: 'fatal' }),
    });
    const url = await door.listen(0, '127.0.0.1');
    return new NotificationsApp({ database, log, runner, door, url, server, folder, sign }, outside, clock);
  }

  async close(): Promise<void> {
    const { database, log, runner, door, server, folder } = this.#parts;
    await door.stop();
    await runner.stop();
    await door.app.close();
    await log.close();
    await database.drop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  }

  /** Where the door listens. */
  get url(): string {
    return this.#parts.url;
  }

  get log(): EventLog {
    return this.#parts.log;
  }

  /** A client that speaks as this person. */
  as(person: Person = {}): Client {
    return openClient({ baseUrl: this.#parts.url, token: () => this.#parts.sign(person) });
  }

  /** A provider of the service, such as work that is due. */
  part<T>(type: { readonly prototype: T }): T {
    return this.#parts.door.app.get<T>(type as new () => T);
  }

  /** Resolves when every projection shows what the log has now. */
  async caughtUp(): Promise<void> {
    const { position } = await this.log.head();
    await this.#parts.runner.reached(position, 10_000);
  }

  /** Carries out an effect as the transport would, and waits for what it shows. */
  async carryOut(effect: Effect): Promise<void> {
    await carryOut(this.log, effect);
    await this.caughtUp();
  }

  /** Business time comes to a moment, and everything of a kind that is due by then is carried out. */
  async comesTo<I extends DueItem>(moment: string, work: DueWork<I>): Promise<readonly (I & { outcome: string })[]> {
    this.clock.at = Date.parse(moment);
    await this.caughtUp();
    const carried: (I & { outcome: string })[] = [];
    for (const item of await work.due(this.clock.at, 100)) {
      carried.push({ ...item, outcome: await work.carryOut(item) });
    }
    await this.caughtUp();
    return carried;
  }

  /** Types of a stream's events, in order. */
  async typesOf(streamId: string): Promise<readonly string[]> {
    return (await this.log.readStream(streamId)).map(({ event }) => event.type);
  }

  /** The service itself, at this moment. */
  service(): Who {
    return {
      issuerId: ISSUER,
      actor: 'service:notifications',
      occurredAt: this.clock.at,
      correlationId: 'cor_1',
      causationId: null,
      traceparent: null,
    };
  }

  /** A version of a programme is heard of. */
  async publish(programme: Programme, issuerId = ISSUER): Promise<void> {
    const { id: programmeId, version } = programme;
    const effectiveAt = Date.parse(programme.effectiveAt);
    const published = { issuerId, programmeId, version, effectiveAt, documentJson: JSON.stringify(programme) };
    await this.part(Terms).keep(this.log.pool, published);
  }

  /** A holder was registered in cards. */
  async register(issuerId = ISSUER): Promise<string> {
    const holderId = newId('hld');
    const data = { holderId, locale: 'zh-CN' };
    const message = messageOf('HolderRegistered', holderId, data, { issuerId, occurredAt: this.clock.at });
    await this.carryOut(this.part(CardsHolderConsumer).onHolderRegistered(data, message));
    return holderId;
  }

  /** A message of a holder of its own waits to go out: of the mall, the greeting of who joined, unless `about` says otherwise. */
  async queue(channel: string, about: Partial<OutreachQueued> = {}, of: QueuedOf = {}): Promise<QueuedMessage> {
    const { issuerId = ISSUER, expiresAt } = of;
    const holderId = await this.register(issuerId);
    const outreachId = newId('out');
    const queued: OutreachQueued = {
      outreachId,
      holderId,
      category: 'service',
      channel,
      templateKey: 'joined',
      locale: 'zh-CN',
      variables: { grade: '金卡' },
      causeEventId: newId('evt'),
      programmeId: 'mall-vip',
      programmeVersion: preset('mall-vip').version,
      triggerKey: 'joined',
      purpose: 'event',
      laterChannels: [],
      draftId: null,
      placeId: null,
      windowEndsAt: null,
      askFirst: false,
      ...about,
    };
    const events: OutreachEvent[] = [{ type: 'OutreachQueued', data: queued }];
    if (expiresAt !== undefined)
      events.unshift({ type: 'OutreachPlanned', data: planOf(queued, this.clock.at, expiresAt) });
    await this.log.execute({
      who: this.who(issuerId),
      key: null,
      decider: outreachDecider,
      streamId: outreachId,
      decide: () => accept(...events),
    });
    await this.caughtUp();
    return { outreachId, holderId, deliveryId: deliveryOf(outreachId, channel), channel };
  }

  /** Who writes a fact for a spec. */
  who(issuerId = ISSUER): Who {
    const at = { occurredAt: this.clock.at, correlationId: 'cor_1', causationId: null, traceparent: null };
    return { issuerId, actor: 'desk-1', ...at };
  }

  /** Everything that is due is handed over, once. */
  async handOver(sender = this.part(DeliveryDue)): Promise<void> {
    await this.caughtUp();
    for (const item of await sender.due(this.clock.at, 1_000)) await sender.carryOut(item);
    await this.caughtUp();
  }
}

/** A message that waits to go out. */
export interface QueuedMessage {
  readonly outreachId: string;
  readonly holderId: string;
  readonly deliveryId: string;
  readonly channel: string;
}

/** Whose message it is, and when it is too late for it; left out: never. */
export interface QueuedOf {
  readonly issuerId?: string;
  readonly expiresAt?: number;
}

function planOf(queued: OutreachQueued, dueAt: number, expiresAt: number): OutreachPlanned {
  const {
    purpose,
    programmeVersion,
    triggerKey,
    channel,
    laterChannels,
    askFirst: _,
    windowEndsAt: __,
    ...rest
  } = queued;
  const rule = { purpose: purpose ?? '', programmeVersion: programmeVersion ?? 0, triggerKey: triggerKey ?? '' };
  return { ...rest, ...rule, channels: [channel, ...(laterChannels ?? [])], dueAt, expiresAt };
}

/** As if cards had kept the note and changed the profile. */
function asIfDone({ path, key, body }: AskedOutside): { status: number; body: object } {
  if (path.endsWith('/notes'))
    return { status: 201, body: { documentId: `doc_${key.slice(-26)}`, kind: body['kind'] } };
  if (path.endsWith('/profile-changes')) return { status: 201, body: { fields: Object.keys(body), revision: 2 } };
  return { status: 404, body: { code: 'not_found' } };
}

async function answerOutside(
  request: IncomingMessage,
  jwk: object,
  outside: Outside,
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
      const asked: AskedOutside = {
        method: String(request.method),
        path: String(request.url),
        key: String(request.headers['idempotency-key']),
        issuerId: String(request.headers['scrip-issuer']),
        body: JSON.parse(Buffer.concat(parts).toString('utf8') || '{}') as AskedOutside['body'],
      };
      outside.asked.push(asked);
      return outside.answer(asked);
    }
  }
}

/** Notifications behind a real door on a real database, without a broker: what other services say is told to it by hand. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceConfig, Terms, Timers } from '@scrip/chassis';
import type { EventData, EventType } from '@scrip/contracts';
import { EventLog, newId, ProjectionRunner } from '@scrip/event-store';
import { createDoor, type Door, type DoorModule } from '@scrip/http';
import { type Effect, type Message, partitionOf } from '@scrip/kafka';
import type { Programme } from '@scrip/programme';
import { createLogger } from '@scrip/telemetry';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { NotificationsOutreachConsumer } from '../src/call/notifications-outreach.consumer.ts';
import { CardsHolderConsumer } from '../src/contact/cards-holder.consumer.ts';
import { DeliveryDue } from '../src/delivery/delivery-due.ts';
import { NotificationsModule } from '../src/notifications.module.ts';
import { CardsCardConsumer } from '../src/outreach/cards-card.consumer.ts';
import { LedgerWalletConsumer } from '../src/outreach/ledger-wallet.consumer.ts';
import { OutreachDue } from '../src/outreach/outreach-due.ts';
import { PointsAccountConsumer } from '../src/outreach/points-account.consumer.ts';
import { TieringMembershipConsumer } from '../src/outreach/tiering-membership.consumer.ts';
import { PROJECTIONS } from '../src/projections.ts';
import { Audiences, BIRTHDAY_LIST, type BirthdayList } from '../src/workflow/audience.ts';
import { CardsAttendanceConsumer } from '../src/workflow/cards-attendance.consumer.ts';
import { Occasions } from '../src/workflow/occasions.ts';
import { OccasionsDue } from '../src/workflow/occasions-due.ts';
import { PointsPurchaseConsumer } from '../src/workflow/points-purchase.consumer.ts';
import { PointsRedemptionConsumer } from '../src/workflow/points-redemption.consumer.ts';
import { TieringEntitlementConsumer } from '../src/workflow/tiering-entitlement.consumer.ts';
import { TieringSegmentMemberConsumer } from '../src/workflow/tiering-segment-member.consumer.ts';
import { AT, carryOut, type Facts, messageOf } from './delivered.ts';

class RootModule {}

/** Who asks. */
export interface Role {
  readonly issuerId: string;
  readonly scopes: string;
  /** Left out: one for each issuer. */
  readonly subject?: string;
}

/** Everything that may be done to notifications. */
export const ALL_SCOPES =
  'notifications:consent.write notifications:read notifications:announce notifications:flag.clear notifications:call.write notifications:feedback.write backdate';

interface Parts {
  readonly log: EventLog;
  readonly runner: ProjectionRunner;
  readonly door: Door;
  readonly url: string;
  readonly tokens: TokenServer;
  readonly folder: string;
  readonly clock: { at: number };
}

export class NotificationsDoor {
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** On the migrated database of this address, app role. Business time stands still until it is moved. `cardsUrl`: who is asked for birthdays; left out: nobody. */
  static async open(appUrl: string, cardsUrl?: string): Promise<NotificationsDoor> {
    const time = { at: AT + 5_000 };
    const clock = { now: () => time.at };
    const projections = PROJECTIONS.map(({ name }) => name);
    const log = await EventLog.open({ service: 'notifications', connection: appUrl, clock, projections });
    const runner = new ProjectionRunner(log, PROJECTIONS, (name, error) => {
      throw new Error(`${name} stands still`, { cause: error });
    });
    await runner.start();
    const tokens = await TokenServer.open();
    const folder = await mkdtemp(join(tmpdir(), 'scrip-notifications-'));
    if (cardsUrl !== undefined)
      Object.assign(process.env, {
        SCRIP_SERVICES: JSON.stringify({ cards: cardsUrl }),
        SCRIP_CLIENT_ID: 'service-notifications',
        SCRIP_CLIENT_SECRET: 'secret',
      });
    const config = ServiceConfig.read({
      SCRIP_MODE: 'local',
      SCRIP_SERVICE_PORT: '1',
      SCRIP_POSTGRES: appUrl,
      SCRIP_KAFKA: 'localhost:1',
      SCRIP_REGISTRY: 'http://localhost:1',
      SCRIP_OIDC_ISSUER: tokens.url,
      SCRIP_STATE_DIR: folder,
    });
    const providers = [
      { provide: EventLog, useValue: log },
      { provide: Terms, useValue: new Terms(log) },
      { provide: ServiceConfig, useValue: config },
    ];
    const imports = [NotificationsModule];
    const root: DoorModule = { module: RootModule, global: true, providers, exports: providers, imports };
    const door = await createDoor(root, {
      service: 'notifications',
      issuerUrl: tokens.url,
      audience: 'scrip',
      clock,
      partitionOf,
      positions: { reached: (token, timeoutMs) => runner.reached(token.position, timeoutMs) },
      log: createLogger({ service: 'notifications', level: 'fatal' }),
    });
    const url = await door.listen(0, '127.0.0.1');
    return new NotificationsDoor({ log, runner, door, url, tokens, folder, clock: time });
  }

  async close(): Promise<void> {
    const { door, runner, log, tokens, folder } = this.#parts;
    await door.stop();
    await runner.stop();
    await door.app.close();
    await log.close();
    await tokens.close();
    await rm(folder, { recursive: true });
  }

  /** Where it listens, and the tokens of a role: what a client is opened with. */
  as(role: Role): { readonly baseUrl: string; token(): Promise<string> } {
    return { baseUrl: this.#parts.url, token: () => this.#parts.tokens.sign(role) };
  }

  /** A version of a programme is heard of. */
  async publish(issuerId: string, programme: Programme): Promise<void> {
    const { id: programmeId, version } = programme;
    const effectiveAt = Date.parse(programme.effectiveAt);
    const published = { issuerId, programmeId, version, effectiveAt, documentJson: JSON.stringify(programme) };
    await this.#parts.door.app.get(Terms).keep(this.#parts.log.pool, published);
  }

  /** A holder was registered in cards. */
  async register(issuerId: string, locale: string): Promise<string> {
    const holderId = newId('hld');
    await this.hear('HolderRegistered', holderId, { holderId, locale }, { issuerId });
    return holderId;
  }

  /** An event arrives and what is to be done about it is done; then its messages are sent. */
  async hear<T extends EventType>(type: T, streamId: string, data: EventData<T>, about: Facts): Promise<void> {
    const { log, runner } = this.#parts;
    const before = (await log.head()).position;
    await carryOut(log, await this.#effectOf(messageOf(type, streamId, data, about), data));
    await this.#send(before);
    await runner.reached((await log.head()).position, 10_000);
  }

  /** Business time goes on to a moment, and what is due by then is done and sent, as often as there is anything. */
  async moveTo(at: number, catchUpAfterMs = 0): Promise<void> {
    const { log, runner, door, clock } = this.#parts;
    clock.at = at;
    const birthdays = door.app.get<BirthdayList>(BIRTHDAY_LIST);
    const terms = door.app.get(Terms);
    const runs = new Occasions(log, new Audiences(log, birthdays, terms), birthdays);
    // What is told here is read at once: nothing of earlier days is to be waited for, unless a spec says so.
    const occasions = new OccasionsDue(log, terms, runs, catchUpAfterMs);
    const timers = new Timers(
      [occasions, door.app.get(OutreachDue)],
      log.clock,
      createLogger({ service: 'notifications' }),
    );
    for (let before = -1, head = (await log.head()).position; before !== head; ) {
      before = head;
      await runner.reached(head, 10_000);
      occasions.lookAgain();
      await timers.tick();
      await this.#send(before);
      head = (await log.head()).position;
    }
    await runner.reached((await log.head()).position, 10_000);
  }

  /** Resolves when everything that was said can be read: for who asks without a client, which waits by itself. */
  async caughtUp(): Promise<void> {
    const { log, runner } = this.#parts;
    await runner.reached((await log.head()).position, 10_000);
  }

  /** Hands what was queued since a position over: calls become tasks, the rest goes to its channel. */
  async #send(before: number): Promise<void> {
    const { log, runner, door } = this.#parts;
    for (const { envelope, event } of await log.read({ after: before, limit: 10_000 })) {
      if (event.type !== 'OutreachQueued') continue;
      const message = messageOf('OutreachQueued', envelope.streamId, event.data, envelope);
      await carryOut(log, await this.#effectOf(message, event.data));
    }
    await runner.reached((await log.head()).position, 10_000);
    await new Timers([door.app.get(DeliveryDue)], log.clock, createLogger({ service: 'notifications' })).tick();
  }

  /** Asks the controller that the module made, as the transport does. */
  async #effectOf(message: Message, data: unknown): Promise<Effect> {
    const { app } = this.#parts.door;
    switch (message.envelope.type) {
      case 'HolderRegistered':
        return app.get(CardsHolderConsumer).onHolderRegistered(data as EventData<'HolderRegistered'>, message);
      case 'HolderDeparted':
        return app.get(CardsHolderConsumer).onHolderDeparted(data as EventData<'HolderDeparted'>, message);
      case 'HolderReturned':
        return app.get(CardsHolderConsumer).onHolderReturned(data as EventData<'HolderReturned'>, message);
      case 'HolderErased':
        return app.get(CardsHolderConsumer).onHolderErased(data as EventData<'HolderErased'>, message);
      case 'HolderMerged':
        return app.get(CardsHolderConsumer).onHolderMerged(data as EventData<'HolderMerged'>, message);
      case 'CardReportedLost':
        return app.get(CardsCardConsumer).onCardReportedLost(data as EventData<'CardReportedLost'>, message);
      case 'CardIssued':
        return app.get(CardsCardConsumer).onCardIssued(data as EventData<'CardIssued'>, message);
      case 'PointsEarned':
        return app.get(PointsAccountConsumer).onPointsEarned(data as EventData<'PointsEarned'>, message);
      case 'PointsGranted':
        return app.get(PointsAccountConsumer).onPointsGranted(data as EventData<'PointsGranted'>, message);
      case 'PointsUsed':
        return app.get(PointsAccountConsumer).onPointsUsed(data as EventData<'PointsUsed'>, message);
      case 'RedemptionMade':
        return app.get(PointsRedemptionConsumer).onRedemptionMade(data as EventData<'RedemptionMade'>, message);
      case 'EntitlementReserved':
        return app
          .get(TieringEntitlementConsumer)
          .onEntitlementReserved(data as EventData<'EntitlementReserved'>, message);
      case 'CardPassed':
        return app.get(CardsAttendanceConsumer).onCardPassed(data as EventData<'CardPassed'>, message);
      case 'ReceiptRecorded':
        return app.get(PointsPurchaseConsumer).onReceiptRecorded(data as EventData<'ReceiptRecorded'>, message);
      case 'WalletOpened':
        return app.get(LedgerWalletConsumer).onWalletOpened(data as EventData<'WalletOpened'>, message);
      case 'ReceiptReturned':
        return app.get(PointsPurchaseConsumer).onReceiptReturned(data as EventData<'ReceiptReturned'>, message);
      case 'GradeRated':
        return app.get(TieringMembershipConsumer).onGradeRated(data as EventData<'GradeRated'>, message);
      case 'SegmentEntered':
        return app.get(TieringSegmentMemberConsumer).onSegmentEntered(data as EventData<'SegmentEntered'>, message);
      case 'SegmentLeft':
        return app.get(TieringSegmentMemberConsumer).onSegmentLeft(data as EventData<'SegmentLeft'>, message);
      case 'WalletSpent':
        return app.get(LedgerWalletConsumer).onWalletSpent(data as EventData<'WalletSpent'>, message);
      case 'MemberJoined':
        return app.get(TieringMembershipConsumer).onMemberJoined(data as EventData<'MemberJoined'>, message);
      case 'GradeRaised':
        return app.get(TieringMembershipConsumer).onGradeRaised(data as EventData<'GradeRaised'>, message);
      case 'OutreachQueued':
        return app.get(NotificationsOutreachConsumer).onOutreachQueued(data as EventData<'OutreachQueued'>, message);
      default:
        throw new Error(`notifications does not hear ${message.envelope.type}`);
    }
  }
}

type PrivateKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

/** An OpenID Connect issuer with one key. */
class TokenServer {
  readonly url: string;
  readonly #server: Server;
  readonly #key: PrivateKey;

  private constructor(server: Server, url: string, key: PrivateKey) {
    this.#server = server;
    this.url = url;
    this.#key = key;
  }

  static async open(): Promise<TokenServer> {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' };
    const server = createServer((request, response) => {
      const issuer = `http://${request.headers.host}`;
      const configuration = { issuer, jwks_uri: `${issuer}/jwks`, token_endpoint: `${issuer}/token` };
      const grant = { access_token: 'of-the-service', token_type: 'Bearer', expires_in: 3_600 };
      const documents: Readonly<Record<string, object>> = { '/jwks': { keys: [jwk] }, '/token': grant };
      const document = documents[request.url ?? ''] ?? configuration;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(document));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TokenServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, privateKey);
  }

  sign({ issuerId, scopes, subject = `desk-of-${issuerId}` }: Role): Promise<string> {
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

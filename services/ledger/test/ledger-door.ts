/** The ledger behind a real door on a real database, without a broker: what cards says is told to it by hand. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommandsHttp, Terms } from '@scrip/chassis';
import type { CardEvent, HolderMerged } from '@scrip/contracts';
import { EventLog, idFrom, type Projection, ProjectionRunner } from '@scrip/event-store';
import { createDoor, type Door, type DoorModule } from '@scrip/http';
import { type Effect, partitionOf } from '@scrip/kafka';
import type { Programme } from '@scrip/programme';
import { createLogger } from '@scrip/telemetry';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Moments } from '../src/journal/moments.ts';
import { LedgerModule } from '../src/ledger.module.ts';
import { PROJECTIONS } from '../src/projections.ts';
import { CardsCardConsumer } from '../src/wallet/cards-card.consumer.ts';
import { CardsHolderConsumer } from '../src/wallet/cards-holder.consumer.ts';
import { ProgrammeTerms } from '../src/wallet/programme-terms.ts';
import { carryOut, effectOf, messageOf } from './card-news.ts';

class RootModule {}

/** Who asks; a till has a merchant. */
export interface Role {
  readonly subject: string;
  readonly issuerId: string;
  readonly merchantId?: string;
  readonly scopes: string;
}

const DESK_SCOPES = [
  'ledger:recharge',
  'ledger:spend',
  'ledger:hold',
  'ledger:return',
  'ledger:cancel',
  'ledger:cancel.any',
  'ledger:refund',
  'ledger:transfer',
  'ledger:fee',
  'ledger:freeze',
  'ledger:signatory.write',
  'ledger:dispute',
  'ledger:adjust',
  'ledger:adjust.approve',
  'ledger:client.write',
  'ledger:claim.write',
  'ledger:compensate',
  'ledger:distributor.write',
  'ledger:batch',
  'ledger:invoice',
  'ledger:purse.load',
  'ledger:purse.settle',
  'ledger:purse.record',
  'ledger:import',
  'ledger:settle',
  'ledger:payout',
  'ledger:settlement.read',
  'ledger:read',
  'ledger:journal.read',
  'ledger:card.block',
  'commands:read',
  'backdate',
];

/** What a service that calls the ledger may do. */
const SERVICE_SCOPES = 'ledger:card.block ledger:purse.load ledger:purse.record ledger:read';

/** The desk of an issuer, who may do everything that a person may, and backdate. */
export function desk(issuerId: string): Role {
  return { subject: `desk-of-${issuerId}`, issuerId, scopes: DESK_SCOPES.join(' ') };
}

/** What a test needs of a card. */
export interface KnownCard {
  readonly cardId: string;
  readonly walletId: string;
  readonly holderId: string;
  readonly issuerId: string;
}

export class LedgerDoor {
  readonly #log: EventLog;
  readonly #runner: ProjectionRunner;
  readonly #terms: Terms;
  readonly #consumer: CardsCardConsumer;
  readonly #door: Door;
  readonly #url: string;
  readonly #tokens: TokenServer;
  #position = 0;

  private constructor(parts: {
    log: EventLog;
    runner: ProjectionRunner;
    terms: Terms;
    door: Door;
    url: string;
    tokens: TokenServer;
  }) {
    this.#log = parts.log;
    this.#runner = parts.runner;
    this.#terms = parts.terms;
    this.#door = parts.door;
    this.#url = parts.url;
    this.#tokens = parts.tokens;
    this.#consumer = new CardsCardConsumer(parts.log, new ProgrammeTerms(parts.terms, parts.log));
  }

  /** On the migrated database of this address, app role; with `more` projections than the ledger's own, such as snapshots. */
  static async open(appUrl: string, clock: { now(): number }, more: readonly Projection[] = []): Promise<LedgerDoor> {
    const all = [...PROJECTIONS, ...more];
    const projections = all.map(({ name }) => name);
    const log = await EventLog.open({ service: 'ledger', connection: appUrl, clock, projections });
    const runner = new ProjectionRunner(log, all, (name, error) => {
      throw new Error(`${name} stands still: ${String(error)}`);
    });
    await runner.start();
    const tokens = await TokenServer.open();
    const terms = new Terms(log);
    const providers = [
      { provide: EventLog, useValue: log },
      { provide: Terms, useValue: terms },
      { provide: ProjectionRunner, useValue: runner },
    ];
    const root: DoorModule = {
      module: RootModule,
      global: true,
      providers,
      exports: providers,
      imports: [LedgerModule],
      controllers: [CommandsHttp],
    };
    const door = await createDoor(root, {
      service: 'ledger',
      issuerUrl: tokens.url,
      audience: 'scrip',
      clock,
      partitionOf,
      positions: { reached: (token, timeoutMs) => runner.reached(token.position, timeoutMs) },
      log: createLogger({ service: 'ledger', level: 'fatal' }),
    });
    const url = await door.listen(0, '127.0.0.1');
    return new LedgerDoor({ log, runner, terms, door, url, tokens });
  }

  async close(): Promise<void> {
    await this.#door.stop();
    await this.#runner.stop();
    await this.#door.app.close();
    await this.#log.close();
    await this.#tokens.close();
  }

  /** Where it listens, and who issues the tokens that it takes: for a service that calls it. */
  get place(): { readonly baseUrl: string; readonly issuerUrl: string } {
    return { baseUrl: this.#url, issuerUrl: this.#tokens.url };
  }

  get log(): EventLog {
    return this.#log;
  }

  /** Of its log and projections: for work of its own that no route asks for. */
  get moments(): Moments {
    return new Moments(this.#log, this.#runner);
  }

  /** Drops the tables of a projection and builds them again from the first event. */
  async rebuild(name: string): Promise<void> {
    await this.#runner.rebuild(name);
  }

  /** Where it listens, and the tokens of a role: what a client is opened with. */
  as(role: Role): { readonly baseUrl: string; token(): Promise<string> } {
    return { baseUrl: this.#url, token: () => this.#tokens.sign(role) };
  }

  /** Resolves when every projection shows what the log has now. */
  async caughtUp(): Promise<void> {
    const { position } = await this.#log.head();
    await this.#runner.reached(position, 10_000);
  }

  /** A version of a programme is heard of. */
  async publish(issuerId: string, programme: Programme): Promise<void> {
    const { id: programmeId, version } = programme;
    const documentJson = JSON.stringify(programme);
    const published = { issuerId, programmeId, version, effectiveAt: Date.parse(programme.effectiveAt), documentJson };
    await this.#terms.keep(this.#log.pool, published);
  }

  /** A card is issued and activated, and the ledger has heard of both. */
  async card(
    name: string,
    options: { issuerId?: string; programmeId?: string; productKey?: string; holder?: string } = {},
  ): Promise<KnownCard> {
    const {
      issuerId = 'iss_a',
      programmeId = 'apparel-recharge',
      productKey = 'recharge-card',
      holder = name,
    } = options;
    const ids = { cardId: idFrom('crd', name), walletId: idFrom('wal', name), holderId: idFrom('hld', holder) };
    const under = { programmeId, programmeVersion: 1, productKey };
    const number = { cardNumber: '6200000000000000', sequence: 1 };
    const first = { cardVersion: null, form: null, applicationId: null, replacesCardId: null, cause: null };
    await this.hear(issuerId, { type: 'CardIssued', data: { ...ids, ...under, ...number, ...first } });
    const { cardId, walletId } = ids;
    await this.hear(issuerId, {
      type: 'CardActivated',
      data: { cardId, walletId, sequence: 1, cardVersion: null, expiresAt: null },
    });
    return { ...ids, issuerId };
  }

  /** An event of cards arrives. Throws where the ledger refuses it. */
  async hear(issuerId: string, event: CardEvent): Promise<void> {
    const verdict = await carryOut(this.#log, await this.effectOf(issuerId, event));
    if (verdict === 'tolerated' || verdict.kind === 'refused') throw new Error(`${event.type} was refused`);
    await this.#runner.reached(verdict.position, 10_000);
  }

  /** What the ledger wants done about an event of cards; nothing is done yet. */
  async effectOf(issuerId: string, event: CardEvent): Promise<Effect> {
    return effectOf(this.#consumer, event, messageOf(event, this.#nextPlace(issuerId)));
  }

  /** News that a holder is the same person as another arrive. */
  async hearMerged(issuerId: string, data: HolderMerged): Promise<void> {
    const effect = await this.effectOfMerge(issuerId, data);
    if (effect && 'across' in effect) await this.#log.executeAcross({ ...effect.across, key: null });
    await this.caughtUp();
  }

  /** What the ledger wants done about a merge, of whose wallets nothing is changed yet. */
  effectOfMerge(issuerId: string, data: HolderMerged): Promise<Effect> {
    const consumer = new CardsHolderConsumer(this.#log, this.#runner);
    return consumer.onHolderMerged(data, messageOf({ type: 'HolderMerged', data }, this.#nextPlace(issuerId)));
  }

  #nextPlace(issuerId: string): { position: number; occurredAt: number; issuerId: string } {
    this.#position += 1;
    return { position: this.#position, occurredAt: this.#log.clock.now(), issuerId };
  }
}

type PrivateKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

function signed(key: PrivateKey, url: string, { subject, issuerId, merchantId, scopes }: Role): Promise<string> {
  const claims = { scope: scopes, scrip_issuer: issuerId, ...(merchantId && { scrip_merchant: merchantId }) };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setIssuer(url)
    .setSubject(subject)
    .setAudience('scrip')
    .setExpirationTime('5m')
    .sign(key);
}

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
      response.writeHead(200, { 'content-type': 'application/json' });
      if (request.url === '/token') {
        // A service that calls the ledger, for whichever issuer it names.
        const token = signed(privateKey, issuer, { subject: 'service', issuerId: '*', scopes: SERVICE_SCOPES });
        void token.then((access_token) =>
          response.end(JSON.stringify({ access_token, token_type: 'Bearer', expires_in: 300 })),
        );
        return;
      }
      const documents = { issuer, jwks_uri: `${issuer}/jwks`, token_endpoint: `${issuer}/token` };
      response.end(JSON.stringify(request.url === '/jwks' ? { keys: [jwk] } : documents));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TokenServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, privateKey);
  }

  sign(role: Role): Promise<string> {
    return signed(this.#key, this.url, role);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

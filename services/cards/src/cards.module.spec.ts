import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DynamicModule, Module } from '@nestjs/common';
import { ServiceConfig } from '@scrip/chassis';
import { EventLog, ProjectionRunner } from '@scrip/event-store';
import { createDoor, type Door } from '@scrip/http';
import { partitionOf } from '@scrip/kafka';
import { preset, presetText } from '@scrip/programme';
import { createLogger } from '@scrip/telemetry';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { applicationProjection } from './application/application.projection.ts';
import { cardProjection } from './card/card.projection.ts';
import { isCardNumber } from './card/card-number.ts';
import { CardsModule } from './cards.module.ts';
import { holderProjection } from './holder/holder.projection.ts';
import { programmeVersionProjection } from './programme/programme-version.projection.ts';
import { vaultResealProjection } from './vault/vault-reseal.projection.ts';

const SCOPES = [
  'cards:programme.publish',
  'cards:programme.read',
  'cards:holder.write',
  'cards:holder.read',
  'cards:card.write',
  'cards:card.read',
  'cards:loss.report',
];
/** Personal data that must come back from the vault and from nowhere else. */
const person = {
  name: '某甲',
  idNumber: '11010519491231002X',
  mobile: '13900001111',
  address: '某市某路九号',
  birthDate: '1984-02-29',
};
const apparel = preset('apparel-recharge');

@Module({})
class RootModule {}

/** What is asked of an answer's body; each test looks only at what its answer has. */
interface Body {
  readonly [member: string]: unknown;
  readonly code: string;
  readonly next: string;
  readonly cardId: string;
  readonly walletId: string;
  readonly holderId: string;
  readonly cardNumber: string;
}

interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

describe('cards behind its door', () => {
  let folder: string;
  let database: ThrowawayDatabase;
  let log: EventLog;
  let runner: ProjectionRunner;
  let door: Door;
  let url: string;
  /** The issuer of tokens, and at the ledger's paths nobody: what an address that knows nothing of cards answers. */
  let outside: Server;
  let outsideUrl: string;
  let sign: (issuerId: string) => Promise<string>;
  const lines: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cards-'));
    database = await throwawayDatabase('cards');
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' };
    outside = createServer((request, response) => {
      const issuer = `http://${request.headers.host}`;
      const documents: Record<string, object> = {
        '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/jwks`, token_endpoint: `${issuer}/token` },
        '/jwks': { keys: [jwk] },
        '/token': { access_token: 'none', token_type: 'Bearer', expires_in: 60 },
      };
      const document = documents[request.url ?? ''];
      response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(document ?? { code: 'wallet_unknown' }));
    });
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    outsideUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
    sign = (issuerId) =>
      new SignJWT({ scope: SCOPES.join(' '), scrip_issuer: issuerId })
        .setProtectedHeader({ alg: 'ES256', kid: 'k' })
        .setIssuer(outsideUrl)
        .setSubject(`desk-of-${issuerId}`)
        .setAudience('scrip')
        .setExpirationTime('5m')
        .sign(privateKey);
    await start();
  });

  afterAll(async () => {
    await door?.stop();
    await runner?.stop();
    await door?.app.close();
    await log?.close();
    await database?.drop();
    outside.closeAllConnections();
    await new Promise((resolve) => outside.close(resolve));
    await rm(folder, { recursive: true });
  });

  async function start(): Promise<void> {
    const projections = [
      programmeVersionProjection,
      cardProjection,
      holderProjection,
      vaultResealProjection,
      applicationProjection,
    ];
    const names = projections.map(({ name }) => name);
    const clock = { now: () => Date.now() };
    log = await EventLog.open({ service: 'cards', connection: database.appUrl, clock, projections: names });
    const problems: unknown[] = [];
    runner = new ProjectionRunner(log, projections, (_name, error) => problems.push(error));
    await runner.start();
    Object.assign(process.env, {
      SCRIP_SERVICES: JSON.stringify({ ledger: outsideUrl }),
      SCRIP_CLIENT_ID: 'service-cards',
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
      { provide: ServiceConfig, useValue: config },
    ];
    const root: DynamicModule = {
      module: RootModule,
      global: true,
      providers,
      exports: providers,
      imports: [CardsModule],
    };
    const logger = createLogger({ service: 'cards', destination: { write: (line: string) => void lines.push(line) } });
    door = await createDoor(root, {
      service: 'cards',
      issuerUrl: outsideUrl,
      audience: 'scrip',
      clock,
      partitionOf,
      positions: { reached: (token, timeoutMs) => runner.reached(token.position, timeoutMs) },
      log: logger,
    });
    url = await door.listen(0, '127.0.0.1');
  }

  let after: string | null = null;

  async function ask(
    method: string,
    path: string,
    body?: unknown,
    { key = randomUUID(), issuerId = 'iss_a', type = 'application/json' } = {},
  ): Promise<Got> {
    const response = await fetch(`${url}/cards/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await sign(issuerId)}`,
        ...(method === 'POST' && { 'idempotency-key': key }),
        ...(body !== undefined && { 'content-type': type }),
        ...(method === 'GET' && after !== null && { 'scrip-after': after }),
      },
      ...(body !== undefined && { body: type === 'application/json' ? JSON.stringify(body) : (body as string) }),
    });
    after = response.headers.get('scrip-position') ?? after;
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
  }

  const post = (path: string, body?: unknown, more?: Parameters<typeof ask>[3]) => ask('POST', path, body, more);
  const get = (path: string, more?: Parameters<typeof ask>[3]) => ask('GET', path, undefined, more);

  async function publish(issuerId: string, id: string): Promise<void> {
    const document = { ...apparel, id };
    expect(await post(`/programmes/${id}/versions`, document, { issuerId })).toMatchObject({ status: 201 });
  }

  async function registered(issuerId: string): Promise<string> {
    const { status, body } = await post('/holders', { name: person.name, locale: 'zh-CN' }, { issuerId });
    expect(status).toBe(201);
    return body.holderId;
  }

  async function issued(issuerId = 'iss_a'): Promise<Body> {
    const id = `p-${randomUUID().slice(0, 8)}`;
    await publish(issuerId, id);
    const holderId = await registered(issuerId);
    const card = await post('/cards', { holderId, programmeId: id, productKey: 'recharge-card' }, { issuerId });
    expect(card).toMatchObject({ status: 201, body: { holderId, programmeId: id, programmeVersion: 1, sequence: 1 } });
    return card.body;
  }

  describe('a programme', () => {
    it('is published as YAML, as JSON and as text in JSON, and read again', async () => {
      const text = presetText('apparel-recharge');
      const yaml = await post('/programmes/apparel-recharge/versions', text, { type: 'application/yaml' });
      expect(yaml).toMatchObject({
        status: 201,
        body: { programmeId: 'apparel-recharge', version: 1, effectiveAt: '2024-12-31T16:00:00.000Z' },
      });
      const second = { ...apparel, version: 2, effectiveAt: '2026-01-01T00:00:00+08:00' };
      expect(await post('/programmes/apparel-recharge/versions', second)).toMatchObject({ status: 201 });
      const third = text.replace('version: 1', 'version: 3').replace('2025-01-01T', '2026-02-01T');
      expect(await post('/programmes/apparel-recharge/versions', third)).toMatchObject({ status: 201 });
      const read = await get('/programmes/apparel-recharge/versions/1');
      expect(read.body).toMatchObject({ version: 1, document: JSON.parse(JSON.stringify(apparel)) });
      const versions = await get('/programmes/apparel-recharge/versions?limit=2');
      expect((versions.body.items as Body[]).map(({ version }) => version)).toEqual([3, 2]);
      const rest = await get(`/programmes/apparel-recharge/versions?limit=2&cursor=${versions.body.next}`);
      expect(rest.body).toMatchObject({ items: [{ version: 1 }], next: null });
    });

    it('is refused with every problem and where it is', async () => {
      const broken = { ...apparel, currency: 'EUR', storedValue: [{}], surprise: 1 };
      const { status, body } = await post('/programmes/apparel-recharge/versions', broken);
      expect(status).toBe(422);
      expect(body.code).toBe('programme_invalid');
      const paths = (body.problems as { path: string }[]).map(({ path }) => path);
      expect(paths).toEqual(expect.arrayContaining(['$.currency', '$.storedValue[0].key', '$.surprise']));
      const other = await post('/programmes/another-name/versions', apparel);
      expect(other).toMatchObject({ status: 422, body: { problems: [{ path: '$.id' }] } });
      const unread = await post('/programmes/apparel-recharge/versions', 'id: [', { type: 'application/yaml' });
      expect(unread).toMatchObject({ status: 422, body: { problems: [{ path: '$' }] } });
    });

    it('is refused out of turn, and the refusal is kept under its key', async () => {
      await publish('iss_turn', 'turn');
      const key = randomUUID();
      for (const replayed of [null, 'true']) {
        const again = await post(
          '/programmes/turn/versions',
          { ...apparel, id: 'turn' },
          { issuerId: 'iss_turn', key },
        );
        expect(again).toMatchObject({ status: 409, body: { code: 'version_not_next', asked: 1, next: 2 } });
        expect(again.headers.get('idempotency-replayed')).toBe(replayed);
      }
    });

    it('is listed for its issuer alone, page by page', async () => {
      for (const id of ['list-a', 'list-b', 'list-c']) await publish('iss_list', id);
      const first = await get('/programmes?limit=2', { issuerId: 'iss_list' });
      expect((first.body.items as Body[]).map(({ programmeId }) => programmeId)).toEqual(['list-a', 'list-b']);
      const next = await get(`/programmes?limit=2&cursor=${first.body.next}`, { issuerId: 'iss_list' });
      expect(next.body).toMatchObject({ items: [{ programmeId: 'list-c', name: apparel.name }], next: null });
      expect((await get('/programmes/list-a/versions/1')).body.code).toBe('programme_version_unknown');
      expect((await get('/programmes/list-a/versions')).body.code).toBe('programme_unknown');
      expect((await get('/programmes?cursor=!!')).body.code).toBe('cursor_invalid');
    });

    it('has a schema to write it by', async () => {
      expect((await get('/programme-schema')).body).toHaveProperty('$defs.Programme.title', 'Scrip programme');
    });
  });

  describe('a holder', () => {
    it('is registered once under a key, with a profile that only the vault gives back', async () => {
      const key = randomUUID();
      const one = await post('/holders', { ...person, locale: 'en' }, { key, issuerId: 'iss_h' });
      expect(one).toMatchObject({ status: 201, body: { holderId: expect.stringMatching(/^hld_/) } });
      const again = await post('/holders', { ...person, locale: 'en' }, { key, issuerId: 'iss_h' });
      expect(again).toMatchObject({ status: 201, body: one.body });
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      const { rows } = await log.pool.query("SELECT count(*) FROM holder_vault WHERE issuer_id = 'iss_h'");
      expect(rows).toEqual([{ count: 1n }]);
      const path = `/holders/${one.body.holderId}`;
      expect(await get(`${path}?reason=case%204711`, { issuerId: 'iss_h' })).toMatchObject({
        status: 200,
        body: { holderId: one.body.holderId, locale: 'en', profile: person },
      });
      expect(await get(path, { issuerId: 'iss_h' })).toMatchObject({ status: 400 });
      expect(await get(`${path}?reason=case`)).toMatchObject({ status: 404, body: { code: 'holder_unknown' } });
    });

    it('with the ID number of another is refused, names that one, and leaves nothing behind', async () => {
      const bodies = Array.from({ length: 4 }, (_, index) => ({ ...person, name: `某${index}`, locale: 'zh-CN' }));
      const answers = await Promise.all(bodies.map((body) => post('/holders', body, { issuerId: 'iss_race' })));
      const [holderId] = answers.filter(({ status }) => status === 201).map(({ body }) => body.holderId);
      const refused = answers.filter(({ status }) => status === 409);
      expect(refused).toHaveLength(3);
      for (const { body } of refused) expect(body).toMatchObject({ code: 'holder_exists', holderId });
      const { rows } = await log.pool.query("SELECT holder_id FROM holder_vault WHERE issuer_id = 'iss_race'");
      expect(rows).toEqual([{ holder_id: holderId }]);
      for (const wanted of [{ idNumber: '11010519491231002x' }, { mobile: '+8613900001111' }]) {
        const found = await post('/holders/searches', { ...wanted, reason: 'lost card' }, { issuerId: 'iss_race' });
        expect(found).toMatchObject({ status: 200, body: { items: [{ holderId }] } });
      }
      expect((await post('/holders/searches', { mobile: '13900001111', reason: 'no' })).body).toEqual({ items: [] });
    });

    it('is never said back by a refusal of the request', async () => {
      const wrong = { ...person, birthDate: 'in 1984', mobile: 'none of 13900001111', locale: 'fr', nickname: '某某' };
      for (const answer of [
        await post('/holders', wrong),
        await post('/holders/searches', { idNumber: '?', reason: person.name.repeat(200) }),
      ]) {
        expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
        const text = JSON.stringify(answer.body);
        for (const value of ['in 1984', person.mobile, person.name, person.idNumber, '某某'])
          expect(text).not.toContain(value);
      }
    });
  });

  describe('a card', () => {
    it('is issued for a holder under the version in force, and looked up by id, holder and number', async () => {
      const card = await issued();
      expect(isCardNumber(card.cardNumber)).toBe(true);
      const { applicationId: _application, cause: _cause, replacementId: _making, ...facts } = card;
      const view = { ...facts, state: 'issued', activatedAt: null, reportedLostAt: null, pin: 'none' };
      expect((await get(`/cards/${card.cardId}`)).body).toMatchObject(view);
      expect((await get(`/cards?holderId=${card.holderId}`)).body).toMatchObject({ items: [view], next: null });
      expect((await get(`/cards?number=${card.cardNumber}`)).body).toMatchObject({ items: [view], next: null });
      expect((await get(`/cards?number=${card.cardNumber}`, { issuerId: 'iss_b' })).body).toMatchObject({ items: [] });
      expect((await get(`/cards/${card.cardId}`, { issuerId: 'iss_b' })).body.code).toBe('card_unknown');
    });

    it('is issued once under a key', async () => {
      await publish('iss_k', 'once');
      const body = { holderId: await registered('iss_k'), programmeId: 'once', productKey: 'recharge-card' };
      const key = randomUUID();
      const one = await post('/cards', body, { key, issuerId: 'iss_k' });
      const again = await post('/cards', body, { key, issuerId: 'iss_k' });
      expect(again).toMatchObject({ status: 201, body: one.body });
      const other = await post('/cards', { ...body, productKey: 'other' }, { key, issuerId: 'iss_k' });
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    });

    it('is refused for the first thing that is missing, another issuer’s being missing too', async () => {
      await publish('iss_r', 'mine');
      await publish('iss_b', 'theirs');
      const [own, others] = [await registered('iss_r'), await registered('iss_b')];
      const refused = async (holderId: string, programmeId: string) =>
        (await post('/cards', { holderId, programmeId, productKey: 'none' }, { issuerId: 'iss_r' })).body;
      expect(await refused(others, 'theirs')).toMatchObject({ status: 404, code: 'holder_unknown' });
      expect(await refused(own, 'theirs')).toMatchObject({ status: 404, code: 'programme_unknown' });
      expect(await refused(own, 'mine')).toMatchObject({ status: 404, code: 'product_unknown', programmeVersion: 1 });
    });

    it('is handed over, then reported lost; an unreachable ledger leaves the block to the event', async () => {
      const { cardId, walletId } = await issued();
      expect(await post(`/cards/${cardId}/activation`)).toMatchObject({ status: 201, body: { cardId, walletId } });
      expect((await post(`/cards/${cardId}/activation`)).body.code).toBe('card_already_active');
      const key = randomUUID();
      const report = await post(`/cards/${cardId}/loss-reports`, { channel: 'phone' }, { key });
      expect(report).toMatchObject({ status: 202, body: { cardId, walletId, blocked: false, code: 'block_pending' } });
      const again = await post(`/cards/${cardId}/loss-reports`, { channel: 'phone' }, { key });
      expect(again).toMatchObject({ status: 202, body: report.body });
      const later = await post(`/cards/${cardId}/loss-reports`, { channel: 'desk' });
      const { reportedAt } = report.body;
      expect(later).toMatchObject({ status: 409, body: { code: 'card_already_lost', reportedAt } });
      expect((await get(`/cards/${cardId}`)).body).toMatchObject({ state: 'lost', reportedLostAt: reportedAt });
      expect((await post(`/cards/${cardId}/activation`)).body.code).toBe('card_lost');
      expect((await post(`/cards/${cardId}/loss-reports`, { channel: 'desk' }, { issuerId: 'iss_b' })).status).toBe(
        404,
      );
    });
  });

  it('says in its documents what it takes and answers', async () => {
    const document = (await (await fetch(`${url}/cards/openapi.json`)).json()) as Record<string, never>;
    const paths = [
      '/cards/v1/blocked-cards/file',
      '/cards/v1/blocked-cards/keys',
      '/cards/v1/cards',
      '/cards/v1/cards/{cardId}',
      '/cards/v1/cards/{cardId}/activation',
      '/cards/v1/cards/{cardId}/keys',
      '/cards/v1/cards/{cardId}/loads',
      '/cards/v1/cards/{cardId}/loads/{loadId}/acknowledgement',
      '/cards/v1/cards/{cardId}/loss-reports',
      '/cards/v1/cards/{cardId}/washings',
      '/cards/v1/enterprises',
      '/cards/v1/enterprises/{enterpriseId}/mother-key-cards',
      '/cards/v1/enterprises/{enterpriseId}/mother-keys',
      '/cards/v1/holders',
      '/cards/v1/holders/searches',
      '/cards/v1/holders/{holderId}',
      '/cards/v1/programme-schema',
      '/cards/v1/programmes',
      '/cards/v1/programmes/{programmeId}/versions',
      '/cards/v1/programmes/{programmeId}/versions/{version}',
      '/cards/v1/record-files',
      '/cards/v1/record-files/{fileId}',
      '/cards/v1/record-files/{fileId}/refusals',
      '/cards/v1/terminals',
      '/cards/v1/terminals/{terminalId}',
      '/cards/v1/terminals/{terminalId}/retirement',
      '/cards/v1/terminals/{terminalId}/syncs',
    ];
    expect(Object.keys(document.paths ?? {})).toEqual(expect.arrayContaining(paths));
    expect(JSON.stringify(document)).toContain('As on the identity document.');
  });

  it('has written personal data nowhere but into the vault', async () => {
    const { rows } = await log.pool.query<{ body: Buffer }>('SELECT body FROM event');
    const { rows: verdicts } = await log.pool.query('SELECT * FROM verdict');
    const written = [...rows.map(({ body }) => body.toString('utf8')), JSON.stringify(verdicts, text), ...lines].join(
      '\n',
    );
    for (const value of Object.values(person)) expect(written).not.toContain(value);
    expect(lines.join('\n')).toContain('new vault keys were made');
    expect(lines.join('\n')).toContain('is left to the event: 404 wallet_unknown');
  });
});

function text(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

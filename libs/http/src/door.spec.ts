import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { gate, logged, NOW, openShop } from '../spec/shop.ts';
import { TestIssuer } from '../spec/test-issuer.ts';
import type { Door } from './door.ts';
import type { PositionToken } from './position-token.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

let issuer: TestIssuer;
let door: Door;
let url: string;
let token: string;
/** What `Scrip-After` waits for in these specs: positions up to 42 have been read. */
const waited: PositionToken[] = [];

beforeAll(async () => {
  issuer = await TestIssuer.open();
  const positions = {
    reached: (asked: PositionToken) => {
      waited.push(asked);
      return Promise.resolve(asked.position <= 42);
    },
  };
  ({ door, url } = await openShop(issuer.url, { positions }));
  token = await issuer.token({ scope: 'ledger:spend ledger:read' });
});

afterAll(async () => {
  await door.stop();
  await door.app.close();
  await issuer.close();
});

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<Answered> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

const spend = (body: unknown, headers: Record<string, string> = {}, wallet = 'wal_1') =>
  ask('POST', `/shop/v1/wallets/${wallet}/spends`, { 'idempotency-key': 'key-1', ...headers }, body);
const show = (wallet: string, headers: Record<string, string> = {}) =>
  ask('GET', `/shop/v1/wallets/${wallet}`, headers);

describe('a command', () => {
  it('is answered with its facts, its position, and integers of fen', async () => {
    const { status, headers, body } = await spend({ amountFen: 9_007_199_254_740_991 });
    expect(status).toBe(201);
    expect(headers.get('content-type')).toBe(JSON_TYPE);
    expect(headers.get('scrip-position')).toBe('shop.1.42;shop.wallet/5=42');
    expect(headers.get('idempotency-replayed')).toBeNull();
    expect(body).toMatchObject({ chargedFen: 9_007_199_254_740_991, spendId: 'spd_1' });
  });

  it('knows who asks, when, and for which issuer', async () => {
    const { body } = await spend({ amountFen: 1 }, { 'scrip-correlation-id': 'sale-7' });
    expect(body['who']).toMatchObject({
      issuerId: 'iss_demo',
      actor: 'till',
      occurredAt: NOW,
      correlationId: 'sale-7',
      causationId: null,
    });
    expect(body['scope']).toBe('till POST /shop/v1/wallets/:walletId/spends');
    expect(body['key']).toBe('key-1');
  });

  it('that wrote nothing new has no position to wait for', async () => {
    const { status, headers } = await spend({ amountFen: 1, outcome: 'nothing' });
    expect(status).toBe(201);
    expect(headers.get('scrip-position')).toBeNull();
  });

  it('that was answered before says so', async () => {
    const { headers, body } = await spend({ amountFen: 1, outcome: 'replayed' });
    expect(headers.get('idempotency-replayed')).toBe('true');
    expect(body['chargedFen']).toBe(1);
  });

  it('that a rule refuses is a problem with the numbers behind it, 409 unless the route says otherwise', async () => {
    const { status, headers, body } = await spend({ amountFen: 501, outcome: 'refused' });
    expect(status).toBe(409);
    expect(headers.get('content-type')).toBe(PROBLEM_TYPE);
    expect(body).toEqual({
      type: 'urn:scrip:problem:balance_too_low',
      title: 'Balance too low',
      status: 409,
      code: 'balance_too_low',
      missingFen: 500,
      status_: 'frozen',
      instance: '/shop/v1/wallets/wal_1/spends',
      correlationId: headers.get('scrip-correlation-id'),
    });
    expect((await spend({ amountFen: 501, outcome: 'refused' }, {}, 'wal_frozen')).status).toBe(423);
  });

  it('without a key, or with one that is no key, is refused', async () => {
    const missing = await ask('POST', '/shop/v1/wallets/wal_1/spends', {}, { amountFen: 1 });
    expect([missing.status, missing.body['code']]).toEqual([400, 'idempotency_key_missing']);
    for (const key of ['', 'x'.repeat(256), '\u00e9']) {
      const { status, body } = await spend({ amountFen: 1 }, { 'idempotency-key': key });
      expect([status, body['code']]).toEqual([400, 'idempotency_key_invalid']);
    }
    expect((await spend({ amountFen: 1 }, { 'idempotency-key': 'x'.repeat(255) })).status).toBe(201);
  });

  it('has one hash however its JSON is written, and another when it says something else', async () => {
    const one = await spend('{"amountFen":1,"note":"a"}');
    const two = await spend('{ "note" : "a", "amountFen": 1.0 }');
    expect(one.body['inputHash']).toBe(two.body['inputHash']);
    expect(one.body['inputHash']).toMatch(/^[0-9a-f]{64}$/);
    const others = [
      await spend('{"amountFen":2,"note":"a"}'),
      await spend('{"amountFen":1,"note":"a"}', {}, 'wal_2'),
      await spend('{"amountFen":1,"note":"a","unknown":true}'),
    ];
    for (const other of others) expect(other.body['inputHash']).not.toBe(one.body['inputHash']);
  });
});

describe('the time a command says it happened', () => {
  it('needs the scope backdate', async () => {
    const { status, body } = await spend({ amountFen: 1 }, { 'scrip-occurred-at': '2024-12-31T23:30:00+08:00' });
    expect([status, body['code'], body['scope']]).toEqual([403, 'insufficient_scope', 'backdate']);
  });

  it('is taken from the header, and belongs to what is asked', async () => {
    const authorization = `Bearer ${await issuer.token({ scope: 'ledger:spend backdate' })}`;
    const at = '2024-12-31T23:30:00.250+08:00';
    const dated = await spend({ amountFen: 1 }, { authorization, 'scrip-occurred-at': at });
    expect(dated.body['who']).toMatchObject({ occurredAt: Date.parse('2024-12-31T15:30:00.250Z') });
    const now = await spend({ amountFen: 1 }, { authorization });
    expect(now.body['inputHash']).not.toBe(dated.body['inputHash']);
  });

  it.each([
    '2024-12-31',
    '2024-12-31T23:30Z',
    '2024-12-31T23:30:00',
    '2024-02-30T10:00:00Z',
    'yesterday',
    '1735659000000',
  ])('must be RFC 3339 with seconds and offset, unlike %s', async (at) => {
    const authorization = `Bearer ${await issuer.token({ scope: 'ledger:spend backdate' })}`;
    const { status, body } = await spend({ amountFen: 1 }, { authorization, 'scrip-occurred-at': at });
    expect([status, body['code']]).toEqual([400, 'occurred_at_invalid']);
  });
});

describe('a request that is not of the documented shape', () => {
  it('is told each thing that is wrong, where, and what was sent', async () => {
    const { status, body } = await ask(
      'POST',
      '/shop/v1/wallets/card_1/spends',
      { 'idempotency-key': 'k' },
      {
        amountFen: 1.5,
        note: 'x'.repeat(200),
      },
    );
    expect([status, body['code']]).toEqual([400, 'invalid_request']);
    expect(body['issues']).toEqual([
      { path: 'params.walletId', message: 'Expected a wallet id', got: 'card_1' },
      { path: 'body.amountFen', message: 'Expected a whole number up to 9007199254740991', got: 1.5 },
      { path: 'body.note', message: expect.any(String), got: `${'x'.repeat(100)}…` },
    ]);
  });

  it.each([0, -1, 9_007_199_254_740_992, '100', null])('an amount of %s fen is none', async (amountFen) => {
    expect((await spend({ amountFen })).body['code']).toBe('invalid_request');
  });

  it('a missing body, a list and a text are no object', async () => {
    for (const body of [undefined, '[]', '"x"', 'null']) {
      const { status, body: problem } = await spend(body);
      expect([status, problem['code']]).toEqual([400, 'invalid_request']);
    }
  });

  it('a query is read as its schema says', async () => {
    expect((await show('wal_1?limit=7')).body['limit']).toBe(7);
    expect((await show('wal_1')).body['limit']).toBe(20);
    expect((await show('wal_1?limit=101')).body['issues']).toMatchObject([{ path: 'query.limit', got: '101' }]);
  });

  it.each([
    ['{"amountFen":', 400, 'json_invalid'],
    ['', 400, 'json_invalid'],
    ['{"__proto__":{"x":1}}', 400, 'json_invalid'],
  ])('JSON that is none: %s', async (text, expected, code) => {
    const { status, body } = await spend(text);
    expect([status, body['code']]).toEqual([expected, code]);
  });

  it('a body of another kind, or too large a one', async () => {
    const text = await spend('hello', { 'content-type': 'text/plain' });
    expect([text.status, text.body['code']]).toEqual([415, 'media_type_not_supported']);
    const file = await spend('amountFen\n100', { 'content-type': 'text/csv; charset=utf-8' });
    expect([file.status, file.body['code']]).toEqual([400, 'invalid_request']);
    const longest = await spend('x'.repeat(4_194_305), { 'content-type': 'application/x-ndjson' });
    expect([longest.status, longest.body['code']]).toEqual([413, 'body_too_large']);
    const large = await spend({ amountFen: 1, note: 'x'.repeat(1_100_000) });
    expect([large.status, large.body['code']]).toEqual([413, 'body_too_large']);
  });
});

describe('a failure', () => {
  it.each([
    ['/nowhere', 404, 'not_found'],
    ['/shop/v1/wallets//breakage', 400, 'invalid_request'],
    ['/shop/v1/wallets/%zz', 400, 'url_invalid'],
    [`/shop/v1/wallets/${'x'.repeat(401)}`, 414, 'url_too_long'],
  ])('of the path %.40s is %s %s', async (path, expected, code) => {
    const { status, headers, body } = await ask('GET', path);
    expect([status, body['code']]).toEqual([expected, code]);
    expect(headers.get('content-type')).toBe(PROBLEM_TYPE);
  });

  it('that a handler names is told with its members', async () => {
    const { status, body } = await show('wal_unknown');
    expect([status, body['code'], body['wallet']]).toEqual([404, 'wallet_unknown', 'wal_unknown']);
  });

  it.each([
    ['wal_reused', 422, 'idempotency_key_reused', null],
    ['wal_full', 503, 'overloaded', '1'],
    ['wal_down', 503, 'store_unavailable', '1'],
  ])('of the log, %s, is %s %s', async (wallet, expected, code, retryAfter) => {
    const { status, headers, body } = await ask('GET', `/shop/v1/wallets/${wallet}/breakage`);
    expect([status, body['code'], headers.get('retry-after')]).toEqual([expected, code, retryAfter]);
  });

  it('that nobody expected tells nothing of itself, and is in the log with its stack', async () => {
    logged.length = 0;
    const { status, headers, body } = await ask('GET', '/shop/v1/wallets/wal_secret/breakage');
    expect([status, body['code']]).toEqual([500, 'internal_error']);
    expect(JSON.stringify(body)).not.toContain('secret of');
    const line = logged.map((text) => JSON.parse(text)).find(({ level }) => level === 'error');
    expect(line.err.stack).toContain('secret of wal_secret');
    expect(line.correlationId).toBe(headers.get('scrip-correlation-id'));
  });
});

describe('reading one’s own writes', () => {
  it('waits for the position, and answers when it is there', async () => {
    const after = (await spend({ amountFen: 1 })).headers.get('scrip-position') ?? '';
    expect((await show('wal_1', { 'scrip-after': after })).status).toBe(200);
    expect(waited.at(-1)).toEqual({
      service: 'shop',
      epoch: 1,
      position: 42,
      topics: [{ topic: 'shop.wallet', partition: 5, position: 42 }],
    });
  });

  it('waits for each of several positions', async () => {
    const after = (await spend({ amountFen: 1 })).headers.get('scrip-position') ?? '';
    expect((await show('wal_1', { 'scrip-after': `${after}, shop.1.42` })).status).toBe(200);
    const { body } = await show('wal_1', { 'scrip-after': `${after},shop.1.43` });
    expect([body['code'], body['position']]).toEqual(['position_not_reached', 43]);
    const tooMany = Array.from({ length: 5 }, () => 'shop.1.42').join(',');
    expect((await show('wal_1', { 'scrip-after': tooMany })).body['code']).toBe('position_token_invalid');
  });

  it('is 503 when it is not reached in time', async () => {
    const { status, headers, body } = await show('wal_1', { 'scrip-after': 'shop.1.43' });
    expect([status, body['code'], headers.get('retry-after')]).toEqual([503, 'position_not_reached', '1']);
  });

  it('takes no other text for a position', async () => {
    expect((await show('wal_1', { 'scrip-after': 'latest' })).body['code']).toBe('position_token_invalid');
  });
});

describe('telemetry', () => {
  const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

  it('continues the caller’s trace and sale in the handler, and says them in the answer', async () => {
    const { headers, body } = await spend({ amountFen: 1 }, { traceparent: PARENT, 'scrip-correlation-id': 'sale-9' });
    expect(body['inContext']).toBe('sale-9');
    expect(body['traceparent']).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
    expect(headers.get('traceparent')).toBe(body['traceparent']);
    expect(headers.get('scrip-correlation-id')).toBe('sale-9');
  });

  it('begins both where the caller has none', async () => {
    const { headers, body } = await show('wal_1');
    expect(body['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(headers.get('scrip-correlation-id')).toMatch(/^cor_[0-9a-f]{32}$/);
  });

  it('refuses a correlation id that is none', async () => {
    const { status, body } = await show('wal_1', { 'scrip-correlation-id': 'a b' });
    expect([status, body['code']]).toEqual([400, 'correlation_id_invalid']);
  });

  it('logs an answer at debug level, without path or token', async () => {
    logged.length = 0;
    await show('wal_1', { 'scrip-correlation-id': 'sale-10' });
    const line = logged.map((text) => JSON.parse(text)).find(({ correlationId }) => correlationId === 'sale-10');
    expect(line).toMatchObject({ level: 'debug', operation: 'GET /shop/v1/wallets/:walletId', status: 200 });
    expect(JSON.stringify(line)).not.toContain(token);
  });

  it('sends the headers that keep an answer out of caches and frames', async () => {
    const { headers } = await show('wal_1');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('a slow handler', () => {
  let open = (): void => {};
  beforeEach(() => {
    gate.opened = new Promise((resolve) => {
      open = resolve;
    });
  });
  afterEach(() => {
    open();
    gate.opened = Promise.resolve();
    gate.arrived = () => {};
  });

  it('keeps its own sale though others run between', async () => {
    const slow = show('wal_1', {
      'scrip-correlation-id': 'slow',
      traceparent: '00-11111111111111111111111111111111-2222222222222222-00',
    });
    await spend({ amountFen: 1 }, { 'scrip-correlation-id': 'quick' });
    open();
    const { body, headers } = await slow;
    expect(headers.get('scrip-correlation-id')).toBe('slow');
    expect(body['traceparent']).toMatch(/^00-1{32}-/);
  });
});

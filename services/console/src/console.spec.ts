import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Listening, openEcho, type Reached, SpecIssuer } from '../spec/upstream.ts';
import { type RunningConsole, startConsole } from './start.ts';

/** A port that nothing listens on. */
const NOBODY = 'http://127.0.0.1:1';

let issuer: SpecIssuer;
let ledger: Listening;
let asked: Reached[];
let front: RunningConsole;
let token: string;

beforeAll(async () => {
  issuer = await SpecIssuer.open();
  ({ listening: ledger, asked } = await openEcho());
  front = await startConsole({
    SCRIP_SERVICE_PORT: '0',
    SCRIP_OIDC_ISSUER: issuer.listening.url,
    SCRIP_SERVICES: JSON.stringify({ ledger: ledger.url, cards: NOBODY }),
    LOG_LEVEL: 'silent',
  });
  token = issuer.token();
});

afterAll(async () => {
  await front.stop();
  await ledger.close();
  await issuer.listening.close();
});

beforeEach(() => {
  asked.length = 0;
});

interface Call {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

function ask(path: string, call: Call = {}): Promise<Response> {
  return fetch(`${front.url}${path}`, { ...call, headers: { authorization: `Bearer ${token}`, ...call.headers } });
}

/** As it is written: `fetch` would tidy the path before it is sent. */
function statusOfRaw(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    request(front.url, { path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

async function codeOf(response: Response): Promise<[number, string | null, unknown]> {
  const { code } = (await response.json()) as { code?: unknown };
  return [response.status, response.headers.get('content-type'), code];
}

const PROBLEM = 'application/problem+json; charset=utf-8';

describe('a call', () => {
  it('reaches its service on the same path, with its body and the headers that mean something there', async () => {
    const body = '{ "amountFen":  100 }';
    const response = await ask('/ledger/v1/wallets/wal_1/spends?dry=a%20b', {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': 'k-1',
        'scrip-after': 'ledger.1.2',
        'scrip-occurred-at': '2025-01-10T09:00:00+08:00',
        'scrip-correlation-id': 'sale-1',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00',
      },
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('scrip-position')).toBe('ledger.1.7');
    const [reached] = asked;
    expect(reached).toMatchObject({ method: 'POST', url: '/ledger/v1/wallets/wal_1/spends?dry=a%20b', body });
    expect(reached?.headers).toMatchObject({
      authorization: `Bearer ${token}`,
      'idempotency-key': 'k-1',
      'scrip-after': 'ledger.1.2',
      'scrip-occurred-at': '2025-01-10T09:00:00+08:00',
      'scrip-correlation-id': 'sale-1',
    });
    expect(reached?.headers['traceparent']).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
    expect(reached?.headers['traceparent']).not.toContain('b7ad6b7169203331');
  });

  it('may carry a file of more than a megabyte, as it is', async () => {
    const body = `reference,walletId\n${'x'.repeat(2_000_000)}`;
    const headers = { 'content-type': 'text/csv; charset=utf-8', 'idempotency-key': 'k-2' };
    expect((await ask('/ledger/v1/opening-balances', { method: 'POST', body, headers })).status).toBe(201);
    expect(asked[0]).toMatchObject({ body });
    expect(asked[0]?.headers['content-type']).toBe(headers['content-type']);
  });

  it('may carry a batch of two megabytes, as it is, and no body longer than the door holds', async () => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'k-4' };
    const batch = JSON.stringify({ rows: 'x'.repeat(2_097_152) });
    expect((await ask('/ledger/v1/x', { method: 'POST', body: batch, headers })).status).toBe(201);
    expect(asked[0]?.body).toBe(batch);
    const longer = JSON.stringify({ rows: 'x'.repeat(4_194_304) });
    expect((await ask('/ledger/v1/x', { method: 'POST', body: longer, headers })).status).toBe(413);
    expect(asked).toHaveLength(1);
  });

  it('may carry a file longer than the door holds, which passes as it comes', async () => {
    const body = '{"counter":1}\n'.repeat(500_000);
    const headers = { 'content-type': 'application/x-ndjson', 'idempotency-key': 'k-3' };
    expect((await ask('/ledger/v1/purse-records', { method: 'POST', body, headers })).status).toBe(201);
    expect(asked[0]?.headers['content-length']).toBe(String(body.length));
    expect(asked[0]?.body).toBe(body);
  });

  it('gets a sale’s id at the door when it has none, the same inside and in the answer', async () => {
    const response = await ask('/ledger/v1/wallets/wal_1');
    expect(response.headers.get('scrip-correlation-id')).toBe(asked[0]?.headers['scrip-correlation-id']);
  });

  it('of any method and kind of body passes', async () => {
    await ask('/ledger/v1/x', { method: 'PUT', body: 'text', headers: { 'content-type': 'text/plain' } });
    await ask('/ledger/v1/x', { method: 'DELETE' });
    expect(asked.map(({ method, body }) => [method, body])).toEqual([
      ['PUT', 'text'],
      ['DELETE', ''],
    ]);
  });

  it('carries no header that belongs to one connection, in either direction', async () => {
    const response = await ask('/ledger/v1/x', { headers: { te: 'trailers', 'proxy-authorization': 'x' } });
    expect(asked[0]?.headers).not.toHaveProperty('te');
    expect(asked[0]?.headers).not.toHaveProperty('proxy-authorization');
    expect(response.headers.get('proxy-authenticate')).toBeNull();
    expect(response.headers.get('keep-alive')).not.toBe('timeout=9');
  });

  it('without a valid token goes nowhere', async () => {
    for (const authorization of ['', 'Bearer nonsense', `Bearer ${issuer.token(-60)}`]) {
      const response = await ask('/ledger/v1/wallets/wal_1', { headers: { authorization } });
      expect(await codeOf(response)).toEqual([401, PROBLEM, 'unauthenticated']);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
    }
    expect(asked).toEqual([]);
  });

  it('to what no service has is 404, and climbing out of a service’s paths is refused', async () => {
    expect(await codeOf(await ask('/vault/v1/x'))).toEqual([404, PROBLEM, 'not_found']);
    for (const path of ['/ledger/v1/../../metrics', '/ledger/v1/%2e%2e/%2e%2e/metrics', '/ledger/..%2fmetrics']) {
      expect(await statusOfRaw(path)).toBe(400);
    }
    expect(asked).toEqual([]);
  });

  it('is answered as the service answers, also when that is busy; the door does not ask again', async () => {
    const response = await ask('/ledger/v1/busy');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(asked).toHaveLength(1);
  });
});

describe('the documents of the services', () => {
  it.each(['/ledger/openapi.json', '/ledger/docs', '/ledger/docs/swagger-ui.css'])(
    '%s are for everybody',
    async (path) => {
      expect((await fetch(`${front.url}${path}`)).status).toBe(201);
      expect(asked[0]?.url).toBe(path);
    },
  );
});

describe('a service', () => {
  it('that is not there is 503, and says when to come back', async () => {
    const response = await ask('/cards/v1/cards/crd_1');
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await codeOf(response)).toEqual([503, PROBLEM, 'service_unavailable']);
  });

  it('that breaks off is asked once more, where asking again does no harm', async () => {
    expect((await ask('/ledger/v1/breaks/question')).status).toBe(201);
    const command = {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'idempotency-key': 'k', 'content-type': 'application/json' },
    };
    expect((await ask('/ledger/v1/breaks/command', command)).status).toBe(201);
    expect(asked.map(({ body }) => body)).toEqual(['', '', '{"a":1}', '{"a":1}']);
  });

  it('that breaks off a second time, or what has no key, is 502', async () => {
    expect(await codeOf(await ask('/ledger/v1/always-breaks'))).toEqual([502, PROBLEM, 'service_broke_off']);
    asked.length = 0;
    const keyless = await ask('/ledger/v1/breaks/keyless', { method: 'POST', body: '{}' });
    expect(await codeOf(keyless)).toEqual([502, PROBLEM, 'service_broke_off']);
    expect(asked).toHaveLength(1);
  });
});

describe('the door itself', () => {
  it('lists the services and their documents', async () => {
    const page = await fetch(`${front.url}/`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await page.text();
    for (const link of ['/ledger/docs', '/ledger/openapi.json', '/cards/docs'])
      expect(html).toContain(`href="${link}"`);
  });

  it('says how it is, whether or not a service is down', async () => {
    for (const path of ['live', 'started', 'ready'])
      expect((await fetch(`${front.url}/health/${path}`)).status).toBe(200);
    const text = await (await fetch(`${front.url}/metrics`)).text();
    expect(text).toContain('http_route="/ledger/*"');
    expect(text).not.toContain('wal_1');
  });
});

describe('the environment', () => {
  const good = { SCRIP_SERVICE_PORT: '4100', SCRIP_OIDC_ISSUER: 'http://i', SCRIP_SERVICES: '{"ledger":"http://l"}' };

  it.each([
    ['SCRIP_SERVICES', '{"ledger":'],
    ['SCRIP_SERVICES', '{}'],
    ['SCRIP_SERVICES', '{"../x":"http://l"}'],
    ['SCRIP_SERVICES', '{"ledger":"ftp://l"}'],
    ['SCRIP_SERVICE_PORT', '70000'],
    ['SCRIP_OIDC_ISSUER', undefined],
  ])('with %s=%s stops the start and is named', async (name, value) => {
    await expect(startConsole({ ...good, [name]: value })).rejects.toThrow(name);
  });
});

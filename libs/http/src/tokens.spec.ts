import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { openShop } from '../spec/shop.ts';
import { TestIssuer } from '../spec/test-issuer.ts';
import type { Door } from './door.ts';

let issuer: TestIssuer;
let door: Door;
let url: string;

beforeAll(async () => {
  issuer = await TestIssuer.open();
  ({ door, url } = await openShop(issuer.url, { rateLimit: { perSecond: 0.001, burst: 3 } }));
});

afterAll(async () => {
  await door.stop();
  await door.app.close();
  await issuer.close();
});

async function show(authorization: string | undefined, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/shop/v1/wallets/wal_1`, {
    headers: { ...(authorization !== undefined && { authorization }), ...headers },
  });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
}

/** Each test has a subject of its own, since the bucket of this door holds three requests. */
const as = (sub: string, claims = {}) => issuer.token({ sub, scope: 'ledger:read', ...claims });

describe('a token', () => {
  it('that is good tells whom it stands for', async () => {
    const { status, body } = await show(`Bearer ${await as('till-1')}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      subject: 'till-1',
      issuerId: 'iss_demo',
      merchantId: 'mer_1',
      scopes: ['ledger:read'],
    });
  });

  it('is asked for', async () => {
    const { status, headers, body } = await show(undefined);
    expect([status, body['code']]).toEqual([401, 'unauthenticated']);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="scrip"');
  });

  it('may be announced in any case', async () => {
    expect((await show(`bEARER ${await as('till-2')}`)).status).toBe(200);
  });

  it.each([
    ['is another scheme’s', async () => 'Basic dGlsbDpzZWNyZXQ='],
    ['is none', async () => 'Bearer nonsense'],
    ['is signed by somebody else', async () => `Bearer ${await issuer.forged({ scope: 'ledger:read' })}`],
    ['has expired', async () => `Bearer ${await as('t', { expiresInS: -60 })}`],
    ['is for another audience', async () => `Bearer ${await as('t', { aud: 'other' })}`],
    ['is another issuer’s', async () => `Bearer ${await as('t', { iss: 'http://127.0.0.1:1' })}`],
    ['is bound to no issuer of value', async () => `Bearer ${await as('t', { scrip_issuer: '' })}`],
    ['was changed', async () => `Bearer ${(await as('t')).replace(/^([^.]+)\.[^.]+/, '$1.eyJzdWIiOiJ4In0')}`],
    ['is not signed', async () => `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`],
  ])('that %s is refused', async (_why, authorization) => {
    const { status, headers, body } = await show(await authorization());
    expect([status, body['code']]).toEqual([401, 'unauthenticated']);
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('without the scope of the route is told which one it needs', async () => {
    const { status, headers, body } = await show(
      `Bearer ${await as('till-3', { scope: 'ledger:spend ledger:readers' })}`,
    );
    expect([status, body['code'], body['scope']]).toEqual([403, 'insufficient_scope', 'ledger:read']);
    expect(headers.get('www-authenticate')).toContain('scope="ledger:read"');
  });

  it('of a service acts for the issuer that it names, and for none without a name', async () => {
    const authorization = `Bearer ${await as('service-cards', { scrip_issuer: '*', scrip_merchant: undefined })}`;
    const named = await show(authorization, { 'scrip-issuer': 'iss_other' });
    expect(named.body).toMatchObject({ issuerId: 'iss_other', merchantId: null });
    const nameless = await show(authorization);
    expect([nameless.status, nameless.body['code']]).toEqual([400, 'issuer_missing']);
  });

  it('of anybody else cannot choose its issuer', async () => {
    const { body } = await show(`Bearer ${await as('till-4')}`, { 'scrip-issuer': 'iss_other' });
    expect(body['issuerId']).toBe('iss_demo');
  });

  it('is not needed for what is open', async () => {
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });
});

describe('asking too much', () => {
  it('is told when to come back, by subject, not by token', async () => {
    for (let i = 0; i < 3; i++) expect((await show(`Bearer ${await as('busy')}`)).status).toBe(200);
    const { status, headers, body } = await show(`Bearer ${await as('busy', { expiresInS: 500 })}`);
    expect([status, body['code']]).toEqual([429, 'rate_limited']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await show(`Bearer ${await as('calm')}`)).status).toBe(200);
  });
});

describe('while the issuer does not answer', () => {
  let other: { door: Door; url: string } | undefined;
  afterEach(async () => {
    issuer.down = false;
    await other?.door.stop();
    await other?.door.app.close();
  });

  it('a token that was checked before goes on working, a new one is 503, and it ends by itself', async () => {
    const known = await as('known');
    expect((await show(`Bearer ${known}`)).status).toBe(200);
    issuer.down = true;
    expect((await show(`Bearer ${known}`)).status).toBe(200);
    other = await openShop(issuer.url);
    const ask = async () => {
      const response = await fetch(`${other?.url}/shop/v1/wallets/wal_1`, {
        headers: { authorization: `Bearer ${known}` },
      });
      return [response.status, ((await response.json()) as { code?: string }).code];
    };
    expect(await ask()).toEqual([503, 'issuer_unavailable']);
    issuer.down = false;
    let answered = await ask();
    for (const until = Date.now() + 5_000; answered[0] !== 200 && Date.now() < until; ) answered = await ask();
    expect(answered[0]).toBe(200);
  });
});

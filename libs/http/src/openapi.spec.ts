import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openShop } from '../spec/shop.ts';
import { TestIssuer } from '../spec/test-issuer.ts';
import type { Door } from './door.ts';

let issuer: TestIssuer;
let door: Door;
let url: string;
/** As it is read by programs; `at` looks into it. */
let document: unknown;

function at(...path: readonly string[]): unknown {
  return path.reduce((found: unknown, name) => (found as Record<string, unknown> | undefined)?.[name], document);
}

beforeAll(async () => {
  issuer = await TestIssuer.open();
  ({ door, url } = await openShop(issuer.url));
  document = await (await fetch(`${url}/shop/openapi.json`)).json();
});

afterAll(async () => {
  await door.stop();
  await door.app.close();
  await issuer.close();
});

const SPENDS = ['paths', '/shop/v1/wallets/{walletId}/spends', 'post'];
const SHOW = ['paths', '/shop/v1/wallets/{walletId}', 'get'];

describe('the OpenAPI document', () => {
  it('is of version 3.1, names the service, and says where tokens come from', () => {
    expect(at('openapi')).toBe('3.1.0');
    expect(at('info')).toMatchObject({ title: 'Scrip shop', version: '1.2.3' });
    expect(at('components', 'securitySchemes', 'scrip')).toEqual({
      type: 'openIdConnect',
      openIdConnectUrl: `${issuer.url}/.well-known/openid-configuration`,
    });
  });

  it('shows amounts as integers of fen, in requests and in answers', () => {
    const body = at(...SPENDS, 'requestBody', 'content', 'application/json', 'schema', 'properties', 'amountFen');
    expect(body).toEqual({
      type: 'integer',
      minimum: 1,
      maximum: 9_007_199_254_740_991,
      description: 'fen (1 yuan = 100 fen)',
    });
    const answered = at(...SPENDS, 'responses', '201', 'content', 'application/json', 'schema');
    expect(answered).toEqual({ $ref: '#/components/schemas/Spent' });
    const charged = at('components', 'schemas', 'Spent', 'properties', 'chargedFen');
    expect(charged).toMatchObject({ type: 'integer', minimum: 0 });
  });

  it('says of each route which scope it needs, and that it may answer with a problem', () => {
    expect(at(...SPENDS, 'security')).toEqual([{ scrip: ['ledger:spend'] }]);
    const otherwise = at(...SPENDS, 'responses', 'default', 'content', 'application/problem+json', 'schema');
    expect(otherwise).toEqual({ $ref: '#/components/schemas/Problem' });
    expect(at('paths', '/health/live', 'get', 'security')).toBeUndefined();
  });

  it('shows the headers of a command and of a question', () => {
    const parameters = at(...SPENDS, 'parameters') as { name: string; required: boolean }[];
    const required = parameters.filter((one) => one.required).map(({ name }) => name);
    expect(required).toEqual(['walletId', 'Idempotency-Key']);
    const asked = at(...SHOW, 'parameters') as { name: string }[];
    expect(asked.map(({ name }) => name)).toEqual(['walletId', 'limit', 'Scrip-After']);
  });
});

describe('the page of the documents', () => {
  it('is served with its scripts, to everybody', async () => {
    const page = await fetch(`${url}/shop/docs`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const [, script] = /src="\.(\/docs\/swagger-ui-bundle\.js)"/.exec(await page.text()) ?? [];
    expect((await fetch(`${url}/shop${script}`, { method: 'HEAD' })).status).toBe(200);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openShop } from '../spec/shop.ts';
import { TestIssuer } from '../spec/test-issuer.ts';
import type { Door } from './door.ts';

let issuer: TestIssuer;
let door: Door;
let url: string;
/** As it is read by programs. */
// biome-ignore lint/suspicious/noExplicitAny: a document of any shape is looked into below
let document: any;

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

describe('the OpenAPI document', () => {
  it('is of version 3.1, names the service, and says where tokens come from', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'Scrip shop', version: '1.2.3' });
    expect(document.components.securitySchemes.scrip).toEqual({
      type: 'openIdConnect',
      openIdConnectUrl: `${issuer.url}/.well-known/openid-configuration`,
    });
  });

  it('shows amounts as integers of fen, in requests and in answers', () => {
    const operation = document.paths['/shop/v1/wallets/{walletId}/spends'].post;
    const { amountFen } = operation.requestBody.content['application/json'].schema.properties;
    expect(amountFen).toEqual({
      type: 'integer',
      minimum: 1,
      maximum: 9_007_199_254_740_991,
      description: 'fen (1 yuan = 100 fen)',
    });
    expect(operation.responses[201].content['application/json'].schema).toEqual({ $ref: '#/components/schemas/Spent' });
    expect(document.components.schemas.Spent.properties.chargedFen).toMatchObject({ type: 'integer', minimum: 0 });
  });

  it('says of each route which scope it needs, and that it may answer with a problem', () => {
    const { post } = document.paths['/shop/v1/wallets/{walletId}/spends'];
    expect(post.security).toEqual([{ scrip: ['ledger:spend'] }]);
    expect(post.responses.default.content['application/problem+json'].schema.$ref).toBe('#/components/schemas/Problem');
    expect(document.paths['/health/live'].get.security).toBeUndefined();
  });

  it('shows the headers of a command and of a question', () => {
    const named = (operation: { parameters: { name: string; required: boolean }[] }) =>
      operation.parameters.filter(({ required }) => required).map(({ name }) => name);
    const { post } = document.paths['/shop/v1/wallets/{walletId}/spends'];
    expect(named(post)).toEqual(['walletId', 'Idempotency-Key']);
    const { get } = document.paths['/shop/v1/wallets/{walletId}'];
    expect(get.parameters.map(({ name }: { name: string }) => name)).toEqual(['walletId', 'limit', 'Scrip-After']);
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

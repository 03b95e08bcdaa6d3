import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { prometheusText, startTelemetry, type Telemetry } from '@scrip/telemetry';
import { openShop } from '../spec/shop.ts';
import { TestIssuer } from '../spec/test-issuer.ts';
import type { Door } from './door.ts';

interface SeenSpan {
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  readonly status: { readonly code: number };
  readonly parentSpanContext?: { readonly spanId: string };
}

const spans: SeenSpan[] = [];
let telemetry: Telemetry;
let issuer: TestIssuer;
let door: Door;
let url: string;

beforeAll(async () => {
  const processor = {
    onStart: () => {},
    onEnd: (span: unknown) => spans.push(span as SeenSpan),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  telemetry = startTelemetry({ service: 'shop', environment: {}, spanProcessors: [processor as never] });
  issuer = await TestIssuer.open();
  ({ door, url } = await openShop(issuer.url));
});

afterAll(async () => {
  await door.stop();
  await door.app.close();
  await issuer.close();
  await telemetry.stop();
});

async function get(path: string): Promise<number> {
  const authorization = `Bearer ${await issuer.token({ scope: 'ledger:read' })}`;
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const { status, body } = await fetch(`${url}${path}`, { headers: { authorization, traceparent } });
  await body?.cancel();
  return status;
}

it('a request is one span named by its route, under the caller’s; only what is our fault is an error', async () => {
  await get('/shop/v1/wallets/wal_1');
  await get('/shop/v1/wallets/wal_unknown');
  await get('/shop/v1/wallets/wal_1/breakage');
  await get('/nowhere');
  expect(
    spans.map(({ name, status, attributes }) => [name, status.code, attributes['http.response.status_code']]),
  ).toEqual([
    ['GET /shop/v1/wallets/:walletId', 0, 200],
    ['GET /shop/v1/wallets/:walletId', 0, 404],
    ['GET /shop/v1/wallets/:walletId/breakage', 2, 500],
    ['GET', 0, 404],
  ]);
  expect(spans[0]?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
});

it('requests are counted by route and status; unknown paths together', async () => {
  await get('/shop/v1/wallets/wal_2');
  await get('/nowhere-else');
  const text = await prometheusText();
  expect(text).toMatch(
    /_count\{http_route="\/shop\/v1\/wallets\/:walletId",http_request_method="GET",http_response_status_code="200"\} \d/,
  );
  expect(text).toMatch(/_count\{http_route="unmatched",.*http_response_status_code="404"\} \d/);
  expect(text).not.toContain('wal_2');
});

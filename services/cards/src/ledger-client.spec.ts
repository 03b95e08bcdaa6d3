import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceTokens } from '@scrip/chassis';
import type { CardReportedLost } from '@scrip/contracts';
import type { Committed } from '@scrip/event-store';
import { BLOCK_WAIT_MS, LedgerClient } from './ledger-client.ts';

const data: CardReportedLost = {
  cardId: 'crd_1',
  walletId: 'wal_1',
  holderId: 'hld_1',
  sequence: 1,
  reportedAt: Date.UTC(2025, 5, 1, 2),
  channel: 'desk',
  cardVersion: null,
  cause: null,
};
const report: Committed<{ readonly data: CardReportedLost }> = {
  event: { data },
  envelope: {
    service: 'cards',
    epoch: 1,
    position: 7,
    stream: 'card',
    streamId: 'crd_1',
    version: 3,
    eventId: 'evt_1',
    type: 'CardReportedLost',
    schema: Buffer.alloc(32),
    occurredAt: data.reportedAt,
    recordedAt: data.reportedAt,
    issuerId: 'iss_a',
    actor: 'desk-7',
    correlationId: 'cor_1',
    causationId: null,
    traceparent: null,
  },
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** The other ends of the wire as the specifications have them: an issuer of tokens, and whatever the ledger's address does. */
describe('a card block', () => {
  let server: Server;
  let address: string;
  let asked: { path: string; headers: IncomingMessage['headers']; body: string }[];
  let ledger: Answer;
  let lifetimeSeconds: number;

  const json = (response: ServerResponse, status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  beforeEach(async () => {
    asked = [];
    lifetimeSeconds = 600;
    let tokens = 0;
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const path = request.url ?? '';
        if (path === '/.well-known/openid-configuration') {
          json(response, 200, { issuer: address, token_endpoint: `${address}/token` });
          return;
        }
        asked.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
        if (path !== '/token') return ledger(request, response);
        tokens += 1;
        json(response, 200, { access_token: `token-${tokens}`, token_type: 'Bearer', expires_in: lifetimeSeconds });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function client(ledgerUrl = address): LedgerClient {
    const identity = { issuerUrl: address, clientId: 'a:b', clientSecret: 's c', scope: 'ledger:card.block' };
    return new LedgerClient({ ledgerUrl, tokens: new ServiceTokens(identity) });
  }

  const blocks = () => asked.filter(({ path }) => path !== '/token');

  it('is asked with a token of the service, for the issuer of the card, within the same process', async () => {
    ledger = (_request, response) => json(response, 201, {});
    expect(await client().blockCard(report)).toEqual({ kind: 'done' });
    const [token, block] = asked;
    expect(token?.headers.authorization).toBe(`Basic ${Buffer.from('a%3Ab:s+c').toString('base64')}`);
    expect(new URLSearchParams(token?.body)).toEqual(
      new URLSearchParams({ grant_type: 'client_credentials', scope: 'ledger:card.block' }),
    );
    expect(block?.path).toBe('/ledger/v1/wallets/wal_1/card-blocks');
    expect(block?.headers).toMatchObject({
      authorization: 'Bearer token-1',
      'scrip-issuer': 'iss_a',
      'scrip-correlation-id': 'cor_1',
    });
    expect(JSON.parse(block?.body ?? '')).toEqual({
      cardId: 'crd_1',
      cardSequence: 1,
      reportedAt: '2025-06-01T02:00:00.000Z',
    });
  });

  it('goes the same way as the question who acts for a client, which has no answer where the ledger gives none', async () => {
    ledger = (_request, response) => json(response, 200, { clientId: 'a/b', agentId: 'agent-1' });
    const who = { issuerId: 'iss_a', correlationId: 'cor_1', traceparent: null };
    expect(await client().agentOf(who, 'a/b')).toBe('agent-1');
    const [read] = blocks();
    expect(read).toMatchObject({ path: '/ledger/v1/clients/a%2Fb', body: '' });
    expect(read?.headers).toMatchObject({ authorization: 'Bearer token-1', 'scrip-issuer': 'iss_a' });
    expect(read?.headers).not.toHaveProperty('idempotency-key');
    ledger = (_request, response) => json(response, 404, { code: 'client_unknown' });
    expect(await client().agentOf(who, 'a/b')).toBeNull();
    expect(await client('http://127.0.0.1:9').agentOf(who, 'a/b')).toBeNull();
  });

  it('uses one token until shortly before it expires', async () => {
    ledger = (_request, response) => json(response, 200, {});
    const patient = client();
    await patient.blockCard(report);
    await patient.blockCard(report);
    expect(asked.filter(({ path }) => path === '/token')).toHaveLength(1);
    lifetimeSeconds = 20;
    const hasty = client();
    await hasty.blockCard(report);
    await hasty.blockCard(report);
    expect(asked.filter(({ path }) => path === '/token')).toHaveLength(3);
  });

  it('is asked anew each time, so that an early refusal does not answer for ever', async () => {
    ledger = (_request, response) => json(response, 404, { code: 'wallet_unknown' });
    const one = client();
    expect(await one.blockCard(report)).toEqual({ kind: 'pending', reason: '404 wallet_unknown' });
    ledger = (_request, response) => json(response, 201, {});
    expect(await one.blockCard(report)).toEqual({ kind: 'done' });
    expect(new Set(blocks().map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
  });

  it('gets a new token when the one it has is refused, once', async () => {
    ledger = (_request, response) => json(response, 401, { code: 'unauthenticated' });
    expect(await client().blockCard(report)).toEqual({ kind: 'pending', reason: '401 unauthenticated' });
    expect(blocks().map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('is left to the event when nobody answers at the address', async () => {
    expect(await client('http://127.0.0.1:9').blockCard(report)).toMatchObject({ kind: 'pending' });
  });

  it('is left to the event when the answer does not come in time', async () => {
    ledger = () => undefined;
    const started = performance.now();
    expect(await client().blockCard(report)).toEqual({ kind: 'pending', reason: 'TimeoutError' });
    expect(performance.now() - started).toBeLessThan(BLOCK_WAIT_MS + 1_500);
  });

  it('is left to the event when the issuer of tokens is another one', async () => {
    const identity = { issuerUrl: `${address}/`, clientId: 'a', clientSecret: 'b', scope: 'c' };
    const misled = new LedgerClient({ ledgerUrl: address, tokens: new ServiceTokens(identity) });
    expect(await misled.blockCard(report)).toEqual({ kind: 'pending', reason: 'TokenUnavailableError' });
    expect(asked).toEqual([]);
  });
});

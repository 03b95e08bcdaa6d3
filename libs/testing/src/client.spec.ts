import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openClient, soon } from './client.ts';

interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

describe('a client of a system', () => {
  const asked: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  let replies: Reply[] = [];
  let server: Server;
  let baseUrl: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      request.on('end', () => {
        asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
        const reply = replies.shift() ?? { status: 404 };
        response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
        response.end(JSON.stringify(reply.body ?? {}));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the server has no address');
    baseUrl = `http://127.0.0.1:${address.port}`;
  });

  beforeEach(() => {
    asked.length = 0;
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const client = () => openClient({ baseUrl, token: () => Promise.resolve('a-token') });

  it('sends its token, a key for each command, amounts as integers', async () => {
    replies = [{ status: 201, body: { walletId: 'wal_1' } }];
    const answer = await client().post('/ledger/v1/wallets', { amountFen: 100n });
    expect(answer.ok(201)).toEqual({ walletId: 'wal_1' });
    expect(asked[0]).toMatchObject({ method: 'POST', url: '/ledger/v1/wallets', body: '{"amountFen":100}' });
    expect(asked[0]?.headers).toMatchObject({ authorization: 'Bearer a-token' });
    expect(asked[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('asks to see its last command, unless told otherwise', async () => {
    const position = 'ledger.1.7;ledger.wallet/3=7';
    replies = [
      { status: 201, headers: { 'scrip-position': position } },
      { status: 200 },
      { status: 200 },
      { status: 200 },
    ];
    const till = client();
    await till.post('/ledger/v1/spends', {});
    await till.get('/points/v1/accounts/pts_1');
    await till.get('/ledger/v1/wallets/wal_1', { after: null });
    await till.get('/ledger/v1/wallets/wal_1', { after: 'cards.1.2' });
    expect(asked.map((one) => one.headers['scrip-after'])).toEqual([undefined, position, undefined, 'cards.1.2']);
  });

  it('asks again, under the same key, while a service has not read that far', async () => {
    const behind = { status: 503, body: { code: 'position_not_reached' } };
    replies = [behind, behind, { status: 200, body: { balanceFen: 5 } }];
    const answer = await client().post('/ledger/v1/spends', {});
    expect(answer.ok()).toEqual({ balanceFen: 5 });
    expect(new Set(asked.map((one) => one.headers['idempotency-key'])).size).toBe(1);
  });

  it('holds an answer against what was expected and shows all of it when it differs', async () => {
    const short = { status: 409, body: { code: 'balance_short', missingFen: 50, availableFen: 100 } };
    replies = [short, short, short, short];
    const till = client();
    expect((await till.get('/')).refused(409, 'balance_short', { missingFen: 50 })).toMatchObject({
      availableFen: 100,
    });
    const answer = await till.get('/spends/1');
    expect(() => answer.ok()).toThrow(/GET \/spends\/1: expected a success, was answered 409 with .*balance_short/s);
    expect(() => answer.refused(409, 'wallet_frozen')).toThrow('wallet_frozen');
    expect(() => answer.refused(409, 'balance_short', { missingFen: 49 })).toThrow('missingFen: 49');
  });

  it('says whether an answer is a repeated one', async () => {
    replies = [{ status: 201, headers: { 'idempotency-replayed': 'true' } }, { status: 201 }];
    const till = client();
    expect((await till.post('/', {}, { key: 'k' })).replayed).toBe(true);
    expect((await till.post('/', {}, { key: 'k' })).replayed).toBe(false);
    expect(asked.map((one) => one.headers['idempotency-key'])).toEqual(['k', 'k']);
  });
});

describe('what is soon to be seen', () => {
  it('is looked for until it is there', async () => {
    let looked = 0;
    const seen = await soon('a fact', () => {
      looked += 1;
      if (looked === 1) throw new Error('not yet');
      return Promise.resolve(looked === 3 ? 'here' : undefined);
    });
    expect(seen).toBe('here');
  });

  it('is an error that names the reason when it does not come', async () => {
    const look = soon('a grade', () => Promise.reject(new Error('still gold')), 10);
    await expect(look).rejects.toMatchObject({
      message: 'a grade was not seen within 0.01 s',
      cause: new Error('still gold'),
    });
  });
});

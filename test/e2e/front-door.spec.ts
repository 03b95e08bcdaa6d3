import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_ISSUER, readClients, requestToken, SERVICES } from '@scrip/local';
import { type Client, openClient, system, type TestSystem } from '@scrip/testing';
import { type OpenProgramme, type OpenWallet, openProgramme, openWallet, register, yuan } from '../world/programme.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;

let running: TestSystem;
let mall: OpenProgramme;
let wallet: OpenWallet;

beforeAll(async () => {
  running = await system();
  mall = await openProgramme(running, 'mall-vip');
  wallet = await openWallet(mall, { holderId: await register(running), productKey: 'wallet' });
  (await wallet.recharge(yuan(1_000))).ok(201);
}, START_MS_MAX);

const walletPath = (rest = ''): string => `/ledger/v1/wallets/${wallet.walletId}${rest}`;

/** A client without any token, or with one of one's own. */
const bearing = (token: string): Client =>
  openClient({ baseUrl: running.description.frontDoor, token: () => Promise.resolve(token) });

/** The client of a service, acting for an issuer of one's choice. */
async function serviceClient(id: string): Promise<Client> {
  const { clientsFile, issuer } = running.description;
  const client = readClients(clientsFile)[id];
  if (!client) throw new Error(`the issuer has no client ${id}`);
  return bearing(await requestToken(issuer, id, client));
}

describe.each([...SERVICES, 'console'] as const)('the process %s', (service) => {
  const ask = async (path: string) => {
    const response = await fetch(new URL(path, running.description.services[service]));
    return { status: response.status, text: await response.text() };
  };

  it('says that it lives, has started and is ready', async () => {
    for (const what of ['live', 'started', 'ready']) {
      const { status, text } = await ask(`/health/${what}`);
      expect([what, status, JSON.parse(text)]).toEqual([what, 200, expect.objectContaining({ status: 'ok' })]);
    }
  });

  it('has metrics under its own names, and without ids', async () => {
    const { status, text } = await ask('/metrics');
    expect(status).toBe(200);
    expect(text).toMatch(/^scrip_[a-z_]+(\{.*\})? [0-9.e+-]+$/m);
    expect(text).not.toMatch(/wal_[0-9A-Z]{26}|hld_[0-9A-Z]{26}/);
  });
});

describe.each(SERVICES)('the API of %s', (service) => {
  it('is described in OpenAPI 3.1, behind the front door, for everybody', async () => {
    const response = await fetch(`${running.description.frontDoor}/${service}/openapi.json`);
    const document = (await response.json()) as { openapi: string; paths: Record<string, Record<string, object>> };
    expect([response.status, document.openapi]).toEqual([200, expect.stringMatching(/^3\.1\./)]);
    const own = Object.keys(document.paths).filter((path) => path.startsWith(`/${service}/v1/`));
    expect(own.length).toBeGreaterThan(3);
  });

  it('is closed to whoever has no token, or no valid one', async () => {
    for (const route of [`/${service}/v1/log`, `/${service}/v1/parked`]) {
      const without = await fetch(`${running.description.frontDoor}${route}`);
      expect([route, without.status]).toEqual([route, 401]);
      (await bearing('not.a.token').get(route)).refused(401, 'unauthenticated');
    }
  });
});

describe('a token', () => {
  it('opens only the routes of its scopes', async () => {
    const till = running.client('till');
    (await till.post(walletPath('/recharges'), { principalFen: yuan(100), tender: 'cash' })).refused(
      403,
      'insufficient_scope',
      { scope: 'ledger:recharge' },
    );
    (await running.client('integrator').get('/ledger/v1/journal/lines')).refused(403, 'insufficient_scope');
    (await running.client('desk').get('/cards/v1/parked')).refused(403, 'insufficient_scope');
  });

  it('of a till acts for its own merchant only', async () => {
    const body = { cardId: wallet.cardId, merchantId: 'mer_other', amountFen: yuan(10) };
    (await running.client('till').post(walletPath('/spends'), body)).refused(403, 'merchant_mismatch');
  });

  it('without the scope to backdate cannot say when something happened', async () => {
    const body = { principalFen: yuan(100), tender: 'cash' };
    const said = { occurredAt: '2025-01-10T10:00:00+08:00' };
    (await running.client('desk').post(walletPath('/recharges'), body, said)).refused(403, 'insufficient_scope');
  });

  it('of another issuer finds nothing that is there for this one', async () => {
    const cards = await serviceClient('service-cards');
    const block = { cardId: `crd_${'0'.repeat(26)}`, cardSequence: 1, reportedAt: '2026-01-01T00:00:00Z' };
    const ask = (issuer: string) =>
      cards.post(`${walletPath()}/card-blocks`, block, { headers: { 'scrip-issuer': issuer } });
    (await ask(DEMO_ISSUER)).refused(409, 'card_unknown');
    (await ask('iss_other')).refused(404, 'wallet_unknown');
  });
});

describe('a command', () => {
  it('asked again under its key gets the first answer again, marked as a replay, and happens once', async () => {
    const key = randomUUID();
    const before = (await wallet.read()).balanceFen;
    const first = await wallet.client.post(
      walletPath('/recharges'),
      { principalFen: yuan(70), tender: 'cash' },
      { key },
    );
    const again = await wallet.client.post(
      walletPath('/recharges'),
      { tender: 'cash', principalFen: yuan(70) },
      { key },
    );
    expect([first.replayed, again.replayed]).toEqual([false, true]);
    expect(again.ok(201)).toEqual(first.ok(201));
    expect(again.position).toBe(first.position);
    expect((await wallet.read()).balanceFen).toBe(before + yuan(70));
  });

  it('sent several times at the same moment happens once, and everybody is answered the same', async () => {
    const key = randomUUID();
    const before = (await wallet.read()).balanceFen;
    const body = { principalFen: yuan(30), tender: 'cash' };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => running.client('importer').post(walletPath('/recharges'), body, { key })),
    );
    const [first] = answers;
    for (const answer of answers) expect(answer.ok(201)).toEqual(first?.body);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const after = await wallet.client.get<{ balanceFen: number }>(walletPath(), { after: first?.position ?? null });
    expect(after.ok().balanceFen).toBe(before + yuan(30));
  });

  it('with another body under the same key is refused', async () => {
    const key = randomUUID();
    const recharge = (principalFen: number) =>
      wallet.client.post(walletPath('/recharges'), { principalFen, tender: 'cash' }, { key });
    (await recharge(yuan(10))).ok(201);
    (await recharge(yuan(20))).refused(422, 'idempotency_key_reused');
  });

  it('that was refused is refused again with the same numbers, though it would succeed by now', async () => {
    const poor = await openWallet(mall, { holderId: wallet.holderId, productKey: 'wallet' });
    const spend = { cardId: poor.cardId, merchantId: 'mer_counter-1', amountFen: yuan(50) };
    const key = randomUUID();
    const ask = () => poor.client.post(`/ledger/v1/wallets/${poor.walletId}/spends`, spend, { key });
    const numbers = { askedFen: yuan(50), availableFen: 0, missingFen: yuan(50) };
    (await ask()).refused(409, 'balance_short', numbers);
    (await poor.recharge(yuan(100))).ok(201);
    const again = await ask();
    again.refused(409, 'balance_short', numbers);
    expect(again.replayed).toBe(true);
    expect((await poor.read()).balanceFen).toBe(yuan(100));
  });

  it('without a key is refused', async () => {
    const response = await fetch(`${running.description.frontDoor}/cards/v1/holders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await importerToken()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Holder', locale: 'en' }),
    });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      400,
      'idempotency_key_missing',
    ]);
  });
});

/** A token of the role importer. */
function importerToken(): Promise<string> {
  const { clientsFile, issuer } = running.description;
  const client = readClients(clientsFile)['importer'];
  if (!client) throw new Error('the issuer has no importer');
  return requestToken(issuer, 'importer', client);
}

describe('a position', () => {
  it('handed to the same service shows the command in every answer', async () => {
    for (let round = 1; round <= 10; round += 1) {
      const spent = (await wallet.spend(yuan(1))).ok(201);
      expect((await wallet.read()).balanceFen).toBe(spent.balanceAfterFen);
    }
  });

  it('handed to another service shows there what came of it', async () => {
    const issued = await openWallet(mall, { holderId: wallet.holderId, productKey: 'wallet' });
    // `openWallet` asked the ledger with the position of the activation, so the card is known and active there.
    expect((await issued.read()).cards).toMatchObject([{ cardId: issued.cardId, state: 'active' }]);
  });

  it('that cannot be reached in time is said, and not answered from an older state', async () => {
    const future = 'ledger.1.999999999999';
    const token = await importerToken();
    const response = await fetch(`${running.description.frontDoor}${walletPath()}`, {
      headers: { authorization: `Bearer ${token}`, 'scrip-after': future },
    });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      503,
      'position_not_reached',
    ]);
    expect(response.headers.get('retry-after')).toBe('1');
    (await wallet.client.get(walletPath(), { after: 'no-position' })).refused(400, 'position_token_invalid');
  });
});

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { type Client, type Clients, keepClients, ROLES } from './clients.ts';
import { type IssuerPart, requestToken, startIssuer } from './issuer-process.ts';
import { freePorts } from './ports.ts';

describe('the local token issuer', () => {
  let folder = '';
  let issuer: IssuerPart;
  let clients: Clients;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'scrip-issuer-'));
    const clientsFile = join(folder, 'clients.json');
    clients = keepClients(clientsFile);
    issuer = await startIssuer({
      port: await freePorts(1),
      clientsFile,
      keyFile: join(folder, 'key.json'),
      logFile: join(folder, 'issuer.log'),
      pidFile: join(folder, 'issuer.pid'),
    });
  }, 30_000);
  afterAll(async () => {
    await issuer.stop();
    rmSync(folder, { recursive: true });
  });

  function clientOf(id: string): Client {
    const client = clients[id];
    if (!client) throw new Error(`no client ${id}`);
    return client;
  }

  async function claimsOf(id: string): Promise<Record<string, unknown>> {
    const token = await requestToken(issuer.address, id, clientOf(id));
    const keys = createRemoteJWKSet(new URL(`${issuer.address}/jwks`));
    const options = { issuer: issuer.address, audience: 'scrip', algorithms: ['ES256'] };
    return (await jwtVerify(token, keys, options)).payload;
  }

  it('gives a till a signed token for its merchant with the scopes of its role', async () => {
    const claims = await claimsOf('till');
    expect(claims).toMatchObject({ sub: 'till', scrip_issuer: 'iss_demo', scrip_merchant: 'mer_demo' });
    expect(claims['scope']).toBe(ROLES.till.join(' '));
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(8 * 3_600);
  });

  it('binds no other role to a merchant', async () => {
    expect(await claimsOf('finance')).not.toHaveProperty('scrip_merchant');
  });

  it('lets services act for every issuer', async () => {
    expect(await claimsOf('service-cards')).toMatchObject({
      scrip_issuer: '*',
      scope: 'ledger:card.block ledger:fee ledger:purse.load ledger:purse.record ledger:read',
    });
  });

  it('refuses a wrong secret', async () => {
    const wrong = { ...clientOf('till'), secret: 'guess' };
    await expect(requestToken(issuer.address, 'till', wrong)).rejects.toThrow('401');
  });

  it('gives no scope that the client does not have', async () => {
    const credentials = Buffer.from(`till:${clientOf('till').secret}`).toString('base64');
    const response = await fetch(`${issuer.address}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'ops:parked' }),
    });
    expect(response.status).toBe(400);
  });

  it('keeps its key and its secrets for a new start, for nobody else to read', () => {
    expect(keepClients(join(folder, 'clients.json'))).toEqual(clients);
    for (const file of ['clients.json', 'key.json']) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  });
});

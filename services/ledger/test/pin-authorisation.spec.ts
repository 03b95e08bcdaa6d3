import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { preset } from '@scrip/programme';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { desk, type KnownCard, LedgerDoor } from './ledger-door.ts';
import { at, yuan } from './wallet-story.ts';

type Key = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

let now = at('2025-06-15', '09:00:00');
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let till: Client;
/** Cards as far as the ledger knows it: the keys it publishes, and how often it was asked for them. */
let cards: Server;
let published: object[] = [];
let asked = 0;
let current: { readonly kid: string; readonly key: Key };

async function newKey(kid: string): Promise<typeof current> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  published = [{ ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' }, ...published];
  return { kid, key: privateKey };
}

beforeAll(async () => {
  cards = createServer((request, response) => {
    asked += 1;
    response.writeHead(request.url === '/cards/v1/authorisation-keys' ? 200 : 404);
    response.end(JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => cards.listen(0, '127.0.0.1', resolve));
  process.env['SCRIP_SERVICES'] = JSON.stringify({
    cards: `http://127.0.0.1:${(cards.address() as AddressInfo).port}`,
  });
  current = await newKey('k1');
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => now });
  for (const issuerId of ['iss_a', 'iss_b']) await ledger.publish(issuerId, preset('apparel-recharge'));
  till = openClient(ledger.as(desk('iss_a')));
});

afterAll(async () => {
  await ledger.close();
  await database.drop();
  cards.closeAllConnections();
  await new Promise((resolve) => cards.close(resolve));
});

async function recharged(name: string): Promise<KnownCard> {
  const card = await ledger.card(name);
  const paid = { principalFen: yuan(1_000), tender: 'cash' };
  (await till.post(`/ledger/v1/wallets/${card.walletId}/recharges`, JSON.parse(JSON.stringify(paid, plain)))).ok(201);
  return card;
}

const plain = (_name: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

/** What cards would sign for a spend of 100 under a key. */
function signed(card: KnownCard, key: string, changes: object = {}, by = current): Promise<string> {
  const claims = {
    iss: 'scrip:cards',
    jti: 'evt_1',
    sub: 'desk-of-iss_a',
    scrip_issuer: 'iss_a',
    card: card.cardId,
    wallet: card.walletId,
    purpose: 'spend',
    amount_fen: 10_000,
    key,
    exp: now / 1_000 + 120,
    ...changes,
  };
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'scrip-pin-authorisation+jws', kid: by.kid })
    .sign(by.key);
}

const pay = (card: KnownCard, key: string, authorisation?: string) =>
  till.post(
    `/ledger/v1/wallets/${card.walletId}/spends`,
    { cardId: card.cardId, merchantId: 'shop-1', amountFen: 10_000, authorisation },
    { key },
  );

describe('a spend with the PIN that its product asks for', () => {
  it('goes through once; asked again, also when the authorisation has expired, it answers the same', async () => {
    const card = await recharged('once');
    const key = randomUUID();
    const authorisation = await signed(card, key);
    const first = (await pay(card, key, authorisation)).ok(201);
    expect(first).toMatchObject({ chargedFen: 10_000, authorisationId: 'evt_1' });
    const began = now;
    now += 600_000;
    const again = await pay(card, key, authorisation);
    expect(again.ok(201)).toEqual(first);
    expect(again.replayed).toBe(true);
    now = began;
    const wallet = await till.get(`/ledger/v1/wallets/${card.walletId}`);
    expect(wallet.ok()).toMatchObject({ balanceFen: 100_000 });
  });

  it('is refused without one, with a forged one, with one of another command, issuer or form, and when it has expired', async () => {
    const card = await recharged('refused');
    const refused = async (authorisation: string | undefined, code: string, members?: object) => {
      const key = randomUUID();
      (await pay(card, key, authorisation)).refused(409, code, members as Record<string, unknown>);
    };
    await refused(undefined, 'pin_required', { askedFen: 10_000 });
    const thief = { kid: 'k1', key: (await generateKeyPair('EdDSA', { crv: 'Ed25519' })).privateKey };
    await refused(await signed(card, 'x', {}, thief), 'authorisation_invalid', { why: 'signature' });
    await refused(await signed(card, 'x'), 'authorisation_invalid', { why: 'another_command' });
    await refused('a.b.c', 'authorisation_invalid', { why: 'form' });
    const key = randomUUID();
    const otherTill = await signed(card, key, { sub: 'till-of-somebody' });
    (await pay(card, key, otherTill)).refused(409, 'authorisation_invalid', { why: 'another_command' });
    const second = randomUUID();
    const otherIssuer = await signed(card, second, { scrip_issuer: 'iss_b' });
    (await pay(card, second, otherIssuer)).refused(409, 'authorisation_invalid', { why: 'another_issuer' });
    const third = randomUUID();
    const old = await signed(card, third, { exp: now / 1_000 });
    (await pay(card, third, old)).refused(409, 'authorisation_expired');
  });

  it('needs no call to cards, but for keys that are not known yet', async () => {
    const card = await recharged('keys');
    const spendNow = async (): Promise<void> => {
      const key = randomUUID();
      (await pay(card, key, await signed(card, key))).ok(201);
    };
    await spendNow();
    const before = asked;
    await spendNow();
    expect(asked).toBe(before);
  });

  it('that is told of another time had its PIN then; a batch of now has none', async () => {
    const card = await recharged('told');
    const bought = { cardId: card.cardId, merchantId: 'shop-1', amountFen: 10_000 };
    const path = `/ledger/v1/wallets/${card.walletId}/spends`;
    const told = await till.post(path, bought, { occurredAt: '2025-06-15T08:00:00+08:00' });
    expect(told.ok(201)).toMatchObject({ authorisationId: null });
    const commands = [{ kind: 'spend', walletId: card.walletId, ...bought }];
    const batch = await till.post('/ledger/v1/batches', { commands });
    expect(batch.ok()).toMatchObject({ items: [{ status: 409, code: 'pin_required' }] });
    const earlier = await till.post('/ledger/v1/batches', { commands }, { occurredAt: '2025-06-15T08:00:00+08:00' });
    expect(earlier.ok()).toMatchObject({ accepted: 1 });
  });
});

describe('a card that was found', () => {
  it('opens its wallet again once cards asks, however late the news of its loss comes', async () => {
    const card = await recharged('found');
    const wallet = `/ledger/v1/wallets/${card.walletId}`;
    const reportedAt = new Date(now).toISOString();
    const ref = { cardId: card.cardId, cardSequence: 1, reportedAt };
    (await till.post(`${wallet}/card-blocks`, { ...ref, cause: 'stolen' })).ok(200);
    const key = randomUUID();
    (await pay(card, key, await signed(card, key))).refused(409, 'card_blocked');
    (await till.post(`${wallet}/card-unblocks`, { ...ref, reason: 'found' })).ok(200);
    (await till.post(`${wallet}/card-blocks`, ref)).ok(200);
    const other = randomUUID();
    (await pay(card, other, await signed(card, other))).ok(201);
    const read = (await till.get(wallet)).ok();
    expect(read).toMatchObject({ cards: [{ cardId: card.cardId, state: 'active' }] });
  });
});

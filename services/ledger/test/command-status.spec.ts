import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { apparel } from './apparel.ts';
import { desk, type KnownCard, LedgerDoor } from './ledger-door.ts';
import { at } from './wallet-story.ts';

const now = at('2025-06-15');
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let ours: Client;

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => now });
  await ledger.publish('iss_a', apparel());
  ours = openClient(ledger.as(desk('iss_a')));
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const RECHARGES = 'POST /ledger/v1/wallets/:walletId/recharges';
const recharge = (card: KnownCard, principalFen: number, key: string) =>
  ours.post(`/ledger/v1/wallets/${card.walletId}/recharges`, { principalFen, tender: 'cash' }, { key });
const statusOf = (key: string, route = RECHARGES, client = ours) =>
  client.get(`/v1/commands?${new URLSearchParams({ key, route })}`);

describe('the status of a command by its key', () => {
  it('is accepted, with its facts, once it is done', async () => {
    const card = await ledger.card('done');
    (await recharge(card, 100_000, 'till-1')).ok(201);
    expect((await statusOf('till-1')).ok()).toEqual({
      state: 'accepted',
      refusal: null,
      events: [
        {
          eventId: expect.stringMatching(/^evt_/),
          type: 'WalletRecharged',
          streamId: card.walletId,
          position: expect.any(Number),
          occurredAt: new Date(now).toISOString(),
          recordedAt: expect.any(String),
        },
      ],
    });
  });

  it('is refused, with the code and the numbers, where its refusal was kept', async () => {
    const card = await ledger.card('refused');
    (await recharge(card, 99_999, 'till-2')).refused(409, 'recharge_below_minimum');
    expect((await statusOf('till-2')).ok()).toEqual({
      state: 'refused',
      refusal: { code: 'recharge_below_minimum', askedFen: 99_999, minimumFen: 100_000, missingFen: 1 },
      events: [],
    });
  });

  it('is unknown before it arrives, on another route, and to every other caller', async () => {
    const unknown = { state: 'unknown', refusal: null, events: [] };
    expect((await statusOf('till-3')).ok()).toEqual(unknown);
    const card = await ledger.card('theirs');
    (await recharge(card, 100_000, 'till-3')).ok(201);
    expect((await statusOf('till-3')).ok()).toMatchObject({ state: 'accepted' });
    expect((await statusOf('till-3', 'POST /ledger/v1/wallets/:walletId/spends')).ok()).toEqual(unknown);
    const other = openClient(ledger.as({ ...desk('iss_a'), subject: 'another-desk' }));
    expect((await statusOf('till-3', RECHARGES, other)).ok()).toEqual(unknown);
  });

  it('needs its scope and a route of the form that the OpenAPI document has', async () => {
    const till = openClient(ledger.as({ subject: 'till', issuerId: 'iss_a', scopes: 'ledger:spend' }));
    (await statusOf('till-1', RECHARGES, till)).refused(403, 'insufficient_scope', { scope: 'commands:read' });
    (await statusOf('till-1', 'recharges')).refused(400, 'invalid_request');
  });
});

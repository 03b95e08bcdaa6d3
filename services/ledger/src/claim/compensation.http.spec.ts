import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@scrip/event-store';
import type { Programme } from '@scrip/programme';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { apparel } from '../../test/apparel.ts';
import { desk, type KnownCard, LedgerDoor } from '../../test/ledger-door.ts';

const ISSUER = 'iss_a';
const programme: Programme = apparel();
const path = '/ledger/v1/compensations';

describe('a compensation in the ledger', () => {
  let database: ThrowawayDatabase;
  let ledger: LedgerDoor;
  let notifications: Client;
  let card: KnownCard;

  beforeAll(async () => {
    database = await throwawayDatabase('ledger');
    ledger = await LedgerDoor.open(database.appUrl, { now: () => Date.parse('2025-06-01T10:00:00+08:00') });
    await ledger.publish(ISSUER, programme);
    card = await ledger.card('compensated');
    notifications = openClient(ledger.as(desk(ISSUER)));
  });
  afterAll(async () => {
    await ledger?.close();
    await database?.drop();
  });

  const granted = (more: object = {}): Body => ({
    compensationId: newId('cmp'),
    caseId: newId('cas'),
    holderId: card.holderId,
    programmeId: programme.id,
    amountFen: 12_345,
    ...more,
  });
  async function balanceOf(account: string): Promise<unknown> {
    const { items } = (await notifications.get('/ledger/v1/journal/trial-balance?limit=200')).ok() as { items: Body[] };
    return items.find((one) => one['account'] === account)?.['balanceFen'];
  }

  it('is an expense and in the wallet in the same moment, once under whatever key', async () => {
    const body = granted({ walletId: card.walletId });
    const key = randomUUID();
    const done = (await notifications.post(path, body, { key })).ok(201);
    expect(done).toMatchObject({ amountFen: 12_345, walletId: card.walletId });
    expect((await notifications.post(path, body, { key })).ok(201)).toEqual(done);
    (await notifications.post(path, body)).refused(409, 'claim_known', { claimId: done['claimId'] });
    const wallet = (await notifications.get(`/ledger/v1/wallets/${card.walletId}`)).ok();
    expect(wallet).toMatchObject({ balanceFen: 12_345 });
    const claim = (await notifications.get(`/ledger/v1/claims/${String(done['claimId'])}`)).ok();
    expect(claim).toMatchObject({ status: 'settled', partyKind: 'holder', cause: 'compensation', amountFen: 12_345 });
    expect(await balanceOf('expense:compensation')).toBe(12_345);
    expect(await balanceOf(`payable:claim:${String(done['claimId'])}`)).toBe(0);
  });

  it('is owed where no wallet is named, until it is paid by bank', async () => {
    const done = (await notifications.post(path, granted({ amountFen: 500 }))).ok(201);
    const claimId = String(done['claimId']);
    expect(await balanceOf(`payable:claim:${claimId}`)).toBe(-500);
    const paid = { amountFen: 500, bankReference: 'bank-9' };
    (await notifications.post(`/ledger/v1/claims/${claimId}/settlement`, paid)).ok(200);
    expect(await balanceOf(`payable:claim:${claimId}`)).toBe(0);
    const listed = (await notifications.get('/ledger/v1/claims?partyKind=holder&status=settled')).ok();
    expect((listed['items'] as Body[]).map((one) => one['claimId'])).toContain(claimId);
  });

  it('is refused for a wallet that is not there, or another holder’s', async () => {
    const nowhere = granted({ walletId: newId('wal') });
    (await notifications.post(path, nowhere)).refused(404, 'wallet_unknown');
    const others = granted({ walletId: card.walletId, holderId: newId('hld') });
    (await notifications.post(path, others)).refused(409, 'holder_mismatch');
    (await notifications.post(path, granted({ amountFen: 0 }))).refused(400, 'invalid_request');
    const reader = openClient(ledger.as({ ...desk(ISSUER), scopes: 'ledger:read' }));
    (await reader.post(path, granted())).refused(403, 'insufficient_scope');
  });
});

import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CardEvent, HolderMerged } from '@scrip/contracts';
import { idFrom, type Tx } from '@scrip/event-store';
import { type Programme, preset } from '@scrip/programme';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { apparel } from '../../test/apparel.ts';
import { carryOut } from '../../test/card-news.ts';
import { desk, type KnownCard, LedgerDoor } from '../../test/ledger-door.ts';
import { at } from '../../test/wallet-story.ts';

let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let ours: Client;

/** With transfers between a holder's wallets. */
function lending(): Programme {
  const programme = apparel();
  const storedValue = programme.storedValue?.map((product) => ({ ...product, transfer: 'allowed' as const }));
  return { ...programme, storedValue };
}

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  const now = at('2025-06-15');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => now });
  await ledger.publish('iss_a', lending());
  await ledger.publish('iss_a', preset('corporate-meal'));
  ours = openClient(ledger.as(desk('iss_a')));
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const WALLETS = '/ledger/v1/wallets';
const holder = (name: string): string => idFrom('hld', name);
const merged = (from: string, to: string): HolderMerged => ({
  holderId: holder(from),
  survivorId: holder(to),
  mergeId: idFrom('hmg', `${from} ${to}`),
  proposedBy: 'desk-1',
  approvedBy: 'desk-2',
});
const merge = (from: string, to: string): Promise<void> => ledger.hearMerged('iss_a', merged(from, to));
/** The first card of a wallet. */
const issued = (name: string, of: string): CardEvent => {
  const ids = { cardId: idFrom('crd', name), walletId: idFrom('wal', name), holderId: holder(of) };
  const under = { programmeId: 'apparel-recharge', programmeVersion: 1, productKey: 'recharge-card' };
  const number = { cardNumber: '9156000000000009', sequence: 1, cardVersion: 1, form: 'physical' };
  return {
    type: 'CardIssued',
    data: { ...ids, ...under, ...number, applicationId: null, replacesCardId: null, cause: null },
  };
};
const walletsOf = async (name: string): Promise<string[]> => {
  const { items } = (await ours.get<{ items: { walletId: string }[] }>(`${WALLETS}?holderId=${holder(name)}`)).ok();
  return items.map(({ walletId }) => walletId);
};
const versionOf = async ({ walletId }: KnownCard): Promise<number> => (await ledger.log.readStream(walletId)).length;

describe('two holders who are one person', () => {
  it('have their wallets together, and value moves between them; the second time nothing changes', async () => {
    const gone = await ledger.card('gone-1');
    const stays = await ledger.card('stays-1');
    (await ours.post(`${WALLETS}/${gone.walletId}/recharges`, { principalFen: 100_000, tender: 'cash' })).ok(201);
    const moving = { toWalletId: stays.walletId, amountFen: 1_000 };
    (await ours.post(`${WALLETS}/${gone.walletId}/transfers`, moving)).refused(409, 'wallet_of_another_holder');

    await merge('gone-1', 'stays-1');
    expect((await ledger.log.readStream(gone.walletId)).at(-1)).toMatchObject({
      envelope: { issuerId: 'iss_a', actor: 'service:ledger' },
      event: {
        type: 'WalletHolderMerged',
        data: {
          holderId: holder('stays-1'),
          formerHolderId: holder('gone-1'),
          mergeId: idFrom('hmg', 'gone-1 stays-1'),
        },
      },
    });
    expect(await walletsOf('stays-1')).toEqual([gone.walletId, stays.walletId].toSorted());
    expect(await walletsOf('gone-1')).toEqual([]);
    (await ours.post(`${WALLETS}/${gone.walletId}/transfers`, moving)).ok(201);

    const version = await versionOf(gone);
    await merge('gone-1', 'stays-1');
    expect(await versionOf(gone)).toBe(version);
  });

  it('in a chain that is heard in the wrong order are the last one', async () => {
    const first = await ledger.card('first-2');
    const second = await ledger.card('second-2');
    await merge('second-2', 'last-2');
    await merge('first-2', 'second-2');
    expect(await walletsOf('last-2')).toEqual([first.walletId, second.walletId].toSorted());
    expect(await walletsOf('second-2')).toEqual([]);
  });

  it('also where the card of the one who goes is issued or registered after the merge was heard', async () => {
    await merge('gone-3', 'stays-3');
    const late = await ledger.card('late-3', { holder: 'gone-3' });
    expect(await walletsOf('stays-3')).toEqual([late.walletId]);
    const [cardId, walletId] = [idFrom('crd', 'blank-3'), idFrom('wal', 'blank-3')];
    const ref = { cardId, walletId, sequence: 1, cardVersion: 1 };
    const of = { programmeId: 'apparel-recharge', programmeVersion: 1, productKey: 'recharge-card', form: 'physical' };
    const place = { placeKind: null, placeId: null, orderId: null, region: null, expiresAt: null };
    const unpaid = { saleId: null, tender: null, faceFen: null };
    const sold = { ...ref, cardNumber: '9156000000000009', ...of, ...place, ...unpaid };
    await ledger.hear('iss_a', { type: 'CardSold', data: sold });
    await ledger.hear('iss_a', { type: 'CardRegistered', data: { ...ref, holderId: holder('gone-3') } });
    expect(await walletsOf('stays-3')).toEqual([late.walletId, walletId].toSorted());
  });

  it('also where a card of the one who goes was about to be issued when the merge was heard', async () => {
    const asked = await ledger.effectOf('iss_a', issued('about-7', 'gone-7'));
    await merge('gone-7', 'stays-7');
    await expect(carryOut(ledger.log, asked)).rejects.toMatchObject({ name: 'NotYetError' });
    const card = await ledger.card('about-7', { holder: 'gone-7' });
    expect(await walletsOf('stays-7')).toEqual([card.walletId]);
  });

  it('also where the card is being issued: the merge waits for it', async () => {
    const asked = await ledger.effectOf('iss_a', issued('being-8', 'gone-8'));
    if (!asked || !('command' in asked)) throw new Error('a command was expected');
    let merging: Promise<void> | undefined;
    const writes = async (tx: Tx): Promise<void> => {
      await asked.command.writes?.(tx);
      merging = merge('gone-8', 'stays-8');
      const waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
      while ((await ledger.log.pool.query(waiting)).rowCount === 0) await setImmediate();
    };
    await carryOut(ledger.log, { command: { ...asked.command, writes } });
    await merging;
    expect(await walletsOf('stays-8')).toEqual([idFrom('wal', 'being-8')]);
  });

  it('also where the one who stays is merged on while the first merge is decided', async () => {
    const gone = await ledger.card('first-9');
    const asked = await ledger.effectOfMerge('iss_a', merged('first-9', 'second-9'));
    await merge('second-9', 'last-9');
    if (!asked || !('across' in asked)) throw new Error('a wallet was to be merged');
    await expect(ledger.log.executeAcross({ ...asked.across, key: null })).rejects.toMatchObject({
      name: 'NotYetError',
    });
    await merge('first-9', 'second-9');
    expect(await walletsOf('last-9')).toEqual([gone.walletId]);
  });

  it('and a replacement that names the survivor waits until the merge is heard', async () => {
    const gone = await ledger.card('gone-4');
    const under = { programmeId: 'apparel-recharge', programmeVersion: 1, productKey: 'recharge-card' };
    const number = { cardNumber: '9156000000000009', sequence: 2, cardVersion: 2, form: 'physical' };
    const why = { applicationId: null, replacesCardId: gone.cardId, cause: 'damaged' };
    const ids = { walletId: gone.walletId, holderId: holder('stays-4'), cardId: idFrom('crd', 'new-4') };
    const issued = { type: 'CardIssued' as const, data: { ...ids, ...under, ...number, ...why } };
    await expect(ledger.hear('iss_a', issued)).rejects.toMatchObject({ name: 'NotYetError' });
    await merge('gone-4', 'stays-4');
    await ledger.hear('iss_a', issued);
    expect(await walletsOf('stays-4')).toEqual([gone.walletId]);
  });

  it('with a wallet that was closed: it is in the list of the survivor, and can still be read', async () => {
    const clients = '/ledger/v1/clients';
    const of = { programmeId: 'corporate-meal', productKey: 'meal-card' };
    (await ours.post(clients, { clientId: 'acme', ...of, agentId: 'agent-1' })).ok(201);
    const card = await ledger.card('gone-5', of);
    const lines = [{ walletId: card.walletId, amountFen: 30_000, newCard: true }];
    (await ours.post(`${clients}/acme/lists`, { listId: '1', lines, askedBy: 'agent-1' })).ok(201);
    (await ours.post(`${clients}/acme/lists/1/payments`, { amountFen: 30_500, bankReference: 'b' })).ok(201);
    (await ours.post(`${clients}/acme/returns`, { walletId: card.walletId, askedBy: 'agent-1' })).ok(201);
    await ledger.caughtUp();
    await merge('gone-5', 'stays-5');
    expect(await walletsOf('stays-5')).toEqual([card.walletId]);
  });

  it('are compensated for a case that names the one who went', async () => {
    const gone = await ledger.card('gone-6');
    await merge('gone-6', 'stays-6');
    const granted = {
      compensationId: idFrom('cmp', 'gone-6'),
      caseId: idFrom('cas', 'gone-6'),
      holderId: holder('gone-6'),
      programmeId: 'apparel-recharge',
      amountFen: 500,
      walletId: gone.walletId,
    };
    (await ours.post('/ledger/v1/compensations', granted)).ok(201);
  });
});

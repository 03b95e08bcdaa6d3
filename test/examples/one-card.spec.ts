import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Body, system } from '@scrip/testing';
import { type OpenProgramme, type OpenWallet, openProgramme, openWallet, register, yuan } from '../world/programme.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;

let campus: OpenProgramme;

beforeAll(async () => {
  campus = await openProgramme(await system(), 'apparel-recharge');
}, START_MS_MAX);

interface OpenPurse {
  readonly wallet: OpenWallet;
  readonly purseId: string;
  readonly path: string;
}

/** A purse on a card of a wallet with 1,000 (+100), with this much on it. */
async function purseWith(amount: number): Promise<OpenPurse> {
  const holderId = await register(campus.system);
  const wallet = await openWallet(campus, { holderId, productKey: 'recharge-card' });
  (await wallet.recharge(yuan(1_000))).ok(201);
  const name = { cardId: wallet.cardId, enterpriseId: 'campus', keyEpoch: 1 };
  const made = await wallet.client.post<{ purseId: string }>(`/ledger/v1/wallets/${wallet.walletId}/purses`, name);
  const { purseId } = made.ok(201);
  const purse = { wallet, purseId, path: `/ledger/v1/purses/${purseId}` };
  const loadId = await authorise(purse, amount, 1, 0);
  (await wallet.client.post(`${purse.path}/loads/${loadId}/confirm`, undefined)).ok(201);
  return purse;
}

async function authorise(purse: OpenPurse, amount: number, loadCounter: number, spendCounter: number): Promise<string> {
  const asked = { amountFen: yuan(amount), loadCounter, spendCounter };
  return (await purse.wallet.client.post<{ loadId: string }>(`${purse.path}/loads`, asked)).ok(201).loadId;
}

/** What a terminal sends of one spend. */
const spent = ({ wallet }: OpenPurse, counter: number, amount: number, balance: number, changes: object = {}) => ({
  cardId: wallet.cardId,
  enterpriseId: 'campus',
  keyEpoch: 1,
  counter,
  amountFen: yuan(amount),
  balanceFen: yuan(balance),
  spentAt: new Date().toISOString(),
  merchantId: 'canteen',
  terminalId: 'pos-1',
  macValid: true,
  ...changes,
});
async function sent({ wallet }: OpenPurse, ...records: readonly object[]): Promise<readonly unknown[]> {
  const answer = await wallet.client.post<{ records: Body[] }>('/ledger/v1/purse-records', { records });
  return answer.ok(200).records.map(({ verdict, code }) => code ?? verdict);
}
const read = async ({ wallet, path }: OpenPurse): Promise<Body> => (await wallet.client.get(path)).ok();
async function exceptionsOf({ wallet, purseId }: OpenPurse, state: 'open' | 'closed'): Promise<readonly Body[]> {
  const path = `/ledger/v1/purse-exceptions?purseId=${purseId}&state=${state}`;
  return (await wallet.client.get<{ items: Body[] }>(path)).ok().items;
}

describe('offline spends', () => {
  it('O1 counters 1, 2, 4 arrive, later 3, and 2 again: four spends, no gap open, one duplicate named', async () => {
    const purse = await purseWith(100);
    const third = spent(purse, 3, 10, 70);
    const second = spent(purse, 2, 10, 80);
    expect(await sent(purse, spent(purse, 1, 10, 90), second, spent(purse, 4, 10, 60))).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ]);
    expect(await exceptionsOf(purse, 'open')).toMatchObject([{ kind: 'gap', counter: 3, toCounter: 3 }]);
    expect(await sent(purse, third, second)).toEqual(['accepted', 'duplicate']);
    expect(await read(purse)).toMatchObject({ highestCounter: 4, gaps: [], valueFen: yuan(60) });
    expect(await exceptionsOf(purse, 'open')).toEqual([]);
    expect((await purse.wallet.client.get(`${purse.path}/records`)).ok()).toMatchObject({ items: [{}, {}, {}, {}] });
  });

  it('O2 MAC wrong: refused and reported; the account unchanged', async () => {
    const purse = await purseWith(100);
    const before = await read(purse);
    expect(await sent(purse, spent(purse, 1, 10, 90, { macValid: false }))).toEqual(['mac_invalid']);
    expect(await read(purse)).toEqual(before);
    expect(await exceptionsOf(purse, 'open')).toMatchObject([{ kind: 'refused', code: 'mac_invalid', counter: 1 }]);
  });

  it('O3 purse 50, spends 20 and 20: card says 10 after the second: agree; card says 15: exception of 5', async () => {
    const agreeing = await purseWith(50);
    await sent(agreeing, spent(agreeing, 1, 20, 30), spent(agreeing, 2, 20, 10));
    expect(await exceptionsOf(agreeing, 'open')).toEqual([]);
    const purse = await purseWith(50);
    await sent(purse, spent(purse, 1, 20, 30), spent(purse, 2, 20, 15));
    expect(await exceptionsOf(purse, 'open')).toMatchObject([{ kind: 'difference', counter: 2, amountFen: yuan(5) }]);
  });

  it('O4 load authorised, no acknowledgement: pending, its value in transit; resolved by the next record’s counter and balance', async () => {
    const purse = await purseWith(50);
    const { walletId, client } = purse.wallet;
    const loadId = await authorise(purse, 40, 2, 0);
    expect(await read(purse)).toMatchObject({ valueFen: yuan(50), pendingLoad: { loadId, amountFen: yuan(40) } });
    const path = `/ledger/v1/journal/lines?walletId=${walletId}&account=liability:purse-in-transit&order=oldest`;
    const { position } = await client.post('/ledger/v1/purse-records', { records: [spent(purse, 1, 20, 70)] });
    expect(await read(purse)).toMatchObject({ valueFen: yuan(70), pendingLoad: null });
    const lines = await campus.system.client('finance').get<{ items: Body[] }>(path, { after: position });
    expect(lines.ok().items.map(({ amountFen }) => amountFen)).toEqual([-50, 50, -40, 40].map(yuan));
    // The other way round: the card does not have it, so the wallet gets it back.
    await authorise(purse, 40, 3, 1);
    await sent(purse, spent(purse, 2, 20, 50));
    expect(await read(purse)).toMatchObject({ valueFen: yuan(50), pendingLoad: null });
    expect((await client.get(`/ledger/v1/wallets/${walletId}`)).ok()).toMatchObject({ balanceFen: yuan(1_010) });
  });
});

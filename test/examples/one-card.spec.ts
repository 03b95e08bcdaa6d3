import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Body, soon, system } from '@scrip/testing';
import { Campus, moduleKeys, type SimCard } from '../campus/simulator.ts';
import {
  type OpenProgramme,
  type OpenWallet,
  openProgramme,
  openWallet,
  register,
  unique,
  yuan,
} from '../world/programme.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;
const SPENT_AT = Date.now() - 3_600_000;

let programme: OpenProgramme;
let campus: Campus;

beforeAll(async () => {
  programme = await openProgramme(await system(), 'one-card');
  const client = programme.system.client('importer');
  campus = await Campus.open({ enterprise: client, finance: client }, { name: unique('campus'), module: moduleKeys() });
  await campus.registerTerminal('pos-1', 'canteen');
}, START_MS_MAX);

interface OpenPurse {
  readonly wallet: OpenWallet;
  readonly card: SimCard;
  readonly purseId: string;
  readonly path: string;
}

/** A purse on a card of a wallet with 1,100, with this much on it. */
async function purseWith(amount: number): Promise<OpenPurse> {
  const holderId = await register(programme.system);
  const wallet = await openWallet(programme, { holderId, productKey: 'campus-card' });
  (await wallet.recharge(yuan(1_100))).ok(201);
  const card = await campus.wash(wallet.cardId);
  const { purseId, loadId } = await campus.authorise(card, yuan(amount), 1, 0);
  await campus.acknowledge(card, loadId, 1, yuan(amount), yuan(amount));
  return { wallet, card, purseId, path: `/ledger/v1/purses/${purseId}` };
}

/** What a terminal sends of a spend; `changes` come after the card has MACed it. */
const spent = (
  { card }: OpenPurse,
  counter: number,
  amount: number,
  balance: number,
  changes: object = {},
): object => ({
  ...campus.spend(card, {
    counter,
    amountFen: yuan(amount),
    balanceFen: yuan(balance),
    terminalId: campus.codeOf('pos-1'),
    spentAt: SPENT_AT,
  }),
  ...changes,
});
/** Sends records in a file, and waits until they are taken; what became of them. */
async function sent(...records: readonly object[]): Promise<Body> {
  const client = programme.system.client('importer');
  const fileId = await campus.sendLines(records, randomBytes(8).toString('hex'));
  return soon('the end of the file', async () => {
    const file = (await client.get(`/cards/v1/record-files/${fileId}`)).ok();
    if (file['state'] !== 'done') return undefined;
    const refused = (await client.get<{ items: Body[] }>(`/cards/v1/record-files/${fileId}/refusals`)).ok().items;
    return { ...file, codes: refused.map(({ code }) => code) };
  });
}
const read = async ({ wallet, path }: OpenPurse): Promise<Body> => (await wallet.client.get(path)).ok();
/** The exceptions of a purse, as many as there should be. */
async function exceptionsOf(
  { wallet, purseId }: OpenPurse,
  state: 'open' | 'closed',
  count: number,
): Promise<readonly Body[]> {
  const path = `/ledger/v1/purse-exceptions?purseId=${purseId}&state=${state}`;
  return soon(`${count} exceptions`, async () => {
    const { items } = (await wallet.client.get<{ items: Body[] }>(path)).ok();
    return items.length === count ? items : undefined;
  });
}

describe('offline spends', () => {
  it('O1 counters 1, 2, 4 arrive, later 3, and 2 again: four spends, no gap open, one duplicate named', async () => {
    const purse = await purseWith(100);
    const third = spent(purse, 3, 10, 70);
    const second = spent(purse, 2, 10, 80);
    expect(await sent(spent(purse, 1, 10, 90), second, spent(purse, 4, 10, 60))).toMatchObject({ accepted: 3 });
    expect(await exceptionsOf(purse, 'open', 1)).toMatchObject([
      { kind: 'gap', counter: 3, toCounter: 3, suspenseFen: yuan(10) },
    ]);
    expect(await sent(third, second)).toMatchObject({ accepted: 1, duplicates: 1, refused: 0 });
    expect(await read(purse)).toMatchObject({ highestCounter: 4, gaps: [], valueFen: yuan(60) });
    expect(await exceptionsOf(purse, 'open', 0)).toEqual([]);
    expect((await purse.wallet.client.get(`${purse.path}/records`)).ok()).toMatchObject({ items: [{}, {}, {}, {}] });
  });

  it('O2 MAC wrong: refused and reported; the account unchanged', async () => {
    const purse = await purseWith(100);
    const before = await read(purse);
    const altered = spent(purse, 1, 10, 90, { amountFen: yuan(1) });
    expect(await sent(altered)).toMatchObject({ accepted: 0, refused: 1, codes: ['mac_invalid'] });
    expect(await read(purse)).toEqual(before);
    expect(await exceptionsOf(purse, 'open', 1)).toMatchObject([{ kind: 'refused', code: 'mac_invalid', counter: 1 }]);
  });

  it('O3 purse 50, spends 20 and 20: card says 10 after the second: agree; card says 15: exception of 5', async () => {
    const agreeing = await purseWith(50);
    expect(await sent(spent(agreeing, 1, 20, 30), spent(agreeing, 2, 20, 10))).toMatchObject({ accepted: 2 });
    expect(await exceptionsOf(agreeing, 'open', 0)).toEqual([]);
    const purse = await purseWith(50);
    await sent(spent(purse, 1, 20, 30), spent(purse, 2, 20, 15));
    expect(await exceptionsOf(purse, 'open', 1)).toMatchObject([
      { kind: 'difference', counter: 2, amountFen: yuan(5) },
    ]);
  });

  it('O4 load authorised, no acknowledgement: pending, its value in transit; resolved by the next record’s counter and balance', async () => {
    const purse = await purseWith(50);
    const { walletId, client } = purse.wallet;
    const { loadId } = await campus.authorise(purse.card, yuan(40), 2, 0);
    expect(await read(purse)).toMatchObject({ valueFen: yuan(50), pendingLoad: { loadId, amountFen: yuan(40) } });
    const path = `/ledger/v1/journal/lines?walletId=${walletId}&account=liability:purse-in-transit&order=oldest`;
    await sent(spent(purse, 1, 20, 70));
    expect(await read(purse)).toMatchObject({ valueFen: yuan(70), pendingLoad: null });
    const finance = programme.system.client('finance');
    const lines = await soon('the four lines', async () => {
      const { items } = (await finance.get<{ items: Body[] }>(path)).ok();
      return items.length === 4 ? items : undefined;
    });
    expect(lines.map(({ amountFen }) => amountFen)).toEqual([-50, 50, -40, 40].map(yuan));
    // The other way round: the card does not have it, so the wallet gets it back.
    await campus.authorise(purse.card, yuan(40), 3, 1);
    await sent(spent(purse, 2, 20, 50));
    expect(await read(purse)).toMatchObject({ valueFen: yuan(50), pendingLoad: null });
    await soon('the value back in the wallet', async () => {
      const { balanceFen } = (await client.get(`/ledger/v1/wallets/${walletId}`)).ok();
      return balanceFen === yuan(1_010) ? balanceFen : undefined;
    });
  });
});

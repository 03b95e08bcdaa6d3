import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idFrom } from '@scrip/event-store';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { apparel } from '../../test/apparel.ts';
import { desk, type KnownCard, LedgerDoor } from '../../test/ledger-door.ts';
import { at, yuan } from '../../test/wallet-story.ts';

let now = at('2025-06-15', '09:00:00');
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let ours: Client;

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => now });
  for (const issuerId of ['iss_a', 'iss_b']) await ledger.publish(issuerId, apparel());
  ours = openClient(ledger.as(desk('iss_a')));
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

interface OpenPurse {
  readonly card: KnownCard;
  readonly purseId: string;
  readonly path: string;
}
const fenOf = (amount: number): number => Number(yuan(amount));
const nameOf = (card: KnownCard) => ({ cardId: card.cardId, enterpriseId: 'campus', keyEpoch: 1 });
const walletOf = async ({ walletId }: KnownCard): Promise<Body> =>
  (await ours.get(`/ledger/v1/wallets/${walletId}`)).ok();
async function opened(name: string): Promise<OpenPurse> {
  const card = await ledger.card(name);
  const paid = { principalFen: fenOf(1_000), tender: 'cash' };
  (await ours.post(`/ledger/v1/wallets/${card.walletId}/recharges`, paid)).ok(201);
  const made = await ours.post<{ purseId: string }>(`/ledger/v1/wallets/${card.walletId}/purses`, nameOf(card));
  const { purseId } = made.ok(201);
  return { card, purseId, path: `/ledger/v1/purses/${purseId}` };
}
const load = (purse: OpenPurse, amount: number, loadCounter = 1, spendCounter = 0) =>
  ours.post<{ loadId: string }>(`${purse.path}/loads`, { amountFen: fenOf(amount), loadCounter, spendCounter });
async function loaded(name: string, amount: number): Promise<OpenPurse> {
  const purse = await opened(name);
  const { loadId } = (await load(purse, amount)).ok(201);
  (await ours.post(`${purse.path}/loads/${loadId}/confirm`, undefined)).ok(201);
  return purse;
}
const record = ({ card }: OpenPurse, counter: number, amount: number, balance: number, changes: object = {}) => ({
  ...nameOf(card),
  counter,
  amountFen: fenOf(amount),
  balanceFen: fenOf(balance),
  spentAt: '2025-06-14T12:00:00+08:00',
  merchantId: 'canteen',
  terminalId: 'pos-1',
  macValid: true,
  ...changes,
});
const upload = (records: readonly object[], key = randomUUID()) =>
  ours.post<{ records: Body[] }>('/ledger/v1/purse-records', { records }, { key });
const verdicts = (answer: { records: Body[] }): unknown[] => answer.records.map(({ verdict, code }) => code ?? verdict);
const exceptionsOf = async ({ purseId }: OpenPurse, more = ''): Promise<Body[]> =>
  (await ours.get<{ items: Body[] }>(`/ledger/v1/purse-exceptions?purseId=${purseId}${more}`)).ok().items;
/** What one account got by facts of a wallet and its purse. */
async function linesOf({ card }: OpenPurse, account: string): Promise<unknown[]> {
  const path = `/ledger/v1/journal/lines?walletId=${card.walletId}&account=${account}&order=oldest`;
  const { items } = (await ours.get<{ items: Body[] }>(path)).ok();
  return items.map(({ amountFen }) => amountFen);
}

describe('a purse at the door', () => {
  it('is opened once, and is there for its own issuer only', async () => {
    const purse = await opened('once');
    (await ours.post(`/ledger/v1/wallets/${purse.card.walletId}/purses`, nameOf(purse.card))).refused(
      409,
      'purse_known',
      { purseId: purse.purseId },
    );
    const other = { ...nameOf(purse.card), enterpriseId: 'works' };
    (await ours.post(`/ledger/v1/wallets/${purse.card.walletId}/purses`, other)).ok(201);
    expect((await ours.get(`/ledger/v1/purses?cardId=${purse.card.cardId}`)).ok()).toMatchObject({ items: [{}, {}] });
    const narrowed = (await ours.get(`/ledger/v1/purses?walletId=${purse.card.walletId}&enterpriseId=campus`)).ok();
    expect(narrowed).toMatchObject({ items: [{ purseId: purse.purseId, keyEpoch: 1 }], next: null });
    const theirs = openClient(ledger.as(desk('iss_b')));
    await ledger.caughtUp();
    (await theirs.get(purse.path)).refused(404, 'purse_unknown', { purseId: purse.purseId });
    (await theirs.get(`${purse.path}/records`)).refused(404, 'purse_unknown');
    const asked = { amountFen: 1, loadCounter: 1, spendCounter: 0 };
    (await theirs.post(`${purse.path}/loads`, asked)).refused(404, 'purse_unknown');
    const loadPath = `${purse.path}/loads/${idFrom('load', 'any')}`;
    (await theirs.post(`${loadPath}/confirm`, undefined)).refused(404, 'purse_unknown');
    (await theirs.post(`${loadPath}/reverse`, {})).refused(404, 'purse_unknown');
    expect((await theirs.get('/ledger/v1/purses')).ok()).toMatchObject({ items: [] });
    const card = await ledger.card('nobody');
    (await theirs.post(`/ledger/v1/wallets/${card.walletId}/purses`, nameOf(card))).refused(404, 'wallet_unknown');
  });

  it('gets value from the wallet when the card has it; in between it is in transit (example O4)', async () => {
    const purse = await opened('load');
    const key = randomUUID();
    const asked = { amountFen: fenOf(55), loadCounter: 1, spendCounter: 0 };
    const first = await ours.post<{ loadId: string }>(`${purse.path}/loads`, asked, { key });
    expect(first.ok(201)).toMatchObject({
      lots: [{ principalFen: fenOf(50), bonusFen: fenOf(5) }],
      balanceAfterFen: fenOf(1_045),
    });
    expect(await ours.post(`${purse.path}/loads`, asked, { key })).toMatchObject({ body: first.body, replayed: true });
    expect(await walletOf(purse.card)).toMatchObject({ balanceFen: fenOf(1_045) });
    const { loadId } = first.ok();
    expect((await ours.get(purse.path)).ok()).toMatchObject({ valueFen: 0, pendingLoad: { loadId } });
    expect(await linesOf(purse, 'liability:purse-in-transit')).toEqual([-fenOf(55)]);
    (await load(purse, 1, 2)).refused(409, 'load_pending', { loadId, amountFen: fenOf(55) });
    expect((await ours.post(`${purse.path}/loads/${loadId}/confirm`, undefined)).ok(201)).toMatchObject({
      state: 'confirmed',
      amountFen: fenOf(55),
    });
    (await ours.post(`${purse.path}/loads/${loadId}/reverse`, {})).refused(409, 'load_not_pending', { loadId });
    expect((await ours.get(purse.path)).ok()).toMatchObject({ valueFen: fenOf(55), pendingLoad: null });
    expect(await linesOf(purse, 'liability:purse-in-transit')).toEqual([-fenOf(55), fenOf(55)]);
    expect(await linesOf(purse, 'liability:purse')).toEqual([-fenOf(55)]);
  });

  it('gives a load that failed back to the wallet, line by line on its statement', async () => {
    const purse = await opened('failed');
    const { loadId } = (await load(purse, 55)).ok(201);
    expect(
      (await ours.post(`${purse.path}/loads/${loadId}/reverse`, { reason: 'card_removed' })).ok(201),
    ).toMatchObject({
      state: 'reversed',
      cause: 'card_removed',
    });
    expect(await walletOf(purse.card)).toMatchObject({
      balanceFen: fenOf(1_100),
      lots: [{ principalFen: fenOf(1_000) }],
    });
    const statement = await ours.get(`/ledger/v1/wallets/${purse.card.walletId}/statement?limit=2`);
    expect(statement.ok()).toMatchObject({
      items: [
        { type: 'WalletPurseLoadReversed', referenceId: loadId, amountFen: fenOf(55) },
        { type: 'WalletPurseLoaded', referenceId: loadId, amountFen: -fenOf(55), cardId: purse.card.cardId },
      ],
    });
  });

  it('is loaded once of many that ask at once, while its wallet pays others', async () => {
    const purse = await opened('hot');
    const { walletId, cardId } = purse.card;
    const spend = { cardId, merchantId: 'shop-1', amountFen: fenOf(10) };
    const [loads, spends] = await Promise.all([
      Promise.all(Array.from({ length: 20 }, () => load(purse, 55))),
      Promise.all(Array.from({ length: 20 }, () => ours.post(`/ledger/v1/wallets/${walletId}/spends`, spend))),
    ]);
    expect(loads.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const other of loads.filter(({ status }) => status !== 201)) other.refused(409, 'load_pending');
    for (const paid of spends) paid.ok(201);
    await ledger.caughtUp();
    expect(await walletOf(purse.card)).toMatchObject({ balanceFen: fenOf(1_100 - 55 - 200) });
    expect(await linesOf(purse, 'liability:purse-in-transit')).toEqual([-fenOf(55)]);
  });

  it('resolves a load that nobody acknowledged by the next record of the card (example O4)', async () => {
    const purse = await loaded('resolved', 50);
    (await load(purse, 40, 2)).ok(201);
    (await upload([record(purse, 1, 20, 30)])).ok(200);
    expect((await ours.get(purse.path)).ok()).toMatchObject({ valueFen: fenOf(30), pendingLoad: null });
    expect(await walletOf(purse.card)).toMatchObject({ balanceFen: fenOf(1_050) });
    (await load(purse, 40, 3, 1)).ok(201);
    (await upload([record(purse, 2, 20, 50)])).ok(200);
    expect((await ours.get(purse.path)).ok()).toMatchObject({ valueFen: fenOf(50), pendingLoad: null });
    expect(await exceptionsOf(purse)).toEqual([]);
  });
});

describe('records at the door', () => {
  it('each have a verdict: taken once, late and out of order, and the gap closes by itself (example O1)', async () => {
    const purse = await loaded('gap', 100);
    const records = [record(purse, 1, 20, 80), record(purse, 2, 20, 60), record(purse, 4, 10, 30)];
    const key = randomUUID();
    const first = await upload(records, key);
    expect(first.ok(200)).toMatchObject({ accepted: 3, duplicates: 0, refused: 0 });
    expect(await upload(records, key)).toMatchObject({ body: first.body, replayed: true });
    (await upload(records.slice(1), key)).refused(422, 'idempotency_key_reused');
    expect((await ours.get(purse.path)).ok()).toMatchObject({
      highestCounter: 4,
      gaps: [{ from: 3, to: 3 }],
      valueFen: fenOf(30),
      owedFen: fenOf(30),
      suspenseFen: fenOf(20),
    });
    expect(await exceptionsOf(purse, '&state=open')).toMatchObject([
      { kind: 'gap', counter: 3, toCounter: 3, amountFen: fenOf(20), suspenseFen: fenOf(20) },
    ]);
    const late = (await upload([record(purse, 3, 20, 40), record(purse, 2, 20, 60)])).ok(200);
    expect(verdicts(late)).toEqual(['accepted', 'duplicate']);
    expect((await ours.get(purse.path)).ok()).toMatchObject({ valueFen: fenOf(30), suspenseFen: 0, gaps: [] });
    expect(await exceptionsOf(purse)).toMatchObject([
      { kind: 'gap', state: 'closed', suspenseFen: 0, reason: 'records_arrived' },
    ]);
    expect(await linesOf(purse, 'liability:suspense:purse-gap')).toEqual([-fenOf(20), fenOf(20)]);
    expect(await linesOf(purse, 'liability:purse')).toEqual([-100, 20, 20, 10, 20].map(fenOf));
    expect(await linesOf(purse, 'payable:merchant:canteen')).toEqual([20, 20, 10, 20].map((one) => -fenOf(one)));
    const told = (await ours.get(`${purse.path}/records?order=oldest&limit=3`)).ok();
    expect(told).toMatchObject({ items: [{ counter: 1 }, { counter: 2 }, { counter: 3 }] });
    const rest = await ours.get(`${purse.path}/records?order=oldest&limit=3&cursor=${String(told['next'])}`);
    expect(rest.ok()).toMatchObject({ items: [{ counter: 4, spentAt: '2025-06-14T04:00:00.000Z' }], next: null });
  });

  it('of a gap that finance has closed are still settled from its suspense', async () => {
    const purse = await loaded('gap-closed', 100);
    (await upload([record(purse, 2, 20, 60)])).ok(200);
    const [found] = await exceptionsOf(purse, '&kind=gap&state=open');
    const path = `/ledger/v1/purse-exceptions/${String(found?.['exceptionId'])}/close`;
    expect((await ours.post(path, { reason: 'terminal_lost' })).ok(201)).toMatchObject({
      kind: 'gap',
      differenceFen: 0,
    });
    expect(await exceptionsOf(purse)).toMatchObject([
      { state: 'closed', reason: 'terminal_lost', suspenseFen: fenOf(20) },
    ]);
    expect(await linesOf(purse, 'liability:suspense:purse-gap')).toEqual([-fenOf(20)]);
    (await upload([record(purse, 1, 20, 80)])).ok(200);
    expect(await exceptionsOf(purse)).toMatchObject([{ state: 'closed', reason: 'terminal_lost', suspenseFen: 0 }]);
    expect(await linesOf(purse, 'liability:suspense:purse-gap')).toEqual([-fenOf(20), fenOf(20)]);
    expect(await linesOf(purse, 'payable:merchant:canteen')).toEqual([-fenOf(20), -fenOf(20)]);
  });

  it('with a wrong MAC, or of a counter with other contents, are refused and reported (example O2)', async () => {
    const purse = await loaded('refused', 100);
    (await upload([record(purse, 1, 20, 80)])).ok(200);
    const sent = [
      record(purse, 2, 20, 60, { macValid: false }),
      record(purse, 1, 50, 50),
      record(purse, 1, 20, 80),
      record(purse, 7, 1, 1, { keyEpoch: 2 }),
    ];
    const answer = (await upload(sent)).ok(200);
    expect(verdicts(answer)).toEqual(['mac_invalid', 'counter_conflict', 'duplicate', 'purse_unknown']);
    expect(verdicts((await upload(sent)).ok(200))).toEqual(verdicts(answer));
    expect(await exceptionsOf(purse, '&kind=refused')).toMatchObject([
      { code: 'mac_invalid', counter: 2, amountFen: fenOf(20), terminalId: 'pos-1' },
      { code: 'counter_conflict', counter: 1, amountFen: fenOf(50) },
    ]);
    expect((await ours.get(purse.path)).ok()).toMatchObject({ valueFen: fenOf(80) });
  });

  it('that do not add up are an exception of the difference, which finance closes once (example O3)', async () => {
    const purse = await loaded('difference', 50);
    (await upload([record(purse, 1, 20, 30), record(purse, 2, 20, 15)])).ok(200);
    const [found] = await exceptionsOf(purse, '&kind=difference&state=open');
    expect(found).toMatchObject({ counter: 2, amountFen: fenOf(5), closedAt: null });
    expect(await linesOf(purse, 'asset:suspense:purse')).toEqual([fenOf(5)]);
    const path = `/ledger/v1/purse-exceptions/${String(found?.['exceptionId'])}/close`;
    const till = openClient(
      ledger.as({ subject: 'till', issuerId: 'iss_a', merchantId: 'canteen', scopes: 'ledger:purse.settle' }),
    );
    (await till.post(path, { reason: 'mine' })).refused(403, 'merchant_mismatch');
    const theirs = openClient(ledger.as(desk('iss_b')));
    (await theirs.post(path, { reason: 'mine' })).refused(404, 'exception_unknown');
    const key = randomUUID();
    const closed = await ours.post(path, { reason: 'terminal_repaired' }, { key });
    expect(closed.ok(201)).toMatchObject({ kind: 'difference', differenceFen: fenOf(5) });
    expect(await exceptionsOf(purse)).toMatchObject([
      { state: 'closed', closedBy: 'desk-of-iss_a', reason: 'terminal_repaired' },
    ]);
    expect(await linesOf(purse, 'asset:suspense:purse')).toEqual([fenOf(5), -fenOf(5)]);
    expect(await linesOf(purse, 'expense:purse-difference')).toEqual([fenOf(5)]);
    expect(await ours.post(path, { reason: 'terminal_repaired' }, { key })).toMatchObject({ replayed: true });
    (await ours.post(path, { reason: 'again' })).refused(409, 'exception_closed', { closedFor: 'terminal_repaired' });
  });

  it('of spends after a report of loss are paid to the merchant, borne by the issuer, and reported', async () => {
    const purse = await loaded('lost', 100);
    const report = { cardId: purse.card.cardId, cardSequence: 1, reportedAt: '2025-06-14T12:00:00+08:00' };
    (await ours.post(`/ledger/v1/wallets/${purse.card.walletId}/card-blocks`, report)).ok(200);
    (await load(purse, 10, 2)).refused(409, 'card_blocked');
    const before = record(purse, 1, 20, 80, { spentAt: '2025-06-14T11:59:59+08:00' });
    (await upload([before, record(purse, 2, 30, 50)])).ok(200);
    expect(await exceptionsOf(purse)).toMatchObject([{ kind: 'spent_after_block', counter: 2, amountFen: fenOf(30) }]);
    expect(await linesOf(purse, 'payable:merchant:canteen')).toEqual([-fenOf(20), -fenOf(30)]);
    expect(await linesOf(purse, 'expense:card-loss')).toEqual([fenOf(30)]);
    expect((await ours.get(purse.path)).ok()).toMatchObject({
      valueFen: fenOf(50),
      borneFen: fenOf(30),
      owedFen: fenOf(80),
    });
  });

  it('of several purses come in one upload, a thousand at once, and a till sends its own merchant’s only', async () => {
    const purses = await Promise.all([1, 2, 3].map((n) => loaded(`many-${n}`, 1_000)));
    const records = Array.from({ length: 999 }, (_, index) => {
      const counter = Math.floor(index / 3) + 1;
      const purse = purses[index % 3];
      if (!purse) throw new Error('there are three purses');
      return record(purse, counter, 1, 1_000 - counter);
    });
    const answer = (await upload([...records].reverse())).ok(200);
    expect(answer).toMatchObject({ accepted: 999, duplicates: 0, refused: 0 });
    expect(answer.records.map(({ line }) => line)).toEqual(Array.from({ length: 999 }, (_, index) => index + 1));
    for (const purse of purses) {
      expect((await ours.get(purse.path)).ok()).toMatchObject({ highestCounter: 333, gaps: [], valueFen: fenOf(667) });
      expect(await exceptionsOf(purse)).toEqual([]);
    }
    const till = openClient(
      ledger.as({ subject: 'till-2', issuerId: 'iss_a', merchantId: 'shop-1', scopes: 'ledger:purse.record' }),
    );
    (await till.post('/ledger/v1/purse-records', { records: records.slice(0, 1) })).refused(403, 'merchant_mismatch');
    (await ours.post('/ledger/v1/purse-records', { records: [] })).refused(400, 'invalid_request');
  });

  it('dated ahead by a terminal’s clock are booked now, and keep their own time', async () => {
    const purse = await loaded('ahead', 100);
    now = at('2025-06-16', '09:00:00');
    (await upload([record(purse, 1, 20, 80, { spentAt: '2031-01-01T00:00:00+08:00' })])).ok(200);
    const path = `/ledger/v1/journal/lines?walletId=${purse.card.walletId}&account=payable:merchant:canteen`;
    expect((await ours.get(path)).ok()).toMatchObject({ items: [{ businessDate: '2025-06-16' }] });
    expect((await ours.get(`${purse.path}/records`)).ok()).toMatchObject({
      items: [{ spentAt: '2030-12-31T16:00:00.000Z' }],
    });
  });

  it('a thousand of one purse are taken together', async () => {
    const purse = await loaded('thousand', 1_000);
    const records = Array.from({ length: 1_000 }, (_, index) => record(purse, index + 1, 1, 999 - index));
    expect((await upload(records)).ok(200)).toMatchObject({ accepted: 1_000 });
    expect((await ours.get(purse.path)).ok()).toMatchObject({ highestCounter: 1_000, valueFen: 0, gaps: [] });
  });

  it('leave a journal that is zero', async () => {
    const balance = (await ours.get<{ totals: Body[] }>('/ledger/v1/journal/trial-balance')).ok();
    for (const { debitFen, creditFen } of balance.totals) expect(debitFen).toBe(creditFen);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idFrom } from '@scrip/event-store';
import { preset } from '@scrip/programme';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { apparel } from '../../test/apparel.ts';
import { desk, type KnownCard, LedgerDoor } from '../../test/ledger-door.ts';
import { at, yuan } from '../../test/wallet-story.ts';

/** Business time of these tests, moved by none but them. */
let now = at('2025-05-09', '09:00:00');
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let ours: Client;
let supervisor: Client;

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => now });
  for (const programme of [preset('corporate-meal'), apparel()]) await ledger.publish('iss_a', programme);
  ours = openClient(ledger.as(desk('iss_a')));
  const { scopes } = desk('iss_a');
  supervisor = openClient(
    ledger.as({ subject: 'supervisor', issuerId: 'iss_a', scopes: `${scopes} ledger:client.override` }),
  );
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const fenOf = (amount: number): number => Number(yuan(amount));
const AGENT = 'agent-1';
const CLIENTS = '/ledger/v1/clients';
const person = (name: string): Promise<KnownCard> =>
  ledger.card(name, { programmeId: 'corporate-meal', productKey: 'meal-card' });
const open = async (clientId: string): Promise<string> => {
  const body = { clientId, programmeId: 'corporate-meal', productKey: 'meal-card', agentId: 'agent-1' };
  (await ours.post(CLIENTS, body)).ok(201);
  return `${CLIENTS}/${clientId}`;
};
const line = (card: KnownCard, amount: number, newCard = true) => ({
  walletId: card.walletId,
  amountFen: fenOf(amount),
  newCard,
});
const load = async (path: string, listId: string, lines: readonly object[]): Promise<void> => {
  const { billFen } = (await ours.post(`${path}/lists`, { listId, lines, askedBy: AGENT })).ok(201);
  (await ours.post(`${path}/lists/${listId}/payments`, { amountFen: billFen, bankReference: 'b-1' })).ok(201);
};
const walletOf = async (card: KnownCard) => (await ours.get(`/ledger/v1/wallets/${card.walletId}`)).ok();

describe('a client at the door', () => {
  it('is opened once, under a product that is for clients, and read', async () => {
    const path = await open('opened');
    const body = { clientId: 'opened', programmeId: 'corporate-meal', productKey: 'meal-card', agentId: 'agent-1' };
    (await ours.post(CLIENTS, body)).refused(409, 'client_known', { clientId: 'opened' });
    (await ours.post(CLIENTS, { ...body, productKey: 'no-such' })).refused(409, 'product_unknown');
    const shop = { ...body, clientId: 'shop', programmeId: 'apparel-recharge', productKey: 'recharge-card' };
    (await ours.post(CLIENTS, shop)).refused(409, 'client_terms_missing', { productKey: 'recharge-card' });
    expect((await ours.get(path)).ok()).toMatchObject({ agentId: 'agent-1', owedFen: 0, terminatedDate: null });
    (await ours.post(`${path}/agent`, { agentId: 'agent-2' })).ok(200);
    expect((await ours.get(path)).ok()).toMatchObject({ agentId: 'agent-2' });
    (await ours.get(`${CLIENTS}/nobody`)).refused(404, 'client_unknown', { clientId: 'nobody' });
    const theirs = openClient(ledger.as(desk('iss_b')));
    (await theirs.get(path)).refused(404, 'client_unknown');
    (
      await theirs.post(`${path}/lists`, {
        listId: '1',
        lines: [{ walletId: idFrom('wal', 'x'), amountFen: 1 }],
        askedBy: AGENT,
      })
    ).refused(404, 'client_unknown');
    (await theirs.post(`${path}/termination`, {})).refused(404, 'client_unknown');
  });

  it('has its list billed, and loaded when it is paid: 300, 300 and 450, three new cards (example C1)', async () => {
    const path = await open('billed');
    const people = await Promise.all(['c1-a', 'c1-b', 'c1-c'].map(person));
    const lines = people.map((card, index) => line(card, [300, 300, 450][index] ?? 0));
    const submitted = (await ours.post(`${path}/lists`, { listId: '2025-05', lines, askedBy: AGENT })).ok(201);
    expect(submitted).toMatchObject({ lines: 3, newCards: 3, allowancesFen: 105_000, billFen: 106_500 });
    const payment = `${path}/lists/2025-05/payments`;
    (await ours.post(payment, { amountFen: 105_000, bankReference: 'b-1' })).refused(409, 'payment_mismatch', {
      paidFen: 105_000,
      dueFen: 106_500,
      differenceFen: -1_500,
    });
    for (const card of people) expect(await walletOf(card)).toMatchObject({ balanceFen: 0, depositFen: 0 });
    const key = randomUUID();
    const paid = await ours.post(payment, { amountFen: 106_500, bankReference: 'b-1' }, { key });
    expect(paid.ok(201)['loads']).toMatchObject(people.map(({ walletId }) => ({ walletId })));
    const again = await ours.post(payment, { amountFen: 106_500, bankReference: 'b-1' }, { key });
    expect(again).toMatchObject({ status: 201, body: paid.body, replayed: true });
    (await ours.post(payment, { amountFen: 106_500, bankReference: 'b-1' })).refused(409, 'list_paid');
    (await ours.post(`${path}/lists`, { listId: '2025-05', lines, askedBy: AGENT })).refused(409, 'list_known', {
      listId: '2025-05',
    });
    const balances = await Promise.all(people.map(walletOf));
    expect(balances.map(({ balanceFen, depositFen }) => [balanceFen, depositFen])).toEqual([
      [30_000, 500],
      [30_000, 500],
      [45_000, 500],
    ]);
    expect((await ours.get(path)).ok()).toMatchObject({ paidFen: 106_500, owedFen: 0 });
    const { items } = (await ours.get(`${path}/lists?status=paid`)).ok();
    expect(items).toMatchObject([{ listId: '2025-05', status: 'paid', billFen: 106_500, bankReference: 'b-1' }]);
    const first = (await ours.get(`${path}/lists/2025-05/lines?limit=2`)).ok();
    expect(first).toMatchObject({ items: [{ lineNo: 1 }, { lineNo: 2 }], next: expect.any(String) });
    const rest = (await ours.get(`${path}/lists/2025-05/lines?limit=2&cursor=${String(first['next'])}`)).ok();
    expect(rest).toMatchObject({ items: [{ lineNo: 3, amountFen: 45_000, newCard: true }], next: null });
    const { items: entries } = (await ours.get('/ledger/v1/journal/lines?account=liability:deposit')).ok();
    expect(entries).toMatchObject(people.map(() => ({ amountFen: -500, type: 'WalletDepositTaken' })));
  });

  it('pays for a meal tagged 25 with 22.50 of what it was given (example C2)', async () => {
    const path = await open('meals');
    const card = await person('c2');
    await load(path, '1', [line(card, 300)]);
    const bought = { cardId: card.cardId, merchantId: 'canteen', items: [{ tagFen: 2_500, count: 1 }] };
    const spent = (await ours.post(`/ledger/v1/wallets/${card.walletId}/spends`, bought)).ok(201);
    expect(spent).toMatchObject({ chargedFen: 2_250, balanceAfterFen: 27_750 });
  });

  it('with a wrong line gets nothing, and the wrong lines by name; once the wallet is there the same key goes through', async () => {
    const path = await open('wrong');
    const [a, shopper] = await Promise.all([person('wrong-a'), ledger.card('wrong-shop')]);
    const late = { walletId: idFrom('wal', 'wrong-late'), amountFen: 100, newCard: true };
    const body = (others: readonly object[]) => ({ listId: '1', lines: [line(a, 100), ...others], askedBy: AGENT });
    (await ours.post(`${path}/lists`, body([late, line(shopper, 1)]))).refused(409, 'list_line_invalid', {
      lines: [
        { line: 2, walletId: late.walletId, code: 'wallet_unknown' },
        {
          line: 3,
          walletId: shopper.walletId,
          code: 'product_mismatch',
          programmeId: 'apparel-recharge',
          productKey: 'recharge-card',
        },
      ],
    });
    const key = randomUUID();
    (await ours.post(`${path}/lists`, body([late]), { key })).refused(409, 'list_line_invalid');
    await person('wrong-late');
    (await ours.post(`${path}/lists`, body([late]), { key })).ok(201);
    (await ours.post(`${path}/lists/1/withdrawal`, {})).ok(200);
    (await ours.post(`${path}/lists/1/payments`, { amountFen: 1, bankReference: 'b' })).refused(409, 'list_withdrawn');
    (await ours.post(`${path}/lists/2/payments`, { amountFen: 1, bankReference: 'b' })).refused(404, 'list_unknown');
    (await ours.get(`${path}/lists/2`)).refused(404, 'list_unknown', { listId: '2' });
    expect((await ours.get(`${path}/lists/1`)).ok()).toMatchObject({ status: 'withdrawn' });
  });

  it('takes lists of up to a thousand lines, and each wrong one of them is named', async () => {
    const path = await open('big');
    const people: KnownCard[] = [];
    for (let n = 0; n < 12; n += 1) people.push(await person(`big-${n}`));
    await load(
      path,
      '1',
      people.map((card) => line(card, 1)),
    );
    const walletIds = Array.from({ length: 1_000 }, (_, n) => people[n]?.walletId ?? idFrom('wal', `none-${n}`));
    const lines = walletIds.map((walletId) => ({ walletId, amountFen: 100 }));
    const refused = (await ours.post(`${path}/lists`, { listId: '2', lines, askedBy: AGENT })).refused(
      409,
      'list_line_invalid',
    );
    expect(refused['lines']).toHaveLength(988);
    const tooMany = { listId: '3', lines: [...lines, ...lines.slice(0, 1)], askedBy: AGENT };
    (await ours.post(`${path}/lists`, tooMany)).refused(400, 'invalid_request');
    const [first] = people;
    expect(first && (await walletOf(first))).toMatchObject({ balanceFen: 100 });
  });
});

describe('a card that comes back at the door', () => {
  it('gives its client what is left and the deposit, and is void (example C3)', async () => {
    const path = await open('returns');
    const card = await person('c3');
    await load(path, '1', [line(card, 300)]);
    const wallet = `/ledger/v1/wallets/${card.walletId}`;
    const bought = { cardId: card.cardId, merchantId: 'canteen', amountFen: fenOf(163.6) };
    const spent = (await ours.post(`${wallet}/spends`, bought)).ok(201);
    const held = (await ours.post(`${wallet}/holds`, { ...bought, amountFen: 100 })).ok(201);
    const asked = { walletId: card.walletId, askedBy: 'agent-1' };
    (await ours.post(`${path}/returns`, asked)).refused(409, 'holds_open', { openHolds: 1 });
    (await ours.post(`${wallet}/holds/${String(held['holdId'])}/release`, {})).ok(201);
    const returned = (await ours.post(`${path}/returns`, asked)).ok(201);
    expect(returned).toMatchObject({
      unspentFen: 13_640,
      depositFen: 500,
      creditedFen: 14_140,
      owedAfterFen: 14_140,
      claim: null,
    });
    expect((await ours.get(path)).ok()).toMatchObject({ owedFen: 14_140 });
    expect(await walletOf(card)).toMatchObject({
      balanceFen: 0,
      depositFen: 0,
      closedAt: expect.any(String),
      lots: [],
      cards: [{ state: 'void' }],
    });
    (await ours.post(`${wallet}/spends`, bought)).refused(409, 'wallet_closed');
    (await ours.post(`${wallet}/holds`, bought)).refused(409, 'wallet_closed');
    (await ours.post(`${wallet}/recharges`, { principalFen: 1, tender: 'cash' })).refused(409, 'wallet_closed');
    (await ours.post(`${wallet}/spends/${String(spent['spendId'])}/returns`, {})).refused(409, 'wallet_closed');
    (await ours.post(`${path}/returns`, asked)).refused(409, 'wallet_closed');
    const loss = { cardId: card.cardId, cardSequence: 1, reportedAt: '2025-05-09T09:00:00+08:00' };
    (await ours.post(`${wallet}/card-blocks`, loss)).ok(200);
    const { items } = (await ours.get(`${wallet}/statement?limit=1`)).ok();
    expect(items).toMatchObject([{ type: 'WalletClosed', amountFen: -13_640, balanceAfterFen: 0 }]);
  });

  it('gets a card back whose purse was loaded once, as soon as the purse is empty', async () => {
    const path = await open('purses');
    const card = await person('purse-back');
    await load(path, '1', [line(card, 300)]);
    const name = { cardId: card.cardId, enterpriseId: 'campus', keyEpoch: 1 };
    const { purseId } = (await ours.post(`/ledger/v1/wallets/${card.walletId}/purses`, name)).ok(201);
    const loads = `/ledger/v1/purses/${String(purseId)}/loads`;
    const asked = { walletId: card.walletId, askedBy: 'agent-1' };
    const { loadId } = (await ours.post(loads, { amountFen: 5_000, loadCounter: 1, spendCounter: 0 })).ok(201);
    const inTransit = { purseId, balanceFen: 0, inTransitFen: 5_000, openGaps: 0 };
    (await ours.post(`${path}/returns`, asked)).refused(409, 'purse_loaded', inTransit);
    (await ours.post(`${loads}/${String(loadId)}/confirm`, undefined)).ok(201);
    const onCard = { purseId, balanceFen: 5_000, inTransitFen: 0, openGaps: 0 };
    (await ours.post(`${path}/returns`, asked)).refused(409, 'purse_loaded', onCard);
    const place = { merchantId: 'canteen', terminalId: 'pos-1', macValid: true };
    const record = (counter: number, amountFen: number, balanceFen: number) => {
      const spentAt = '2025-05-09T08:00:00+08:00';
      return { ...name, counter, amountFen, balanceFen, spentAt, ...place };
    };
    (await ours.post('/ledger/v1/purse-records', { records: [record(2, 3_000, 0)] })).ok(200);
    (await ours.post(`${path}/returns`, asked)).refused(409, 'purse_loaded', { balanceFen: 0, openGaps: 1 });
    (await ours.post('/ledger/v1/purse-records', { records: [record(1, 2_000, 3_000)] })).ok(200);
    const returned = (await ours.post(`${path}/returns`, asked)).ok(201);
    expect(returned).toMatchObject({ unspentFen: 25_000, depositFen: 500, creditedFen: 25_500 });
  });

  it('for another than the agent is refused; overridden, a claim of the allowance opens and is paid (example C4)', async () => {
    const path = await open('override');
    const card = await person('c4');
    await load(path, '1', [line(card, 300)]);
    const asked = { walletId: card.walletId, askedBy: 'employee-7' };
    (await ours.post(`${path}/returns`, asked)).refused(403, 'not_the_agent', { agentId: 'agent-1' });
    const overriding = { ...asked, override: true };
    (await ours.post(`${path}/returns`, overriding)).refused(403, 'insufficient_scope', {
      scope: 'ledger:client.override',
    });
    const { claim } = (await supervisor.post(`${path}/returns`, overriding)).ok(201) as { claim: { claimId: string } };
    expect(claim).toMatchObject({ amountFen: 30_000 });
    const claims = '/ledger/v1/claims';
    const listed = await supervisor.get(`${claims}?status=open&partyKind=client&partyId=override`);
    expect(listed.ok()).toMatchObject({
      items: [{ claimId: claim.claimId, owedBy: 'issuer', cause: 'return_not_by_agent', walletId: card.walletId }],
      next: null,
    });
    const settlement = `${claims}/${claim.claimId}/settlement`;
    const theirs = openClient(ledger.as(desk('iss_b')));
    (await theirs.post(settlement, { amountFen: 30_000, bankReference: 'b-2' })).refused(404, 'claim_unknown');
    (await supervisor.post(settlement, { amountFen: 1, bankReference: 'b-2' })).refused(409, 'payment_mismatch');
    (await supervisor.post(settlement, { amountFen: 30_000, bankReference: 'b-2' })).ok(200);
    expect((await supervisor.get(`${claims}/${claim.claimId}`)).ok()).toMatchObject({
      status: 'settled',
      bankReference: 'b-2',
    });
    (await supervisor.post(`${claims}/${claim.claimId}/withdrawal`, { reason: 'late' })).refused(409, 'claim_closed', {
      closedAs: 'settled',
    });
    expect((await supervisor.get(`${claims}?status=open`)).ok()).toMatchObject({ items: [] });
  });

  it('has a claim for the allowance of somebody who reported a loss without its agent, once', async () => {
    const path = await open('alone');
    const [card, stranger] = [await person('alone-1'), await person('alone-2')];
    await load(path, '1', [line(card, 300)]);
    const report = ({ cardId, walletId, holderId }: KnownCard) =>
      ledger.hear('iss_a', {
        type: 'CardLossReportedByHolder',
        data: { cardId, walletId, holderId, clientId: 'alone', reportedAt: now },
      });
    for (const one of [card, card, stranger]) await report(one);
    const { items } = (await ours.get('/ledger/v1/claims?status=open&partyKind=client&partyId=alone')).ok();
    const about = { walletId: card.walletId, programmeId: 'corporate-meal' };
    expect(items).toMatchObject([{ owedBy: 'issuer', cause: 'loss_not_by_agent', amountFen: 30_000, ...about }]);
    expect(items).toHaveLength(1);
  });
});

describe('a list that a client owes', () => {
  it('is taken from the agent alone, or where a supervisor overrides; who asked is kept', async () => {
    const path = await open('asked');
    const asked = { listId: '1', lines: [line(await person('asked-a'), 300)], askedBy: 'employee-7' };
    (await ours.post(`${path}/lists`, asked)).refused(403, 'not_the_agent', {
      askedBy: 'employee-7',
      agentId: AGENT,
    });
    const overriding = { ...asked, override: true };
    (await ours.post(`${path}/lists`, overriding)).refused(403, 'insufficient_scope', {
      scope: 'ledger:client.override',
    });
    (await ours.get(`${path}/lists/1`)).refused(404, 'list_unknown');
    (await supervisor.post(`${path}/lists`, overriding)).ok(201);
    expect((await supervisor.get(`${path}/lists/1`)).ok()).toMatchObject({ askedBy: 'employee-7' });
    (await ours.post(`${path}/lists`, { listId: '2', lines: asked.lines })).refused(400, 'invalid_request');
  });

  it('is due by the 10th, and late from the 11th on until it is paid (domain 2.4)', async () => {
    const path = await open('due');
    const card = await person('due-a');
    const before = now;
    now = at('2025-05-10', '23:59:59');
    const early = { listId: 'early', lines: [line(card, 300)], askedBy: AGENT };
    const submitted = (await ours.post(`${path}/lists`, early)).ok(201);
    expect(submitted).toMatchObject({ dueDate: '2025-05-10' });
    const late = async () => {
      const { items } = (await ours.get(`${path}/lists?late=true&order=oldest`)).ok() as {
        items: { listId: string; dueDate: string }[];
      };
      return items.map(({ listId, dueDate }) => [listId, dueDate]);
    };
    expect(await late()).toEqual([]);
    now = at('2025-05-11', '00:00:00');
    expect((await ours.post(`${path}/lists`, { ...early, listId: 'next' })).ok(201)).toMatchObject({
      dueDate: '2025-06-10',
    });
    expect(await late()).toEqual([['early', '2025-05-10']]);
    const payment = { amountFen: submitted['billFen'], bankReference: 'b-7' };
    (await ours.post(`${path}/lists/early/payments`, payment)).ok(201);
    expect(await late()).toEqual([]);
    now = before;
  });
});

describe('the end of an agreement at the door', () => {
  it('on 1 June with 8,000.00 to refund, paid 11 June, owes 120.00 besides (example C5)', async () => {
    const path = await open('ends');
    const people = await Promise.all(['c5-a', 'c5-b'].map(person));
    await load(
      path,
      '1',
      people.map((card) => line(card, 3_995)),
    );
    for (const { walletId } of people) (await ours.post(`${path}/returns`, { walletId, askedBy: 'agent-1' })).ok(201);
    now = at('2025-06-01', '10:00:00');
    expect((await ours.post(`${path}/termination`, {})).ok(201)).toMatchObject({
      refundFen: 800_000,
      dueDate: '2025-06-08',
    });
    now = at('2025-06-11', '10:00:00');
    expect((await ours.post(`${path}/refunds`, { bankReference: 'b-3' })).ok(201)).toMatchObject({
      refundedFen: 800_000,
      lateDays: 3,
      penaltyFen: 12_000,
      owedAfterFen: 12_000,
    });
    expect((await ours.get(path)).ok()).toMatchObject({ owedFen: 12_000, terminatedDate: '2025-06-01' });
    expect((await ours.get(`${CLIENTS}?status=terminated`)).ok()).toMatchObject({ items: [{ clientId: 'ends' }] });
    const { items } = (await ours.get(`${path}/entries?limit=1`)).ok();
    expect(items).toMatchObject([{ type: 'ClientRefunded', amountFen: -800_000, penaltyFen: 12_000, lateDays: 3 }]);
    (
      await ours.post(`${path}/lists`, { listId: '2', lines: [line(people[0] as KnownCard, 1)], askedBy: AGENT })
    ).refused(409, 'client_terminated', { terminatedDate: '2025-06-01' });
    const balance = (await ours.get('/ledger/v1/journal/trial-balance?limit=200')).ok();
    const [totals] = balance['totals'] as { debitFen: number; creditFen: number }[];
    expect(totals?.debitFen).toBe(totals?.creditFen);
    const clients = (balance['items'] as { account: string; balanceFen: number }[]).filter(({ account }) =>
      account.startsWith('liability:client:ends'),
    );
    expect(clients).toMatchObject([{ balanceFen: -12_000 }]);
  });
});

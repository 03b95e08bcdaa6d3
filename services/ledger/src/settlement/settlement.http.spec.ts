import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toRfc3339 } from '@scrip/calendar';
import { idFrom } from '@scrip/event-store';
import { type Body, type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { apparel } from '../../test/apparel.ts';
import { desk, type KnownCard, LedgerDoor, type Role } from '../../test/ledger-door.ts';
import { at } from '../../test/wallet-story.ts';

/** Business time of these tests, moved by none but them. */
let now = at('2025-06-15', '09:00:00');
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let finance: Client;
let card: KnownCard;
const as = (role: Role): Client => openClient(ledger.as(role));

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => now });
  await ledger.publish('iss_a', apparel());
  finance = as(desk('iss_a'));
  card = await ledger.card('settled');
  const body = { principalFen: 100_000_000, tender: 'cash' };
  (await finance.post(`/ledger/v1/wallets/${card.walletId}/recharges`, body)).ok(201);
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

async function sell(merchantId: string, amountFen: number, occurredAt = now): Promise<string> {
  const body = { cardId: card.cardId, merchantId, amountFen };
  const ask = { occurredAt: toRfc3339(occurredAt) };
  return String((await finance.post(`/ledger/v1/wallets/${card.walletId}/spends`, body, ask)).ok(201)['spendId']);
}
const takeBack = (spendId: string, amountFen: number) =>
  finance.post(`/ledger/v1/wallets/${card.walletId}/spends/${spendId}/returns`, { amountFen });
const pathOf = (merchantId: string, rest = ''): string => `/ledger/v1/merchants/${merchantId}/settlements${rest}`;
const settle = (merchantId: string, throughDate: string, more: object = {}) =>
  finance.post(pathOf(merchantId), { throughDate, ...more }, { after: null });
const owed = async (merchantId: string): Promise<Body | undefined> =>
  ((await finance.get('/ledger/v1/merchants?limit=200')).ok()['items'] as Body[]).find(
    (merchant) => merchant['merchantId'] === merchantId,
  );

describe('a settlement at the door', () => {
  it('takes the sales and returns through a day; a late one goes into the next', async () => {
    now = at('2025-06-15', '10:00:00');
    const spendId = await sell('shop-1', 10_000);
    await sell('shop-1', 5_000);
    (await takeBack(spendId, 1_000)).ok(201);
    now = at('2025-06-16', '10:00:00');
    await sell('shop-1', 700);
    const first = (await settle('shop-1', '2025-06-15', { feeRateBp: 60 })).ok(201);
    expect(first).toMatchObject({
      settlementId: expect.stringMatching(/^stl_/),
      grossFen: 15_000,
      returnedFen: 1_000,
      saleCount: 2,
      returnCount: 1,
      feeFen: 84,
      netFen: 13_916,
      parts: [{ programmeId: 'apparel-recharge', netFen: 13_916 }],
    });
    expect(await owed('shop-1')).toEqual({
      merchantId: 'shop-1',
      unsettledFen: 700,
      toPayFen: 13_916,
      owedFen: 14_616,
      settledThroughDate: '2025-06-15',
    });
    (await settle('shop-1', '2025-06-15')).refused(409, 'nothing_to_settle', { throughDate: '2025-06-15' });
    await sell('shop-1', 30, at('2025-06-15', '23:00:00'));
    const late = (await settle('shop-1', '2025-06-15')).ok(201);
    expect(late).toMatchObject({ grossFen: 30, saleCount: 1, previousPosition: first['toPosition'] });
    (await settle('shop-1', '2025-06-17')).refused(409, 'date_ahead', { today: '2025-06-16' });
    expect((await settle('shop-1', '2025-06-16')).ok(201)).toMatchObject({ grossFen: 700 });
    (await settle('shop-1', '2025-06-15')).refused(409, 'settled_further', { settledThroughDate: '2025-06-16' });
  });

  it('asked twice at once settles once; under one key it is one', async () => {
    await sell('shop-twice', 10_000);
    const answers = await Promise.all([1, 2, 3, 4].map(() => settle('shop-twice', '2025-06-16')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) answer.refused(409, 'nothing_to_settle');
    await sell('shop-twice', 500);
    const body = { throughDate: '2025-06-16' };
    const ask = { key: 'settle-1' };
    const once = (await finance.post(pathOf('shop-twice'), body, ask)).ok(201);
    const again = await finance.post(pathOf('shop-twice'), body, ask);
    expect(again).toMatchObject({ status: 201, replayed: true, body: once });
  });

  it('sees every sale that was answered before it was asked for', async () => {
    for (let n = 1; n <= 5; n += 1) {
      await sell('shop-fresh', n);
      expect((await settle('shop-fresh', '2025-06-16')).ok(201)).toMatchObject({ grossFen: n, saleCount: 1 });
    }
  });

  it('of more returned than sold is refused and carried forward', async () => {
    const spendId = await sell('shop-back', 1_000);
    (await settle('shop-back', '2025-06-16')).ok(201);
    (await takeBack(spendId, 600)).ok(201);
    await sell('shop-back', 100);
    const numbers = { grossFen: 100, returnedFen: 600, missingFen: 500 };
    (await settle('shop-back', '2025-06-16')).refused(409, 'settlement_negative', numbers);
    expect(await owed('shop-back')).toMatchObject({ unsettledFen: -500, toPayFen: 1_000, owedFen: 500 });
    await sell('shop-back', 900);
    expect((await settle('shop-back', '2025-06-16')).ok(201)).toMatchObject({ netFen: 400 });
  });

  it('is paid out by bank, in parts, and never more than it is', async () => {
    await sell('shop-paid', 10_000);
    const { settlementId } = (await settle('shop-paid', '2025-06-16')).ok(201);
    const path = pathOf('shop-paid', `/${String(settlementId)}/payouts`);
    const pay = (bankReference: string, amountFen: number) => finance.post(path, { bankReference, amountFen });
    expect((await pay('ICBC-1', 4_000)).ok(201)).toMatchObject({ payoutId: expect.any(String), leftFen: 6_000 });
    (await pay('ICBC-1', 4_000)).refused(409, 'payout_recorded', { bankReference: 'ICBC-1' });
    (await pay('ICBC-2', 6_001)).refused(409, 'payout_exceeds_settlement', { leftFen: 6_000, excessFen: 1 });
    const second = (await pay('ICBC-2', 6_000)).ok(201);
    expect(second).toMatchObject({ leftFen: 0 });
    (await pay('ICBC-3', 1)).refused(409, 'settlement_not_open', { settlementId });
    expect((await finance.get(pathOf('shop-paid', `/${String(settlementId)}`))).ok()).toMatchObject({
      status: 'paid',
      paidFen: 10_000,
      leftFen: 0,
      payouts: [
        { bankReference: 'ICBC-1', amountFen: 4_000 },
        { bankReference: 'ICBC-2', amountFen: 6_000 },
      ],
    });
    expect(await owed('shop-paid')).toMatchObject({ owedFen: 0 });
    const owing = (await finance.get('/ledger/v1/merchants?owing=true&limit=200')).ok()['items'] as Body[];
    expect(owing.map((merchant) => merchant['merchantId'])).not.toContain('shop-paid');
    const returned = `${path}/${String(second['payoutId'])}/return`;
    expect((await finance.post(returned, { reason: 'account_closed' })).ok(201)).toMatchObject({
      bankReference: 'ICBC-2',
      amountFen: 6_000,
      leftFen: 6_000,
    });
    (await finance.post(returned, { reason: 'account_closed' })).refused(409, 'payout_returned');
    const unknown = `${path}/${idFrom('pay', 'nowhere')}/return`;
    (await finance.post(unknown, { reason: 'account_closed' })).refused(404, 'payout_unknown');
    expect((await finance.get(pathOf('shop-paid', `/${String(settlementId)}`))).ok()).toMatchObject({
      status: 'paid_in_part',
      paidFen: 4_000,
      leftFen: 6_000,
      payouts: [{ returnedAt: null }, { returnReason: 'account_closed' }],
    });
    expect(await owed('shop-paid')).toMatchObject({ toPayFen: 6_000 });
    expect((await pay('ICBC-4', 6_000)).ok(201)).toMatchObject({ leftFen: 0 });
  });

  it('that was wrong is taken back and settled again', async () => {
    await sell('shop-wrong', 10_000);
    const wrong = (await settle('shop-wrong', '2025-06-16', { feeRateBp: 600 })).ok(201);
    const path = pathOf('shop-wrong', `/${String(wrong['settlementId'])}`);
    const reversal = await finance.post(`${path}/reversal`, { reason: 'wrong_fee' });
    expect(reversal.ok(201)).toMatchObject({ throughDate: null, toPosition: 0, netFen: 9_400 });
    (await finance.post(`${path}/reversal`, { reason: 'wrong_fee' })).refused(409, 'settlement_not_open');
    expect((await finance.get(path)).ok()).toMatchObject({
      status: 'reversed',
      reversalReason: 'wrong_fee',
      leftFen: 0,
    });
    expect(await owed('shop-wrong')).toMatchObject({ unsettledFen: 10_000, toPayFen: 0, settledThroughDate: null });
    const right = (await settle('shop-wrong', '2025-06-16', { feeRateBp: 60 })).ok(201);
    expect(right).toMatchObject({ grossFen: 10_000, netFen: 9_940, previousThroughDate: null });
    const list = (await finance.get(pathOf('shop-wrong', '?limit=1'))).ok();
    expect(list).toMatchObject({ items: [{ settlementId: right['settlementId'] }], next: expect.any(String) });
    const rest = (await finance.get(pathOf('shop-wrong', `?limit=1&cursor=${String(list['next'])}`))).ok();
    expect(rest).toMatchObject({ items: [{ settlementId: wrong['settlementId'] }], next: null });
  });

  it('has a statement with a running sum, page by page, and as a file', async () => {
    const spendId = await sell('shop-lines', 1_000);
    await sell('shop-lines', 200);
    (await takeBack(spendId, 300)).ok(201);
    const { settlementId } = (await settle('shop-lines', '2025-06-16')).ok(201);
    const path = pathOf('shop-lines', `/${String(settlementId)}/statement`);
    const first = (await finance.get(`${path}?limit=2`)).ok();
    expect(first['items']).toMatchObject([
      { type: 'WalletSpent', owedFen: 1_000, runningFen: 1_000, businessDate: '2025-06-16' },
      { type: 'WalletSpent', owedFen: 200, runningFen: 1_200 },
    ]);
    const rest = (await finance.get(`${path}?limit=2&cursor=${String(first['next'])}`)).ok();
    expect(rest).toMatchObject({
      items: [{ type: 'WalletReturned', owedFen: -300, runningFen: 900 }],
      next: null,
    });
    const file = await finance.get<string>(path, { headers: { accept: 'text/csv' } });
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const rows = file.ok(200).split('\r\n');
    expect(rows).toHaveLength(5);
    expect(rows[0]).toBe(
      'position,lineNo,businessDate,occurredAt,type,programmeId,eventId,correlationId,owedFen,runningFen',
    );
    expect(rows[3]).toMatch(/,WalletReturned,apparel-recharge,.*,-300,900$/);
  });
});

describe('settlements of other merchants and issuers', () => {
  it('are not there, and a till’s token sees and settles its own only', async () => {
    await sell('shop-mine', 100);
    const settled = await settle('shop-mine', '2025-06-16');
    const { settlementId } = settled.ok(201);
    const ask = { after: settled.position };
    const path = pathOf('shop-mine', `/${String(settlementId)}`);
    const theirs = as(desk('iss_b'));
    (await theirs.get(path)).refused(404, 'settlement_unknown', { settlementId });
    (await theirs.post(`${path}/payouts`, { bankReference: 'X', amountFen: 1 })).refused(409, 'settlement_not_open');
    expect((await theirs.get('/ledger/v1/merchants')).ok()).toEqual({ items: [], next: null });
    const scopes = 'ledger:settlement.read ledger:settle';
    const shop = as({ subject: 'shop', issuerId: 'iss_a', merchantId: 'shop-mine', scopes });
    const other = as({ subject: 'shop', issuerId: 'iss_a', merchantId: 'shop-other', scopes });
    expect((await shop.get('/ledger/v1/merchants', ask)).ok()['items']).toMatchObject([{ merchantId: 'shop-mine' }]);
    (await shop.get(path, ask)).ok();
    for (const rest of ['', '/statement']) (await other.get(`${path}${rest}`)).refused(403, 'merchant_mismatch');
    (await other.get(pathOf('shop-mine'))).refused(403, 'merchant_mismatch');
    (await other.post(pathOf('shop-mine'), { throughDate: '2025-06-16' })).refused(403, 'merchant_mismatch');
    (await shop.post(`${path}/payouts`, { bankReference: 'X', amountFen: 1 })).refused(403, 'insufficient_scope');
    const nowhere = pathOf('shop-mine', `/${idFrom('stl', 'nowhere')}`);
    (await finance.get(nowhere)).refused(404, 'settlement_unknown');
  });
});

describe('whatever comes late or ahead, in whatever order', () => {
  /** A generator of its own, so that a failure can be seen again. */
  function draws(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
  }

  it('what the log took before a settlement of the day before, and belongs to the day after, is in the next', async () => {
    now = at('2025-06-17', '20:00:00');
    await sell('shop-ahead', 1);
    // Dated ahead by its till: the log takes it before the day that it belongs to.
    await sell('shop-ahead', 20, at('2025-06-18', '09:00:00'));
    now = at('2025-06-18', '00:00:01');
    await sell('shop-ahead', 300);
    now = at('2025-06-18', '10:00:00');
    expect((await settle('shop-ahead', '2025-06-17')).ok(201)).toMatchObject({ grossFen: 1, saleCount: 1 });
    expect((await settle('shop-ahead', '2025-06-18')).ok(201)).toMatchObject({ grossFen: 320, saleCount: 2 });
  });

  it('every line is in exactly one settlement, and what is settled and not settled is what was sold', async () => {
    const HOUR_MS = 3_600_000;
    const draw = draws(7);
    const merchantId = 'shop-any';
    let soldFen = 0;
    for (let step = 0; step < 60; step += 1) {
      now += draw(9) * HOUR_MS;
      if (draw(4) > 0) {
        const amountFen = 1 + draw(1_000);
        soldFen += amountFen;
        // Up to three days late, up to one day ahead.
        await sell(merchantId, amountFen, now + (draw(96) - 72) * HOUR_MS);
      } else {
        const through = toRfc3339(now + 8 * HOUR_MS - draw(3) * 24 * HOUR_MS).slice(0, 10);
        const answer = await settle(merchantId, through);
        if (answer.status !== 201) expect(['nothing_to_settle', 'settled_further']).toContain(answer.body['code']);
      }
    }
    const seen: unknown[] = [];
    let settledFen = 0;
    const list = (await finance.get(pathOf(merchantId, '?order=oldest&limit=200'))).ok()['items'] as Body[];
    for (const { settlementId, grossFen } of list) {
      const { items } = (await finance.get(pathOf(merchantId, `/${String(settlementId)}/statement?limit=200`))).ok();
      const lines = items as Body[];
      expect(lines.at(-1)?.['runningFen']).toBe(grossFen);
      seen.push(...lines.map((line) => line['position']));
      settledFen += Number(grossFen);
    }
    expect(list.length).toBeGreaterThan(4);
    expect(new Set(seen).size).toBe(seen.length);
    expect(await owed(merchantId)).toMatchObject({ unsettledFen: soldFen - settledFen, toPayFen: settledFen });
  });

  it('the books balance at every position', async () => {
    const { position: head } = await ledger.log.head();
    for (let position = head; position > 0; position -= 7) {
      const { totals } = (await finance.get(`/ledger/v1/journal/trial-balance?limit=1&position=${position}`)).ok();
      for (const { debitFen, creditFen } of totals as Body[]) expect(debitFen).toBe(creditFen);
    }
    const whole = (await finance.get('/ledger/v1/journal/trial-balance?limit=200')).ok();
    const within = (await finance.get('/ledger/v1/journal/trial-balance?limit=200&programmeId=apparel-recharge')).ok();
    expect(within['items']).toEqual(whole['items']);
  });
});

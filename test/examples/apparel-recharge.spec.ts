import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_ISSUER, readClients, requestToken } from '@scrip/local';
import { openClient, soon, system } from '@scrip/testing';
import {
  MERCHANT,
  type OpenProgramme,
  type OpenWallet,
  on,
  openProgramme,
  openWallet,
  register,
  WALLET_PIN,
  yuan,
} from '../world/programme.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;

let shop: OpenProgramme;

beforeAll(async () => {
  shop = await openProgramme(await system(), 'apparel-recharge');
}, START_MS_MAX);

/** A wallet whose card was handed over at a time, or now. */
async function walletOf(productKey: 'recharge-card' | 'recharge-card-whole', at?: string) {
  const holderId = await register(shop.system, at === undefined ? {} : { at });
  return openWallet(shop, { holderId, productKey, ...(at !== undefined && { at }) });
}

/** Lines of one type on a wallet's statement; undefined while there is none. */
async function linesOf(wallet: OpenWallet, type: string): Promise<readonly object[] | undefined> {
  const path = `/ledger/v1/wallets/${wallet.walletId}/statement?type=${type}`;
  const { items } = (await wallet.client.get<{ items: object[] }>(path)).ok();
  return items.length > 0 ? items : undefined;
}

describe('recharging', () => {
  it('A1 recharge 999.99: refused; 1,000: +100 and 1 garment; 3,000: +300 and 4; 4,999.99: +499.99 and 4; 5,000: +500 and 7', async () => {
    const wallet = await walletOf('recharge-card');
    (await wallet.recharge(yuan(999.99))).refused(409, 'recharge_below_minimum', {
      askedFen: yuan(999.99),
      minimumFen: yuan(1_000),
      missingFen: yuan(0.01),
    });
    for (const [paid, bonus, garments] of [
      [1_000, 100, 1],
      [3_000, 300, 4],
      [4_999.99, 499.99, 4],
      [5_000, 500, 7],
    ] as const) {
      const recharged = (await wallet.recharge(yuan(paid))).ok(201);
      expect(recharged).toMatchObject({
        principalFen: yuan(paid),
        bonusFen: yuan(bonus),
        gifts: [{ giftKey: 'garment', count: garments }],
      });
    }
    expect(await wallet.read()).toMatchObject({ principalFen: yuan(13_999.99), bonusFen: yuan(1_399.99) });
  });
});

describe('a hold that nobody settles', () => {
  it('A5 of 567, made 2025-01-31 10:00: captured 2025-02-28 10:00, once', async () => {
    const wallet = await walletOf('recharge-card', on('2025-01-02'));
    (await wallet.recharge(yuan(1_000), on('2025-01-10'))).ok(201);
    const body = { cardId: wallet.cardId, merchantId: MERCHANT, items: [{ tagFen: yuan(199), count: 3 }] };
    const held = await wallet.client.post(`/ledger/v1/wallets/${wallet.walletId}/holds`, body, {
      occurredAt: on('2025-01-31', '10:00:00'),
    });
    expect(held.ok(201)).toMatchObject({ amountFen: yuan(567), endsAt: '2025-02-28T02:00:00.000Z', endsBy: 'capture' });
    const captured = await soon('the capture', () => linesOf(wallet, 'WalletHoldCaptured'));
    expect(captured).toMatchObject([{ amountFen: -yuan(567), occurredAt: '2025-02-28T02:00:00.000Z' }]);
    expect(await wallet.read()).toMatchObject({ balanceFen: yuan(533), heldFen: 0 });
  });
});

describe('a lot that lapses', () => {
  it('is told of, and what is left becomes breakage with its entry', async () => {
    const old = await openProgramme(shop.system, 'apparel-recharge', (document) => ({
      ...document,
      effectiveAt: on('2020-01-01'),
    }));
    const holderId = await register(old.system, { at: on('2020-01-02') });
    const wallet = await openWallet(old, { holderId, productKey: 'recharge-card', at: on('2020-01-02') });
    (await wallet.recharge(yuan(1_000), on('2020-01-10'))).ok(201);
    expect(await soon('the breakage', () => linesOf(wallet, 'WalletBreakageTaken'))).toMatchObject([
      { principalFen: -yuan(1_000), bonusFen: -yuan(100), occurredAt: '2022-01-10T16:00:00.000Z' },
    ]);
    const path = `/ledger/v1/journal/lines?walletId=${wallet.walletId}&account=income:breakage`;
    expect((await shop.system.client('finance').get(path)).ok()).toMatchObject({
      items: [{ amountFen: -yuan(1_100) }],
    });
  });
});

describe('spending', () => {
  it('A2 three garments tagged 199: 567.00', async () => {
    const wallet = await walletOf('recharge-card');
    (await wallet.recharge(yuan(1_000))).ok(201);
    const { body, options } = await wallet.authorised('spend', yuan(567));
    const bought = { cardId: wallet.cardId, merchantId: MERCHANT, items: [{ tagFen: yuan(199), count: 3 }], ...body };
    const spent = (await wallet.client.post(`/ledger/v1/wallets/${wallet.walletId}/spends`, bought, options)).ok(201);
    expect(spent).toMatchObject({
      chargedFen: yuan(567),
      items: [{ tagFen: yuan(199), count: 3, payFen: yuan(567) }],
    });
  });

  it('A3 recharges of 1,000 (+100) on 2025-01-10 and 2025-06-01, then 1,150 spent: the first lot whole, 1,000 and 100; of the second 45.45 principal and 4.55 bonus', async () => {
    const wallet = await walletOf('recharge-card', on('2025-01-02'));
    const lots: unknown[] = [];
    for (const day of ['2025-01-10', '2025-06-01']) {
      const recharged = (await wallet.recharge(yuan(1_000), on(day))).ok(201);
      expect(recharged['bonusFen']).toBe(yuan(100));
      lots.push(recharged['lotId']);
    }
    const spent = (await wallet.spend(yuan(1_150), { at: on('2025-06-02') })).ok(201);
    expect(spent).toMatchObject({ chargedFen: yuan(1_150), dueFen: 0, balanceAfterFen: yuan(1_050) });
    expect(spent.lots).toEqual([
      { lotId: lots[0], principalFen: yuan(1_000), bonusFen: yuan(100) },
      { lotId: lots[1], principalFen: yuan(45.45), bonusFen: yuan(4.55) },
    ]);
    expect(await wallet.read()).toMatchObject({ principalFen: yuan(954.55), bonusFen: yuan(95.45) });
  });

  it('A3b load 3,000 (+300), buy 1,578, return 689 of it: left are 2,191.82 and 219.18 pro rata, 2,111 and 300 with principal first, 2,411 and 0 with bonus first', async () => {
    for (const [burn, principal, bonus] of [
      ['proRata', 2_191.82, 219.18],
      ['principalFirst', 2_111, 300],
      ['bonusFirst', 2_411, 0],
    ] as const) {
      const programme = await openProgramme(shop.system, 'apparel-recharge', (document) => ({
        ...document,
        storedValue: document.storedValue?.map((one) => ({ ...one, lots: { ...one.lots, burn } })),
      }));
      const wallet = await openWallet(programme, {
        holderId: await register(shop.system),
        productKey: 'recharge-card',
      });
      (await wallet.recharge(yuan(3_000))).ok(201);
      const bought = (await wallet.spend(yuan(1_578))).ok(201);
      const path = `/ledger/v1/wallets/${wallet.walletId}/spends/${bought.spendId}/returns`;
      const back = (await wallet.client.post(path, { amountFen: yuan(689) })).ok(201);
      expect(back).toMatchObject({ returnedFen: yuan(689), leftFen: yuan(889), balanceAfterFen: yuan(2_411) });
      expect(await wallet.read()).toMatchObject({ principalFen: yuan(principal), bonusFen: yuan(bonus) });
      (await wallet.client.post(path, { amountFen: yuan(889.01) })).refused(409, 'return_exceeds_spend', {
        askedFen: yuan(889.01),
        chargedFen: yuan(1_578),
        leftFen: yuan(889),
        excessFen: yuan(0.01),
      });
      expect((await wallet.client.post(path, {})).ok(201)).toMatchObject({ returnedFen: yuan(889), leftFen: 0 });
      expect(await wallet.read()).toMatchObject({ principalFen: yuan(3_000), bonusFen: yuan(300) });
      const unknown = path.replace(String(bought.spendId), `spd_${'0'.repeat(26)}`);
      (await wallet.client.post(unknown, {})).refused(404, 'spend_unknown');
    }
  });

  it('A4 balance 100, spend 150: with split tender 100 charged and 50 named as due; without it refused, and nothing changes', async () => {
    const withBalance100 = async (productKey: 'recharge-card' | 'recharge-card-whole') => {
      const wallet = await walletOf(productKey);
      (await wallet.recharge(yuan(1_000))).ok(201);
      (await wallet.spend(yuan(1_000))).ok(201);
      return wallet;
    };
    const split = await withBalance100('recharge-card');
    const spent = (await split.spend(yuan(150))).ok(201);
    expect(spent).toMatchObject({ askedFen: yuan(150), chargedFen: yuan(100), dueFen: yuan(50), balanceAfterFen: 0 });

    const short = { askedFen: yuan(150), availableFen: yuan(100), missingFen: yuan(50) };
    // Neither where the programme says so, nor where the till cannot take the rest.
    const whole = await withBalance100('recharge-card-whole');
    const before = await whole.read();
    (await whole.spend(yuan(150))).refused(409, 'balance_short', short);
    expect(await whole.read()).toEqual(before);
    const tillTakesNoOther = await withBalance100('recharge-card');
    (await tillTakesNoOther.spend(yuan(150), { splitTender: false })).refused(409, 'balance_short', short);
    expect((await tillTakesNoOther.read()).balanceFen).toBe(yuan(100));
  });
});

describe('an invoice', () => {
  it('A9 second invoice for one recharge; invoice for a spend: refused; refused', async () => {
    const wallet = await walletOf('recharge-card');
    const { rechargeId } = (await wallet.recharge(yuan(1_000))).ok(201);
    const { spendId } = (await wallet.spend(yuan(100))).ok(201);
    const invoice = (id: unknown, invoiceNo: string) =>
      wallet.client.post(`/ledger/v1/wallets/${wallet.walletId}/recharges/${String(id)}/invoices`, { invoiceNo });
    expect((await invoice(rechargeId, '24312000000000000001')).ok(201)).toMatchObject({
      amountFen: yuan(1_000),
      taxItem: '601',
    });
    (await invoice(rechargeId, '24312000000000000002')).refused(409, 'recharge_invoiced', {
      invoiceNo: '24312000000000000001',
    });
    (await invoice(spendId, '24312000000000000003')).refused(409, 'spend_not_invoiceable', { spendId });
  });
});

describe('a lost card', () => {
  interface Movement {
    readonly type: string;
    readonly referenceId: string;
    readonly recordedAt: string;
  }
  interface Line {
    readonly type: string;
    readonly account: string;
    readonly amountFen: number;
  }

  /** What moved a wallet and when the ledger took it, the oldest first. */
  async function statementOf({ client, walletId }: OpenWallet) {
    const path = `/ledger/v1/wallets/${walletId}/statement?order=oldest`;
    return (await client.get<{ items: Movement[] }>(path)).ok().items;
  }

  /** The ledger as the service cards asks it. */
  async function asCards() {
    const { clientsFile, issuer, services } = shop.system.description;
    const client = readClients(clientsFile)['service-cards'];
    if (!client || !services.ledger) throw new Error('the system has no client of cards, or no ledger');
    const token = await requestToken(issuer, 'service-cards', client);
    return openClient({ baseUrl: services.ledger, token: () => Promise.resolve(token) });
  }

  it('A8 a spend before the report stands; once the report is answered every later one is refused; one that slips in between report and block stands against the issuer, not the holder', async () => {
    const lost = await walletOf('recharge-card');
    (await lost.recharge(yuan(1_000))).ok(201);
    (await lost.spend(yuan(100))).ok(201);
    const desk = shop.system.client('desk');
    const key = randomUUID();
    // Where the ledger was too busy to answer in time the desk is told so (202) and asks again under the same key.
    const report = await soon('the answer that the card is blocked', async () => {
      const answer = await desk.post(`/cards/v1/cards/${lost.cardId}/loss-reports`, { channel: 'phone' }, { key });
      return answer.ok()['blocked'] === true ? answer : undefined;
    });
    expect(report.ok(201)).toMatchObject({ cardId: lost.cardId });
    (await lost.spend(yuan(100))).refused(409, 'card_blocked');
    const stands = await desk.get(`/ledger/v1/wallets/${lost.walletId}`);
    expect(stands.ok()).toMatchObject({ balanceFen: yuan(1_000), cards: [{ state: 'blocked' }] });
    expect((await statementOf(lost)).map(({ type }) => type)).toEqual(['WalletRecharged', 'WalletSpent']);

    // The report is on its way to the ledger while somebody pays with the card once more.
    const late = await walletOf('recharge-card');
    (await late.recharge(yuan(1_000))).ok(201);
    (await late.spend(yuan(100))).ok(201);
    const slipped = (await late.spend(yuan(200))).ok(201);
    const reportedAt = (await statementOf(late)).find((line) => line.referenceId === slipped.spendId)?.recordedAt;
    const block = await (await asCards()).post(
      `/ledger/v1/wallets/${late.walletId}/card-blocks`,
      { cardId: late.cardId, cardSequence: 1, reportedAt },
      { headers: { 'scrip-issuer': DEMO_ISSUER } },
    );
    expect(block.ok(200)).toMatchObject({ assumedSpends: [{ spendId: slipped.spendId, amountFen: yuan(200) }] });
    (await late.spend(yuan(100))).refused(409, 'card_blocked');

    const afterBlock = { after: block.position };
    const wallet = await shop.system.client('desk').get(`/ledger/v1/wallets/${late.walletId}`, afterBlock);
    expect(wallet.ok()).toMatchObject({ principalFen: yuan(1_000) - 9_091, bonusFen: yuan(100) - 909 });
    const lines = await shop.system
      .client('finance')
      .get<{ items: Line[] }>(`/ledger/v1/journal/lines?walletId=${late.walletId}&order=oldest`, afterBlock);
    const assumed = lines.ok().items.filter(({ type }) => type === 'WalletSpendAssumedByIssuer');
    expect(assumed.map(({ account, amountFen }) => [account, amountFen])).toEqual([
      ['expense:card-loss', yuan(200)],
      ['liability:wallet:principal', -18_182],
      ['liability:wallet:bonus', -1_818],
    ]);
    // The merchant keeps what was paid.
    const owed = lines.ok().items.filter(({ account }) => account === `payable:merchant:${MERCHANT}`);
    expect(owed.map(({ amountFen }) => amountFen)).toEqual([-yuan(100), -yuan(200)]);
  });
});

/** An ID number that no other holder has. */
const newIdNumber = (): string => randomBytes(8).toString('hex').toUpperCase();

/** A wallet with 1,000 (+100) of a holder with this ID number. */
async function ownedBy(idNumber: string): Promise<OpenWallet> {
  const holderId = await register(shop.system, { idNumber });
  const wallet = await openWallet(shop, { holderId, productKey: 'recharge-card' });
  (await wallet.recharge(yuan(1_000))).ok(201);
  return wallet;
}

describe('the PIN', () => {
  it('A7 wrong PIN three times: locked, each try a fact; reset with the ID', async () => {
    const idNumber = newIdNumber();
    const wallet = await ownedBy(idNumber);
    const desk = shop.system.client('desk');
    const pin = `/cards/v1/cards/${wallet.cardId}/pin`;
    const spends = `/ledger/v1/wallets/${wallet.walletId}/spends`;
    const paid = { cardId: wallet.cardId, merchantId: MERCHANT, amountFen: yuan(100) };
    (await wallet.client.post(spends, paid)).refused(409, 'pin_required', { askedFen: yuan(100) });
    for (const triesLeft of [2, 1, 0]) {
      (await desk.post(`${pin}/checks`, { pin: '730415' })).refused(403, 'pin_wrong', { triesLeft });
    }
    (await desk.post(`${pin}/checks`, { pin: WALLET_PIN })).refused(409, 'pin_locked');
    (await wallet.spend(yuan(100))).refused(409, 'pin_required');
    (await desk.post(`${pin}/reset`, { pin: '730415', idNumber: newIdNumber() })).refused(403, 'id_mismatch');
    (await desk.post(`${pin}/reset`, { pin: WALLET_PIN, idNumber })).ok(201);
    const spent = await wallet.spend(yuan(100));
    expect(spent.ok(201)).toMatchObject({ chargedFen: yuan(100), authorisationId: expect.stringMatching(/^evt_/) });
    const history = await desk.get<{ items: { type: string }[] }>(`/cards/v1/cards/${wallet.cardId}/history`);
    const facts = history.ok().items.map(({ type }) => type);
    expect(facts.filter((type) => type === 'PinRefused')).toHaveLength(3);
    expect(facts.slice(-3)).toEqual(['PinLocked', 'PinReset', 'PinVerified']);
  });

  it('that was verified is good for one spend, of its amount and under its key', async () => {
    const wallet = await ownedBy(newIdNumber());
    const spends = `/ledger/v1/wallets/${wallet.walletId}/spends`;
    const paid = { cardId: wallet.cardId, merchantId: MERCHANT };
    const { body, options } = await wallet.authorised('spend', yuan(100));
    const other = await wallet.client.post(spends, { ...paid, amountFen: yuan(100), ...body });
    other.refused(409, 'authorisation_invalid', { why: 'another_command' });
    const first = (await wallet.client.post(spends, { ...paid, amountFen: yuan(100), ...body }, options)).ok(201);
    const again = (await wallet.client.post(spends, { ...paid, amountFen: yuan(100), ...body }, options)).ok(201);
    expect(again).toEqual(first);
    expect((await wallet.read()).balanceFen).toBe(yuan(1_000));
    const more = await wallet.authorised('spend', yuan(100));
    const dearer = await wallet.client.post(spends, { ...paid, amountFen: yuan(200), ...more.body }, more.options);
    dearer.refused(409, 'authorisation_amount_mismatch', { askedFen: yuan(200), authorisedFen: yuan(100) });
  });
});

describe('a reissue', () => {
  it('A10 with another ID number: refused; with the own one the balance stays, the old card is void, the fee is 10', async () => {
    const idNumber = newIdNumber();
    const wallet = await ownedBy(idNumber);
    const desk = shop.system.client('desk');
    const path = `/cards/v1/cards/${wallet.cardId}/replacements`;
    const asked = { cause: 'forgotten', fee: { from: 'wallet' } };
    (await desk.post(path, { ...asked, idNumber: newIdNumber() })).refused(403, 'id_mismatch');
    expect(await wallet.read()).toMatchObject({ balanceFen: yuan(1_100), cards: [{ state: 'active' }] });
    const reissued = (await desk.post(path, { ...asked, idNumber })).ok(201);
    expect(reissued).toMatchObject({ walletId: wallet.walletId, holderId: wallet.holderId, feeDueFen: 0 });
    const newCard = String(reissued['cardId']);
    (await desk.post(`/cards/v1/cards/${newCard}/pin`, { pin: '730415' })).ok(201);
    const after = await soon('the new card', async () => {
      const read = await wallet.read();
      const states = new Map(read.cards.map(({ cardId, state }) => [cardId, state]));
      return states.get(newCard) === 'active' && states.get(wallet.cardId) === 'void' ? read : undefined;
    });
    expect(after.balanceFen).toBe(yuan(1_090));
    expect(after.lots).toHaveLength(1);
    (await wallet.spend(yuan(100))).refused(409, 'card_void');
  });
});

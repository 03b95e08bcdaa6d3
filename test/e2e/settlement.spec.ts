import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Body, system } from '@scrip/testing';
import { type OpenProgramme, openProgramme, openWallet, register, unique, yuan } from '../world/programme.ts';
import { findMessage } from '../world/topic.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;

let shop: OpenProgramme;

beforeAll(async () => {
  shop = await openProgramme(await system(), 'apparel-recharge');
}, START_MS_MAX);

describe('a merchant', () => {
  it('is settled for what it sold, paid by bank, and the books of the programme say so', async () => {
    const wallet = await openWallet(shop, { holderId: await register(shop.system), productKey: 'recharge-card' });
    const merchantId = unique('shop');
    (await wallet.recharge(yuan(1_000))).ok(201);
    const spent = await wallet.spend(yuan(110), { merchantId });
    spent.ok(201);
    const seen = { after: spent.position };
    const path = `/ledger/v1/wallets/${wallet.walletId}/statement?limit=1`;
    const { items } = (await wallet.client.get<{ items: readonly { businessDate: string }[] }>(path)).ok();

    const finance = shop.system.client('finance');
    const settlements = `/ledger/v1/merchants/${merchantId}/settlements`;
    const asked = { throughDate: items[0]?.businessDate, feeRateBp: 100 };
    const settled = (await finance.post(settlements, asked, seen)).ok(201);
    expect(settled).toMatchObject({ grossFen: yuan(110), feeFen: yuan(1.1), netFen: yuan(108.9), saleCount: 1 });
    const payouts = `${settlements}/${String(settled['settlementId'])}/payouts`;
    const paid = await finance.post(payouts, { bankReference: unique('transfer'), amountFen: yuan(108.9) });
    expect(paid.ok(201)).toMatchObject({ leftFen: 0 });

    const books = `/ledger/v1/journal/trial-balance?limit=200&programmeId=${shop.programmeId}`;
    const balances = new Map(
      ((await finance.get(books)).ok()['items'] as Body[]).map((line) => [line['account'], line['balanceFen']]),
    );
    expect(balances.get('asset:bank')).toBe(yuan(-108.9));
    expect(balances.get('income:merchant-fee')).toBe(yuan(-1.1));
    expect(balances.get(`payable:merchant:${merchantId}`)).toBe(0);
    expect(balances.get(`payable:settlement:${merchantId}`)).toBe(0);
    expect([...balances.values()].reduce<number>((sum, balance) => sum + Number(balance), 0)).toBe(0);

    const { headers } = await findMessage(
      shop.system,
      'ledger.settlement',
      (header) =>
        header['ce_type'] === 'MerchantPaid' &&
        header['scrip_correlation'] === paid.headers.get('scrip-correlation-id'),
    );
    expect(headers['ce_subject']).toMatch(/^mst_/);
  });
});

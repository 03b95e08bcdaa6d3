import { beforeAll, describe, expect, it } from '@jest/globals';
import { system } from '@scrip/testing';
import { join, type OpenProgramme, on, openProgramme, openWallet, register, yuan } from '../world/programme.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;

let company: OpenProgramme;

beforeAll(async () => {
  company = await openProgramme(await system(), 'restaurant-recharge');
}, START_MS_MAX);

describe('a company dining card', () => {
  it('R1 recharge 3,500: +400; 12,000: +2,000; 999: +0', async () => {
    const wallet = await openWallet(company, {
      holderId: await register(company.system),
      productKey: 'dining-card',
    });
    for (const [paid, bonus] of [
      [3_500, 400],
      [12_000, 2_000],
      [999, 0],
    ] as const) {
      expect((await wallet.recharge(yuan(paid))).ok(201)).toMatchObject({
        principalFen: yuan(paid),
        bonusFen: yuan(bonus),
        gifts: null,
      });
    }
    expect(await wallet.read()).toMatchObject({ principalFen: yuan(16_499), bonusFen: yuan(2_400) });
  });

  it('R2 a spend signed by someone not on the list: refused; R4 a signatory added by phone on 1 June, no paper: valid to 8 June, then refused', async () => {
    const at = on('2026-05-01');
    const holderId = await register(company.system, { at });
    const wallet = await openWallet(company, { holderId, productKey: 'dining-card', at });
    (await wallet.recharge(yuan(3_000), at)).ok(201);
    const path = `/ledger/v1/wallets/${wallet.walletId}/signatories`;
    const inWriting = { signatoryId: 'sig-1', by: 'writing' };
    (await wallet.client.post(path, inWriting, { occurredAt: at })).ok(201);
    (await wallet.spend(yuan(100))).refused(409, 'signature_required', {});
    (await wallet.spend(yuan(100), { signatoryId: 'sig-9' })).refused(409, 'signatory_unknown', {
      signatoryId: 'sig-9',
    });
    (await wallet.spend(yuan(100), { signatoryId: 'sig-1' })).ok(201);

    const byPhone = { signatoryId: 'sig-2', by: 'phone' };
    const named = await wallet.client.post(path, byPhone, { occurredAt: on('2026-06-01') });
    expect(named.ok(201)).toMatchObject({ lapsesAt: '2026-06-08T16:00:00.000Z' });
    (await wallet.spend(yuan(100), { signatoryId: 'sig-2', at: on('2026-06-08', '23:59:59') })).ok(201);
    (await wallet.spend(yuan(100), { signatoryId: 'sig-2', at: on('2026-06-09', '00:00:00') })).refused(
      409,
      'signatory_lapsed',
      { signatoryId: 'sig-2' },
    );
    (await wallet.client.post(path, { signatoryId: 'sig-2', by: 'writing' })).ok(201);
    (await wallet.spend(yuan(100), { signatoryId: 'sig-2' })).ok(201);
  });

  it('R3 a Gold member pays 500 with the card: 500.00, 0 points; otherwise 450.00 and 45 points', async () => {
    const day = '2026-06-01';
    const member = await join(company, 'gold', day, 'dining-hall');
    const wallet = await openWallet(company, { holderId: member.holderId, productKey: 'dining-card', at: on(day) });
    (await wallet.recharge(yuan(1_000), on(day))).ok(201);
    (
      await wallet.client.post(`/ledger/v1/wallets/${wallet.walletId}/signatories`, {
        signatoryId: 'sig-1',
        by: 'writing',
      })
    ).ok(201);
    const line = { tagFen: yuan(500), counterKey: 'dining-hall' };
    expect((await member.quote(line)).totalFen).toBe(yuan(450));
    const quoted = await member.quote({ ...line, tender: 'dining-card' });
    expect(quoted.totalFen).toBe(yuan(500));
    const spent = (await wallet.spend(quoted.totalFen, { signatoryId: 'sig-1' })).ok(201);
    const paid = { ...line, paidFen: spent.chargedFen, priceClass: 'regular' as const };
    const withCard = await member.buys({ ...paid, tender: { kind: 'dining-card', reference: spent.spendId } });
    expect(withCard.earned?.earnedPoints ?? 0).toBe(0);
    const inCash = await member.buys({ ...line, paidFen: yuan(450), priceClass: 'regular' });
    expect(inCash.earned?.earnedPoints).toBe(45);
  });
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import { system } from '@scrip/testing';
import { type OpenProgramme, openProgramme, openWallet, register, yuan } from '../world/programme.ts';

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
});

import { expect, it } from '@jest/globals';
import { preset } from '@scrip/programme';
import { system } from '@scrip/testing';
import { playFastRise, playStepDown } from '../plain/bank.ts';
import { readPurchases } from '../plain/purchases.ts';
import { openProgramme } from '../world/programme.ts';
import { bySpending, Customers, rateMonths, reportSpending, type Scheme } from './bank.ts';

/** Thirty-six runs over up to 23,570 customers each. */
const RATE_MS_MAX = 1_800_000;

it(
  'all 23,570 customers, rated at eighteen month ends by both schemes, come to what plain arithmetic over the file comes to',
  async () => {
    const purchases = readPurchases();
    const shared = await system();
    const customers = new Customers();
    await reportSpending(shared.client('importer'), customers, purchases);
    const plain = { 'bank-fastrise': playFastRise(purchases), 'bank-stepdown': playStepDown(purchases) };
    const rated = async (scheme: Scheme): Promise<void> => {
      const { programmeId } = await openProgramme(shared, scheme, bySpending(scheme));
      const programme = { ...bySpending(scheme)(preset(scheme)), id: programmeId };
      const ends = await rateMonths(shared.client('importer'), { programme, customers });
      expect(plain[scheme].at(-1)?.levels.size).toBe(23_570);
      expect(ends).toEqual(plain[scheme]);
    };
    await Promise.all([rated('bank-fastrise'), rated('bank-stepdown')]);
  },
  RATE_MS_MAX,
);

import { describe, expect, it } from '@jest/globals';
import { preset } from '@scrip/programme';
import { system } from '@scrip/testing';
import { playFastRise, playStepDown } from '../plain/bank.ts';
import { readPurchases } from '../plain/purchases.ts';
import { openProgramme } from '../world/programme.ts';
import { bySpending, Customers, rateMonths, reportSpending, type Scheme } from './bank.ts';

/** The first caller builds and starts the system; then thirty-six runs. */
const RATE_MS_MAX = 600_000;

/** The purchases of the first customers; `bank.full.spec.ts` rates them all. */
const CUSTOMERS = 3_000;

describe('the purchases of the first 3,000 customers, rated at eighteen month ends', () => {
  it(
    'come to the levels, rises and falls that plain arithmetic over the file comes to, by both schemes',
    async () => {
      const purchases = readPurchases().filter(({ customer }) => Number(customer) <= CUSTOMERS);
      const shared = await system();
      const client = shared.client('importer');
      const customers = new Customers();
      await reportSpending(client, customers, purchases);
      const plain = { 'bank-fastrise': playFastRise(purchases), 'bank-stepdown': playStepDown(purchases) };
      const rated = async (scheme: Scheme): Promise<void> => {
        const { programmeId } = await openProgramme(shared, scheme, bySpending(scheme));
        const programme = { ...bySpending(scheme)(preset(scheme)), id: programmeId };
        const ends = await rateMonths(shared.client('importer'), { programme, customers });
        expect(plain[scheme].at(-1)?.levels.size).toBe(CUSTOMERS);
        expect(ends).toEqual(plain[scheme]);
      };
      await Promise.all([rated('bank-fastrise'), rated('bank-stepdown')]);
    },
    RATE_MS_MAX,
  );
});

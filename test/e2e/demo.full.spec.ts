import { expect, it } from '@jest/globals';
import { system } from '@scrip/testing';
import { plainTotals, programmeOfItsOwn, runDemo } from './demo.ts';

/** Some three hundred thousand requests: half an hour on two cores, twice that on busy ones. */
const DEMO_MS_MAX = 5_400_000;

/** Every customer. */
const SHARE = 1;

it(
  'the demo, on all 69,659 purchases, comes to the totals that plain arithmetic over the file comes to',
  async () => {
    const expected = plainTotals(SHARE);
    expect(expected).toMatchObject({ purchases: 69_659 });
    expect(await runDemo(await system(), { share: SHARE, programmeId: programmeOfItsOwn() })).toEqual(expected);
  },
  DEMO_MS_MAX,
);

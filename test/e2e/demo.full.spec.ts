import { expect, it } from '@jest/globals';
import { system } from '@scrip/testing';
import { plainTotals, programmeOfItsOwn, runDemo } from './demo.ts';

/** Some thirty thousand requests: minutes on two busy cores. */
const DEMO_MS_MAX = 1_800_000;

/** What `npm run demo` plays without options. */
const SHARE = 10;

it(
  'the demo, on the purchases that it plays by default, comes to the totals that plain arithmetic over the file comes to',
  async () => {
    const expected = plainTotals(SHARE);
    expect(expected).toMatchObject({ purchases: 6_787 });
    expect(await runDemo(await system(), { share: SHARE, programmeId: programmeOfItsOwn() })).toEqual(expected);
  },
  DEMO_MS_MAX,
);

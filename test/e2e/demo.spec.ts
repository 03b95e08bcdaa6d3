import { describe, expect, it } from '@jest/globals';
import { system } from '@scrip/testing';
import { plainTotals, programmeOfItsOwn, runDemo } from './demo.ts';

/** The first caller builds and starts the system; then some three thousand requests. */
const DEMO_MS_MAX = 400_000;

/** The purchases of one customer in a hundred; `demo.full.spec.ts` plays them all. */
const SHARE = 100;

describe('the demo, on the purchases of one customer in a hundred', () => {
  const programmeId = programmeOfItsOwn();

  it(
    'comes to the totals that plain arithmetic over the file comes to, and a second run changes nothing',
    async () => {
      const expected = plainTotals(SHARE);
      expect(expected).toMatchObject({ purchases: 675, members: 112 });
      expect(await runDemo(await system(), { share: SHARE, programmeId })).toEqual(expected);
      expect(await runDemo(await system(), { share: SHARE, programmeId })).toEqual(expected);
    },
    DEMO_MS_MAX,
  );
});

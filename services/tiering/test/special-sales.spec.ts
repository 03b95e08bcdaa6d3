/** Special sales of the mall's best customers: two a year, for who is in a segment (domain 2.11). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@scrip/event-store';
import { type Programme, preset } from '@scrip/programme';
import type { Answer } from '@scrip/testing';
import { SegmentRuns } from '../src/segment/segment-runs.ts';
import { Bank } from './bank.ts';
import { TieringDoor } from './tiering-door.ts';

const AT = Date.parse('2025-12-01T10:00:00+08:00');
const launch = [{ key: 'launch', grade: 'gold', when: { calendar: { monthDay: '12-01' } } }];
const mall: Programme = { ...preset('mall-vip'), joining: launch };
const svip = preset('mall-svip');

describe('special sales', () => {
  let door: TieringDoor;

  beforeAll(async () => {
    door = await TieringDoor.open({ now: () => AT });
  });
  afterAll(() => door?.close());

  it('are two a year for the top share of the members, each at another event, and none for the others', async () => {
    const issuerId = newId('iss');
    for (const programme of [mall, svip]) await door.publish(issuerId, programme);
    const bank = new Bank(door, issuerId, mall);
    const { client } = bank;
    const holders = Array.from({ length: 5 }, () => newId('hld'));
    for (const holderId of holders) {
      (await client.post('/tiering/v1/memberships', { holderId, programmeId: 'mall-vip', receiptIds: [] })).ok(201);
    }
    const values = holders.map((holderId, index) => ({ holderId, value: (index + 1) * 10_000 }));
    (await bank.report({ metric: 'spendingFen', period: '2025-12', values })).ok(201);
    const body = { programmeId: 'mall-svip', segmentKey: 'svip-spending', month: '2025-12' };
    (await client.post('/tiering/v1/segment-runs', body)).ok(201);
    await door.carryOutDue(SegmentRuns);

    const sale = (holderId: string | undefined, occasion: string): Promise<Answer> =>
      client.post('/tiering/v1/entitlement-uses', {
        programmeId: 'mall-svip',
        holderId,
        entitlementKey: 'special-sale',
        occasion,
      });
    const [low, , , , top] = holders;
    const refused = (await sale(low, 'sale-spring')).refused(409, 'condition_not_met');
    expect(refused).toMatchObject({
      because: {
        'zh-CN': expect.stringContaining('否：客群为无，要求svip-spending'),
        en: expect.stringContaining('no: the segments are none, wanted svip-spending'),
      },
    });
    expect((await sale(top, 'sale-spring')).ok(201)).toMatchObject({ grantPeriod: '2025', usedBeforeCount: 0 });
    (await sale(top, 'sale-spring')).refused(409, 'occasion_used', { occasion: 'sale-spring' });
    (await sale(top, 'sale-autumn')).ok(201);
    (await sale(top, 'sale-winter')).refused(409, 'count_exhausted', { givenCount: 2, usedCount: 2, leftCount: 0 });
  });
});

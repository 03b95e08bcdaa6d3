import { describe, expect, it } from '@jest/globals';
import type { CampaignDayEvent } from '@scrip/contracts';
import { fold } from '@scrip/decider';
import { type Programme, preset } from '@scrip/programme';
import { campaignDayDecider, campaignDayStream, placeFor, rankedCampaign } from './campaign-day.decider.ts';

const taken = (accountId: string, rank: number): CampaignDayEvent => ({
  type: 'CampaignPlaceTaken',
  data: {
    programmeId: 'mall-vip',
    programmeVersion: 1,
    businessDate: '1997-03-05',
    campaignKey: 'first-hundred',
    accountId,
    receiptId: 'r',
    rank,
  },
});
const mall = preset('mall-vip');

describe('the places of a business day', () => {
  it('go to members in the order of their first purchases, one to each, while they last', () => {
    const day = fold(campaignDayDecider, [taken('pts_a', 1), taken('pts_b', 2)]);
    expect([placeFor(day, 'pts_c', 3), placeFor(day, 'pts_a', 3), placeFor(day, 'pts_c', 2)]).toEqual([3, null, null]);
  });

  it('are kept for the campaign with the most of them, since all campaigns ask for the same rank', () => {
    const ranked = (key: string, lte: number) => ({
      key,
      factorBp: 20_000,
      when: { rank: { of: 'firstPurchaseOfDay' as const, lte } },
    });
    const multipliers = [ranked('ten', 10), ranked('fifty', 50), ranked('also-fifty', 50)];
    const programme: Programme = { ...mall, points: mall.points && { ...mall.points, multipliers } };
    expect(rankedCampaign(programme)).toEqual({ campaignKey: 'fifty', places: 50 });
    expect(rankedCampaign(mall)).toEqual({ campaignKey: 'first-hundred', places: 100 });
    expect(rankedCampaign(preset('apparel-recharge'))).toBeNull();
  });

  it('are counted for each issuer, programme, campaign and day', () => {
    expect(campaignDayStream('iss_demo', 'mall-vip', 'first-hundred', '1997-03-05')).toBe(
      'cpd_iss_demo.mall-vip.first-hundred.1997-03-05',
    );
  });
});

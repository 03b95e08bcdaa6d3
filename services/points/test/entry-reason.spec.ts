import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import { type Programme, preset } from '@scrip/programme';
import { AccountDue } from '../src/account/account-due.ts';
import { type Got, type Member, PointsApp } from './points-app.ts';
import { Till } from './till.ts';

const mall = preset('mall-vip');
/** Points wait a week and last a year, to the end of its month. */
const programme: Programme = {
  ...mall,
  id: 'mall-reason',
  points: mall.points && {
    ...mall.points,
    multipliers: [],
    pending: { after: 'P7D' },
    expiry: { after: 'P1Y', order: 'oldestFirst' },
  },
};
const at = (day: string): number => parseRfc3339(`${day}T12:00:00+08:00`);

let now = at('2025-05-08');
let app: PointsApp;
let till: Till;

beforeAll(async () => {
  app = await PointsApp.open({ now: () => now });
  await app.publish(programme);
  till = new Till(app, programme.id);
});
afterAll(() => app?.close());

/** The explanation of the last entry of a kind. */
async function explained({ accountId }: Member, kind: string): Promise<Got['body']> {
  await app.caughtUp();
  const { body } = await app.get(`/accounts/${accountId}/entries?kind=${kind}`);
  const [entry] = body['items'] as readonly { eventId: string }[];
  return (await app.get(`/entries/${entry?.eventId}/explanation`)).body;
}

describe('why an entry moved the points it moved', () => {
  it('of points that waited, were redeemed, taken back and lapsed: by which rule, step by step, in both languages', async () => {
    now = at('2025-05-08');
    const member = await app.join(programme.id);
    const { receiptId } = await till.sells(member, { paidFen: 2_000_000 });
    now = at('2025-05-15');
    await app.due(AccountDue);
    expect(await explained(member, 'confirmed')).toMatchObject({
      reason: {
        agrees: true,
        asked: {
          points: 2_010,
          rules: [{ version: 1, after: 'P7D' }],
          sources: [{ receiptId, gavePoints: 2_010, programmeVersion: 1 }],
        },
        words: {
          'zh-CN': `等待至2025-05-15的2010分可以使用，来自小票${receiptId}；第1版规定得分当日起P7D后可用。`,
          en: `2010 points that waited for 2025-05-15 can be used, of the receipts ${receiptId}; by version 1 points can be used P7D after the day they were earned on.`,
        },
      },
    });

    const items = [{ sku: 'coat', tagFen: 40_100, priceClass: 'regular', costFen: 20_000 }];
    const path = `/accounts/${member.accountId}/redemptions`;
    expect((await app.post(path, { counterKey: 'counter-1', items })).status).toBe(201);
    expect(await explained(member, 'used')).toMatchObject({
      changePoints: -2_000,
      reason: {
        agrees: true,
        asked: { ladderFen: 40_100, by: 'tag', steps: 2, usedPoints: 2_000, items: [{ sku: 'coat', tagFen: 40_100 }] },
        words: {
          'zh-CN':
            '在counter-1兑换coat 401.00元：按吊牌价401.00元，200.00元以内1000分，其后每200.00元（不足按一档）500分，共2档，合计2000分（第1版）。',
          en: 'coat 401.00 yuan of counter-1, by the tag 401.00 yuan: up to 200.00 yuan 1000 points, each further 200.00 yuan or part 500, 2 times: 2000 points (version 1).',
        },
      },
    });

    expect((await till.takesBack(member, receiptId, { returnId: 'back-1', amountFen: 100_000 })).status).toBe(201);
    const back = await explained(member, 'taken_back');
    expect(back).toMatchObject({
      reason: {
        agrees: true,
        asked: {
          returnId: 'back-1',
          leftFen: 1_900_000,
          earnedBeforePoints: 2_010,
          earnedAfterPoints: 1_910,
          takenBackPoints: 100,
          owedPoints: 90,
          earning: { base: { basePoints: 1_900 }, bonusPoints: 10, earnedPoints: 1_910 },
        },
        words: {
          'zh-CN': expect.stringContaining('原为2010分，现为1910分，扣回100分，其中90分余额不足，记为欠分。'),
          en: expect.stringContaining(
            'It was 2010 points, is 1910, so 100 were taken back; 90 of them were not there any more',
          ),
        },
      },
    });

    const other = await app.join(programme.id);
    const own = await till.sells(other, { paidFen: 50_000 });
    now = at('2026-06-01');
    await app.due(AccountDue);
    await app.due(AccountDue);
    expect(await explained(other, 'lapsed')).toMatchObject({
      changePoints: -50,
      reason: {
        agrees: true,
        asked: { expiresAt: '2026-05-31T16:00:00.000Z', rules: [{ version: 1, after: 'P1Y', endsOn: 'month' }] },
        words: {
          'zh-CN': `于2026-06-01零时到期的批次剩余50分失效，来自小票${own.receiptId}；第1版规定得分当日起P1Y后的当月末到期。`,
          en: `50 points were left in the lot that lapses as 2026-06-01 begins, of the receipts ${own.receiptId}; by version 1 points last P1Y from the day they were earned on, to the end of its month.`,
        },
      },
    });
  });

  it('of a correction by hand: who proposed it, who approved it, why, and which fact it corrects', async () => {
    now = at('2025-05-08');
    const member = await app.join(programme.id);
    const correctsEventId = 'evt_01ARZ3NDEKTSV4RRFFQ69G5FAV';
    const body = { direction: 'credit', points: 100, reason: 'migration_error', countsLifetime: true, correctsEventId };
    const proposed = await app.post(`/accounts/${member.accountId}/adjustments`, body, { subject: 'finance-1' });
    const id = String(proposed.body['adjustmentId']);
    await app.post(`/adjustments/${id}/approval`, undefined, { subject: 'supervisor-1' });
    expect(await explained(member, 'adjusted')).toMatchObject({
      reason: {
        agrees: true,
        asked: { reason: 'migration_error', correctsEventId, proposedBy: 'finance-1', approvedBy: 'supervisor-1' },
        words: {
          'zh-CN': `人工调整${id}：由finance-1提出、supervisor-1批准，原因migration_error，更正事实${correctsEventId}，补记100分，计入累计。`,
          en: `The correction ${id}, proposed by finance-1 and approved by supervisor-1 because of migration_error, correcting the fact ${correctsEventId}: 100 points given, in the lifetime count too.`,
        },
      },
    });
  });
});

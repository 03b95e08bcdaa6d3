import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Programme, preset } from '@scrip/programme';
import { type Asking, type Got, type Member, PointsApp } from './points-app.ts';

const MARCH_WEDNESDAY = '2025-03-05';
const MAY_THURSDAY = '2025-05-08';
const noonOf = (date: string): string => `${date}T12:00:00+08:00`;

describe('a purchase on the birthday', () => {
  let app: PointsApp;
  let receipts = 0;

  beforeAll(async () => {
    app = await PointsApp.open({ now: () => Date.parse(noonOf('2026-01-01')) });
  });
  afterAll(() => app?.close());

  const stacked = (id: string, stacking: 'highest' | 'additive' | 'multiplicative'): Programme => {
    const mall = preset('mall-vip');
    return { ...mall, id, points: mall.points && { ...mall.points, stacking } };
  };
  async function buys(
    programmeId: string,
    member: Member | null,
    paidFen: number,
    asking: Asking,
  ): Promise<{ receipt: Got['body']; earned: Got['body'] | null }> {
    receipts += 1;
    const lines = [{ sku: 'coat', tagFen: paidFen, priceClass: 'regular', counterKey: 'counter-1', paidFen }];
    const tenders = [{ kind: 'cash', amountFen: paidFen }];
    const membershipId = member?.membershipId;
    const body = { receiptId: `r-${receipts}`, programmeId, membershipId, lines, tenders };
    const { status, body: answer } = await app.post('/receipts', body, asking);
    expect(status).toBe(201);
    return answer as { receipt: Got['body']; earned: Got['body'] | null };
  }

  it.each([
    ['highest', 100],
    ['additive', 200],
    ['multiplicative', 400],
  ] as const)(
    'M9 Wednesday in March, own birthday, 40th member today, paid 500, stacking %s: %d points',
    async (stacking, earnedPoints) => {
      const programmeId = `mall-${stacking}`;
      const issuerId = `iss_${stacking}`;
      await app.publish(stacked(programmeId, stacking), issuerId);
      const asking = { issuerId, occurredAt: noonOf(MARCH_WEDNESDAY) };
      const member = await app.join(programmeId, { issuerId });
      app.birthdays.byDay.set(MARCH_WEDNESDAY, [member.holderId]);
      for (let place = 1; place < 40; place += 1) {
        const other = await app.join(programmeId, { issuerId });
        expect((await buys(programmeId, other, 1_000, asking)).receipt).toMatchObject({ ownDay: false });
      }
      const { receipt, earned } = await buys(programmeId, member, 50_000, asking);
      expect(receipt).toMatchObject({ ownDay: true });
      expect(earned).toMatchObject({ dayRank: 40, basePoints: 50, earnedPoints });
    },
    60_000,
  );

  it('is asked for once a day, whoever buys, and not for a purchase without a membership', async () => {
    await app.publish(preset('mall-vip'));
    const [one, two] = [await app.join('mall-vip'), await app.join('mall-vip')];
    app.birthdays.byDay.set(MAY_THURSDAY, [two.holderId]);
    const asking = { occurredAt: noonOf(MAY_THURSDAY) };
    app.birthdays.asked.length = 0;
    expect((await buys('mall-vip', null, 10_000, asking)).receipt).toMatchObject({ ownDay: null });
    expect(app.birthdays.asked).toEqual([]);
    expect((await buys('mall-vip', one, 10_000, asking)).receipt).toMatchObject({ ownDay: false });
    // So little earns nothing, and is a purchase on the birthday all the same.
    const little = await buys('mall-vip', two, 100, asking);
    expect(little).toMatchObject({ receipt: { ownDay: true }, earned: null });
    expect(app.birthdays.asked).toEqual([MAY_THURSDAY]);
  });

  it('is not known while cards does not answer, and the receipt is recorded all the same', async () => {
    const member = await app.join('mall-vip');
    app.birthdays.status = 503;
    const { receipt, earned } = await buys('mall-vip', member, 10_000, { occurredAt: noonOf('2025-05-15') });
    app.birthdays.status = 200;
    expect(receipt).toMatchObject({ ownDay: null });
    expect(earned).toMatchObject({ rules: expect.not.arrayContaining(['birthday']) });
  });
});

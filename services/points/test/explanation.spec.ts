import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Programme, preset } from '@scrip/programme';
import { type Asking, type Got, type Member, PointsApp } from './points-app.ts';

const MARCH_WEDNESDAY = { occurredAt: '2025-03-05T12:00:00+08:00' };

describe('why a receipt earned what it earned', () => {
  let app: PointsApp;
  let member: Member;
  let receipts = 0;
  const mall = preset('mall-vip');

  beforeAll(async () => {
    app = await PointsApp.open({ now: () => Date.parse('2026-01-01T12:00:00+08:00') });
    await app.publish(mall);
    member = await app.join('mall-vip');
  });
  afterAll(() => app?.close());

  async function bought(paidFen: number, asking: Asking, by: Member | null = member): Promise<string> {
    receipts += 1;
    const receiptId = `r-${receipts}`;
    const lines = [{ sku: 'coat', tagFen: paidFen, priceClass: 'regular', counterKey: 'counter-1', paidFen }];
    const tenders = paidFen === 0 ? [] : [{ kind: 'cash', amountFen: paidFen }];
    const body = { receiptId, programmeId: 'mall-vip', membershipId: by?.membershipId, lines, tenders };
    expect((await app.post('/receipts', body, asking)).status).toBe(201);
    return receiptId;
  }
  const explained = async (receiptId: string): Promise<Got['body']> =>
    (await app.get(`/receipts/${receiptId}/explanation`)).body;

  it('says the sum, the rules clause by clause, the draws, and all in words, by the entry or by the receipt', async () => {
    const receiptId = await bought(200_000, MARCH_WEDNESDAY);
    const explanation = await explained(receiptId);
    expect(explanation).toMatchObject({
      programmeVersion: 1,
      dayRank: 1,
      ownDay: false,
      earnedPoints: 410,
      agrees: true,
      earning: { base: { steps: 200, basePoints: 200 }, multiplierBp: 20_000, bonusPoints: 10 },
      draws: [{ rule: 'ends-in-eight', met: false, clause: { parts: [{ met: true }, { met: false, actual: 410 }] } }],
    });
    expect((explanation['words'] as { en: string }).en).toContain('200 base points (one-per-ten-yuan); times 2');
    const { body } = await app.get(`/accounts/${member.accountId}/entries?receiptId=${receiptId}`);
    const [entry] = body['items'] as readonly { eventId: string }[];
    const ofEntry = (await app.get(`/entries/${entry?.eventId}/explanation`)).body;
    expect(ofEntry).toMatchObject({ kind: 'earned', changePoints: 410, words: explanation['words'] });
    expect(ofEntry['receipt']).toEqual(explanation);
  });

  it('says why not, and with how much more', async () => {
    const earning = (await explained(await bought(999, MARCH_WEDNESDAY)))['earning'];
    expect(earning).toMatchObject({ earnedPoints: 0, base: { toNextStepFen: 1 } });
    const { words, earnedPoints } = await explained(await bought(500, MARCH_WEDNESDAY, null));
    expect([words, earnedPoints]).toEqual([
      { 'zh-CN': '未出示会员身份，不积分。', en: 'No membership was shown, so nothing was earned.' },
      0,
    ]);
  });

  it('names the lottery entry that it gave', async () => {
    const lucky = await app.join('mall-vip');
    const late = { occurredAt: '2025-05-08T12:00:00+08:00' };
    const receiptId = await bought(4_000, late, lucky);
    const explanation = await explained(receiptId);
    expect(explanation).toMatchObject({ earnedPoints: 8, agrees: true, draws: [{ rule: 'ends-in-eight', met: true }] });
    expect((explanation['words'] as { en: string }).en).toContain('It gave a lottery entry (ends-in-eight).');
  });

  it('stays as it was decided when a later version has other rules', async () => {
    const receiptId = await bought(10_000, { occurredAt: '2025-05-09T12:00:00+08:00' });
    const before = await explained(receiptId);
    const points = mall.points && { ...mall.points, base: { ...mall.points.base, points: 5 } };
    const later: Programme = { ...mall, version: 2, ...(points && { points }) };
    await app.publish(later);
    expect(await explained(receiptId)).toEqual(before);
    const anew = await bought(10_000, { occurredAt: '2025-05-10T12:00:00+08:00' });
    expect(await explained(anew)).toMatchObject({
      programmeVersion: 2,
      agrees: true,
      earning: { base: { points: 5 } },
    });
  });

  it('is none for what the issuer does not have', async () => {
    const { status, body } = await app.get('/receipts/none/explanation');
    expect([status, body['code']]).toEqual([404, 'receipt_unknown']);
    const entry = await app.get('/entries/evt_01ARZ3NDEKTSV4RRFFQ69G5FAV/explanation');
    expect([entry.status, entry.body['code']]).toEqual([404, 'entry_unknown']);
    const receiptId = await bought(10_000, { occurredAt: '2025-05-11T12:00:00+08:00' });
    expect((await app.get(`/receipts/${receiptId}/explanation`, { issuerId: 'iss_b' })).status).toBe(404);
  });
});

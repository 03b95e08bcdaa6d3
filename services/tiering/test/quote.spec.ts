import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventData } from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import type { Client } from '@scrip/testing';
import { PointsAccountConsumer } from '../src/membership/points-account.consumer.ts';
import { PointsPurchaseConsumer } from '../src/receipt-use/points-purchase.consumer.ts';
import { TieringDoor } from './tiering-door.ts';

const NOW = Date.parse('2025-05-08T12:00:00+08:00');
const ISSUER = 'iss_mall';
type Told = Readonly<Record<string, unknown>>;

describe('prices and grades that explain themselves', () => {
  let door: TieringDoor;
  let client: Client;
  let membershipId: string;
  const mall = preset('mall-vip');

  beforeAll(async () => {
    door = await TieringDoor.open({ now: () => NOW });
    await door.publish(ISSUER, mall);
    client = door.as({ issuerId: ISSUER });
    membershipId = await joined();
  });
  afterAll(() => door?.close());

  /** Somebody joins with a receipt of 500 yuan. */
  async function joined(): Promise<string> {
    const receiptId = newId('rcp');
    const data: EventData<'ReceiptRecorded'> = {
      receiptId,
      programmeId: mall.id,
      programmeVersion: 1,
      membershipId: null,
      accountId: null,
      holderId: null,
      lines: [],
      tenders: [],
      paidFen: fen(50_000),
      businessDate: '2025-05-08',
      quoteId: null,
      earned: null,
      ownDay: null,
      segments: null,
    };
    const message = door.message('ReceiptRecorded', data, { issuerId: ISSUER });
    await door.carryOut(door.get(PointsPurchaseConsumer).onReceiptRecorded(data, message));
    const asked = { holderId: newId('hld'), programmeId: mall.id, receiptIds: [receiptId] };
    return (await client.post<{ membershipId: string }>('/tiering/v1/memberships', asked)).ok(201).membershipId;
  }
  const line = { sku: 'coat', tagFen: 19_990, priceClass: 'regular', counterKey: 'counter-20off' };
  const quoteOf = (key?: string) =>
    client.post<Told>(
      '/tiering/v1/quotes',
      { programmeId: mall.id, membershipId, lines: [line] },
      key === undefined ? {} : { key },
    );

  it('keeps a quote: asked again under its key it is the same, and it is read again', async () => {
    const first = await quoteOf('q1');
    const again = await quoteOf('q1');
    expect(again.ok()).toEqual(first.ok());
    expect([again.replayed, first.ok()]).toMatchObject([
      true,
      { grade: 'gold', totalFen: 14_073, validUntil: '2025-05-08T04:15:00.000Z', lines: [{ exactFen: '14072.96' }] },
    ]);
    const quoteId = String(first.ok()['quoteId']);
    expect((await client.get(`/tiering/v1/quotes/${quoteId}`)).ok()).toEqual(first.ok());
    const foreign = door.as({ issuerId: 'iss_other' });
    (await foreign.get(`/tiering/v1/quotes/${quoteId}`)).refused(404, 'quote_unknown', { quoteId });
  });

  it('explains a price under the version it was given under, also when a later one has other prices', async () => {
    const quoteId = String((await quoteOf()).ok()['quoteId']);
    const before = (await client.get<Told>(`/tiering/v1/quotes/${quoteId}/explanation`)).ok();
    expect(before).toMatchObject({
      programmeVersion: 1,
      lines: [
        {
          agrees: true,
          ratesBp: [8_000, 8_800],
          explanation: [
            { rule: 'counter:counter-20off', counted: true, clause: null },
            { rule: 'gold-pays-88', counted: true, clause: { kind: 'all', met: true } },
            { rule: 'diamond-pays-80', counted: false, clause: { parts: [{ met: false, actual: 'gold' }, {}, {}] } },
          ],
        },
      ],
    });
    const later: Programme = { ...mall, version: 2, pricing: [], quotes: { validMinutes: 1 } };
    await door.publish(ISSUER, later);
    expect((await client.get<Told>(`/tiering/v1/quotes/${quoteId}/explanation`)).ok()).toEqual(before);
    const anew = (await quoteOf()).ok();
    expect(anew).toMatchObject({ programmeVersion: 2, totalFen: 15_992, validUntil: '2025-05-08T04:01:00.000Z' });
  });

  it('explains each step of a grade: the joining, then the raise by points', async () => {
    const data = {
      accountId: `pts_${membershipId.slice(4)}`,
      membershipId,
      holderId: newId('hld'),
      receiptId: 'r-9',
      basePoints: fen(0),
      programmeId: mall.id,
      programmeVersion: 1,
      multiplierBp: 10_000,
      dayRank: null,
      rules: [],
      usableAt: null,
      expiresAt: null,
      expiryNotices: null,
      settledPoints: null,
      capped: null,
    };
    const at = 8_000n as unknown as EventData<'PointsEarned'>['earnedPoints'];
    const earned = {
      ...data,
      basePoints: at,
      bonusPoints: at,
      earnedPoints: at,
      balanceAfterPoints: at,
      capped: null,
      lifetimeAfterPoints: at,
    };
    const ahead = await client.get<Told>(`/tiering/v1/memberships/${membershipId}/forecast`);
    expect(ahead.ok()).toMatchObject({
      grade: 'gold',
      raises: [{ grade: 'diamond', rule: 'lifetime-8000', missing: [{ total: '0', needed: 8_000, missing: 8_000 }] }],
    });
    const message = door.message('PointsEarned', earned, { issuerId: ISSUER });
    await door.carryOut(await door.get(PointsAccountConsumer).onPointsEarned(earned, message));
    const step = (version: number) =>
      client.get<Told>(`/tiering/v1/memberships/${membershipId}/grade-steps/${version}/explanation`);
    expect((await step(1)).ok()).toMatchObject({ fact: 'MemberJoined', toGrade: 'gold', agrees: true });
    expect((await step(2)).ok()).toMatchObject({
      fact: 'GradeRaised',
      fromGrade: 'gold',
      toGrade: 'diamond',
      agrees: true,
      asked: { receiptId: 'r-9', lifetimePoints: 8_000, balancePoints: 8_000 },
      rules: [{ rule: 'lifetime-8000', met: true, counted: true }],
    });
    (await step(3)).refused(404, 'grade_step_unknown');
    const forecast = await client.get<Told>(`/tiering/v1/memberships/${membershipId}/forecast`);
    expect(forecast.ok()).toMatchObject({
      grade: 'diamond',
      month: null,
      raises: [],
      words: { en: 'If nothing changes you stay Diamond.' },
    });
    (await client.get(`/tiering/v1/memberships/${newId('mbr')}/grade-steps/1/explanation`)).refused(
      404,
      'membership_unknown',
    );
  });
});

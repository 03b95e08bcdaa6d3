import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventData } from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { preset } from '@scrip/programme';
import { QuoteDue } from '../src/quote/quote-due.ts';
import { TieringQuoteConsumer } from '../src/quote/tiering-quote.consumer.ts';
import { type Got, type Member, messageOf, PointsApp } from './points-app.ts';

const NOON = '2025-05-08T12:00:00+08:00';
const UNTIL = Date.parse('2025-05-08T12:15:00+08:00');

describe('a receipt that names a quote', () => {
  let app: PointsApp;
  let now = Date.parse('2026-01-01T12:00:00+08:00');
  let member: Member;

  beforeAll(async () => {
    app = await PointsApp.open({ now: () => now });
    await app.publish(preset('mall-vip'));
    member = await app.join('mall-vip');
  });
  afterAll(() => app?.close());

  async function quoted(times = 1, quoteId = newId('quo'), recordedAt = now): Promise<string> {
    const article = { sku: 'coat', tagFen: fen(100_000), priceClass: 'regular', counterKey: 'counter-1' };
    const data: EventData<'QuoteGiven'> = {
      quoteId,
      programmeId: 'mall-vip',
      programmeVersion: 1,
      membershipId: member.membershipId,
      grade: 'gold',
      tender: null,
      lines: [{ lineNo: 1, ...article, paidFen: fen(88_000), ratesBp: [8_800], rules: ['gold-pays-88'] }],
      tagTotalFen: fen(100_000),
      totalFen: fen(88_000),
      expiresAt: UNTIL,
    };
    const message = messageOf('QuoteGiven', quoteId, data, { recordedAt });
    for (let time = 0; time < times; time += 1) {
      await app.carryOut(app.part(TieringQuoteConsumer).onQuoteGiven(data, message));
    }
    return quoteId;
  }
  const record = (quoteId: string, paidFen: number, occurredAt = NOON): Promise<Got> => {
    const lines = [{ sku: 'coat', tagFen: 100_000, priceClass: 'regular', counterKey: 'counter-1', paidFen }];
    const body = {
      receiptId: newId('rcp'),
      programmeId: 'mall-vip',
      membershipId: member.membershipId,
      lines,
      quoteId,
    };
    return app.post('/receipts', { ...body, tenders: [{ kind: 'cash', amountFen: paidFen }] }, { occurredAt });
  };

  it('is recorded when it charges what was quoted, also when the quote was heard twice', async () => {
    const { status, body } = await record(await quoted(2), 88_000);
    expect([status, body]).toMatchObject([201, { receipt: { paidFen: 88_000 }, earned: { basePoints: 88 } }]);
  });

  it('is refused when it charges something else, with the line and the numbers; nothing is recorded', async () => {
    const { position } = await app.log.head();
    const { status, body } = await record(await quoted(), 80_000);
    expect([status, body]).toMatchObject([
      409,
      { code: 'quote_differs', lineNo: 1, field: 'paidFen', quoted: 88_000, charged: 80_000, differenceFen: -8_000 },
    ]);
    expect((await app.log.head()).position).toBe(position);
  });

  it('can name it for 62 days after the quote was told, and no longer', async () => {
    const told = await quoted();
    await app.due(QuoteDue);
    expect((await record(told, 88_000)).status).toBe(201);
    now += 62 * 86_400_000 + 1;
    await app.due(QuoteDue);
    expect((await record(told, 88_000)).body['code']).toBe('quote_unknown');
    const { rows } = await app.log.pool.query('SELECT FROM price_quote');
    expect(rows).toEqual([]);
  });

  it('is refused after the last moment of the quote, and when nobody gave it', async () => {
    const late = await record(await quoted(), 88_000, '2025-05-08T12:15:01+08:00');
    expect([late.status, late.body['code'], late.body['lateMs']]).toEqual([409, 'quote_expired', 1_000]);
    const unknown = await record(newId('quo'), 88_000);
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'quote_unknown']);
  });

  it('may be sent again under its key when the news that was missing has come: programme, member, quote', async () => {
    const quoteId = newId('quo');
    const membershipId = newId('mbr');
    const key = newId('key');
    const price = { tagFen: 100_000, priceClass: 'regular', counterKey: 'counter-1', paidFen: 88_000 };
    const tenders = [{ kind: 'cash', amountFen: 88_000 }];
    const record = (receipt: object): Promise<Got> =>
      app.post('/receipts', { lines: [{ sku: 'coat', ...price }], tenders, ...receipt }, { key, occurredAt: NOON });
    const late = { receiptId: newId('rcp'), programmeId: 'late-mall', membershipId };
    expect(await record(late)).toMatchObject({
      status: 404,
      body: { code: 'programme_unknown', programmeId: 'late-mall', businessDate: '2025-05-08' },
    });
    await app.publish({ ...preset('mall-vip'), id: 'late-mall' });
    expect(await record(late)).toMatchObject({ status: 404, body: { code: 'account_unknown', membershipId } });
    await app.join('late-mall', { membershipId });
    const first = await record(late);
    expect(first).toMatchObject({ status: 201, body: { earned: { basePoints: 88 } } });
    const again = await record(late);
    expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([first.body, 'true']);

    const quotedKey = newId('key');
    const sale = { receiptId: newId('rcp'), programmeId: 'mall-vip', membershipId: member.membershipId, quoteId };
    const body = { ...sale, lines: [{ sku: 'coat', ...price }], tenders };
    const send = (): Promise<Got> => app.post('/receipts', body, { key: quotedKey, occurredAt: NOON });
    expect(await send()).toMatchObject({ status: 404, body: { code: 'quote_unknown' } });
    await quoted(1, quoteId);
    expect(await send()).toMatchObject({ status: 201 });
  });
});

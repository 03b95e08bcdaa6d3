import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SettlementEvent } from '@scrip/contracts';
import type { Recorded } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { ProjectionTables } from '../../test/projection-tables.ts';
import { at } from '../../test/wallet-story.ts';
import { payoutsOf, settlement, settlementsOf } from './settlement.projection.ts';

let database: ThrowawayDatabase;
let tables: ProjectionTables;
beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  tables = new ProjectionTables(database.appUrl, settlement);
});
beforeEach(() => tables.clear());
afterAll(async () => {
  await tables.close();
  await database.drop();
});

const settled = (settlementId: string, netFen: number): SettlementEvent => ({
  type: 'MerchantSettled',
  data: {
    merchantId: 'shop-1',
    settlementId,
    throughDate: '2025-06-15',
    toPosition: 10n,
    previousThroughDate: null,
    previousPosition: 0n,
    saleCount: 1,
    returnCount: 0,
    grossFen: fen(netFen),
    returnedFen: fen(0),
    feeRateBp: null,
    feeFen: fen(0),
    netFen: fen(netFen),
    parts: [],
  },
});
const paid = (settlementId: string, payoutId: string, amountFen: number): SettlementEvent => ({
  type: 'MerchantPaid',
  data: {
    merchantId: 'shop-1',
    settlementId,
    payoutId,
    bankReference: `ICBC-${payoutId}`,
    amountFen: fen(amountFen),
    leftFen: fen(0),
    parts: [],
  },
});
const sentBack = (settlementId: string, payoutId: string, amountFen: number): SettlementEvent => ({
  type: 'MerchantPayoutReturned',
  data: {
    merchantId: 'shop-1',
    settlementId,
    payoutId,
    bankReference: `ICBC-${payoutId}`,
    reason: 'account_closed',
    amountFen: fen(amountFen),
    netFen: fen(0),
    leftFen: fen(0),
    parts: [],
  },
});
const reversed = (settlementId: string): SettlementEvent => ({
  type: 'MerchantSettlementReversed',
  data: {
    merchantId: 'shop-1',
    settlementId,
    reason: 'wrong_fee',
    throughDate: null,
    toPosition: 0n,
    grossFen: fen(0),
    returnedFen: fen(0),
    feeFen: fen(0),
    netFen: fen(0),
    parts: [],
  },
});

const LOG: readonly Recorded<SettlementEvent>[] = [
  settled('stl_1', 900),
  settled('stl_2', 500),
  paid('stl_1', 'pay_1', 400),
  reversed('stl_2'),
  settled('stl_3', 500),
  paid('stl_1', 'pay_2', 500),
  paid('stl_3', 'pay_3', 300),
  paid('stl_3', 'pay_4', 100),
  sentBack('stl_3', 'pay_3', 300),
].map((event, index) => ({
  event,
  body: Buffer.alloc(0),
  envelope: {
    service: 'ledger',
    epoch: 1,
    position: index + 1,
    stream: 'settlement',
    streamId: 'mst_1',
    version: index + 1,
    eventId: `evt_${index + 1}`,
    type: event.type,
    schema: Buffer.alloc(32),
    occurredAt: at('2025-06-16') + index,
    recordedAt: at('2025-06-16') + index,
    issuerId: 'iss_test',
    actor: 'finance-1',
    correlationId: `cor_${index + 1}`,
    causationId: null,
    traceparent: null,
  },
}));

describe('the settlements as they are read', () => {
  it('say what was paid, what is left, and what was taken back', async () => {
    await tables.fold(LOG);
    const asked = { issuerId: 'iss_test', merchantId: 'shop-1', beyond: undefined, limit: 10 };
    const read = await settlementsOf(tables.pool, { ...asked, order: 'oldest' });
    expect(read.map((one) => [one.settlementId, one.status, one.paidFen, one.leftFen])).toEqual([
      ['stl_1', 'paid', 900n, 0n],
      ['stl_2', 'reversed', 0n, 0n],
      ['stl_3', 'paid_in_part', 100n, 400n],
    ]);
    expect(read[1]?.reversedAt).toBe('2025-06-16T02:00:00.003Z');
    expect(await settlementsOf(tables.pool, { ...asked, order: 'newest', beyond: 5n })).toEqual(
      read.slice(0, 2).toReversed(),
    );
    expect((await payoutsOf(tables.pool, 'stl_1')).map(({ amountFen }) => amountFen)).toEqual([400n, 500n]);
    expect(
      (await payoutsOf(tables.pool, 'stl_3')).map(({ returnedAt, returnReason }) => [returnedAt, returnReason]),
    ).toEqual([
      ['2025-06-16T02:00:00.008Z', 'account_closed'],
      [null, null],
    ]);
    expect(await settlementsOf(tables.pool, { ...asked, order: 'oldest', issuerId: 'iss_other' })).toEqual([]);
  });

  it('are the same however the log is cut into batches', async () => {
    await tables.fold(LOG);
    const whole = await tables.contents();
    for (const size of [1, 2, 3]) {
      await tables.clear();
      await tables.fold(LOG, size);
      expect(await tables.contents()).toBe(whole);
    }
  });
});

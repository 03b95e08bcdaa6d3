import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@scrip/event-store';
import { preset } from '@scrip/programme';
import { type Asking, type Got, type Member, PointsApp } from './points-app.ts';

const NOON = '2025-05-08T12:00:00+08:00';
const NEXT_NOON = '2025-05-09T12:00:00+08:00';

let app: PointsApp;
beforeAll(async () => {
  app = await PointsApp.open({ now: () => Date.parse('2026-01-01T12:00:00+08:00') });
  await app.publish(preset('mall-vip'));
});
afterAll(() => app?.close());

interface Item {
  readonly status: number;
  readonly replayed: boolean;
  readonly code: string | null;
  readonly receiptId: string;
  readonly detail: Got['body'];
}
interface Told {
  readonly accepted: number;
  readonly refused: number;
  readonly items: readonly Item[];
}
interface Sale {
  readonly receiptId: string;
  readonly soldAt?: string;
}

function sale(
  member: Member | null,
  paidYuan: number,
  more: Partial<Sale> & { readonly programmeId?: string } = {},
): Sale {
  const paidFen = paidYuan * 100;
  return {
    receiptId: randomUUID(),
    soldAt: NOON,
    programmeId: 'mall-vip',
    ...(member && { membershipId: member.membershipId }),
    lines: [{ sku: 'coat', tagFen: paidFen, priceClass: 'regular', counterKey: 'counter-1', paidFen }],
    tenders: [{ kind: 'cash', amountFen: paidFen }],
    ...more,
  } as Sale;
}
const send = (receipts: readonly object[], asking: Asking = {}): Promise<Got> =>
  app.post('/receipt-batches', { receipts }, asking);
function toldIn(body: Got['body']): Told {
  const { accepted, refused, items } = body;
  return { accepted: Number(accepted), refused: Number(refused), items: items as readonly Item[] };
}
async function toldOf(receipts: readonly object[], asking: Asking = {}): Promise<Told> {
  const { status, body } = await send(receipts, asking);
  expect([status, body]).toEqual([200, expect.anything()]);
  return toldIn(body);
}
const earnedOf = ({ detail }: Item) => detail['earned'] as Got['body'] | null;

describe('a batch of receipts', () => {
  it('gives each its own verdict, those of one member in their order', async () => {
    const member = await app.join('mall-vip');
    const first = sale(member, 100);
    const short = { ...sale(member, 50), tenders: [{ kind: 'cash', amountFen: 4_999 }] };
    const told = await toldOf([first, short, sale(null, 70), { ...first, soldAt: NEXT_NOON }, sale(member, 300)]);
    expect([told.accepted, told.refused]).toEqual([3, 2]);
    expect(told.items.map(({ status, code }) => [status, code])).toEqual([
      [201, null],
      [422, 'tenders_do_not_sum'],
      [201, null],
      [409, 'receipt_already_recorded'],
      [201, null],
    ]);
    expect(told.items[1]?.detail).toMatchObject({ paidFen: 5_000, tendersFen: 4_999, missingFen: 1 });
    expect(told.items[2]?.detail).toMatchObject({ earned: null, receipt: { membershipId: null, paidFen: 7_000 } });
    const [one, , , , last] = told.items.map(earnedOf);
    const after = Number(one?.['balanceAfterPoints']);
    expect(last).toMatchObject({ balanceAfterPoints: after + Number(last?.['earnedPoints']) });
    // The answer says where it stands: who reads with that sees all of it.
    const account = await app.get(`/accounts/${member.accountId}`);
    expect(account.body).toMatchObject({ balancePoints: last?.['balanceAfterPoints'] });
  });

  it('gives the places of a day to those who come first in it, whoever is known already', async () => {
    const members = await Promise.all(Array.from({ length: 130 }, () => app.join('mall-vip')));
    // Every third has been decided on before; what is known of the others, the log has to read.
    const known = members.filter((_, index) => index % 3 === 0);
    await toldOf(known.map((member) => sale(member, 10, { soldAt: NEXT_NOON })));
    const day = '2025-06-12T12:00:00+08:00';
    const { items } = await toldOf(members.map((member) => sale(member, 100, { soldAt: day })));
    const ranks = items.map((item) => earnedOf(item)?.['dayRank']);
    expect(ranks).toEqual([...Array.from({ length: 100 }, (_, place) => place + 1), ...Array(30).fill(null)]);
  });

  it('asked again under its key gives the same verdicts and records nothing; another one under the key is refused', async () => {
    const member = await app.join('mall-vip');
    const receipts = [sale(member, 200), { ...sale(member, 50), tenders: [] }];
    const first = await toldOf(receipts, { key: 'again' });
    const { position } = await app.log.head();
    const again = await send(receipts, { key: 'again' });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const { items } = toldIn(again.body);
    expect(items).toEqual(first.items.map((item) => ({ ...item, replayed: true })));
    expect(await send(receipts.slice(0, 1), { key: 'again' })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    expect((await app.log.head()).position).toBe(position);
  });

  it('keeps no verdict of a receipt whose news is on its way: under the same key it is recorded once that is here', async () => {
    const known = await app.join('mall-vip');
    const membershipId = newId('mbr');
    const early = sale({ ...known, membershipId }, 100);
    const receipts = [early, sale(known, 100)];
    const first = await toldOf(receipts, { key: 'early' });
    expect(first.items).toMatchObject([
      { status: 404, code: 'account_unknown', detail: { membershipId } },
      { status: 201 },
    ]);
    await app.join('mall-vip', { membershipId });
    const then = await toldOf(receipts, { key: 'early' });
    expect(then.items).toMatchObject([
      { status: 201, replayed: false },
      { status: 201, replayed: true },
    ]);
  });

  it('takes ten thousand receipts and no more, in several parts', async () => {
    const member = await app.join('mall-vip');
    const receipts = Array.from({ length: 10_001 }, (_, index) => sale(index % 100 === 0 ? member : null, 1));
    const refused = { status: 400, body: { code: 'batch_too_long', receipts: 10_001, limit: 10_000 } };
    expect(await send(receipts)).toMatchObject(refused);
    const told = await toldOf(receipts.slice(1));
    expect(told).toMatchObject({ accepted: 10_000, refused: 0 });
    expect(told.items.map(({ receiptId }) => receiptId)).toEqual(receipts.slice(1).map(({ receiptId }) => receiptId));
    expect((await app.get(`/receipts/${receipts[10_000]?.receiptId}`)).body).toMatchObject({
      receipt: { paidFen: 100 },
    });
  }, 60_000);

  it('asks for the scope to say another time, and for its own', async () => {
    const member = await app.join('mall-vip');
    const receipts = [sale(member, 100)];
    const scopes = ['points:receipt.record'];
    const denied = { status: 403, body: { code: 'insufficient_scope', scope: 'backdate' } };
    expect(await send(receipts, { scopes })).toMatchObject(denied);
    const { items } = await toldOf([sale(member, 100, { soldAt: undefined } as object)], { scopes });
    expect(items[0]?.detail).toMatchObject({ receipt: { businessDate: '2026-01-01' } });
    expect(await send(receipts, { scopes: ['points:read'] })).toMatchObject({ status: 403 });
    for (const wrong of [[], [{ ...receipts[0], soldAt: '2025-02-30T12:00:00Z' }], [{ ...receipts[0], note: 'x' }]])
      expect(await send(wrong)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});

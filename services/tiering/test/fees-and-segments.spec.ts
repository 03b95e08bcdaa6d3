/** Fees with their waivers, and segments by share, through the door (domain 2.8, 2.11). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@scrip/event-store';
import { type Programme, preset } from '@scrip/programme';
import type { Body } from '@scrip/testing';
import { FeeRuns } from '../src/fee/fee-runs.ts';
import { segmentsOfHolder } from '../src/segment/segment.projection.ts';
import { SegmentRuns } from '../src/segment/segment-runs.ts';
import { Bank } from './bank.ts';
import { cardsSays, hasDocument, person } from './customer.ts';
import { expectRebuiltTheSame } from './rebuilt.ts';
import { TieringDoor } from './tiering-door.ts';

let door: TieringDoor;
let now = 0;

beforeAll(async () => {
  door = await TieringDoor.open({ now: () => now });
});
afterAll(() => door.close());

const at = (time: string): void => {
  now = Date.parse(`${time}+08:00`);
};

async function bankOf(...programmes: readonly Programme[]): Promise<Bank> {
  const issuerId = newId('iss');
  for (const programme of programmes) await door.publish(issuerId, programme);
  return new Bank(door, issuerId, programmes[0] as Programme);
}

/** The twelve months that end with one. */
function yearTo(last: string): readonly string[] {
  const [year = 0, month = 0] = last.split('-').map(Number);
  return Array.from({ length: 12 }, (_, back) =>
    new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7),
  );
}

/** Somebody with a grade that was applied for and approved, and who held an amount in each of twelve months. */
async function granted(
  bank: Bank,
  yuan: number,
  months: readonly string[],
  of: { readonly programmeId: string; readonly approvalKey: string; readonly gradeKey: string; readonly role: string },
): Promise<string> {
  const { issuerId } = bank;
  const holderId = newId('hld');
  await bank.holds(holderId, Object.fromEntries(months.map((month) => [month, yuan])));
  const documentIds = [await hasDocument(door, issuerId, holderId, 'id-document')];
  const { role, ...asked } = of;
  const made = await person(door, issuerId, 'desk').post('/tiering/v1/grade-applications', {
    ...asked,
    holderId,
    channel: 'desk',
    documentIds,
  });
  const path = `/tiering/v1/grade-applications/${String(made.ok(201)['applicationId'])}`;
  (await person(door, issuerId, 'manager', 'customer-manager').post(`${path}/steps/review`, {})).ok(201);
  (await person(door, issuerId, 'head', role).post(`${path}/approval`, {})).ok(201);
  return holderId;
}

describe('fees', () => {
  const union = { ...preset('union-vip'), effectiveAt: '2024-01-01T00:00:00+08:00' };
  const GOLD = { programmeId: 'union-vip', approvalKey: 'union-vip-application', gradeKey: 'gold', role: 'union-head' };

  async function decide(bank: Bank, programmeId: string, month: string): Promise<Body> {
    const { runId } = (await bank.client.post('/tiering/v1/fee-runs', { programmeId, month })).ok(201);
    await door.shown();
    for (let turn = 0; turn < 10; turn += 1) await door.carryOutDue(FeeRuns);
    return (await bank.client.get(`/tiering/v1/fee-runs/${String(runId)}`)).ok();
  }

  const feeOf = async (bank: Bank, holderId: string): Promise<Body> => {
    const { items } = (await bank.client.get<{ items: Body[] }>('/tiering/v1/fees')).ok();
    const { feeId } = items.find((fee) => fee['holderId'] === holderId) ?? {};
    return (await bank.client.get(`/tiering/v1/fees/${String(feeId)}`)).ok();
  };

  it('V4: a fee of 100 with a waiver at 200,000: 200,000.00 is waived, 199,999.99 owes 100', async () => {
    at('2025-06-10T10:00:00');
    const bank = await bankOf(union);
    const months = yearTo('2025-06');
    const waived = await granted(bank, 200_000, months, GOLD);
    const owes = await granted(bank, 199_999.99, months, GOLD);
    const start = { programmeId: 'union-vip', month: '2025-06' };
    const early = await bank.client.post('/tiering/v1/fee-runs', start);
    early.refused(409, 'month_not_over', { endsOn: '2025-06-30' });
    at('2025-07-01T09:00:00');
    expect(await decide(bank, 'union-vip', '2025-06')).toMatchObject({
      state: 'closed',
      members: 2,
      dueCount: 1,
      dueFen: 10_000,
      waivedCount: 1,
      waivedFen: 10_000,
      resultHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await feeOf(bank, waived)).toMatchObject({
      state: 'waived',
      dueDate: '2025-06-10',
      waiver: { met: true, words: { en: expect.stringContaining('200,000.00 yuan, wanted at least 200,000.00 yuan') } },
    });
    const due = await feeOf(bank, owes);
    expect(due).toMatchObject({ state: 'due', amountFen: 10_000, waiver: { met: false } });
    (await bank.client.post('/tiering/v1/fee-runs', start)).refused(409, 'month_decided', { month: '2025-06' });

    const settlement = `/tiering/v1/fees/${String(due['feeId'])}/settlement`;
    const paid = { amountFen: 10_000, reference: 'bill-1' };
    (await bank.client.post(settlement, { ...paid, amountFen: 9_999 })).refused(409, 'amount_differs');
    (await bank.client.post(settlement, paid)).ok(201);
    expect(await feeOf(bank, owes)).toMatchObject({ state: 'settled', reference: 'bill-1' });
  });

  it('of a year fall due at each return of the grant, and not for who has died', async () => {
    at('2025-06-10T10:00:00');
    const bank = await bankOf(union);
    const { issuerId } = bank;
    const months = yearTo('2025-06');
    const lives = await granted(bank, 150_000, months, GOLD);
    const died = await granted(bank, 150_000, months, GOLD);
    const departed = { holderId: died, departure: 'died' };
    await cardsSays(door, 'HolderDeparted', departed, { issuerId, streamId: died });
    at('2026-07-01T09:00:00');
    expect(await decide(bank, 'union-vip', '2026-05')).toMatchObject({ members: 1, dueCount: 0, waivedCount: 0 });
    expect(await decide(bank, 'union-vip', '2026-06')).toMatchObject({ members: 1, dueCount: 1, dueFen: 10_000 });
    expect(await feeOf(bank, lives)).toMatchObject({ dueDate: '2026-06-10', month: '2026-06' });
  });

  it('for a month whose average falls short: 499,999.99 pays 30, 500,000 nothing', async () => {
    at('2025-05-02T10:00:00');
    const bank = await bankOf(preset('bank-criteria'));
    const HEAD = {
      programmeId: 'bank-criteria',
      approvalKey: 'vip-application',
      gradeKey: 'head-office-vip',
      role: 'head-office',
    };
    const loan = async (holderId: string): Promise<void> => {
      const values = [
        { holderId, period: '2025-05', metric: 'housingLoanFen', value: 120_000_000 },
        { holderId, period: '2025-05', metric: 'housingLoanCleanMonths', value: 12 },
      ];
      (await bank.report({ values })).ok(201);
    };
    const holders: string[] = [];
    for (const yuan of [499_999.99, 500_000]) {
      const holderId = newId('hld');
      await loan(holderId);
      await bank.holds(holderId, { '2025-05': yuan });
      const documentIds = [await hasDocument(door, bank.issuerId, holderId, 'id-document')];
      const { role, ...asked } = HEAD;
      const body = { ...asked, holderId, channel: 'desk', documentIds };
      const made = await person(door, bank.issuerId, 'desk').post('/tiering/v1/grade-applications', body);
      const path = `/tiering/v1/grade-applications/${String(made.ok(201)['applicationId'])}`;
      (await person(door, bank.issuerId, 'manager', 'customer-manager').post(`${path}/steps/review`, {})).ok(201);
      (await person(door, bank.issuerId, 'head', role).post(`${path}/approval`, {})).ok(201);
      holders.push(holderId);
    }
    at('2025-06-01T09:00:00');
    const run = await decide(bank, 'bank-criteria', '2025-05');
    expect(run).toMatchObject({ dueCount: 1, dueFen: 3_000, waivedCount: 1 });
    const [pays = '', free = ''] = holders;
    expect(await feeOf(bank, pays)).toMatchObject({ state: 'due', amountFen: 3_000, dueDate: '2025-05-31' });
    expect(await feeOf(bank, free)).toMatchObject({ state: 'waived' });
  });
});

describe('segments', () => {
  const launch = [{ key: 'launch', grade: 'gold', when: { calendar: { monthDay: '12-01' } } }];
  const mall: Programme = { ...preset('mall-vip'), joining: launch };

  it('E4: of 10 members who spent 100 to 1,000 the top 20% are the two highest, with 1,900 of 5,500; ties at the edge are both in', async () => {
    at('2025-12-01T10:00:00');
    const bank = await bankOf(mall, preset('mall-svip'));
    const { client, issuerId } = bank;
    const holders = Array.from({ length: 10 }, () => newId('hld'));
    for (const holderId of holders) {
      (await client.post('/tiering/v1/memberships', { holderId, programmeId: 'mall-vip', receiptIds: [] })).ok(201);
    }
    const spent = async (revision: number, yuan: readonly number[]): Promise<void> => {
      const values = yuan.map((amount, index) => ({ holderId: holders[index], value: amount * 100 }));
      (await bank.report({ metric: 'spendingFen', period: '2025-12', revision, values })).ok(201);
    };
    const run = async (): Promise<Body & { runId: string }> => {
      const body = { programmeId: 'mall-svip', segmentKey: 'svip-spending', month: '2025-12' };
      const { runId } = (await client.post('/tiering/v1/segment-runs', body)).ok(201);
      await door.shown();
      await door.carryOutDue(SegmentRuns);
      return { ...(await client.get(`/tiering/v1/segment-runs/${String(runId)}`)).ok(), runId: String(runId) };
    };
    const isIn = async (): Promise<readonly boolean[]> =>
      Promise.all(
        holders.map(async (holderId) => {
          const asked = { issuerId, programmeId: 'mall-svip', holderId };
          return (await segmentsOfHolder(door.log.pool, asked)).includes('svip-spending');
        }),
      );
    const only = (...places: number[]) => holders.map((_, index) => places.includes(index));

    await spent(0, [100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000]);
    const first = await run();
    expect(first).toMatchObject({
      state: 'closed',
      members: 10,
      inCount: 2,
      whole: 550_000,
      held: 190_000,
      heldShareBp: 3_455,
      entered: 2,
      left: 0,
    });
    expect(await isIn()).toEqual(only(8, 9));
    const { items } = (
      await client.get<{ items: Body[] }>(`/tiering/v1/segment-runs/${first.runId}/members?is=in`)
    ).ok();
    expect(items.map(({ holderId, place, total }) => [holderId, place, total])).toEqual([
      [holders[9], 1, '100000'],
      [holders[8], 2, '90000'],
    ]);

    // The eighth comes level with the second: both are in. The first falls out.
    await spent(1, [100, 200, 300, 400, 500, 600, 700, 900, 900, 50]);
    expect(await run()).toMatchObject({ inCount: 2, entered: 1, left: 1 });
    await spent(2, [100, 200, 300, 400, 500, 600, 700, 900, 900, 1_000]);
    expect(await run()).toMatchObject({ inCount: 3, heldShareBp: 5_000, entered: 1, left: 0 });
    expect(await isIn()).toEqual(only(7, 8, 9));

    const earlier = { programmeId: 'mall-svip', segmentKey: 'svip-spending', month: '2025-11' };
    (await client.post('/tiering/v1/segment-runs', earlier)).refused(409, 'later_run_exists', {
      latestMonth: '2025-12',
    });
  });

  it('run one at a time: of several starts at once one is taken, and the next one after its end', async () => {
    at('2025-12-01T10:00:00');
    const { client } = await bankOf(mall, preset('mall-svip'));
    const body = { programmeId: 'mall-svip', segmentKey: 'svip-spending', month: '2025-12' };
    const start = (key: string) => client.post('/tiering/v1/segment-runs', body, { key });
    const starts = await Promise.all(['s-1', 's-2', 's-3'].map(start));
    const taken = starts.findIndex(({ status }) => status === 201);
    expect(taken).toBeGreaterThanOrEqual(0);
    const runId = String(starts[taken]?.ok(201)['runId']);
    for (const [index, one] of starts.entries()) {
      if (index !== taken) one.refused(409, 'run_under_way', { runId });
    }
    const again = await start(`s-${taken + 1}`);
    expect([again.replayed, again.ok(201)['runId']]).toEqual([true, runId]);
    await door.carryOutDue(SegmentRuns);
    (await start('s-4')).ok(201);
    await door.carryOutDue(SegmentRuns);
  });

  it('of many members are told part by part, and a run that was stopped goes on to the same result', async () => {
    at('2025-12-01T10:00:00');
    const half = preset('mall-svip').segments?.map((segment) => ({ ...segment, shareBp: 10_000 }));
    const bank = await bankOf(mall, { ...preset('mall-svip'), segments: half });
    const { client } = bank;
    const holders = Array.from({ length: 505 }, () => newId('hld'));
    const join = async (holderId: string): Promise<void> => {
      (await client.post('/tiering/v1/memberships', { holderId, programmeId: 'mall-vip', receiptIds: [] })).ok(201);
    };
    for (let from = 0; from < holders.length; from += 50) await Promise.all(holders.slice(from, from + 50).map(join));
    const values = holders.map((holderId, index) => ({ holderId, value: index + 1 }));
    (await bank.report({ metric: 'spendingFen', period: '2025-12', values })).ok(201);
    const body = { programmeId: 'mall-svip', segmentKey: 'svip-spending', month: '2025-12' };
    const { runId } = (await client.post('/tiering/v1/segment-runs', body)).ok(201);
    await door.shown();
    const runs = door.get(SegmentRuns);
    const read = async (): Promise<Body> => (await client.get(`/tiering/v1/segment-runs/${String(runId)}`)).ok();
    // No time at all: one part, then the turn is over.
    expect(await runs.run(String(runId), 0)).toBe('goes_on');
    await door.shown();
    expect(await read()).toMatchObject({ state: 'ranked', members: 505, entered: 500 });
    // Two copies at once: each part is done once.
    await Promise.all([runs.run(String(runId)), runs.run(String(runId))]);
    await door.shown();
    expect(await read()).toMatchObject({ state: 'closed', inCount: 505, entered: 505, left: 0, heldShareBp: 10_000 });
  });
});

describe('lists of fees of a run, and of grades and ratings of a holder', () => {
  it('are read by an index in their order', async () => {
    const { rows } = await door.log.pool.query<{ indexdef: string }>(
      `SELECT indexdef FROM pg_indexes WHERE tablename IN ('fee', 'grade_application', 'instant_rating')`,
    );
    const found = rows.map(({ indexdef }) => /(\w+) USING btree (.*)$/.exec(indexdef)?.slice(1).join(' '));
    expect(found).toEqual(
      expect.arrayContaining([
        'fee (run_id, "position")',
        'grade_application (issuer_id, holder_id, "position")',
        'instant_rating (issuer_id, holder_id, "position")',
      ]),
    );
  });
});

describe('what is shown of all this', () => {
  it('is the same byte for byte when it is folded again, however the log is cut', async () => {
    await expectRebuiltTheSame(door, [23, undefined]);
  });
});

/** Instant ratings, standards that entitle, grades given by hand, and what a holder is served by, through the door (domain 2.6, 2.8). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import type { Body, Client } from '@scrip/testing';
import { GrantsDue } from '../src/manual-grade/grant-due.ts';
import { addFlows } from '../src/metric/metric-value.ts';
import { purchaseOf } from '../src/receipt-use/known-receipt.ts';
import { PointsPurchaseConsumer } from '../src/receipt-use/points-purchase.consumer.ts';
import { Bank } from './bank.ts';
import { cardsSays, hasDocument, person } from './customer.ts';
import { expectRebuiltTheSame } from './rebuilt.ts';
import { TieringDoor } from './tiering-door.ts';

let door: TieringDoor;
let now = Date.parse('2025-03-14T10:00:00+08:00');

beforeAll(async () => {
  door = await TieringDoor.open({ now: () => now });
});
afterAll(() => door.close());

const at = (time: string): void => {
  now = Date.parse(`${time}+08:00`);
};

async function bankOf(programme: Programme): Promise<Bank> {
  const issuerId = newId('iss');
  await door.publish(issuerId, programme);
  return new Bank(door, issuerId, programme);
}

describe('an instant rating', () => {
  const PLATINUM = 300_000;
  const stepDown = preset('bank-stepdown');

  async function asked(bank: Bank, by: Client, holderId: string, productKey?: string): Promise<string> {
    const { issuerId } = bank;
    const kinds = ['id-document', 'purchase-proof'];
    const documentIds = await Promise.all(kinds.map((kind) => hasDocument(door, issuerId, holderId, kind)));
    const body = { holderId, programmeId: 'bank-stepdown', gradeKey: 'platinum', documentIds };
    const recorded = await by.post('/tiering/v1/instant-ratings', { ...body, ...(productKey && { productKey }) });
    return String(recorded.ok(201)['ratingId']);
  }

  it('B4: passed to platinum in March: no rating in March, April is rated normally', async () => {
    at('2025-03-14T10:00:00');
    const bank = await bankOf(stepDown);
    const holderId = newId('hld');
    const { issuerId } = bank;
    const manager = person(door, issuerId, 'manager', 'customer-manager');
    const head = person(door, issuerId, 'head', 'branch-head');
    await bank.holds(holderId, { '2025-03': PLATINUM });
    const ratingId = await asked(bank, manager, holderId, 'fund-plan');
    const decided = await head.post(`/tiering/v1/instant-ratings/${ratingId}/approval`, {});
    expect(decided.ok(201)).toMatchObject({ passed: true, metGradeKey: 'platinum', grade: 'platinum' });
    await door.shown();
    const member = await bank.membership(holderId);
    expect(member).toMatchObject({ grade: 'platinum', standing: 'met' });
    const step = `/tiering/v1/memberships/${member?.membershipId}/grade-steps/1/explanation`;
    expect((await bank.client.get(step)).ok()).toMatchObject({
      agrees: true,
      asked: { productKey: 'fund-plan', decidedBy: 'head' },
      words: { en: expect.stringContaining('over the month is 300,000.00 yuan; the standard') },
    });

    at('2026-03-10T10:00:00');
    await bank.holds(holderId, { '2025-03': 0, '2025-04': 0 }, 1);
    expect((await bank.rate('2025-03')).outcomes).toMatchObject({ settled: 1 });
    expect(await bank.membership(holderId)).toMatchObject({ grade: 'platinum', standing: 'met' });
    await bank.rate('2025-04');
    expect(await bank.membership(holderId)).toMatchObject({ grade: 'platinum', standing: 'extension' });
    const steps = (await bank.history(holderId)).map(({ month, toGrade, standing }) => [month, toGrade, standing]);
    expect(steps).toEqual([
      ['2025-03', 'platinum', 'met'],
      ['2025-04', 'platinum', 'extension'],
    ]);
  });

  it('of March is not lost by another one in April: neither month is rated, May is', async () => {
    at('2025-03-14T10:00:00');
    const bank = await bankOf(stepDown);
    const holderId = newId('hld');
    const { issuerId } = bank;
    const manager = person(door, issuerId, 'manager', 'customer-manager');
    const head = person(door, issuerId, 'head', 'branch-head');
    const pass = async (): Promise<void> => {
      const ratingId = await asked(bank, manager, holderId, 'fund-plan');
      (await head.post(`/tiering/v1/instant-ratings/${ratingId}/approval`, {})).ok(201);
    };
    await bank.holds(holderId, { '2025-03': PLATINUM });
    await pass();
    at('2025-04-02T10:00:00');
    await bank.holds(holderId, { '2025-04': PLATINUM });
    await pass();
    at('2026-03-10T10:00:00');
    await bank.holds(holderId, { '2025-03': 0, '2025-04': 0, '2025-05': 0 }, 1);
    for (const month of ['2025-03', '2025-04']) {
      expect((await bank.rate(month)).outcomes).toMatchObject({ settled: 1, extended: 0 });
    }
    expect((await bank.rate('2025-05')).outcomes).toMatchObject({ settled: 0, extended: 1 });
    const settled = 'SELECT settled_months FROM membership WHERE holder_id = $1';
    expect((await door.log.pool.query(settled, [holderId])).rows).toEqual([{ settled_months: [] }]);
  });

  it('B5: a manager approves the own record: refused, the branch head is needed and not the same person; average met but no named product bought: not passed', async () => {
    at('2025-03-14T10:00:00');
    const bank = await bankOf(stepDown);
    const holderId = newId('hld');
    const { issuerId } = bank;
    const manager = person(door, issuerId, 'manager', 'customer-manager');
    const both = person(door, issuerId, 'manager', 'customer-manager', 'branch-head');
    const head = person(door, issuerId, 'head', 'branch-head');
    await bank.holds(holderId, { '2025-03': PLATINUM });
    const ratingId = await asked(bank, manager, holderId, 'savings-plan');
    const approve = (by: Client) => by.post(`/tiering/v1/instant-ratings/${ratingId}/approval`, {});
    (await approve(manager)).refused(403, 'role_missing', { roles: ['branch-head'] });
    (await approve(both)).refused(403, 'own_work', { by: 'manager' });
    expect((await approve(head)).ok(201)).toMatchObject({
      passed: false,
      productMet: false,
      levelMet: true,
      grade: null,
    });
    (await approve(head)).refused(409, 'rating_decided');
    await door.shown();
    expect(await bank.membership(holderId)).toBeUndefined();
    const listed = await bank.client.get<Body>(`/tiering/v1/instant-ratings?holderId=${holderId}&state=not_passed`);
    expect(listed.ok()['items']).toMatchObject([{ ratingId, decidedBy: 'head', waitsFor: [] }]);
  });
});

describe('what a holder is served by', () => {
  it('B6: grade platinum and card gold, grade gold and card platinum, grade platinum and no card: gold, gold, none', async () => {
    at('2026-03-10T10:00:00');
    const bank = await bankOf(preset('bank-stepdown'));
    const { issuerId } = bank;
    const levelOf = async (yuan: number, productKey: string | null): Promise<unknown> => {
      const holderId = newId('hld');
      const cardId = newId('crd');
      await bank.holds(holderId, { '2025-01': yuan });
      if (productKey !== null) {
        const ids = { cardId, cardNumber: '9156', sequence: 1, holderId, walletId: newId('wal') };
        const under = {
          programmeId: 'bank-stepdown',
          programmeVersion: 1,
          productKey,
          cardVersion: 1,
          form: 'physical',
        };
        const issued = { ...ids, ...under, applicationId: null, replacesCardId: null, cause: null };
        await cardsSays(door, 'CardIssued', issued, { issuerId, streamId: cardId });
        const active = { cardId, walletId: ids.walletId, sequence: 1, cardVersion: 1, expiresAt: null };
        await cardsSays(door, 'CardActivated', active, { issuerId, streamId: cardId, version: 2 });
      }
      return { holderId, cardId };
    };
    const holders = [await levelOf(300_000, 'gold-card'), await levelOf(100_000, 'platinum-card')];
    const bare = await levelOf(300_000, null);
    await bank.rate('2025-01');
    const read = async (of: unknown): Promise<Body> => {
      const member = await bank.membership((of as { holderId: string }).holderId);
      return (await bank.client.get(`/tiering/v1/memberships/${member?.membershipId}/service-level`)).ok();
    };
    expect(await read(holders[0])).toMatchObject({ level: 'gold', grade: 'platinum', cardGrade: 'gold' });
    expect(await read(holders[1])).toMatchObject({ level: 'gold', grade: 'gold', cardGrade: 'platinum' });
    expect(await read(bare)).toMatchObject({ level: null, decidedBy: 'noCard' });

    const { cardId } = holders[0] as { cardId: string };
    const lost = { cardId, walletId: newId('wal'), sequence: 1, cardVersion: 1, reason: 'declined' };
    await cardsSays(door, 'CardVoided', lost, { issuerId, streamId: cardId, version: 3 });
    expect(await read(holders[0])).toMatchObject({ level: null, decidedBy: 'noCard' });
  });
});

describe('any of several standards', () => {
  const criteria = preset('bank-criteria');
  const YEAR = Array.from({ length: 12 }, (_, index) => `2025-${String(index + 1).padStart(2, '0')}`);

  async function eligible(bank: Bank, holderId: string): Promise<Body> {
    const path = `/tiering/v1/programmes/bank-criteria/eligibility?holderId=${holderId}&month=2025-12`;
    return (await bank.client.get(path)).ok();
  }

  it('V1: financial assets of 199,999.99 and 200,000 on the average of 12 months: none, VIP', async () => {
    at('2026-01-10T10:00:00');
    const bank = await bankOf(criteria);
    const [short, enough] = [newId('hld'), newId('hld')];
    await bank.holds(short, Object.fromEntries(YEAR.map((month) => [month, 199_999.99])));
    // Deposits of 50,000 and funds of 160,000 would do as well; here they come to the limit.
    await bank.holds(enough, Object.fromEntries(YEAR.map((month) => [month, 50_000])));
    const funds = YEAR.map((period) => ({ holderId: enough, period, value: 15_000_000 }));
    (await bank.report({ metric: 'fundsFen', values: funds })).ok(201);
    expect(await eligible(bank, short)).toMatchObject({ grade: 'ordinary', mayApplyFor: null });
    expect(await eligible(bank, enough)).toMatchObject({ grade: 'branch-vip' });
    await bank.rate('2025-12');
    expect(await bank.membership(short)).toBeUndefined();
    expect(await bank.membership(enough)).toMatchObject({ grade: 'branch-vip' });
    // What an approval gives is given to who met a standard too, once, from the day of the grade on.
    const window = (holderId: string) =>
      bank.client.post('/tiering/v1/entitlement-uses', {
        programmeId: 'bank-criteria',
        holderId,
        entitlementKey: 'own-window',
      });
    (await window(short)).refused(409, 'grade_lacks_entitlement');
    expect((await window(enough)).ok(201)).toMatchObject({ grantPeriod: expect.stringMatching(/^evt_/) });
    (await window(enough)).refused(409, 'count_exhausted', { usedCount: 1, leftCount: 0 });
  });

  it('V2: a housing loan of 1,200,000 clean for 11 and 12 months, 600,000 clean for 14: none, may apply for the head office, for the branch', async () => {
    at('2026-01-10T10:00:00');
    const bank = await bankOf(criteria);
    const loan = async (yuan: number, cleanMonths: number): Promise<string> => {
      const holderId = newId('hld');
      const period = '2025-12';
      const values = [
        { holderId, period, metric: 'housingLoanFen', value: yuan * 100 },
        { holderId, period, metric: 'housingLoanCleanMonths', value: cleanMonths },
      ];
      (await bank.report({ values })).ok(201);
      return holderId;
    };
    const none = await loan(1_200_000, 11);
    const head = await loan(1_200_000, 12);
    const branch = await loan(600_000, 14);
    expect(await eligible(bank, none)).toMatchObject({ grade: 'ordinary', mayApplyFor: null });
    expect(await eligible(bank, head)).toMatchObject({ grade: 'ordinary', mayApplyFor: 'head-office-vip' });
    const { mayApplyFor, standards } = await eligible(bank, branch);
    expect(mayApplyFor).toBe('branch-vip');
    expect((standards as Body[]).find(({ standard, met }) => standard === 'housing-loan' && met)).toMatchObject({
      grade: 'branch-vip',
      gives: 'application',
      words: { en: expect.stringContaining('clean months of the housing loan is 14, wanted at least 12') },
    });

    const { issuerId } = bank;
    const manager = person(door, issuerId, 'manager');
    const apply = (holderId: string, gradeKey: string) =>
      manager.post('/tiering/v1/grade-applications', {
        holderId,
        programmeId: 'bank-criteria',
        approvalKey: 'vip-application',
        gradeKey,
        channel: 'desk',
      });
    (await apply(none, 'branch-vip')).refused(409, 'not_entitled', { gradeKey: 'branch-vip' });
    (await apply(branch, 'head-office-vip')).refused(409, 'not_entitled');
    expect((await apply(head, 'head-office-vip')).ok(201)).toMatchObject({ standard: 'housing-loan' });
  });

  it('V3: assets of 300,000 held for 7 of 12 months are 175,000: none', async () => {
    at('2026-01-10T10:00:00');
    const bank = await bankOf(criteria);
    const holderId = newId('hld');
    await bank.holds(holderId, Object.fromEntries(YEAR.slice(0, 7).map((month) => [month, 300_000])));
    const { grade, mayApplyFor, standards } = await eligible(bank, holderId);
    expect({ grade, mayApplyFor }).toEqual({ grade: 'ordinary', mayApplyFor: null });
    expect((standards as Body[])[0]).toMatchObject({
      met: false,
      words: { en: expect.stringContaining('175,000.00 yuan, wanted at least 200,000.00 yuan') },
    });
  });

  it('a grade that was applied for is approved by who has the authority, for a term that ends by itself', async () => {
    at('2026-01-10T10:00:00');
    const approvals = criteria.approvals?.map((one) => ({
      ...one,
      steps: one.steps.map((step) => ({ ...step, within: 'P3D' })),
    }));
    const bank = await bankOf({ ...criteria, ...(approvals && { approvals }) });
    const { issuerId } = bank;
    const holderId = newId('hld');
    const values = [
      { holderId, period: '2025-12', metric: 'housingLoanFen', value: 60_000_000 },
      { holderId, period: '2025-12', metric: 'housingLoanCleanMonths', value: 14 },
    ];
    (await bank.report({ values })).ok(201);
    const documentIds = [await hasDocument(door, issuerId, holderId, 'id-document')];
    const desk = person(door, issuerId, 'desk');
    const body = { holderId, programmeId: 'bank-criteria', approvalKey: 'vip-application', gradeKey: 'branch-vip' };
    const made = await desk.post('/tiering/v1/grade-applications', { ...body, channel: 'desk', documentIds });
    const path = `/tiering/v1/grade-applications/${String(made.ok(201)['applicationId'])}`;
    await door.shown();
    expect((await desk.get(path)).ok()).toMatchObject({ nextStep: 'review', dueAt: '2026-01-13T02:00:00.000Z' });
    const manager = person(door, issuerId, 'manager', 'customer-manager');
    const head = person(door, issuerId, 'head', 'branch-head');
    (await head.post(`${path}/approval`, {})).refused(409, 'steps_left', { next: 'review' });
    (await manager.post(`${path}/steps/review`, {})).ok(201);
    expect((await head.post(`${path}/approval`, { untilDate: '2026-06-30' })).ok(201)).toMatchObject({
      gradeKey: 'branch-vip',
      role: 'branch-head',
    });
    await door.shown();
    const membership = await bank.membership(holderId);
    expect(membership).toMatchObject({ grade: 'branch-vip' });
    const ownWindow = () =>
      bank.client.post('/tiering/v1/entitlement-uses', {
        programmeId: 'bank-criteria',
        holderId,
        entitlementKey: 'own-window',
      });
    expect((await ownWindow()).ok(201)).toMatchObject({ grantPeriod: path.split('/').at(-1), grantedCount: 1 });
    (await ownWindow()).refused(409, 'count_exhausted', { usedCount: 1 });
    // No standard gives the grade, and the programme takes what is missed at once: the term stands against it.
    expect((await bank.rate('2025-12')).outcomes).toMatchObject({ settled: 1 });
    expect(await door.carryOutDue(GrantsDue)).toBe(0);

    at('2026-07-01T00:00:01');
    expect(await door.carryOutDue(GrantsDue)).toBe(1);
    expect(await door.carryOutDue(GrantsDue)).toBe(0);
    const on = async (day: string): Promise<Body> =>
      (await bank.client.get(`/tiering/v1/memberships/${membership?.membershipId}/grade?at=${day}`)).ok();
    expect(await on('2026-06-30')).toMatchObject({ grade: 'branch-vip', rule: 'granted', since: '2026-01-10' });
    expect(await on('2026-07-01')).toMatchObject({ grade: 'ordinary', rule: 'grant-ended' });
    const step = (version: number) =>
      bank.client.get(`/tiering/v1/memberships/${membership?.membershipId}/grade-steps/${version}/explanation`);
    expect((await step(1)).ok()).toMatchObject({
      agrees: true,
      words: { en: expect.stringContaining('approved by head as branch-head, entitled by Housing loan') },
    });
    expect((await step(2)).ok()).toMatchObject({ words: { en: expect.stringContaining('its term is over') } });
    const before = await bank.client.get(`/tiering/v1/memberships/${membership?.membershipId}/grade?at=2026-01-09`);
    before.refused(404, 'not_member_then', { at: '2026-01-09' });
  });
});

describe('a forecast', () => {
  it('says what keeps the grade, by when, and what comes if nothing changes', async () => {
    at('2026-03-10T10:00:00');
    const bank = await bankOf(preset('bank-fastrise'));
    const holderId = newId('hld');
    await bank.holds(holderId, { '2026-02': 300_000, '2026-03': 250_000 });
    await bank.rate('2026-02');
    const member = await bank.membership(holderId);
    const forecast = await bank.client.get(`/tiering/v1/memberships/${member?.membershipId}/forecast`);
    expect(forecast.ok()).toMatchObject({
      month: '2026-03',
      grade: 'platinum',
      keep: { byDate: '2026-03-31', met: false, ways: [{ missing: [{ missing: 5_000_000 }] }] },
      reach: { grade: 'black-gold' },
      ifNothingChanges: [
        { month: '2026-03', outcome: 'extended' },
        { month: '2026-04', outcome: 'extended' },
        { month: '2026-05', outcome: 'lowered', grade: 'ordinary', effectiveDate: '2026-06-01' },
      ],
    });
  });
});

describe('two holders who were one person', () => {
  it('have one membership with the higher grade; the other closes and says into which', async () => {
    at('2026-03-10T10:00:00');
    const bank = await bankOf(preset('bank-fastrise'));
    const { issuerId } = bank;
    const [high, low] = [newId('hld'), newId('hld')];
    await bank.holds(high, { '2026-01': 1_000_000 });
    await bank.holds(low, { '2026-01': 300_000 });
    await bank.rate('2026-01');
    const absorbed = await bank.membership(high);
    const merged = { holderId: high, mergeId: 'hmg_1', survivorId: low, proposedBy: 'a', approvedBy: 'b' };
    await cardsSays(door, 'HolderMerged', merged, { issuerId, streamId: high });
    const survivor = await bank.membership(low);
    expect(survivor).toMatchObject({ grade: 'black-gold', standing: 'met' });
    expect(await bank.membership(high)).toBeUndefined();
    const path = `/tiering/v1/memberships/${absorbed?.membershipId}`;
    (await bank.client.get(path)).refused(410, 'membership_closed', {
      cause: 'merged',
      intoMembershipId: survivor?.membershipId,
    });
    expect((await bank.client.get(`${path}/grade?at=2026-02-01`)).ok()).toMatchObject({ grade: 'black-gold' });
    // What is reported of the closed one rates nobody.
    await bank.holds(high, { '2026-02': 0 });
    await bank.rate('2026-02');
    expect(await bank.membership(high)).toBeUndefined();

    const erased = { holderId: low, cause: 'request', lastUsedAt: null, documents: 0 };
    await cardsSays(door, 'HolderErased', erased, { issuerId, streamId: low });
    expect(await bank.membership(low)).toBeUndefined();
  });
});

describe('three holders who were one person, told out of order', () => {
  it('have one membership and one sum of what they bought, before and after', async () => {
    at('2026-03-10T10:00:00');
    const bank = await bankOf(preset('bank-fastrise'));
    const { issuerId } = bank;
    const [first, second, last] = [newId('hld'), newId('hld'), newId('hld')];
    let receipts = 0;
    const buys = async (holderId: string, paidFen: bigint, businessDate: string): Promise<void> => {
      receipts += 1;
      const ids = { receiptId: `R-${receipts}`, programmeId: 'bank-fastrise', programmeVersion: 1 };
      const nobody = { membershipId: null, accountId: null, quoteId: null, ownDay: null, segments: null, earned: null };
      const data = { ...ids, ...nobody, holderId, lines: [], tenders: [], paidFen: fen(paidFen), businessDate };
      const message = door.message('ReceiptRecorded', data, { issuerId });
      await door.carryOut(door.get(PointsPurchaseConsumer).onReceiptRecorded(data, message));
    };
    const merge = (holderId: string, survivorId: string): Promise<void> => {
      const merged = { holderId, mergeId: newId('hmg'), survivorId, proposedBy: 'a', approvedBy: 'b' };
      return cardsSays(door, 'HolderMerged', merged, { issuerId, streamId: holderId });
    };
    await bank.holds(first, { '2026-01': 1_000_000 });
    await bank.holds(second, { '2026-01': 300_000 });
    await bank.rate('2026-01');
    await buys(first, 100n, '2026-02-03');
    await merge(second, last);
    await merge(first, second);
    await buys(first, 10n, '2026-02-03');
    await buys(second, 1n, '2026-03-03');
    expect(await bank.membership(last)).toMatchObject({ grade: 'black-gold', standing: 'met' });
    expect([await bank.membership(first), await bank.membership(second)]).toEqual([undefined, undefined]);
    const { pool } = door.log;
    const flows = await pool.query(
      `SELECT holder_id, day, value FROM metric_flow WHERE issuer_id = $1 AND metric = 'spendingFen' ORDER BY day`,
      [issuerId],
    );
    expect(flows.rows).toEqual([
      { holder_id: last, day: '2026-02-03', value: 110n },
      { holder_id: last, day: '2026-03-03', value: 1n },
    ]);
    const ofLast = `SELECT first_month FROM metric_holder WHERE issuer_id = $1 AND metric = 'spendingFen' AND holder_id = $2`;
    const measured = await pool.query(ofLast, [issuerId, last]);
    expect(measured.rows).toEqual([{ first_month: '2026-02' }]);
    const asked = { issuerId, programmeId: 'bank-fastrise', receiptId: 'R-1' };
    expect(await purchaseOf(pool, asked)).toMatchObject({ holderId: last });
  });

  it('are measured as the one who is left also where that one bought nothing', async () => {
    const issuerId = newId('iss');
    const [holderId, survivorId] = [newId('hld'), newId('hld')];
    const { pool } = door.log;
    const flow = { issuerId, holderId, metric: 'purchases', day: '2026-02-03', value: 1n } as const;
    await addFlows(pool, [flow]);
    const merged = { holderId, mergeId: newId('hmg'), survivorId, proposedBy: 'a', approvedBy: 'b' };
    await cardsSays(door, 'HolderMerged', merged, { issuerId, streamId: holderId });
    const { rows } = await pool.query('SELECT first_month FROM metric_holder WHERE issuer_id = $1 AND holder_id = $2', [
      issuerId,
      survivorId,
    ]);
    expect(rows).toEqual([{ first_month: '2026-02' }]);
  });
});

describe('what is shown of all this', () => {
  it('is the same byte for byte when it is folded again, however the log is cut', async () => {
    await expectRebuiltTheSame(door);
  });
});

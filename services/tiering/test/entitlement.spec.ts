import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { businessDate } from '@scrip/calendar';
import { newId } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { preset } from '@scrip/programme';
import type { Answer, Body, Client } from '@scrip/testing';
import { OverdueReservations } from '../src/entitlement/reservation-due.ts';
import { CardsHolderConsumer } from '../src/holder/cards-holder.consumer.ts';
import { PointsPurchaseConsumer } from '../src/receipt-use/points-purchase.consumer.ts';
import { TieringDoor } from './tiering-door.ts';

const ISSUER = 'iss_a';
const clock = { now: () => Date.parse('2026-12-31T12:00:00+08:00') };
const on = (date: string): { occurredAt: string } => ({ occurredAt: `${date}T10:00:00+08:00` });

let tiering: TieringDoor;
let ours: Client;
let theirs: Client;

beforeAll(async () => {
  tiering = await TieringDoor.open(clock);
  for (const issuerId of [ISSUER, 'iss_b']) {
    for (const name of ['insurer-services', 'mall-vip']) await tiering.publish(issuerId, preset(name));
  }
  ours = tiering.as({ issuerId: ISSUER });
  theirs = tiering.as({ issuerId: 'iss_b' });
});
afterAll(() => tiering?.close());

let count = 0;
async function contract(startsDate: string): Promise<string> {
  count += 1;
  const body = { programmeId: 'insurer-services', contractNo: `P-${count}`, contractKey: 'policy', startsDate };
  const started = await ours.post('/tiering/v1/contracts', { ...body, holderId: newId('hld') }, on(startsDate));
  return String(started.ok(201)['contractId']);
}
const change = (contractId: string, what: string, body: object, date: string): Promise<Answer> =>
  ours.post(`/tiering/v1/contracts/${contractId}/${what}`, body, on(date));
const uses = (body: object, date: string): Promise<Answer> => ours.post('/tiering/v1/entitlement-uses', body, on(date));
const hotline = (contractId: string) => ({ contractId, entitlementKey: 'health-hotline' });
const escort = (contractId: string, relativeId: string) => ({
  contractId,
  entitlementKey: 'hospital-escort',
  relativeId,
});
const overdue = { reason: 'premium_overdue' };
function aged(age: number): string {
  const relativeId = newId('rel');
  tiering.cards.ages.set(relativeId, age);
  return relativeId;
}
const naming = (...relativeIds: readonly string[]) => ({
  relatives: relativeIds.map((relativeId) => ({ relativeId, kind: 'parent' })),
});
const itemsOf = (body: Body, name = 'items'): readonly Body[] => body[name] as readonly Body[];

describe('an insurer’s entitlement', () => {
  it('E1: a contract from 1 March: refused on 30 March, allowed on 31 March', async () => {
    const contractId = await contract('2026-03-01');
    (await uses(hotline(contractId), '2026-03-30')).refused(409, 'waiting_period', {
      fromDate: '2026-03-01',
      usableFromDate: '2026-03-31',
    });
    expect((await uses(hotline(contractId), '2026-03-31')).ok(201)).toMatchObject({
      state: 'used',
      grantPeriod: '2026-03-01',
      grantedCount: 12,
      usedBeforeCount: 0,
      usedDate: '2026-03-31',
    });
  });

  it('E2: lapsed and reinstated on 1 June: refused until 1 July', async () => {
    const contractId = await contract('2026-03-01');
    (await change(contractId, 'lapses', { lapsedDate: '2026-05-10', ...overdue }, '2026-05-10')).ok(201);
    (await uses(hotline(contractId), '2026-05-20')).refused(409, 'contract_lapsed', { lapsedDate: '2026-05-10' });
    (await change(contractId, 'reinstatements', { reinstatedDate: '2026-06-01' }, '2026-06-01')).ok(201);
    (await uses(hotline(contractId), '2026-06-30')).refused(409, 'waiting_period', { usableFromDate: '2026-07-01' });
    (await uses(hotline(contractId), '2026-07-01')).ok(201);
  });

  it('E3: a third relative and one of 66 are refused', async () => {
    const contractId = await contract('2026-03-01');
    const date = '2026-03-10';
    (await change(contractId, 'relatives', naming(aged(40), aged(41), aged(42)), date)).refused(
      409,
      'relatives_exceeded',
      { asked: 3, most: 2 },
    );
    const old = aged(66);
    const refused = await change(contractId, 'relatives', naming(aged(65), old), date);
    refused.refused(409, 'relative_too_old', { relativeId: old, ageMax: 65, onDate: '2026-03-01' });
    const named = naming(aged(65), aged(3));
    expect((await change(contractId, 'relatives', named, date)).ok(201)).toMatchObject(named);
    (await change(contractId, 'relatives', naming(aged(30)), date)).refused(409, 'relatives_already_named', {
      named: 2,
      most: 2,
    });
  });

  it('is shared with relatives who have waited themselves, again from the call after a reinstatement', async () => {
    const contractId = await contract('2026-03-01');
    const relativeId = aged(60);
    (await change(contractId, 'relatives', naming(relativeId), '2026-03-10')).ok(201);
    (await uses(escort(contractId, relativeId), '2026-04-08')).refused(409, 'relative_waiting');
    (await uses(escort(contractId, relativeId), '2026-04-09')).ok(201);
    (await uses({ ...hotline(contractId), relativeId }, '2026-04-09')).refused(409, 'not_shareable');
    (await change(contractId, 'lapses', { lapsedDate: '2026-05-10', ...overdue }, '2026-05-10')).ok(201);
    (await change(contractId, 'reinstatements', { reinstatedDate: '2026-06-01' }, '2026-06-01')).ok(201);
    (await uses(escort(contractId, relativeId), '2026-07-04')).refused(409, 'call_missing');
    (await change(contractId, 'relative-calls', {}, '2026-06-05')).ok(201);
    (await uses(escort(contractId, relativeId), '2026-07-04')).refused(409, 'relative_waiting', {
      usableFromDate: '2026-07-05',
    });
    (await uses(escort(contractId, relativeId), '2026-07-05')).ok(201);
    (await uses(escort(contractId, relativeId), '2026-07-06')).refused(409, 'count_exhausted', {
      givenCount: 2,
      usedCount: 2,
      leftCount: 0,
    });
  });

  it('is barred to a relative for good by an illness of the list that was found before the wait ended', async () => {
    const contractId = await contract('2026-03-01');
    const relativeId = aged(60);
    (await change(contractId, 'relatives', naming(relativeId), '2026-03-10')).ok(201);
    const path = `relatives/${relativeId}/illnesses`;
    (await change(contractId, path, { illnessKey: 'cold' }, '2026-03-20')).refused(409, 'illness_not_listed');
    (await change(contractId, path, { illnessKey: 'stroke', foundDate: '2026-03-15' }, '2026-03-20')).ok(201);
    (await uses(escort(contractId, relativeId), '2026-09-01')).refused(409, 'relative_barred', {
      barredDate: '2026-03-15',
    });
    const { relatives } = (await ours.get(`/tiering/v1/contracts/${contractId}`)).ok(200);
    expect(relatives).toEqual([{ relativeId, kind: 'parent', barredDate: '2026-03-15' }]);
  });

  it('cannot name a relative whom the vault does not know, nor while it is silent', async () => {
    const contractId = await contract('2026-03-01');
    (await change(contractId, 'relatives', naming(newId('rel')), '2026-03-10')).refused(404, 'relative_unknown');
    tiering.cards.silent = true;
    const silent = await change(contractId, 'relatives', naming(aged(30)), '2026-03-10');
    tiering.cards.silent = false;
    silent.refused(503, 'vault_silent');
  });

  it('is explained: each check with its numbers, in both languages', async () => {
    const contractId = await contract('2026-03-01');
    const told = (await ours.get(`/tiering/v1/entitlements?contractId=${contractId}&on=2026-03-30`)).ok(200);
    const [first] = itemsOf(told, 'entitlements');
    expect(first).toMatchObject({ entitlementKey: 'health-hotline', isUsable: false });
    expect(itemsOf(first ?? {}, 'checks').at(-1)).toEqual({
      code: 'waiting_period',
      met: false,
      detail: { fromDate: '2026-03-01', usableFromDate: '2026-03-31' },
      words: {
        'zh-CN': '否：等待期自2026-03-01起，2026-03-31起可用',
        en: 'no: the wait counts from 2026-03-01, usable from 2026-03-31',
      },
    });
    const later = (await ours.get(`/tiering/v1/entitlements?contractId=${contractId}&on=2026-03-31`)).ok(200);
    expect(itemsOf(later, 'entitlements').map(({ isUsable }) => isUsable)).toEqual([true, true, true]);
  });

  it('begins anew with each year of the contract', async () => {
    const contractId = await contract('2025-03-01');
    for (let used = 0; used < 12; used += 1) (await uses(hotline(contractId), '2026-02-28')).ok(201);
    (await uses(hotline(contractId), '2026-02-28')).refused(409, 'count_exhausted', { period: '2025-03-01' });
    expect((await uses(hotline(contractId), '2026-03-01')).ok(201)).toMatchObject({ grantPeriod: '2026-03-01' });
  });

  it('that comes without a contract is counted by the holder, and by no contract beside', async () => {
    const insurer = preset('insurer-services');
    const visit = {
      key: 'annual-visit',
      name: insurer.name,
      grant: { on: 'calendarYear', count: 1 },
      effect: { kind: 'service' },
      expires: 'endOfYear',
    } as const;
    const issuerId = newId('iss');
    await tiering.publish(issuerId, { ...insurer, entitlements: [...(insurer.entitlements ?? []), visit] });
    const client = tiering.as({ issuerId });
    const holderId = newId('hld');
    const policy = { programmeId: insurer.id, contractNo: 'P-1', contractKey: 'policy', startsDate: '2026-03-01' };
    const started = await client.post('/tiering/v1/contracts', { ...policy, holderId }, on('2026-03-01'));
    const contractId = String(started.ok(201)['contractId']);
    const visits = (of: object): Promise<Answer> =>
      client.post('/tiering/v1/entitlement-uses', { ...of, entitlementKey: visit.key }, on('2026-05-01'));
    (await visits({ holderId, programmeId: insurer.id })).ok(201);
    (await visits({ contractId })).refused(409, 'contract_not_needed', { entitlementKey: visit.key });
    const told = (await client.get(`/tiering/v1/entitlements?contractId=${contractId}&on=2026-05-01`)).ok(200);
    expect(itemsOf(told, 'entitlements').at(-1)).toMatchObject({ entitlementKey: visit.key, isUsable: false });
  });

  it('is not there for another issuer', async () => {
    const contractId = await contract('2026-03-01');
    (await theirs.get(`/tiering/v1/contracts/${contractId}`)).refused(404, 'contract_unknown');
    const use = await theirs.post('/tiering/v1/entitlement-uses', hotline(contractId), on('2026-04-01'));
    use.refused(404, 'contract_unknown', { contractId });
  });
});

describe('contracts by the file', () => {
  it('are begun, lapsed, reinstated and ended line by line, and a file can be sent again', async () => {
    const holderId = newId('hld');
    const start = (contractNo: string) => ({
      change: 'start',
      contractNo,
      holderId,
      contractKey: 'policy',
      startsDate: '2026-01-01',
    });
    const file = (changes: readonly object[]) => ({ programmeId: 'insurer-services', changes });
    const path = '/tiering/v1/contract-changes';
    (await ours.post(path, file([start('F-1'), start('F-2')]))).ok(200);
    const changes = [
      { change: 'lapse', contractNo: 'F-1', lapsedDate: '2026-06-01', ...overdue },
      { change: 'end', contractNo: 'F-2', endedDate: '2026-07-01', reason: 'notice' },
      { change: 'reinstatement', contractNo: 'F-9', reinstatedDate: '2026-07-01' },
      { ...start('F-3'), contractKey: 'lease' },
    ];
    const first = (await ours.post(path, file(changes))).ok(200);
    expect(first).toMatchObject({ accepted: 2, unchanged: 0, refused: 2 });
    expect(itemsOf(first, 'lines').map(({ code }) => code)).toEqual([
      undefined,
      undefined,
      'contract_unknown',
      'contract_kind_unknown',
    ]);
    expect((await ours.post(path, file(changes))).ok(200)).toMatchObject({ accepted: 0, unchanged: 2, refused: 2 });
    const listed = (await ours.get(`/tiering/v1/contracts?holderId=${holderId}`)).ok(200);
    expect(new Set(itemsOf(listed).map(({ status }) => status))).toEqual(new Set(['ended', 'lapsed']));
    const lapsed = (await ours.get(`/tiering/v1/contracts?holderId=${holderId}&status=lapsed`)).ok(200);
    expect(itemsOf(lapsed)).toMatchObject([{ contractNo: 'F-1', untilDate: '2026-06-01' }]);
  });
});

describe('a benefit of a grade', () => {
  let receipts = 0;
  /** A purchase of a holder, as points told it. */
  async function buys(
    holderId: string | null,
    businessDay: string,
    paidFen = 300_000n,
    programmeId = 'mall-vip',
  ): Promise<string> {
    receipts += 1;
    const receiptId = `R-${receipts}`;
    const occurredAt = Date.parse(`${businessDay}T10:00:00+08:00`);
    const data = {
      receiptId,
      programmeId,
      programmeVersion: 1,
      membershipId: null,
      accountId: null,
      holderId,
      lines: [],
      tenders: [],
      paidFen: fen(paidFen),
      businessDate: businessDate(occurredAt),
      quoteId: null,
      ownDay: null,
      segments: null,
      earned: null,
    };
    const message = tiering.message('ReceiptRecorded', data, { issuerId: ISSUER, occurredAt });
    await tiering.carryOut(tiering.get(PointsPurchaseConsumer).onReceiptRecorded(data, message));
    return receiptId;
  }
  async function member(paidFen: bigint): Promise<string> {
    const holderId = newId('hld');
    const receiptIds = [await buys(null, '2026-01-05', paidFen)];
    const body = { programmeId: 'mall-vip', holderId, receiptIds };
    (await ours.post('/tiering/v1/memberships', body, on('2026-01-05'))).ok(201);
    return holderId;
  }
  const gift = (holderId: string, more: object = {}) => ({
    programmeId: 'mall-vip',
    holderId,
    entitlementKey: 'quarterly-gift',
    ...more,
  });

  it('is given each quarter to Diamond and not carried over; Gold has none', async () => {
    const diamond = await member(300_000n);
    const gold = await member(30_000n);
    (await uses(gift(gold), '2026-02-01')).refused(409, 'grade_lacks_entitlement', {
      gradeKey: 'gold',
      grades: ['diamond'],
    });
    expect((await uses(gift(diamond, { costFen: 5_000 }), '2026-03-31')).ok(201)).toMatchObject({
      grantPeriod: '2026-Q1',
      gradeKey: 'diamond',
    });
    (await uses(gift(diamond), '2026-03-31')).refused(409, 'count_exhausted', { period: '2026-Q1', leftCount: 0 });
    (await uses(gift(diamond), '2026-10-01')).ok(201);
    (await uses(gift(diamond), '2026-12-31')).refused(409, 'count_exhausted', { period: '2026-Q4' });
    const listed = (await ours.get(`/tiering/v1/entitlement-uses?holderId=${diamond}&programmeId=mall-vip`)).ok(200);
    expect(itemsOf(listed).map(({ grantPeriod, costFen }) => [grantPeriod, costFen])).toEqual([
      ['2026-Q4', null],
      ['2026-Q1', 5_000],
    ]);
  });

  it('of a stock names the gift and the counter that hands it over, so that points can take it from there', async () => {
    const mall = preset('mall-vip');
    const withStock = (stock: { giftKey: string; counterKey?: string }) =>
      mall.entitlements?.map((one) =>
        one.key === 'quarterly-gift' ? { ...one, effect: { kind: 'gift' as const, stock } } : one,
      );
    const publish = (id: string, stock: { giftKey: string; counterKey?: string }) =>
      tiering.publish(ISSUER, { ...mall, id, entitlements: withStock(stock) });
    await publish('mall-gifts', { giftKey: 'umbrella' });
    await publish('mall-counter', { giftKey: 'umbrella', counterKey: 'counter-1' });
    const diamond = async (programmeId: string): Promise<object> => {
      const holderId = newId('hld');
      const receiptIds = [await buys(null, '2026-01-05', 300_000n, programmeId)];
      (await ours.post('/tiering/v1/memberships', { programmeId, holderId, receiptIds }, on('2026-01-05'))).ok(201);
      return { programmeId, holderId, entitlementKey: 'quarterly-gift' };
    };
    const one = await diamond('mall-gifts');
    (await uses(one, '2026-02-01')).refused(422, 'gift_counter_unnamed', { giftKey: 'umbrella' });
    (await uses({ ...one, counterKey: 'nowhere' }, '2026-02-01')).refused(422, 'counter_unknown');
    const at = { giftKey: 'umbrella', giftCounterKey: 'counter-1' };
    expect((await uses({ ...one, counterKey: 'counter-1' }, '2026-02-01')).ok(201)).toMatchObject(at);
    const two = await diamond('mall-counter');
    const path = '/tiering/v1/entitlement-reservations';
    const { useId } = (await ours.post(path, two, on('2026-02-01'))).ok(201);
    expect((await ours.post(`${path}/${String(useId)}/use`, {}, on('2026-02-02'))).ok(201)).toMatchObject(at);
  });

  it('has those of the grades below it, and the yearly event once a year', async () => {
    const diamond = await member(300_000n);
    const query = `/tiering/v1/entitlements?programmeId=mall-vip&holderId=${diamond}&on=2026-05-01`;
    const told = (await ours.get(query)).ok(200);
    expect(itemsOf(told, 'entitlements').map(({ entitlementKey, byGrade }) => [entitlementKey, byGrade])).toEqual([
      ['quarterly-gift', true],
      ['appreciation-event', true],
      ['birthday-gift', true],
    ]);
    const event = gift(diamond, { entitlementKey: 'appreciation-event', occasion: 'appreciation-2026' });
    expect((await uses(event, '2026-06-01')).ok(201)).toMatchObject({ grantPeriod: '2026' });
    (await uses(event, '2026-06-02')).refused(409, 'occasion_used', { occasion: 'appreciation-2026' });
  });

  it('gives one gift a year for a purchase on the birthday', async () => {
    const holderId = await member(30_000n);
    tiering.cards.birthdays.set('2026-05-06', [holderId]);
    const birthday = (occasion?: string) =>
      gift(holderId, { entitlementKey: 'birthday-gift', ...(occasion && { occasion }) });
    (await uses(birthday(), '2026-05-06')).refused(409, 'occasion_needed');
    (await uses(birthday('R-none'), '2026-05-06')).refused(404, 'receipt_unknown');
    const other = await buys(newId('hld'), '2026-05-06');
    (await uses(birthday(other), '2026-05-06')).refused(409, 'receipt_of_other_holder', { receiptId: other });
    const dayBefore = await buys(holderId, '2026-05-05');
    (await uses(birthday(dayBefore), '2026-05-06')).refused(409, 'condition_not_met', {
      because: { 'zh-CN': '否：当天生日为否，要求是', en: 'no: own birthday is no, wanted yes' },
    });
    const [one, two] = [await buys(holderId, '2026-05-06'), await buys(holderId, '2026-05-06')];
    // The day after, the receipt of the birthday still counts.
    (await uses(birthday(one), '2026-05-07')).ok(201);
    (await uses(birthday(one), '2026-05-07')).refused(409, 'count_exhausted');
    (await uses(birthday(two), '2026-05-07')).refused(409, 'year_limit_reached', { yearMost: 1, takenCount: 1 });
  });

  it('is reserved, used, given up and expires; nobody else can use what is reserved', async () => {
    const holderId = await member(300_000n);
    const reserve = async (date: string) =>
      String((await ours.post('/tiering/v1/entitlement-reservations', gift(holderId), on(date))).ok(201)['useId']);
    const path = '/tiering/v1/entitlement-reservations';
    const first = await reserve('2026-02-01');
    (await uses(gift(holderId), '2026-02-02')).refused(409, 'count_exhausted', { reservedCount: 1, usedCount: 0 });
    (await ours.post(`${path}/${first}/release`, { reason: 'changed_mind' }, on('2026-02-02'))).ok(201);
    const second = await reserve('2026-02-02');
    (await ours.post(`${path}/${second}/use`, { costFen: 1_000 }, on('2026-02-09'))).refused(
      409,
      'reservation_expired',
    );
    (await ours.post(`${path}/${second}/use`, { costFen: 1_000 }, on('2026-02-08'))).ok(201);
    (await ours.post(`${path}/${second}/use`, {}, on('2026-02-08'))).refused(409, 'reservation_not_open');
    const reversal = `/tiering/v1/entitlement-uses/${second}/reversal`;
    (await ours.post(reversal, { reason: 'not_delivered' })).ok(201);
    (await ours.post(reversal, { reason: 'not_delivered' })).refused(409, 'use_not_open');
    const third = await reserve('2026-03-01');
    expect(await tiering.carryOutDue(OverdueReservations)).toBe(1);
    expect(await tiering.carryOutDue(OverdueReservations)).toBe(0);
    const read = (useId: string) => ours.get(`/tiering/v1/entitlement-uses/${useId}`);
    expect(await Promise.all([first, second, third].map(async (useId) => (await read(useId)).ok()['state']))).toEqual([
      'released',
      'reversed',
      'expired',
    ]);
    (await theirs.get(`/tiering/v1/entitlement-uses/${third}`)).refused(404, 'use_unknown');
  });

  it('of two holders that were one person is counted once', async () => {
    const [holderId, survivorId] = [await member(300_000n), await member(30_000n)];
    (await uses(gift(holderId), '2026-03-01')).ok(201);
    const path = '/tiering/v1/entitlement-reservations';
    const event = gift(holderId, { entitlementKey: 'appreciation-event' });
    const { useId } = (await ours.post(path, event, on('2026-03-01'))).ok(201);
    const data = { holderId, survivorId, mergeId: newId('hmg'), proposedBy: 'desk', approvedBy: 'supervisor' };
    const message = tiering.message('HolderMerged', data, { issuerId: ISSUER });
    for (let twice = 0; twice < 2; twice += 1) {
      await tiering.carryOut(await tiering.get(CardsHolderConsumer).onHolderMerged(data, message));
    }
    (await uses(gift(survivorId), '2026-03-02')).refused(409, 'count_exhausted', { usedCount: 1 });
    (await uses(gift(holderId), '2026-03-02')).refused(409, 'count_exhausted', { usedCount: 1 });
    (await ours.post(`${path}/${String(useId)}/use`, {}, on('2026-03-02'))).ok(201);
    (await uses(gift(survivorId, { entitlementKey: 'appreciation-event' }), '2026-03-02')).refused(
      409,
      'count_exhausted',
      { usedCount: 1, reservedCount: 0 },
    );
    expect((await uses(gift(survivorId), '2026-04-01')).ok(201)).toMatchObject({ holderId: survivorId });
  });
});

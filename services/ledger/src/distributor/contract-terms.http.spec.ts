import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { preset } from '@scrip/programme';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { desk, LedgerDoor } from '../../test/ledger-door.ts';
import { AGENCY, WHOLESALE } from '../../test/order-story.ts';
import { at } from '../../test/wallet-story.ts';

let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let ours: Client;

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => at('2025-06-01', '09:00:00') });
  await ledger.publish('iss_a', preset('wholesale-agency'));
  ours = openClient(ledger.as(desk('iss_a')));
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const PATH = '/ledger/v1/distributors';
const REGIONS = ['east', 'north', 'south', 'west'];
const contract = (contractKey: string, programmeId = 'wholesale-agency') => ({
  contract: { programmeId, contractKey },
});
const { distributorId: _wholesaler, region: _anywhere, ...TYPED } = WHOLESALE;
const { distributorId: _agent, region: _everywhere, ...TYPED_AGENCY } = AGENCY;
const wholesale = (id: string, body: object) => ours.post(`${PATH}/${id}/wholesale-terms`, body);
const agency = (id: string, body: object) => ours.post(`${PATH}/${id}/agency-terms`, body);

describe('terms under a contract of a programme', () => {
  it('are the contract’s without being typed, and an order costs the step that its cards reach', async () => {
    const terms = {
      payBp: 9_500,
      deliverWithin: 'P3D',
      lateBpPerDay: 30,
      faultTimes: 10,
      startsDate: '2025-06-01',
      endsDate: '2026-05-31',
      renewedFor: null,
      regions: REGIONS,
      programmeVersion: 1,
      ...contract('wholesale').contract,
    };
    expect((await wholesale('w1', contract('wholesale'))).ok(201)).toMatchObject(terms);
    expect((await ours.get(`${PATH}/w1`)).ok()).toMatchObject({
      wholesale: { ...terms, discountSteps: [{ payBp: 9_500 }, { fromCards: 1_000, payBp: 9_300 }] },
    });
    const place = (orderId: string, cards: number, more: object = {}) =>
      ours.post(`${PATH}/w1/orders`, { orderId, kind: 'wholesale', cards, cardFen: 10_000, ...more });
    const south = { region: 'south' };
    expect((await place('o1', 200, south)).ok(201)).toMatchObject({ dueFen: 1_900_000 });
    expect((await place('o2', 999, south)).ok(201)).toMatchObject({ dueFen: 9_490_500 });
    expect((await place('o3', 1_000, south)).ok(201)).toMatchObject({ dueFen: 9_300_000 });
    for (const region of [undefined, 'abroad']) {
      const refused = { term: 'region', asked: region ?? null, agreed: REGIONS };
      (await place('o4', 1, { region })).refused(409, 'term_contradicts_contract', refused);
    }
    const paid = await ours.post(`${PATH}/w1/orders/o1/payment`, { amountFen: 1_900_000, bankReference: 'b-1' });
    expect(paid.ok(201)).toMatchObject({ deliveryDueAt: '2025-06-04T16:00:00.000Z' });
  });

  it('are refused where they are typed otherwise, with what was typed and what is agreed', async () => {
    const typed: readonly (readonly [string, unknown, unknown])[] = [
      ['payBp', 9_400, 9_500],
      ['deliverWithin', 'P5D', 'P3D'],
      ['lateBpPerDay', 20, 30],
      ['faultTimes', 5, 10],
      ['endsDate', '2026-06-30', '2026-05-31'],
      ['renewedFor', 'P1Y', null],
      ['region', 'abroad', REGIONS],
    ];
    for (const [term, asked, agreed] of typed) {
      const answer = await wholesale('w2', { ...contract('wholesale'), [term]: asked });
      answer.refused(409, 'term_contradicts_contract', { term, asked, agreed });
    }
    (await ours.get(`${PATH}/w2`)).refused(404, 'distributor_unknown');
    const same = { ...contract('wholesale'), ...TYPED, region: 'east', startsDate: '2025-07-01' };
    expect((await wholesale('w2', same)).ok(201)).toMatchObject({ region: 'east', endsDate: '2026-06-30' });
  });

  it('stay under it when they are typed later, and other distributors’ are taken as they are typed', async () => {
    (await wholesale('w3', contract('wholesale'))).ok(201);
    const other = { ...TYPED, faultTimes: 3 };
    const refused = { term: 'faultTimes', asked: 3, agreed: 10, contractKey: 'wholesale' };
    (await wholesale('w3', other)).refused(409, 'term_contradicts_contract', refused);
    expect((await wholesale('w3', TYPED)).ok(201)).toMatchObject({ termsVersion: 2, contractKey: 'wholesale' });
    expect((await wholesale('w4', other)).ok(201)).toMatchObject({ faultTimes: 3, contractKey: null, regions: null });
    const { payBp: _payBp, ...some } = other;
    (await wholesale('w5', some)).refused(400, 'invalid_request');
  });

  it('name a contract that there is, made with such a party', async () => {
    (await wholesale('w6', contract('wholesale', 'no-such'))).refused(409, 'programme_unknown', {
      programmeId: 'no-such',
    });
    (await wholesale('w6', contract('retail'))).refused(409, 'contract_unknown', { contractKey: 'retail' });
    (await wholesale('w6', contract('agency'))).refused(409, 'contract_of_other', {
      with: 'agent',
      expected: 'distributor',
    });
    const theirs = openClient(ledger.as(desk('iss_b')));
    const answer = await theirs.post(`${PATH}/w6/wholesale-terms`, contract('wholesale'));
    answer.refused(409, 'programme_unknown');
  });

  it('of an agent have its delivery clocks, rates and term', async () => {
    const terms = (await agency('a1', contract('agency'))).ok(201);
    expect(terms).toMatchObject({
      concessionBp: 300,
      deliverWithin: 'PT24H',
      refundAfter: 'PT48H',
      loanRateBp: 345,
      lateTimes: 3,
      yearDays: 365,
      feeNowBp: 9_000,
      startsDate: '2025-06-01',
      endsDate: '2026-05-31',
      renewedFor: 'P1Y',
      regions: null,
    });
    const slower = { ...contract('agency'), deliverWithin: 'PT36H' };
    const refused = { term: 'deliverWithin', asked: 'PT36H', agreed: 'PT24H' };
    (await agency('a1', slower)).refused(409, 'term_contradicts_contract', refused);
    (await agency('a1', { ...contract('agency'), refundAfter: 'PT72H' })).refused(409, 'term_contradicts_contract', {
      term: 'refundAfter',
      asked: 'PT72H',
      agreed: 'PT48H',
    });
    const order = { orderId: 'o1', kind: 'agency', cards: 100, cardFen: 10_000 };
    expect((await ours.post(`${PATH}/a1/orders`, order)).ok(201)).toMatchObject({ dueFen: 970_000 });
    expect((await agency('a2', TYPED_AGENCY)).ok(201)).toMatchObject({ concessionBp: 2_000, contractKey: null });
  });
});

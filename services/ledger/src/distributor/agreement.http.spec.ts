import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { desk, LedgerDoor } from '../../test/ledger-door.ts';
import { WHOLESALE } from '../../test/order-story.ts';
import { at } from '../../test/wallet-story.ts';

const { distributorId: _id, ...TERMS } = WHOLESALE;
const PATH = '/ledger/v1/distributors/dist-1';
const on = (day: string) => ({ occurredAt: `${day}T12:00:00+08:00` });

describe('agreements over HTTP', () => {
  let database: ThrowawayDatabase;
  let door: LedgerDoor;
  let ours: Client;

  beforeAll(async () => {
    database = await throwawayDatabase('ledger');
    door = await LedgerDoor.open(database.appUrl, { now: () => at('2026-06-01') });
    ours = openClient(door.as(desk('iss_a')));
    const terms = {
      ...TERMS,
      region: 'south',
      startsDate: '2025-01-01',
      endsDate: '2025-12-31',
      renewedFor: 'P1Y',
      cityPrices: [{ cityId: 'city-1', payBp: 9_800 }],
      targets: [
        { fromDate: '2025-06-01', toDate: '2025-06-30', targetFen: 3_000_000 },
        { fromDate: '2025-07-01', toDate: '2025-07-31', targetFen: 1_000_000 },
      ],
    };
    (await ours.post(`${PATH}/wholesale-terms`, terms)).ok(201);
  });

  afterAll(async () => {
    await door?.close();
    await database?.drop();
  });

  it('say what is reached of the targets', async () => {
    const order = { orderId: 'o-1', kind: 'wholesale', cards: 200, cardFen: 10_000 };
    const placed = (await ours.post(`${PATH}/orders`, order, on('2025-06-01'))).ok(201);
    const payment = { amountFen: placed['dueFen'], bankReference: 'b' };
    (await ours.post(`${PATH}/orders/o-1/payment`, payment, on('2025-06-01'))).ok(201);
    (await ours.post(`${PATH}/orders/o-1/deliveries`, { cards: 150 }, on('2025-06-02'))).ok(201);
    (await ours.post(`${PATH}/orders/o-1/deliveries`, { cards: 50 }, on('2025-06-02'))).ok(201);
    expect((await ours.get(`${PATH}/targets`)).ok()).toMatchObject({
      items: [
        {
          kind: 'wholesale',
          targetFen: 3_000_000,
          reachedFen: 2_000_000,
          reachedCards: 200,
          missingFen: 1_000_000,
          reachedBp: 6_666,
        },
        { reachedFen: 0, missingFen: 1_000_000 },
      ],
    });
    (await ours.get('/ledger/v1/distributors/none/targets')).refused(404, 'distributor_unknown');
  });

  it('open a claim for cards that were sold outside the region', async () => {
    const breach = { cards: 2, soldRegion: 'north', amountFen: 20_000 };
    const found = (await ours.post(`${PATH}/orders/o-1/region-breaches`, breach)).ok(201);
    expect(found).toMatchObject({ region: 'south', claimFen: 20_000 });
    const claims = await ours.get('/ledger/v1/claims?partyKind=distributor&partyId=dist-1');
    expect(claims.ok()).toMatchObject({ items: [{ owedBy: 'party', cause: 'sold_outside_region', status: 'open' }] });
    expect((await ours.get(`${PATH}/orders/o-1`)).ok()).toMatchObject({ breachedCards: 2, claimedFen: 20_000 });
  });

  it('know by letter who acts, and go on each year until they are ended', async () => {
    const letter = (contactId: string, day: string) => ours.post(`${PATH}/contacts`, { contactId }, on(day));
    expect((await letter('person-1', '2026-05-01')).ok(201)).toMatchObject({ actsFromDate: '2026-05-06' });
    expect((await letter('person-2', '2026-06-01')).ok(201)).toMatchObject({ actsFromDate: '2026-06-06' });
    const order = { kind: 'wholesale', cards: 1, cardFen: 10_000 };
    const asks = (orderId: string, contactId: string, day: string) =>
      ours.post(`${PATH}/orders`, { ...order, orderId, contactId }, on(day));
    (await asks('o-2', 'person-2', '2026-06-05')).refused(409, 'not_the_contact');
    (await asks('o-2', 'person-2', '2026-06-06')).ok(201);
    (await ours.post(`${PATH}/terminations`, { kind: 'wholesale' }, on('2026-11-30'))).refused(
      409,
      'not_in_last_month',
    );
    const ended = await ours.post(`${PATH}/terminations`, { kind: 'wholesale' }, on('2026-12-01'));
    expect(ended.ok(201)).toMatchObject({ lastDate: '2026-12-31' });
    (await asks('o-3', 'person-2', '2027-01-01')).refused(409, 'term_over');
    expect((await ours.get(PATH)).ok()).toMatchObject({
      contacts: [{ contactId: 'person-1' }, { contactId: 'person-2', actsFromDate: '2026-06-06' }],
      endedDates: { wholesale: '2026-12-31' },
      wholesale: { targets: [{ targetFen: 3_000_000 }, {}], cityPrices: [{ cityId: 'city-1', payBp: 9_800 }] },
    });
  });
});

/** The tables of clients, claims and orders: whatever the batches that they are filled in, they hold the same. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ScripEvent } from '@scrip/contracts';
import type { Projection, Recorded } from '@scrip/event-store';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { ClientStory } from '../../test/client-story.ts';
import { OrderStory } from '../../test/order-story.ts';
import { ProjectionTables } from '../../test/projection-tables.ts';
import { at, yuan } from '../../test/wallet-story.ts';
import { claim } from '../claim/claim.projection.ts';
import { distributorOrder } from '../distributor/distributor-order.projection.ts';
import { orderView } from '../distributor/distributor-order.ts';
import { walletBalance } from '../wallet/wallet-balance.projection.ts';
import { clientAccount } from './client-account.projection.ts';
import { clientEntries, clientsOf, listsOf } from './client-account.ts';

let database: ThrowawayDatabase;
beforeAll(async () => {
  database = await throwawayDatabase('ledger');
});
afterAll(() => database.drop());

const ISSUER = 'iss_test';

function logOf(events: readonly ScripEvent[], issuerId = ISSUER): readonly Recorded[] {
  return events.map((event, index) => {
    const position = index + 1;
    const place = { service: 'ledger', epoch: 1, position, stream: '', streamId: '', version: position };
    const when = { occurredAt: at('2025-06-01') + index, recordedAt: at('2025-06-01') + index };
    const what = { eventId: `evt_${position}`, type: event.type, schema: Buffer.alloc(32) };
    const who = { issuerId, actor: 'desk-1', correlationId: 'cor_1', causationId: null, traceparent: null };
    return { event, body: Buffer.alloc(0), envelope: { ...place, ...what, ...when, ...who } };
  });
}

/** Fills the tables of a projection, and says what they hold for each way to cut the log. */
async function filled<T>(
  projection: Projection,
  events: readonly ScripEvent[],
  look: (tables: ProjectionTables) => Promise<T>,
): Promise<T> {
  const tables = new ProjectionTables(database.appUrl, projection);
  try {
    const log = logOf(events);
    await tables.clear();
    await tables.fold(log);
    const whole = await tables.contents();
    for (const size of [1, 3]) {
      await tables.clear();
      await tables.fold(log, size);
      expect(await tables.contents()).toBe(whole);
    }
    return await look(tables);
  } finally {
    await tables.close();
  }
}

const life = (): ClientStory =>
  new ClientStory()
    .people('a', 'b')
    .loads('1', ['a', 300, true], ['b', 450, true])
    .submits('2', ['b', 450])
    .spends('a', 100)
    .returns('a', { askedBy: 'employee', override: true })
    .terminates(at('2025-06-01'))
    .refunds(at('2025-06-10'));

describe('the tables of clients', () => {
  it('hold the account, its lists and what it is owed, however the log is cut', async () => {
    const all = { issuerId: ISSUER, order: 'oldest' as const, beyond: undefined, limit: 10 };
    const [clients, lists, entries] = await filled(clientAccount, life().events, ({ pool }) =>
      Promise.all([
        clientsOf(pool, {
          issuerId: ISSUER,
          programmeId: 'corporate-meal',
          status: 'terminated',
          after: '',
          today: '2025-06-10',
          limit: 10,
        }),
        listsOf(pool, { ...all, clientId: 'acme', status: undefined, lateOn: undefined }),
        clientEntries(pool, { ...all, clientId: 'acme' }),
      ]),
    );
    expect(clients).toMatchObject([
      { clientId: 'acme', paidFen: yuan(760), owedFen: yuan(2.05), dueDate: '2025-06-08' },
    ]);
    expect(lists.map(({ list }) => [list.listId, list.status, list.billFen])).toEqual([
      ['1', 'paid', yuan(760)],
      ['2', 'submitted', yuan(450)],
    ]);
    expect(entries.map((entry) => [entry.amountFen, entry.penaltyFen, entry.owedAfterFen])).toEqual([
      [yuan(205), 0n, yuan(205)],
      [yuan(-205), yuan(2.05), yuan(2.05)],
    ]);
  });

  it('hold a wallet that was closed without value, deposit or a card that opens it', async () => {
    const rows = await filled(walletBalance, life().events, async ({ pool }) => {
      const found = await pool.query<{ principal_fen: bigint; deposit_fen: bigint; closed: boolean; state: string }>(
        `SELECT b.principal_fen, b.deposit_fen, b.closed_at IS NOT NULL AS closed, c.state
         FROM wallet_balance b JOIN wallet_card c USING (wallet_id) ORDER BY wallet_id`,
      );
      return found.rows;
    });
    expect(rows).toEqual([
      { principal_fen: 0n, deposit_fen: 0n, closed: true, state: 'void' },
      { principal_fen: yuan(450), deposit_fen: yuan(5), closed: false, state: 'active' },
    ]);
  });
});

describe('the tables of claims and orders', () => {
  it('hold what became of each, however the log is cut', async () => {
    const story = OrderStory.paid('wholesale').delivers(150, at('2025-06-06')).delivers(50, at('2025-06-07')).faults(2);
    const events = [...story.distributorEvents, ...story.orderEvents, ...story.claimEvents];
    const order = await filled(distributorOrder, events, ({ pool }) =>
      orderView(pool, { issuerId: ISSUER, distributorId: 'dist-1', orderId: 'ord-1', now: at('2025-06-07') }),
    );
    expect(order).toMatchObject({
      status: 'paid',
      deliveredCards: 200,
      faultyCards: 2,
      claimedFen: yuan(2_000),
      penaltyFen: yuan(128.25),
      owedFen: yuan(128.25),
    });
    const claims = await filled(claim, events, async ({ pool }) => {
      const { rows } = await pool.query<{ status: string; amount_fen: bigint }>('SELECT status, amount_fen FROM claim');
      return rows;
    });
    expect(claims).toEqual([{ status: 'open', amount_fen: yuan(2_000) }]);
  });
});

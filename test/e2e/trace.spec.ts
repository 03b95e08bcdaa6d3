import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, soon, system } from '@scrip/testing';
import pg from 'pg';
import { messagesTo, type Sms } from '../world/outbox.ts';
import { type OpenProgramme, openProgramme, openWallet, register, unique, yuan } from '../world/programme.ts';
import { findMessage } from '../world/topic.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;

/** What a row of a log says about where it comes from. */
interface Origin {
  readonly event_id: string;
  readonly type: string;
  readonly correlation_id: string;
  readonly causation_id: string | null;
  readonly traceparent: string | null;
}

let mall: OpenProgramme;

/** One sale: what the till sent, and what became of it. */
interface Sale {
  readonly holderId: string;
  readonly traceId: string;
  readonly correlationId: string;
  readonly answered: Headers;
}
let sale: Sale;
let sms: Sms;

beforeAll(async () => {
  mall = await openProgramme(await system(), 'mall-vip');
  const holderId = await register(mall.system);
  const wallet = await openWallet(mall, { holderId, productKey: 'wallet' });
  (await wallet.recharge(yuan(500))).ok(201);

  const till: Client = mall.system.client('till');
  const traceId = randomBytes(16).toString('hex');
  const correlationId = unique('sale');
  const spent = await till.post(
    `/ledger/v1/wallets/${wallet.walletId}/spends`,
    { cardId: wallet.cardId, merchantId: 'mer_demo', terminalId: 'till-7', amountFen: yuan(120) },
    {
      headers: {
        traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
        'scrip-correlation-id': correlationId,
      },
    },
  );
  spent.ok(201);
  sale = { holderId, traceId, correlationId, answered: spent.headers };
  [sms] = await soon('the message to the holder', async () => {
    const messages = await messagesTo(mall.system, holderId);
    return messages.length > 0 ? (messages as [Sms]) : undefined;
  });
}, START_MS_MAX);

/** The rows that a sale left in a service's log, the oldest first. */
async function rowsOf(service: 'ledger' | 'notifications', correlationId: string): Promise<readonly Origin[]> {
  const client = new pg.Client({ connectionString: mall.system.description.postgres.services[service]?.appUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Origin>(
      `SELECT event_id, type, correlation_id, causation_id, traceparent FROM event
       WHERE correlation_id = $1 ORDER BY position`,
      [correlationId],
    );
    return rows;
  } finally {
    await client.end();
  }
}

const traceOf = (traceparent: string | null | undefined): string | undefined => traceparent?.split('-')[1];

describe('a sale at the till can be followed, under one trace and one correlation id,', () => {
  it('from the answer of the front door', () => {
    expect(sale.answered.get('scrip-correlation-id')).toBe(sale.correlationId);
    expect(traceOf(sale.answered.get('traceparent'))).toBe(sale.traceId);
  });

  it('to the log of the ledger', async () => {
    const rows = await rowsOf('ledger', sale.correlationId);
    expect(rows.map(({ type, causation_id }) => [type, causation_id])).toEqual([['WalletSpent', null]]);
    expect(traceOf(rows[0]?.traceparent)).toBe(sale.traceId);
  });

  it('to the headers of its message in Kafka', async () => {
    const { headers } = await findMessage(
      mall.system,
      'ledger.wallet',
      ({ scrip_correlation }) => scrip_correlation === sale.correlationId,
    );
    expect(headers['ce_type']).toBe('WalletSpent');
    expect(traceOf(headers['traceparent'])).toBe(sale.traceId);
  });

  it('to the log of notifications, where each event names the one that led to it', async () => {
    const [spent] = await rowsOf('ledger', sale.correlationId);
    const rows = await soon('the events of the message', async () => {
      const found = await rowsOf('notifications', sale.correlationId);
      return found.some(({ type }) => type === 'OutreachSent') ? found : undefined;
    });
    const [queued] = rows;
    expect(rows.map(({ type, causation_id }) => [type, causation_id])).toEqual([
      ['OutreachQueued', spent?.event_id],
      ['DeliveryAttempted', queued?.event_id],
      ['DeliveryAccepted', queued?.event_id],
      ['OutreachSent', queued?.event_id],
    ]);
    expect(new Set(rows.map(({ traceparent }) => traceOf(traceparent)))).toEqual(new Set([sale.traceId]));
  });

  it('to the message in the outbox', () => {
    expect(sms).toMatchObject({
      holderId: sale.holderId,
      templateKey: 'spend-receipt',
      correlationId: sale.correlationId,
    });
    expect(traceOf(sms.traceparent)).toBe(sale.traceId);
  });

  it('and is found by its correlation id in the journal and among the messages', async () => {
    const messages = await mall.system
      .client('integrator')
      .get<{ items: object[] }>(`/notifications/v1/outreach?correlationId=${sale.correlationId}`);
    expect(messages.ok().items).toMatchObject([{ outreachId: sms.outreachId, correlationId: sale.correlationId }]);
    const account = 'payable:merchant:mer_demo';
    const lines = await mall.system
      .client('finance')
      .get<{ items: { correlationId: string; amountFen: number }[] }>(`/ledger/v1/journal/lines?account=${account}`);
    const own = lines.ok().items.filter(({ correlationId }) => correlationId === sale.correlationId);
    expect(own.map(({ amountFen }) => amountFen)).toEqual([-yuan(120)]);
  });
});

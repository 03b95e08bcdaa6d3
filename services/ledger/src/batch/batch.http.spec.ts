import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idFrom } from '@scrip/event-store';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { apparel } from '../../test/apparel.ts';
import { desk, type KnownCard, LedgerDoor } from '../../test/ledger-door.ts';
import { at, yuan } from '../../test/wallet-story.ts';

const now = at('2025-06-15');
let database: ThrowawayDatabase;
let ledger: LedgerDoor;
let ours: Client;
let others: Client;
let till: Client;

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  ledger = await LedgerDoor.open(database.appUrl, { now: () => now });
  for (const issuerId of ['iss_a', 'iss_b']) await ledger.publish(issuerId, apparel());
  ours = openClient(ledger.as(desk('iss_a')));
  others = openClient(ledger.as(desk('iss_b')));
  const scopes = 'ledger:batch ledger:spend';
  till = openClient(ledger.as({ subject: 'till', issuerId: 'iss_a', merchantId: 'shop-1', scopes }));
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

interface Told {
  readonly accepted: number;
  readonly refused: number;
  readonly items: readonly { index: number; status: number; replayed: boolean; code: string | null; detail: object }[];
}

const fenOf = (amount: number): number => Number(yuan(amount));
const recharge = (card: KnownCard, amount: number) => ({
  kind: 'recharge',
  walletId: card.walletId,
  principalFen: fenOf(amount),
  tender: 'cash',
});
const spend = (card: KnownCard, amount: number, merchantId = 'shop-1') => ({
  kind: 'spend',
  walletId: card.walletId,
  cardId: card.cardId,
  merchantId,
  amountFen: fenOf(amount),
  splitTender: false,
});
const ask = (commands: readonly object[], options: { atomic?: boolean; key?: string; client?: Client } = {}) => {
  const { atomic = false, key, client = ours } = options;
  return client.post<Told & { readonly [member: string]: unknown }>(
    '/ledger/v1/batches',
    { atomic, commands },
    key === undefined ? {} : { key },
  );
};
/** Read with the position of the last answer, that of a batch too. */
const balanceOf = async (card: KnownCard): Promise<unknown> =>
  (await ours.get(`/ledger/v1/wallets/${card.walletId}`)).ok()['balanceFen'];

describe('a batch', () => {
  it('gives each command its own verdict, those of one wallet in their order', async () => {
    const card = await ledger.card('batched');
    const other = await ledger.card('batched-too');
    const told = await ask([recharge(card, 1_000), spend(card, 1_100), spend(card, 0.01), recharge(other, 1)]);
    expect(told.ok(200)).toMatchObject({
      accepted: 2,
      refused: 2,
      items: [
        { index: 0, status: 201, code: null, detail: { bonusFen: fenOf(100) } },
        { index: 1, status: 201, code: null, detail: { chargedFen: fenOf(1_100), balanceAfterFen: 0 } },
        { index: 2, status: 409, code: 'balance_short', detail: { missingFen: 1 } },
        { index: 3, status: 409, code: 'recharge_below_minimum' },
      ],
    });
    expect(await balanceOf(card)).toBe(0);
  });

  it('asked again under its key gives the same verdicts and does nothing', async () => {
    const card = await ledger.card('batched-again');
    const commands = [recharge(card, 1_000), spend(card, 100), spend(card, 2_000)];
    const first = (await ask(commands, { key: 'again' })).ok(200);
    const again = (await ask(commands, { key: 'again' })).ok(200);
    expect(again.items.map(({ replayed }) => replayed)).toEqual([true, true, true]);
    expect(again.items.map(({ status, detail }) => [status, detail])).toEqual(
      first.items.map(({ status, detail }) => [status, detail]),
    );
    expect(await balanceOf(card)).toBe(fenOf(1_000));
  });

  it('that is all or nothing does nothing when one command is refused, and names it', async () => {
    const card = await ledger.card('atomic');
    const other = await ledger.card('atomic-too');
    const commands = [recharge(card, 1_000), recharge(other, 1_000), spend(card, 1_100.01)];
    (await ask(commands, { atomic: true })).refused(409, 'batch_refused', {
      index: 2,
      refusal: { code: 'balance_short', askedFen: 110_001, availableFen: 110_000, missingFen: 1 },
    });
    expect([await balanceOf(card), await balanceOf(other)]).toEqual([0, 0]);
    const done = await ask([...commands.slice(0, 2), spend(card, 1_100)], { atomic: true, key: 'whole' });
    expect(done.ok(200)).toMatchObject({ accepted: 3, refused: 0 });
    expect([await balanceOf(card), await balanceOf(other)]).toEqual([0, fenOf(1_100)]);
    expect((await ask([...commands.slice(0, 2), spend(card, 1_100)], { atomic: true, key: 'whole' })).replayed).toBe(
      true,
    );
  });

  it('is one request under its key: neither another batch nor the other way of doing it comes in under the same', async () => {
    const card = await ledger.card('one-key');
    (await ask([recharge(card, 1_000)], { key: 'one', atomic: true })).ok(200);
    (await ask([recharge(card, 1_000)], { key: 'one' })).refused(422, 'idempotency_key_reused');
    (await ask([recharge(card, 2_000)], { key: 'two' })).ok(200);
    (await ask([recharge(card, 2_000), spend(card, 1)], { key: 'two' })).refused(422, 'idempotency_key_reused');
    expect(await balanceOf(card)).toBe(fenOf(3_300));
  });

  it('takes a thousand commands on a thousand wallets', async () => {
    const cards = await Promise.all(Array.from({ length: 50 }, (_, index) => ledger.card(`many-${index}`)));
    const commands = Array.from({ length: 1_000 }, (_, index) => recharge(cards[index % 50] as KnownCard, 1_000));
    const told = (await ask(commands)).ok(200);
    expect(told.accepted).toBe(1_000);
    const last = cards.at(-1) as KnownCard;
    expect(await balanceOf(last)).toBe(fenOf(1_100 * 20));
  });

  it('takes ten thousand commands and no more, each for itself or all or nothing', async () => {
    const cards = await Promise.all(Array.from({ length: 20 }, (_, index) => ledger.card(`most-${index}`)));
    const paid = cards.map((card) => recharge(card, 1_000));
    const spends = (count: number) =>
      Array.from({ length: count }, (_, index) => spend(cards[index % 20] as KnownCard, 0.01));
    (await ask([...paid, ...spends(9_981)])).refused(400, 'batch_too_long', { commands: 10_001, limit: 10_000 });
    const most = [...paid, ...spends(9_980)];
    expect(JSON.stringify({ commands: most }).length).toBeGreaterThan(1_048_576);
    expect((await ask(most)).ok(200)).toMatchObject({ accepted: 10_000, refused: 0 });
    expect((await ask(spends(10_000), { atomic: true })).ok(200)).toMatchObject({ accepted: 10_000, refused: 0 });
    expect(await balanceOf(cards[0] as KnownCard)).toBe(fenOf(1_100) - 499 - 500);
  }, 60_000);

  it('refuses a body that is too long, or cut off, or that is not JSON', async () => {
    const { baseUrl, token } = ledger.as(desk('iss_a'));
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await token()}` };
    const send = async (body: string): Promise<unknown> => {
      const keyed = { ...headers, 'idempotency-key': randomUUID() };
      const answered = await fetch(`${baseUrl}/ledger/v1/batches`, { method: 'POST', headers: keyed, body });
      const { code } = (await answered.json()) as { code: string };
      return [answered.status, code];
    };
    const whole = JSON.stringify({ commands: [recharge(await ledger.card('cut-off'), 1_000)] });
    expect(await send(whole.padEnd(4_194_305))).toEqual([413, 'body_too_large']);
    expect(await send(whole.slice(0, -10))).toEqual([400, 'json_invalid']);
    expect(await send('recharge everybody')).toEqual([400, 'json_invalid']);
  });

  it('that is all or nothing names the first command refused, also where a later one’s wallet is not known', async () => {
    const card = await ledger.card('first-refused');
    const unknown = { ...card, walletId: idFrom('wal', 'nobody') };
    (await ask([spend(card, 1), recharge(unknown, 1_000)], { atomic: true })).refused(409, 'batch_refused', {
      index: 0,
      refusal: { code: 'balance_short', askedFen: 100, availableFen: 0, missingFen: 100 },
    });
  });

  it('refuses what its own routes refuse: scope, merchant, another issuer’s wallet, a body that is none', async () => {
    const card = await ledger.card('barred');
    (await ask([recharge(card, 1_000)], { client: till })).refused(403, 'insufficient_scope', {
      scope: 'ledger:recharge',
    });
    (await ask([spend(card, 1), spend(card, 1, 'shop-2')], { client: till })).refused(403, 'merchant_mismatch', {
      index: 1,
    });
    const foreign = (await ask([recharge(card, 1_000)], { client: others })).ok(200);
    expect(foreign.items).toMatchObject([{ status: 404, code: 'wallet_unknown' }]);
    (await ask([recharge(card, 1_000)], { client: others, atomic: true })).refused(409, 'batch_refused', { index: 0 });
    expect((await ask([])).status).toBe(400);
    expect((await ask([{ ...spend(card, 1), amountFen: 1.5 }])).status).toBe(400);
    expect((await ask([{ ...recharge(card, 1), kind: 'gift' }])).status).toBe(400);
    expect(await balanceOf(card)).toBe(0);
  });
});

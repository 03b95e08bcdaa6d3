/** What a long life costs a wallet: nothing that grows with it. Counted in what Postgres reads, not in time. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toRfc3339 } from '@scrip/calendar';
import { EventLog, streamSnapshots } from '@scrip/event-store';
import { type Client, openClient, type ThrowawayDatabase } from '@scrip/testing';
import { walletDecider } from '../src/wallet/wallet.decider.ts';
import { pastBalance } from '../src/wallet/wallet-past.ts';
import { apparel } from './apparel.ts';
import { desk, type KnownCard, LedgerDoor } from './ledger-door.ts';
import { firstSpendOf, live, spendIdOf } from './long-life.ts';
import { rowsIn, rowsRead } from './rows-read.ts';
import { at } from './wallet-story.ts';

/** A snapshot stands at every multiple of it. */
const SNAPSHOT_EVERY_EVENTS = 100;
/** What a new wallet has had in its first days. */
const SHORT = 10;
/** As many as forget the first emptied lots again. */
const MIDDLE = 300;
/** Since the last snapshot. */
const NEWER = 73;
/**
 * What may be read for any wallet, of both lengths: a page, the events since a snapshot, the lines since a mark, those of some
 * minutes and those out of time, twice where two readings are told; less than the lots that the long one has had.
 */
const ROWS_MAX = 700;
/** The first event, which says whose the wallet is, and the new one as the projections read it. */
const OTHER_EVENTS_MAX = 5;
/** After so many times a connection has plans that are made for any parameters. */
const TIMES_TO_PLAN = 7;
const DAY_MS = 86_400_000;
const BEGINNING = at('2025-01-10');
const FOLDED_MS_MAX = 300_000;

/** The specs of a wallet that has had so many events, a multiple of a hundred, in a database of its own. */
export function longWallet(events: number, fresh: () => Promise<ThrowawayDatabase>): void {
  const clock = { ms: BEGINNING };
  const now = { now: () => clock.ms };
  let database: ThrowawayDatabase;
  let ledger: LedgerDoor;
  let ours: Client;
  let short: KnownCard;
  let middle: KnownCard;
  let long: KnownCard;
  const opened: EventLog[] = [];

  const start = async (): Promise<void> => {
    ledger = await LedgerDoor.open(database.appUrl, now, [streamSnapshots('ledger', [walletDecider], 1)]);
    await ledger.publish('iss_a', apparel());
    ours = openClient(ledger.as(desk('iss_a')));
  };
  /** A copy of the service that knows no wallet yet. */
  const coldLog = async (projections: readonly string[]): Promise<EventLog> => {
    const log = await EventLog.open({ service: 'ledger', connection: database.appUrl, clock: now, projections });
    opened.push(log);
    return log;
  };
  const folded = async (): Promise<void> => {
    const { position } = await ledger.log.head();
    const until = performance.now() + FOLDED_MS_MAX;
    while (performance.now() < until) {
      const { rows } = await ledger.log.pool.query<{ position: bigint }>(
        'SELECT min(position) AS position FROM projection_checkpoint',
      );
      if (Number(rows[0]?.position) >= position) return;
      await ledger.caughtUp();
    }
    throw new Error(`the projections have not come to ${position}`);
  };

  beforeAll(async () => {
    database = await fresh();
    await start();
    short = await ledger.card('short');
    middle = await ledger.card('middle');
    long = await ledger.card('long');
    await live(ledger.log, short, SHORT, clock);
    await live(ledger.log, middle, MIDDLE, clock);
    // Some facts come days late, and some say that they happen tomorrow.
    const late: Readonly<Record<number, number>> = { 3: 2 * DAY_MS, 9: -DAY_MS };
    await live(ledger.log, long, events, clock, (command) => late[command] ?? 0);
    await folded();
    // As it is done by itself from time to time.
    await ledger.log.pool.query('ANALYZE');
    await ledger.close();
    await start();
  }, FOLDED_MS_MAX);
  afterAll(async () => {
    for (const log of opened) await log.close();
    await ledger.close();
    await database.drop();
  });

  const snapshotOf = async ({ walletId }: KnownCard): Promise<{ version: bigint; state: string } | undefined> => {
    const { rows } = await ledger.log.pool.query<{ version: bigint; state: string }>(
      'SELECT version, state FROM stream_snapshot WHERE stream_id = $1',
      [walletId],
    );
    return rows[0];
  };
  /** State and version of the long wallet as a log that knows nothing loads them, and how many events it read for it. */
  const loaded = async (projections: readonly string[]) => {
    const log = await coldLog(projections);
    let found: Awaited<ReturnType<typeof log.state>> | undefined;
    const read = await rowsRead([ledger.log.pool, log.pool], async () => {
      found = await log.state(walletDecider, long.walletId);
    });
    return { found, eventsRead: read.get('event') ?? 0 };
  };

  describe('the snapshot of a long wallet', () => {
    it(
      'can be dropped and built again, and is what a replay gives',
      async () => {
        const before = await snapshotOf(long);
        expect(before).toMatchObject({ version: BigInt(events) });
        await ledger.log.pool.query('DROP SCHEMA stream_snapshot CASCADE');
        await ledger.rebuild('stream_snapshot');
        expect(await snapshotOf(long)).toEqual(before);
        const snapshot = await loaded(['stream_snapshot']);
        const replay = await loaded([]);
        expect(snapshot.eventsRead).toBe(0);
        expect(snapshot.found).toEqual(replay.found);
        expect(replay.found).toMatchObject({ version: events, state: { status: 'open' } });
      },
      FOLDED_MS_MAX,
    );

    it('is as small as that of a younger one', async () => {
      const [younger, older] = await Promise.all([middle, long].map(snapshotOf));
      expect(older?.state.length).toBeLessThan((younger?.state.length ?? 0) * 1.1);
    });

    it(
      'is followed by fewer than a hundred events, and they are all that is read of it',
      async () => {
        await live(ledger.log, long, events + NEWER, clock);
        await folded();
        const snapshot = await loaded(['stream_snapshot']);
        const replay = await loaded([]);
        expect(snapshot.eventsRead).toBeGreaterThanOrEqual(NEWER);
        expect(snapshot.eventsRead).toBeLessThanOrEqual(SNAPSHOT_EVERY_EVENTS);
        expect(snapshot.found).toEqual(replay.found);
        // Without it nothing is left out: what is counted here can be too much.
        expect(replay.eventsRead).toBeGreaterThanOrEqual(events + NEWER);
      },
      FOLDED_MS_MAX,
    );
  });

  describe('a long wallet', () => {
    const path = (card: KnownCard, rest = ''): string => `/ledger/v1/wallets/${card.walletId}${rest}`;
    const ask = async (card: KnownCard, rest = ''): Promise<void> => void (await ours.get(path(card, rest))).ok();
    const tell = async (card: KnownCard, rest: string, body: object, key?: string): Promise<Record<string, unknown>> =>
      (await ours.post(path(card, rest), body, key === undefined ? {} : { key })).ok();
    /** Where the life of a wallet is half over. */
    const middleOf = async ({ walletId }: KnownCard): Promise<{ position: number; at: number }> => {
      const { rows } = await ledger.log.pool.query<{ position: bigint; recorded_at: bigint }>(
        `SELECT position, recorded_at FROM event WHERE stream_id = $1
           AND version = (SELECT max(version) / 2 FROM event WHERE stream_id = $1)`,
        [walletId],
      );
      return { position: Number(rows[0]?.position), at: Number(rows[0]?.recorded_at) };
    };
    const cursorAt = (position: number): string => Buffer.from(String(position)).toString('base64url');
    const spendWith = (card: KnownCard, key?: string) =>
      tell(card, '/spends', { amountFen: 1, cardId: card.cardId, merchantId: 'shop-1' }, key);
    const hold = (card: KnownCard) => tell(card, '/holds', { amountFen: 1, cardId: card.cardId, merchantId: 'shop-1' });

    const ASKED: readonly (readonly [string, (card: KnownCard) => Promise<unknown>])[] = [
      ['its balance', (card) => ask(card)],
      [
        'its balance of the past',
        async (card) => ask(card, `/balance?at=${encodeURIComponent(toRfc3339((await middleOf(card)).at))}`),
      ],
      ['the first page of its statement', (card) => ask(card, '/statement')],
      [
        'a page in the middle of its statement',
        async (card) => ask(card, `/statement?cursor=${cursorAt((await middleOf(card)).position)}`),
      ],
      ['the last page of its statement', (card) => ask(card, '/statement?order=oldest')],
      ['lines of a type that it has none of', (card) => ask(card, '/statement?type=WalletRefunded')],
      ['lines of a day on which it had none', (card) => ask(card, '/statement?from=2025-01-05&to=2025-01-05')],
      ['lines of its first days', (card) => ask(card, '/statement?from=2025-01-10&to=2025-01-11')],
      ['a spend', (card) => spendWith(card)],
      ['a recharge', (card) => tell(card, '/recharges', { principalFen: 100_000, tender: 'cash' })],
      [
        'a hold and its capture',
        async (card) => tell(card, `/holds/${String((await hold(card))['holdId'])}/capture`, {}),
      ],
      ['a return of its first spend', (card) => tell(card, `/spends/${firstSpendOf(card)}/returns`, { amountFen: 1 })],
      [
        'a return of a spend that it never had',
        async (card) => {
          const unknown = path(card, `/spends/${spendIdOf(card, 0)}/returns`);
          (await ours.post(unknown, {})).refused(404, 'spend_unknown');
        },
      ],
      [
        'a command that is asked for again',
        async (card) => {
          const key = `again ${card.walletId}`;
          await spendWith(card, key);
          const status = new URLSearchParams({ key, route: 'POST /ledger/v1/wallets/:walletId/spends' });
          expect((await ours.get(`/v1/commands?${status}`)).ok()).toMatchObject({ state: 'accepted' });
        },
      ],
    ];

    it.each(ASKED)('reads as little as a new one for %s', async (_what, asked) => {
      for (let time = 0; time < TIMES_TO_PLAN; time += 1) await asked(short);
      await asked(long);
      for (const [name, card] of Object.entries({ short, long })) {
        await ledger.caughtUp();
        const read = await rowsRead([ledger.log.pool], () => asked(card));
        // Told by table where it is too much.
        expect(rowsIn(read) > ROWS_MAX ? { [name]: Object.fromEntries(read) } : {}).toEqual({});
      }
    });

    it('is decided on by a service that has just started without reading its past', async () => {
      await folded();
      await ledger.close();
      await start();
      const read = await rowsRead([ledger.log.pool], () => spendWith(long));
      expect(read.get('event')).toBeLessThanOrEqual(SNAPSHOT_EVERY_EVENTS + OTHER_EVENTS_MAX);
    });

    it('had at any moment what its lines up to then add up to', async () => {
      const { position: head } = await ledger.log.head();
      const { walletId } = long;
      for (let n = 0; n <= 40; n += 1) {
        const moment = BEGINNING - 3 * DAY_MS + Math.floor(((clock.ms - BEGINNING + 6 * DAY_MS) * n) / 40);
        for (const position of [Math.floor((head * n) / 40), Math.floor(head / 2), head]) {
          const { rows } = await ledger.log.pool.query<{ fen: bigint }>(
            `SELECT coalesce(sum(principal_fen + bonus_fen), 0)::bigint AS fen FROM wallet_statement
             WHERE wallet_id = $1 AND occurred_at <= $2 AND position <= $3`,
            [walletId, moment, position],
          );
          const { balanceFen } = await pastBalance(ledger.log.pool, { walletId, at: moment, position });
          expect({ moment, position, balanceFen }).toEqual({ moment, position, balanceFen: rows[0]?.fen });
        }
      }
    });

    it('tells of each day what happened on it, however late the log heard of it', async () => {
      const days = ['2025-01-07', '2025-01-08', '2025-01-09', '2025-01-10', '2025-01-11', '2025-01-12', '2025-01-13'];
      for (const order of ['newest', 'oldest'] as const) {
        for (const [index, from] of days.entries()) {
          for (const to of days.slice(index)) {
            const { rows } = await ledger.log.pool.query<{ position: bigint }>(
              `SELECT position FROM wallet_statement WHERE wallet_id = $1 AND business_date BETWEEN $2 AND $3
               ORDER BY position ${order === 'newest' ? 'DESC' : 'ASC'} LIMIT 50`,
              [long.walletId, from, to],
            );
            const { items } = (
              await ours.get<{ items: readonly { position: number }[] }>(
                path(long, `/statement?from=${from}&to=${to}&order=${order}`),
              )
            ).ok();
            expect(items.map(({ position }) => position)).toEqual(rows.map(({ position }) => Number(position)));
          }
        }
      }
    });
  });
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CardActivated, CardReportedLost } from '@scrip/contracts';
import { accept, type Decider } from '@scrip/decider';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { EventLog, leafHash, type ScannedEvent, type Stored, type Stretch, type Who } from './index.ts';

type Fact =
  | { readonly type: 'CardActivated'; readonly data: CardActivated }
  | { readonly type: 'CardReportedLost'; readonly data: CardReportedLost };

const nothing: Decider<null, Fact> = { stream: 'card', initial: null, evolve: () => null };
/** More than one chunk of a COPY holds. */
const CARDS = 700;

let database: ThrowawayDatabase;
let log: EventLog;

beforeAll(async () => {
  database = await throwawayDatabase('cards');
  log = await EventLog.open({ service: 'cards', connection: database.appUrl, clock: { now: () => 5_000_000_000 } });
  const appends = Array.from({ length: CARDS }, (_, index) =>
    append(`crd_${index}`, index % 2 === 0 ? null : 'evt_前'),
  );
  await Promise.all(appends);
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

async function append(cardId: string, causationId: string | null): Promise<void> {
  const who: Who = {
    issuerId: 'iss_test',
    actor: 'desk-一',
    occurredAt: -1,
    correlationId: 'cor_1',
    causationId,
    traceparent: null,
  };
  const card = { cardId, walletId: 'wal_1', sequence: 1 };
  const activated = { ...card, cardVersion: null, expiresAt: null };
  const report = { reportedAt: 1_000, channel: 'desk', cardVersion: null, cause: null };
  const lost = { ...card, holderId: 'hld_1', ...report };
  const decide = () =>
    accept<Fact>({ type: 'CardActivated', data: activated }, { type: 'CardReportedLost', data: lost });
  await log.execute({ who, key: null, decider: nothing, streamId: cardId, decide });
}

async function scanned(stretch: Stretch): Promise<readonly ScannedEvent[]> {
  const all: ScannedEvent[] = [];
  for await (const page of log.scan(stretch)) all.push(...page);
  return all;
}

const plain = ({ envelope, event, body, leaf }: Stored): Stored => ({ envelope, event, body, leaf });

describe('a scan of the log', () => {
  it('gives what reading row by row gives, in order, nulls and other scripts too', async () => {
    const stretch = { after: 3, upTo: 2 * CARDS - 1 };
    const events = await scanned(stretch);
    const read = await log.read({ after: stretch.after, limit: stretch.upTo - stretch.after });
    expect(events.map(plain)).toEqual(read);
    expect(events.map(({ position, stream, streamId, version }) => ({ position, stream, streamId, version }))).toEqual(
      read.map(({ envelope: { position, stream, streamId, version } }) => ({ position, stream, streamId, version })),
    );
  });

  it('hashes the leaf from the bytes of the row', async () => {
    const [event] = await scanned({ after: 0, upTo: 1 });
    expect(event?.isUnaltered()).toBe(true);
    expect(event && leafHash(event.envelope, event.body)).toEqual(event?.leaf);
  });

  it('reads the types that are asked for and no others', async () => {
    const lost = await scanned({ after: 0, upTo: 2 * CARDS, types: ['CardReportedLost'] });
    expect(new Set(lost.map(({ event }) => event.type))).toEqual(new Set(['CardReportedLost']));
    expect(lost).toHaveLength(CARDS);
    expect(await scanned({ after: 0, upTo: 2 * CARDS, types: [] })).toEqual([]);
    expect(await scanned({ after: 5, upTo: 5 })).toEqual([]);
  });

  it('may be left in the middle, as often as one likes', async () => {
    for (let times = 0; times < 20; times += 1) {
      for await (const page of log.scan({ after: 0, upTo: 2 * CARDS })) {
        expect(page.length).toBeGreaterThan(0);
        break;
      }
    }
    expect((await log.head()).position).toBe(2 * CARDS);
  });
});

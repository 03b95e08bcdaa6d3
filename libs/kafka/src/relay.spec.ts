import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { WalletHoldReleased } from '@scrip/contracts';
import { accept, type Decider } from '@scrip/decider';
import { EventLog, newId } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { createLogger } from '@scrip/telemetry';
import {
  type Parts,
  parts,
  soon,
  type ThrowawayDatabase,
  throwawayDatabase,
  throwawayTopicPrefix,
} from '@scrip/testing';
import pg from 'pg';
import type { Message } from './message.ts';
import { Relay } from './relay.ts';
import { RelayTerm, TermLostError } from './relay-term.ts';
import { readTopics } from './replay.ts';
import { partitionOf } from './topics.ts';

type Released = { readonly type: 'WalletHoldReleased'; readonly data: WalletHoldReleased };

const tally: Decider<number, Released> = { stream: 'wallet', initial: 0, evolve: (count) => count + 1 };
const logger = createLogger({ service: 'ledger', level: 'silent' });

let house: Parts;
let database: ThrowawayDatabase;
let log: EventLog;
let topicPrefix: string;
const relays: Relay[] = [];

function relay(): Relay {
  const { kafka: brokers, registry: registryUrl } = house;
  const made = new Relay({ log, connection: database.appUrl, brokers, registryUrl, topicPrefix, logger });
  relays.push(made);
  made.start();
  return made;
}

async function release(walletId: string, times = 1): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await log.execute({
      who: {
        issuerId: 'iss_1',
        actor: 'till',
        occurredAt: time,
        correlationId: 'cor',
        causationId: null,
        traceparent: null,
      },
      key: null,
      decider: tally,
      streamId: walletId,
      decide: (count) =>
        accept({
          type: 'WalletHoldReleased',
          data: { walletId, holdId: `hol_${count}`, releasedFen: fen(1), reason: 'expired', heldAfterFen: fen(0) },
        }),
    });
  }
}

const published = (): Promise<true> =>
  soon('an empty backlog', async () => ((await relays[0]?.lag()) === 0 ? true : undefined));

async function readBack(): Promise<Message[]> {
  const read: Message[] = [];
  await readTopics({
    brokers: house.kafka,
    service: 'ledger',
    topicPrefix,
    onMessages: async (messages) => {
      read.push(...messages);
    },
  });
  return read;
}

/** Leaves of the log by position, hexadecimal. */
async function leaves(): Promise<string[]> {
  const events = await log.read({ after: 0, limit: 10_000 });
  return events.map((event) => event.leaf.toString('hex'));
}

/** Each stream's positions rise in the order of its partition, repetitions left out. */
function expectOrderKept(messages: readonly Message[]): void {
  const last = new Map<string, number>();
  for (const { envelope } of messages) {
    const version = last.get(envelope.streamId) ?? 0;
    expect(envelope.version).toBeLessThanOrEqual(version + 1);
    last.set(envelope.streamId, Math.max(version, envelope.version));
  }
}

beforeAll(async () => {
  house = await parts();
  database = await throwawayDatabase('ledger');
  log = await EventLog.open({ service: 'ledger', connection: database.appUrl, clock: { now: () => Date.now() } });
  topicPrefix = throwawayTopicPrefix();
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((one) => one.stop()));
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

describe('the relay', () => {
  it('publishes every event with the bytes that were stored, and keeps the order of each stream', async () => {
    const wallets = Array.from({ length: 8 }, () => newId('wal'));
    relay();
    await Promise.all(wallets.map((wallet) => release(wallet, 5)));
    await published();

    const messages = await readBack();
    expect(messages).toHaveLength(40);
    expectOrderKept(messages);
    const byPosition = messages.toSorted((a, b) => a.envelope.position - b.envelope.position);
    expect(byPosition.map((message) => message.leaf.toString('hex'))).toEqual(await leaves());
    const stored = await log.read({ after: 0, limit: 100 });
    for (const [index, { body, envelope }] of stored.entries()) {
      expect(byPosition[index]?.body.equals(body)).toBe(true);
      expect(byPosition[index]?.envelope).toEqual(envelope);
      expect(byPosition[index]?.partition).toBe(partitionOf(envelope.streamId));
    }
  });

  it('begins at its checkpoint again after a crash: what it had sent since comes twice, nothing is missing', async () => {
    const wallet = newId('wal');
    relay();
    await release(wallet, 6);
    await published();
    await Promise.all(relays.splice(0).map((one) => one.stop()));
    // A crash between the broker's answer and the checkpoint.
    await asOwner('UPDATE relay_checkpoint SET position = position - 4');
    await release(wallet, 2);
    relay();
    await published();

    const messages = await readBack();
    expectOrderKept(messages);
    expect(messages.filter(({ envelope }) => envelope.streamId === wallet)).toHaveLength(12);
    expect([...new Set(messages.map((message) => message.leaf.toString('hex')))].toSorted()).toEqual(
      (await leaves()).toSorted(),
    );
  });

  it('is taken over by another copy when its connection breaks', async () => {
    const wallet = newId('wal');
    const first = relay();
    await soon('a holder', async () => first.status.holder || undefined);
    const second = relay();
    await release(wallet, 3);
    await published();
    expect(second.status.holder).toBe(false);

    await asSuperuser(
      `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database
       WHERE locktype = 'advisory' AND granted AND d.datname = $1`,
      [new URL(database.appUrl).pathname.slice(1)],
    );
    await release(wallet, 3);
    await soon('a new holder', async () => first.status.holder !== second.status.holder || undefined);
    await published();
    const messages = await readBack();
    expectOrderKept(messages);
    expect(new Set(messages.map(({ envelope }) => envelope.position)).size).toBe((await leaves()).length);
  });

  it('lets one copy at a time hold it, and the checkpoint of an older term finds no row', async () => {
    const term = await soon('the term', () => RelayTerm.tryTake(database.appUrl));
    try {
      expect(await RelayTerm.tryTake(database.appUrl)).toBeUndefined();
      await term.advance(term.from);
      // As a holder does that has taken over while this one was frozen.
      await asOwner('UPDATE relay_checkpoint SET term = term + 1, position = 1000');
      await expect(term.advance(1)).rejects.toBeInstanceOf(TermLostError);
      expect(await asOwner('SELECT position FROM relay_checkpoint')).toEqual([{ position: '1000' }]);
    } finally {
      await term.release();
    }
  });
});

async function asOwner(sql: string): Promise<unknown[]> {
  return query(database.ownerUrl, sql, []);
}

async function asSuperuser(sql: string, values: readonly unknown[]): Promise<unknown[]> {
  return query(house.postgres, sql, values);
}

async function query(connectionString: string, sql: string, values: readonly unknown[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql, [...values])).rows as unknown[];
  } finally {
    await client.end();
  }
}

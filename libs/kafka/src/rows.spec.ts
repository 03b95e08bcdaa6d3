import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { WalletCardActivated, WalletHoldReleased } from '@scrip/contracts';
import { accept, type Decider } from '@scrip/decider';
import { EventLog, newId, type Tx } from '@scrip/event-store';
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
import {
  connectKafka,
  type Effect,
  OnEvent,
  ParkedQueue,
  partitionOf,
  Relay,
  row,
  ScripKafkaStrategy,
} from './index.ts';

type Fact =
  | { readonly type: 'WalletHoldReleased'; readonly data: WalletHoldReleased }
  | { readonly type: 'WalletCardActivated'; readonly data: WalletCardActivated };
const wallet: Decider<number, Fact> = { stream: 'wallet', initial: 0, evolve: (count) => count + 1 };

/** How many rows each call was given that was not undone. */
let calls: number[] = [];
/** A row that the table does not take, until it is mended. */
let refused = 'poison';

async function keepAll(tx: Tx, holds: readonly WalletHoldReleased[]): Promise<void> {
  await tx.query(
    `INSERT INTO probe.hold (wallet_id, hold_id) SELECT w, nullif(h, $3) FROM unnest($1::text[], $2::text[]) AS u (w, h)`,
    [holds.map(({ walletId }) => walletId), holds.map(({ holdId }) => holdId), refused],
  );
  calls.push(holds.length);
}

@Controller()
class LedgerWalletConsumer {
  @OnEvent('WalletHoldReleased')
  onReleased(event: WalletHoldReleased): Effect {
    return row(keepAll, event);
  }
}

@Module({ controllers: [LedgerWalletConsumer] })
class NotificationsModule {}

const WALLETS = 60;
const topicPrefix = throwawayTopicPrefix();
const clock = { now: () => Date.now() };
const logger = createLogger({ service: 'notifications', level: 'silent' });
const who = {
  issuerId: 'iss_1',
  actor: 'till',
  occurredAt: 5,
  correlationId: 'c',
  causationId: null,
  traceparent: null,
};

let house: Parts;
let databases: readonly ThrowawayDatabase[];
let ledger: EventLog;
let log: EventLog;
let relay: Relay;
let app: Awaited<ReturnType<typeof NestFactory.create>>;
let strategy: ScripKafkaStrategy;

/** A hold of each wallet is released, with an event between that nobody handles. */
async function release(walletId: string, holdIds: readonly string[]): Promise<{ walletId: string; position: number }> {
  const facts = holdIds.flatMap((holdId): Fact[] => [
    { type: 'WalletCardActivated', data: { walletId, cardId: 'crd_1', cardSequence: 1 } },
    {
      type: 'WalletHoldReleased',
      data: { walletId, holdId, releasedFen: fen(1), reason: 'expired', heldAfterFen: fen(0) },
    },
  ]);
  const verdict = await ledger.execute({
    who,
    key: null,
    decider: wallet,
    streamId: walletId,
    decide: () => accept(...facts),
  });
  return { walletId, position: verdict.kind === 'accepted' ? verdict.position : 0 };
}

const kept = async (): Promise<readonly string[]> =>
  (await log.pool.query<{ hold_id: string }>('SELECT hold_id FROM probe.hold ORDER BY hold_id')).rows.map(
    (found) => found.hold_id,
  );

beforeAll(async () => {
  house = await parts();
  const [ledgerDatabase, database] = await Promise.all([
    throwawayDatabase('ledger'),
    throwawayDatabase('notifications'),
  ]);
  databases = [ledgerDatabase, database];
  ledger = await EventLog.open({ service: 'ledger', connection: ledgerDatabase.appUrl, clock });
  log = await EventLog.open({ service: 'notifications', connection: database.appUrl, clock });
  await log.pool.query('CREATE SCHEMA probe; CREATE TABLE probe.hold (wallet_id text, hold_id text NOT NULL)');
  const { kafka: brokers, registry: registryUrl } = house;
  relay = new Relay({ log: ledger, connection: ledgerDatabase.appUrl, brokers, registryUrl, topicPrefix, logger });
  strategy = new ScripKafkaStrategy({ log, brokers, registryUrl, topicPrefix, logger });
});
afterAll(async () => {
  await relay.stop();
  await app.close();
  await Promise.all([ledger.close(), log.close()]);
  await Promise.all(databases.map((database) => database.drop()));
});

describe('rows of messages', () => {
  it('are written together, each once, though one among them is refused and parked', async () => {
    const ids = Array.from({ length: WALLETS }, () => newId('wal'));
    const released = await Promise.all(ids.map((walletId, n) => release(walletId, [n === 7 ? 'poison' : `hol_${n}`])));
    relay.start();
    await soon('all published', async () => ((await relay.lag()) === 0 ? true : undefined));
    app = await NestFactory.create(NotificationsModule, new FastifyAdapter(), { logger: false });
    connectKafka(app, strategy);
    await app.startAllMicroservices();
    for (const { walletId, position } of released) {
      expect(await strategy.reached('ledger.wallet', partitionOf(walletId), position, 20_000)).toBe(true);
    }

    const expected = ids.map((_, n) => `hol_${n}`).filter((holdId) => holdId !== 'hol_7');
    expect(await kept()).toEqual(expected.toSorted());
    expect(calls.reduce((sum, rows) => sum + rows, 0)).toBe(WALLETS - 1);
    // The run with the refused row was written one by one, the other partitions' not.
    expect(Math.max(...calls)).toBeGreaterThan(5);
    const [parked] = (await new ParkedQueue({ log, strategy }).list({})).items;
    expect(parked).toMatchObject({ streamId: ids[7], type: 'WalletHoldReleased', reason: 'write_refused' });
  });

  it('of one stream come after each other, and behind one that is parked', async () => {
    const queue = new ParkedQueue({ log, strategy });
    const [sick] = (await queue.list({})).items;
    if (!sick) throw new Error('nothing is parked');
    calls = [];
    const two = newId('wal');
    for (const { walletId, position } of [
      await release(two, ['two_1', 'two_2']),
      await release(sick.streamId, ['behind']),
    ]) {
      expect(await strategy.reached('ledger.wallet', partitionOf(walletId), position, 20_000)).toBe(true);
    }
    expect(calls).toEqual([1, 1]);
    expect((await queue.list({})).items.map(({ reason }) => reason)).toEqual(['write_refused', 'behind_parked']);

    refused = 'nothing';
    expect(await queue.redrive({ group: sick.group, streamId: sick.streamId })).toEqual({ applied: 2, failed: [] });
    expect((await kept()).filter((holdId) => !holdId.startsWith('hol_'))).toEqual([
      'behind',
      'poison',
      'two_1',
      'two_2',
    ]);
  });
});

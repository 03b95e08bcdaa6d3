import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { OutreachSuppressed, WalletCardActivated, WalletHoldReleased } from '@scrip/contracts';
import { accept, type Decider, InvariantError, reject } from '@scrip/decider';
import { EventLog, idFrom, newId, type Recorded, StoreUnavailableError } from '@scrip/event-store';
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
import { openKafka } from './client.ts';
import {
  command,
  connectKafka,
  type Effect,
  type Message,
  NotYetError,
  OnEvent,
  ParkedQueue,
  partitionOf,
  Relay,
  ScripKafkaStrategy,
  writes,
} from './index.ts';

type Fact =
  | { readonly type: 'WalletHoldReleased'; readonly data: WalletHoldReleased }
  | { readonly type: 'WalletCardActivated'; readonly data: WalletCardActivated };
type Suppressed = { readonly type: 'OutreachSuppressed'; readonly data: OutreachSuppressed };

const wallet: Decider<number, Fact> = { stream: 'wallet', initial: 0, evolve: (count) => count + 1 };
const outreach: Decider<number, Suppressed> = { stream: 'outreach', initial: 0, evolve: (count) => count + 1 };
const logger = createLogger({ service: 'notifications', level: 'silent' });

/** What the handler does is written in the event: the `reason` of a released hold. */
let broken = true;
let outages = 0;

const NOT_TOLD = { purpose: null, channel: null, ruleKey: null, capMax: null, capUsed: null };

const suppress = (outreachId: string, causeEventId: string, note: string): Suppressed => ({
  type: 'OutreachSuppressed',
  data: {
    outreachId,
    holderId: 'hld_1',
    category: 'service',
    reason: note,
    causeEventId,
    programmeId: 'mall-vip',
    programmeVersion: 1,
    triggerKey: 'tell-spent',
    ...NOT_TOLD,
  },
});

@Controller()
class LedgerWalletConsumer {
  @OnEvent('WalletHoldReleased')
  onReleased(event: WalletHoldReleased, message: Message): Effect {
    const outreachId = idFrom('out', event.walletId);
    switch (event.reason) {
      case 'nothing':
        return undefined;
      case 'write':
        return writes(async (tx) => {
          await tx.query('INSERT INTO probe.written (event_id, position) VALUES ($1, $2)', [
            message.envelope.eventId,
            message.envelope.position,
          ]);
        });
      case 'unwritable':
        return writes(async (tx) => {
          await tx.query('INSERT INTO probe.nowhere DEFAULT VALUES');
        });
      case 'outage':
        outages += 1;
        if (outages < 3) throw new StoreUnavailableError('the database is away');
        break;
      case 'early':
        if (broken) throw new NotYetError('version 2 of the programme has not arrived');
        break;
      case 'poison':
        if (broken) throw new InvariantError('a hold of nobody was released');
        break;
    }
    return command({
      who: message.who,
      decider: outreach,
      streamId: outreachId,
      tolerate: ['already_told'],
      decide: () => {
        if (event.reason === 'refused' && broken) return reject('no_consent', { asked: 1n });
        if (event.reason === 'told') return reject('already_told');
        return accept(suppress(outreachId, message.envelope.eventId, event.holdId));
      },
    });
  }
}

@Module({ controllers: [LedgerWalletConsumer] })
class NotificationsModule {}

let house: Parts;
let ledgerDatabase: ThrowawayDatabase;
let database: ThrowawayDatabase;
let ledger: EventLog;
let log: EventLog;
let relay: Relay;
let app: Awaited<ReturnType<typeof NestFactory.create>>;
let strategy: ScripKafkaStrategy;
let parked: ParkedQueue;
const topicPrefix = throwawayTopicPrefix();
const group = `${topicPrefix}notifications.ledger-wallet`;
const clock = { now: () => Date.now() };

async function record(walletId: string, holdId: string, reason: string): Promise<number> {
  const verdict = await ledger.execute({
    who: {
      issuerId: 'iss_1',
      actor: 'till',
      occurredAt: 5,
      correlationId: holdId,
      causationId: null,
      traceparent: null,
    },
    key: null,
    decider: wallet,
    streamId: walletId,
    decide: () =>
      accept<Fact>(
        reason === 'unhandled'
          ? { type: 'WalletCardActivated', data: { walletId, cardId: 'crd_1', cardSequence: 1 } }
          : {
              type: 'WalletHoldReleased',
              data: { walletId, holdId, releasedFen: fen(1), reason, heldAfterFen: fen(0) },
            },
      ),
  });
  return verdict.kind === 'accepted' ? verdict.position : 0;
}

/** Waits as a reader with a position token does. */
async function consumed(walletId: string, position: number): Promise<void> {
  expect(await strategy.reached('ledger.wallet', partitionOf(walletId), position, 20_000)).toBe(true);
}

const effectsOn = async (walletId: string): Promise<Recorded[]> => log.readStream(idFrom('out', walletId));
const notes = async (walletId: string): Promise<string[]> =>
  (await effectsOn(walletId)).map(({ event }) => (event as Suppressed).data.reason);

async function startConsumers(): Promise<void> {
  const { kafka: brokers, registry: registryUrl } = house;
  strategy = new ScripKafkaStrategy({ log, brokers, registryUrl, topicPrefix, logger });
  app = await NestFactory.create(NotificationsModule, new FastifyAdapter(), { logger: false });
  connectKafka(app, strategy);
  await app.startAllMicroservices();
  parked = new ParkedQueue({ log, strategy });
}

function startRelay(): Relay {
  const { kafka: brokers, registry: registryUrl } = house;
  const started = new Relay({
    log: ledger,
    connection: ledgerDatabase.appUrl,
    brokers,
    registryUrl,
    topicPrefix,
    logger,
  });
  started.start();
  return started;
}

beforeAll(async () => {
  house = await parts();
  [ledgerDatabase, database] = await Promise.all([throwawayDatabase('ledger'), throwawayDatabase('notifications')]);
  ledger = await EventLog.open({ service: 'ledger', connection: ledgerDatabase.appUrl, clock });
  log = await EventLog.open({ service: 'notifications', connection: database.appUrl, clock });
  await log.pool.query('CREATE SCHEMA probe; CREATE TABLE probe.written (event_id text, position bigint)');
  relay = startRelay();
  await startConsumers();
});
afterEach(() => {
  broken = true;
});
afterAll(async () => {
  await relay.stop();
  await app.close();
  await Promise.all([ledger.close(), log.close()]);
  await Promise.all([ledgerDatabase.drop(), database.drop()]);
});

describe('a consumer', () => {
  it('decides once for each message, in the name of what caused it', async () => {
    const walletId = newId('wal');
    await record(walletId, 'hol_1', 'apply');
    await consumed(walletId, await record(walletId, 'hol_2', 'apply'));

    const effects = await effectsOn(walletId);
    const causes = await ledger.readStream(walletId);
    expect(effects.map(({ event }) => (event as Suppressed).data.reason)).toEqual(['hol_1', 'hol_2']);
    expect(effects.map(({ envelope }) => envelope.causationId)).toEqual(causes.map(({ envelope }) => envelope.eventId));
    expect(effects[1]?.envelope).toMatchObject({
      issuerId: 'iss_1',
      actor: 'service:notifications',
      occurredAt: 5,
      correlationId: 'hol_2',
    });
  });

  it('does nothing when every message comes a second time', async () => {
    const walletId = newId('wal');
    await record(walletId, 'hol_1', 'apply');
    await consumed(walletId, await record(walletId, 'hol_2', 'write'));
    const [{ count: written } = { count: 0n }] = await rows<{ count: bigint }>('SELECT count(*) FROM probe.written');
    const { position: before } = await log.head();

    // The relay says everything again, as after a crash that lost its checkpoint.
    await relay.stop();
    await ledger.pool.query('UPDATE relay_checkpoint SET position = 0');
    relay = startRelay();
    await soon('everything said again', async () => ((await relay.lag()) === 0 ? true : undefined));
    await consumed(walletId, await record(walletId, 'hol_3', 'nothing'));

    expect((await log.head()).position).toBe(before);
    expect(await rows('SELECT count(*) FROM probe.written')).toEqual([{ count: written }]);
  });

  it('goes on where it stopped when the service starts again', async () => {
    const walletId = newId('wal');
    await consumed(walletId, await record(walletId, 'hol_1', 'apply'));
    await app.close();
    const position = await record(walletId, 'hol_2', 'apply');
    await startConsumers();
    await consumed(walletId, position);
    expect(await notes(walletId)).toEqual(['hol_1', 'hol_2']);
  });

  it('counts events it takes no notice of as reached, and keeps the place in the database', async () => {
    const walletId = newId('wal');
    const position = await record(walletId, 'hol_1', 'unhandled');
    await consumed(walletId, position);
    expect(await strategy.reached('ledger.wallet', partitionOf(walletId), position + 1, 0)).toBe(false);
    expect(await strategy.reached('cards.card', 0, 1_000_000, 0)).toBe(true);
    await soon('the place in the database', async () => {
      const found = await rows<{ position: bigint }>(
        `SELECT position FROM consumer_progress WHERE partition = ${partitionOf(walletId)}`,
      );
      return found[0]?.position === BigInt(position) ? true : undefined;
    });
  });

  it('waits while the world fails, and parks nothing', async () => {
    const walletId = newId('wal');
    outages = 0;
    await consumed(walletId, await record(walletId, 'hol_1', 'outage'));
    expect(outages).toBe(3);
    expect(await notes(walletId)).toEqual(['hol_1']);
    expect((await parked.list({ streamId: walletId })).items).toEqual([]);
  });

  it('lets a message go whose refusal it tolerates', async () => {
    const walletId = newId('wal');
    await consumed(walletId, await record(walletId, 'hol_1', 'told'));
    expect(await notes(walletId)).toEqual([]);
    expect((await parked.list({ streamId: walletId })).items).toEqual([]);
  });

  it('does not start with a pattern that is no event', () => {
    const wrong = new ScripKafkaStrategy({ log, brokers: '', registryUrl: '', topicPrefix, logger });
    wrong.addHandler('WalletExploded', async () => undefined as never, true);
    const answers: unknown[] = [];
    wrong.listen((error) => answers.push(error));
    expect(answers).toEqual([expect.any(InvariantError)]);
  });
});

describe('a message that cannot be applied', () => {
  it('is parked with its reason; later ones of its stream queue behind it, other streams go on', async () => {
    const [sick, well] = walletsOfOnePartition();
    await record(sick, 'hol_1', 'apply');
    const poison = await record(sick, 'hol_2', 'poison');
    await record(sick, 'hol_3', 'apply');
    const last = await record(sick, 'hol_4', 'write');
    await consumed(well, await record(well, 'hol_5', 'apply'));

    expect(await notes(sick)).toEqual(['hol_1']);
    expect(await notes(well)).toEqual(['hol_5']);
    const { items } = await parked.list({ group, streamId: sick });
    expect(items.map(({ reason }) => reason)).toEqual(['invariant_broken', 'behind_parked', 'behind_parked']);
    expect(items[0]).toMatchObject({
      queue: `ledger.wallet.${group}.parked`,
      position: poison,
      type: 'WalletHoldReleased',
      detail: 'InvariantError: a hold of nobody was released',
      attempts: 1,
    });
    const shown = await parked.show({ group, topic: 'ledger.wallet', epoch: 1, position: last });
    expect(shown).toMatchObject({ headers: { ce_subject: sick }, data: { holdId: 'hol_4', releasedFen: 1 } });

    // Still broken: the first fails again and stops its stream.
    expect(await parked.redrive({ group, streamId: sick })).toMatchObject({
      applied: 0,
      failed: [{ position: poison, reason: 'invariant_broken' }],
    });
    expect((await parked.list({ group, streamId: sick })).items[0]?.attempts).toBe(2);

    broken = false;
    const [one, two] = await Promise.all([
      parked.redrive({ group, streamId: sick }),
      parked.redrive({ group, streamId: sick }),
    ]);
    expect(one.applied + two.applied).toBe(3);
    expect(await notes(sick)).toEqual(['hol_1', 'hol_2', 'hol_3']);
    expect(await rows(`SELECT count(*) FROM probe.written WHERE position = ${last}`)).toEqual([{ count: 1n }]);
    expect((await parked.list({ group, streamId: sick })).items).toEqual([]);

    await consumed(sick, await record(sick, 'hol_6', 'apply'));
    expect(await notes(sick)).toEqual(['hol_1', 'hol_2', 'hol_3', 'hol_6']);
  });

  it('is parked under the code of its refusal, and can be driven alone when it is the first of its stream', async () => {
    const walletId = newId('wal');
    const refused = await record(walletId, 'hol_1', 'refused');
    await consumed(walletId, await record(walletId, 'hol_2', 'apply'));
    const { items } = await parked.list({ reason: 'no_consent' });
    expect(items).toMatchObject([{ position: refused, detail: 'refused: {"asked":"1"}' }]);

    const key = { group, topic: 'ledger.wallet', epoch: 1, position: refused };
    expect(await parked.redrive(key)).toMatchObject({ applied: 0, failed: [{ reason: 'no_consent' }] });
    broken = false;
    expect(await parked.redrive(key)).toEqual({ applied: 1, failed: [] });
    expect(await notes(walletId)).toEqual(['hol_1']);
    expect(await parked.redrive({ group })).toEqual({ applied: 1, failed: [] });
    expect(await notes(walletId)).toEqual(['hol_1', 'hol_2']);
  });

  it('is driven again by itself once the fact it waited for is there', async () => {
    const [early, alsoEarly] = walletsOfOnePartition();
    await record(early, 'hol_1', 'early');
    await record(early, 'hol_2', 'apply');
    await consumed(alsoEarly, await record(alsoEarly, 'hol_3', 'early'));
    const { items } = await parked.list({ reason: 'not_yet' });
    expect(items.map(({ streamId }) => streamId)).toEqual([early, alsoEarly]);

    expect(await parked.redriveNotYet([group])).toMatchObject({ applied: 0, failed: [{}, {}] });
    broken = false;
    // The transport may be at it already: it does the same every few seconds.
    expect((await parked.redriveNotYet([group])).failed).toEqual([]);
    await soon('an empty queue', async () => {
      const { items: left } = await parked.list({ group });
      return left.some(({ streamId }) => streamId === early || streamId === alsoEarly) ? undefined : true;
    });
    expect(await notes(early)).toEqual(['hol_1', 'hol_2']);
    expect(await notes(alsoEarly)).toEqual(['hol_3']);
  });

  it('is parked for what it is when it is not in our format at all', async () => {
    const walletId = newId('wal');
    const producer = openKafka({ brokers: house.kafka, clientId: 'spec' }).producer();
    await producer.connect();
    await producer.send({
      topic: `${topicPrefix}ledger.wallet`,
      messages: [
        { key: walletId, partition: partitionOf(walletId), value: 'hello', headers: { greeting: 'a\u0000b' } },
      ],
    });
    await producer.disconnect();
    await consumed(walletId, await record(walletId, 'hol_1', 'apply'));

    expect(await notes(walletId)).toEqual(['hol_1']);
    const { items } = await parked.list({ reason: 'malformed_message' });
    expect(items).toMatchObject([{ epoch: 0, streamId: '', partition: partitionOf(walletId) }]);
    const [item] = items;
    if (!item) throw new Error('nothing is parked');
    expect((await parked.show(item))?.headers).toEqual({ greeting: 'a\ufffdb' });
    expect((await parked.redrive({ group })).failed).toMatchObject([{ epoch: 0, reason: 'malformed_message' }]);
    await log.pool.query('DELETE FROM parked WHERE epoch = 0');
  });

  it('does not keep its neighbours from being applied, once each, when a backlog is worked off side by side', async () => {
    await app.close();
    const kinds = ['apply', 'write', 'poison', 'unwritable', 'refused', 'nothing', 'told'];
    const wallets = Array.from({ length: 42 }, (_, index) => ({ id: newId('wal'), kind: kinds[index % 7] ?? '' }));
    const positions = new Map<number, { id: string; position: number }>();
    for (const { id, kind } of wallets) {
      positions.set(partitionOf(id), { id, position: await record(id, `hol_${kind}`, kind) });
    }
    await startConsumers();
    for (const { id, position } of positions.values()) await consumed(id, position);

    for (const { id, kind } of wallets) expect(await notes(id)).toEqual(kind === 'apply' ? ['hol_apply'] : []);
    const stored = await ledger.read({ after: 0, limit: 10_000 });
    const written = await rows<{ position: bigint }>('SELECT position FROM probe.written');
    const of = (kind: string) => wallets.filter((one) => one.kind === kind).map(({ id }) => id);
    const writtenIds = written.map(({ position }) => stored[Number(position) - 1]?.envelope.streamId ?? '');
    expect(writtenIds.filter((id) => of('write').includes(id)).toSorted()).toEqual(of('write').toSorted());
    const { items } = await parked.list({ group });
    const reasonOf = new Map(items.map(({ streamId, reason }) => [streamId, reason]));
    for (const { id, kind } of wallets) {
      const reasons: Record<string, string> = {
        poison: 'invariant_broken',
        unwritable: 'write_refused',
        refused: 'no_consent',
      };
      expect(reasonOf.get(id)).toBe(reasons[kind]);
    }
    broken = false;
    expect(await parked.redrive({ group })).toMatchObject({ applied: 12, failed: { length: 6 } });
    await log.pool.query('DELETE FROM parked');
  });

  it('is listed page by page', async () => {
    const wallets = Array.from({ length: 5 }, () => newId('wal'));
    for (const walletId of wallets) await consumed(walletId, await record(walletId, 'hol_1', 'poison'));
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await parked.list({ group, limit: 2, cursor });
      seen.push(...page.items.map(({ position }) => position));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(5);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    await expect(parked.list({ cursor: 'nonsense' })).rejects.toBeInstanceOf(RangeError);
    broken = false;
    await parked.redrive({ group });
  });
});

/** Two streams that share a partition, so that one could hold up the other. */
function walletsOfOnePartition(): [string, string] {
  const first = newId('wal');
  for (;;) {
    const second = newId('wal');
    if (partitionOf(second) === partitionOf(first)) return [first, second];
  }
}

async function rows<T>(sql: string): Promise<T[]> {
  return (await log.pool.query(sql)).rows as T[];
}

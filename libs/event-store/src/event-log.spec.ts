import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accept, reject } from '@scrip/decider';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import pg from 'pg';
import { key, type Released, released, tally, who } from '../test/tally.ts';
import { EventLog, KeyReusedError, leafHash, MarkMovedError, newId, OverloadedError, on } from './index.ts';

let database: ThrowawayDatabase;
let log: EventLog;
const clock = { now: () => Date.now() };

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  log = await EventLog.open({ service: 'ledger', connection: database.appUrl, clock });
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

describe('the log', () => {
  it('gives back an accepted command as events with their place, and keeps them', async () => {
    const streamId = newId('wal');
    const verdict = await log.execute({
      who,
      key: key('first'),
      decider: tally,
      streamId,
      decide: () => accept(released(streamId, 5n), released(streamId, 7n)),
    });
    if (verdict.kind !== 'accepted') throw new Error('refused');
    const [first, second] = verdict.events;
    expect(second?.envelope).toMatchObject({ streamId, version: 2, type: 'WalletHoldReleased', ...who });
    expect(second?.envelope.position).toBe((first?.envelope.position ?? 0) + 1);
    const stored = await log.readStream(streamId);
    expect(stored.map(({ event, envelope }) => ({ event, envelope }))).toEqual(verdict.events);
    expect((await log.state(tally, streamId)).state).toEqual({ sum: 12n, count: 2 });
  });

  it('answers the same key and command with the first answer, marked as a replay', async () => {
    const streamId = newId('wal');
    const command = {
      who,
      key: key('again'),
      decider: tally,
      streamId,
      decide: () => accept(released(streamId, 5n)),
    };
    const once = await log.execute(command);
    const twice = await log.execute(command);
    expect(once).toMatchObject({ kind: 'accepted', replayed: false });
    expect(twice).toMatchObject({ kind: 'accepted', replayed: true });
    if (once.kind !== 'accepted' || twice.kind !== 'accepted') throw new Error('refused');
    expect(twice.events.map((recorded) => recorded.envelope)).toEqual(once.events.map((recorded) => recorded.envelope));
    expect(await log.readStream(streamId)).toHaveLength(1);
  });

  it('keeps a refusal with its key and numbers, although the state would allow it later', async () => {
    const streamId = newId('wal');
    const ask = () =>
      log.execute({
        who,
        key: key('refused'),
        decider: tally,
        streamId,
        decide: (state) => (state.sum === 0n ? reject('nothing_there', { sumFen: state.sum }) : accept()),
      });
    const refusal = { code: 'nothing_there', detail: { sumFen: 0n } };
    expect(await ask()).toEqual({ kind: 'refused', refusal, replayed: false });
    await log.execute({
      who,
      key: key('refill'),
      decider: tally,
      streamId,
      decide: () => accept(released(streamId, 1n)),
    });
    expect(await ask()).toEqual({ kind: 'refused', refusal, replayed: true });
    expect(await log.readStream(streamId)).toHaveLength(1);
  });

  it('refuses the same key with another command', async () => {
    const streamId = newId('wal');
    const ask = (asked: string) =>
      log.execute({ who, key: key('reused', asked), decider: tally, streamId, decide: () => accept<Released>() });
    await ask('a');
    await expect(ask('b')).rejects.toBeInstanceOf(KeyReusedError);
  });

  it('answers many concurrent requests under one key once', async () => {
    const streamId = newId('wal');
    const ask = () =>
      log.execute({
        who,
        key: key('stampede'),
        decider: tally,
        streamId,
        decide: () => accept(released(streamId, 1n)),
      });
    const verdicts = await Promise.all(Array.from({ length: 20 }, ask));
    expect(verdicts.filter((verdict) => !verdict.replayed)).toHaveLength(1);
    expect(await log.readStream(streamId)).toHaveLength(1);
  });

  it('decides on several streams all or nothing', async () => {
    const [from, to] = [newId('wal'), newId('wal')];
    const move = (name: string, allowed: boolean) =>
      log.executeAcross({
        who,
        key: key(name),
        streams: [on(tally, from), on(tally, to)],
        decide: () =>
          allowed
            ? accept({ streamId: from, event: released(from, -3n) }, { streamId: to, event: released(to, 3n) })
            : reject('not_allowed'),
      });
    await move('across', true);
    await move('across refused', false);
    expect((await log.state(tally, from)).state).toEqual({ sum: -3n, count: 1 });
    expect((await log.state(tally, to)).state).toEqual({ sum: 3n, count: 1 });
  });

  it('gives history to a decision for exactly the state it decides on', async () => {
    const streamId = newId('wal');
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        log.execute({
          who,
          key: null,
          decider: tally,
          streamId,
          gather: async (version) =>
            (await log.readStream(streamId)).filter(({ envelope }) => envelope.version <= version),
          decide: (state, history) => accept(released(streamId, 1n, `${state.count}=${history.length} ${n}`)),
        }),
      ),
    );
    const reasons = (await log.readStream(streamId)).map(({ event }) => (event as Released).data.reason.split(' ')[0]);
    expect(reasons).toEqual(Array.from({ length: 10 }, (_, n) => `${n}=${n}`));
  });

  it('folds a stream once for each of many who ask for it at the same time', async () => {
    const streamId = newId('wal');
    const decide = () => accept(released(streamId, 5n), released(streamId, 7n));
    await log.execute({ who, key: key('many readers'), decider: tally, streamId, decide });
    const states = await Promise.all(Array.from({ length: 20 }, () => log.state(tally, streamId)));
    for (const { state, version } of states) expect([state, version]).toEqual([{ sum: 12n, count: 2 }, 2]);
  });

  it('commits SQL with its command, and neither without the other', async () => {
    const streamId = newId('wal');
    const attempt = (name: string, sql: string) =>
      log.execute({
        who,
        key: key(name),
        decider: tally,
        streamId,
        decide: () => accept(released(streamId, 1n)),
        writes: async (tx) => {
          await tx.query(sql, [name]);
        },
      });
    const insert = `INSERT INTO parked (consumer_group, topic, partition, epoch, position, stream_id, event_id, type, reason, detail, headers, value)
                    VALUES ($1, 't', 0, 1, 1, 's', 'e', 'T', 'r', 'd', '{}', '')`;
    await attempt('with sql', insert);
    await expect(attempt('with bad sql', 'INSERT INTO no_such_table VALUES ($1)')).rejects.toThrow('no_such_table');
    expect(await log.readStream(streamId)).toHaveLength(1);
    const { rows } = await log.pool.query("SELECT 1 FROM parked WHERE consumer_group = 'with sql'");
    expect(rows).toHaveLength(1);
  });
});

describe('what was just appended', () => {
  it('is read from memory as it is read from the disk, also where another copy wrote in between', async () => {
    const other = await EventLog.open({ service: 'ledger', connection: database.appUrl, clock });
    const before = (await log.head()).position;
    const append = (copy: EventLog) => {
      const streamId = newId('wal');
      const decide = () => accept(released(streamId, 5n), released(streamId, 7n));
      return copy.execute({ who, key: null, decider: tally, streamId, decide });
    };
    for (const copy of [log, log, other, log, other, log]) await append(copy);
    for (let after = before; after < before + 12; after += 1) {
      const stored = await log.read({ after, limit: 3 });
      const read = await log.readNew('relay', { after, limit: 3 });
      expect(read.map(({ envelope, event, body }) => ({ envelope, event, body }))).toEqual(
        stored.slice(0, read.length).map(({ envelope, event, body }) => ({ envelope, event, body })),
      );
      expect(read.length).toBeGreaterThan(0);
    }
    expect(await log.readNew('relay', { after: before + 12, limit: 3 })).toEqual([]);
    await other.close();
  });
});

describe("a consumer's mark", () => {
  const progress = (from: number, to: number) => ({
    group: 'spec.cards-card',
    topic: 'cards.card',
    partition: 3,
    from: { epoch: from === 0 ? 0 : 1, position: from },
    to: { epoch: 1, position: to },
  });
  const move = (streamId: string, from: number, to: number, allowed = true) =>
    log.executeAcross({
      who,
      key: null,
      progress: progress(from, to),
      streams: [on(tally, streamId)],
      decide: () => (allowed ? accept({ streamId, event: released(streamId, BigInt(to)) }) : reject('not_allowed')),
    });
  const mark = async () =>
    (await log.pool.query("SELECT position FROM consumer_progress WHERE consumer_group = 'spec.cards-card'")).rows;

  it('moves with the command, from where it is and nowhere else, and stays when the command is refused', async () => {
    const streamId = newId('wal');
    await move(streamId, 0, 7);
    expect(await mark()).toEqual([{ position: 7n }]);
    // Another member of the group, or a run whose answer was lost, comes from the same place again.
    await expect(move(streamId, 0, 7)).rejects.toBeInstanceOf(MarkMovedError);
    await expect(move(streamId, 6, 9)).rejects.toBeInstanceOf(MarkMovedError);
    expect(await move(streamId, 7, 9, false)).toMatchObject({ kind: 'refused' });
    expect(await mark()).toEqual([{ position: 7n }]);
    expect((await log.state(tally, streamId)).state).toEqual({ sum: 7n, count: 1 });
    const [first, second] = await Promise.allSettled([move(streamId, 7, 9), move(newId('wal'), 7, 9)]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
    expect(await mark()).toEqual([{ position: 9n }]);
  });

  it('keeps each fact in the name of its own cause where a command holds what several asked for', async () => {
    const streamId = newId('wal');
    const verdict = await log.executeAcross({
      who,
      key: null,
      streams: [on(tally, streamId)],
      decide: () =>
        accept(
          { streamId, event: released(streamId, 1n), who: { ...who, causationId: 'evt_1', issuerId: 'iss_other' } },
          { streamId, event: released(streamId, 1n) },
        ),
    });
    if (verdict.kind !== 'accepted') throw new Error('refused');
    const stored = await log.readStream(streamId);
    expect(stored.map(({ envelope }) => envelope)).toEqual(verdict.events.map(({ envelope }) => envelope));
    expect(stored.map(({ envelope }) => [envelope.causationId, envelope.issuerId])).toEqual([
      ['evt_1', 'iss_other'],
      [null, 'iss_test'],
    ]);
  });
});

describe('group commit', () => {
  it('lets commands with SQL of their own share batches, and one whose SQL fails leaves its neighbours alone', async () => {
    const batches: number[] = [];
    const copy = await EventLog.open({
      service: 'ledger',
      connection: database.appUrl,
      clock,
      observe: ({ commands }) => batches.push(commands),
    });
    const asked = await Promise.allSettled(
      Array.from({ length: 60 }, (_, n) => {
        const streamId = newId('wal');
        return copy.execute({
          who,
          key: key(`sql ${n}`),
          decider: tally,
          streamId,
          decide: () => (n % 10 === 1 ? reject('unlucky') : accept(released(streamId, 1n))),
          writes: async (tx) => {
            await tx.query('INSERT INTO schema VALUES ($1, $2, $3)', [
              Buffer.alloc(32, n),
              n === 42 ? null : 'T',
              '{}',
            ]);
          },
        });
      }),
    );
    await copy.close();
    const failed = asked.flatMap((one, n) => (one.status === 'rejected' ? [n] : []));
    expect(failed).toEqual([42]);
    expect(batches.length).toBeLessThan(30);
    const { rows } = await log.pool.query("SELECT count(*) FROM schema WHERE type = 'T'");
    expect(rows).toEqual([{ count: 53n }]);
    const { rows: kept } = await log.pool.query('SELECT count(*) FROM verdict WHERE refusal LIKE $1', ['%unlucky%']);
    expect(Number(kept[0]?.count)).toBeGreaterThanOrEqual(6);
  });

  it('numbers concurrent commands of two copies without a gap, each decided on the true state', async () => {
    const other = await EventLog.open({ service: 'ledger', connection: database.appUrl, clock });
    const streams = [newId('wal'), newId('wal')];
    const before = (await log.head()).position;
    await Promise.all(
      Array.from({ length: 40 }, async (_, client) => {
        const copy = client % 2 === 0 ? log : other;
        const streamId = streams[client % 4 < 2 ? 0 : 1] ?? '';
        for (let n = 0; n < 10; n += 1) {
          await copy.execute({
            who,
            key: key(`race ${client} ${n}`),
            decider: tally,
            streamId,
            decide: (state) => accept(released(streamId, 1n, String(state.count))),
          });
        }
      }),
    );
    await other.close();
    const events = await log.read({ after: before, limit: 1_000 });
    expect(events.map(({ envelope }) => envelope.position)).toEqual(
      Array.from({ length: 400 }, (_, n) => before + 1 + n),
    );
    for (const { event, envelope } of events) {
      expect((event as Released).data.reason).toBe(String(envelope.version - 1));
    }
  });

  it('puts concurrent commands into few batches, and a refusal or a conflict leaves its neighbours alone', async () => {
    const batches: number[] = [];
    const copy = await EventLog.open({
      service: 'ledger',
      connection: database.appUrl,
      clock,
      observe: ({ commands }) => batches.push(commands),
    });
    const contested = newId('wal');
    await copy.execute({ who, key: null, decider: tally, streamId: contested, decide: () => accept<Released>() });
    // The other copy moves a stream that this one believes to know, so the next command on it meets a conflict.
    await log.execute({
      who,
      key: null,
      decider: tally,
      streamId: contested,
      decide: () => accept(released(contested, 1n)),
    });
    batches.length = 0;
    const verdicts = await Promise.all(
      Array.from({ length: 100 }, (_, n) => {
        const streamId = n < 10 ? contested : newId('wal');
        return copy.execute({
          who,
          key: key(`neighbour ${n}`),
          decider: tally,
          streamId,
          decide: (state) => (n % 7 === 0 ? reject('unlucky') : accept(released(streamId, 1n, String(state.count)))),
        });
      }),
    );
    await copy.close();
    expect(verdicts.filter((verdict) => verdict.kind === 'refused')).toHaveLength(15);
    expect(batches.length).toBeLessThan(50);
    const reasons = (await log.readStream(contested)).slice(1).map(({ event }) => (event as Released).data.reason);
    expect(reasons).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
  });

  it('answers at once that it is overloaded when too many commands wait, and loses none that it took', async () => {
    const copy = await EventLog.open({ service: 'ledger', connection: database.appUrl, clock });
    const streamId = newId('wal');
    await copy.execute({ who, key: null, decider: tally, streamId, decide: () => accept<Released>() });
    const asked = await Promise.allSettled(
      Array.from({ length: 5_000 }, () =>
        copy.execute({ who, key: null, decider: tally, streamId, decide: () => accept(released(streamId, 1n)) }),
      ),
    );
    const taken = asked.filter((outcome) => outcome.status === 'fulfilled').length;
    const refused = asked.filter((outcome) => outcome.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const outcome of refused) expect(outcome.reason).toBeInstanceOf(OverloadedError);
    expect((await copy.state(tally, streamId)).state.count).toBe(taken);
    await copy.close();
  });

  it('goes on after Postgres ended its connection, and a command whose answer was lost stands once', async () => {
    const copy = await EventLog.open({ service: 'ledger', connection: database.appUrl, clock });
    const streamId = newId('wal');
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    const cut = async () => {
      await owner.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1 AND query LIKE '%append_batch%'`,
        [database.appRole],
      );
    };
    const total = 200;
    for (let n = 0; n < total; n += 20) {
      const asked = Array.from({ length: 20 }, (_, m) =>
        copy.execute({
          who,
          key: key(`cut ${n + m}`),
          decider: tally,
          streamId,
          decide: () => accept(released(streamId, 1n)),
        }),
      );
      await cut();
      await Promise.all(asked);
    }
    expect((await copy.state(tally, streamId)).state.count).toBe(total);
    await owner.end();
    await copy.close();
  });
});

describe('the leaf hash', () => {
  it('is what the envelope and the body give, computed alike in SQL and here', async () => {
    const events = await log.read({ after: 0, limit: 1_000 });
    expect(events.length).toBeGreaterThan(100);
    for (const { envelope, body, leaf } of events)
      expect(leafHash(envelope, body).toString('hex')).toBe(leaf.toString('hex'));
  });
});

describe('the grants', () => {
  const attempts: Record<string, string> = {
    'change an event': "UPDATE event SET actor = 'nobody'",
    'delete an event': 'DELETE FROM event',
    'empty the log': 'TRUNCATE event',
    'move the head': 'UPDATE log_head SET position = 0',
    'change a verdict': 'DELETE FROM verdict',
    'replace append_batch': 'ALTER FUNCTION append_batch OWNER TO CURRENT_USER',
    'forget a writer schema': 'DELETE FROM schema',
  };
  for (const [what, sql] of Object.entries(attempts)) {
    it(`do not let the service ${what}`, async () => {
      await expect(log.pool.query(sql)).rejects.toThrow(/permission denied|must be owner/);
    });
  }
});

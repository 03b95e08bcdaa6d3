import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accept, type Decider, type Decision, reject } from '@scrip/decider';
import { fen } from '@scrip/money';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { key, type Released, released, tally, who } from '../test/tally.ts';
import { answered, EventLog, newId } from './index.ts';

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

describe('a command that is asked again', () => {
  it('decides rightly on what is asked while an earlier command is asked again, even where the two together cannot be', async () => {
    // Twice the same release is more than there is: a state that never was, and that must hurt nobody.
    const strict: Decider<{ sum: bigint; count: number }, Released> = {
      ...tally,
      evolve(state, event) {
        if (state.sum + event.data.releasedFen > 10n) throw new Error('more than there is');
        return tally.evolve(state, event);
      },
    };
    const streamId = newId('wal');
    const ask = (name: string, amount: bigint) =>
      log.execute({ who, key: key(name), decider: strict, streamId, decide: () => accept(released(streamId, amount)) });
    await ask('strict-1', 4n);
    const asked = await Promise.all([
      ask('strict-1', 4n),
      ask('strict-2', 3n),
      ask('strict-1', 4n),
      ask('strict-3', 3n),
    ]);
    expect(asked.map((verdict) => [verdict.kind, verdict.replayed])).toEqual([
      ['accepted', true],
      ['accepted', false],
      ['accepted', true],
      ['accepted', false],
    ]);
    expect((await log.state(strict, streamId)).state).toEqual({ sum: 10n, count: 3 });
  });

  it('can be asked about by its key: unknown, accepted with its facts, or refused with the numbers', async () => {
    const streamId = newId('wal');
    const scope = 'till-1 POST /releases';
    expect(await answered(log, scope, 'told-1')).toBeUndefined();
    const ask = (name: string, decide: () => Decision<Released>) =>
      log.execute({ who, key: key(name), decider: tally, streamId, decide });
    await ask('told-1', () => accept(released(streamId, 5n)));
    await ask('told-2', () => reject('short', { askedFen: fen(5n) }));
    expect(await answered(log, scope, 'told-1')).toMatchObject({
      kind: 'accepted',
      events: [{ event: { data: { releasedFen: 5n } } }],
    });
    expect(await answered(log, scope, 'told-2')).toMatchObject({
      kind: 'refused',
      refusal: { code: 'short', detail: { askedFen: 5n } },
    });
    expect(await answered(log, 'till-2 POST /releases', 'told-1')).toBeUndefined();
  });

  it('is decided on the true state where another copy has moved the stream and the remembered one cannot be decided on', async () => {
    const streamId = newId('wal');
    const other = await EventLog.open({ service: 'ledger', connection: database.appUrl, clock });
    const ask = (copy: EventLog, name: string, decide: (state: { count: number }) => Decision<Released>) =>
      copy.execute({ who, key: key(name), decider: tally, streamId, decide });
    await ask(log, 'seen-1', () => accept(released(streamId, 1n)));
    await ask(other, 'seen-2', () => accept(released(streamId, 2n)));
    const verdict = await ask(log, 'seen-3', (state) => {
      if (state.count < 2) throw new Error('decided on what is over');
      return reject('over', {});
    });
    expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'over' } });
    await expect(
      ask(log, 'seen-4', () => {
        throw new Error('wrong on every state');
      }),
    ).rejects.toThrow('wrong on every state');
    await other.close();
  });
});

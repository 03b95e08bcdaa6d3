import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { linearize, type Operation } from './linearize.ts';
import { type Answered, type Asked, type SimpleWallet, simpleWallet } from './simple-wallet.ts';

const op = (
  input: Asked,
  output: Answered | undefined,
  called: number,
  returned: number,
): Operation<Asked, Answered> => ({
  input,
  output,
  called,
  returned: output === undefined ? Number.POSITIVE_INFINITY : returned,
});
const recharge = (id: string, amount: number): Asked => ({ kind: 'recharge', id, amount });
const spend = (id: string, amount: number): Asked => ({ kind: 'spend', id, amount });

/** A wallet in memory. With `bug` it reads, lets others in, and writes what it has read: an update can be lost. */
async function runOf(bug: boolean): Promise<readonly Operation<Asked, Answered>[]> {
  let state: SimpleWallet = simpleWallet.initial;
  let clock = 0;
  const ask = async (input: Asked): Promise<Operation<Asked, Answered>> => {
    const called = clock++;
    await turn();
    const { state: after, output } = simpleWallet.step(state, input);
    if (bug) await turn();
    state = after;
    await turn();
    return op(input, output, called, clock++);
  };
  const run = [await ask(recharge('r', 100))];
  for (let round = 0; round < 10; round += 1) {
    const asked = [spend(`a${round}`, 3), spend(`b${round}`, 4), recharge(`c${round}`, 5)];
    run.push(...(await Promise.all(asked.map(ask))));
  }
  return run;
}

describe('the check of a concurrent run', () => {
  it('finds an order where there is one', async () => {
    expect(linearize(await runOf(false), simpleWallet)).toMatchObject({ kind: 'linearizable' });
  });

  it('catches a wallet that loses updates', async () => {
    const verdict = linearize(await runOf(true), simpleWallet);
    expect(verdict).toMatchObject({ kind: 'impossible' });
  });

  it('catches an answer that comes from before another answer', () => {
    const run = [
      op(recharge('r', 100), { balance: 100 }, 0, 1),
      op(spend('s', 100), { refused: 'balance_short' }, 2, 3),
    ];
    expect(linearize(run, simpleWallet)).toMatchObject({ kind: 'impossible', explained: 1 });
  });

  it('lets commands that overlap take either order', () => {
    const run = [
      op(recharge('r', 100), { balance: 100 }, 0, 9),
      op(spend('s', 100), { refused: 'balance_short' }, 1, 2),
    ];
    expect(linearize(run, simpleWallet)).toMatchObject({ kind: 'linearizable' });
  });

  it('takes a command without an answer as done or not done, whichever explains the rest', () => {
    const lost = op(recharge('r', 100), undefined, 0, 0);
    expect(linearize([lost, op(spend('s', 60), { balance: 40 }, 5, 6)], simpleWallet)).toMatchObject({
      kind: 'linearizable',
    });
    expect(linearize([lost, op(spend('s', 60), { refused: 'balance_short' }, 5, 6)], simpleWallet)).toMatchObject({
      kind: 'linearizable',
    });
    expect(linearize([lost, op(spend('s', 60), { balance: 1 }, 5, 6)], simpleWallet)).toMatchObject({
      kind: 'impossible',
    });
  });
});

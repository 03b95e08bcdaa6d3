import { describe, expect, it } from '@jest/globals';
import { accept, type Decider, type Decision, reject } from '@scrip/decider';
import { given } from './given.ts';

type Poured = { readonly type: 'Poured'; readonly data: { readonly cupId: string; readonly ml: bigint } };
const poured = (ml: bigint, cupId = 'cup_1'): Poured => ({ type: 'Poured', data: { cupId, ml } });
const cup: Decider<bigint, Poured> = { stream: 'cup', initial: 0n, evolve: (ml, event) => ml + event.data.ml };

const CUP_ML = 100n;
const pour = (inCup: bigint, ml: bigint): Decision<Poured> =>
  inCup + ml > CUP_ML ? reject('cup_full', { askedMl: ml, roomMl: CUP_ML - inCup }) : accept(poured(ml));

describe('given, when, then', () => {
  it('passes when the facts are the ones expected, and hands on the state after them', () => {
    const { state } = given(cup, poured(20n), poured(30n))
      .when((ml) => pour(ml, 50n))
      .then(poured(50n));
    expect(state).toBe(100n);
  });

  it('passes when the refusal is the one expected, with or without its numbers', () => {
    const { state } = given(cup, poured(90n))
      .when((ml) => pour(ml, 20n))
      .thenRefused('cup_full', { askedMl: 20n, roomMl: 10n });
    expect(state).toBe(90n);
    given(cup, poured(90n))
      .when((ml) => pour(ml, 20n))
      .thenRefused('cup_full');
  });

  it('asks the rule once', () => {
    let asked = 0;
    const when = given(cup).when((ml) => {
      asked += 1;
      return pour(ml, 1n);
    });
    when.then(poured(1n));
    expect(when.decision.kind).toBe('accepted');
    expect(asked).toBe(1);
  });

  it.each([
    [
      'another number',
      () =>
        given(cup)
          .when((ml) => pour(ml, 5n))
          .then(poured(6n)),
      'event 1 differs in data.ml',
    ],
    [
      'a missing event',
      () =>
        given(cup)
          .when(() => accept(poured(1n)))
          .then(),
      '1 more events than expected',
    ],
    [
      'too many expected',
      () =>
        given(cup)
          .when(() => accept<Poured>())
          .then(poured(1n)),
      '1 fewer events than expected',
    ],
    [
      'a refusal instead',
      () =>
        given(cup, poured(99n))
          .when((ml) => pour(ml, 5n))
          .then(poured(5n)),
      'the rule refused',
    ],
    [
      'facts instead',
      () =>
        given(cup)
          .when((ml) => pour(ml, 5n))
          .thenRefused('cup_full'),
      'the rule accepted',
    ],
    [
      'another code',
      () =>
        given(cup)
          .when(() => reject('cup_gone'))
          .thenRefused('cup_full'),
      'refused with cup_gone, not cup_full',
    ],
    [
      'other numbers',
      () =>
        given(cup)
          .when((ml) => pour(ml, 101n))
          .thenRefused('cup_full', { askedMl: 101n }),
      'but with other numbers',
    ],
  ])('fails on %s and says so', (_case, test, message) => {
    expect(test).toThrow(message);
  });
});

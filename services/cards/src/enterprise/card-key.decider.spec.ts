import { describe, it } from '@jest/globals';
import type { CardKeyEvent, CardWashed } from '@scrip/contracts';
import { given } from '@scrip/testing';
import { type CardKeyState, cardKeyDecider, type PurseBefore, type WashCard, washCard } from './card-key.decider.ts';

const washed = (enterpriseId: string, keyEpoch: number, replaced: string | null = null): CardKeyEvent => ({
  type: 'CardWashed',
  data: {
    cardId: 'crd_1',
    enterpriseId,
    keyEpoch,
    keyVersion: 1,
    keyCheckValue: `KEY${keyEpoch}`,
    replacedEnterpriseId: replaced,
    replacedKeyEpoch: replaced === null ? null : 1,
    replacedKeyVersion: replaced === null ? 3 : 1,
  } satisfies CardWashed,
});

const EMPTY: PurseBefore = { valueFen: 0, loadPending: false, gaps: 0 };

function wash(enterpriseId: string, replaces: string | null = null, purse: PurseBefore | null = EMPTY, proved = true) {
  const command: WashCard = {
    cardId: 'crd_1',
    enterpriseId,
    keyVersion: 1,
    checkValueOf: (keyEpoch) => `KEY${keyEpoch}`,
    initialKeyVersion: 3,
    replaces: replaces === null ? null : { enterpriseId: replaces, isProved: () => proved, purse },
  };
  return (state: CardKeyState) => washCard(state, command);
}

describe('washing a card', () => {
  it('replaces the initial keys, for several enterprises on one SIM', () => {
    given(cardKeyDecider).when(wash('campus')).then(washed('campus', 1));
    given(cardKeyDecider, washed('campus', 1)).when(wash('works')).then(washed('works', 1));
  });

  it('again, for another enterprise, begins a key epoch of that one, and the old one is not used again', () => {
    const history = [washed('campus', 1), washed('works', 1, 'campus')];
    given(cardKeyDecider, washed('campus', 1))
      .when(wash('works', 'campus'))
      .then(washed('works', 1, 'campus'));
    given(cardKeyDecider, ...history)
      .when(wash('campus'))
      .then(washed('campus', 2));
    given(cardKeyDecider, washed('campus', 1))
      .when(wash('campus', 'campus', null))
      .then(washed('campus', 2, 'campus'));
  });

  it('is refused in the written order', () => {
    const history = [washed('campus', 1), washed('works', 1)];
    given(cardKeyDecider, ...history)
      .when(wash('campus', 'school', null, false))
      .thenRefused('enterprise_not_on_card', { enterpriseId: 'school' });
    given(cardKeyDecider, ...history)
      .when(wash('campus', 'works', null, false))
      .thenRefused('enterprise_on_card', { enterpriseId: 'campus', keyEpoch: 1 });
    const many = Array.from({ length: 8 }, (_, n) => washed(`e-${n}`, 1));
    given(cardKeyDecider, ...many)
      .when(wash('campus'))
      .thenRefused('places_taken', { places: 8, limit: 8 });
    given(cardKeyDecider, ...history)
      .when(wash('school', 'works', { ...EMPTY, gaps: 1 }, false))
      .thenRefused('mother_key_proof_invalid', { enterpriseId: 'works', keyEpoch: 1 });
    for (const left of [{ valueFen: 1 }, { loadPending: true }, { gaps: 1 }]) {
      given(cardKeyDecider, ...history)
        .when(wash('school', 'works', { ...EMPTY, ...left }))
        .thenRefused('purse_not_empty', { enterpriseId: 'works', ...EMPTY, ...left });
    }
  });
});

import { describe, it } from '@jest/globals';
import type { EnterpriseEvent } from '@scrip/contracts';
import { given } from '@scrip/testing';
import { enterpriseDecider, keepMotherKey, makeMotherKeyCard } from './enterprise.decider.ts';

const kept = (keyVersion: number): EnterpriseEvent => ({
  type: 'MotherKeyKept',
  data: { enterpriseId: 'campus', keyVersion, keyCheckValue: `KEY${keyVersion}`, origin: 'made' },
});
const key = (version: number) => ({ enterpriseId: 'campus', keyCheckValue: `KEY${version}`, origin: 'made' }) as const;
const card = { enterpriseId: 'campus', keyVersion: 2, moduleFingerprint: 'ab' };

describe('mother keys of an enterprise', () => {
  it('have versions, and the same key is kept once', () => {
    given(enterpriseDecider)
      .when((state) => keepMotherKey(state, key(1)))
      .then(kept(1));
    given(enterpriseDecider, kept(1))
      .when((state) => keepMotherKey(state, key(2)))
      .then(kept(2));
    given(enterpriseDecider, kept(1), kept(2))
      .when((state) => keepMotherKey(state, key(1)))
      .thenRefused('mother_key_kept', { keyVersion: 1 });
    const many = Array.from({ length: 64 }, (_, n) => kept(n + 1));
    given(enterpriseDecider, ...many)
      .when((state) => keepMotherKey(state, key(65)))
      .thenRefused('mother_keys_exceeded', { versions: 64, limit: 64 });
  });

  it('go to a mother key card', () => {
    given(enterpriseDecider, kept(1))
      .when((state) => makeMotherKeyCard(state, card))
      .thenRefused('enterprise_unknown', { enterpriseId: 'campus' });
    given(enterpriseDecider, kept(1), kept(2))
      .when((state) => makeMotherKeyCard(state, card))
      .then({ type: 'MotherKeyCardMade', data: card });
  });
});

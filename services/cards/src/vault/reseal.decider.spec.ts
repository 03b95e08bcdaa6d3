import { describe, it } from '@jest/globals';
import type { ResealEvent } from '@scrip/contracts';
import { given } from '@scrip/testing';
import { finishReseal, resealDecider, startReseal } from './reseal.decider.ts';

const asked = { resealId: 'rsl_1', keyId: 'new', holders: 3, startedBy: 'operator-1', running: null };
const started: ResealEvent = {
  type: 'VaultResealStarted',
  data: { resealId: 'rsl_1', keyId: 'new', holders: 3, startedBy: 'operator-1' },
};

describe('sealing everything under a new master key', () => {
  it('is asked for by somebody, one run at a time, and only where there is something to do', () => {
    given(resealDecider)
      .when(() => startReseal(asked))
      .then(started);
    given(resealDecider)
      .when(() => startReseal({ ...asked, running: 'rsl_0' }))
      .thenRefused('reseal_running', { resealId: 'rsl_0' });
    given(resealDecider)
      .when(() => startReseal({ ...asked, holders: 0 }))
      .thenRefused('nothing_to_reseal', { keyId: 'new' });
  });

  it('ends once', () => {
    const finished: ResealEvent = { type: 'VaultResealFinished', data: { resealId: 'rsl_1', keyId: 'new' } };
    given(resealDecider, started).when(finishReseal).then(finished);
    given(resealDecider, started, finished).when(finishReseal).then();
  });
});

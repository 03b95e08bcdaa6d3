import { describe, it } from '@jest/globals';
import type { HolderEvent } from '@scrip/contracts';
import { given } from '@scrip/testing';
import { holderDecider, type RegisterHolder, registerHolder } from './holder.decider.ts';

const registration: RegisterHolder = { holderId: 'hld_1', locale: 'zh-CN', sameIdNumber: null };
const registered: HolderEvent = { type: 'HolderRegistered', data: { holderId: 'hld_1', locale: 'zh-CN' } };

describe('a holder', () => {
  it('is registered with nothing but an id and a language', () => {
    given(holderDecider)
      .when((holder) => registerHolder(holder, registration))
      .then(registered);
  });

  it('is refused when the ID number is a known holder’s, who is named', () => {
    given(holderDecider)
      .when((holder) => registerHolder(holder, { ...registration, sameIdNumber: 'hld_2' }))
      .thenRefused('holder_exists', { holderId: 'hld_2' });
  });

  it('is registered once', () => {
    given(holderDecider, registered)
      .when((holder) => registerHolder(holder, registration))
      .thenRefused('holder_exists', { holderId: 'hld_1' });
  });
});

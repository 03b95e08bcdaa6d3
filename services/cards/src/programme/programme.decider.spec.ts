import { describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import type { ProgrammeEvent, ProgrammePublished } from '@scrip/contracts';
import { preset } from '@scrip/programme';
import { given } from '@scrip/testing';
import { programmeDecider, programmeStream, publishProgramme } from './programme.decider.ts';

const apparel = preset('apparel-recharge');

function version(number: number, effectiveAt: string): ProgrammePublished {
  const document = { ...apparel, version: number, effectiveAt };
  return {
    programmeId: document.id,
    version: number,
    effectiveAt: parseRfc3339(effectiveAt),
    documentJson: JSON.stringify(document),
  };
}

const published = (data: ProgrammePublished): ProgrammeEvent => ({ type: 'ProgrammePublished', data });

const first = version(1, '2025-01-01T00:00:00+08:00');
const second = version(2, '2026-01-01T00:00:00+08:00');

describe('a programme', () => {
  it('begins with version 1, and later decisions know its products', () => {
    const { state } = given(programmeDecider)
      .when((programme) => publishProgramme(programme, first))
      .then(published(first));
    const { effectiveAt } = first;
    const keys = ['recharge-card', 'recharge-card-whole'];
    expect(state.versions).toMatchObject([{ version: 1, effectiveAt, productKeys: keys }]);
    expect(state.versions[0]?.cardTerms?.['recharge-card']).toMatchObject({ holder: 'named', pin: { digits: 6 } });
    expect(state.versions[0]?.replacementFees).toEqual({ 'recharge-card': 1_000, 'recharge-card-whole': 1_000 });
  });

  it('goes on with the next version', () => {
    given(programmeDecider, published(first))
      .when((programme) => publishProgramme(programme, second))
      .then(published(second));
  });

  it('goes on with a version that begins at the same time: it corrects the one before', () => {
    const correction = version(2, '2025-01-01T00:00:00+08:00');
    given(programmeDecider, published(first))
      .when((programme) => publishProgramme(programme, correction))
      .then(published(correction));
  });

  it('refuses to begin with version 2', () => {
    given(programmeDecider)
      .when((programme) => publishProgramme(programme, second))
      .thenRefused('version_not_next', { asked: 2, next: 1 });
  });

  it('refuses a version that was published already, and one that leaves a gap, before it looks at times', () => {
    const tooEarly = '2024-01-01T00:00:00+08:00';
    given(programmeDecider, published(first))
      .when((programme) => publishProgramme(programme, version(1, tooEarly)))
      .thenRefused('version_not_next', { asked: 1, next: 2 });
    given(programmeDecider, published(first))
      .when((programme) => publishProgramme(programme, version(3, tooEarly)))
      .thenRefused('version_not_next', { asked: 3, next: 2 });
  });

  it('refuses a version that begins before the one it follows', () => {
    const early = version(2, '2024-12-31T23:59:59+08:00');
    given(programmeDecider, published(first))
      .when((programme) => publishProgramme(programme, early))
      .thenRefused('effective_before_previous', {
        effectiveAt: '2024-12-31T15:59:59.000Z',
        previousVersion: 1,
        previousEffectiveAt: '2024-12-31T16:00:00.000Z',
      });
  });

  it('has a stream for each issuer that uses its key', () => {
    expect(programmeStream('iss_a', 'mall-vip')).not.toBe(programmeStream('iss_b', 'mall-vip'));
  });
});

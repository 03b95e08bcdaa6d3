import { describe, expect, it } from '@jest/globals';
import type { OccasionBegun, OccasionEvent } from '@scrip/contracts';
import { fold, InvariantError } from '@scrip/decider';
import { given } from '@scrip/testing';
import { beginOccasion, closeOccasion, isNextPart, occasionDecider, recordPart } from './occasion.decider.ts';

const begun: OccasionBegun = {
  occasionId: 'occ_1',
  programmeId: 'mall-vip',
  programmeVersion: 1,
  ruleKey: 'new-year',
  purpose: 'festival',
  businessDate: '2026-01-01',
  announcementId: null,
  draftId: null,
};
const begins: OccasionEvent = { type: 'OccasionBegun', data: begun };
const part = (lastHolderId: string): OccasionEvent => ({
  type: 'OccasionPartPlanned',
  data: { occasionId: 'occ_1', lastHolderId, looked: 2, planned: 1 },
});
const closed: OccasionEvent = { type: 'OccasionClosed', data: { occasionId: 'occ_1', looked: 4, planned: 2 } };

describe('a run over holders', () => {
  it('begins once, however many copies of the service see its day', () => {
    given(occasionDecider)
      .when((state) => beginOccasion(state, begun))
      .then(begins);
    given(occasionDecider, begins)
      .when((state) => beginOccasion(state, { ...begun, programmeVersion: 2 }))
      .then();
  });

  it('goes on behind its last part after a kill, and takes no part twice', () => {
    const next = { after: 'hld_2', lastHolderId: 'hld_4', looked: 2, planned: 1 };
    given(occasionDecider, begins, part('hld_2'))
      .when((state) => recordPart(state, next))
      .then(part('hld_4'));
    // Another copy was faster, or the first part is asked for again.
    given(occasionDecider, begins, part('hld_2'), part('hld_4'))
      .when((state) => recordPart(state, next))
      .then();
    expect(isNextPart(fold(occasionDecider, [begins, part('hld_2')]), { after: '' })).toBe(false);
    expect(isNextPart(fold(occasionDecider, [begins]), { after: '' })).toBe(true);
  });

  it('is closed behind its last holder with its numbers, and then left alone', () => {
    given(occasionDecider, begins, part('hld_2'), part('hld_4'))
      .when((state) => closeOccasion(state, 'hld_2'))
      .then();
    given(occasionDecider, begins, part('hld_2'), part('hld_4'))
      .when((state) => closeOccasion(state, 'hld_4'))
      .then(closed);
    const over = [begins, part('hld_2'), part('hld_4'), closed];
    given(occasionDecider, ...over)
      .when((state) => closeOccasion(state, 'hld_4'))
      .then();
    given(occasionDecider, ...over)
      .when((state) => recordPart(state, { after: 'hld_4', lastHolderId: 'hld_5', looked: 1, planned: 1 }))
      .then();
    expect(() => fold(occasionDecider, [closed])).toThrow(InvariantError);
  });
});

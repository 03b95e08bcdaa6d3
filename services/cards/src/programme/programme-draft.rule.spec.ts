import { describe, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import type { ProgrammeEvent } from '@scrip/contracts';
import { preset } from '@scrip/programme';
import { given } from '@scrip/testing';
import { programmeDecider, publishProgramme } from './programme.decider.ts';
import {
  approveDraft,
  DRAFTS_MAX,
  discardDraft,
  returnDraft,
  reviseDraft,
  startDraft,
  submitDraft,
  withdrawVersion,
} from './programme-draft.rule.ts';

const programmeId = 'apparel-recharge';
const NOW = parseRfc3339('2025-06-01T00:00:00+08:00');
const of = { programmeId, draftId: 'drf_1', revision: 1 };

const saved = (by: string, revision = 1, draftId = 'drf_1'): ProgrammeEvent => ({
  type: 'ProgrammeDraftSaved',
  data: { programmeId, draftId, revision, documentText: `text ${revision}`, savedBy: by },
});
const submitted = (by: string, revision = 1): ProgrammeEvent => ({
  type: 'ProgrammeDraftSubmitted',
  data: { ...of, revision, submittedBy: by },
});
const version = (number: number, effectiveAt: string) => ({
  version: number,
  effectiveAt: parseRfc3339(effectiveAt),
  documentJson: JSON.stringify({ ...preset(programmeId), version: number, effectiveAt }),
});
const published = (number: number, effectiveAt: string): ProgrammeEvent => ({
  type: 'ProgrammePublished',
  data: { programmeId, ...version(number, effectiveAt) },
});
const withdrawn = (number: number): ProgrammeEvent => ({
  type: 'ProgrammeVersionWithdrawn',
  data: { programmeId, version: number, reason: 'wrong_fee', withdrawnBy: 'head' },
});
const first = published(1, '2025-01-01T00:00:00+08:00');
const LATER = '2025-07-01T00:00:00+08:00';

describe('a draft', () => {
  it('is begun and revised; one that was submitted is open again', () => {
    given(programmeDecider)
      .when((state) => startDraft(state, { programmeId, draftId: 'drf_1', documentText: 'text 1', by: 'ann' }))
      .then(saved('ann'));
    given(programmeDecider, saved('ann'), submitted('ann'))
      .when((state) => reviseDraft(state, { ...of, documentText: 'text 2', by: 'bob' }))
      .then(saved('bob', 2));
    given(programmeDecider, saved('ann'), submitted('ann'), saved('bob', 2))
      .when((state) => returnDraft(state, { ...of, revision: 2, reason: 'fee_unclear', by: 'head' }))
      .thenRefused('draft_not_submitted', { draftId: 'drf_1' });
  });

  it('refuses one more than may be under way', () => {
    const many = Array.from({ length: DRAFTS_MAX }, (_, index) => saved('ann', 1, `drf_${index}`));
    given(programmeDecider, ...many)
      .when((state) => startDraft(state, { programmeId, draftId: 'drf_x', documentText: '', by: 'ann' }))
      .thenRefused('drafts_exceeded', { drafts: DRAFTS_MAX, limit: DRAFTS_MAX });
  });

  it('refuses a change of an unknown draft, then one that was made on an older revision', () => {
    given(programmeDecider)
      .when((state) => reviseDraft(state, { ...of, documentText: '', by: 'ann' }))
      .thenRefused('draft_unknown', { draftId: 'drf_1' });
    given(programmeDecider, saved('ann'), saved('bob', 2))
      .when((state) => submitDraft(state, { ...of, by: 'ann' }))
      .thenRefused('draft_moved', { asked: 1, revision: 2 });
    given(programmeDecider, saved('ann'), submitted('ann'))
      .when((state) => submitDraft(state, { ...of, by: 'bob' }))
      .thenRefused('draft_submitted', { submittedBy: 'ann' });
  });

  it('is approved by a second person and becomes the next version, with what the rule pack said', () => {
    const rules = { level: 'warn', broken: ['refund_clause'] };
    given(programmeDecider, first, saved('ann'), submitted('ann'))
      .when((state) => approveDraft(state, { ...of, by: 'head', now: NOW, publish: { ...version(2, LATER), rules } }))
      .then(
        published(2, LATER),
        { type: 'ProgrammeDraftApproved', data: { ...of, version: 2, approvedBy: 'head' } },
        {
          type: 'ProgrammeRulesChecked',
          data: { programmeId, version: 2, level: 'warn', rulesBroken: ['refund_clause'] },
        },
      );
  });

  it('is never approved by one who wrote a revision of it or submitted it', () => {
    const history = [first, saved('ann'), saved('bob', 2), submitted('cid', 2)];
    for (const by of ['ann', 'bob', 'cid']) {
      given(programmeDecider, ...history)
        .when((state) => approveDraft(state, { ...of, revision: 2, by, now: NOW, publish: version(2, LATER) }))
        .thenRefused('own_work', { by });
    }
  });

  it('refuses an approval that nobody asked for, a number that is not next, a time that has passed', () => {
    const approving = (publish: ReturnType<typeof version>) => (state: (typeof programmeDecider)['initial']) =>
      approveDraft(state, { ...of, by: 'head', now: NOW, publish });
    given(programmeDecider, first, saved('ann'))
      .when(approving(version(2, LATER)))
      .thenRefused('draft_not_submitted', { draftId: 'drf_1' });
    given(programmeDecider, first, saved('ann'), submitted('ann'))
      .when(approving(version(3, LATER)))
      .thenRefused('version_not_next', { asked: 3, next: 2 });
    given(programmeDecider, first, saved('ann'), submitted('ann'))
      .when(approving(version(2, '2025-05-31T23:59:59+08:00')))
      .thenRefused('effective_time_passed', {
        effectiveAt: '2025-05-31T15:59:59.000Z',
        now: '2025-05-31T16:00:00.000Z',
      });
    given(programmeDecider, saved('ann'), submitted('ann'))
      .when(approving(version(1, '2025-01-01T00:00:00+08:00')))
      .then(published(1, '2025-01-01T00:00:00+08:00'), {
        type: 'ProgrammeDraftApproved',
        data: { ...of, version: 1, approvedBy: 'head' },
      });
  });

  it('that was given up is gone', () => {
    const { state } = given(programmeDecider, saved('ann'))
      .when((programme) => discardDraft(programme, { ...of, by: 'bob' }))
      .then({ type: 'ProgrammeDraftDiscarded', data: { programmeId, draftId: 'drf_1', discardedBy: 'bob' } });
    given(programmeDecider)
      .when(() => submitDraft(state, { ...of, by: 'ann' }))
      .thenRefused('draft_unknown', { draftId: 'drf_1' });
  });
});

describe('a version', () => {
  const withdraw = (number: number) => (state: (typeof programmeDecider)['initial']) =>
    withdrawVersion(state, { programmeId, version: number, reason: 'wrong_fee', by: 'head', now: NOW });

  it('is withdrawn before it begins, its number is not used again, and the one before decides on', () => {
    given(programmeDecider, first, published(2, LATER)).when(withdraw(2)).then(withdrawn(2));
    const after = [first, published(2, LATER), withdrawn(2)];
    const next = { programmeId, ...version(3, '2025-06-15T00:00:00+08:00') };
    given(programmeDecider, ...after)
      .when((state) => publishProgramme(state, next))
      .then(published(3, '2025-06-15T00:00:00+08:00'));
    given(programmeDecider, ...after)
      .when((state) => publishProgramme(state, { programmeId, ...version(2, LATER) }))
      .thenRefused('version_not_next', { asked: 2, next: 3 });
  });

  it('refuses when there is none, when it is withdrawn already, and from its first moment on', () => {
    given(programmeDecider, first)
      .when(withdraw(2))
      .thenRefused('programme_version_unknown', { programmeId, version: 2 });
    given(programmeDecider, first, published(2, LATER), withdrawn(2))
      .when(withdraw(2))
      .thenRefused('programme_version_unknown', { programmeId, version: 2 });
    given(programmeDecider, first, published(2, '2025-06-01T00:00:00+08:00'))
      .when(withdraw(2))
      .thenRefused('version_in_force', {
        version: 2,
        effectiveAt: '2025-05-31T16:00:00.000Z',
        now: '2025-05-31T16:00:00.000Z',
      });
  });
});

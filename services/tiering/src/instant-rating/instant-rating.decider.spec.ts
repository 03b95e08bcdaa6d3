import { describe, it } from '@jest/globals';
import type { InstantRatingEvent, InstantRatingPassed, InstantRatingRecorded, MembershipEvent } from '@scrip/contracts';
import { type GradesMet, gradeOrder, type Programme, preset } from '@scrip/programme';
import { given } from '@scrip/testing';
import { membershipDecider } from '../membership/membership.decider.ts';
import { rateInstantly } from './instant-grade.rule.ts';
import {
  decideInstantRating,
  declineInstantRating,
  instantRatingDecider,
  type RecordInstantRating,
  recordInstantRating,
} from './instant-rating.decider.ts';

const bank = preset('bank-stepdown');
const documents = [
  { documentId: 'doc_1', kind: 'id-document' },
  { documentId: 'doc_2', kind: 'purchase-proof' },
];
const who = { ratingId: 'irt_1', membershipId: 'mbr_1', holderId: 'hld_1' };
const command: RecordInstantRating = {
  ...who,
  programmeId: 'bank-stepdown',
  gradeKey: 'platinum',
  asOfDate: '2025-03-14',
  productKey: 'fund-plan',
  documents,
  by: 'manager-1',
  roles: new Set(['customer-manager']),
};
const record: InstantRatingRecorded = {
  ...who,
  programmeId: 'bank-stepdown',
  programmeVersion: 1,
  askedGradeKey: 'platinum',
  month: '2025-03',
  asOfDate: '2025-03-14',
  productKey: 'fund-plan',
  products: ['wealth-plan', 'fund-plan', 'insurance-plan'],
  documents,
  settlesMonth: true,
  approvedByRoles: ['branch-head'],
  role: 'customer-manager',
  recordedBy: 'manager-1',
};
const recorded: InstantRatingEvent = { type: 'InstantRatingRecorded', data: record };
const found = (grade: string): GradesMet => ({ grade, standard: 'average-balance', mayApply: null, explain: [] });
const head = { by: 'head', roles: new Set(['branch-head']) };
const verdict: InstantRatingPassed = {
  ...who,
  askedGradeKey: 'platinum',
  metGradeKey: 'platinum',
  standard: 'average-balance',
  productMet: true,
  levelMet: true,
  role: 'branch-head',
  decidedBy: 'head',
};
const passed: InstantRatingEvent = { type: 'InstantRatingPassed', data: verdict };

describe('an instant rating', () => {
  const take = (over: Partial<RecordInstantRating>, programme: Programme | undefined = bank) =>
    given(instantRatingDecider).when(() => recordInstantRating({ ...command, ...over }, programme));
  const decide = (by: typeof head, grade = 'platinum', ...events: InstantRatingEvent[]) =>
    given(instantRatingDecider, ...events).when((state) =>
      decideInstantRating(state, by, found(grade), gradeOrder(bank)),
    );

  it('is recorded by a manager with its documents; refused in this order', () => {
    take({}).then(recorded);
    given(instantRatingDecider)
      .when(() => recordInstantRating(command, undefined))
      .thenRefused('programme_unknown', { programmeId: 'bank-stepdown' });
    take({}, preset('bank-fastrise')).thenRefused('instant_rating_not_offered', { programmeVersion: 1 });
    take({ gradeKey: 'ordinary', roles: new Set() }).thenRefused('grade_unknown', { gradeKey: 'ordinary' });
    take({ roles: new Set(), documents: [] }).thenRefused('role_missing', { roles: ['customer-manager'] });
    take({ documents: documents.slice(0, 1) }).thenRefused('documents_missing', { missing: ['purchase-proof'] });
  });

  it('is decided by somebody else with the word, once', () => {
    decide(head).thenRefused('rating_unknown');
    decide({ by: 'manager-1', roles: new Set(['customer-manager']) }, 'platinum', recorded).thenRefused(
      'role_missing',
      { roles: ['branch-head'] },
    );
    decide({ ...head, by: 'manager-1' }, 'platinum', recorded).thenRefused('own_work', { by: 'manager-1' });
    decide(head, 'platinum', recorded).then(passed);
    decide(head, 'platinum', recorded, passed).thenRefused('rating_decided', { status: 'passed' });
  });

  it('is not passed without the level or without a named product, whatever the other is', () => {
    const not = (over: Partial<InstantRatingPassed>): InstantRatingEvent => ({
      type: 'InstantRatingNotPassed',
      data: { ...verdict, ...over },
    });
    decide(head, 'gold', recorded).then(not({ metGradeKey: 'gold', levelMet: false }));
    const other: InstantRatingEvent = { type: 'InstantRatingRecorded', data: { ...record, productKey: 'deposit' } };
    decide(head, 'diamond', other).then(not({ metGradeKey: 'diamond', productMet: false }));
    given(instantRatingDecider, recorded)
      .when((state) => declineInstantRating(state, { ...head, reason: 'doubt' }))
      .then({
        type: 'InstantRatingDeclined',
        data: { ...who, role: 'branch-head', reason: 'doubt', decidedBy: 'head' },
      });
  });

  it('gives the level at once and settles the month; a higher one that is held stays', () => {
    const rated = (fromGrade: string, toGrade: string): MembershipEvent => ({
      type: 'GradeRatedInstantly',
      data: {
        membershipId: 'mbr_1',
        holderId: 'hld_1',
        programmeId: 'bank-stepdown',
        programmeVersion: 1,
        fromGrade,
        toGrade,
        ratingId: 'irt_1',
        month: '2025-03',
        settlesMonth: true,
        standard: 'average-balance',
        effectiveDate: '2025-03-14',
      },
    });
    const under = { programme: bank, today: '2025-03-14' };
    const first = given(membershipDecider)
      .when((state) => rateInstantly(state, record, verdict, under))
      .then(rated('ordinary', 'platinum'));
    if (first.state.kind !== 'member' || first.state.settledMonth !== '2025-03') throw new Error('not settled');
    given(membershipDecider, rated('ordinary', 'diamond'))
      .when((state) => rateInstantly(state, record, verdict, under))
      .then(rated('diamond', 'diamond'));
  });
});

import { describe, expect, it } from '@jest/globals';
import type { InstantRatingEvent, InstantRatingPassed, InstantRatingRecorded, MembershipEvent } from '@scrip/contracts';
import { type GradesMet, gradeOrder, type Programme, preset } from '@scrip/programme';
import { given } from '@scrip/testing';
import { mergeMemberships } from '../holder/merge-memberships.rule.ts';
import { membershipDecider } from '../membership/membership.decider.ts';
import { askedMeasures, figuresOf } from '../rating/rate-member.rule.ts';
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

  const rated = (fromGrade: string, over: { month?: string; effectiveDate?: string } = {}): MembershipEvent => ({
    type: 'GradeRatedInstantly',
    data: {
      membershipId: 'mbr_1',
      holderId: 'hld_1',
      programmeId: 'bank-stepdown',
      programmeVersion: 1,
      fromGrade,
      toGrade: 'platinum',
      ratingId: 'irt_1',
      month: '2025-03',
      settlesMonth: true,
      standard: 'average-balance',
      measured: figuresOf({ values: {} }, askedMeasures(bank)),
      productKey: 'fund-plan',
      decidedBy: 'head',
      effectiveDate: '2025-03-14',
      ...over,
    },
  });
  const missed = (grade: string, month: string): MembershipEvent => ({
    type: 'GradeRated',
    data: {
      membershipId: 'mbr_1',
      holderId: 'hld_1',
      programmeId: 'bank-stepdown',
      programmeVersion: 1,
      runId: 'rtr_1',
      month,
      fromGrade: grade,
      toGrade: grade,
      metGrade: 'ordinary',
      standard: null,
      outcome: 'extended',
      fromStanding: 'met',
      toStanding: 'extension',
      missedRatings: 1,
      measured: [],
      effectiveDate: '2025-03-01',
    },
  });
  const facts = { values: {} };
  const on = (today: string) => ({ programme: bank, today, facts });
  const settledBy = (...events: MembershipEvent[]) => {
    const state = events.reduce(membershipDecider.evolve, membershipDecider.initial);
    return state.kind === 'member' ? state.settledMonths : null;
  };

  it('gives the level at once and settles the month in which it is passed, not that of its record', () => {
    given(membershipDecider)
      .when((state) => rateInstantly(state, record, verdict, on('2025-03-14')))
      .then(rated('ordinary'));
    given(membershipDecider)
      .when((state) => rateInstantly(state, record, verdict, on('2025-04-01')))
      .then(rated('ordinary', { month: '2025-04', effectiveDate: '2025-04-01' }));
  });

  it('of a lower level is refused: it would wipe the extension of the higher one that is held; of the same it is a pass', () => {
    given(membershipDecider, missed('diamond', '2025-02'))
      .when((state) => rateInstantly(state, record, verdict, on('2025-03-14')))
      .thenRefused('grade_held', { gradeKey: 'platinum', heldGrade: 'diamond' });
    given(membershipDecider, missed('platinum', '2025-02'))
      .when((state) => rateInstantly(state, record, verdict, on('2025-03-14')))
      .then(rated('platinum'));
  });

  it('leaves every month settled until it is rated, whatever is passed later or taken over', () => {
    const april = rated('platinum', { month: '2025-04', effectiveDate: '2025-04-02' });
    expect(settledBy(rated('ordinary'), april, rated('platinum'))).toEqual(['2025-03', '2025-04']);
    expect(settledBy(rated('ordinary'), april, missed('platinum', '2025-03'))).toEqual(['2025-04']);
    const absorbed = [rated('ordinary')].reduce(membershipDecider.evolve, membershipDecider.initial);
    const survivor = [april].reduce(membershipDecider.evolve, membershipDecider.initial);
    if (absorbed.kind !== 'member') throw new Error('nobody to take over');
    const into = { membershipId: 'mbr_1', holderId: 'hld_1', mergeId: 'hmg_1', effectiveDate: '2025-04-03' };
    for (const [state, events] of [
      [survivor, [april]],
      [membershipDecider.initial, []],
    ] as const) {
      const merged = mergeMemberships(absorbed, state, into, bank);
      if (!merged) throw new Error('nothing goes on');
      expect(settledBy(...events, merged.goesOn)).toEqual(['2025-03', ...events.map(() => '2025-04')]);
    }
  });
});

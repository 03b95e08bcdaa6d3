import { describe, it } from '@jest/globals';
import type { GradeApplicationEvent, GradeApplied, MembershipEvent } from '@scrip/contracts';
import { gradeOrder, type Programme, preset } from '@scrip/programme';
import { given } from '@scrip/testing';
import { membershipDecider } from '../membership/membership.decider.ts';
import {
  type ApplyForGrade,
  addDocument,
  applyForGrade,
  approveGrade,
  gradeApplicationDecider,
  passStep,
  refuseGrade,
  withdrawGrade,
} from './grade-application.decider.ts';
import { type EndGrant, endGrant, grantGrade } from './grade-grant.rule.ts';

const criteria = preset('bank-criteria');
const loan = { documentId: 'doc_1', kind: 'id-document' };
const asked: ApplyForGrade = {
  applicationId: 'gap_1',
  membershipId: 'mbr_1',
  holderId: 'hld_1',
  programmeId: 'bank-criteria',
  approvalKey: 'vip-application',
  gradeKey: 'branch-vip',
  channel: 'desk',
  documents: [loan],
  recordedBy: 'manager-1',
  heldGrade: 'ordinary',
  grades: gradeOrder(criteria),
  mayApply: { kind: 'met', standard: 'housing-loan' },
};
const terms: GradeApplied = {
  applicationId: 'gap_1',
  membershipId: 'mbr_1',
  holderId: 'hld_1',
  programmeId: 'bank-criteria',
  programmeVersion: 1,
  approvalKey: 'vip-application',
  askedGradeKey: 'branch-vip',
  standard: 'housing-loan',
  channel: 'desk',
  documentKinds: ['id-document'],
  documents: [loan],
  steps: [{ stepKey: 'review', roles: ['customer-manager'], within: null }],
  authorities: [
    { gradeKey: 'branch-vip', roles: ['branch-head'] },
    { gradeKey: 'head-office-vip', roles: ['head-office'] },
  ],
  recordedBy: 'manager-1',
};
const applied: GradeApplicationEvent = { type: 'GradeApplied', data: terms };
const passed: GradeApplicationEvent = {
  type: 'GradeApplicationStepPassed',
  data: { applicationId: 'gap_1', stepKey: 'review', role: 'customer-manager', finding: null, passedBy: 'manager-2' },
};
const as = (by: string, ...roles: string[]) => ({ by, roles: new Set(roles) });

describe('an application for a grade', () => {
  const apply = (over: Partial<ApplyForGrade>, programme: Programme | undefined = criteria) =>
    given(gradeApplicationDecider).when(() => applyForGrade({ ...asked, ...over }, programme));

  it('is recorded with the terms it is decided under and the standard that entitles', () => {
    apply({}).then(applied);
  });

  it('is refused in this order', () => {
    given(gradeApplicationDecider)
      .when(() => applyForGrade(asked, undefined))
      .thenRefused('programme_unknown', { programmeId: 'bank-criteria' });
    apply({ approvalKey: 'x', channel: 'letter' }).thenRefused('approval_unknown', {
      programmeVersion: 1,
      approvalKey: 'x',
    });
    const bank = preset('bank-stepdown');
    apply({ approvalKey: 'instant-rating', channel: 'letter' }, bank).thenRefused('approval_not_of_a_grade', {
      approvalKey: 'instant-rating',
      subject: 'instantRating',
    });
    apply({ channel: 'letter', gradeKey: 'ordinary' }).thenRefused('channel_not_offered', {
      channel: 'letter',
      channels: ['desk', 'online'],
    });
    apply({ gradeKey: 'ordinary' }).thenRefused('grade_not_offered', { gradeKey: 'ordinary' });
    apply({ heldGrade: 'head-office-vip', mayApply: { kind: 'missed', asked: [] } }).thenRefused('grade_held', {
      gradeKey: 'branch-vip',
      heldGrade: 'head-office-vip',
    });
    apply({ mayApply: { kind: 'missed', asked: [] } }).thenRefused('not_entitled', {
      gradeKey: 'branch-vip',
      standards: [],
      words: [],
    });
    apply({ documents: Array.from({ length: 21 }, () => loan) }).thenRefused('documents_too_many', {
      documents: 21,
      most: 20,
    });
  });

  it('takes its looks in order, from who has the role, and not from who recorded it', () => {
    const look = (who: ReturnType<typeof as>, stepKey = 'review', unmet: string | null = null) =>
      given(gradeApplicationDecider, applied).when((state) =>
        passStep(state, { stepKey, finding: null, unmet, ...who }),
      );
    look(as('manager-2', 'customer-manager'), 'other').thenRefused('not_the_next_step', {
      stepKey: 'other',
      next: 'review',
    });
    look(as('manager-1')).thenRefused('role_missing', { roles: ['customer-manager'] });
    look(as('manager-1', 'customer-manager')).thenRefused('own_work', { by: 'manager-1' });
    look(as('manager-2', 'customer-manager'), 'review', 'no: too little').thenRefused('step_not_met', {
      stepKey: 'review',
      words: 'no: too little',
    });
    look(as('manager-2', 'customer-manager')).then(passed);
  });

  it('is approved by who has the word over the grade, for a term', () => {
    const approve = (
      who: ReturnType<typeof as>,
      over: { gradeKey?: string; untilDate?: string | null } = {},
      ...events: GradeApplicationEvent[]
    ) =>
      given(gradeApplicationDecider, ...events).when((state) =>
        approveGrade(state, { gradeKey: null, untilDate: '2026-05-31', today: '2025-06-01', ...who, ...over }),
      );
    approve(as('boss')).thenRefused('application_unknown');
    approve(as('boss'), {}, applied).thenRefused('steps_left', { next: 'review' });
    approve(as('boss', 'branch-head'), { gradeKey: 'head-office-vip' }, applied, passed).thenRefused('role_missing', {
      roles: ['head-office'],
    });
    approve(as('manager-1', 'branch-head'), {}, applied, passed).thenRefused('own_work', { by: 'manager-1' });
    approve(as('boss', 'branch-head'), { untilDate: '2025-05-31' }, applied, passed).thenRefused('term_over', {
      untilDate: '2025-05-31',
      today: '2025-06-01',
    });
    approve(as('boss', 'branch-head'), {}, applied, passed).then({
      type: 'GradeApplicationApproved',
      data: {
        applicationId: 'gap_1',
        membershipId: 'mbr_1',
        holderId: 'hld_1',
        gradeKey: 'branch-vip',
        role: 'branch-head',
        untilDate: '2026-05-31',
        approvedBy: 'boss',
      },
    });
  });

  it('waits for its documents, and is refused or taken back while nothing is decided', () => {
    const bare: GradeApplicationEvent = { type: 'GradeApplied', data: { ...terms, documents: [] } };
    given(gradeApplicationDecider, bare)
      .when((state) =>
        passStep(state, { stepKey: 'review', finding: null, unmet: null, ...as('manager-2', 'customer-manager') }),
      )
      .thenRefused('documents_missing', { missing: ['id-document'] });
    given(gradeApplicationDecider, applied)
      .when((state) => addDocument(state, { document: loan, addedBy: 'desk' }))
      .thenRefused('document_added', { documentId: 'doc_1' });
    const refuse = (who: ReturnType<typeof as>) =>
      given(gradeApplicationDecider, applied, passed).when((state) => refuseGrade(state, { reason: 'doubt', ...who }));
    refuse(as('boss', 'head-office')).thenRefused('role_missing', { roles: ['branch-head'] });
    const { state } = refuse(as('boss', 'branch-head')).then({
      type: 'GradeApplicationRefused',
      data: {
        applicationId: 'gap_1',
        membershipId: 'mbr_1',
        holderId: 'hld_1',
        stepKey: null,
        role: 'branch-head',
        reason: 'doubt',
        refusedBy: 'boss',
      },
    });
    given(gradeApplicationDecider, applied, passed)
      .when(() => withdrawGrade(state, 'moved'))
      .thenRefused('application_decided', { status: 'refused' });
  });
});

describe('a grade given by hand', () => {
  const grant = {
    applied: terms,
    gradeKey: 'branch-vip',
    role: 'branch-head',
    approvedBy: 'boss',
    today: '2025-06-01',
  };
  const of = { membershipId: 'mbr_1', holderId: 'hld_1', programmeId: 'bank-criteria', programmeVersion: 1 };
  const granted: MembershipEvent = {
    type: 'GradeGranted',
    data: {
      ...of,
      fromGrade: 'ordinary',
      toGrade: 'branch-vip',
      applicationId: 'gap_1',
      effectiveDate: '2025-06-01',
      untilDate: '2026-05-31',
      role: 'branch-head',
      approvedBy: 'boss',
    },
  };
  const over: EndGrant = { today: '2026-06-01', cause: 'term_over', endedBy: null, roles: null };
  const end = (command: EndGrant, ...events: MembershipEvent[]) =>
    given(membershipDecider, ...events).when((state) => endGrant(state, command, criteria));

  it('makes a member of who was none, and is not given where it is held', () => {
    given(membershipDecider)
      .when((state) => grantGrade(state, { ...grant, untilDate: '2026-05-31' }, criteria))
      .then(granted);
    given(membershipDecider, granted)
      .when((state) => grantGrade(state, { ...grant, untilDate: null }, criteria))
      .thenRefused('grade_held', { gradeKey: 'branch-vip', heldGrade: 'branch-vip' });
  });

  it('ends with its term, or by who may give it; then the grade before it is back', () => {
    end(over).thenRefused('membership_unknown');
    end({ ...over, today: '2026-05-31' }, granted).thenRefused('term_not_over', {
      untilDate: '2026-05-31',
      today: '2026-05-31',
    });
    const early = { today: '2025-07-01', cause: 'loan_repaid', endedBy: 'boss' };
    end({ ...early, roles: new Set(['customer-manager']) }, granted).thenRefused('role_missing', {
      roles: ['branch-head'],
    });
    const ended = (data: object): MembershipEvent => ({
      type: 'GradeGrantEnded',
      data: {
        ...of,
        fromGrade: 'branch-vip',
        toGrade: 'ordinary',
        applicationId: 'gap_1',
        effectiveDate: '2026-06-01',
        cause: 'term_over',
        endedBy: null,
        ...data,
      },
    });
    end({ ...early, roles: new Set(['branch-head']) }, granted).then(
      ended({ effectiveDate: '2025-07-01', cause: 'loan_repaid', endedBy: 'boss' }),
    );
    end(over, granted).then(ended({}));
    end(over, granted, ended({})).thenRefused('grant_none');
  });
});

import { describe, it } from '@jest/globals';
import type { ApplicationDocument, ApplicationEvent } from '@scrip/contracts';
import { given } from '@scrip/testing';
import {
  addDocument,
  applicationDecider,
  approveApplication,
  passStep,
  recordApplication,
  refuseApplication,
  withdrawApplication,
} from './application.decider.ts';

const terms = {
  applicationId: 'apl_1',
  holderId: 'hld_1',
  approvalKey: 'hotel-card',
  askedGradeKey: 'b',
  channel: 'desk',
  documentKinds: ['identity'],
  steps: [{ stepKey: 'spending', roles: ['reviewer'], within: null }],
  authorities: [
    { gradeKey: 'a', roles: ['general-manager'] },
    { gradeKey: 'b', roles: ['deputy-manager', 'general-manager'] },
  ],
  productKey: 'vip-card',
  programmeId: 'hotel',
  programmeVersion: 1,
  recordedBy: 'desk-1',
};
const recorded: ApplicationEvent = { type: 'ApplicationRecorded', data: terms };
const document: ApplicationDocument = {
  documentId: 'doc_1',
  kind: 'identity',
  mediaType: 'image/png',
  sizeBytes: 9,
  sha256: 'ab',
};
const added: ApplicationEvent = {
  type: 'ApplicationDocumentAdded',
  data: { applicationId: 'apl_1', document, addedBy: 'desk-2' },
};
const passed: ApplicationEvent = {
  type: 'ApplicationStepPassed',
  data: { applicationId: 'apl_1', stepKey: 'spending', role: 'reviewer', finding: null, passedBy: 'review-1' },
};
const withdrawn: ApplicationEvent = {
  type: 'ApplicationWithdrawn',
  data: { applicationId: 'apl_1', holderId: 'hld_1', reason: 'moved' },
};
const as = (by: string, ...roles: string[]) => ({ by, roles: new Set(roles) });

describe('an application', () => {
  it('is recorded with its terms, in a way and for a grade that the programme offers', () => {
    given(applicationDecider)
      .when(() => recordApplication({ ...terms, channels: ['desk'] }))
      .then(recorded);
    given(applicationDecider)
      .when(() => recordApplication({ ...terms, channels: ['letter'] }))
      .thenRefused('channel_not_offered', { channel: 'desk', channels: ['letter'] });
    given(applicationDecider)
      .when(() => recordApplication({ ...terms, askedGradeKey: 'z', channels: ['desk'] }))
      .thenRefused('grade_not_offered', { gradeKey: 'z' });
  });

  it('takes a document once, and twenty at most', () => {
    given(applicationDecider, recorded, added)
      .when((state) => addDocument(state, { document, addedBy: 'desk-2' }))
      .thenRefused('document_added', { documentId: 'doc_1' });
    given(applicationDecider, recorded, ...Array.from({ length: 20 }, () => added))
      .when((state) => addDocument(state, { document: { ...document, documentId: 'doc_2' }, addedBy: 'desk-2' }))
      .thenRefused('documents_too_many', { documents: 20, most: 20 });
  });

  it('is looked at when its documents are there, in order, by the role and never by who recorded it', () => {
    const look = (stepKey: string, who: ReturnType<typeof as>, ...more: ApplicationEvent[]) =>
      given(applicationDecider, recorded, ...more).when((state) => passStep(state, { stepKey, finding: null, ...who }));
    look('spending', as('review-1', 'reviewer')).thenRefused('documents_missing', { missing: ['identity'] });
    look('spending', as('review-1', 'reviewer'), added, passed).thenRefused('no_step_left', {});
    look('loyalty', as('review-1', 'reviewer'), added).thenRefused('not_the_next_step', {
      stepKey: 'loyalty',
      next: 'spending',
    });
    look('spending', as('review-1', 'director'), added).thenRefused('role_missing', { roles: ['reviewer'] });
    look('spending', as('desk-1', 'reviewer'), added).thenRefused('own_work', { by: 'desk-1' });
    look('spending', as('desk-2', 'reviewer'), added).thenRefused('own_work', { by: 'desk-2' });
    look('spending', as('review-1', 'reviewer'), added).then(passed);
  });

  it('is approved with a grade by who has the word over that grade', () => {
    const approve = (gradeKey: string | null, who: ReturnType<typeof as>, ...more: ApplicationEvent[]) =>
      given(applicationDecider, recorded, ...more).when((state) =>
        approveApplication(state, { gradeKey, cardId: 'crd_1', ...who }),
      );
    approve('b', as('boss', 'deputy-manager'), added).thenRefused('steps_left', { next: 'spending' });
    approve('c', as('boss', 'deputy-manager'), added, passed).thenRefused('grade_not_offered', { gradeKey: 'c' });
    approve('a', as('boss', 'deputy-manager'), added, passed).thenRefused('role_missing', {
      roles: ['general-manager'],
    });
    approve('b', as('desk-1', 'general-manager'), added, passed).thenRefused('own_work', { by: 'desk-1' });
    approve('b', as('boss', 'general-manager'), added, passed).then({
      type: 'ApplicationApproved',
      data: {
        applicationId: 'apl_1',
        holderId: 'hld_1',
        approvalKey: 'hotel-card',
        gradeKey: 'b',
        role: 'general-manager',
        productKey: 'vip-card',
        cardId: 'crd_1',
        programmeId: 'hotel',
        programmeVersion: 1,
        approvedBy: 'boss',
      },
    });
  });

  it('is refused by who has the next word, with a reason', () => {
    const refuse = (who: ReturnType<typeof as>, ...more: ApplicationEvent[]) =>
      given(applicationDecider, recorded, ...more).when((state) =>
        refuseApplication(state, { reason: 'too_little_spent', ...who }),
      );
    refuse(as('boss', 'deputy-manager')).thenRefused('role_missing', { roles: ['reviewer'] });
    refuse(as('desk-1', 'reviewer')).thenRefused('own_work', { by: 'desk-1' });
    refuse(as('boss', 'deputy-manager'), added, passed).then({
      type: 'ApplicationRefused',
      data: {
        applicationId: 'apl_1',
        holderId: 'hld_1',
        stepKey: null,
        role: 'deputy-manager',
        reason: 'too_little_spent',
        refusedBy: 'boss',
      },
    });
  });

  it('is taken back, and then nothing is decided any more', () => {
    given(applicationDecider, recorded)
      .when((state) => withdrawApplication(state, 'moved'))
      .then(withdrawn);
    given(applicationDecider, recorded, withdrawn)
      .when((state) => withdrawApplication(state, 'moved'))
      .thenRefused('application_decided', { status: 'withdrawn' });
    given(applicationDecider)
      .when((state) => withdrawApplication(state, 'moved'))
      .thenRefused('application_unknown', {});
  });
});

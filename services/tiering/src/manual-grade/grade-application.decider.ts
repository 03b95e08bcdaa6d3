/**
 * An application for a grade: by who meets a standard that entitles, or by anybody where the programme names none; then
 * documents, looks in the order of the programme, an approval by who has the word over the grade (domain 2.8, V2). Whoever
 * recorded it or brought its documents never decides on it. The terms are written with the application.
 */
import type {
  GradeApplicationAuthority,
  GradeApplicationDocument,
  GradeApplicationEvent,
  GradeApplicationStep,
  GradeApplied,
} from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { approvalOf, inWords, type MayApply, type Programme } from '@scrip/programme';

/** How it may come in. */
export const CHANNELS = ['desk', 'online', 'phone', 'letter'] as const;

/** Most documents of an application. */
export const APPLICATION_DOCUMENTS_MAX = 20;

/** An application that was made; plain data. */
export interface GradeApplication {
  readonly status: 'open' | 'approved' | 'refused' | 'withdrawn';
  readonly applied: GradeApplied;
  readonly documents: readonly GradeApplicationDocument[];
  /** Keys of the looks that it passed, in their order. */
  readonly passed: readonly string[];
  /** Subjects who recorded it or brought documents: they decide on nothing of it. */
  readonly recorders: readonly string[];
}

/** What is known of an application's id. */
export type GradeApplicationState = { readonly status: 'none' } | GradeApplication;

/** How an application's stream is folded. */
export const gradeApplicationDecider: Decider<GradeApplicationState, GradeApplicationEvent> = {
  stream: 'grade-application',
  initial: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'GradeApplied') {
      const { documents, recordedBy } = event.data;
      return { status: 'open', applied: event.data, documents, passed: [], recorders: [recordedBy] };
    }
    if (state.status === 'none') throw new InvariantError(`${event.type} of an application that was never made`);
    switch (event.type) {
      case 'GradeApplicationDocumentAdded': {
        const { document, addedBy } = event.data;
        return { ...state, documents: [...state.documents, document], recorders: [...state.recorders, addedBy] };
      }
      case 'GradeApplicationStepPassed':
        return { ...state, passed: [...state.passed, event.data.stepKey] };
      case 'GradeApplicationApproved':
        return { ...state, status: 'approved' };
      case 'GradeApplicationRefused':
        return { ...state, status: 'refused' };
      case 'GradeApplicationWithdrawn':
        return { ...state, status: 'withdrawn' };
    }
  },
};

/** Who applies for what. */
export interface ApplyForGrade {
  readonly applicationId: string;
  readonly membershipId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly approvalKey: string;
  readonly gradeKey: string;
  readonly channel: string;
  /** Documents of the applicant that the vault of cards keeps. */
  readonly documents: readonly GradeApplicationDocument[];
  readonly recordedBy: string;
  /** Grade that is held, a key of the programme. */
  readonly heldGrade: string | null;
  /** Grades of the programme, lowest first. */
  readonly grades: readonly string[];
  /** What the programme's standards say of it. */
  readonly mayApply: MayApply;
}

/**
 * Records an application. Refused in this order: `programme_unknown` {programmeId}; `approval_unknown` {programmeVersion,
 * approvalKey}; `approval_not_of_a_grade` {approvalKey, subject}; `channel_not_offered` {channel, channels};
 * `grade_not_offered` {gradeKey}: the programme has no such grade, or nobody may approve it; `grade_held` {gradeKey,
 * heldGrade}: it, or a higher one; `not_entitled` {gradeKey, standards, words}: none of the standards that speak of the
 * grade is met; `documents_too_many` {documents, most}.
 */
export function applyForGrade(asked: ApplyForGrade, programme: Programme | undefined): Decision<GradeApplicationEvent> {
  const { applicationId, membershipId, holderId, programmeId, approvalKey, gradeKey, channel } = asked;
  const { documents, recordedBy, heldGrade, grades, mayApply } = asked;
  if (!programme) return reject('programme_unknown', { programmeId });
  const programmeVersion = programme.version;
  const approval = approvalOf(programme, approvalKey);
  if (!approval) return reject('approval_unknown', { programmeVersion, approvalKey });
  const { subject, channels } = approval;
  if (subject !== 'grade') return reject('approval_not_of_a_grade', { approvalKey, subject });
  if (!channels.some((one) => one === channel)) return reject('channel_not_offered', { channel, channels });
  const authorities = approval.authorities.map(({ grade = null, roles }) => ({ gradeKey: grade, roles }));
  if (!grades.includes(gradeKey) || !authorityOver(authorities, gradeKey)) {
    return reject('grade_not_offered', { gradeKey });
  }
  if (heldGrade !== null && grades.indexOf(heldGrade) >= grades.indexOf(gradeKey)) {
    return reject('grade_held', { gradeKey, heldGrade });
  }
  if (mayApply.kind === 'missed') {
    const standards = mayApply.asked.map(({ standard, grade }) => `${standard}:${grade}`);
    const words = mayApply.asked.map(({ explain }) => inWords(explain, 'en'));
    return reject('not_entitled', { gradeKey, standards, words });
  }
  if (documents.length > APPLICATION_DOCUMENTS_MAX) {
    return reject('documents_too_many', { documents: documents.length, most: APPLICATION_DOCUMENTS_MAX });
  }
  const of = { applicationId, membershipId, holderId, programmeId, programmeVersion, approvalKey };
  const data: GradeApplied = {
    ...of,
    askedGradeKey: gradeKey,
    standard: mayApply.kind === 'met' ? mayApply.standard : null,
    channel,
    documentKinds: approval.documents.filter(({ required }) => required).map(({ key }) => key),
    documents: [...documents],
    steps: approval.steps.map(({ key: stepKey, roles, within = null }) => ({ stepKey, roles, within })),
    authorities,
    recordedBy,
  };
  return accept({ type: 'GradeApplied', data });
}

/**
 * Adds a document of the applicant that is in the vault already. Refused in this order: `application_unknown`;
 * `application_decided` {status}; `document_added` {documentId}; `documents_too_many` {documents, most}.
 */
export function addDocument(
  state: GradeApplicationState,
  { document, addedBy }: { readonly document: GradeApplicationDocument; readonly addedBy: string },
): Decision<GradeApplicationEvent> {
  const { application, refusal } = open(state);
  if (refusal) return { kind: 'refused', refusal };
  const { documents, applied } = application;
  const { documentId } = document;
  if (documents.some((one) => one.documentId === documentId)) return reject('document_added', { documentId });
  if (documents.length >= APPLICATION_DOCUMENTS_MAX) {
    return reject('documents_too_many', { documents: documents.length, most: APPLICATION_DOCUMENTS_MAX });
  }
  const { applicationId } = applied;
  return accept({ type: 'GradeApplicationDocumentAdded', data: { applicationId, document, addedBy } });
}

/** Who looks or decides, with the roles of the token. */
export interface Reviewer {
  readonly by: string;
  /** Keys of the programme, from the scopes tiering:authority.<key>. */
  readonly roles: ReadonlySet<string>;
}

/**
 * Passes the next look. Refused in this order: `application_unknown`; `application_decided` {status};
 * `documents_missing` {missing}; `no_step_left`: approve it; `not_the_next_step` {stepKey, next}; `role_missing` {roles};
 * `own_work` {by}: who recorded it or brought its documents; `step_not_met` {stepKey, words}: what the programme asks of it.
 * @param unmet why the step's condition is not met, in words; null where it is, or where the reviewer finds alone.
 */
export function passStep(
  state: GradeApplicationState,
  look: Reviewer & { readonly stepKey: string; readonly finding: string | null; readonly unmet: string | null },
): Decision<GradeApplicationEvent> {
  const { application, refusal } = complete(state);
  if (refusal) return { kind: 'refused', refusal };
  const { stepKey, finding, by, roles, unmet } = look;
  const next = nextStep(application);
  if (!next) return reject('no_step_left');
  if (next.stepKey !== stepKey) return reject('not_the_next_step', { stepKey, next: next.stepKey });
  const role = next.roles.find((one) => roles.has(one));
  if (role === undefined) return reject('role_missing', { roles: next.roles });
  if (application.recorders.includes(by)) return reject('own_work', { by });
  if (unmet !== null) return reject('step_not_met', { stepKey, words: unmet });
  const { applicationId } = application.applied;
  return accept({ type: 'GradeApplicationStepPassed', data: { applicationId, stepKey, role, finding, passedBy: by } });
}

/**
 * Approves an application with the grade that was asked for, or another. Refused in this order: `application_unknown`;
 * `application_decided` {status}; `documents_missing` {missing}; `steps_left` {next}; `grade_not_offered` {gradeKey};
 * `role_missing` {roles}; `own_work` {by}: who recorded it or brought its documents; `term_over` {untilDate, today}.
 */
export function approveGrade(
  state: GradeApplicationState,
  review: Reviewer & { readonly gradeKey: string | null; readonly untilDate: string | null; readonly today: string },
): Decision<GradeApplicationEvent> {
  const { application, refusal } = complete(state);
  if (refusal) return { kind: 'refused', refusal };
  const { by, roles, untilDate, today } = review;
  const next = nextStep(application);
  if (next) return reject('steps_left', { next: next.stepKey });
  const { applicationId, membershipId, holderId, askedGradeKey, authorities } = application.applied;
  const gradeKey = review.gradeKey ?? askedGradeKey;
  const authority = authorityOver(authorities, gradeKey);
  if (!authority) return reject('grade_not_offered', { gradeKey });
  const role = authority.roles.find((one) => roles.has(one));
  if (role === undefined) return reject('role_missing', { roles: authority.roles });
  if (application.recorders.includes(by)) return reject('own_work', { by });
  if (untilDate !== null && untilDate < today) return reject('term_over', { untilDate, today });
  return accept({
    type: 'GradeApplicationApproved',
    data: { applicationId, membershipId, holderId, gradeKey, role, untilDate, approvedBy: by },
  });
}

/**
 * Refuses an application at the look or the approval that is next. Refused in this order: `application_unknown`;
 * `application_decided` {status}; `role_missing` {roles}; `own_work` {by}.
 */
export function refuseGrade(
  state: GradeApplicationState,
  { reason, by, roles }: Reviewer & { readonly reason: string },
): Decision<GradeApplicationEvent> {
  const { application, refusal } = open(state);
  if (refusal) return { kind: 'refused', refusal };
  const { applied, recorders } = application;
  const next = nextStep(application);
  const allowed = next?.roles ?? authorityOver(applied.authorities, applied.askedGradeKey)?.roles ?? [];
  const role = allowed.find((one) => roles.has(one));
  if (role === undefined) return reject('role_missing', { roles: allowed });
  if (recorders.includes(by)) return reject('own_work', { by });
  const { applicationId, membershipId, holderId } = applied;
  const stepKey = next?.stepKey ?? null;
  const data = { applicationId, membershipId, holderId, stepKey, role, reason, refusedBy: by };
  return accept({ type: 'GradeApplicationRefused', data });
}

/** Takes an application back. Refused in this order: `application_unknown`; `application_decided` {status}. */
export function withdrawGrade(state: GradeApplicationState, reason: string): Decision<GradeApplicationEvent> {
  const { application, refusal } = open(state);
  if (refusal) return { kind: 'refused', refusal };
  const { applicationId, membershipId, holderId } = application.applied;
  return accept({ type: 'GradeApplicationWithdrawn', data: { applicationId, membershipId, holderId, reason } });
}

/** The look that is next; undefined when all are passed. */
export function nextStep({ applied, passed }: GradeApplication): GradeApplicationStep | undefined {
  return applied.steps[passed.length];
}

type Seen =
  | { readonly application: GradeApplication; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly application?: never };

function open(state: GradeApplicationState): Seen {
  if (state.status === 'none') return { refusal: { code: 'application_unknown', detail: {} } };
  if (state.status === 'open') return { application: state };
  return { refusal: { code: 'application_decided', detail: { status: state.status } } };
}

function complete(state: GradeApplicationState): Seen {
  const seen = open(state);
  if (seen.refusal) return seen;
  const kinds = new Set(seen.application.documents.map(({ kind }) => kind));
  const missing = seen.application.applied.documentKinds.filter((kind) => !kinds.has(kind));
  return missing.length === 0 ? seen : { refusal: { code: 'documents_missing', detail: { missing } } };
}

function authorityOver(
  authorities: readonly GradeApplicationAuthority[],
  gradeKey: string,
): GradeApplicationAuthority | undefined {
  return authorities.find((one) => one.gradeKey === gradeKey) ?? authorities.find((one) => one.gradeKey === null);
}

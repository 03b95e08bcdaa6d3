/**
 * An application for a card: documents, looks in the order of the programme, an approval by who has the word over the
 * grade (domain 2.11, 2.8, 2.6). Whoever recorded it or brought its documents never decides on it. The terms are written
 * with the application, so that it is decided under those it was made under.
 */
import type {
  ApplicationAuthority,
  ApplicationDocument,
  ApplicationEvent,
  ApplicationRecorded,
  ApplicationStep,
} from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';

/** How it may come in. */
export const CHANNELS = ['desk', 'online', 'phone', 'letter'] as const;

/** An application that was made; plain data. */
export interface Application {
  readonly status: 'open' | 'approved' | 'refused' | 'withdrawn';
  readonly recorded: ApplicationRecorded;
  readonly documents: readonly ApplicationDocument[];
  /** Keys of the looks that it passed, in their order. */
  readonly passed: readonly string[];
  /** Subjects who recorded it, brought documents or passed a look: who did the one does not do the next. */
  readonly recorders: readonly string[];
  readonly reviewers: readonly string[];
}

/** What is known of an application's id. */
export type ApplicationState = { readonly status: 'none' } | Application;

/** How an application's stream is folded. */
export const applicationDecider: Decider<ApplicationState, ApplicationEvent> = {
  stream: 'application',
  initial: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'ApplicationRecorded') {
      const { recordedBy } = event.data;
      return {
        status: 'open',
        recorded: event.data,
        documents: [],
        passed: [],
        recorders: [recordedBy],
        reviewers: [],
      };
    }
    if (state.status === 'none') throw new InvariantError(`${event.type} of an application that was never made`);
    switch (event.type) {
      case 'ApplicationDocumentAdded': {
        const { document, addedBy } = event.data;
        return { ...state, documents: [...state.documents, document], recorders: [...state.recorders, addedBy] };
      }
      case 'ApplicationStepPassed': {
        const { stepKey, passedBy } = event.data;
        return { ...state, passed: [...state.passed, stepKey], reviewers: [...state.reviewers, passedBy] };
      }
      case 'ApplicationApproved':
        return { ...state, status: 'approved' };
      case 'ApplicationRefused':
        return { ...state, status: 'refused' };
      case 'ApplicationWithdrawn':
        return { ...state, status: 'withdrawn' };
    }
  },
};

/** Most documents of an application. */
export const APPLICATION_DOCUMENTS_MAX = 20;

/** What the programme says of an application, and who applies for what. */
export type RecordApplication = ApplicationRecorded & {
  /** Channels of the programme. */
  readonly channels: readonly string[];
};

/**
 * Records an application. Refused in this order: `channel_not_offered` {channel, channels}; `grade_not_offered`
 * {gradeKey}: nobody may approve it.
 */
export function recordApplication({ channels, ...application }: RecordApplication): Decision<ApplicationEvent> {
  const { channel, askedGradeKey, authorities } = application;
  if (!channels.includes(channel)) return reject('channel_not_offered', { channel, channels });
  if (!authorityOver(authorities, askedGradeKey)) return reject('grade_not_offered', { gradeKey: askedGradeKey });
  return accept({ type: 'ApplicationRecorded', data: application });
}

/**
 * Adds a document of the applicant that is in the vault already. Refused in this order: `application_unknown`;
 * `application_decided` {status}; `document_added` {documentId}; `documents_too_many` {documents, most}.
 */
export function addDocument(
  state: ApplicationState,
  { document, addedBy }: { readonly document: ApplicationDocument; readonly addedBy: string },
): Decision<ApplicationEvent> {
  const { application, refusal } = open(state);
  if (refusal) return { kind: 'refused', refusal };
  const { documents, recorded } = application;
  const { documentId } = document;
  if (documents.some((one) => one.documentId === documentId)) return reject('document_added', { documentId });
  if (documents.length >= APPLICATION_DOCUMENTS_MAX) {
    return reject('documents_too_many', { documents: documents.length, most: APPLICATION_DOCUMENTS_MAX });
  }
  const { applicationId } = recorded;
  return accept({ type: 'ApplicationDocumentAdded', data: { applicationId, document, addedBy } });
}

/** Who has looked or decides, with the roles of the token. */
export interface Reviewer {
  readonly by: string;
  /** Keys of the programme, from the scopes cards:authority.<key>. */
  readonly roles: ReadonlySet<string>;
}

/**
 * Passes the next look. Refused in this order: `application_unknown`; `application_decided` {status};
 * `documents_missing` {missing}; `no_step_left`: approve it; `not_the_next_step` {stepKey, next}; `role_missing` {roles};
 * `own_work` {by}: who recorded it or brought its documents.
 */
export function passStep(
  state: ApplicationState,
  { stepKey, finding, by, roles }: Reviewer & { readonly stepKey: string; readonly finding: string | null },
): Decision<ApplicationEvent> {
  const { application, refusal } = complete(state);
  if (refusal) return { kind: 'refused', refusal };
  const next = nextStep(application);
  if (!next) return reject('no_step_left');
  if (next.stepKey !== stepKey) return reject('not_the_next_step', { stepKey, next: next.stepKey });
  const role = next.roles.find((one) => roles.has(one));
  if (role === undefined) return reject('role_missing', { roles: next.roles });
  if (application.recorders.includes(by)) return reject('own_work', { by });
  const { applicationId } = application.recorded;
  return accept({ type: 'ApplicationStepPassed', data: { applicationId, stepKey, role, finding, passedBy: by } });
}

/**
 * Approves an application with a grade, that asked for or another. Refused in this order: `application_unknown`;
 * `application_decided` {status}; `documents_missing` {missing}; `steps_left` {next}; `grade_not_offered` {gradeKey};
 * `role_missing` {roles}; `own_work` {by}: who recorded it or brought its documents.
 * @param cardId card that is issued for it; null where the programme names no product.
 */
export function approveApplication(
  state: ApplicationState,
  { gradeKey, cardId, by, roles }: Reviewer & { readonly gradeKey: string | null; readonly cardId: string | null },
): Decision<ApplicationEvent> {
  const { application, refusal } = complete(state);
  if (refusal) return { kind: 'refused', refusal };
  const next = nextStep(application);
  if (next) return reject('steps_left', { next: next.stepKey });
  const { recorded } = application;
  const authority = authorityOver(recorded.authorities, gradeKey);
  if (!authority) return reject('grade_not_offered', { gradeKey });
  const role = authority.roles.find((one) => roles.has(one));
  if (role === undefined) return reject('role_missing', { roles: authority.roles });
  if (application.recorders.includes(by)) return reject('own_work', { by });
  const { applicationId, holderId, approvalKey, productKey, programmeId, programmeVersion } = recorded;
  const about = { applicationId, holderId, approvalKey, gradeKey, role, productKey, cardId };
  return accept({
    type: 'ApplicationApproved',
    data: { ...about, programmeId, programmeVersion, approvedBy: by },
  });
}

/**
 * Refuses an application at the look or the approval that is next. Refused in this order: `application_unknown`;
 * `application_decided` {status}; `role_missing` {roles}; `own_work` {by}.
 */
export function refuseApplication(
  state: ApplicationState,
  { reason, by, roles }: Reviewer & { readonly reason: string },
): Decision<ApplicationEvent> {
  const { application, refusal } = open(state);
  if (refusal) return { kind: 'refused', refusal };
  const { recorded, recorders } = application;
  const next = nextStep(application);
  const allowed = next?.roles ?? authorityOver(recorded.authorities, recorded.askedGradeKey)?.roles ?? [];
  const role = allowed.find((one) => roles.has(one));
  if (role === undefined) return reject('role_missing', { roles: allowed });
  if (recorders.includes(by)) return reject('own_work', { by });
  const { applicationId, holderId } = recorded;
  const stepKey = next?.stepKey ?? null;
  return accept({
    type: 'ApplicationRefused',
    data: { applicationId, holderId, stepKey, role, reason, refusedBy: by },
  });
}

/** Takes an application back. Refused in this order: `application_unknown`; `application_decided` {status}. */
export function withdrawApplication(state: ApplicationState, reason: string): Decision<ApplicationEvent> {
  const { application, refusal } = open(state);
  if (refusal) return { kind: 'refused', refusal };
  const { applicationId, holderId } = application.recorded;
  return accept({ type: 'ApplicationWithdrawn', data: { applicationId, holderId, reason } });
}

/** The look that is next; undefined when all are passed. */
export function nextStep({ recorded, passed }: Application): ApplicationStep | undefined {
  return recorded.steps[passed.length];
}

type Seen =
  | { readonly application: Application; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly application?: never };

function open(state: ApplicationState): Seen {
  if (state.status === 'none') return { refusal: { code: 'application_unknown', detail: {} } };
  if (state.status === 'open') return { application: state };
  return { refusal: { code: 'application_decided', detail: { status: state.status } } };
}

function complete(state: ApplicationState): Seen {
  const seen = open(state);
  if (seen.refusal) return seen;
  const kinds = new Set(seen.application.documents.map(({ kind }) => kind));
  const missing = seen.application.recorded.documentKinds.filter((kind) => !kinds.has(kind));
  return missing.length === 0 ? seen : { refusal: { code: 'documents_missing', detail: { missing } } };
}

function authorityOver(
  authorities: readonly ApplicationAuthority[],
  gradeKey: string | null,
): ApplicationAuthority | undefined {
  return (
    authorities.find((one) => one.gradeKey !== null && one.gradeKey === gradeKey) ??
    authorities.find((one) => one.gradeKey === null)
  );
}

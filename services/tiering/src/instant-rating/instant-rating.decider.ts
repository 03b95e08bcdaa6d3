/**
 * A rating that a customer asks for between the ratings: a manager records it with the proof of what was bought, somebody
 * else with the word decides, and it is passed when one of the named products was bought and the average reaches the level
 * (domain 2.6, B4, B5). The terms are written with the record.
 */
import type { InstantRatingDocument, InstantRatingEvent, InstantRatingRecorded } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';
import { type Approval, type GradesMet, gradeOrder, type Programme } from '@scrip/programme';

/** Where an instant rating stands; plain data. */
export type InstantRatingState =
  | { readonly status: 'none' }
  | {
      readonly status: 'recorded' | 'passed' | 'notPassed' | 'declined';
      readonly recorded: InstantRatingRecorded;
    };

/** How its stream is folded. */
export const instantRatingDecider: Decider<InstantRatingState, InstantRatingEvent> = {
  stream: 'instant-rating',
  initial: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'InstantRatingRecorded') return { status: 'recorded', recorded: event.data };
    if (state.status === 'none') throw new InvariantError(`${event.type} of a rating that was never recorded`);
    switch (event.type) {
      case 'InstantRatingPassed':
        return { ...state, status: 'passed' };
      case 'InstantRatingNotPassed':
        return { ...state, status: 'notPassed' };
      case 'InstantRatingDeclined':
        return { ...state, status: 'declined' };
    }
  },
};

/** What a customer asks for. */
export interface RecordInstantRating {
  readonly ratingId: string;
  readonly membershipId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly gradeKey: string;
  /** The business day: the window of the standards ends with it. */
  readonly asOfDate: string;
  /** What the customer bought; null where nothing is claimed. */
  readonly productKey: string | null;
  readonly documents: readonly InstantRatingDocument[];
  readonly by: string;
  /** Roles of the token, keys of the programme. */
  readonly roles: ReadonlySet<string>;
}

/**
 * Records one. Refused in this order: `programme_unknown` {programmeId}; `instant_rating_not_offered` {programmeVersion};
 * `grade_unknown` {gradeKey}: the programme has no such grade, or it is the lowest, which nobody has to reach; `role_missing`
 * {roles}; `documents_missing` {missing}: of the kinds that the programme asks for.
 */
export function recordInstantRating(
  asked: RecordInstantRating,
  programme: Programme | undefined,
): Decision<InstantRatingEvent> {
  const { ratingId, membershipId, holderId, programmeId, gradeKey, asOfDate, productKey, documents, by, roles } = asked;
  if (!programme) return reject('programme_unknown', { programmeId });
  const programmeVersion = programme.version;
  const instant = programme.tiers?.instant;
  if (!instant) return reject('instant_rating_not_offered', { programmeVersion });
  if (gradeOrder(programme).indexOf(gradeKey) < 1) return reject('grade_unknown', { gradeKey });
  const role = instant.recordedBy.find((one) => roles.has(one));
  if (role === undefined) return reject('role_missing', { roles: instant.recordedBy });
  const kinds = new Set(documents.map(({ kind }) => kind));
  const missing = documentsAsked(programme).filter((kind) => !kinds.has(kind));
  if (missing.length > 0) return reject('documents_missing', { missing });
  const of = { ratingId, membershipId, holderId, programmeId, programmeVersion };
  return accept({
    type: 'InstantRatingRecorded',
    data: {
      ...of,
      askedGradeKey: gradeKey,
      month: asOfDate.slice(0, 7),
      asOfDate,
      productKey,
      products: instant.products,
      documents: [...documents],
      settlesMonth: instant.suppresses === 'ratingOfMonth',
      approvedByRoles: instant.approvedBy,
      role,
      recordedBy: by,
    },
  });
}

function documentsAsked({ approvals = [] }: Programme): readonly string[] {
  const approval: Approval | undefined = approvals.find(({ subject }) => subject === 'instantRating');
  return approval?.documents.filter(({ required }) => required).map(({ key }) => key) ?? [];
}

/** Who decides, with the roles of the token. */
export interface InstantReview {
  readonly by: string;
  readonly roles: ReadonlySet<string>;
}

/**
 * Decides one: passed, or not passed with what was missing (domain 2.6, B5). Refused in this order: `rating_unknown`;
 * `rating_decided` {status}; `role_missing` {roles}; `own_work` {by}: who recorded it never decides on it.
 * @param met what was found met as of the day of the record.
 * @param grades keys of the programme's grades, lowest first.
 */
export function decideInstantRating(
  state: InstantRatingState,
  { by, roles }: InstantReview,
  met: GradesMet,
  grades: readonly string[],
): Decision<InstantRatingEvent> {
  const { recorded, role, refusal } = mayDecide(state, { by, roles });
  if (refusal) return refusal;
  const { ratingId, membershipId, holderId, askedGradeKey, products, productKey } = recorded;
  const productMet = products.length === 0 || (productKey !== null && products.includes(productKey));
  const levelMet = grades.indexOf(met.grade) >= grades.indexOf(askedGradeKey);
  const found = { metGradeKey: met.grade, standard: met.standard, productMet, levelMet };
  const data = { ratingId, membershipId, holderId, askedGradeKey, ...found, role, decidedBy: by };
  return accept({ type: productMet && levelMet ? 'InstantRatingPassed' : 'InstantRatingNotPassed', data });
}

/**
 * Declines one whatever it would come to. Refused in this order: `rating_unknown`; `rating_decided` {status};
 * `role_missing` {roles}; `own_work` {by}.
 */
export function declineInstantRating(
  state: InstantRatingState,
  { by, roles, reason }: InstantReview & { readonly reason: string },
): Decision<InstantRatingEvent> {
  const { recorded, role, refusal } = mayDecide(state, { by, roles });
  if (refusal) return refusal;
  const { ratingId, membershipId, holderId } = recorded;
  return accept({
    type: 'InstantRatingDeclined',
    data: { ratingId, membershipId, holderId, role, reason, decidedBy: by },
  });
}

type Allowed =
  | { readonly recorded: InstantRatingRecorded; readonly role: string; readonly refusal?: never }
  | { readonly refusal: Decision<never>; readonly recorded?: never; readonly role?: never };

function mayDecide(state: InstantRatingState, { by, roles }: InstantReview): Allowed {
  if (state.status === 'none') return { refusal: reject('rating_unknown') };
  if (state.status !== 'recorded') return { refusal: reject('rating_decided', { status: state.status }) };
  const { recorded } = state;
  const role = recorded.approvedByRoles.find((one) => roles.has(one));
  if (role === undefined) return { refusal: reject('role_missing', { roles: recorded.approvedByRoles }) };
  if (recorded.recordedBy === by) return { refusal: reject('own_work', { by }) };
  return { recorded, role };
}

/** The rules of a draft: written by some, approved by somebody else, and a version only then. */
import { type EpochMs, toRfc3339 } from '@scrip/calendar';
import type { ProgrammeEvent } from '@scrip/contracts';
import { accept, type Decision, type Refusal, reject } from '@scrip/decider';
import {
  type Draft,
  draftOf,
  nextVersion,
  type ProgrammeState,
  type PublishProgramme,
  rulesChecked,
  whyNotNext,
} from './programme.decider.ts';

/** Drafts of one programme that may be under way; each is kept whole in its state. */
export const DRAFTS_MAX = 20;

/** Which draft, and the revision that the one who asks has read. */
export interface OfDraft {
  readonly programmeId: string;
  readonly draftId: string;
  readonly revision: number;
}

/** Begins a draft. Refused: `drafts_exceeded` {drafts, limit}: others are finished first. */
export function startDraft(
  { drafts = [] }: ProgrammeState,
  command: {
    readonly programmeId: string;
    readonly draftId: string;
    readonly documentText: string;
    readonly by: string;
  },
): Decision<ProgrammeEvent> {
  if (drafts.length >= DRAFTS_MAX) return reject('drafts_exceeded', { drafts: drafts.length, limit: DRAFTS_MAX });
  const { programmeId, draftId, documentText, by: savedBy } = command;
  return accept({ type: 'ProgrammeDraftSaved', data: { programmeId, draftId, revision: 1, documentText, savedBy } });
}

/**
 * Writes the next revision of a draft; one that was submitted is open again. Refusals in the order tried:
 * - `draft_unknown` {draftId}: there is none of this id under way.
 * - `draft_moved` {asked, revision}: somebody else wrote a revision in between.
 */
export function reviseDraft(
  state: ProgrammeState,
  command: OfDraft & { readonly documentText: string; readonly by: string },
): Decision<ProgrammeEvent> {
  const { draft, refusal } = found(state, command);
  if (refusal) return reject(refusal.code, refusal.detail);
  const { programmeId, draftId, documentText, by: savedBy } = command;
  const revision = draft.revision + 1;
  return accept({ type: 'ProgrammeDraftSaved', data: { programmeId, draftId, revision, documentText, savedBy } });
}

/** Asks for the approval of a draft, which has no problem. Refused: as `reviseDraft`; then `draft_submitted` {submittedBy}. */
export function submitDraft(
  state: ProgrammeState,
  command: OfDraft & { readonly by: string },
): Decision<ProgrammeEvent> {
  const { draft, refusal } = found(state, command);
  if (refusal) return reject(refusal.code, refusal.detail);
  if (draft.submittedBy !== null) return reject('draft_submitted', { submittedBy: draft.submittedBy });
  const { programmeId, draftId, revision, by: submittedBy } = command;
  return accept({ type: 'ProgrammeDraftSubmitted', data: { programmeId, draftId, revision, submittedBy } });
}

/** Gives a submitted draft back with a reason. Refused: as `reviseDraft`; then `draft_not_submitted`. */
export function returnDraft(
  state: ProgrammeState,
  command: OfDraft & { readonly reason: string; readonly by: string },
): Decision<ProgrammeEvent> {
  const { draft, refusal } = found(state, command);
  if (refusal) return reject(refusal.code, refusal.detail);
  if (draft.submittedBy === null) return reject('draft_not_submitted', { draftId: command.draftId });
  const { programmeId, draftId, revision, reason, by: returnedBy } = command;
  return accept({ type: 'ProgrammeDraftReturned', data: { programmeId, draftId, revision, reason, returnedBy } });
}

/** Gives a draft up. Refused: as `reviseDraft`. */
export function discardDraft(
  state: ProgrammeState,
  command: OfDraft & { readonly by: string },
): Decision<ProgrammeEvent> {
  const { refusal } = found(state, command);
  if (refusal) return reject(refusal.code, refusal.detail);
  const { programmeId, draftId, by: discardedBy } = command;
  return accept({ type: 'ProgrammeDraftDiscarded', data: { programmeId, draftId, discardedBy } });
}

/** A draft as it is to be published. */
export interface ApproveDraft extends OfDraft {
  readonly by: string;
  readonly now: EpochMs;
  /** The version that the draft's document makes; it is valid, and its effective time is the approved one. */
  readonly publish: Omit<PublishProgramme, 'programmeId'>;
}

/**
 * Why a draft may not be approved by somebody, whatever is in it. In the order tried, after those of `reviseDraft`:
 * - `draft_not_submitted` {draftId}: nobody has asked for it.
 * - `own_work` {by}: who wrote a revision of it or submitted it does not approve it (domain 2.6, 2.11).
 */
export function whyNotApproved(state: ProgrammeState, command: OfDraft & { readonly by: string }): Refusal | undefined {
  const { draft, refusal } = found(state, command);
  if (refusal) return refusal;
  const { draftId, by } = command;
  if (draft.submittedBy === null) return { code: 'draft_not_submitted', detail: { draftId } };
  const own = draft.submittedBy === by || draft.savedBy.includes(by);
  return own ? { code: 'own_work', detail: { by } } : undefined;
}

/**
 * Approves a submitted draft and publishes it. Refusals in the order tried, after those of `whyNotApproved`:
 * - `version_not_next`, `effective_before_previous`: as for any version.
 * - `effective_time_passed` {effectiveAt, now}: only a first version may begin before it is approved; a later one would
 *   change the terms of what was done in the meantime. Approve it with a new effective time.
 */
export function approveDraft(state: ProgrammeState, command: ApproveDraft): Decision<ProgrammeEvent> {
  const { programmeId, draftId, revision, by: approvedBy, now } = command;
  const { rules, ...version } = command.publish;
  const published = { programmeId, ...version };
  const refusal = whyNotApproved(state, command) ?? whyNotNext(state, published);
  if (refusal) return reject(refusal.code, refusal.detail);
  const { effectiveAt } = published;
  if (nextVersion(state) > 1 && effectiveAt < now) {
    return reject('effective_time_passed', { effectiveAt: toRfc3339(effectiveAt), now: toRfc3339(now) });
  }
  const approved = { programmeId, draftId, revision, version: published.version, approvedBy };
  return accept<ProgrammeEvent>(
    { type: 'ProgrammePublished', data: published },
    { type: 'ProgrammeDraftApproved', data: approved },
    ...rulesChecked(published, rules),
  );
}

/**
 * Takes a version back before it begins to decide. Refusals in the order tried:
 * - `programme_version_unknown` {programmeId, version}: it was never published, or is withdrawn already.
 * - `version_in_force` {version, effectiveAt, now}: it decides, or has decided; a next version follows it.
 */
export function withdrawVersion(
  { versions }: ProgrammeState,
  command: {
    readonly programmeId: string;
    readonly version: number;
    readonly reason: string;
    readonly by: string;
    readonly now: EpochMs;
  },
): Decision<ProgrammeEvent> {
  const { programmeId, version, reason, by: withdrawnBy, now } = command;
  const published = versions.find((one) => one.version === version);
  if (!published) return reject('programme_version_unknown', { programmeId, version });
  if (published.effectiveAt <= now) {
    return reject('version_in_force', { version, effectiveAt: toRfc3339(published.effectiveAt), now: toRfc3339(now) });
  }
  return accept({ type: 'ProgrammeVersionWithdrawn', data: { programmeId, version, reason, withdrawnBy } });
}

type Found =
  | { readonly draft: Draft; readonly refusal?: never }
  | { readonly draft?: never; readonly refusal: Refusal };

function found(state: ProgrammeState, { draftId, revision }: OfDraft): Found {
  const draft = draftOf(state, draftId);
  if (!draft) return { refusal: { code: 'draft_unknown', detail: { draftId } } };
  if (draft.revision !== revision) {
    return { refusal: { code: 'draft_moved', detail: { asked: revision, revision: draft.revision } } };
  }
  return { draft };
}

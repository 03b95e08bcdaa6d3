/** What an issuer may publish: versions one after the other, each from a time that is not before the last one's. */
import { type EpochMs, toRfc3339 } from '@scrip/calendar';
import type { ProgrammeEvent, ProgrammePublished } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { type CardTerms, publishedProgramme } from '@scrip/programme';

/** What later decisions ask about one version; the document itself stays in its event. */
export interface PublishedVersion {
  readonly version: number;
  /** First moment the version decides. */
  readonly effectiveAt: EpochMs;
  /** Keys of the stored-value products that cards may be issued for. */
  readonly productKeys: readonly string[];
  /** Of those products that say what their card is. */
  readonly cardTerms?: Readonly<Record<string, CardTerms>>;
  /** Fee of a replaced card by product, in fen; of those products that charge one. */
  readonly replacementFees?: Readonly<Record<string, number>>;
}

/** A draft that is neither published nor given up. */
export interface Draft {
  readonly draftId: string;
  /** Counts from 1. */
  readonly revision: number;
  readonly documentText: string;
  /** Everybody who wrote a revision of it, each once. */
  readonly savedBy: readonly string[];
  /** Who asked for the approval of this revision; null while it is open. */
  readonly submittedBy: string | null;
}

/** What an issuer has published and drafted under one key; nothing before the programme exists. */
export interface ProgrammeState {
  /** The versions that decide or will, the first one first; none that was withdrawn. */
  readonly versions: readonly PublishedVersion[];
  /** The highest version that was ever published, also a withdrawn one; left out: that of `versions`. */
  readonly lastVersion?: number;
  /** Drafts under way, the oldest first; left out: none. */
  readonly drafts?: readonly Draft[];
}

export const programmeDecider: Decider<ProgrammeState, ProgrammeEvent> = {
  stream: 'programme',
  initial: { versions: [] },
  evolve(state, event) {
    switch (event.type) {
      case 'ProgrammePublished': {
        const { version, effectiveAt, documentJson } = event.data;
        const products = publishedProgramme(documentJson).storedValue ?? [];
        const productKeys = products.map((product) => product.key);
        const cardTerms = Object.fromEntries(products.flatMap(({ key, card }) => (card ? [[key, card]] : [])));
        const replacementFees = Object.fromEntries(
          products.flatMap(({ key, fees }) => (fees?.cardReplacementFen ? [[key, fees.cardReplacementFen]] : [])),
        );
        const published = { version, effectiveAt, productKeys, cardTerms, replacementFees };
        return { ...state, versions: [...state.versions, published], lastVersion: version };
      }
      case 'ProgrammeVersionWithdrawn':
        return { ...state, versions: state.versions.filter(({ version }) => version !== event.data.version) };
      case 'ProgrammeRulesChecked':
        return state;
      case 'ProgrammeDraftSaved': {
        const { draftId, revision, documentText, savedBy } = event.data;
        const before = draftOf(state, draftId)?.savedBy ?? [];
        const draft = {
          draftId,
          revision,
          documentText,
          savedBy: [...new Set([...before, savedBy])],
          submittedBy: null,
        };
        return withDraft(state, draftId, draft);
      }
      case 'ProgrammeDraftSubmitted':
      case 'ProgrammeDraftReturned': {
        const { draftId } = event.data;
        const draft = draftOf(state, draftId);
        if (!draft) throw new InvariantError(`${event.type} of the draft ${draftId}, which was never saved`);
        const submittedBy = event.type === 'ProgrammeDraftSubmitted' ? event.data.submittedBy : null;
        return withDraft(state, draftId, { ...draft, submittedBy });
      }
      case 'ProgrammeDraftApproved':
      case 'ProgrammeDraftDiscarded':
        return withDraft(state, event.data.draftId, undefined);
    }
  },
};

/** The draft of this id while it is under way. */
export function draftOf(state: ProgrammeState, draftId: string): Draft | undefined {
  return state.drafts?.find((draft) => draft.draftId === draftId);
}

/** A draft keeps its place; a new one comes last, one that ended goes. */
function withDraft(state: ProgrammeState, draftId: string, draft: Draft | undefined): ProgrammeState {
  const drafts = state.drafts ?? [];
  if (draft === undefined) return { ...state, drafts: drafts.filter((other) => other.draftId !== draftId) };
  const known = drafts.some((other) => other.draftId === draftId);
  return {
    ...state,
    drafts: known ? drafts.map((other) => (other.draftId === draftId ? draft : other)) : [...drafts, draft],
  };
}

/** The stream of an issuer's programme; its key is unique within the issuer only. */
export function programmeStream(issuerId: string, programmeId: string): string {
  return `prg_${issuerId}.${programmeId}`;
}

/** A version to publish, and what the rule pack said of it. */
export interface PublishProgramme extends ProgrammePublished {
  /** What the issuer had set and which checks warned; left out: nobody looked. */
  readonly rules?: { readonly level: string; readonly broken: readonly string[] };
}

/**
 * Publishes the next version of a programme; the document is valid already. Refusals in the order tried:
 * - `version_not_next` {asked, next}: versions count from 1 without a gap, so that nobody overwrites what another published.
 * - `effective_before_previous` {effectiveAt, previousVersion, previousEffectiveAt}: a version that began before the one
 *   it follows would take back terms that others were told of.
 */
export function publishProgramme(
  state: ProgrammeState,
  { rules, ...command }: PublishProgramme,
): Decision<ProgrammeEvent> {
  const refusal = whyNotNext(state, command);
  if (refusal) return reject(refusal.code, refusal.detail);
  return accept<ProgrammeEvent>({ type: 'ProgrammePublished', data: command }, ...rulesChecked(command, rules));
}

/** The number that the next version has. */
export function nextVersion({ versions, lastVersion }: ProgrammeState): number {
  return Math.max(lastVersion ?? 0, versions.at(-1)?.version ?? 0) + 1;
}

/** Why a version may not follow those that are there; see `publishProgramme`. */
export function whyNotNext(
  state: ProgrammeState,
  { version, effectiveAt }: Pick<ProgrammePublished, 'version' | 'effectiveAt'>,
): Refusal | undefined {
  const previous = state.versions.at(-1);
  const next = nextVersion(state);
  if (version !== next) return { code: 'version_not_next', detail: { asked: version, next } };
  if (!previous || effectiveAt >= previous.effectiveAt) return undefined;
  const detail = {
    effectiveAt: toRfc3339(effectiveAt),
    previousVersion: previous.version,
    previousEffectiveAt: toRfc3339(previous.effectiveAt),
  };
  return { code: 'effective_before_previous', detail };
}

/** What the rule pack said, as a fact beside the publication. */
export function rulesChecked(
  { programmeId, version }: Pick<ProgrammePublished, 'programmeId' | 'version'>,
  rules: PublishProgramme['rules'],
): readonly ProgrammeEvent[] {
  if (!rules) return [];
  const data = { programmeId, version, level: rules.level, rulesBroken: rules.broken };
  return [{ type: 'ProgrammeRulesChecked', data }];
}

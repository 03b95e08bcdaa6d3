/** What an issuer may publish: versions one after the other, each from a time that is not before the last one's. */
import { type EpochMs, toRfc3339 } from '@scrip/calendar';
import type { ProgrammeEvent, ProgrammePublished } from '@scrip/contracts';
import { accept, type Decider, type Decision, reject } from '@scrip/decider';
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

/** The versions so far, the first one first; none before the programme exists. */
export interface ProgrammeState {
  readonly versions: readonly PublishedVersion[];
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
        return { versions: [...state.versions, published] };
      }
    }
  },
};

/** The stream of an issuer's programme; its key is unique within the issuer only. */
export function programmeStream(issuerId: string, programmeId: string): string {
  return `prg_${issuerId}.${programmeId}`;
}

/**
 * Publishes the next version of a programme; the document is valid already. Refusals in the order tried:
 * - `version_not_next` {asked, next}: versions count from 1 without a gap, so that nobody overwrites what another published.
 * - `effective_before_previous` {effectiveAt, previousVersion, previousEffectiveAt}: a version that began before the one
 *   it follows would take back terms that others were told of.
 */
export function publishProgramme(state: ProgrammeState, command: ProgrammePublished): Decision<ProgrammeEvent> {
  const previous = state.versions.at(-1);
  const next = (previous?.version ?? 0) + 1;
  if (command.version !== next) return reject('version_not_next', { asked: command.version, next });
  if (previous && command.effectiveAt < previous.effectiveAt) {
    return reject('effective_before_previous', {
      effectiveAt: toRfc3339(command.effectiveAt),
      previousVersion: previous.version,
      previousEffectiveAt: toRfc3339(previous.effectiveAt),
    });
  }
  return accept({ type: 'ProgrammePublished', data: command });
}

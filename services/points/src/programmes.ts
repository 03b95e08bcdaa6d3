/** The programme documents that this service decides under, as it heard them from cards. */
import type { EpochMs } from '@scrip/calendar';
import type { Terms } from '@scrip/chassis';
import type { Programme } from '@scrip/programme';

/** Finds the version that decides, by moment. */
export class Programmes {
  readonly #terms: Terms;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /** The version of an issuer's programme in force at a moment; undefined when there was none, or it is not here yet. */
  inForce(issuerId: string, programmeId: string, at: EpochMs): Promise<Programme | undefined> {
    return this.#terms.inForce(issuerId, programmeId, at);
  }
}

/** What a programme says to holders: which events it tells, and the text of a message. */
import type { EpochMs } from '@scrip/calendar';
import type { Terms } from '@scrip/chassis';
import { InvariantError } from '@scrip/decider';
import { fillIn, type Locale, type Programme, templateOf } from '@scrip/programme';

/** What a text is made of: everything but the programme's own words. */
export interface Wording {
  readonly issuerId: string;
  readonly programmeId: string;
  /** Under which the message was decided: its words are the message's, whatever came into force since. */
  readonly programmeVersion: number | null;
  readonly templateKey: string;
  readonly locale: Locale;
  /** Written for the reader already. */
  readonly variables: Readonly<Record<string, string>>;
  /** When the event happened that is told of; where the message names no version, the one in force then has the words. */
  readonly occurredAt: EpochMs;
}

export class Words {
  readonly #terms: Terms;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /** The version of an issuer's programme in force at a moment; undefined until this service has heard of it from cards. */
  inForce(issuerId: string, programmeId: string, at: EpochMs): Promise<Programme | undefined> {
    return this.#terms.inForce(issuerId, programmeId, at);
  }

  /**
   * The text of a message, composed whenever it is asked for: no text is kept in an event. Undefined until this service
   * has heard of the programme's version. Throws InvariantError when the programme has no such template.
   */
  async textOf(wording: Wording): Promise<string | undefined> {
    const { issuerId, programmeId, programmeVersion, templateKey, locale, variables, occurredAt } = wording;
    const programme =
      programmeVersion === null
        ? await this.inForce(issuerId, programmeId, occurredAt)
        : await this.#terms.ofVersion(issuerId, programmeId, programmeVersion);
    if (!programme) return undefined;
    const template = templateOf(programme, templateKey);
    if (!template) {
      throw new InvariantError(`version ${programme.version} of ${programmeId} has no template ${templateKey}`);
    }
    return fillIn(template.text[locale], variables);
  }
}

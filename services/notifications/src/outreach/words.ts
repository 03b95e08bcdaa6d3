/** What a programme says to holders: which events it tells, and the text of a message. */
import type { EpochMs } from '@scrip/calendar';
import type { Terms } from '@scrip/chassis';
import { InvariantError } from '@scrip/decider';
import type { EventLog } from '@scrip/event-store';
import { fillIn, type Locale, type Programme, templateOf } from '@scrip/programme';
import type { OptOutLinks } from '../opt-out/opt-out-links.ts';
import { draftDecider } from '../workflow/draft.decider.ts';

/** What a text is made of: everything but the programme's own words. */
export interface Wording {
  readonly issuerId: string;
  readonly programmeId: string;
  /** Under which the message was decided: its words are the message's, whatever came into force since. */
  readonly programmeVersion: number | null;
  readonly templateKey: string;
  /** The message, whose link stands behind it where it is marketing. */
  readonly outreachId: string;
  /** 'service', 'marketing' or 'security'. */
  readonly category: string;
  /** Text drafted for one occasion, which has the words then; null where the template has them. */
  readonly draftId: string | null;
  readonly locale: Locale;
  /** Written for the reader already. */
  readonly variables: Readonly<Record<string, string>>;
  /** When the event happened that is told of; where the message names no version, the one in force then has the words. */
  readonly occurredAt: EpochMs;
}

export class Words {
  readonly #terms: Terms;
  readonly #log: Pick<EventLog, 'state'>;

  readonly #links: OptOutLinks;

  constructor(terms: Terms, log: Pick<EventLog, 'state'>, links: OptOutLinks) {
    this.#terms = terms;
    this.#log = log;
    this.#links = links;
  }

  /** The version of an issuer's programme in force at a moment; undefined until this service has heard of it from cards. */
  inForce(issuerId: string, programmeId: string, at: EpochMs): Promise<Programme | undefined> {
    return this.#terms.inForce(issuerId, programmeId, at);
  }

  /**
   * The text of a message, composed whenever it is asked for: no text is kept in an event. Undefined until this service
   * has heard of the programme's version. Behind marketing stands how to stop it. Throws InvariantError when the programme has no such template.
   */
  async textOf(wording: Wording): Promise<string | undefined> {
    const { issuerId, programmeId, programmeVersion, draftId, locale, occurredAt } = wording;
    const programme =
      programmeVersion === null
        ? await this.inForce(issuerId, programmeId, occurredAt)
        : await this.#terms.ofVersion(issuerId, programmeId, programmeVersion);
    if (!programme) return undefined;
    const text = draftId === null ? this.#templateText(programme, wording) : await this.#draftedText(draftId, locale);
    const hint = wording.category === 'marketing' ? programme.contact?.optOut?.hint[locale] : undefined;
    return hint === undefined ? text : `${text} ${fillIn(hint, { link: this.#links.linkOf(wording.outreachId) })}`;
  }

  async #draftedText(draftId: string, locale: Locale): Promise<string> {
    const { state } = await this.#log.state(draftDecider, draftId);
    if (state.status === 'none') throw new InvariantError(`the text ${draftId} was never written`);
    return locale === 'en' ? state.written.textEn : state.written.textZh;
  }

  #templateText(programme: Programme, { templateKey, locale, variables, outreachId }: Wording): string {
    const template = templateOf(programme, templateKey);
    if (!template) {
      throw new InvariantError(`version ${programme.version} of ${programme.id} has no template ${templateKey}`);
    }
    // Only the form of a quarter may name a link (it is none of the variables that are kept).
    const link = Object.hasOwn(template.variables, 'link') ? { link: this.#links.linkOf(outreachId, 'feedback') } : {};
    return fillIn(template.text[locale], { ...link, ...variables });
  }
}

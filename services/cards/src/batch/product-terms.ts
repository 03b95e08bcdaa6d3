/** The products of published programmes, for decisions that go by more than their keys. */
import type { EventLog } from '@scrip/event-store';
import { type Programme, productOf, publishedProgramme, type StoredValueProduct } from '@scrip/programme';
import { programmeStream } from '../programme/programme.decider.ts';

/** Versions kept in memory; one never changes. */
const VERSIONS_MAX = 200;

/** A product of a version of an issuer's programme. */
export interface ProductRef {
  readonly issuerId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly productKey: string;
}

export class ProductTerms {
  readonly #log: EventLog;
  readonly #known = new Map<string, Programme>();

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** The product as the version has it; undefined where there is none. */
  async of({
    issuerId,
    programmeId,
    programmeVersion,
    productKey,
  }: ProductRef): Promise<StoredValueProduct | undefined> {
    const programme = await this.#version(issuerId, programmeId, programmeVersion);
    return programme && productOf(programme, productKey);
  }

  async #version(issuerId: string, programmeId: string, version: number): Promise<Programme | undefined> {
    const id = `${issuerId}\n${programmeId}\n${version}`;
    const known = this.#known.get(id);
    if (known) return known;
    // From the log: what was published a moment ago holds already.
    const facts = await this.#log.readStream(programmeStream(issuerId, programmeId));
    const published = facts.flatMap(({ event }) => (event.type === 'ProgrammePublished' ? [event.data] : []));
    const found = published.find((one) => one.version === version);
    if (!found) return undefined;
    const programme = publishedProgramme(found.documentJson);
    if (this.#known.size >= VERSIONS_MAX) this.#known.clear();
    this.#known.set(id, programme);
    return programme;
  }
}

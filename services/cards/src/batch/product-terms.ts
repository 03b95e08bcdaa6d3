/** The products of published programmes, for decisions that go by more than their keys. */
import type { EventLog } from '@scrip/event-store';
import { type Programme, productOf, publishedProgramme, type StoredValueProduct } from '@scrip/programme';

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
  readonly #pool: EventLog['pool'];
  readonly #known = new Map<string, Programme>();

  constructor(pool: EventLog['pool']) {
    this.#pool = pool;
  }

  /** The product as the version has it; undefined where there is none, or the version is not read yet. */
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
    const { rows } = await this.#pool.query<{ document: string }>(
      'SELECT document FROM programme_version WHERE issuer_id = $1 AND programme_id = $2 AND version = $3',
      [issuerId, programmeId, version],
    );
    if (!rows[0]) return undefined;
    const programme = publishedProgramme(rows[0].document);
    if (this.#known.size >= VERSIONS_MAX) this.#known.clear();
    this.#known.set(id, programme);
    return programme;
  }
}

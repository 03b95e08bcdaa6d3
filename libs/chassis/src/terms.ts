/** The programme documents in force, as this service heard them from cards. */
import { InvariantError } from '@scrip/decider';
import type { EventLog, Tx } from '@scrip/event-store';
import { inForceAt, type Programme, publishedProgramme } from '@scrip/programme';

/** How long another copy of the service may decide under the version before; a new version says its effective time ahead. */
const FRESH_MS = 1_000;
/** Programmes kept in memory. */
const PROGRAMMES_MAX = 1_000;

interface Version {
  readonly version: number;
  /** Epoch milliseconds; infinity for one that was taken back before it began. */
  readonly effectiveAt: number;
  readonly programme: Programme;
}

interface Known {
  readonly versions: readonly Version[];
  readonly readAt: number;
}

interface TermsRow {
  readonly version: number;
  readonly effective_at: bigint;
  readonly withdrawn: boolean;
  /** NULL where it was read before. */
  readonly document: string | null;
}

export class Terms {
  readonly #log: EventLog;
  readonly #known = new Map<string, Known>();
  readonly #reading = new Map<string, Promise<Known>>();

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** The version of an issuer's programme in force at a moment (epoch milliseconds); undefined when there was none. */
  async inForce(issuerId: string, programmeId: string, at: number): Promise<Programme | undefined> {
    const known = this.#known.get(`${issuerId}\n${programmeId}`);
    const fresh = known && performance.now() - known.readAt <= FRESH_MS;
    return inForceAt((fresh ? known : await this.#refresh(issuerId, programmeId)).versions, at)?.programme;
  }

  /** A version of an issuer's programme, whenever it is in force; undefined until this service has heard of it. */
  async ofVersion(issuerId: string, programmeId: string, version: number): Promise<Programme | undefined> {
    const find = (known: Known | undefined) => known?.versions.find((one) => one.version === version)?.programme;
    const found = find(this.#known.get(`${issuerId}\n${programmeId}`));
    return found ?? find(await this.#refresh(issuerId, programmeId));
  }

  /** Keeps a version that was published; the same one again changes nothing. */
  async keep(
    tx: Tx,
    published: { issuerId: string; programmeId: string; version: number; effectiveAt: number; documentJson: string },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO programme_terms (issuer_id, programme_id, version, effective_at, document)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [published.issuerId, published.programmeId, published.version, published.effectiveAt, published.documentJson],
    );
    this.#known.delete(`${published.issuerId}\n${published.programmeId}`);
  }

  /** A version that was taken back never decides; its document stays for who asks for it by its number. */
  async withdraw(tx: Tx, withdrawn: { issuerId: string; programmeId: string; version: number }): Promise<void> {
    await tx.query(
      `INSERT INTO programme_withdrawn (issuer_id, programme_id, version) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [withdrawn.issuerId, withdrawn.programmeId, withdrawn.version],
    );
    this.#known.delete(`${withdrawn.issuerId}\n${withdrawn.programmeId}`);
  }

  /** One read at a time for a programme, however many decisions wait for it. */
  #refresh(issuerId: string, programmeId: string): Promise<Known> {
    const id = `${issuerId}\n${programmeId}`;
    const under = this.#reading.get(id);
    if (under) return under;
    const reading = this.#read(issuerId, programmeId, this.#known.get(id)?.versions ?? [])
      .then((known) => {
        if (this.#known.size >= PROGRAMMES_MAX) this.#known.clear();
        // A programme that is not here yet may arrive any moment: only what exists is remembered.
        if (known.versions.length > 0) this.#known.set(id, known);
        return known;
      })
      .finally(() => this.#reading.delete(id));
    this.#reading.set(id, reading);
    return reading;
  }

  /** Reads what was published since, and which versions were taken back; the document of a version never changes. */
  async #read(issuerId: string, programmeId: string, before: readonly Version[]): Promise<Known> {
    const readAt = performance.now();
    const { rows } = await this.#log.pool.query<TermsRow>({
      name: 'programme_terms',
      text: `SELECT version, effective_at, withdrawn.version IS NOT NULL AS withdrawn,
                    CASE WHEN version > $3 THEN document END AS document
             FROM programme_terms LEFT JOIN programme_withdrawn withdrawn USING (issuer_id, programme_id, version)
             WHERE issuer_id = $1 AND programme_id = $2 ORDER BY version`,
      values: [issuerId, programmeId, before.at(-1)?.version ?? 0],
    });
    const known = new Map(before.map((one) => [one.version, one.programme]));
    const versions = rows.map(({ version, effective_at, withdrawn, document }): Version => {
      const programme = document === null ? known.get(version) : publishedProgramme(document);
      if (!programme) throw new InvariantError(`${programmeId} version ${version} came after a later one`);
      return { version, effectiveAt: withdrawn ? Number.POSITIVE_INFINITY : Number(effective_at), programme };
    });
    return { readAt, versions };
  }
}

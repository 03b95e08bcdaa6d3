/** The programme documents in force, as this service heard them from cards. */
import type { EventLog, Tx } from '@scrip/event-store';
import { inForceAt, type Programme, publishedProgramme } from '@scrip/programme';

/** How long another copy of the service may decide under the version before; a new version says its effective time ahead. */
const FRESH_MS = 1_000;
/** Programmes kept in memory. */
const PROGRAMMES_MAX = 1_000;

interface Known {
  readonly versions: readonly {
    readonly version: number;
    readonly effectiveAt: number;
    readonly programme: Programme;
  }[];
  readonly readAt: number;
}

export class Terms {
  readonly #log: EventLog;
  readonly #known = new Map<string, Known>();

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** The version of an issuer's programme in force at a moment (epoch milliseconds); undefined when there was none. */
  async inForce(issuerId: string, programmeId: string, at: number): Promise<Programme | undefined> {
    const id = `${issuerId}\n${programmeId}`;
    let known = this.#known.get(id);
    if (!known || performance.now() - known.readAt > FRESH_MS) {
      known = await this.#read(issuerId, programmeId);
      if (this.#known.size >= PROGRAMMES_MAX) this.#known.clear();
      // A programme that is not here yet may arrive any moment: only what exists is remembered.
      if (known.versions.length > 0) this.#known.set(id, known);
    }
    return inForceAt(known.versions, at)?.programme;
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

  async #read(issuerId: string, programmeId: string): Promise<Known> {
    const readAt = performance.now();
    const { rows } = await this.#log.pool.query<{ version: number; effective_at: bigint; document: string }>({
      name: 'programme_terms',
      text: `SELECT version, effective_at, document FROM programme_terms
             WHERE issuer_id = $1 AND programme_id = $2 ORDER BY version`,
      values: [issuerId, programmeId],
    });
    return {
      readAt,
      versions: rows.map((row) => ({
        version: row.version,
        effectiveAt: Number(row.effective_at),
        programme: publishedProgramme(row.document),
      })),
    };
  }
}

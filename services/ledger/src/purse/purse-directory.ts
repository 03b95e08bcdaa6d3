/** Which purses there are, and whose: known for good by the first fact of each. */
import type { PurseOpened } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { type EventLog, idFrom } from '@scrip/event-store';
import { Problem } from '@scrip/http';

/** What names a purse to a terminal. */
export interface PurseName {
  readonly cardId: string;
  readonly enterpriseId: string;
  readonly keyEpoch: number;
}

/** The id of an issuer's purse; there is one for each card, enterprise and key epoch. */
export function purseIdOf(issuerId: string, { cardId, enterpriseId, keyEpoch }: PurseName): string {
  return idFrom('prs', [issuerId, cardId, enterpriseId, keyEpoch].join('\n'));
}

/** What never changes about a purse. */
export interface PurseEntry extends PurseOpened {
  readonly issuerId: string;
}

/** Purses that are remembered, about 20 MB: as many as the log keeps states of. */
const REMEMBERED_MAX = 50_000;

/** Finds purses by id; what it has found once costs no query again. */
export class PurseDirectory {
  readonly #log: EventLog;
  readonly #known = new Map<string, PurseEntry>();

  constructor(log: EventLog) {
    this.#log = log;
  }

  /**
   * The purse, from the log itself and so without any delay; undefined when there is none or it is another issuer's,
   * which must look the same. Throws the database's errors.
   */
  async find(issuerId: string, purseId: string): Promise<PurseEntry | undefined> {
    const purse = this.#known.get(purseId) ?? (await this.#read(purseId));
    return purse?.issuerId === issuerId ? purse : undefined;
  }

  /** The purse of this issuer. Throws the Problem 404 `purse_unknown` where it has none of this id. */
  async require(issuerId: string, purseId: string): Promise<PurseEntry> {
    const purse = await this.find(issuerId, purseId);
    if (!purse) throw new Problem(404, 'purse_unknown', 'There is no such purse', { members: { purseId } });
    return purse;
  }

  async #read(purseId: string): Promise<PurseEntry | undefined> {
    const first = await this.#log.firstOf(purseId);
    // A purse that is not here yet may be opened any moment: only what exists is remembered.
    if (!first) return undefined;
    if (first.event.type !== 'PurseOpened') throw new InvariantError(`${purseId} does not begin with its opening`);
    const purse = { ...first.event.data, issuerId: first.envelope.issuerId };
    this.#forgetOldest();
    this.#known.set(purseId, purse);
    return purse;
  }

  #forgetOldest(): void {
    if (this.#known.size < REMEMBERED_MAX) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}

/** Whose a stream is: another issuer's objects do not exist for a caller. */
import { EventLog } from '@scrip/event-store';

/** Streams whose issuer is remembered; it never changes, so only memory sets a bound (about 10 MB). */
const REMEMBERED_MAX = 100_000;

/** Knows the issuer of each stream by its first fact: who made it, has it for good. */
export class Ownership {
  readonly #log: EventLog;
  readonly #issuerOf = new Map<string, string>();

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** Whether the stream exists and is this issuer's. Throws the database's errors. */
  async belongsTo(issuerId: string, streamId: string): Promise<boolean> {
    const known = this.#issuerOf.get(streamId);
    if (known !== undefined) return known === issuerId;
    const first = await this.#log.firstOf(streamId);
    if (!first) return false;
    if (this.#issuerOf.size >= REMEMBERED_MAX) this.#issuerOf.clear();
    this.#issuerOf.set(streamId, first.envelope.issuerId);
    return first.envelope.issuerId === issuerId;
  }
}

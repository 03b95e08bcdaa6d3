/** Which wallets there are, and whose: known for good by the first fact of each. */
import { InvariantError } from '@scrip/decider';
import type { EventLog } from '@scrip/event-store';

/** What never changes about a wallet. */
export interface WalletEntry {
  readonly walletId: string;
  readonly issuerId: string;
  readonly programmeId: string;
  /** Stored-value product of the programme whose terms apply. */
  readonly productKey: string;
}

/** Wallets that are remembered, about 20 MB: as many as the log keeps states of. */
const REMEMBERED_MAX = 50_000;

/** Finds wallets by id; what it has found once costs no query again. */
export class WalletDirectory {
  readonly #log: EventLog;
  readonly #known = new Map<string, WalletEntry>();

  constructor(log: EventLog) {
    this.#log = log;
  }

  /**
   * The wallet, from the log itself and so without any delay; undefined when there is none or it is another issuer's,
   * which must look the same. Throws the database's errors.
   */
  async find(issuerId: string, walletId: string): Promise<WalletEntry | undefined> {
    const wallet = this.#known.get(walletId) ?? (await this.#read(walletId));
    return wallet?.issuerId === issuerId ? wallet : undefined;
  }

  async #read(walletId: string): Promise<WalletEntry | undefined> {
    const first = await this.#log.firstOf(walletId);
    // A wallet that is not here yet may be opened any moment: only what exists is remembered.
    if (!first) return undefined;
    if (first.event.type !== 'WalletOpened') throw new InvariantError(`${walletId} does not begin with its opening`);
    const { programmeId, productKey } = first.event.data;
    const wallet = { walletId, issuerId: first.envelope.issuerId, programmeId, productKey };
    this.#forgetOldest();
    this.#known.set(walletId, wallet);
    return wallet;
  }

  #forgetOldest(): void {
    if (this.#known.size < REMEMBERED_MAX) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}

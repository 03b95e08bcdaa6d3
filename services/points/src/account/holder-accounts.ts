/** The accounts of a holder, as of everything that the log has. */
import { EventLog, ProjectionRunner } from '@scrip/event-store';
import { accountsOf } from './points-account.projection.ts';

/** Accounts of one holder: one for each programme that they ever joined. */
const ACCOUNTS_MAX = 1_000;
/** How long the list of accounts may take to show what the log has. */
const CAUGHT_UP_MS = 5_000;

export class HolderAccounts {
  readonly #log: EventLog;
  readonly #runner: ProjectionRunner;

  constructor(log: EventLog, runner: ProjectionRunner) {
    this.#log = log;
    this.#runner = runner;
  }

  /** Ids of a holder's accounts in their order; undefined while the list does not show all of the log yet. */
  async of(issuerId: string, holderId: string): Promise<readonly string[] | undefined> {
    const { position } = await this.#log.head();
    if (!(await this.#runner.reached(position, CAUGHT_UP_MS))) return undefined;
    const accounts = await accountsOf(this.#log.pool, { issuerId, holderId, after: '', limit: ACCOUNTS_MAX });
    return accounts.map((account) => account.accountId);
  }
}

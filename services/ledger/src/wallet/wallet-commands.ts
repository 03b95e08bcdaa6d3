/** What routes of one wallet have in common: whose it is, the terms in force, the history of a spend, the way to the log. */
import type { WalletEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import type { EventLog, Verdict } from '@scrip/event-store';
import type { CommandRequest } from '@scrip/http';
import type { ProgrammeTerms } from './programme-terms.ts';
import { type WalletState, type WalletTerms, walletDecider } from './wallet.decider.ts';
import type { WalletDirectory, WalletEntry } from './wallet-directory.ts';
import { type Breakage, breakageIn } from './wallet-expiry.rule.ts';
import { historyOfBreakage, historyOfSpend } from './wallet-history.ts';
import { type SpendToReturn, spendIn } from './wallet-return.rule.ts';
import { requireTerms, requireWallet } from './wallet-route.ts';

/** A spend with the terms that it was decided under, or those in force where its event names none. */
export interface SpendUnderTerms {
  /** Undefined where the wallet has none of this id. */
  readonly spend: SpendToReturn | undefined;
  readonly terms: WalletTerms;
}

export class WalletCommands {
  readonly #log: EventLog;
  readonly #wallets: WalletDirectory;
  readonly #terms: ProgrammeTerms;

  constructor(log: EventLog, wallets: WalletDirectory, terms: ProgrammeTerms) {
    this.#log = log;
    this.#wallets = wallets;
    this.#terms = terms;
  }

  /** The caller's wallet. Throws the Problem 404 `wallet_unknown`. */
  wallet({ who }: CommandRequest, walletId: string): Promise<WalletEntry> {
    return requireWallet(this.#wallets, who.issuerId, walletId);
  }

  /**
   * The terms in force for the caller's wallet. Throws the Problems 404 `wallet_unknown`; 409 `programme_unknown`; 409
   * `product_unknown`. None of them is kept under the key: the wallet or the document may arrive in a moment.
   */
  async termsFor(command: CommandRequest, walletId: string): Promise<WalletTerms> {
    const wallet = await this.wallet(command, walletId);
    return requireTerms(await this.#terms.at(wallet, command.who.occurredAt));
  }

  /** Decides on the wallet alone. */
  decide(
    command: CommandRequest,
    walletId: string,
    decide: (state: WalletState) => Decision<WalletEvent>,
  ): Promise<Verdict<WalletEvent>> {
    return this.#log.execute({ ...command, decider: walletDecider, streamId: walletId, decide });
  }

  /** Decides on the wallet and what the issuer has of one of its lots, as the history up to the very state has it. */
  decideOnBreakage(
    command: CommandRequest,
    { walletId, lotId }: { readonly walletId: string; readonly lotId: string },
    decide: (state: WalletState, broken: Breakage | undefined) => Decision<WalletEvent>,
  ): Promise<Verdict<WalletEvent>> {
    return this.#log.execute({
      ...command,
      decider: walletDecider,
      streamId: walletId,
      gather: async (version) => breakageIn(await historyOfBreakage(this.#log, walletId, { lotId, version }), lotId),
      decide,
    });
  }

  /** Ids of the lots that a spend took from; none where the wallet has no spend of this id. */
  async lotsOf(walletId: string, spendId: string): Promise<readonly string[]> {
    const { version } = await this.#log.state(walletDecider, walletId);
    const spend = spendIn(await historyOfSpend(this.#log, walletId, { spendId, version }), spendId);
    return spend?.lots.map(({ lotId }) => lotId) ?? [];
  }

  /** Decides on the wallet and one of its spends, as the history up to the very state has it. */
  decideOnSpend(
    command: CommandRequest,
    wallet: WalletEntry,
    spendId: string,
    decide: (state: WalletState, found: SpendUnderTerms) => Decision<WalletEvent>,
  ): Promise<Verdict<WalletEvent>> {
    const { walletId } = wallet;
    return this.#log.execute({
      ...command,
      decider: walletDecider,
      streamId: walletId,
      gather: async (version): Promise<SpendUnderTerms> => {
        const spend = spendIn(await historyOfSpend(this.#log, walletId, { spendId, version }), spendId);
        const decidedUnder = spend?.programmeVersion ?? null;
        const terms =
          decidedUnder === null
            ? requireTerms(await this.#terms.at(wallet, command.who.occurredAt))
            : await this.#terms.ofVersion(wallet, decidedUnder);
        return { spend, terms };
      },
      decide,
    });
  }
}

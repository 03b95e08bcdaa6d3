/** A card and its purse as they are used, for specs: what the card does, and what of it the ledger hears. */
import type { PurseEvent } from '@scrip/contracts';
import { type Decision, fold } from '@scrip/decider';
import { type Fen, fen } from '@scrip/money';
import { postings } from '../src/journal/ledger-postings.ts';
import { openPurse, type Purse, type PurseState, purseDecider } from '../src/purse/purse.decider.ts';
import { authoriseLoad, confirmLoad, type PurseOrWalletEvent, reverseLoad } from '../src/purse/purse-load.rule.ts';
import { type RecordContents, type SpendRecord, takeRecords } from '../src/purse/purse-record.rule.ts';
import { type Wallet, type WalletState, walletDecider } from '../src/wallet/wallet.decider.ts';
import { at, terms, WalletStory, yuan } from './wallet-story.ts';

export const PURSE = { purseId: 'prs_1', cardId: 'crd_1', enterpriseId: 'campus', keyEpoch: 1 };

/** A record of a spend of 20 that left 30 on the card. */
export function record(changes: Partial<SpendRecord> = {}): SpendRecord {
  return {
    line: 1,
    counter: 1,
    amountFen: yuan(20),
    balanceFen: yuan(30),
    spentAt: at('2025-06-15', '12:00:00'),
    merchantId: 'canteen',
    terminalId: 'pos-1',
    macValid: true,
    ...changes,
  };
}

/** A purse with its wallet; each step must be accepted, and adds to `events`. */
export class PurseStory {
  readonly events: PurseOrWalletEvent[] = [];
  #wallet: WalletState;
  #purse: PurseState = purseDecider.initial;
  readonly #sums = new Map<string, bigint>();
  readonly #contents = new Map<number, RecordContents>();

  private constructor(wallet: WalletState) {
    this.#wallet = wallet;
  }

  /** An empty purse on the first card of a wallet with 1,000 (+100). */
  static open(wallet = WalletStory.open().recharge(1_000)): PurseStory {
    const story = new PurseStory(wallet.state);
    story.step((purse, of) => openPurse(purse, of, PURSE));
    return story;
  }

  /** A purse with this much on the card. */
  static loaded(amount: number): PurseStory {
    return PurseStory.open().load('load_1', amount).confirm('load_1');
  }

  get state(): PurseState {
    return this.#purse;
  }

  get purse(): Purse {
    if (this.#purse.status === 'none') throw new Error('the purse is not open');
    return this.#purse;
  }

  get wallet(): Wallet {
    if (this.#wallet.status !== 'open') throw new Error('the wallet is not open');
    return this.#wallet;
  }

  /** Balances of the accounts that the story's own events moved, by name; those of nothing are left out. */
  get journal(): Readonly<Record<string, bigint>> {
    return Object.fromEntries([...this.#sums].filter(([, sum]) => sum !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** What was taken under a counter. */
  contentsOf = (counter: number): RecordContents | undefined => this.#contents.get(counter);

  load(loadId: string, amount: number, counters: { loadCounter?: number; spendCounter?: number } = {}): this {
    const { loadCounter = 1, spendCounter = 0 } = counters;
    return this.loadFen(loadId, yuan(amount), { loadCounter, spendCounter });
  }

  loadFen(loadId: string, amountFen: Fen, counters: { loadCounter: number; spendCounter: number }): this {
    const command = { loadId, amountFen, ...counters, at: at('2025-06-15') };
    return this.step((purse, wallet) => authoriseLoad(purse, wallet, command, terms()));
  }

  confirm(loadId: string): this {
    return this.step((purse) => confirmLoad(purse, loadId));
  }

  reverse(loadId: string): this {
    return this.step((purse, wallet) => reverseLoad(purse, wallet, { loadId, cause: 'terminal_failed' }));
  }

  /** Records arrive together. */
  hear(...records: readonly SpendRecord[]): this {
    return this.step((purse, wallet) => takeRecords(purse, wallet, records, this.contentsOf));
  }

  /** The card is reported lost, and blocked at once. */
  block(reportedAt: number): this {
    const data = { walletId: 'wal_1', cardId: 'crd_1', cardSequence: 1, reportedAt, reason: 'reported_lost' };
    this.#wallet = walletDecider.evolve(this.#wallet, { type: 'WalletCardBlocked', data });
    return this;
  }

  /** What the last step said, without what it was about. */
  typesSince(count: number): readonly string[] {
    return this.events.slice(count).map(({ type }) => type);
  }

  step(decide: (purse: PurseState, wallet: WalletState) => Decision<PurseOrWalletEvent>): this {
    const decision = decide(this.#purse, this.#wallet);
    if (decision.kind === 'refused') throw new Error(`the story cannot go on: ${decision.refusal.code}`);
    for (const event of decision.events) {
      this.events.push(event);
      for (const { account, amountFen } of postings(event)) {
        this.#sums.set(account, (this.#sums.get(account) ?? 0n) + amountFen);
      }
      if (event.type === 'PurseSpent') this.#contents.set(event.data.counter, event.data);
      if (isOfPurse(event)) this.#purse = purseDecider.evolve(this.#purse, event);
      else this.#wallet = walletDecider.evolve(this.#wallet, event);
    }
    return this;
  }
}

/** The state that a purse's own events fold to. */
export function folded(events: readonly PurseOrWalletEvent[]): PurseState {
  return fold(purseDecider, events.filter(isOfPurse));
}

function isOfPurse(event: PurseOrWalletEvent): event is PurseEvent {
  return !event.type.startsWith('Wallet');
}

/** What an account of the story's journal holds, above zero on the left. */
export function balanceOf(story: PurseStory, account: string): Fen {
  return fen(story.journal[account] ?? 0n);
}

/** A wallet's history told by commands, for specs: each step must be accepted, and the log takes it when it happens. */
import { parseRfc3339 } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import { type Decision, fold } from '@scrip/decider';
import { type Fen, fen } from '@scrip/money';
import { productOf, type StoredValueProduct } from '@scrip/programme';
import { type WalletState, type WalletTerms, walletDecider } from '../src/wallet/wallet.decider.ts';
import { cancelRecharge, cancelSpend } from '../src/wallet/wallet-cancel.rule.ts';
import {
  activateCard,
  blockCard,
  type LoggedFact,
  type OpenWallet,
  openWallet,
} from '../src/wallet/wallet-card.rule.ts';
import { openDispute, resolveDispute } from '../src/wallet/wallet-dispute.rule.ts';
import { ageLot } from '../src/wallet/wallet-expiry.rule.ts';
import { captureHold, type PlaceHold, placeHold, releaseHold } from '../src/wallet/wallet-hold.rule.ts';
import { returnSpend, spendIn } from '../src/wallet/wallet-return.rule.ts';
import { extendLot, FREEZE_CAUSES, freeze } from '../src/wallet/wallet-service.rule.ts';
import { type Recharge, recharge, type Spend, spend } from '../src/wallet/wallet-till.rule.ts';
import { apparel } from './apparel.ts';

/** A product of the preset apparel-recharge: `recharge-card` (short: another tender) or `recharge-card-whole`. */
export function product(key = 'recharge-card'): StoredValueProduct {
  const found = productOf(apparel(), key);
  if (!found) throw new Error(`the preset has no ${key}`);
  return found;
}

/** The terms of a product, version 1. */
export function terms(chosen: StoredValueProduct = product()): WalletTerms {
  return { programmeVersion: 1, product: chosen };
}

/** Epoch milliseconds of a business day and time. */
export function at(date: string, time = '10:00:00'): number {
  return parseRfc3339(`${date}T${time}+08:00`);
}

/** Yuan as fen; two decimals at most. */
export function yuan(amount: number): ReturnType<typeof fen> {
  return fen(Math.round(amount * 100));
}

export const OPENING: OpenWallet = {
  walletId: 'wal_1',
  holderId: 'hld_1',
  programmeId: 'apparel-recharge',
  programmeVersion: 1,
  productKey: 'recharge-card',
  cardId: 'crd_1',
  cardSequence: 1,
};

/** The first card of the story's wallet. */
export const CARD = { cardId: 'crd_1', cardSequence: 1 };

/** A recharge of 1,000 in cash. */
export function paying(changes: Partial<Recharge> = {}): Recharge {
  return {
    rechargeId: 'rch_1',
    lotId: 'lot_1',
    principalFen: yuan(1_000),
    tender: 'cash',
    at: at('2025-01-10'),
    ...changes,
  };
}

/** A spend of 100 with the first card, at a till that takes other tenders too. */
export function buying({ amountFen = yuan(100), ...changes }: Partial<Spend> & { amountFen?: Fen } = {}): Spend {
  return {
    spendId: 'spd_1',
    cardId: 'crd_1',
    merchantId: 'shop-1',
    terminalId: 'till-7',
    signatoryId: null,
    asked: { amountFen },
    splitTender: true,
    at: at('2025-06-15'),
    ...changes,
  };
}

/** A hold of 100 with the first card. */
export function holding({
  amountFen = yuan(100),
  ...changes
}: Partial<PlaceHold> & { amountFen?: Fen } = {}): PlaceHold {
  return {
    holdId: 'hold_1',
    cardId: 'crd_1',
    merchantId: 'shop-1',
    asked: { amountFen },
    signatoryId: null,
    at: at('2025-06-15'),
    ...changes,
  };
}

/** Ids of the lots of the story's disputed credit: `lot_dsp_1`, `lot_dsp_2`. */
export function creditId(part: number): string {
  return `lot_dsp_${part + 1}`;
}

/** Steps add to the history; `events`, `facts` and `state` are what has come of it. */
export class WalletStory {
  readonly facts: LoggedFact[] = [];
  readonly #terms: WalletTerms;
  /** Put behind the ids of wallet, holder and what happens to them, so that several wallets can share a log. */
  readonly #suffix: string;
  #count = 0;

  constructor(chosen: WalletTerms = terms(), suffix = '') {
    this.#terms = chosen;
    this.#suffix = suffix;
  }

  /** A wallet whose first card is active. */
  static open(chosen: WalletTerms = terms(), suffix = ''): WalletStory {
    const opening = { ...OPENING, walletId: `wal_1${suffix}`, holderId: `hld_1${suffix}` };
    return new WalletStory(chosen, suffix).#step(0, (wallet) => openWallet(wallet, opening)).activate();
  }

  get events(): readonly WalletEvent[] {
    return this.facts.map((fact) => fact.event);
  }

  get state(): WalletState {
    return fold(walletDecider, this.events);
  }

  activate(cardId = 'crd_1', cardSequence = 1): this {
    return this.#step(0, (wallet) => activateCard(wallet, { cardId, cardSequence }));
  }

  recharge(amount: number, when = at('2025-01-10'), tender = 'cash'): this {
    const n = `${++this.#count}${this.#suffix}`;
    const command = paying({ rechargeId: `rch_${n}`, lotId: `lot_${n}`, principalFen: yuan(amount), tender, at: when });
    return this.#step(when, (wallet) => recharge(wallet, command, this.#terms));
  }

  spend(amount: number, when = at('2025-06-15'), merchantId = 'shop-1'): this {
    const command = buying({
      spendId: `spd_${++this.#count}${this.#suffix}`,
      amountFen: yuan(amount),
      at: when,
      merchantId,
    });
    return this.#step(when, (wallet) => spend(wallet, command, this.#terms));
  }

  hold(holdId: string, amount: number, when = at('2025-06-15')): this {
    const command = holding({ holdId, amountFen: yuan(amount), at: when });
    return this.#step(when, (wallet) => placeHold(wallet, command, this.#terms));
  }

  capture(holdId: string, amount: number | null = null, when = at('2025-06-15')): this {
    const command = {
      holdId,
      merchantId: null,
      amountFen: amount === null ? null : yuan(amount),
      at: when,
      cause: null,
    };
    return this.#step(when, (wallet) => captureHold(wallet, command, () => this.#terms));
  }

  release(holdId: string): this {
    return this.#step(0, (wallet) =>
      releaseHold(wallet, { holdId, merchantId: null, reason: 'cancelled_by_merchant' }),
    );
  }

  freeze(cause: (typeof FREEZE_CAUSES)[number]): this {
    return this.#step(0, (wallet) => freeze(wallet, { cause, reference: null }));
  }

  /** A spend is disputed in full, as dsp_1. */
  dispute(spendId: string): this {
    const asked = { disputeId: 'dsp_1', lotIdOf: creditId, spendId, amountFen: null, cause: 'not_received' };
    return this.#step(0, (wallet) => openDispute(wallet, asked, spendIn(this.events, spendId), this.#terms));
  }

  resolve(inFavourOf: 'holder' | 'merchant'): this {
    return this.#step(0, (wallet) => resolveDispute(wallet, { disputeId: 'dsp_1', inFavourOf }));
  }

  /** A part of a spend comes back. */
  giveBack(spendId: string, amount: number): this {
    const asked = { returnId: `ret_${++this.#count}`, spendId, merchantId: null, amountFen: yuan(amount) };
    return this.#step(0, (wallet) => returnSpend(wallet, asked, spendIn(this.events, spendId), this.#terms));
  }

  cancelSpend(id: string): this {
    const asked = { id, merchantId: null, reason: 'answer_lost' };
    return this.#step(0, (wallet) => cancelSpend(wallet, asked, spendIn(this.events, id), this.#terms));
  }

  cancelRecharge(id: string, lotId: string): this {
    const recharged = this.events.find((event) => event.type === 'WalletRecharged' && event.data.lotId === lotId);
    if (recharged?.type !== 'WalletRecharged') throw new Error(`the story has no ${lotId}`);
    const asked = { id, merchantId: null, reason: 'answer_lost', arrived: recharged.data };
    return this.#step(0, (wallet) => cancelRecharge(wallet, asked));
  }

  /** A lot is extended, its fee paid in cash. */
  extend(lotId: string, when: number): this {
    const asked = { feeId: `fee_${++this.#count}`, lotId, tender: 'cash', at: when };
    return this.#step(when, (wallet) => extendLot(wallet, asked, this.#terms));
  }

  /** What is due with a lot at a moment is done. */
  age(lotId: string, when: number): this {
    return this.#step(when, (wallet) => ageLot(wallet, { lotId, at: when }));
  }

  /** The first card is lost: reported and blocked at these moments. */
  block(reportedAt: number, blockedAt = reportedAt): this {
    const command = { ...CARD, reportedAt, reason: 'reported_lost' };
    return this.#step(blockedAt, (wallet) => blockCard(wallet, command, this.facts));
  }

  #step(recordedAt: number, decide: (wallet: WalletState) => Decision<WalletEvent>): this {
    const decision = decide(this.state);
    if (decision.kind === 'refused') throw new Error(`the story cannot go on: ${decision.refusal.code}`);
    this.facts.push(...decision.events.map((event) => ({ recordedAt, event })));
    return this;
  }
}

/** A wallet as simple as it can be, to hold the real one against: a balance, holds, and what can be returned. */
import type { Model } from './linearize.ts';

/** What is asked of a wallet of one lot kind: no bonus, no expiry. Amounts in fen. */
export type Asked =
  | { readonly kind: 'recharge'; readonly id: string; readonly amount: number }
  | { readonly kind: 'spend'; readonly id: string; readonly amount: number }
  | { readonly kind: 'hold'; readonly id: string; readonly amount: number }
  | { readonly kind: 'capture'; readonly holdId: string }
  | { readonly kind: 'release'; readonly holdId: string }
  | { readonly kind: 'return'; readonly spendId: string; readonly amount: number };

/** The balance after it, or the code of the refusal. A release tells what is held after it. */
export type Answered = { readonly balance: number } | { readonly held: number } | { readonly refused: string };

/** Plain data. */
export interface SimpleWallet {
  readonly balance: number;
  /** By hold: what it reserves. */
  readonly holds: Readonly<Record<string, number>>;
  /** By spend, or captured hold: what can still be returned. */
  readonly spends: Readonly<Record<string, number>>;
}

const heldIn = (wallet: SimpleWallet): number => Object.values(wallet.holds).reduce((sum, one) => sum + one, 0);
const without = (from: Readonly<Record<string, number>>, id: string): Record<string, number> =>
  Object.fromEntries(Object.entries(from).filter(([key]) => key !== id));

export const simpleWallet: Model<SimpleWallet, Asked, Answered> = {
  initial: { balance: 0, holds: {}, spends: {} },
  step(wallet, asked) {
    const refused = (code: string) => ({ state: wallet, output: { refused: code } });
    const moved = (state: SimpleWallet) => ({ state, output: { balance: state.balance } });
    const available = wallet.balance - heldIn(wallet);
    switch (asked.kind) {
      case 'recharge':
        return moved({ ...wallet, balance: wallet.balance + asked.amount });
      case 'spend':
        if (available < asked.amount) return refused('balance_short');
        return moved({
          ...wallet,
          balance: wallet.balance - asked.amount,
          spends: { ...wallet.spends, [asked.id]: asked.amount },
        });
      case 'hold':
        if (available < asked.amount) return refused('balance_short');
        return moved({ ...wallet, holds: { ...wallet.holds, [asked.id]: asked.amount } });
      case 'capture': {
        const amount = wallet.holds[asked.holdId];
        if (amount === undefined) return refused('hold_not_open');
        return moved({
          balance: wallet.balance - amount,
          holds: without(wallet.holds, asked.holdId),
          spends: { ...wallet.spends, [asked.holdId]: amount },
        });
      }
      case 'release': {
        if (wallet.holds[asked.holdId] === undefined) return refused('hold_not_open');
        const state = { ...wallet, holds: without(wallet.holds, asked.holdId) };
        return { state, output: { held: heldIn(state) } };
      }
      case 'return': {
        const left = wallet.spends[asked.spendId];
        if (left === undefined) return refused('spend_unknown');
        if (asked.amount > left) return refused('return_exceeds_spend');
        return moved({
          ...wallet,
          balance: wallet.balance + asked.amount,
          spends: { ...wallet.spends, [asked.spendId]: left - asked.amount },
        });
      }
    }
  },
  sameOutput: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  keyOf: ({ balance, holds, spends }) => `${balance} ${sorted(holds)} ${sorted(spends)}`,
};

function sorted(amounts: Readonly<Record<string, number>>): string {
  return Object.entries(amounts)
    .map(([id, amount]) => `${id}=${amount}`)
    .sort()
    .join();
}

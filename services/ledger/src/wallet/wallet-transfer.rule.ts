/** The rule by which value goes from one wallet of a holder to another, with its kinds and its dates. */
import type { EpochMs } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import { type Decision, reject } from '@scrip/decider';
import { type Fen, fen, minus, plus } from '@scrip/money';
import { type Lots, partOf, sharesForTransfer, usableValue, without } from './lots.ts';
import {
  amountNotPositive,
  availableIn,
  balanceShort,
  frozen,
  refuse,
  type Wallet,
  type WalletState,
  type WalletTerms,
  whyNotOpen,
} from './wallet.decider.ts';

/** Value is to go to another wallet. */
export interface Transfer {
  readonly transferId: string;
  readonly amountFen: Fen;
  readonly at: EpochMs;
  /** Id of the lot that the n-th part becomes, from 0. */
  lotIdOf(part: number): string;
  /** When the lots of the first wallet were loaded, as far as it is known. */
  readonly loadedAt?: ReadonlyMap<string, EpochMs>;
}

/** What each of the two wallets records. */
export interface TransferFacts {
  readonly sent: WalletEvent;
  readonly received: WalletEvent;
}

/**
 * Moves usable value; each part becomes a lot with the dates of the one it came from, and takes along its share of what
 * was paid for it and of what was used, so that it can be refunded there (domain 3).
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `same_wallet`; `wallet_of_another_holder`; `wallet_of_another_product`;
 * `wallet_frozen`; `amount_not_positive`; `transfer_not_allowed`; `balance_short` {askedFen, availableFen, missingFen};
 * `spend_disputed` {askedFen, availableFen, disputedFen, missingFen} (a provisional credit is nobody's yet);
 * `balance_limit_exceeded` {askedFen, balanceFen, limitFen, excessFen} of the other wallet.
 */
export function transfer(
  from: WalletState,
  to: WalletState,
  command: Transfer,
  terms: WalletTerms,
): Decision<TransferFacts> {
  if (from.status !== 'open') return refuse(whyNotOpen(from));
  if (to.status !== 'open') return refuse(whyNotOpen(to));
  const apart = whyNotBetween(from, to);
  if (apart) return apart;
  const { amountFen, at } = command;
  const { product } = terms;
  if (amountFen <= 0n) return refuse(amountNotPositive(amountFen));
  if (product.transfer !== 'allowed') return reject('transfer_not_allowed', { product: product.key });
  const availableFen = availableIn(from, at);
  if (availableFen < amountFen) return refuse(balanceShort(amountFen, availableFen));
  const own = withoutCredits(from);
  const disputedFen = minus(usableValue(from.lots, at), usableValue(own, at));
  const missingFen = minus(amountFen, minus(availableFen, disputedFen));
  if (missingFen > 0n) {
    return reject('spend_disputed', { askedFen: amountFen, availableFen, disputedFen, missingFen });
  }
  const limit = product.recharge.balanceCapFen;
  if (limit !== undefined) {
    const balanceFen = usableValue(to.lots, at);
    const excessFen = minus(plus(balanceFen, amountFen), fen(limit));
    if (excessFen > 0n) {
      return reject('balance_limit_exceeded', { askedFen: amountFen, balanceFen, limitFen: fen(limit), excessFen });
    }
  }
  return { kind: 'accepted', events: [factsOf(from, to, command, terms)] };
}

/** The lots without the credits of disputes that are not decided. */
function withoutCredits({ lots, disputes }: Wallet): Lots {
  const credits = new Set(disputes.flatMap((dispute) => dispute.lotIds));
  return without(lots, ({ lotId }) => credits.has(lotId));
}

function whyNotBetween(from: Wallet, to: Wallet): Decision<never> | undefined {
  if (from.walletId === to.walletId) return reject('same_wallet', { walletId: to.walletId });
  if (from.holderId !== to.holderId) return reject('wallet_of_another_holder', { walletId: to.walletId });
  if (from.programmeId !== to.programmeId || from.productKey !== to.productKey) {
    return reject('wallet_of_another_product', { productKey: from.productKey, otherProductKey: to.productKey });
  }
  const cause = from.frozenFor ?? to.frozenFor;
  return cause === null ? undefined : refuse(frozen(cause));
}

function factsOf(from: Wallet, to: Wallet, command: Transfer, terms: WalletTerms): TransferFacts {
  const { transferId, amountFen, at } = command;
  const shares = sharesForTransfer(withoutCredits(from), amountFen, at, terms.product);
  const lots = shares.map(({ lotId, principalFen, bonusFen }) => ({ lotId, principalFen, bonusFen }));
  const loaded = shares.map(({ lotId, loadedPrincipalFen, loadedBonusFen }) => ({
    lotId,
    loadedPrincipalFen,
    loadedBonusFen,
  }));
  const parts = shares.map((gone, index) =>
    partOf(from.lots, command.lotIdOf(index), gone, command.loadedAt?.get(gone.lotId) ?? null),
  );
  const under = { programmeId: from.programmeId, programmeVersion: terms.programmeVersion };
  const { holderId } = from;
  return {
    sent: {
      type: 'WalletTransferSent',
      data: {
        walletId: from.walletId,
        holderId,
        transferId,
        toWalletId: to.walletId,
        amountFen,
        lots,
        loaded,
        ...under,
        balanceAfterFen: minus(from.lots.openFen, amountFen),
      },
    },
    received: {
      type: 'WalletTransferReceived',
      data: {
        walletId: to.walletId,
        holderId,
        transferId,
        fromWalletId: from.walletId,
        amountFen,
        parts,
        ...under,
        balanceAfterFen: plus(to.lots.openFen, amountFen),
      },
    },
  };
}

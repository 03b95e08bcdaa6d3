/**
 * A correction of a wallet by hand (人工调账): one person proposes it, another approves, and only then the wallet has it,
 * in the same moment. Its stream is the paper trail; the money is in the wallet's.
 */
import type { EpochMs } from '@scrip/calendar';
import type { AdjustmentEvent, AdjustmentProposed, WalletEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';
import { type Fen, minus, plus, sumFen } from '@scrip/money';
import { takesForSpend } from '../wallet/lots.ts';
import {
  amountNotPositive,
  availableIn,
  balanceShort,
  refuse,
  type WalletState,
  type WalletTerms,
  whyNotOpen,
} from '../wallet/wallet.decider.ts';

/** Where an adjustment stands; plain data. */
export type AdjustmentState =
  | { readonly status: 'none' }
  | { readonly status: 'proposed' | 'approved' | 'rejected'; readonly proposal: AdjustmentProposed };

/** How an adjustment's stream is folded. */
export const adjustmentDecider: Decider<AdjustmentState, AdjustmentEvent> = {
  stream: 'adjustment',
  initial: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'AdjustmentProposed') return { status: 'proposed', proposal: event.data };
    if (state.status === 'none') throw new InvariantError(`${event.type} comes before its proposal`);
    return { ...state, status: event.type === 'AdjustmentApproved' ? 'approved' : 'rejected' };
  },
};

/** What is proposed. */
export interface ProposeAdjustment {
  readonly adjustmentId: string;
  readonly direction: 'credit' | 'debit';
  readonly principalFen: Fen;
  /** 0 for a debit. */
  readonly bonusFen: Fen;
  /** snake_case. */
  readonly reason: string;
  readonly correctsEventId: string | null;
  readonly proposedBy: string;
}

/**
 * Proposes a correction. Refused in this order: `wallet_unknown`; `amount_not_positive`; `debit_of_bonus` (a debit names
 * one amount, taken in the order of the product).
 */
export function propose(wallet: WalletState, command: ProposeAdjustment): Decision<AdjustmentEvent> {
  if (wallet.status !== 'open') return refuse(whyNotOpen(wallet));
  const { principalFen, bonusFen, direction } = command;
  if (plus(principalFen, bonusFen) <= 0n) return refuse(amountNotPositive(plus(principalFen, bonusFen)));
  if (direction === 'debit' && bonusFen > 0n) return reject('debit_of_bonus', { bonusFen });
  const { walletId, holderId } = wallet;
  return accept({ type: 'AdjustmentProposed', data: { ...command, walletId, holderId } });
}

/** Who decides on a proposal. */
export interface Review {
  readonly by: string;
  readonly at: EpochMs;
  /** Lot of a credit. */
  readonly lotId: string;
}

/** What an approval records: in its own stream and in the wallet's. */
export interface ApprovalFacts {
  readonly approved: AdjustmentEvent;
  readonly adjusted: WalletEvent;
}

/**
 * Approves a proposal and corrects the wallet in the same moment.
 * Refused in this order: `adjustment_unknown`; `adjustment_decided` {status}; `own_proposal` (somebody else must approve);
 * `wallet_closed` (since it was proposed);
 * `balance_short` {askedFen, availableFen, missingFen} for a debit.
 */
export function approve(
  state: AdjustmentState,
  wallet: WalletState,
  { by, at, lotId }: Review,
  terms: WalletTerms,
): Decision<ApprovalFacts> {
  if (state.status === 'none') return reject('adjustment_unknown');
  if (state.status !== 'proposed') return reject('adjustment_decided', { status: state.status });
  const { adjustmentId, walletId, proposedBy, direction, principalFen, bonusFen } = state.proposal;
  if (by === proposedBy) return reject('own_proposal', { proposedBy });
  if (wallet.status === 'none') throw new InvariantError(`${adjustmentId} is of ${walletId}, which is not open`);
  if (wallet.status === 'closed') return refuse(whyNotOpen(wallet));
  const approved: AdjustmentEvent = { type: 'AdjustmentApproved', data: { adjustmentId, walletId, approvedBy: by } };
  const ids = { walletId, holderId: wallet.holderId, adjustmentId, direction };
  const under = { programmeId: wallet.programmeId, programmeVersion: terms.programmeVersion };
  const balanceFen = wallet.lots.openFen;
  if (direction === 'credit') {
    const balanceAfterFen = sumFen([balanceFen, principalFen, bonusFen]);
    const data = { ...ids, lotId, principalFen, bonusFen, lots: [], ...under, balanceAfterFen, claimId: null };
    return { kind: 'accepted', events: [{ approved, adjusted: { type: 'WalletAdjusted', data } }] };
  }
  const availableFen = availableIn(wallet, at);
  if (availableFen < principalFen) return refuse(balanceShort(principalFen, availableFen));
  const lots = takesForSpend(wallet.lots, principalFen, at, terms.product);
  const taken = {
    lotId: null,
    principalFen: sumFen(lots.map((lot) => lot.principalFen)),
    bonusFen: sumFen(lots.map((lot) => lot.bonusFen)),
  };
  const balanceAfterFen = minus(balanceFen, principalFen);
  const data = { ...ids, ...taken, lots, ...under, balanceAfterFen, claimId: null };
  return { kind: 'accepted', events: [{ approved, adjusted: { type: 'WalletAdjusted', data } }] };
}

/**
 * Turns a proposal down; who proposed it may take it back. Refused in this order: `adjustment_unknown`;
 * `adjustment_decided` {status}.
 */
export function rejectProposal(
  state: AdjustmentState,
  { by, reason }: { readonly by: string; readonly reason: string },
): Decision<AdjustmentEvent> {
  if (state.status === 'none') return reject('adjustment_unknown');
  if (state.status !== 'proposed') return reject('adjustment_decided', { status: state.status });
  const { adjustmentId, walletId } = state.proposal;
  return accept({ type: 'AdjustmentRejected', data: { adjustmentId, walletId, rejectedBy: by, reason } });
}

/** The rules by which a client loads a wallet of its people and gets back what is on a card that is returned (domain 2.4). */
import type { EpochMs } from '@scrip/calendar';
import type { WalletClosed, WalletEvent } from '@scrip/contracts';
import { accept, type Decision, type Refusal, reject } from '@scrip/decider';
import { type Fen, sumFen, ZERO_FEN } from '@scrip/money';
import { frozen, refuse, type WalletState, type WalletTerms, whyNotOpen } from './wallet.decider.ts';
import { recharge } from './wallet-till.rule.ts';

/** How the journal and a statement name what a client's list paid. */
export const CLIENT_TENDER = 'client';

/** One line of a client's list. */
export interface LoadAllowance {
  readonly clientId: string;
  readonly programmeId: string;
  readonly productKey: string;
  readonly rechargeId: string;
  readonly lotId: string;
  readonly amountFen: Fen;
  /** Whether it is the first time that the client loads this wallet. */
  readonly newCard: boolean;
  /** Taken for a new card; may be none. */
  readonly depositFen: Fen;
  readonly at: EpochMs;
}

/**
 * Loads one person's allowance, and takes the deposit for a new card; a card has one deposit for good (domain 2.4, C1).
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `product_mismatch` (another product than the client's);
 * `wallet_of_another_client`; `card_not_new`; `card_not_of_client` (not said to be new, and never loaded by the client);
 * then as `recharge`, which takes what a client pays for a dormant wallet: it stays dormant, and holds up nobody else's load.
 */
export function loadAllowance(state: WalletState, command: LoadAllowance, terms: WalletTerms): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { clientId, programmeId, productKey, rechargeId, lotId, amountFen, newCard, depositFen, at } = command;
  if (state.programmeId !== programmeId || state.productKey !== productKey) {
    return reject('product_mismatch', { programmeId: state.programmeId, productKey: state.productKey });
  }
  if (state.client && state.client.clientId !== clientId) return reject('wallet_of_another_client');
  if (state.client && newCard) return reject('card_not_new', { depositFen: state.client.depositFen });
  if (!state.client && !newCard) return reject('card_not_of_client');
  const paid = { rechargeId, lotId, principalFen: amountFen, tender: CLIENT_TENDER, clientId, at };
  const loaded = recharge(state, paid, terms);
  if (loaded.kind === 'refused' || !newCard || depositFen === ZERO_FEN) return loaded;
  const { walletId, holderId } = state;
  const { programmeVersion } = terms;
  const data = { walletId, holderId, clientId, depositFen, programmeId, programmeVersion };
  return accept<WalletEvent>(...loaded.events, { type: 'WalletDepositTaken', data });
}

/** A card comes back for good. */
export interface CloseWallet {
  readonly creditId: string;
  readonly clientId: string;
  /** Why a purse that this wallet loaded is not empty; undefined where it is. */
  readonly whyLoaded: (purseId: string) => Refusal | undefined;
}

/** What was on a returned card, and the fact that says so. */
export interface ClosedByClient {
  readonly closed: WalletClosed;
  /** What the latest list loaded, in fen: the allowance of a month. */
  readonly allowanceFen: Fen;
}

/**
 * Empties a wallet for its client and shuts it for good: the client gets the principal that is left, expired or not, and
 * the deposit; bonus lapses, since nobody paid it (domain 2.4, C3).
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `wallet_of_another_client` (also one that no client loads);
 * `wallet_frozen` (a dormant one comes back as any other); `holds_open` with their number; `disputes_open` with theirs; as a purse on its cards says that
 * is not empty (what is on it, or on its way to it, is not in the wallet's lots).
 */
export function closeForClient(
  state: WalletState,
  { creditId, clientId, whyLoaded }: CloseWallet,
  programmeVersion: number,
): Decision<ClosedByClient> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { walletId, holderId, programmeId, client, frozenFor, holds, disputes } = state;
  if (client?.clientId !== clientId) return reject('wallet_of_another_client');
  if (frozenFor !== null && frozenFor !== 'dormant') return refuse(frozen(frozenFor));
  if (holds.length > 0) return reject('holds_open', { openHolds: holds.length });
  if (disputes.length > 0) return reject('disputes_open', { openDisputes: disputes.length });
  for (const purseId of state.purses) {
    const loaded = whyLoaded(purseId);
    if (loaded) return refuse(loaded);
  }
  const lots = state.lots.open.map(({ lotId, principalFen, bonusFen }) => ({ lotId, principalFen, bonusFen }));
  const closed: WalletClosed = {
    walletId,
    holderId,
    creditId,
    clientId,
    principalFen: sumFen(lots.map((lot) => lot.principalFen)),
    bonusFen: sumFen(lots.map((lot) => lot.bonusFen)),
    depositFen: client.depositFen,
    lots,
    programmeId,
    programmeVersion,
    balanceAfterFen: ZERO_FEN,
  };
  return accept({ closed, allowanceFen: client.allowanceFen });
}

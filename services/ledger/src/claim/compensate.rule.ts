/** A holder's proved loss is made good: a claim of the holder, paid into a wallet at once or later by bank (domain 2.12). */
import type { ClaimEvent, WalletEvent } from '@scrip/contracts';
import { type Decision, InvariantError, reject } from '@scrip/decider';
import { type Fen, plus, ZERO_FEN } from '@scrip/money';
import { refuse, type WalletState, type WalletTerms, whyNotOpen } from '../wallet/wallet.decider.ts';
import { type ClaimState, openClaim } from './claim.decider.ts';

/** A compensation that was granted: who may grant it has been decided with the case. */
export interface Compensate {
  readonly claimId: string;
  readonly compensationId: string;
  readonly caseId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly amountFen: Fen;
}

/** The wallet that gets it, with the lot that it will be there. */
export interface WalletToCredit {
  readonly state: WalletState;
  readonly terms: WalletTerms;
  readonly lotId: string;
}

/** What a compensation records: in its claim's stream and in the wallet's. */
export interface CompensationFacts {
  readonly claim: readonly ClaimEvent[];
  readonly wallet: readonly WalletEvent[];
}

/**
 * Records what the holder is owed, as an expense; where a wallet is named it has it in the same moment, as a lot of
 * principal that does not expire. No cap of the product applies: it is nothing that was sold.
 * Refused in this order: `claim_known` {claimId}; `amount_not_positive`; `wallet_unknown`, `wallet_closed`;
 * `holder_mismatch` {holderId} where the wallet is another holder's.
 */
export function compensate(
  state: ClaimState,
  command: Compensate,
  into: WalletToCredit | null,
): Decision<CompensationFacts> {
  const { claimId, compensationId, caseId, holderId, programmeId, amountFen } = command;
  const party = { owedBy: 'issuer', partyKind: 'holder', partyId: holderId, programmeId } as const;
  const opened = openClaim(state, {
    claimId,
    ...party,
    cause: 'compensation',
    amountFen,
    walletId: into === null ? null : walletIdOf(into.state),
    orderId: null,
    caseId,
    compensationId,
  });
  if (opened.kind === 'refused') return opened;
  if (into === null) return { kind: 'accepted', events: [{ claim: opened.events, wallet: [] }] };
  const { state: wallet, terms, lotId } = into;
  if (wallet.status !== 'open') return refuse(whyNotOpen(wallet));
  const { walletId } = wallet;
  if (wallet.holderId !== holderId) return reject('holder_mismatch', { holderId });
  const credited: ClaimEvent = {
    type: 'ClaimCredited',
    data: { claimId, ...party, paidFen: amountFen, walletId, lotId },
  };
  const adjusted: WalletEvent = {
    type: 'WalletAdjusted',
    data: {
      walletId,
      holderId,
      adjustmentId: compensationId,
      direction: 'credit',
      lotId,
      principalFen: amountFen,
      bonusFen: ZERO_FEN,
      lots: [],
      programmeId: wallet.programmeId,
      programmeVersion: terms.programmeVersion,
      balanceAfterFen: plus(wallet.lots.openFen, amountFen),
      claimId,
    },
  };
  return { kind: 'accepted', events: [{ claim: [...opened.events, credited], wallet: [adjusted] }] };
}

function walletIdOf(wallet: WalletState): string {
  if (wallet.status === 'none')
    throw new InvariantError('a compensation goes to a wallet that was found and is not open');
  return wallet.walletId;
}

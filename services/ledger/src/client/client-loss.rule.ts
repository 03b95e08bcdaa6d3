/** The rule by which a loss that a holder reported without the agent of the client costs the issuer a claim (domain 2.4). */
import type { ClaimEvent } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import { type ClaimState, openClaim } from '../claim/claim.decider.ts';
import type { WalletState } from '../wallet/wallet.decider.ts';

/** A holder reported a card of a client's without its agent. */
export interface LossByHolder {
  /** Made of the report, so that the same news again find it. */
  readonly claimId: string;
  readonly walletId: string;
  readonly clientId: string;
}

/**
 * The issuer owes the client that person's allowance of a month. Nothing new where the claim is there already, where the
 * wallet is not of this client, or closed, and where its latest list loaded nothing. Never refused.
 */
export function claimForLoss(
  wallet: WalletState,
  claim: ClaimState,
  { claimId, walletId, clientId }: LossByHolder,
): Decision<ClaimEvent> {
  if (claim.status !== 'none' || wallet.status !== 'open' || wallet.client?.clientId !== clientId) return accept();
  const { programmeId, client } = wallet;
  if (client.allowanceFen <= 0n) return accept();
  const to = { owedBy: 'issuer', partyKind: 'client', partyId: clientId, amountFen: client.allowanceFen } as const;
  return openClaim(claim, { claimId, ...to, cause: 'loss_not_by_agent', programmeId, walletId, orderId: null });
}

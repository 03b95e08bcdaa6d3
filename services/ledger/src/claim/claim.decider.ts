/** A claim: something is owed because an agreement was broken; it is paid in full or not made any more (domain 2.4, 2.5). */
import type { ClaimEvent, ClaimOpened } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { type Fen, minus } from '@scrip/money';

/** A claim by what it is and what became of it. Plain data, since snapshots keep it as JSON. */
export interface Claim {
  readonly status: 'open' | 'settled' | 'withdrawn';
  readonly claimId: string;
  readonly owedBy: string;
  readonly partyKind: string;
  readonly partyId: string;
  readonly programmeId: string | null;
  readonly amountFen: Fen;
}

/** What is known of a claim's id: nothing, or a claim. */
export type ClaimState = { readonly status: 'none' } | Claim;

/** Nothing is known of the claim yet. */
const NO_CLAIM: ClaimState = { status: 'none' };

/** How a claim's stream is folded. */
export const claimDecider: Decider<ClaimState, ClaimEvent> = {
  stream: 'claim',
  initial: NO_CLAIM,
  evolve(state, event) {
    if (event.type === 'ClaimOpened') {
      if (state.status !== 'none') throw new InvariantError(`${event.data.claimId} was opened twice`);
      const { claimId, owedBy, partyKind, partyId, programmeId, amountFen } = event.data;
      return { status: 'open', claimId, owedBy, partyKind, partyId, programmeId, amountFen };
    }
    if (state.status !== 'open') throw new InvariantError(`${event.type} comes to a claim that is not open`);
    switch (event.type) {
      case 'ClaimSettled':
      case 'ClaimCredited':
        return { ...state, status: 'settled' };
      case 'ClaimWithdrawn':
        return { ...state, status: 'withdrawn' };
    }
  },
};

/** An agreement was broken. */
export interface OpenClaim extends Omit<ClaimOpened, 'caseId' | 'compensationId'> {
  /** Of a compensation, as is the next. */
  readonly caseId?: string | null;
  readonly compensationId?: string | null;
  readonly owedBy: 'issuer' | 'party';
  readonly partyKind: 'client' | 'distributor' | 'holder';
  readonly cause:
    | 'return_not_by_agent'
    | 'loss_not_by_agent'
    | 'card_not_chargeable'
    | 'card_value_mismatch'
    | 'sold_outside_region'
    | 'compensation';
}

/** Opens a claim (domain 2.4, C4 and losses that the agent did not report; 2.5, D3 and D6). Refused in this order: `claim_known`; `amount_not_positive`. */
export function openClaim(state: ClaimState, command: OpenClaim): Decision<ClaimEvent> {
  const { claimId, amountFen } = command;
  if (state.status !== 'none') return reject('claim_known', { claimId });
  if (amountFen <= 0n) return reject('amount_not_positive', { askedFen: amountFen });
  const { caseId = null, compensationId = null } = command;
  return accept({ type: 'ClaimOpened', data: { ...command, caseId, compensationId } });
}

/** A claim was paid. */
export interface SettleClaim {
  readonly paidFen: Fen;
  readonly bankReference: string;
}

/**
 * Records that a claim was paid, all of it. Refused in this order: `claim_unknown`; `claim_closed` with how;
 * `payment_mismatch` with paid, due and difference.
 */
export function settleClaim(state: ClaimState, { paidFen, bankReference }: SettleClaim): Decision<ClaimEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { claimId, owedBy, partyKind, partyId, programmeId, amountFen: dueFen } = state;
  if (paidFen !== dueFen) {
    return reject('payment_mismatch', { paidFen, dueFen, differenceFen: minus(paidFen, dueFen) });
  }
  return accept({
    type: 'ClaimSettled',
    data: { claimId, owedBy, partyKind, partyId, programmeId, paidFen, bankReference },
  });
}

/**
 * Takes a claim back; nothing is owed.
 * @param reason snake_case. Refused in this order: `claim_unknown`; `claim_closed` with how.
 */
export function withdrawClaim(state: ClaimState, reason: string): Decision<ClaimEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { claimId, owedBy, partyKind, partyId, programmeId, amountFen } = state;
  return accept({
    type: 'ClaimWithdrawn',
    data: { claimId, owedBy, partyKind, partyId, programmeId, amountFen, reason },
  });
}

function whyNotOpen(state: ClaimState): Refusal {
  if (state.status === 'none') return { code: 'claim_unknown', detail: {} };
  return { code: 'claim_closed', detail: { closedAs: state.status } };
}

function refuse(refusal: Refusal): Decision<never> {
  return { kind: 'refused', refusal };
}

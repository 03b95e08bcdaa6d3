/** Compensation of a case: at most the proved loss, granted by another person with the authority, recorded by the ledger (domain 2.12). */
import type { CaseEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type Fen, minus, plus } from '@scrip/money';
import { type Case, type CaseState, type Compensation, caseIn, refuse, whyNotGoingOn } from './case.decider.ts';

/** What is proposed. */
export interface ProposeCompensation {
  readonly compensationId: string;
  readonly amountFen: Fen;
  readonly provedLossFen: Fen;
  /** Where the proof is found. */
  readonly evidence: string;
  /** Null: it is owed, and paid by bank. */
  readonly walletId: string | null;
  readonly proposedBy: string;
}

/**
 * Proposes to make good a loss. Refused in this order: `case_unknown`; `case_closed`; `holder_missing`;
 * `compensation_not_offered`; `compensation_open` {compensationId} while another waits; `amount_not_positive`;
 * `loss_exceeded` {askedFen, postedFen, provedLossFen, excessFen} where the programme caps it, with what was paid before;
 * `authority_exceeded` {askedFen, postedFen, mostFen} where nobody may grant so much on one case.
 */
export function proposeCompensation(state: CaseState, command: ProposeCompensation): Decision<CaseEvent> {
  const over = whyNotGoingOn(state);
  if (over) return refuse(over);
  const { opened, compensation, postedFen } = caseIn(state);
  if (opened.holderId === null) return reject('holder_missing');
  const mostFen = opened.authorities.at(-1)?.upToFen;
  if (mostFen === undefined) return reject('compensation_not_offered');
  if (compensation && isWaiting(compensation)) {
    return reject('compensation_open', { compensationId: compensation.compensationId });
  }
  const { amountFen: askedFen, provedLossFen } = command;
  if (askedFen <= 0n) return reject('amount_not_positive', { askedFen });
  const allFen = plus(askedFen, postedFen);
  if (opened.isCappedAtLoss && allFen > provedLossFen) {
    return reject('loss_exceeded', { askedFen, postedFen, provedLossFen, excessFen: minus(allFen, provedLossFen) });
  }
  if (allFen > mostFen) return reject('authority_exceeded', { askedFen, postedFen, mostFen });
  return accept({ type: 'CaseCompensationProposed', data: { caseId: opened.caseId, ...command } });
}

/** Who decides on a proposal, in which roles. */
export interface CompensationReview {
  readonly compensationId: string;
  readonly by: string;
  /** Keys of the programme, from the scopes notifications:authority.<key>. */
  readonly roles: ReadonlySet<string>;
}

/**
 * Grants a compensation. Refused in this order: `case_unknown`; `compensation_unknown`; `compensation_decided` {state};
 * `own_proposal`; `role_missing` {roles}: those who may grant so much, with what was paid on the case before.
 */
export function approveCompensation(state: CaseState, review: CompensationReview): Decision<CaseEvent> {
  const found = proposalOf(state, review.compensationId);
  if ('code' in found) return reject(found.code, found.detail);
  const { compensation, current } = found;
  if (compensation.proposedBy === review.by) return reject('own_proposal', { proposedBy: review.by });
  const { compensationId, amountFen } = compensation;
  // Else several small ones would need nobody above.
  const roles = rolesFor(current, plus(amountFen, current.postedFen));
  const role = roles.find((one) => review.roles.has(one));
  if (role === undefined) return reject('role_missing', { roles });
  const { caseId } = current.opened;
  return accept({
    type: 'CaseCompensationApproved',
    data: { caseId, compensationId, amountFen, role, approvedBy: review.by },
  });
}

/**
 * Turns a proposal down; who proposed it may take it back. Refused in this order: `case_unknown`; `compensation_unknown`;
 * `compensation_decided` {state}.
 */
export function rejectCompensation(
  state: CaseState,
  { compensationId, reason, by }: { readonly compensationId: string; readonly reason: string; readonly by: string },
): Decision<CaseEvent> {
  const found = proposalOf(state, compensationId);
  if ('code' in found) return reject(found.code, found.detail);
  const { caseId } = found.current.opened;
  return accept({ type: 'CaseCompensationRejected', data: { caseId, compensationId, reason, rejectedBy: by } });
}

/** What the ledger said about a compensation that was granted. */
export type LedgerWord =
  | { readonly kind: 'posted'; readonly claimId: string }
  | { readonly kind: 'refused'; readonly code: string };

/** Records what the ledger said; what is recorded already stays as it is, because the ledger is asked until it answers. Never refused. */
export function concludeCompensation(state: CaseState, compensationId: string, word: LedgerWord): Decision<CaseEvent> {
  if (state.status === 'none') return accept();
  const { compensation, opened } = state;
  if (compensation?.compensationId !== compensationId || compensation.status !== 'approved') return accept();
  const { caseId } = opened;
  if (word.kind === 'refused') {
    return accept({ type: 'CaseCompensationRefused', data: { caseId, compensationId, code: word.code } });
  }
  const { amountFen } = compensation;
  return accept({
    type: 'CaseCompensationPosted',
    data: { caseId, compensationId, claimId: word.claimId, amountFen },
  });
}

function isWaiting({ status }: Compensation): boolean {
  return status === 'proposed' || status === 'approved';
}

/** Roles that may grant an amount: of every authority that reaches so far. */
function rolesFor({ opened }: Case, amountFen: Fen): readonly string[] {
  return [...new Set(opened.authorities.filter(({ upToFen }) => upToFen >= amountFen).flatMap(({ roles }) => roles))];
}

function proposalOf(
  state: CaseState,
  compensationId: string,
):
  | { readonly compensation: Compensation; readonly current: Case }
  | { readonly code: string; readonly detail: Readonly<Record<string, unknown>> } {
  if (state.status === 'none') return { code: 'case_unknown', detail: {} };
  const { compensation } = state;
  if (compensation?.compensationId !== compensationId) return { code: 'compensation_unknown', detail: {} };
  if (compensation.status === 'proposed') return { compensation, current: state };
  return { code: 'compensation_decided', detail: { state: compensation.status } };
}

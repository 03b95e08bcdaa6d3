/** One fee of a member: due or waived, decided once; settled by who bills it (domain 2.8, V4). */
import type { FeeDue, FeeEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';
import { decideFee, type Facts, type FallingDue, type FeeVerdict, measureKey, measuresAsked } from '@scrip/programme';

/** Where a fee stands; plain data. */
export type FeeState =
  | { readonly status: 'none' }
  | { readonly status: 'due' | 'waived' | 'settled'; readonly decided: FeeDue };

/** How a fee's stream is folded. */
export const feeDecider: Decider<FeeState, FeeEvent> = {
  stream: 'fee',
  initial: { status: 'none' },
  evolve(state, event) {
    switch (event.type) {
      case 'FeeDue':
        return { status: 'due', decided: event.data };
      case 'FeeWaived':
        return { status: 'waived', decided: event.data };
      case 'FeeSettled':
        if (state.status === 'none') throw new InvariantError(`${event.data.feeId} was settled before it was due`);
        return { ...state, status: 'settled' };
    }
  },
};

/** What names a fee: the same member owes the same fee for a day once. */
export function feeSeed(membershipId: string, feeKey: string, dueDate: string): string {
  return [membershipId, feeKey, dueDate].join('\n');
}

/** A fact that decides a fee. */
export type FeeDecided = Extract<FeeEvent, { type: 'FeeDue' | 'FeeWaived' }>;

/** Of whom a fee is decided, and by which run. */
export type FeeOf = Omit<FeeDue, 'feeKey' | 'dueDate' | 'amountFen' | 'measures'>;

/** A fee that was decided before stays as it was decided; so a run that is repeated changes nothing. */
export function takeFee(state: FeeState, event: FeeEvent): Decision<FeeEvent> {
  return state.status === 'none' ? accept(event) : accept();
}

/** The fact about a fee that falls due, with every number that its waiver was asked with. */
export function feeFact(
  { fee, dueDate }: FallingDue,
  of: FeeOf & Pick<FeeDue, 'amountFen'>,
  facts: Facts,
): { readonly event: FeeDecided; readonly verdict: FeeVerdict } {
  const verdict = decideFee(fee, facts);
  const asked = fee.waive === undefined ? [] : measuresAsked(fee.waive).map(measureKey);
  const measures = asked.flatMap((measure) => {
    const found = facts.measures?.get(measure);
    return found ? [{ measure, total: String(found.total), over: String(found.over) }] : [];
  });
  const data: FeeDue = { ...of, feeKey: fee.key, dueDate, measures };
  return { event: { type: verdict.verdict === 'waived' ? 'FeeWaived' : 'FeeDue', data }, verdict };
}

/**
 * Records that a fee was paid. Refused in this order: `fee_unknown`; `fee_waived` {feeId}; `fee_settled` {feeId};
 * `amount_differs` {askedFen, dueFen}: a fee is paid whole.
 */
export function settleFee(
  state: FeeState,
  { amountFen, reference }: { readonly amountFen: FeeDue['amountFen']; readonly reference: string },
): Decision<FeeEvent> {
  if (state.status === 'none') return reject('fee_unknown');
  const { feeId, membershipId, amountFen: dueFen } = state.decided;
  if (state.status === 'waived') return reject('fee_waived', { feeId });
  if (state.status === 'settled') return reject('fee_settled', { feeId });
  if (amountFen !== dueFen) return reject('amount_differs', { askedFen: amountFen, dueFen });
  return accept({ type: 'FeeSettled', data: { feeId, membershipId, amountFen, reference } });
}

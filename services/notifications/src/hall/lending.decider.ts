/** One thing that the service hall lends and gets back, such as an umbrella: nobody has it twice (domain 2.12). */
import type { BusinessDate } from '@scrip/calendar';
import type { LendingEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';

/** A thing, which is there, out, or given up. */
export type LendingState =
  | { readonly status: 'unknown' }
  | { readonly status: 'in' }
  | {
      readonly status: 'out' | 'missing';
      readonly thingId: string;
      readonly loanId: string;
      readonly holderId: string;
      readonly dueDate: BusinessDate | null;
    };

/** How a thing's stream is folded. */
export const lendingDecider: Decider<LendingState, LendingEvent> = {
  stream: 'lending',
  initial: { status: 'unknown' },
  evolve(state, event) {
    switch (event.type) {
      case 'ThingLent': {
        const { thingId, loanId, holderId, dueDate } = event.data;
        return { status: 'out', thingId, loanId, holderId, dueDate };
      }
      case 'ThingReturned':
        return { status: 'in' };
      case 'ThingMissed':
        if (state.status !== 'out')
          throw new InvariantError(`${event.data.loanId} is missed while it is ${state.status}`);
        return { ...state, status: 'missing' };
    }
  },
};

/** A loan. */
export interface LendThing {
  readonly thingId: string;
  readonly loanId: string;
  readonly queueKey: string;
  readonly thingKey: string;
  readonly thingNo: string;
  readonly holderId: string;
  readonly dueDate: BusinessDate | null;
  readonly lentBy: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
}

/** Lends a thing. Refused in this order: `thing_out` {loanId}; `thing_missing` {loanId}: it was given up and not found. */
export function lendThing(state: LendingState, command: LendThing): Decision<LendingEvent> {
  if (state.status === 'out') return reject('thing_out', { loanId: state.loanId });
  if (state.status === 'missing') return reject('thing_missing', { loanId: state.loanId });
  return accept({ type: 'ThingLent', data: command });
}

/**
 * Takes a thing back, also one that was given up. Refused in this order: `thing_unknown`; `thing_in`.
 * @param today in business time: after the last day it is late.
 */
export function returnThing(
  state: LendingState,
  { condition, by, today }: { condition: 'good' | 'damaged'; by: string; today: BusinessDate },
): Decision<LendingEvent> {
  if (state.status === 'unknown') return reject('thing_unknown');
  if (state.status === 'in') return reject('thing_in');
  const { thingId, loanId, dueDate } = state;
  const isLate = dueDate !== null && today > dueDate;
  return accept({ type: 'ThingReturned', data: { thingId, loanId, isLate, condition, receivedBy: by } });
}

/** Gives a thing up that was not brought back. Refused in this order: `thing_unknown`; `thing_in`; `thing_missing` {loanId}. */
export function missThing(state: LendingState, reportedBy: string): Decision<LendingEvent> {
  if (state.status === 'unknown') return reject('thing_unknown');
  if (state.status === 'in') return reject('thing_in');
  const { thingId, loanId } = state;
  if (state.status === 'missing') return reject('thing_missing', { loanId });
  return accept({ type: 'ThingMissed', data: { thingId, loanId, reportedBy } });
}

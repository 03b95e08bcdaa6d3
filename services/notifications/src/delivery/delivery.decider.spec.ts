import { describe, expect, it } from '@jest/globals';
import type { DeliveryEvent } from '@scrip/contracts';
import { type Decision, fold } from '@scrip/decider';
import {
  ATTEMPTS_MAX,
  BACKOFF_MS,
  beginAttempt,
  type DeliveryState,
  deliveryDecider,
  giveUp,
  type Outcome,
  recordOutcome,
  recordReport,
  resolveDoubt,
} from './delivery.decider.ts';

const AT = Date.UTC(2026, 2, 4);
const of = { deliveryId: 'dlv_1', outreachId: 'out_1', holderId: 'hld_1', channel: 'sms' };
const initial: DeliveryState = deliveryDecider.initial;

/** The state after a decision, which must be one to do something. */
function after(state: DeliveryState, decision: Decision<DeliveryEvent>): DeliveryState {
  if (decision.kind === 'refused') throw new Error(decision.refusal.code);
  return decision.events.reduce<DeliveryState>(deliveryDecider.evolve, state);
}
const begun = (state: DeliveryState, at = AT): DeliveryState =>
  after(state, beginAttempt(state, { ...of, providerKey: 'a', at }));
const came = (state: DeliveryState, outcome: Outcome, at = AT, elsewhere = false): DeliveryState =>
  after(state, recordOutcome(state, outcome, { at, elsewhere }));
const unavailable: Outcome = { kind: 'refused', reason: 'unavailable', final: false };
const codeOf = (decision: Decision<DeliveryEvent>): string | undefined =>
  decision.kind === 'refused' ? decision.refusal.code : undefined;

describe('attempts', () => {
  it('come after a wait that grows, and end', () => {
    let state = initial;
    let at = AT;
    for (let attempt = 1; attempt < ATTEMPTS_MAX; attempt += 1) {
      state = came(begun(state, at), unavailable, at);
      const wait = BACKOFF_MS[attempt - 1] ?? 0;
      expect(state).toMatchObject({ kind: 'waiting', attempt, nextAttemptAt: at + wait });
      expect(codeOf(beginAttempt(state, { ...of, providerKey: 'a', at: at + wait - 1 }))).toBe('delivery_not_due');
      at += wait;
    }
    expect(came(begun(state, at), unavailable, at)).toMatchObject({ kind: 'given_up', reason: 'unavailable' });
  });

  it('are one at a time, and none after the end', () => {
    const underway = begun(initial);
    expect(codeOf(beginAttempt(underway, { ...of, providerKey: 'b', at: AT }))).toBe('delivery_underway');
    const doubtful = came(underway, { kind: 'doubtful', reason: 'timed_out' });
    expect(codeOf(beginAttempt(doubtful, { ...of, providerKey: 'b', at: AT }))).toBe('delivery_doubtful');
    const accepted = came(underway, { kind: 'accepted', carrierReference: null, knownBy: 'answer' });
    expect(codeOf(beginAttempt(accepted, { ...of, providerKey: 'b', at: AT }))).toBe('delivery_done');
  });

  it('whose outcome comes twice, or too late, change nothing more', () => {
    const accepted = came(begun(initial), { kind: 'accepted', carrierReference: 'm', knownBy: 'answer' });
    expect(came(accepted, unavailable)).toBe(accepted);
    expect(after(accepted, giveUp(accepted, of, { reason: 'too_late', at: AT }))).toBe(accepted);
  });

  it('go to another provider at once where there is one', () => {
    expect(came(begun(initial), unavailable, AT, true)).toMatchObject({ kind: 'waiting', nextAttemptAt: AT });
  });
});

describe('a report', () => {
  const report = { providerKey: 'a', arrived: true, reason: null, reportedAt: AT };

  it('settles a doubt and an attempt under way, and is never taken back', () => {
    const doubtful = came(begun(initial), { kind: 'doubtful', reason: 'timed_out' });
    for (const state of [doubtful, begun(initial)]) {
      const arrived = after(state, recordReport(state, report));
      expect(arrived).toMatchObject({ kind: 'accepted', arrived: true });
      expect(after(arrived, recordReport(arrived, { ...report, arrived: false, reason: 'off' }))).toBe(arrived);
    }
  });

  it('is refused for what nobody has, and from another provider', () => {
    expect(codeOf(recordReport(initial, report))).toBe('delivery_unknown');
    expect(codeOf(recordReport(came(begun(initial), unavailable), report))).toBe('delivery_not_with_carrier');
    expect(codeOf(recordReport(begun(initial), { ...report, providerKey: 'b' }))).toBe('provider_mismatch');
  });
});

describe('a doubt', () => {
  it('is settled once, by what an operator found', () => {
    const doubtful = came(begun(initial), { kind: 'doubtful', reason: 'stopped' });
    expect(after(doubtful, resolveDoubt(doubtful, 'sent', AT))).toMatchObject({ kind: 'accepted' });
    expect(after(doubtful, resolveDoubt(doubtful, 'again', AT))).toMatchObject({ kind: 'waiting', nextAttemptAt: AT });
    const left = after(doubtful, resolveDoubt(doubtful, 'give_up', AT));
    expect(left).toMatchObject({ kind: 'given_up', reason: 'not_sent' });
    expect(codeOf(resolveDoubt(left, 'sent', AT))).toBe('delivery_not_doubtful');
    expect(codeOf(resolveDoubt(initial, 'sent', AT))).toBe('delivery_unknown');
  });
});

it('a delivery folds to the same state from its events', () => {
  const events: DeliveryEvent[] = [
    { type: 'DeliveryAttempted', data: { ...of, attempt: 1, providerKey: 'a', attemptedAt: AT } },
    {
      type: 'DeliveryAccepted',
      data: { ...of, attempt: 1, providerKey: 'a', carrierReference: null, knownBy: 'answer', acceptedAt: AT },
    },
  ];
  expect(fold(deliveryDecider, events)).toMatchObject({ kind: 'accepted', attempt: 1, arrived: null, read: false });
});

/**
 * One message on its way out by one channel. An attempt is recorded before a provider is asked, its outcome after: whatever
 * dies in between, nothing that may have gone out is unknown, and nothing goes out twice by itself (domain 2.12, K5).
 */
import type { EpochMs } from '@scrip/calendar';
import type { DeliveryAccepted, DeliveryEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';

/** What a delivery is of, as every fact of it says. */
export type OfDelivery = Pick<DeliveryAccepted, 'deliveryId' | 'outreachId' | 'holderId' | 'channel'>;

/** A delivery in each state of its life. */
export type DeliveryState =
  | { readonly kind: 'unknown' }
  /** A provider is being asked, or was when whoever asked died. */
  | (OfDelivery & {
      readonly kind: 'underway';
      readonly attempt: number;
      readonly providerKey: string;
      readonly attemptedAt: EpochMs;
    })
  | (OfDelivery & {
      readonly kind: 'waiting';
      readonly attempt: number;
      readonly providerKey: string | null;
      readonly nextAttemptAt: EpochMs;
    })
  | (OfDelivery & { readonly kind: 'doubtful'; readonly attempt: number; readonly providerKey: string | null })
  | (OfDelivery & {
      readonly kind: 'accepted';
      readonly attempt: number;
      readonly providerKey: string | null;
      /** Null until the carrier reports. */
      readonly arrived: boolean | null;
      readonly read: boolean;
    })
  | (OfDelivery & { readonly kind: 'given_up'; readonly reason: string });

export const deliveryDecider: Decider<DeliveryState, DeliveryEvent> = {
  stream: 'delivery',
  initial: { kind: 'unknown' },
  evolve(state, event) {
    const { deliveryId, outreachId, holderId, channel } = event.data;
    const of = { deliveryId, outreachId, holderId, channel };
    switch (event.type) {
      case 'DeliveryAttempted': {
        const { attempt, providerKey, attemptedAt } = event.data;
        return { ...of, kind: 'underway', attempt, providerKey, attemptedAt };
      }
      case 'DeliveryAccepted': {
        const { attempt, providerKey } = event.data;
        return { ...of, kind: 'accepted', attempt, providerKey, arrived: null, read: false };
      }
      case 'DeliveryRefused': {
        const { attempt, providerKey, reason, nextAttemptAt } = event.data;
        if (nextAttemptAt === null) return { ...of, kind: 'given_up', reason };
        return { ...of, kind: 'waiting', attempt, providerKey, nextAttemptAt };
      }
      case 'DeliveryDoubtful': {
        const { attempt, providerKey } = event.data;
        return { ...of, kind: 'doubtful', attempt, providerKey };
      }
      case 'DeliveryReported':
        return { ...accepted(state, event), arrived: event.data.arrived };
      case 'DeliveryRead':
        return { ...accepted(state, event), read: true };
    }
  },
};

function accepted(state: DeliveryState, event: DeliveryEvent): Extract<DeliveryState, { kind: 'accepted' }> {
  if (state.kind === 'accepted') return state;
  throw new InvariantError(`${event.type} on ${event.data.deliveryId}, which is ${state.kind}`);
}

/** Waits between attempts, in milliseconds: ten seconds, then longer; after the last a message is given up. */
export const BACKOFF_MS = [10_000, 30_000, 120_000, 600_000, 1_800_000] as const;

/** Attempts of one message on one channel, at most. */
export const ATTEMPTS_MAX = BACKOFF_MS.length + 1;

/** Which attempt comes next, and whether it may begin. */
export interface BeginAttempt extends OfDelivery {
  readonly providerKey: string;
  readonly at: EpochMs;
}

/**
 * Begins the next attempt. Refusals in the order tried:
 * - `delivery_underway` {deliveryId, attempt}: somebody else is at it.
 * - `delivery_doubtful` {deliveryId, attempt}: an operator says first what became of it.
 * - `delivery_done` {deliveryId}: it was taken, or given up.
 * - `delivery_not_due` {deliveryId, nextAttemptAt}, in milliseconds since 1970-01-01T00:00:00Z.
 */
export function beginAttempt(state: DeliveryState, { providerKey, at, ...of }: BeginAttempt): Decision<DeliveryEvent> {
  const { deliveryId } = of;
  switch (state.kind) {
    case 'underway':
      return reject('delivery_underway', { deliveryId, attempt: state.attempt });
    case 'doubtful':
      return reject('delivery_doubtful', { deliveryId, attempt: state.attempt });
    case 'accepted':
    case 'given_up':
      return reject('delivery_done', { deliveryId });
    case 'unknown':
      return accept(attempted(of, 1, providerKey, at));
    case 'waiting': {
      const { nextAttemptAt, attempt } = state;
      if (nextAttemptAt > at) return reject('delivery_not_due', { deliveryId, nextAttemptAt });
      return accept(attempted(of, attempt + 1, providerKey, at));
    }
  }
}

function attempted(of: OfDelivery, attempt: number, providerKey: string, attemptedAt: EpochMs): DeliveryEvent {
  return { type: 'DeliveryAttempted', data: { ...of, attempt, providerKey, attemptedAt } };
}

/** What is known of an attempt after a provider was asked. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly carrierReference: string | null; readonly knownBy: 'answer' | 'status' }
  /** `final`: another attempt would be refused too. */
  | { readonly kind: 'refused'; readonly reason: string; readonly final: boolean }
  | { readonly kind: 'doubtful'; readonly reason: string };

/**
 * Records what became of the attempt that is under way. A refusal that is not final is tried again after a while that
 * grows, at once where another provider is there (`elsewhere`), and given up after the last attempt. An outcome that came
 * twice, or after an operator had his say, leaves no event.
 */
export function recordOutcome(
  state: DeliveryState,
  outcome: Outcome,
  { at, elsewhere }: { readonly at: EpochMs; readonly elsewhere: boolean },
): Decision<DeliveryEvent> {
  if (state.kind !== 'underway') return accept();
  const { kind: _kind, attemptedAt: _at, attempt, providerKey, ...of } = state;
  const ofAttempt = { ...of, attempt, providerKey };
  switch (outcome.kind) {
    case 'accepted': {
      const { carrierReference, knownBy } = outcome;
      return accept({
        type: 'DeliveryAccepted',
        data: { ...ofAttempt, carrierReference, knownBy, acceptedAt: at },
      });
    }
    case 'doubtful':
      return accept({ type: 'DeliveryDoubtful', data: { ...ofAttempt, reason: outcome.reason, doubtedAt: at } });
    case 'refused': {
      const wait = elsewhere ? 0 : BACKOFF_MS[attempt - 1];
      const last = outcome.final || attempt >= ATTEMPTS_MAX || wait === undefined;
      const nextAttemptAt = last ? null : at + wait;
      return accept({
        type: 'DeliveryRefused',
        data: { ...ofAttempt, reason: outcome.reason, nextAttemptAt, refusedAt: at },
      });
    }
  }
}

/**
 * Gives a message up before anybody is asked: there is no address, nobody serves the channel, the holder has withdrawn the
 * consent since, it is too late. Nothing where it is under way, doubtful or done.
 */
export function giveUp(
  state: DeliveryState,
  of: OfDelivery,
  { reason, at }: { readonly reason: string; readonly at: EpochMs },
): Decision<DeliveryEvent> {
  if (state.kind !== 'unknown' && state.kind !== 'waiting') return accept();
  const attempt = state.kind === 'waiting' ? state.attempt : 0;
  return accept({
    type: 'DeliveryRefused',
    data: { ...of, attempt, providerKey: null, reason, nextAttemptAt: null, refusedAt: at },
  });
}

/** What an operator found out about a message in doubt: it went out; it did not, send it again; leave it. */
export const RESOLUTIONS = ['sent', 'again', 'give_up'] as const;

/**
 * Settles a doubt by what an operator found out at the carrier. Refusals in the order tried:
 * - `delivery_unknown`.
 * - `delivery_not_doubtful` {deliveryId, state}.
 */
export function resolveDoubt(
  state: DeliveryState,
  resolution: (typeof RESOLUTIONS)[number],
  at: EpochMs,
): Decision<DeliveryEvent> {
  if (state.kind === 'unknown') return reject('delivery_unknown');
  if (state.kind !== 'doubtful') {
    return reject('delivery_not_doubtful', { deliveryId: state.deliveryId, state: state.kind });
  }
  const { kind: _kind, ...ofAttempt } = state;
  if (resolution === 'sent') {
    const data = { ...ofAttempt, carrierReference: null, knownBy: 'operator', acceptedAt: at };
    return accept({ type: 'DeliveryAccepted', data });
  }
  const nextAttemptAt = resolution === 'again' ? at : null;
  return accept({
    type: 'DeliveryRefused',
    data: { ...ofAttempt, reason: 'not_sent', nextAttemptAt, refusedAt: at },
  });
}

/** What a carrier reports of a message. */
export interface CarrierReport {
  readonly providerKey: string;
  readonly arrived: boolean;
  readonly reason: string | null;
  readonly reportedAt: EpochMs;
}

/**
 * Records what a carrier reports. A report proves that the carrier has the message, so it also settles a doubt and an
 * attempt whose answer is still to come; one that says the same again leaves no event, and an arrival is never taken back.
 * Refusals in the order tried:
 * - `delivery_unknown`.
 * - `delivery_not_with_carrier` {deliveryId, state}: no attempt is with any provider.
 * - `provider_mismatch` {deliveryId, providerKey}: another provider has it.
 */
export function recordReport(state: DeliveryState, report: CarrierReport): Decision<DeliveryEvent> {
  if (state.kind === 'unknown') return reject('delivery_unknown');
  const { deliveryId, outreachId, holderId, channel } = state;
  if (state.kind === 'waiting' || state.kind === 'given_up') {
    return reject('delivery_not_with_carrier', { deliveryId, state: state.kind });
  }
  const { attempt, providerKey } = state;
  if (providerKey !== report.providerKey) return reject('provider_mismatch', { deliveryId, providerKey });
  const of = { deliveryId, outreachId, holderId, channel };
  const reported: DeliveryEvent = { type: 'DeliveryReported', data: { ...of, ...report } };
  if (state.kind === 'accepted') {
    const known = state.arrived === true || state.arrived === report.arrived;
    return known ? accept() : accept(reported);
  }
  const taken = { ...of, attempt, providerKey, carrierReference: null, knownBy: 'status' };
  return accept<DeliveryEvent>(
    { type: 'DeliveryAccepted', data: { ...taken, acceptedAt: report.reportedAt } },
    reported,
  );
}

/**
 * Marks a message of the inbox as read; once is enough. Refusals in the order tried:
 * - `delivery_unknown`: no such message is in the inbox.
 */
export function markRead(state: DeliveryState, readAt: EpochMs): Decision<DeliveryEvent> {
  if (state.kind !== 'accepted' || state.channel !== 'inbox') return reject('delivery_unknown');
  if (state.read) return accept();
  const { deliveryId, outreachId, holderId, channel } = state;
  return accept({ type: 'DeliveryRead', data: { deliveryId, outreachId, holderId, channel, readAt } });
}

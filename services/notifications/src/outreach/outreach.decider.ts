/**
 * One message or call that something called for: planned for later or queued at once; put off, put on another channel;
 * then sent, given up, or suppressed for a reason that anybody can look up.
 */
import type { EpochMs } from '@scrip/calendar';
import type { OutreachEvent, OutreachPlanned, OutreachQueued } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';

/** A message in each state of its life. */
export type OutreachState =
  | { readonly kind: 'unknown' }
  /** Waits until it is due. `channels`: those that are left, in order. */
  | {
      readonly kind: 'planned';
      readonly plan: OutreachPlanned;
      readonly dueAt: EpochMs;
      readonly channels: readonly string[];
    }
  | QueuedOutreach
  | { readonly kind: 'suppressed'; readonly outreachId: string; readonly reason: string }
  | {
      readonly kind: 'failed';
      readonly outreachId: string;
      readonly reason: string;
      readonly expiresAt: EpochMs | null;
    }
  /** Its channel took it; the carrier may still report that it cannot arrive, so it keeps what was queued. */
  | (Omit<QueuedOutreach, 'kind'> & { readonly kind: 'sent' });

/** A message that waits to be handed to its channel. */
interface QueuedOutreach {
  readonly kind: 'queued';
  readonly outreachId: string;
  readonly holderId: string;
  readonly channel: string;
  /** What was queued, to be queued again on the next channel. */
  readonly queued: OutreachQueued;
  /** First moment at which it is too late; null: never. */
  readonly expiresAt: EpochMs | null;
}

export const outreachDecider: Decider<OutreachState, OutreachEvent> = {
  stream: 'outreach',
  initial: { kind: 'unknown' },
  evolve(state, event) {
    switch (event.type) {
      case 'OutreachPlanned': {
        const { dueAt, channels } = event.data;
        return { kind: 'planned', plan: event.data, dueAt, channels };
      }
      case 'OutreachDeferred': {
        const { outreachId, untilAt } = event.data;
        if (state.kind !== 'planned') throw new InvariantError(`${outreachId} was put off while it was ${state.kind}`);
        return { ...state, dueAt: untilAt };
      }
      case 'OutreachSwitched': {
        const { outreachId, toChannel } = event.data;
        if (state.kind === 'planned')
          return { ...state, channels: state.channels.slice(state.channels.indexOf(toChannel)) };
        // What a channel gave up is queued on the next one with the same decision.
        if (state.kind === 'failed') return state;
        throw new InvariantError(`${outreachId} was put on another channel while it was ${state.kind}`);
      }
      case 'OutreachQueued': {
        const { outreachId, holderId, channel } = event.data;
        return { kind: 'queued', outreachId, holderId, channel, queued: event.data, expiresAt: expiryOf(state) };
      }
      case 'OutreachSuppressed': {
        const { outreachId, reason } = event.data;
        return { kind: 'suppressed', outreachId, reason };
      }
      case 'OutreachFailed': {
        const { outreachId, reason } = event.data;
        if (state.kind !== 'queued' && state.kind !== 'sent')
          throw new InvariantError(`${outreachId} failed while it was ${state.kind}`);
        return { kind: 'failed', outreachId, reason, expiresAt: state.expiresAt };
      }
      case 'OutreachSent': {
        const { outreachId, channel } = event.data;
        if (state.kind !== 'queued') throw new InvariantError(`${outreachId} was sent while it was ${state.kind}`);
        return { ...state, kind: 'sent', channel };
      }
    }
  },
};

/** Until when it makes sense: as it was planned, also after a channel gave it up. */
function expiryOf(state: OutreachState): EpochMs | null {
  if (state.kind === 'planned') return state.plan.expiresAt;
  return state.kind === 'failed' || state.kind === 'queued' ? state.expiresAt : null;
}

/**
 * Records that the channel took the message; one that was sent stays as it is, because the channel is asked again after
 * a crash. Refusals in the order tried:
 * - `outreach_unknown`: no such message was ever queued.
 * - `outreach_suppressed` {outreachId, reason}.
 * - `outreach_failed` {outreachId, reason}: its last channel gave it up.
 * - `outreach_not_due` {outreachId, dueAt}: it waits; dueAt in milliseconds since 1970-01-01T00:00:00Z.
 */
export function recordSent(state: OutreachState, sentAt: EpochMs): Decision<OutreachEvent> {
  if (state.kind === 'sent') return accept();
  if (state.kind !== 'queued') return notQueued(state);
  const { outreachId, holderId, channel } = state;
  return accept({ type: 'OutreachSent', data: { outreachId, holderId, channel, sentAt } });
}

/** What a channel says when it gives a message up. */
export interface GivenUp {
  /** The channel that gave it up: another one may have it by now. */
  readonly channel: string;
  /** snake_case, such as 'number_unknown'. */
  readonly reason: string;
  readonly failedAt: EpochMs;
}

/** What is asked of the next channel of a message, at the moment at which the one before gave it up. */
export interface NextChannel {
  readonly channel: string;
  readonly queued: OutreachQueued;
  readonly expiresAt: EpochMs | null;
}

/** Whether it may be used now; when else; or not at all. */
export type MayUse =
  | { readonly kind: 'send'; readonly windowEndsAt: EpochMs | null; readonly askFirst: boolean }
  | {
      readonly kind: 'wait';
      readonly untilAt: EpochMs;
      readonly reason: string;
      readonly ruleKey: string | null;
    }
  | { readonly kind: 'suppress'; readonly reason: string };

const AT_ONCE: MayUse = { kind: 'send', windowEndsAt: null, askFirst: false };

/**
 * Records that a channel gave the message up, and puts it on the next one where there is one: queued, or planned again
 * with the channels that are left and put off. `mayUse` is asked again for each that is left, in order, until one may be
 * used, now or later; a channel that had the message does not get it again. A message that another channel has already,
 * or that was sent or had failed, stays as it is. Refusals in the order tried:
 * - `outreach_unknown`: no such message was ever queued.
 * - `outreach_suppressed` {outreachId, reason}.
 * - `outreach_not_due` {outreachId, dueAt}.
 */
export function recordFailed(
  state: OutreachState,
  gone: GivenUp,
  mayUse: (next: NextChannel) => MayUse = () => AT_ONCE,
): Decision<OutreachEvent> {
  if (state.kind === 'sent' || state.kind === 'failed') return accept();
  if (state.kind !== 'queued') return notQueued(state);
  return state.channel === gone.channel ? accept(...goneOn(state, gone, mayUse)) : accept();
}

/**
 * Records that the carrier reported that a message which it took cannot arrive, and puts it on the next channel as
 * `recordFailed` does. A message that is not with this channel any more stays as it is, so that a report that comes twice
 * or late moves it once. Never refused.
 */
export function recordNotArrived(
  state: OutreachState,
  gone: GivenUp,
  mayUse: (next: NextChannel) => MayUse,
): Decision<OutreachEvent> {
  if (state.kind !== 'sent' || state.channel !== gone.channel) return accept();
  return accept(...goneOn(state, gone, mayUse));
}

/** A message that may not be handed over yet. */
export type PutOff = Omit<Extract<MayUse, { kind: 'wait' }>, 'kind'> & { readonly at: EpochMs };

/**
 * Takes a queued message back because its holder is not to be disturbed now: it is planned again with its channel and
 * those behind it, and put off (domain 2.12). One that is not queued stays as it is. Never refused.
 */
export function putOff(state: OutreachState, { untilAt, reason, ruleKey, at }: PutOff): Decision<OutreachEvent> {
  if (state.kind !== 'queued') return accept();
  const { outreachId, holderId, channel, queued, expiresAt } = state;
  const channels = [channel, ...laterThan(channel, queued)];
  return accept<OutreachEvent>(
    { type: 'OutreachPlanned', data: planAgain(queued, { channels, dueAt: at, expiresAt }) },
    { type: 'OutreachDeferred', data: { outreachId, holderId, channel, reason, ruleKey, untilAt, ...ruleOf(queued) } },
  );
}

/** The message failed on its channel and goes on to the next one that may be used, now or later; else that was its end. */
function goneOn(
  { outreachId, holderId, queued, expiresAt }: Omit<QueuedOutreach, 'kind'>,
  { channel, reason, failedAt }: GivenUp,
  mayUse: (next: NextChannel) => MayUse,
): readonly OutreachEvent[] {
  const failed: OutreachEvent = { type: 'OutreachFailed', data: { outreachId, holderId, channel, reason, failedAt } };
  const left = laterThan(channel, queued);
  for (const [index, toChannel] of left.entries()) {
    const use = mayUse({ channel: toChannel, queued, expiresAt });
    if (use.kind === 'suppress') continue;
    const rule = ruleOf(queued);
    const switched: OutreachEvent = {
      type: 'OutreachSwitched',
      data: { outreachId, holderId, fromChannel: channel, toChannel, reason, ruleKey: null, ...rule },
    };
    if (use.kind === 'send') {
      const { windowEndsAt, askFirst } = use;
      const way = { channel: toChannel, laterChannels: left.slice(index + 1), windowEndsAt, askFirst };
      return [failed, switched, { type: 'OutreachQueued', data: { ...queued, ...way } }];
    }
    const plan = planAgain(queued, { channels: left.slice(index), dueAt: failedAt, expiresAt });
    const { untilAt, ruleKey } = use;
    const why = { channel: toChannel, reason: use.reason, ruleKey, untilAt };
    return [
      failed,
      switched,
      { type: 'OutreachPlanned', data: plan },
      { type: 'OutreachDeferred', data: { outreachId, holderId, ...why, ...rule } },
    ];
  }
  return [failed];
}

/** Channels that are left behind one; a channel that had the message does not get it again. */
function laterThan(channel: string, { laterChannels }: OutreachQueued): string[] {
  return [...new Set(laterChannels ?? [])].filter((one) => one !== channel);
}

function ruleOf({ programmeId, programmeVersion }: OutreachQueued): { programmeId: string; programmeVersion: number } {
  return { programmeId, programmeVersion: programmeVersion ?? 0 };
}

/** What was queued, as it would have been planned. */
function planAgain(
  queued: OutreachQueued,
  left: Pick<OutreachPlanned, 'channels' | 'dueAt' | 'expiresAt'>,
): OutreachPlanned {
  const { outreachId, holderId, category, templateKey, draftId, locale, variables, causeEventId, placeId } = queued;
  const { triggerKey, purpose } = queued;
  return {
    outreachId,
    holderId,
    category,
    purpose: purpose ?? 'event',
    templateKey: templateKey === '' ? null : templateKey,
    draftId,
    locale,
    variables,
    causeEventId,
    ...ruleOf(queued),
    triggerKey: triggerKey ?? '',
    placeId,
    ...left,
  };
}

function notQueued(state: Exclude<OutreachState, { kind: 'queued' | 'sent' }>): Decision<never> {
  switch (state.kind) {
    case 'unknown':
      return reject('outreach_unknown');
    case 'suppressed':
      return reject('outreach_suppressed', { outreachId: state.outreachId, reason: state.reason });
    case 'failed':
      return reject('outreach_failed', { outreachId: state.outreachId, reason: state.reason });
    case 'planned':
      return reject('outreach_not_due', { outreachId: state.plan.outreachId, dueAt: state.dueAt });
  }
}

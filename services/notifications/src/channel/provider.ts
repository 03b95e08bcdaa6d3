/** The ways out to a holder: one interface for everybody who takes messages. */

/** A message as a provider is given it. */
export interface MessageOut {
  /** The same at every attempt: what a provider knows the message by, and by which it takes it once. */
  readonly deliveryId: string;
  readonly outreachId: string;
  readonly issuerId: string;
  readonly holderId: string;
  /** Where it goes: a number in E.164, an e-mail address; empty for providers that need none. */
  readonly address: string;
  /** 'zh-CN' or 'en'. */
  readonly locale: string;
  readonly text: string;
  /** 'service', 'marketing' or 'security'. */
  readonly category: string;
  readonly templateKey: string;
  /** The sale or process it belongs to. */
  readonly correlationId: string;
  /** W3C Trace Context; null where nothing is traced. */
  readonly traceparent: string | null;
}

/**
 * What a provider answered. `accepted`: it has the message for good. `refused`: it has not and never will have this attempt;
 * `final`: nobody would take it there, such as an address that does not exist. `doubtful`: the message was on its way when
 * the connection was lost or the time was up, so nobody knows.
 */
export type Handed =
  | { readonly kind: 'accepted'; readonly reference: string | null }
  | { readonly kind: 'refused'; readonly reason: string; readonly final: boolean }
  | { readonly kind: 'doubtful'; readonly reason: 'timed_out' | 'connection_lost' };

/** The channels whose messages a provider takes; a call is a task for somebody. */
export const CHANNELS = ['sms', 'email', 'webhook', 'inbox'] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** Which part of a holder's profile an address is, if one is needed. */
export const ADDRESS_OF: Readonly<Record<ChannelName, 'mobile' | 'email' | null>> = {
  sms: 'mobile',
  email: 'email',
  webhook: null,
  inbox: null,
};

/** Somebody who takes messages of one channel. */
export interface Provider {
  /** The name that the configuration gives it; facts name it. */
  readonly key: string;
  readonly channel: ChannelName;
  /** Whether a message handed over twice under the same `deliveryId` goes out once: then a doubt is settled by asking again. */
  readonly idempotent: boolean;
  /** Whether a holder's address is needed. */
  readonly needsAddress: boolean;
  /** Messages a second that it may be given. */
  readonly perSecond: number;
  /** Never throws for what the world does: that is an answer. */
  send(message: MessageOut): Promise<Handed>;
  /** Whether it has a message of that id; `unknown` where it cannot say now. Left out: it cannot be asked. */
  has?(deliveryId: string): Promise<'yes' | 'no' | 'unknown'>;
  /** Ends its connections. */
  close(): Promise<void>;
}

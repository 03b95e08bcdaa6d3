/**
 * Read your writes: where a client's own command stands, as an opaque text it hands back with its next question.
 *
 * Form: `<service>.<epoch>.<position>`, then for each topic partition the events went to `;<topic>/<partition>=<position>`.
 * The first part is for questions to the service itself (its projections), the rest for other services (their consumers).
 */

/** Longest token accepted, in characters: a command touches a handful of streams. */
const TOKEN_LENGTH_MAX = 1_024;
const TOKEN = /^([a-z][a-z-]*)\.(\d{1,10})\.(\d{1,16})((?:;[a-z0-9.-]{1,100}\/\d{1,5}=\d{1,16})*)$/;

/** The last event of a command in one topic partition. */
export interface TopicPosition {
  /** `ledger.wallet`, without a deployment's prefix. */
  readonly topic: string;
  readonly partition: number;
  /** Position in the log of the service that wrote it. */
  readonly position: number;
}

export interface PositionToken {
  /** Whose log `epoch` and all positions belong to. */
  readonly service: string;
  readonly epoch: number;
  readonly position: number;
  readonly topics: readonly TopicPosition[];
}

/** Who knows how far this service has read: its projections, and its consumers of other services. */
export interface PositionWaiter {
  /**
   * Waits until everything up to the token shows in this service's answers.
   * @returns false when it did not come that far within `timeoutMs`.
   */
  reached(token: PositionToken, timeoutMs: number): Promise<boolean>;
}

/** Text of a token: see the form above. */
export function encodePositionToken(token: PositionToken): string {
  const topics = token.topics.map(({ topic, partition, position }) => `;${topic}/${partition}=${position}`);
  return `${token.service}.${token.epoch}.${token.position}${topics.join('')}`;
}

/** @returns undefined when the text is not a token that `encodePositionToken` writes. */
export function decodePositionToken(text: string): PositionToken | undefined {
  const match = text.length > TOKEN_LENGTH_MAX ? null : TOKEN.exec(text);
  if (!match) return undefined;
  const [, service = '', epoch, position, rest = ''] = match;
  const topics = rest.split(';').slice(1).map(topicPosition);
  return { service, epoch: Number(epoch), position: Number(position), topics };
}

function topicPosition(text: string): TopicPosition {
  const slash = text.indexOf('/');
  const equals = text.indexOf('=');
  return {
    topic: text.slice(0, slash),
    partition: Number(text.slice(slash + 1, equals)),
    position: Number(text.slice(equals + 1)),
  };
}

/** What of an event its place is made of; an event's `envelope` has it. */
interface PlacedEnvelope {
  readonly service: string;
  readonly stream: string;
  readonly streamId: string;
  readonly epoch: number;
  readonly position: number;
}

/**
 * The token of events that one command wrote.
 * @param partitionOf the partition a stream's events are published to.
 * @returns undefined for none: there is nothing to wait for.
 */
export function tokenOf(
  envelopes: readonly PlacedEnvelope[],
  partitionOf: (streamId: string) => number,
): PositionToken | undefined {
  const last = envelopes.at(-1);
  if (!last) return undefined;
  const topics: TopicPosition[] = [];
  // From the newest back: the first seen of a partition is its highest. Commands write a handful of events, so a search
  // through the list is quicker than a map.
  for (let i = envelopes.length - 1; i >= 0; i--) {
    const { service, stream, streamId, position } = envelopes[i] as PlacedEnvelope;
    const topic = `${service}.${stream}`;
    const partition = partitionOf(streamId);
    if (!topics.some((one) => one.topic === topic && one.partition === partition)) {
      topics.push({ topic, partition, position });
    }
  }
  return { service: last.service, epoch: last.epoch, position: last.position, topics };
}

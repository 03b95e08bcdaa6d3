/** What is to become of one message: asks its handler, and decides its command. */
import { contractOf, type ScripEvent } from '@scrip/contracts';
import type { CommandKey, EventLog, Progress, Tx } from '@scrip/event-store';
import { type Logger, withSpan } from '@scrip/telemetry';
import { type Effect, NotYetError } from './effect.ts';
import { isWorldFailure, type ParkReason, parkReasonOf, refusalReason } from './failure.ts';
import { isKnown, type Message, readEvent } from './message.ts';
import type { SchemaRegistry } from './registry.ts';
import { runCommand } from './run-effect.ts';

/** What a lane needs of its consumer. */
export interface LaneHost {
  readonly log: EventLog;
  readonly group: string;
  readonly registry: SchemaRegistry;
  readonly logger: Logger;
  /** True when a handler of this service takes notice of events of the type. */
  handles(type: string): boolean;
  /** Asks the handler. */
  effectOf(message: Message, data: ScripEvent['data']): Promise<Effect>;
}

/** What is left to do about a message once its handler was asked and its command decided. */
export type Settled =
  /** Nothing is left; `placed`: the group's mark has moved with the command. */
  | { readonly kind: 'done'; readonly outcome: 'applied' | 'unknown' | 'nothing'; readonly placed: boolean }
  /** SQL that is to commit with the group's mark. */
  | { readonly kind: 'writes'; readonly run: (tx: Tx) => Promise<void> }
  /** To be parked with the group's mark. */
  | { readonly kind: 'park'; readonly why: ParkReason };

/**
 * Asks the handler and carries out a command under the message's own key, so that it counts once however often the
 * message comes. `progress`: moves the group's mark with the command; given only to a message that is dealt with alone.
 * Throws failures of the world, and NotYetError while `mayWait`.
 */
export async function settle(
  host: LaneHost,
  message: Message,
  progress: Progress | undefined,
  mayWait: boolean,
): Promise<Settled> {
  const { type } = message.envelope;
  if (!isKnown(message)) return { kind: 'done', outcome: 'unknown', placed: false };
  if (!host.handles(type)) return { kind: 'done', outcome: 'nothing', placed: false };
  try {
    return await inSpan(host, message, () => ask(host, message, progress));
  } catch (error) {
    if (isWorldFailure(error) || (error instanceof NotYetError && mayWait)) throw error;
    return { kind: 'park', why: parkReasonOf(error) };
  }
}

async function ask(host: LaneHost, message: Message, progress: Progress | undefined): Promise<Settled> {
  const { log, registry } = host;
  const contract = contractOf(message.envelope.type);
  if (!contract) return { kind: 'done', outcome: 'unknown', placed: false };
  const effect = await host.effectOf(message, await readEvent(message, contract, registry));
  if (effect === undefined) return { kind: 'done', outcome: 'nothing', placed: false };
  if ('writes' in effect) return { kind: 'writes', run: (tx) => inSpan(host, message, () => effect.writes(tx)) };

  const key = keyOf(host.group, message);
  const { verdict, tolerate } = await runCommand(log, effect, { key, ...(progress && { progress }) });
  if (verdict.kind === 'accepted') {
    return { kind: 'done', outcome: 'applied', placed: progress !== undefined && !verdict.replayed };
  }
  if (tolerate.includes(verdict.refusal.code)) return { kind: 'done', outcome: 'nothing', placed: false };
  return { kind: 'park', why: refusalReason(verdict.refusal) };
}

/** Names the command that follows from a message: who reads it, and its place in the producer's log. */
function keyOf(group: string, message: Message): CommandKey {
  const { epoch, position } = message.envelope;
  return { scope: `consumer ${group}`, key: `${message.topic}/${epoch}/${position}`, inputHash: message.leaf };
}

function inSpan<T>({ group }: LaneHost, message: Message, work: () => Promise<T>): Promise<T> {
  const { traceparent, correlationId, eventId } = message.envelope;
  const attributes = { 'messaging.consumer.group.name': group, 'messaging.message.id': eventId };
  return withSpan(
    `consume ${message.topic}`,
    { kind: 'consumer', parent: traceparent, correlationId, attributes },
    work,
  );
}

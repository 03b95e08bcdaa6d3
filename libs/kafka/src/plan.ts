/** What is to be done about one message: its handler is asked, and nothing is done yet. */
import { contractOf, type ScripEvent } from '@scrip/contracts';
import type { EventLog, RowWrite, Tx } from '@scrip/event-store';
import { type Logger, withSpan } from '@scrip/telemetry';
import { type AcrossEffect, type CommandEffect, type Effect, NotYetError } from './effect.ts';
import { isWorldFailure, type ParkReason, parkReasonOf } from './failure.ts';
import { isKnown, type Message, readEvent } from './message.ts';
import type { SchemaRegistry } from './registry.ts';

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

export type Plan =
  /** Nothing: this version of the service knows no such event, or takes no notice of it. */
  | { readonly kind: 'pass'; readonly outcome: 'unknown' | 'nothing' }
  /** To be decided. */
  | { readonly kind: 'decide'; readonly effect: CommandEffect | AcrossEffect }
  /** A row for the service's own tables. */
  | { readonly kind: 'row'; readonly rowWrite: RowWrite }
  /** SQL on the service's own tables. */
  | { readonly kind: 'write'; readonly run: (tx: Tx) => Promise<void> }
  | { readonly kind: 'park'; readonly why: ParkReason }
  /** To be parked behind other messages of its stream. */
  | { readonly kind: 'behind' };

/** Asks the handler. Throws failures of the world, and NotYetError while `mayWait`. */
export async function planOf(host: LaneHost, message: Message, mayWait: boolean): Promise<Plan> {
  const { type } = message.envelope;
  if (!isKnown(message)) return { kind: 'pass', outcome: 'unknown' };
  if (!host.handles(type)) return { kind: 'pass', outcome: 'nothing' };
  try {
    return await inSpan(host, message, () => ask(host, message));
  } catch (error) {
    if (isWorldFailure(error) || (error instanceof NotYetError && mayWait)) throw error;
    return { kind: 'park', why: parkReasonOf(error) };
  }
}

async function ask(host: LaneHost, message: Message): Promise<Plan> {
  const contract = contractOf(message.envelope.type);
  if (!contract) return { kind: 'pass', outcome: 'unknown' };
  const effect = await host.effectOf(message, await readEvent(message, contract, host.registry));
  if (effect === undefined) return { kind: 'pass', outcome: 'nothing' };
  if ('writes' in effect && effect.rowWrite) return { kind: 'row', rowWrite: effect.rowWrite };
  if ('writes' in effect) return { kind: 'write', run: (tx) => inSpan(host, message, () => effect.writes(tx)) };
  return { kind: 'decide', effect };
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

/** From a decision to what the database is given, and to the state that follows if it stands. */
import { contractOf } from '@scrip/contracts';
import { type Decision, InvariantError } from '@scrip/decider';
import type { BatchCommand, Who } from './append-batch.ts';
import type { Placed, Settling, StreamRef } from './command.ts';
import { newId } from './ids.ts';
import type { Committed } from './recorded.ts';
import { refusalToJson } from './state-json.ts';
import type { CachedStream } from './stream-cache.ts';

const NO_INPUT = Buffer.alloc(32);

/** The command as it goes into a batch: encoded events or the refusal, and the versions it was decided on. */
export function prepare(
  command: Settling,
  key: Buffer | null,
  decision: Decision<Placed>,
  known: readonly { version: number }[],
): BatchCommand {
  return {
    key,
    input: command.key?.inputHash ?? NO_INPUT,
    refusal: decision.kind === 'refused' ? refusalToJson(decision.refusal) : null,
    // A refusal of a consumer's command moves nothing: whether the message is parked or let go is the consumer's choice.
    progress: decision.kind === 'refused' ? null : (command.progress ?? null),
    expected: command.streams.map(({ decider, streamId }, index) => ({
      stream: decider.stream,
      streamId,
      version: known[index]?.version ?? 0,
    })),
    events: decision.kind === 'refused' ? [] : decision.events.map((placed) => encode(command.who, placed)),
  };
}

function encode(asker: Who, { streamId, event, who = asker }: Placed): BatchCommand['events'][number] {
  const contract = contractOf(event.type);
  if (!contract) throw new InvariantError(`there is no schema for ${event.type}`);
  return {
    who,
    streamId,
    eventId: newId('evt'),
    type: event.type,
    schema: contract.fingerprint,
    body: contract.encode(event.data),
  };
}

/** The state as it will be once the command stands; the next command is decided on it. */
export function advance(entry: CachedStream, stream: StreamRef | undefined, decision: Decision<Placed>): void {
  if (!entry.known || !stream || decision.kind === 'refused') return;
  let { state, version } = entry.known;
  for (const placed of decision.events) {
    if (placed.streamId !== stream.streamId) continue;
    state = stream.decider.evolve(state, placed.event);
    version += 1;
  }
  entry.known = { state, version };
}

/** Where a batch put a command. */
interface Stand {
  readonly service: string;
  readonly epoch: number;
  readonly firstPosition: number;
  readonly recordedAt: number;
}

/** The facts of a command that won, as the log has them now. */
export function committed(stand: Stand, prepared: BatchCommand, placed: readonly Placed[]): Committed[] {
  const { service, epoch, firstPosition, recordedAt } = stand;
  const streams = new Map(prepared.expected.map((on) => [on.streamId, on.stream]));
  const versions = new Map(prepared.expected.map((on) => [on.streamId, on.version]));
  return placed.map(({ streamId, event }, index) => {
    const bytes = prepared.events[index];
    const stream = streams.get(streamId);
    if (!bytes || stream === undefined)
      throw new InvariantError(`${event.type} was not in the command that was appended`);
    const version = (versions.get(streamId) ?? 0) + 1;
    versions.set(streamId, version);
    const { eventId, type, schema, who } = bytes;
    const place = { service, epoch, position: firstPosition + index, stream, streamId, version };
    return { event, envelope: { ...place, eventId, type, schema, recordedAt, ...who } };
  });
}

/** From a decision to what the database is given, and to the state that follows if it stands. */
import { contractOf, type ScripEvent } from '@scrip/contracts';
import { type Decision, InvariantError } from '@scrip/decider';
import type { BatchCommand, Who } from './append-batch.ts';
import type { Placed, Settling, StreamRef } from './command.ts';
import type { Envelope } from './envelope.ts';
import { newId } from './ids.ts';
import type { Committed, Recorded } from './recorded.ts';
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

/** The states of the streams as they will be once the command stands; the next command is decided on them. */
export function advanced(
  entries: readonly Pick<CachedStream, 'known'>[],
  streams: readonly StreamRef[],
  decision: Decision<Placed>,
): CachedStream['known'][] {
  const next = entries.map((entry) => entry.known);
  if (decision.kind === 'refused') return next;
  // By stream, since a command may begin hundreds of them with a fact each.
  const places = new Map(streams.map(({ streamId }, index) => [streamId, index]));
  for (const { streamId, event } of decision.events) {
    const place = places.get(streamId);
    const before = place === undefined ? undefined : next[place];
    const decider = place === undefined ? undefined : streams[place]?.decider;
    if (place === undefined || !before || !decider) continue;
    next[place] = { state: decider.evolve(before.state, event), version: before.version + 1 };
  }
  return next;
}

/** Where a batch put a command. */
export interface Stand {
  readonly service: string;
  readonly epoch: number;
  readonly firstPosition: number;
  /** Epoch milliseconds. */
  readonly recordedAt: number;
}

/** The envelopes that the log gave to the events of a command that won. */
function envelopesOf(stand: Stand, prepared: BatchCommand): Envelope[] {
  const { service, epoch, firstPosition, recordedAt } = stand;
  const streams = new Map(prepared.expected.map(({ streamId, stream, version }) => [streamId, { stream, version }]));
  return prepared.events.map(({ streamId, eventId, type, schema, who }, index) => {
    const on = streams.get(streamId);
    if (!on) throw new InvariantError(`${type} is for ${streamId}, which the command was not decided on`);
    on.version += 1;
    const place = { service, epoch, position: firstPosition + index, stream: on.stream, streamId, version: on.version };
    return { ...place, eventId, type, schema, recordedAt, ...who };
  });
}

/** The facts of a command that won, as its decision has them. */
export function committed(stand: Stand, prepared: BatchCommand, placed: readonly Placed[]): Committed[] {
  return envelopesOf(stand, prepared).map((envelope, index) => {
    const event = placed[index]?.event;
    if (!event) throw new InvariantError(`${envelope.type} was appended and not decided`);
    return { event, envelope };
  });
}

/** The facts of a command that won, as a reader of the log has them: decoded from their bytes. */
export function recorded(stand: Stand, prepared: BatchCommand): Recorded[] {
  return envelopesOf(stand, prepared).map((envelope, index) => {
    const contract = contractOf(envelope.type);
    const body = prepared.events[index]?.body;
    if (!contract || !body) throw new InvariantError(`there is no schema for ${envelope.type}`);
    return { envelope, event: { type: envelope.type, data: contract.decode(body) } as ScripEvent, body };
  });
}

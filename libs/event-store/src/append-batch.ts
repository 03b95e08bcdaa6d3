/** The one statement that writes the log: commands in, an outcome for each out. See migrations/0003_runs-and-plans.sql. */
import { readFileSync } from 'node:fs';
import type { Tx } from './database.ts';

const SQL = readFileSync(new URL('../sql/append_batch.sql', import.meta.url), 'utf8');

/** Who asks, when it happened, and what it belongs to. */
export interface Who {
  readonly issuerId: string;
  /** Subject of the token, or `service:<name>`. */
  readonly actor: string;
  /** Epoch milliseconds: when it happened in the world. */
  readonly occurredAt: number;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly traceparent: string | null;
}

/** A place in the log of a service; epochs come first. */
export interface Mark {
  readonly epoch: number;
  readonly position: number;
}

/** How far a command moves the mark of a consumer group in a partition: places in the log that the messages came from. */
export interface Progress {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  /** Where the mark must be. */
  readonly from: Mark;
  readonly to: Mark;
}

/** A command as it goes to the database: decided, encoded, and what it was decided on. */
export interface BatchCommand {
  /** SHA-256 of scope and key; null where `progress` makes it idempotent. */
  readonly key: Buffer | null;
  /** SHA-256 of what was asked. */
  readonly input: Buffer;
  /** Refusal as JSON; null when accepted. */
  readonly refusal: string | null;
  readonly progress: Progress | null;
  readonly expected: readonly { readonly stream: string; readonly streamId: string; readonly version: number }[];
  readonly events: readonly {
    readonly who: Who;
    readonly streamId: string;
    readonly eventId: string;
    readonly type: string;
    readonly schema: Buffer;
    readonly body: Buffer;
  }[];
}

/**
 * What became of a command: it won; its key has a verdict already; its consumer's mark is elsewhere; or what it was
 * decided on has moved.
 */
export type BatchOutcome =
  | { readonly kind: 'won'; readonly firstPosition: number; readonly recordedAt: number }
  | {
      readonly kind: 'key';
      readonly input: Buffer;
      readonly refusal: string | null;
      readonly firstPosition: number | null;
      readonly lastPosition: number | null;
    }
  | { readonly kind: 'moved' }
  | { readonly kind: 'conflict' };

interface Row {
  outcome: 'won' | 'key' | 'moved' | 'conflict';
  first_position: bigint | null;
  last_position: bigint | null;
  recorded_at: bigint;
  input: Buffer | null;
  refusal: string | null;
}

/** Distinct values in order of appearance, numbered from 1 as SQL arrays are. */
class Numbering {
  readonly #numbers = new Map<string, number>();
  of(name: string, onFirst: () => void): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#numbers.size + 1;
    this.#numbers.set(name, number);
    onFirst();
    return number;
  }
}

/** Appends the commands in their order within the caller's transaction (or one of its own); one outcome each. */
export async function appendBatch(
  tx: Tx,
  now: number,
  commands: readonly BatchCommand[],
): Promise<readonly BatchOutcome[]> {
  const streams = new Numbering();
  const marks = new Numbering();
  const command = {
    key: [] as (Buffer | null)[],
    input: [] as Buffer[],
    refusal: [] as (string | null)[],
    mark: [] as number[],
    fromEpoch: [] as number[],
    fromPosition: [] as number[],
    toEpoch: [] as number[],
    toPosition: [] as number[],
  };
  const mark = { group: [] as string[], topic: [] as string[], partition: [] as number[] };
  const stream = { name: [] as string[], id: [] as string[] };
  const expected = { command: [] as number[], stream: [] as number[], version: [] as number[] };
  const event = {
    command: [] as number[],
    stream: [] as number[],
    id: [] as string[],
    type: [] as string[],
    schema: [] as Buffer[],
    body: [] as Buffer[],
    issuer: [] as string[],
    actor: [] as string[],
    occurred: [] as number[],
    correlation: [] as string[],
    causation: [] as (string | null)[],
    trace: [] as (string | null)[],
  };

  commands.forEach((item, index) => {
    const n = index + 1;
    command.key.push(item.key);
    command.input.push(item.input);
    command.refusal.push(item.refusal);
    const { progress } = item;
    command.mark.push(
      progress === null
        ? 0
        : marks.of(`${progress.group}\n${progress.topic}\n${progress.partition}`, () => {
            mark.group.push(progress.group);
            mark.topic.push(progress.topic);
            mark.partition.push(progress.partition);
          }),
    );
    command.fromEpoch.push(progress?.from.epoch ?? 0);
    command.fromPosition.push(progress?.from.position ?? 0);
    command.toEpoch.push(progress?.to.epoch ?? 0);
    command.toPosition.push(progress?.to.position ?? 0);
    for (const on of item.expected) {
      expected.command.push(n);
      expected.version.push(on.version);
      expected.stream.push(
        streams.of(on.streamId, () => {
          stream.name.push(on.stream);
          stream.id.push(on.streamId);
        }),
      );
    }
    for (const fact of item.events) {
      event.command.push(n);
      event.stream.push(
        streams.of(fact.streamId, () => {
          throw new TypeError(
            `event ${fact.type} is for stream ${fact.streamId}, which the command was not decided on`,
          );
        }),
      );
      event.id.push(fact.eventId);
      event.type.push(fact.type);
      event.schema.push(fact.schema);
      event.body.push(fact.body);
      event.issuer.push(fact.who.issuerId);
      event.actor.push(fact.who.actor);
      event.occurred.push(fact.who.occurredAt);
      event.correlation.push(fact.who.correlationId);
      event.causation.push(fact.who.causationId);
      event.trace.push(fact.who.traceparent);
    }
  });

  const { rows } = await tx.query<Row>({
    name: 'append_batch',
    text: SQL,
    values: [
      now,
      command.key,
      command.input,
      command.refusal,
      command.mark,
      command.fromEpoch,
      command.fromPosition,
      command.toEpoch,
      command.toPosition,
      mark.group,
      mark.topic,
      mark.partition,
      stream.name,
      stream.id,
      expected.command,
      expected.stream,
      expected.version,
      event.command,
      event.stream,
      event.id,
      event.type,
      event.schema,
      event.body,
      event.issuer,
      event.actor,
      event.occurred,
      event.correlation,
      event.causation,
      event.trace,
    ],
  });
  return rows.map(toOutcome);
}

function toOutcome(row: Row): BatchOutcome {
  switch (row.outcome) {
    case 'won':
      return { kind: 'won', firstPosition: Number(row.first_position ?? 0n), recordedAt: Number(row.recorded_at) };
    case 'key':
      return {
        kind: 'key',
        input: row.input ?? Buffer.alloc(0),
        refusal: row.refusal,
        firstPosition: row.first_position === null ? null : Number(row.first_position),
        lastPosition: row.last_position === null ? null : Number(row.last_position),
      };
    case 'moved':
    case 'conflict':
      return { kind: row.outcome };
  }
}

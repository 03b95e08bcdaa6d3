/** The one statement that writes the log: commands in, an outcome for each out. See migrations/0002_append-batch.sql. */
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

/** Where a consumer stands after this effect: the message's place in the log it came from. */
export interface Progress {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  readonly position: number;
}

/** A command as it goes to the database: decided, encoded, and what it was decided on. */
export interface BatchCommand {
  readonly who: Who;
  /** SHA-256 of scope and key; null where `progress` makes it idempotent. */
  readonly key: Buffer | null;
  /** SHA-256 of what was asked. */
  readonly input: Buffer;
  /** Refusal as JSON; null when accepted. */
  readonly refusal: string | null;
  readonly progress: Progress | null;
  readonly expected: readonly { readonly stream: string; readonly streamId: string; readonly version: number }[];
  readonly events: readonly {
    readonly streamId: string;
    readonly eventId: string;
    readonly type: string;
    readonly schema: Buffer;
    readonly body: Buffer;
  }[];
}

/**
 * What became of a command: it won; its key has a verdict already; what it was decided on has moved; or its message
 * has been applied before.
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
  | { readonly kind: 'conflict' }
  | { readonly kind: 'applied' };

interface Row {
  outcome: 'won' | 'key' | 'conflict' | 'applied';
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
  const watermarks = new Numbering();
  const command = {
    key: [] as (Buffer | null)[],
    input: [] as Buffer[],
    refusal: [] as (string | null)[],
    issuer: [] as string[],
    actor: [] as string[],
    occurred: [] as number[],
    correlation: [] as string[],
    causation: [] as (string | null)[],
    trace: [] as (string | null)[],
    watermark: [] as number[],
    epoch: [] as number[],
    position: [] as number[],
  };
  const stream = { name: [] as string[], id: [] as string[] };
  const expected = { command: [] as number[], stream: [] as number[], version: [] as number[] };
  const event = {
    command: [] as number[],
    stream: [] as number[],
    id: [] as string[],
    type: [] as string[],
    schema: [] as Buffer[],
    body: [] as Buffer[],
  };
  const watermark = { group: [] as string[], topic: [] as string[], partition: [] as number[] };

  commands.forEach((item, index) => {
    const n = index + 1;
    command.key.push(item.key);
    command.input.push(item.input);
    command.refusal.push(item.refusal);
    command.issuer.push(item.who.issuerId);
    command.actor.push(item.who.actor);
    command.occurred.push(item.who.occurredAt);
    command.correlation.push(item.who.correlationId);
    command.causation.push(item.who.causationId);
    command.trace.push(item.who.traceparent);
    const progress = item.progress;
    command.watermark.push(
      progress === null
        ? 0
        : watermarks.of(`${progress.group}\n${progress.topic}\n${progress.partition}`, () => {
            watermark.group.push(progress.group);
            watermark.topic.push(progress.topic);
            watermark.partition.push(progress.partition);
          }),
    );
    command.epoch.push(progress?.epoch ?? 0);
    command.position.push(progress?.position ?? 0);
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
      command.issuer,
      command.actor,
      command.occurred,
      command.correlation,
      command.causation,
      command.trace,
      command.watermark,
      command.epoch,
      command.position,
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
      watermark.group,
      watermark.topic,
      watermark.partition,
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
    case 'conflict':
    case 'applied':
      return { kind: row.outcome };
  }
}

/** A look into the topics of a running system, past all services. */
import { once } from 'node:events';
import type { TestSystem } from '@scrip/testing';
import { type IHeaders, Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { unique } from './programme.ts';

/** A message where it lies. */
export interface Found {
  readonly partition: number;
  readonly message: KafkaMessage;
  /** Headers as text. */
  readonly headers: Readonly<Record<string, string>>;
}

const FIND_MS_MAX = 20_000;

/** A client of the system's brokers, under a name of its own. */
export function kafkaOf(system: TestSystem): Kafka {
  const brokers = system.description.kafka.split(',');
  return new Kafka({ clientId: unique('test'), brokers, logLevel: logLevel.NOTHING });
}

/** The first message of a topic (without the system's prefix) that `wanted` holds for, read from the beginning. */
export async function findMessage(
  system: TestSystem,
  topic: string,
  wanted: (headers: Readonly<Record<string, string>>) => boolean,
): Promise<Found> {
  const consumer = kafkaOf(system).consumer({ groupId: unique('test'), maxWaitTimeInMs: 250 });
  const found = new EventTarget();
  let answer: Found | undefined;
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: system.description.topicPrefix + topic, fromBeginning: true });
    const seen = once(found, 'seen', { signal: AbortSignal.timeout(FIND_MS_MAX) });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        const headers = textOf(message.headers);
        if (answer || !wanted(headers)) return;
        answer = { partition, message, headers };
        found.dispatchEvent(new Event('seen'));
      },
    });
    await seen;
  } finally {
    await consumer.disconnect();
  }
  if (!answer) throw new Error(`${topic} has no such message`);
  return answer;
}

function textOf(headers: IHeaders | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));
}

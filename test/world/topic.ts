/** A look into the topics of a running system, past all services. */
import { soon, type TestSystem } from '@scrip/testing';
import { type IHeaders, Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { unique } from './programme.ts';

/** A message where it lies. */
export interface Found {
  readonly partition: number;
  readonly message: KafkaMessage;
  /** Headers as text. */
  readonly headers: Readonly<Record<string, string>>;
}

/** An empty fetch is answered after this. */
const FETCH_WAIT_MS = 250;

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
  const consumer = kafkaOf(system).consumer({ groupId: unique('test'), maxWaitTimeInMs: FETCH_WAIT_MS });
  let found: Found | undefined;
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: system.description.topicPrefix + topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        const headers = textOf(message.headers);
        if (wanted(headers)) found ??= { partition, message, headers };
      },
    });
    return await soon(`a message of ${topic}`, async () => found);
  } finally {
    await consumer.disconnect();
  }
}

function textOf(headers: IHeaders | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));
}

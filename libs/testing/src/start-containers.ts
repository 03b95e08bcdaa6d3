/** The shared parts as containers, for machines where a Docker engine answers. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer, Wait } from 'testcontainers';
import type { Kept } from './kept.ts';
import type { Parts } from './parts.ts';

/** The images of docker-compose.yml; test/deploy.spec.ts holds them equal. */
export const IMAGES = {
  kafka: 'apache/kafka:4.3.1',
  postgres: 'postgres:18.4',
  registry: 'apicurio/apicurio-registry:3.0.9',
} as const;

/** Longest start of one container, with its image already here. */
const START_MS_MAX = 120_000;

/** Asks for an engine: answers within some 30 ms where there is none. */
export async function hasEngine(): Promise<boolean> {
  try {
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}

/** Starts the three side by side; if one does not start, stops the others and throws its reason. */
export async function startContainers(): Promise<Kept<Parts>> {
  const password = randomBytes(16).toString('hex');
  const kafkaPort = await freePort();
  const started: StartedTestContainer[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((container) => container.stop()));
  };
  const start = async (container: GenericContainer): Promise<StartedTestContainer> => {
    const running = await container.withStartupTimeout(START_MS_MAX).start();
    started.push(running);
    return running;
  };
  const results = await Promise.allSettled([
    // A broker tells its clients where to find it, so its port is the same inside and outside and known beforehand.
    start(
      new GenericContainer(IMAGES.kafka)
        .withEnvironment({
          KAFKA_NODE_ID: '1',
          KAFKA_PROCESS_ROLES: 'broker,controller',
          KAFKA_LISTENERS: `PLAINTEXT://:${kafkaPort},CONTROLLER://:9093`,
          KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${kafkaPort}`,
          KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
          KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
          KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
          KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
          KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
          KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
          KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
          KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
        })
        .withExposedPorts({ container: kafkaPort, host: kafkaPort })
        .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/)),
    ),
    start(
      new GenericContainer(IMAGES.registry)
        .withExposedPorts(8080)
        .withWaitStrategy(Wait.forHttp('/apis/ccompat/v7/subjects', 8080)),
    ),
    start(
      new GenericContainer(IMAGES.postgres)
        .withEnvironment({ POSTGRES_PASSWORD: password })
        .withExposedPorts(5432)
        // The image starts the server twice: once to prepare it, then to stay.
        .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/, 2)),
    ),
  ]);
  const [kafka, registry, postgres] = results;
  if (kafka?.status !== 'fulfilled' || registry?.status !== 'fulfilled' || postgres?.status !== 'fulfilled') {
    await stop();
    throw results.find((result) => result.status === 'rejected')?.reason;
  }
  return {
    description: {
      kafka: `127.0.0.1:${kafkaPort}`,
      registry: `http://${registry.value.getHost()}:${registry.value.getMappedPort(8080)}/apis/ccompat/v7`,
      postgres: `postgres://postgres:${password}@${postgres.value.getHost()}:${postgres.value.getMappedPort(5432)}/postgres`,
    },
    stop,
  };
}

/** A port that nobody listened on a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address) resolve(address.port);
        else reject(new Error('no free port'));
      });
    });
  });
}

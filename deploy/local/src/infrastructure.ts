/** The three servers that Scrip stands on, each started here or named by an address of one's own. */
import { join } from 'node:path';
import { createDatabases, createRegistryDatabase, keepPasswords, type ServiceDatabase } from './databases.ts';
import type { Fleet } from './fleet.ts';
import { startKafka } from './kafka.ts';
import type { StateFolders } from './places.ts';
import { LOCALHOST, type Ports } from './ports.ts';
import { startPostgres } from './postgres.ts';
import { startRegistry } from './registry.ts';
import { asStep, type Report } from './report.ts';
import type { Service } from './services.ts';
import { messageOf, StartError } from './start-error.ts';
import { together } from './wait.ts';

/** Servers of one's own in place of parts: Kafka as `host:port,…`, Postgres as an administrator's URL, the registry's base URL. */
export interface OwnServers {
  readonly kafka?: string | undefined;
  readonly postgres?: string | undefined;
  readonly registry?: string | undefined;
}

/** Where the three servers are, and the services' databases. */
export interface Infrastructure {
  readonly kafka: string;
  readonly registry: string;
  /** The administrator's URL, with password. */
  readonly postgres: string;
  readonly databases: readonly ServiceDatabase[];
}

/** What the three servers need to be told. */
export interface InfrastructureOptions {
  readonly folders: StateFolders;
  readonly ports: Ports;
  readonly own: OwnServers;
  readonly services: readonly Service[];
  readonly topicPrefix: string;
  readonly fleet: Fleet;
  readonly report: Report;
  /** Ends what is still coming up. */
  readonly aborting: AbortController;
}

/** Log and pid file of a part. */
function filesOf(
  options: InfrastructureOptions,
  name: string,
): { logFile: string; pidFile: string; abort: AbortSignal } {
  const { folders, aborting } = options;
  const abort = aborting.signal;
  return { logFile: join(folders.logs, `${name}.log`), pidFile: join(folders.run, `${name}.pid`), abort };
}

async function openKafka(options: InfrastructureOptions): Promise<string> {
  const { folders, ports, own, fleet, report } = options;
  if (own.kafka !== undefined) return own.kafka;
  return asStep(
    report,
    'Kafka',
    (address) => address,
    async () => {
      const [port, controllerPort] = [ports.kafka, ports['kafka-controller']];
      const part = await startKafka({ dir: folders.kafka, port, controllerPort, ...filesOf(options, 'kafka') });
      return fleet.add(part, 'stores').address;
    },
  );
}

async function openPostgres(options: InfrastructureOptions): Promise<string> {
  const { folders, ports, own, fleet, report } = options;
  if (own.postgres !== undefined) return own.postgres;
  return asStep(
    report,
    'Postgres',
    () => `${LOCALHOST}:${ports.postgres}`,
    async () => {
      const passwordFile = join(folders.root, 'postgres-admin.password');
      const part = await startPostgres({
        dir: folders.postgres,
        port: ports.postgres,
        passwordFile,
        ...filesOf(options, 'postgres'),
      });
      return fleet.add(part, 'stores').adminUrl;
    },
  );
}

async function openRegistry(options: InfrastructureOptions, databaseUrl: () => Promise<string>): Promise<string> {
  const { folders, ports, own, fleet, report } = options;
  if (own.registry !== undefined) return own.registry;
  return asStep(
    report,
    'Schema registry',
    (address) => address,
    async () => {
      const part = await startRegistry({
        dir: folders.registry,
        port: ports.registry,
        managementPort: ports['registry-management'],
        databaseUrl: await databaseUrl(),
        ...filesOf(options, 'registry'),
      });
      return fleet.add(part, 'platform').address;
    },
  );
}

/** Topics and schemas; loaded late, since it brings the whole Kafka transport along. */
async function openTopics(
  options: InfrastructureOptions,
  kafka: Promise<string>,
  registry: Promise<string>,
): Promise<void> {
  const { topicPrefix, report, own } = options;
  const { ensureTopics, registerSchemas } = await import('@scrip/kafka');
  const brokers = await kafka;
  const topics = used(
    'SCRIP_KAFKA',
    own.kafka,
    'It must be up and let topics be created.',
    ensureTopics({ brokers, topicPrefix }),
  );
  // Awaited below; until then a failure is nobody's.
  topics.catch(() => undefined);
  const registryUrl = await registry;
  await asStep(
    report,
    'Topics and schemas',
    (count) => `${count} schemas`,
    async () => {
      const schemas = used(
        'SCRIP_REGISTRY',
        own.registry,
        'It must be up and speak the Confluent API under this base URL.',
        registerSchemas({ registryUrl, topicPrefix }),
      );
      await topics;
      return (await schemas).size;
    },
  );
}

/** A server of one's own that cannot be used, in the words of whoever named it. */
async function used<T>(variable: string, own: string | undefined, needs: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (own === undefined || error instanceof StartError) throw error;
    throw new StartError(`The server named by ${variable} could not be used: ${messageOf(error)}.`, needs);
  }
}

/** Starts what is not one's own, side by side as far as one does not need the other, and makes databases, topics, schemas. */
export async function openInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const { folders, own, services, report, aborting } = options;
  const passwords = keepPasswords(join(folders.root, 'postgres-roles.json'), services);
  const usePostgres = <T>(work: Promise<T>): Promise<T> =>
    used('SCRIP_POSTGRES', own.postgres, 'It must be up, and its user able to create roles and databases.', work);

  const kafka = openKafka(options);
  const postgres = openPostgres(options);
  const registry = postgres.then((adminUrl) =>
    openRegistry(options, () => usePostgres(createRegistryDatabase(adminUrl, passwords))),
  );
  const databases = postgres.then(async (adminUrl) => {
    if (services.length === 0) return [];
    return asStep(
      report,
      'Databases',
      () => services.join(', '),
      () => usePostgres(createDatabases({ adminUrl, services, passwords })),
    );
  });
  const topics = openTopics(options, kafka, registry);
  await together([kafka, registry, databases, topics], aborting);
  return { kafka: await kafka, registry: await registry, postgres: await postgres, databases: await databases };
}

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

/** A server of one's own that cannot be used, in the words of whoever named it. */
async function used<T>(variable: string, own: string | undefined, needs: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (own === undefined || error instanceof StartError) throw error;
    throw new StartError(`The server named by ${variable} could not be used: ${messageOf(error)}.`, needs);
  }
}

/** Loaded late, since it brings the whole Kafka transport along, and the servers can start meanwhile. */
function transport(): Promise<typeof import('@scrip/kafka')> {
  return import('@scrip/kafka');
}

async function openTopics({ topicPrefix, report, own }: InfrastructureOptions, brokers: string): Promise<void> {
  const { ensureTopics } = await transport();
  await asStep(
    report,
    'Topics',
    () => 'ready',
    () =>
      used(
        'SCRIP_KAFKA',
        own.kafka,
        'It must be up and let topics be created.',
        ensureTopics({ brokers, topicPrefix }),
      ),
  );
}

async function openSchemas({ topicPrefix, report, own }: InfrastructureOptions, registryUrl: string): Promise<void> {
  const { registerSchemas } = await transport();
  await asStep(
    report,
    'Schemas',
    (schemas) => `${schemas.size} registered`,
    () =>
      used(
        'SCRIP_REGISTRY',
        own.registry,
        'It must be up and speak the Confluent API under this base URL.',
        registerSchemas({ registryUrl, topicPrefix }),
      ),
  );
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
  const topics = kafka.then((brokers) => openTopics(options, brokers));
  const schemas = registry.then((registryUrl) => openSchemas(options, registryUrl));
  await together([kafka, registry, databases, topics, schemas], aborting);
  return { kafka: await kafka, registry: await registry, postgres: await postgres, databases: await databases };
}

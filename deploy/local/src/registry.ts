/** One schema registry with the Confluent API (Apicurio), which keeps its schemas in a Postgres database. */

import { join } from 'node:path';
import { classArchive } from './class-archive.ts';
import { findJava } from './machine.ts';
import { folderOf, listOf } from './parts.ts';
import { LOCALHOST } from './ports.ts';
import { READY_LIMIT_MS, type Running, run } from './program.ts';

/** What a registry needs to be told. The part must have been fetched (`openPart('registry')`). */
export interface RegistryOptions {
  /** Where it runs; it writes nothing there that must be kept. */
  readonly dir: string;
  readonly port: number;
  readonly managementPort: number;
  /** Where its schemas are kept: the URL of a database of its own, with user and password. */
  readonly databaseUrl: string;
  readonly logFile: string;
  readonly pidFile: string;
  readonly abort?: AbortSignal;
}

/** A running registry. */
export interface RegistryPart extends Running {
  /** The base URL of the Confluent API. */
  readonly address: string;
}

const STOP_LIMIT_MS = 10_000;
/** The stop that also writes the class archive. */
const ARCHIVING_STOP_LIMIT_MS = 60_000;
/** One look at it; it is asked again. */
const LOOK_LIMIT_MS = 2_000;
const MEDIA_TYPE = 'application/vnd.schemaregistry.v1+json';

/** The rule that every subject is under: each version must read, and be read by, all versions before it. */
export const COMPATIBILITY = 'FULL_TRANSITIVE';

function environment(options: RegistryOptions): NodeJS.ProcessEnv {
  const database = new URL(options.databaseUrl);
  return {
    ...process.env,
    QUARKUS_HTTP_HOST: LOCALHOST,
    QUARKUS_HTTP_PORT: String(options.port),
    QUARKUS_MANAGEMENT_HOST: LOCALHOST,
    QUARKUS_MANAGEMENT_PORT: String(options.managementPort),
    // Every request in the log would bury what matters.
    QUARKUS_HTTP_ACCESS_LOG_ENABLED: 'false',
    APICURIO_STORAGE_KIND: 'sql',
    APICURIO_STORAGE_SQL_KIND: 'postgresql',
    APICURIO_DATASOURCE_URL: `jdbc:postgresql://${database.host}${database.pathname}`,
    APICURIO_DATASOURCE_USERNAME: decodeURIComponent(database.username),
    // By the environment, since command lines are for everybody to read.
    APICURIO_DATASOURCE_PASSWORD: decodeURIComponent(database.password),
    APICURIO_DATASOURCE_JDBC_INITIAL_SIZE: '1',
    APICURIO_DATASOURCE_JDBC_MIN_SIZE: '1',
    APICURIO_DATASOURCE_JDBC_MAX_SIZE: '8',
  };
}

async function answers(address: string): Promise<boolean> {
  const response = await fetch(`${address}/config`, { signal: AbortSignal.timeout(LOOK_LIMIT_MS) });
  return response.ok;
}

/** Sets the compatibility that every subject starts with; a registry's own default is to accept anything. */
export async function requireCompatibility(address: string): Promise<void> {
  const response = await fetch(`${address}/config`, {
    method: 'PUT',
    headers: { 'content-type': MEDIA_TYPE },
    body: JSON.stringify({ compatibility: COMPATIBILITY }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok)
    throw new Error(
      `the registry ${address} refused compatibility ${COMPATIBILITY}: ${response.status} ${await response.text()}`,
    );
}

function commandLine(flags: readonly string[]): readonly string[] {
  const jar = Object.keys(listOf('registry').sha256).find((name) => name.endsWith('-runner.jar')) ?? '';
  const sizes = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:+ExitOnOutOfMemoryError'];
  return [...sizes, ...flags, '-jar', join(folderOf('registry'), jar)];
}

/** Starts the registry and waits until it answers. Throws a StartError when Java is missing or it does not come up. */
export async function startRegistry(options: RegistryOptions): Promise<RegistryPart> {
  const java = findJava();
  const address = `http://${LOCALHOST}:${options.port}/apis/ccompat/v7`;
  const running = await run(() => {
    const archive = classArchive('registry', java);
    return {
      name: 'registry',
      command: java.path,
      args: commandLine(archive.flags),
      env: environment(options),
      cwd: options.dir,
      logFile: options.logFile,
      pidFile: options.pidFile,
      port: options.port,
      ready: () => answers(address),
      readyLimitMs: READY_LIMIT_MS,
      stopSignal: 'SIGTERM',
      stopLimitMs: archive.writes ? ARCHIVING_STOP_LIMIT_MS : STOP_LIMIT_MS,
      ...(archive.writes && { stopNote: 'once: Java writes down its classes for faster starts' }),
      ended: (death) => archive.settle(death),
    };
  }, options.abort);
  await requireCompatibility(address);
  return { ...running, address };
}

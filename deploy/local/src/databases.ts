/** The database of each service, with two roles: one that owns the tables, one that the service runs under. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_STORE_MIGRATIONS, migrate } from '@scrip/event-store';
import pg from 'pg';
import { PROJECT_ROOT } from './places.ts';
import { randomSecret, writeSecret } from './secret-files.ts';
import type { Service } from './services.ts';
import { messageOf, StartError } from './start-error.ts';

/** A service's database and how to reach it. */
export interface ServiceDatabase {
  readonly service: Service;
  /** Its name on the server: `scrip_ledger`. */
  readonly database: string;
  /** The role that the service runs under: `ledger_app`. */
  readonly appRole: string;
  /** Connection URL of the owning role, for migrations. */
  readonly ownerUrl: string;
  /** Connection URL of the service's role. */
  readonly appUrl: string;
}

/** Role → password. */
export type Passwords = Readonly<Record<string, string>>;

/** The role, and the name of the database, of the local schema registry. */
const REGISTRY = 'scrip_registry';

/** The password of each role, random, made when first asked for and kept in a file of mode 0600. */
export function keepPasswords(file: string, services: readonly Service[]): Passwords {
  const known: Passwords = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const roles = [REGISTRY, ...services.flatMap((service) => [`${service}_owner`, `${service}_app`])];
  const missing = roles.filter((role) => known[role] === undefined);
  if (missing.length === 0) return known;
  const passwords = { ...known, ...Object.fromEntries(missing.map((role) => [role, randomSecret()])) };
  writeSecret(file, `${JSON.stringify(passwords, null, 2)}\n`);
  return passwords;
}

/** The administrator's URL for another role, password and database. */
function urlFor(adminUrl: string, role: string, password: string, database: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = password;
  url.pathname = `/${database}`;
  return url.href;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // A lost connection fails the query at hand; told here as well it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes the role, or gives an existing one this password: a state that was deleted leaves roles in a server of one's own. */
async function ensureRole(admin: pg.Client, role: string, password: string): Promise<void> {
  const { rowCount } = await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  const name = admin.escapeIdentifier(role);
  await admin.query(`${verb} ROLE ${name} LOGIN PASSWORD ${admin.escapeLiteral(password)}`);
  // An administrator who is no superuser may give a database only to a role that he is a member of.
  if (rowCount === 0) await admin.query(`GRANT ${name} TO CURRENT_USER`);
}

/** Makes the database if it is missing. Answers whether it is new. */
async function ensureDatabase(admin: pg.Client, database: string, owner: string): Promise<boolean> {
  const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  if (rowCount !== 0) return false;
  const name = admin.escapeIdentifier(database);
  await admin.query(`CREATE DATABASE ${name} OWNER ${admin.escapeIdentifier(owner)}`);
  await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  return true;
}

/**
 * Makes one service's roles and database, without tables. The service's role may connect and create schemas (its
 * projections live in schemas of its own); everybody else may nothing. `database` is for tests that want one to throw away.
 */
export async function createDatabase(options: {
  readonly adminUrl: string;
  readonly service: Service;
  readonly passwords: Passwords;
  readonly database?: string;
}): Promise<ServiceDatabase> {
  const { adminUrl, service, passwords, database = `scrip_${options.service}` } = options;
  const owner = `${service}_owner`;
  const appRole = `${service}_app`;
  const [ownerPassword, appPassword] = [passwords[owner], passwords[appRole]];
  if (ownerPassword === undefined || appPassword === undefined)
    throw new Error(`no passwords for the roles of ${service}`);
  await withClient(adminUrl, async (admin) => {
    // Several tests may make databases of one service at once; two that touch the same role would fail. Let go at the end
    // of the session.
    await admin.query('SELECT pg_advisory_lock(hashtext($1))', [owner]);
    await ensureRole(admin, owner, ownerPassword);
    await ensureRole(admin, appRole, appPassword);
    const isNew = await ensureDatabase(admin, database, owner);
    const [name, app] = [admin.escapeIdentifier(database), admin.escapeIdentifier(appRole)];
    if (isNew) await admin.query(`GRANT CONNECT, CREATE, TEMPORARY ON DATABASE ${name} TO ${app}`);
  });
  return {
    service,
    database,
    appRole,
    ownerUrl: urlFor(adminUrl, owner, ownerPassword, database),
    appUrl: urlFor(adminUrl, appRole, appPassword, database),
  };
}

/** The folders of a service's migrations in their order: the log's tables, those of every service, the service's own. */
export function migrationFolders(service: string): readonly string[] {
  const own = join(PROJECT_ROOT, 'services', service, 'migrations');
  return [
    EVENT_STORE_MIGRATIONS,
    join(PROJECT_ROOT, 'libs', 'chassis', 'migrations'),
    ...(existsSync(own) ? [own] : []),
  ];
}

/**
 * Brings a service's database to its present shape. Throws a StartError when a migration does not fit what is there, and
 * the driver's errors when the server cannot be reached.
 */
export async function migrateDatabase(database: ServiceDatabase): Promise<void> {
  const { service, ownerUrl, appRole } = database;
  try {
    await migrate({ ownerUrl, appRole, service, folders: migrationFolders(service) });
  } catch (error) {
    // A server that cannot be reached has nothing to do with migrations.
    if (typeof error !== 'object' || error === null || 'syscall' in error) throw error;
    throw new StartError(
      `The database ${database.database} could not be brought to its present shape: ${messageOf(error)}.`,
      'It was made by another version of Scrip: go back to that version, or start empty by --fresh.',
    );
  }
}

/** Makes and migrates the databases of several services, side by side. */
export async function createDatabases(options: {
  readonly adminUrl: string;
  readonly services: readonly Service[];
  readonly passwords: Passwords;
}): Promise<readonly ServiceDatabase[]> {
  return Promise.all(
    options.services.map(async (service) => {
      const database = await createDatabase({ adminUrl: options.adminUrl, passwords: options.passwords, service });
      await migrateDatabase(database);
      return database;
    }),
  );
}

/** Makes the database in which the local registry keeps its schemas. Answers its connection URL. */
export async function createRegistryDatabase(adminUrl: string, passwords: Passwords): Promise<string> {
  const password = passwords[REGISTRY];
  if (password === undefined) throw new Error(`no password for the role ${REGISTRY}`);
  await withClient(adminUrl, async (admin) => {
    await ensureRole(admin, REGISTRY, password);
    await ensureDatabase(admin, REGISTRY, REGISTRY);
  });
  return urlFor(adminUrl, REGISTRY, password, REGISTRY);
}

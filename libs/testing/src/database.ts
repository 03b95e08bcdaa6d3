/** Databases that a test has for itself. */
import { randomBytes } from 'node:crypto';
import { migrate } from '@scrip/event-store';
import { migrationFolders } from '@scrip/local';
import pg from 'pg';
import { parts } from './parts.ts';

/** A fresh database with the two roles that a service has. */
export interface ThrowawayDatabase {
  /** Connection of the owner, who may change tables and rows at will; for arranging and for looking behind the grants. */
  readonly ownerUrl: string;
  /** Connection of the service's role, with the grants that it has in production. */
  readonly appUrl: string;
  /** Name of the service's role. */
  readonly appRole: string;
  /** Ends what is still connected and removes database and roles; for `afterAll`. */
  drop(): Promise<void>;
}

/**
 * A database of its own for `service`, migrated as in production: the folders of the service, then `folders`.
 * Every call makes another one, so tests in several files and copies of a test do not meet.
 */
export async function throwawayDatabase(
  service: string,
  options: { readonly folders?: readonly string[] } = {},
): Promise<ThrowawayDatabase> {
  const { postgres } = await parts();
  const name = `test_${service.replaceAll('-', '_')}_${randomBytes(6).toString('hex')}`;
  const owner = `${name}_owner`;
  const app = `${name}_app`;
  // Hexadecimal, so it may stand in SQL and in an address as it is.
  const password = randomBytes(16).toString('hex');
  await asSuperuser(postgres, [
    `CREATE ROLE "${owner}" LOGIN PASSWORD '${password}'`,
    `CREATE ROLE "${app}" LOGIN PASSWORD '${password}'`,
    `CREATE DATABASE "${name}" OWNER "${owner}"`,
    `REVOKE ALL ON DATABASE "${name}" FROM PUBLIC`,
    `GRANT CONNECT, CREATE, TEMPORARY ON DATABASE "${name}" TO "${app}"`,
  ]);
  const drop = (): Promise<void> =>
    asSuperuser(postgres, [
      `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`,
      `DROP ROLE IF EXISTS "${owner}"`,
      `DROP ROLE IF EXISTS "${app}"`,
    ]);
  const ownerUrl = addressFor(postgres, owner, password, name);
  try {
    await migrate({
      ownerUrl,
      appRole: app,
      service,
      folders: [...migrationFolders(service), ...(options.folders ?? [])],
    });
  } catch (error) {
    await drop();
    throw error;
  }
  return { ownerUrl, appUrl: addressFor(postgres, app, password, name), appRole: app, drop };
}

function addressFor(server: string, user: string, password: string, database: string): string {
  const url = new URL(server);
  url.username = user;
  url.password = password;
  url.pathname = `/${database}`;
  return url.href;
}

/** Statement by statement, outside a transaction: a database is neither created nor dropped inside one. */
async function asSuperuser(postgres: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: postgres });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Brings a service's database to the shape its code expects, from plain SQL files, under the owner's role. */
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

/** The folder with the tables that every service's log has. */
export const EVENT_STORE_MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/**
 * Runs the migrations of each folder in order, each file once, all of a folder or none of it.
 * Grants go to `appRole`, which the service runs under. Safe to run from several places at once (advisory lock).
 */
export async function migrate(options: {
  readonly ownerUrl: string;
  readonly appRole: string;
  readonly service: string;
  readonly folders: readonly string[];
}): Promise<void> {
  const client = new pg.Client({ connectionString: options.ownerUrl });
  await client.connect();
  try {
    await client.query("SELECT set_config('scrip.app_role', $1, false)", [options.appRole]);
    for (const [index, dir] of options.folders.entries()) {
      await runner({
        dbClient: client,
        dir,
        direction: 'up',
        migrationsTable: index === 0 ? 'migration' : `migration_${index}`,
        singleTransaction: true,
        advisoryLockMode: 'wait',
        checkOrder: true,
        log: () => undefined,
      });
    }
    await client.query('INSERT INTO log_head (service) VALUES ($1) ON CONFLICT DO NOTHING', [options.service]);
  } finally {
    await client.end();
  }
}

/** A whole running system for end-to-end tests. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role, SystemDescription } from '@scrip/local';
import { borrow } from './borrow.ts';
import { type Client, openClient } from './client.ts';

/** The shared system, and the way in. */
export interface TestSystem {
  /** Addresses, database connections, logs and process ids, as the launcher wrote them. */
  readonly description: SystemDescription;
  /** A client that goes through the front door with the token of a role; each call makes one with a memory of its own. */
  client(role: Role): Client;
}

let shared: Promise<TestSystem> | undefined;

/**
 * The system that all specs of the machine share; the first caller builds and starts it, which takes a while. Where
 * SCRIP_TEST_SYSTEM names the `system.json` of a running one (that of `npm start` in `.scrip/state`), that is used.
 */
export function system(): Promise<TestSystem> {
  shared ??= describe().then((description) => ({
    description,
    client: (role) =>
      openClient({
        baseUrl: description.frontDoor,
        // Read at each use: the launcher renews the file before a token ends.
        token: async () => (await readFile(join(description.tokensDir, role), 'utf8')).trim(),
      }),
  }));
  return shared;
}

async function describe(): Promise<SystemDescription> {
  const file = process.env['SCRIP_TEST_SYSTEM'];
  if (file) return JSON.parse(await readFile(file, 'utf8'));
  return (await borrow<SystemDescription>('system')).description;
}

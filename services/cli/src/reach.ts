/** How the command reaches a system: by the environment, or by the local system that runs in this folder. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Roles of the local system, as its issuer knows them. */
export type Role = 'till' | 'desk' | 'programmes' | 'finance' | 'operator' | 'integrator' | 'importer';

/** A system within reach. */
export interface Reach {
  /** Base URL of the front door. */
  readonly url: string;
  /** An access token: that of SCRIP_TOKEN, or a fresh one for the role from the local issuer. */
  token(role: Role): Promise<string>;
}

/** Said to the user as it is; ends the command with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface SystemDescription {
  readonly frontDoor: string;
  readonly issuer: string;
  readonly audience: string;
  readonly clientsFile: string;
}

/**
 * SCRIP_URL and SCRIP_TOKEN name a system; without them the local one of SCRIP_STATE_DIR, or of `.scrip/state` here or in
 * a folder above. Throws UsageError when there is none.
 */
export function reach(env: NodeJS.ProcessEnv): Reach {
  if (env.SCRIP_URL) {
    const token = env.SCRIP_TOKEN;
    if (!token)
      throw new UsageError('SCRIP_URL is set but SCRIP_TOKEN is not: set it to an access token of that system.');
    return { url: env.SCRIP_URL, token: async () => token };
  }
  const system = localSystem(env.SCRIP_STATE_DIR);
  return {
    url: system.frontDoor,
    token: (role) => (env.SCRIP_TOKEN ? Promise.resolve(env.SCRIP_TOKEN) : fetchToken(system, role)),
  };
}

function localSystem(stateDir: string | undefined): SystemDescription {
  const file = stateDir ? join(resolve(stateDir), 'system.json') : nearest(join('.scrip', 'state', 'system.json'));
  if (!file || !existsSync(file)) {
    throw new UsageError('No system runs here. Start one with: npm start — or set SCRIP_URL and SCRIP_TOKEN.');
  }
  return JSON.parse(readFileSync(file, 'utf8')) as SystemDescription;
}

function nearest(path: string): string | undefined {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const file = join(folder, path);
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) return undefined;
  }
}

async function fetchToken(system: SystemDescription, role: Role): Promise<string> {
  const clients = JSON.parse(readFileSync(system.clientsFile, 'utf8')) as Record<
    string,
    { secret: string; scopes: readonly string[] }
  >;
  const client = clients[role];
  if (!client)
    throw new UsageError(`The local system has no role ${role}. It has: ${Object.keys(clients).join(', ')}.`);
  const response = await fetch(`${system.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${role}:${client.secret}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: client.scopes.join(' '),
    }),
  }).catch((error: unknown) => {
    throw new UsageError(
      `The token issuer at ${system.issuer} does not answer. Is the system running? (${String(error)})`,
    );
  });
  const body = (await response.json()) as { access_token?: string; error_description?: string };
  if (!body.access_token) throw new UsageError(`The issuer gave no token for ${role}: ${body.error_description}`);
  return body.access_token;
}

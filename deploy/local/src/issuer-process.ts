/** Starts the local issuer and asks it for tokens. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair } from 'jose';
import type { Client } from './clients.ts';
import { LOCALHOST } from './ports.ts';
import { READY_LIMIT_MS, type Running, run } from './program.ts';
import { writeSecret } from './secret-files.ts';

/** What the issuer needs to be told. */
export interface IssuerOptions {
  readonly port: number;
  /** The clients, as `keepClients` writes them. */
  readonly clientsFile: string;
  /** Keeps the signing key, so that tokens outlive a restart. Mode 0600. */
  readonly keyFile: string;
  readonly logFile: string;
  readonly pidFile: string;
  readonly abort?: AbortSignal;
}

/** A running issuer. */
export interface IssuerPart extends Running {
  /** The issuer's URL: claim `iss`, and the base of its discovery document. */
  readonly address: string;
}

const STOP_LIMIT_MS = 5_000;
const REQUEST_LIMIT_MS = 5_000;

/** Makes the issuer's signing key (ES256, a private JWK) unless the file has one. Mode 0600. */
export async function keepIssuerKey(file: string): Promise<void> {
  if (existsSync(file)) return;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  writeSecret(file, JSON.stringify({ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig' }));
}

/** The issuer's program beside this file: its source where this is source, its build where this is built. */
function program(): string {
  return fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './issuer.ts' : './issuer.js', import.meta.url));
}

/** Starts the issuer and waits until its discovery document is there. */
export async function startIssuer(options: IssuerOptions): Promise<IssuerPart> {
  await keepIssuerKey(options.keyFile);
  const address = `http://${LOCALHOST}:${options.port}`;
  const running = await run(
    () => ({
      name: 'issuer',
      command: process.execPath,
      args: [
        '--disable-warning=ExperimentalWarning',
        program(),
        String(options.port),
        options.clientsFile,
        options.keyFile,
      ],
      env: { ...process.env, SCRIP_HOST: LOCALHOST, SCRIP_OIDC_ISSUER: address },
      logFile: options.logFile,
      pidFile: options.pidFile,
      port: options.port,
      ready: async () => {
        const discovery = `${address}/.well-known/openid-configuration`;
        return (await fetch(discovery, { signal: AbortSignal.timeout(REQUEST_LIMIT_MS) })).ok;
      },
      readyLimitMs: READY_LIMIT_MS,
      stopSignal: 'SIGTERM',
      stopLimitMs: STOP_LIMIT_MS,
    }),
    options.abort,
  );
  return { ...running, address };
}

/** Asks for an access token with all scopes of a client. Throws when the issuer refuses. */
export async function requestToken(issuerUrl: string, clientId: string, client: Client): Promise<string> {
  const credentials = Buffer.from(`${clientId}:${client.secret}`).toString('base64');
  const response = await fetch(`${issuerUrl}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
  });
  const answer: unknown = await response.json();
  if (response.ok && typeof answer === 'object' && answer !== null && 'access_token' in answer)
    return String(answer.access_token);
  throw new Error(`the issuer refused a token for ${clientId}: ${response.status} ${JSON.stringify(answer)}`);
}

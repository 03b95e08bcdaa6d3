/**
 * The local token issuer, a process of its own: OpenID Connect discovery, keys, and access tokens for the clients of the
 * state folder (client credentials). It stands in for a company's own issuer, which production names by SCRIP_OIDC_ISSUER;
 * whoever reads the state folder can get any token from it.
 *
 * Run as: node issuer.ts <port> <clients file> <key file>. SCRIP_HOST is where it listens (default 127.0.0.1), and
 * SCRIP_OIDC_ISSUER its URL where others reach it under another one than that.
 */
import { readFileSync } from 'node:fs';
import Provider, { type Configuration } from 'oidc-provider';
import { AUDIENCE, type Client, readClients, TOKEN_LIFETIME_S } from './clients.ts';
import { LOCALHOST } from './ports.ts';
import { randomSecret } from './secret-files.ts';

/** The one resource there is; tokens are for it without being asked. */
const RESOURCE = 'urn:scrip';

const [port = '', clientsFile = '', keyFile = ''] = process.argv.slice(2);
const clients = readClients(clientsFile);
const scopes = [...new Set(Object.values(clients).flatMap((client) => client.scopes))];
const host = process.env['SCRIP_HOST'] ?? LOCALHOST;
const issuerUrl = process.env['SCRIP_OIDC_ISSUER'] ?? `http://${host}:${port}`;

function claimsOf(client: Client): Record<string, string> {
  return {
    scrip_issuer: client.issuerId,
    ...(client.merchantId !== null && { scrip_merchant: client.merchantId }),
  };
}

const configuration: Configuration = {
  clients: Object.entries(clients).map(([id, client]) => ({
    client_id: id,
    client_secret: client.secret,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'client_secret_basic',
    scope: client.scopes.join(' '),
  })),
  jwks: { keys: [JSON.parse(readFileSync(keyFile, 'utf8'))] },
  scopes,
  cookies: { keys: [randomSecret()] },
  ttl: { ClientCredentials: TOKEN_LIFETIME_S },
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: (ctx, client) => {
        // A request that names no scope gets all that the client may have, so that a curl stays short.
        if (ctx.oidc.params && ctx.oidc.params['scope'] === undefined) ctx.oidc.params['scope'] = client.scope;
        return RESOURCE;
      },
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        audience: AUDIENCE,
        scope: scopes.join(' '),
        accessTokenFormat: 'jwt',
        accessTokenTTL: TOKEN_LIFETIME_S,
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
  extraTokenClaims: (_ctx, token) => {
    const client = token.clientId === undefined ? undefined : clients[token.clientId];
    return client ? claimsOf(client) : {};
  },
};

console.warn(
  `LOCAL MODE: ${issuerUrl} gives tokens to whoever can read ${clientsFile}. Never use it, or its key, outside this machine.`,
);
const server = new Provider(issuerUrl, configuration).listen(Number(port), host);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}

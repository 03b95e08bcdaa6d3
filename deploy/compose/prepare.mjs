/**
 * The jobs of docker-compose.yml that run before the services. Each may run again and then changes nothing.
 *
 *   prepare.mjs databases   SCRIP_ADMIN, SCRIP_PASSWORDS: a database, roles and tables for each service, one for the registry
 *   prepare.mjs topics      SCRIP_KAFKA, SCRIP_REGISTRY: every topic, every schema
 *   prepare.mjs clients     SCRIP_CLIENT_SECRETS, SCRIP_STATE_DIR: the token issuer's clients and its key
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const OWNER_ONLY = { mode: 0o600 };

/** Ends with the name of what is missing. */
function needed(name) {
  const value = process.env[name];
  if (value) return value;
  console.error(`${name} is not set; see docker-compose.yml`);
  process.exit(1);
}

async function databases() {
  const { createDatabases, createRegistryDatabase, SERVICES } = await import('@scrip/local');
  const adminUrl = needed('SCRIP_ADMIN');
  const passwords = JSON.parse(needed('SCRIP_PASSWORDS'));
  await createRegistryDatabase(adminUrl, passwords);
  const made = await createDatabases({ adminUrl, services: SERVICES, passwords });
  console.log(`databases: ${made.map((one) => one.database).join(', ')}`);
}

async function topics() {
  const { ensureTopics, registerSchemas } = await import('@scrip/kafka');
  const topicPrefix = process.env.SCRIP_TOPIC_PREFIX ?? '';
  await ensureTopics({ brokers: needed('SCRIP_KAFKA'), topicPrefix });
  const schemas = await registerSchemas({ registryUrl: needed('SCRIP_REGISTRY'), topicPrefix });
  console.log(`schemas: ${schemas.size}`);
}

async function clients() {
  const { keepClients } = await import('@scrip/local');
  const state = needed('SCRIP_STATE_DIR');
  const secrets = JSON.parse(needed('SCRIP_CLIENT_SECRETS'));
  const clientsFile = join(state, 'clients.json');
  // The services' secrets are those of .env, also when they were changed there; those of the roles are made once and stay.
  const known = existsSync(clientsFile) ? JSON.parse(readFileSync(clientsFile, 'utf8')) : {};
  for (const [id, secret] of Object.entries(secrets)) known[id] = { ...known[id], secret };
  writeFileSync(clientsFile, JSON.stringify(known), OWNER_ONLY);
  console.log(`clients: ${Object.keys(keepClients(clientsFile)).join(', ')}`);
  const keyFile = join(state, 'issuer-key.json');
  if (existsSync(keyFile)) return;
  const { exportJWK, generateKeyPair } = await import('jose');
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig' };
  writeFileSync(keyFile, JSON.stringify(key), OWNER_ONLY);
}

const JOBS = { databases, topics, clients };
const job = JOBS[process.argv[2]];
if (!job) {
  console.error(`usage: prepare.mjs ${Object.keys(JOBS).join('|')}`);
  process.exit(1);
}
await job();

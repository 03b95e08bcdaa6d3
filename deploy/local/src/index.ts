export {
  AUDIENCE,
  type Client,
  type Clients,
  DEMO_ISSUER,
  DEMO_MERCHANT,
  keepClients,
  ROLES,
  type Role,
  readClients,
} from './clients.ts';
export {
  createDatabase,
  createDatabases,
  createRegistryDatabase,
  keepPasswords,
  migrateDatabase,
  migrationFolders,
  type Passwords,
  type ServiceDatabase,
} from './databases.ts';
export type { OwnServers } from './infrastructure.ts';
export { type IssuerOptions, type IssuerPart, keepIssuerKey, requestToken, startIssuer } from './issuer-process.ts';
export { type KafkaOptions, type KafkaPart, startKafka } from './kafka.ts';
export { openPart } from './parts.ts';
export { DEFAULT_STATE_DIR, openState, PROJECT_ROOT, type StateFolders } from './places.ts';
export { freePorts, LISTENERS, LOCALHOST, type Ports } from './ports.ts';
export { type PostgresOptions, type PostgresPart, startPostgres } from './postgres.ts';
export type { Death, Running } from './program.ts';
export { type RegistryOptions, type RegistryPart, startRegistry } from './registry.ts';
export type { Report, Step } from './report.ts';
export { SERVICES, type Service, type ServiceProcess } from './services.ts';
export { StartError } from './start-error.ts';
export { type System, type SystemOptions, type SystemPart, startSystem } from './system.ts';
export { readSystem, type SystemDescription } from './system-file.ts';
export { sweepTemporary, temporaryFolder } from './temporary.ts';

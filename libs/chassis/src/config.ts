/** What a service is told by its environment, read once at the start; a wrong value ends the start with every fault named. */
import { z } from 'zod';

const environment = z.object({
  SCRIP_MODE: z.enum(['local', 'sandbox', 'production']).default('production'),
  SCRIP_HOST: z.string().default('127.0.0.1'),
  SCRIP_SERVICE_PORT: z.coerce.number().int().min(1).max(65_535),
  SCRIP_POSTGRES: z.string().min(1),
  SCRIP_KAFKA: z.string().min(1),
  SCRIP_REGISTRY: z.url(),
  SCRIP_OIDC_ISSUER: z.url(),
  SCRIP_OIDC_AUDIENCE: z.string().default('scrip'),
  SCRIP_TOPIC_PREFIX: z.string().default(''),
  SCRIP_STATE_DIR: z.string().min(1),
});

/** The environment of a service; see the room's README for each name. */
export class ServiceConfig {
  readonly mode: 'local' | 'sandbox' | 'production';
  readonly host: string;
  readonly port: number;
  /** URL of the service's own database, app role. */
  readonly postgres: string;
  /** `host:port` of the brokers to start from, with commas between. */
  readonly brokers: string;
  /** Base URL of the registry's Confluent API. */
  readonly registryUrl: string;
  readonly oidcIssuer: string;
  readonly oidcAudience: string;
  /** Put before every topic and consumer group; empty but where several systems share a broker. */
  readonly topicPrefix: string;
  /** Folder for the files a service owns: the outbox of notifications, the local key file of cards. */
  readonly stateDir: string;

  private constructor(values: z.output<typeof environment>) {
    this.mode = values.SCRIP_MODE;
    this.host = values.SCRIP_HOST;
    this.port = values.SCRIP_SERVICE_PORT;
    this.postgres = values.SCRIP_POSTGRES;
    this.brokers = values.SCRIP_KAFKA;
    this.registryUrl = values.SCRIP_REGISTRY;
    this.oidcIssuer = values.SCRIP_OIDC_ISSUER;
    this.oidcAudience = values.SCRIP_OIDC_AUDIENCE;
    this.topicPrefix = values.SCRIP_TOPIC_PREFIX;
    this.stateDir = values.SCRIP_STATE_DIR;
  }

  /** Reads the environment. Throws RangeError with one line per fault, naming variables but never their values. */
  static read(env: NodeJS.ProcessEnv): ServiceConfig {
    const parsed = environment.safeParse(env);
    if (parsed.success) return new ServiceConfig(parsed.data);
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new RangeError(`the environment is not complete:\n${faults.join('\n')}`);
  }
}

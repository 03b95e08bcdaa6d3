/** The processes of Scrip itself: five services, and the console with the front door. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AUDIENCE } from './clients.ts';
import { PROJECT_ROOT, type StateFolders } from './places.ts';
import { type Listener, LOCALHOST, type Ports } from './ports.ts';
import { READY_LIMIT_MS, type Running, run } from './program.ts';
import { StartError } from './start-error.ts';

/** The services that keep a log of their own. */
export const SERVICES = ['cards', 'ledger', 'points', 'tiering', 'notifications'] as const;
/** One of them. */
export type Service = (typeof SERVICES)[number];
/** Every process of Scrip; the front door is the service `console`. */
export type ServiceProcess = Service | 'console';

/** What a service process is told, beside its own database and client. */
export interface ServiceContext {
  readonly folders: StateFolders;
  readonly ports: Ports;
  readonly kafka: string;
  readonly registry: string;
  readonly issuerUrl: string;
  readonly topicPrefix: string;
  /** Connection URL of each service's own role to its own database. */
  readonly databaseUrls: Readonly<Partial<Record<string, string>>>;
  /** Client id → secret, for the tokens that services ask for themselves. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly abort?: AbortSignal;
}

/** A running service process. */
export interface RunningService extends Running {
  /** Its own base URL; people go through the front door. */
  readonly address: string;
}

/** What it was told to finish; after it, force. */
const STOP_LIMIT_MS = 10_000;
const LOOK_LIMIT_MS = 2_000;

/** Which of the ports a process listens on. */
export function listenerOf(service: ServiceProcess): Listener {
  return service === 'console' ? 'front-door' : service;
}

/** The base URL of a service process. */
export function urlOf(ports: Ports, service: ServiceProcess): string {
  return `http://${LOCALHOST}:${ports[listenerOf(service)]}`;
}

/** Settings of services that whoever starts a system may give: who takes messages, where holders reach it, whose topics are read. */
const PASSED_ON: ReadonlySet<string> = new Set(['SCRIP_PROVIDERS', 'SCRIP_PUBLIC_URL', 'SCRIP_METRIC_ISSUERS']);

/** Ours and the telemetry's settings pass through; what would point a service at another system does not. */
function inherited(): NodeJS.ProcessEnv {
  const all = Object.entries(process.env);
  return Object.fromEntries(all.filter(([name]) => !name.startsWith('SCRIP_') || PASSED_ON.has(name)));
}

function environment(service: ServiceProcess, context: ServiceContext): NodeJS.ProcessEnv {
  const own = join(context.folders.services, service);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const client = `service-${service}`;
  const secret = context.secrets[client];
  const databaseUrl = context.databaseUrls[service];
  return {
    // Links in messages lead to the front door, unless whoever starts the system says where holders reach it.
    SCRIP_PUBLIC_URL: urlOf(context.ports, 'console'),
    ...inherited(),
    SCRIP_MODE: 'local',
    SCRIP_HOST: LOCALHOST,
    SCRIP_SERVICE_PORT: String(context.ports[listenerOf(service)]),
    SCRIP_KAFKA: context.kafka,
    SCRIP_REGISTRY: context.registry,
    SCRIP_OIDC_ISSUER: context.issuerUrl,
    SCRIP_OIDC_AUDIENCE: AUDIENCE,
    SCRIP_TOPIC_PREFIX: context.topicPrefix,
    SCRIP_SERVICES: JSON.stringify(Object.fromEntries(SERVICES.map((one) => [one, urlOf(context.ports, one)]))),
    SCRIP_STATE_DIR: own,
    ...(databaseUrl !== undefined && { SCRIP_POSTGRES: databaseUrl }),
    ...(secret !== undefined && { SCRIP_CLIENT_ID: client, SCRIP_CLIENT_SECRET: secret }),
  };
}

/** Starts one service and waits until it is ready. Throws a StartError when it is not built or does not come up. */
export async function startService(service: ServiceProcess, context: ServiceContext): Promise<RunningService> {
  const main = join(PROJECT_ROOT, 'services', service, 'dist', 'main.js');
  if (!existsSync(main)) throw new StartError(`The service ${service} is not built.`, 'Run `npm run build`.');
  const address = urlOf(context.ports, service);
  const running = await run(
    () => ({
      name: service,
      command: process.execPath,
      // kafkajs asks for timers in the past, of which Node warns at each start; nothing follows from it.
      args: ['--disable-warning=TimeoutNegativeWarning', main],
      env: environment(service, context),
      cwd: PROJECT_ROOT,
      logFile: join(context.folders.logs, `${service}.log`),
      pidFile: join(context.folders.run, `${service}.pid`),
      port: context.ports[listenerOf(service)],
      ready: async () => {
        const response = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(LOOK_LIMIT_MS) });
        return response.ok;
      },
      readyLimitMs: READY_LIMIT_MS,
      stopSignal: 'SIGTERM',
      stopLimitMs: STOP_LIMIT_MS,
    }),
    context.abort,
  );
  return { ...running, address };
}

/** A whole Scrip on one machine: what `npm start` shows and what tests use. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildAll } from './build.ts';
import { AUDIENCE, type Client, type Clients, keepClients, ROLES, type Role, TOKEN_LIFETIME_S } from './clients.ts';
import { Fleet } from './fleet.ts';
import { type Infrastructure, type OwnServers, openInfrastructure } from './infrastructure.ts';
import { type IssuerPart, requestToken, startIssuer } from './issuer-process.ts';
import { takeLock } from './lock.ts';
import { clearState, openState, type StateFolders } from './places.ts';
import { LOCALHOST, type Ports } from './ports.ts';
import { checkMachine, choosePorts, openParts, type PortChoice } from './preparation.ts';
import { markOf } from './process-identity.ts';
import { type Running, stopLeftovers } from './program.ts';
import { asStep, type Report, silent } from './report.ts';
import { writeSecret } from './secret-files.ts';
import { SERVICES, type ServiceContext, type ServiceProcess, startService, urlOf } from './services.ts';
import { messageOf, StartError } from './start-error.ts';
import { type SystemDescription, systemFile, writeSystem } from './system-file.ts';
import { together } from './wait.ts';

/** How to start a system. */
export interface SystemOptions {
  /** Everything it keeps lies here. */
  readonly stateDir: string;
  /** Deletes the state first. */
  readonly fresh?: boolean;
  /** Default: the ports where people expect them. */
  readonly ports?: PortChoice;
  /** Which processes of Scrip run; default all. With none there are only the servers and the issuer, and no databases. */
  readonly services?: readonly ServiceProcess[];
  /** Servers of one's own in place of ours. */
  readonly own?: OwnServers;
  /** Stands in front of every topic's name; default nothing. */
  readonly topicPrefix?: string;
  /** Whether to build first; default yes. Tests that start systems side by side build once before them. */
  readonly build?: boolean;
  /** Whether what dies is brought back; default no, so that a test sees it dead. */
  readonly supervise?: boolean;
  readonly report?: Report;
  /** Gives up the start; what has come up is ended. */
  readonly abort?: AbortSignal;
}

/** What a system consists of beside the processes of Scrip. */
export type SystemPart = 'kafka' | 'postgres' | 'registry' | 'issuer';

/** A running system. */
export interface System {
  /** What `system.json` says, with the process ids of this moment. */
  describe(): SystemDescription;
  /** A server or the issuer, for fault tests. Throws for a server of one's own. */
  part(name: SystemPart): Running;
  /** A process of Scrip, for fault tests. Throws for one that this system was started without. */
  service(name: ServiceProcess): Running;
  /** The issuer's clients, with their secrets. */
  readonly clients: Clients;
  /** A new token of a role. */
  token(role: Role): Promise<string>;
  /** Ends everything in order; the state stays. `ending` is told what is being waited for. */
  stop(ending?: (names: readonly string[]) => void): Promise<void>;
}

const ALL: readonly ServiceProcess[] = [...SERVICES, 'console'];
/** The roles, in the order in which they are shown. */
const ROLE_NAMES = Object.keys(ROLES) as Role[];

/** The saved tokens are renewed when half of their time is over. */
const TOKEN_RENEWAL_MS = (TOKEN_LIFETIME_S * 1_000) / 2;

function issuerUrlOf(ports: Ports): string {
  return `http://${LOCALHOST}:${ports.issuer}`;
}

/** What one start carries from step to step. */
interface Start {
  readonly folders: StateFolders;
  readonly ports: Ports;
  readonly services: readonly ServiceProcess[];
  readonly own: OwnServers;
  readonly topicPrefix: string;
  readonly fleet: Fleet;
  readonly report: Report;
  readonly aborting: AbortController;
}

function openIssuer({ folders, ports, fleet, report, aborting }: Start): Promise<IssuerPart> {
  return asStep(
    report,
    'Token issuer',
    (issuer) => issuer.address,
    async () => {
      const issuer = await startIssuer({
        port: ports.issuer,
        clientsFile: join(folders.root, 'clients.json'),
        keyFile: join(folders.root, 'issuer-key.json'),
        logFile: join(folders.logs, 'issuer.log'),
        pidFile: join(folders.run, 'issuer.pid'),
        abort: aborting.signal,
      });
      return fleet.add(issuer, 'platform');
    },
  );
}

async function tokenOf(issuerUrl: string, clients: Clients, role: Role): Promise<string> {
  const client: Client | undefined = clients[role];
  if (!client) throw new Error(`the issuer has no client ${role}`);
  return requestToken(issuerUrl, role, client);
}

/** A ready token per role, in a file each. */
async function saveTokens(folders: StateFolders, issuerUrl: string, clients: Clients): Promise<void> {
  await Promise.all(
    ROLE_NAMES.map(async (role) => {
      writeSecret(join(folders.tokens, role), await tokenOf(issuerUrl, clients, role));
    }),
  );
}

function openServices(start: Start, servers: Infrastructure, clients: Clients): Promise<void> {
  const { folders, ports, services, topicPrefix, fleet, report, aborting } = start;
  const context: ServiceContext = {
    folders,
    ports,
    kafka: servers.kafka,
    registry: servers.registry,
    issuerUrl: issuerUrlOf(ports),
    topicPrefix,
    databaseUrls: Object.fromEntries(servers.databases.map((one) => [one.service, one.appUrl])),
    secrets: Object.fromEntries(Object.entries(clients).map(([id, client]) => [id, client.secret])),
    abort: aborting.signal,
  };
  return asStep(
    report,
    'Services',
    () => services.join(', '),
    (step) => {
      const waiting = new Set(services);
      const open = async (service: ServiceProcess): Promise<void> => {
        const running = await startService(service, context);
        fleet.add(running, service === 'console' ? 'front-door' : 'services');
        waiting.delete(service);
        step.progress(`waiting for ${[...waiting].join(', ')}`);
      };
      step.progress(`waiting for ${services.join(', ')}`);
      return together(services.map(open), aborting);
    },
  );
}

function describe(start: Start, servers: Infrastructure): SystemDescription {
  const { folders, ports, services, topicPrefix, fleet } = start;
  const launcher = markOf(process.pid);
  if (!launcher) throw new Error('this process has no identity');
  return {
    launcher,
    stateDir: folders.root,
    mode: 'local',
    frontDoor: urlOf(ports, 'console'),
    issuer: issuerUrlOf(ports),
    audience: AUDIENCE,
    services: Object.fromEntries(services.map((service) => [service, urlOf(ports, service)])),
    kafka: servers.kafka,
    registry: servers.registry,
    topicPrefix,
    postgres: {
      adminUrl: servers.postgres,
      services: Object.fromEntries(
        servers.databases.map(({ service, ownerUrl, appUrl }) => [service, { ownerUrl, appUrl }]),
      ),
    },
    clientsFile: join(folders.root, 'clients.json'),
    tokensDir: folders.tokens,
    logsDir: folders.logs,
    pids: fleet.pids(),
  };
}

/** From a fit machine to everything ready; answers where the servers are. */
async function open(start: Start, options: SystemOptions, clients: Clients): Promise<Infrastructure> {
  const { folders, ports, services, own, topicPrefix, fleet, report, aborting } = start;
  await checkMachine({ stateDir: folders.root, ports, services, own, report });
  await openParts(own, report, aborting.signal);
  const logged = SERVICES.filter((service) => services.includes(service));
  const build = (options.build ?? true) && services.length > 0;
  const servers = openInfrastructure({ folders, ports, own, services: logged, topicPrefix, fleet, report, aborting });
  const tokens = openIssuer(start).then((issuer) => saveTokens(folders, issuer.address, clients));
  const built = build
    ? asStep(
        report,
        'Build',
        (anew) => (anew ? 'done' : 'up to date'),
        (step) => buildAll((text) => step.progress(text), aborting.signal),
      )
    : Promise.resolve();
  await together([servers, tokens, built], aborting);
  if (services.length > 0) await openServices(start, await servers, clients);
  return servers;
}

/** A server of one's own keeps what a deleted state forgets, and two halves that do not fit are worse than none. */
function refuseFreshOn(own: OwnServers): void {
  const named = Object.entries(own).flatMap(([name, address]) =>
    address === undefined ? [] : [`SCRIP_${name.toUpperCase()}`],
  );
  if (named.length > 0)
    throw new StartError(
      `--fresh cannot empty the servers named by ${named.join(', ')}.`,
      'Drop the databases scrip_* and delete the topics there yourself, delete the state folder, and start without --fresh.',
    );
}

/**
 * Starts a system and waits until all of it is ready. Throws a StartError for what a person can mend; whatever was
 * started by then has been ended.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { report = silent, services = ALL, own = {}, topicPrefix = '' } = options;
  if (options.fresh) refuseFreshOn(own);
  const folders = openState(options.stateDir);
  const unlock = takeLock(folders.run, folders.root);
  const fleet = new Fleet(report);
  const aborting = new AbortController();
  const giveUp = (): void => aborting.abort();
  options.abort?.addEventListener('abort', giveUp);
  let renewal: NodeJS.Timeout | undefined;
  const stop = async (ending?: (names: readonly string[]) => void): Promise<void> => {
    clearInterval(renewal);
    // What is just being brought back is given up.
    aborting.abort();
    await fleet.stop(ending);
    rmSync(systemFile(folders.root), { force: true });
    unlock();
  };
  try {
    const leftovers = await stopLeftovers(folders.run);
    if (leftovers.length > 0) report.news(`Ended what an earlier start had left running: ${leftovers.join(', ')}.`);
    if (options.fresh) clearState(folders);
    const ports = await choosePorts(options.ports ?? 'default');
    const start: Start = { folders, ports, services, own, topicPrefix, fleet, report, aborting };
    const clients = keepClients(join(folders.root, 'clients.json'));
    const servers = await open(start, options, clients);
    const say = (): void => writeSystem(describe(start, servers));
    say();
    if (options.supervise) fleet.supervise(say);
    renewal = setInterval(() => {
      saveTokens(folders, issuerUrlOf(ports), clients).catch((error: unknown) =>
        report.news(`The tokens in ${folders.tokens} could not be renewed: ${messageOf(error)}`),
      );
    }, TOKEN_RENEWAL_MS);
    renewal.unref();
    const member = (name: string): Running => {
      const running = fleet.find(name);
      if (!running) throw new Error(`this system was started without a ${name} of its own`);
      return running;
    };
    return {
      describe: () => describe(start, servers),
      part: member,
      service: member,
      clients,
      token: (role) => tokenOf(issuerUrlOf(ports), clients, role),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    options.abort?.removeEventListener('abort', giveUp);
  }
}

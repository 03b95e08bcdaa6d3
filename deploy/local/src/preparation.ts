/** What a start needs before anything runs: a fit machine, free ports, the fetched parts. */
import type { OwnServers } from './infrastructure.ts';
import { checkDisk, checkNode, checkPorts, findJava, findMaven } from './machine.ts';
import { isFetched, listOf, openPart, PART_TITLES, type PartName } from './parts.ts';
import { DEFAULT_PORTS, freePorts, LISTENERS, type Listener, type Ports, portsFrom } from './ports.ts';
import { asStep, type Report } from './report.ts';
import { listenerOf, type ServiceProcess } from './services.ts';

/** As people expect them, from a base on, or free ones for a test. */
export type PortChoice = 'default' | 'free' | { readonly base: number };

/** The ports for a choice. */
export async function choosePorts(choice: PortChoice): Promise<Ports> {
  if (choice === 'free') return portsFrom(await freePorts(LISTENERS.length));
  return choice === 'default' ? DEFAULT_PORTS : portsFrom(choice.base);
}

/** The listeners that a start needs. */
function listenersOf(services: readonly ServiceProcess[], own: OwnServers): ReadonlySet<Listener> {
  return new Set<Listener>([
    'issuer',
    ...services.map(listenerOf),
    ...(own.kafka === undefined ? (['kafka', 'kafka-controller'] as const) : []),
    ...(own.registry === undefined ? (['registry', 'registry-management'] as const) : []),
    ...(own.postgres === undefined ? (['postgres'] as const) : []),
  ]);
}

const JAR_PARTS: readonly PartName[] = ['kafka', 'registry'];

/** The parts that are made of jars and not one's own. */
function jarParts(own: OwnServers): PartName[] {
  return JAR_PARTS.filter((part) => own[part] === undefined);
}

/** Checks Node, Java, Maven where something is to be fetched, the disk and the ports, in this order. */
export function checkMachine(options: {
  readonly stateDir: string;
  readonly ports: Ports;
  readonly services: readonly ServiceProcess[];
  readonly own: OwnServers;
  readonly report: Report;
}): Promise<string> {
  return asStep(
    options.report,
    'Machine',
    (found) => found,
    async () => {
      const node = `Node ${checkNode()}`;
      const parts = jarParts(options.own);
      const java = parts.length > 0 ? [`Java ${findJava().version}`] : [];
      if (parts.some((part) => !isFetched(part))) findMaven();
      const free = await checkDisk(options.stateDir);
      await checkPorts(options.ports, listenersOf(options.services, options.own));
      return [node, ...java, `${Math.floor(free / 1e9)} GB free`].join(', ');
    },
  );
}

/** Fetches what is missing and verifies all of it. */
export async function openParts(own: OwnServers, report: Report, abort: AbortSignal): Promise<void> {
  const parts = jarParts(own);
  if (parts.length === 0) return;
  const names = parts.map((part) => `${PART_TITLES[part]} ${listOf(part).version}`).join(', ');
  await asStep(
    report,
    'Parts',
    () => `${names}: verified`,
    async (step) => {
      // One after the other: both go through Maven's one local repository.
      for (const part of parts) {
        const what = `fetching ${PART_TITLES[part]} ${listOf(part).version}`;
        if (!isFetched(part)) step.progress(what);
        await openPart(
          part,
          ({ files, bytes }) => step.progress(`${what}: ${files} files, ${(bytes / 1e6).toFixed(0)} MB`),
          abort,
        );
      }
    },
  );
}

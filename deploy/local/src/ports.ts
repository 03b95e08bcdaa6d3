/** Which port each part and service listens on. */
import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

/** Everything listens here; a system of this kind has no business on a network. */
export const LOCALHOST = '127.0.0.1';

/** Every listener of a system, in the order in which `--port` numbers them. */
export const LISTENERS = [
  'front-door',
  'issuer',
  'cards',
  'ledger',
  'points',
  'tiering',
  'notifications',
  'kafka',
  'kafka-controller',
  'registry',
  'registry-management',
  'postgres',
] as const;

/** One of the listeners. */
export type Listener = (typeof LISTENERS)[number];
/** A port for each listener. */
export type Ports = Readonly<Record<Listener, number>>;

/** Without `--port`: each where people look for it (Postgres one up, since many machines have one already). */
export const DEFAULT_PORTS: Ports = {
  'front-door': 8080,
  issuer: 8081,
  cards: 8101,
  ledger: 8102,
  points: 8103,
  tiering: 8104,
  notifications: 8105,
  kafka: 9092,
  'kafka-controller': 9093,
  registry: 8181,
  'registry-management': 8182,
  postgres: 5433,
};

/** `--port base`: the listeners one after the other from the base on. */
export function portsFrom(base: number): Ports {
  return Object.fromEntries(LISTENERS.map((name, index) => [name, base + index])) as Record<Listener, number>;
}

/** Whether a port of this machine can be listened on now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, LOCALHOST, () => server.close(() => resolve(true)));
  });
}

/** Whether something accepts connections on a port of this machine. */
export function isAnswered(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOCALHOST);
    const end = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** Below the range that systems take outgoing ports from, so that nothing slips onto a port between the look and the start. */
const RANDOM_PORT_MIN = 20_000;
const RANDOM_PORT_MAX = 32_000;
/** Enough that only a machine without free ports fails. */
const RANDOM_TRIES_MAX = 200;

/** `count` ports in a row that are free, for tests: the first of them. */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < RANDOM_TRIES_MAX; attempt += 1) {
    const base = randomInt(RANDOM_PORT_MIN, RANDOM_PORT_MAX - count);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(base + index)));
    if (free.every(Boolean)) return base;
  }
  throw new Error(`no ${count} free ports in a row between ${RANDOM_PORT_MIN} and ${RANDOM_PORT_MAX}`);
}

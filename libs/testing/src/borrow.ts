/**
 * Things that are slow to start (a broker, a database, a whole system) are started once and lent to every test process.
 * A keeper process starts them and listens on a local socket; a borrower is whoever has a connection open, so that a
 * process that dies, however it dies, gives back what it borrowed. The keeper ends when nobody has borrowed for a while.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT, TEST_STATE } from './root.ts';

/** What a keeper can lend. */
export type Lendable = 'parts' | 'system';

/** What is lent, as the keeper described it, and how to give it back early. */
export interface Borrowed<T> {
  readonly description: T;
  /**
   * Gives it back; the keeper then ends at once if nobody else has borrowed, and this resolves when all is stopped.
   * Without it the end of the process gives back.
   */
  release(): Promise<void>;
}

/** Longest wait for a keeper; the first start on a machine downloads the broker and the registry. */
const WAIT_MS_MAX = 300_000;
/** How often a starting keeper's socket is tried. */
const RETRY_MS = 50;

/** What a keeper sends on each connection, as one line, when it has started or failed. */
export type KeeperLine = { readonly ready: unknown } | { readonly failed: string };

/** What a borrower sends before it closes, when the keeper need not wait for another one. */
export const RELEASE = 'release\n';

/** The keeper's socket: in the kernel's own name space on Linux, where it ends with the process; else a file. */
export function keeperSocket(what: Lendable): string {
  const house = createHash('sha256').update(ROOT).digest('hex').slice(0, 12);
  return process.platform === 'linux' ? `\0scrip-test-${what}-${house}` : join(TEST_STATE, `${what}.sock`);
}

/** Everything a keeper and what it started have printed. */
export const keeperLog = (what: Lendable): string => join(TEST_STATE, `${what}.log`);

/**
 * Borrows `what`, starting a keeper where none runs. Throws with the end of the keeper's log when it cannot start, and when
 * `abort` says that nobody waits any more; what was starting is stopped then.
 */
export async function borrow<T>(what: Lendable, abort?: AbortSignal): Promise<Borrowed<T>> {
  const until = Date.now() + WAIT_MS_MAX;
  let keeper: ChildProcess | undefined;
  while (Date.now() < until) {
    abort?.throwIfAborted();
    const socket = await tryConnect(keeperSocket(what));
    if (socket) {
      const borrowed = await described<T>(what, socket, abort);
      if (borrowed) return borrowed;
    } else if (keeper === undefined) keeper = startKeeper(what);
    // Another process may have been faster: then ours has ended, and its socket answers on the next try.
    else if (keeper.exitCode !== null || keeper.signalCode !== null) {
      if (keeper.exitCode !== 0) throw new Error(`the tests' ${what} did not start:\n${endOfLog(what)}`);
      keeper = undefined;
    }
    await pause(RETRY_MS);
  }
  throw new Error(`the tests' ${what} did not answer within ${WAIT_MS_MAX / 1000} s:\n${endOfLog(what)}`);
}

function startKeeper(what: Lendable): ChildProcess {
  mkdirSync(TEST_STATE, { recursive: true });
  const log = openSync(keeperLog(what), 'a');
  const keeper = spawn(
    process.execPath,
    [
      '--conditions=@scrip/source',
      '--disable-warning=ExperimentalWarning',
      join(ROOT, 'libs/testing/src/keeper.ts'),
      what,
    ],
    // Its own process group, so that an interrupt at the terminal leaves it to end in order, by the loss of its borrowers.
    { cwd: ROOT, detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  keeper.unref();
  return keeper;
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

/** What the keeper says on this connection; undefined when it is just ending and a new one is to be started. */
function described<T>(what: Lendable, socket: Socket, abort?: AbortSignal): Promise<Borrowed<T> | undefined> {
  return new Promise((resolve, reject) => {
    let text = '';
    // The keeper closes its side when it has ended, or at once if it goes on for others.
    const closed = new Promise<void>((done) => socket.once('close', () => done()));
    const release = (): Promise<void> => {
      socket.ref();
      socket.end(RELEASE);
      return closed;
    };
    const giveUp = (): void => void release().then(() => reject(abort?.reason));
    abort?.addEventListener('abort', giveUp, { once: true });
    void closed.then(() => resolve(undefined));
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (!text.includes('\n')) return;
      abort?.removeEventListener('abort', giveUp);
      // From here the open connection only says that we are alive; it must not keep this process so.
      socket.unref();
      const line: KeeperLine = JSON.parse(text);
      if ('failed' in line) reject(new Error(`the tests' ${what} did not start: ${line.failed}\n${endOfLog(what)}`));
      else resolve({ description: line.ready as T, release });
    });
  });
}

/** Enough of a log to see a reason. */
const LOG_LINES = 25;

function endOfLog(what: Lendable): string {
  try {
    return readFileSync(keeperLog(what), 'utf8').trimEnd().split('\n').slice(-LOG_LINES).join('\n');
  } catch {
    return '(it has no log)';
  }
}

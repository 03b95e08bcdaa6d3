/** A process that we start, watch and stop by its own id: the broker, the database, the registry, the issuer, a service. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines, openLog } from './log-file.ts';
import { isAnswered } from './ports.ts';
import { lives, markOf, readMark } from './process-identity.ts';
import { StartError } from './start-error.ts';
import { until } from './wait.ts';

/** What to run and how to tell that it is up. */
export interface Program {
  /** Names it in messages and in its pid file: `kafka`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Where it runs; default the file system's root, so that it holds on to no folder. */
  readonly cwd?: string;
  /** The user it runs as, where that is not ours. */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly logFile: string;
  readonly pidFile: string;
  /** The port that it will listen on; until somebody answers there `ready` is not asked. */
  readonly port: number;
  /** True once it serves. Called again and again; an error counts as "not yet". */
  ready(): Promise<boolean>;
  readonly readyLimitMs: number;
  /** A start that fails with these words in its log is tried again until the limit: what is in its way goes away by itself. */
  readonly startAgainOn?: { readonly words: string; readonly limitMs: number };
  /** What asks it to end in good order. */
  readonly stopSignal: NodeJS.Signals;
  /** How long good order may take before SIGKILL. */
  readonly stopLimitMs: number;
  /** Why it takes its time to end, where that is to be expected: `writing down its classes`. */
  readonly stopNote?: string;
  /** Called after each end, asked for or not. */
  ended?(death: Death): void;
}

/** How a process ended. */
export interface Death {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program of ours that has been up at least once. */
export interface Running {
  readonly name: string;
  readonly logFile: string;
  /** Its process id; null while it is down. */
  pid(): number | null;
  /** Why the next stop takes its time; null where it does not. */
  stopNote(): string | null;
  /** Asks it to end, waits, and uses force when its limit is over. Resolves with how it ended; null when it was down. */
  stop(): Promise<Death | null>;
  /** Sends a signal, for fault tests; a signal that ends it is waited for. It then stays down until `restart`. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Stops it if it is up, starts it with the same settings, and waits until it serves. */
  restart(): Promise<void>;
  /** Called when it ends without having been asked to. */
  onDeath(listener: (death: Death) => void): void;
}

/**
 * How long a program of ours may take to serve. All of them take seconds; on a machine that does ten other things at once
 * that has become a minute, and one that cannot start ends by itself and is not waited for.
 */
export const READY_LIMIT_MS = 120_000;

/** How many lines of a log make a reason without filling the screen. */
const LAST_WORDS = 15;
/** SIGKILL needs no good will; this only covers a machine that is very busy. */
const KILL_LIMIT_MS = 5_000;
/** Signals that do not end a process; `kill` does not wait after these. */
const HARMLESS: readonly NodeJS.Signals[] = ['SIGSTOP', 'SIGCONT', 'SIGUSR1', 'SIGUSR2', 'SIGHUP', 'SIGWINCH'];

/** Every program of this process that is up; ended with it, however it ends, short of SIGKILL. */
const living = new Map<number, NodeJS.Signals>();
let watchesExit = false;

function endTogether(pid: number, stopSignal: NodeJS.Signals): void {
  if (!watchesExit) {
    watchesExit = true;
    process.on('exit', () => {
      for (const [one, stopSignal] of living) signal(one, stopSignal);
    });
  }
  living.set(pid, stopSignal);
}

/** Signals a process, or with a negative id the group that it leads; one that is gone already needs no signal. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended between the look and the signal.
  }
}

/** One life of a program. */
interface Life {
  readonly program: Program;
  readonly pid: number;
  readonly ended: Promise<Death>;
  death: Death | null;
  /** Whether somebody asked for its end. */
  expected: boolean;
}

function wordsFor(death: Death): string {
  return death.signal ? `ended by ${death.signal}` : `exit code ${death.code}`;
}

function beget(program: Program, onEnd: (life: Life) => void): Life {
  const log = openLog(program.logFile);
  let child: ChildProcess;
  try {
    child = spawn(program.command, program.args, {
      cwd: program.cwd ?? '/',
      env: program.env,
      stdio: ['ignore', log, log],
      // A group of its own: Ctrl-C in the terminal reaches the launcher alone, which then ends everything in order.
      detached: true,
      ...program.user,
    });
  } finally {
    closeSync(log);
  }
  // Without a listener a command that cannot be run would end the launcher; the missing pid below says it.
  child.on('error', () => undefined);
  const { pid } = child;
  if (pid === undefined)
    throw new StartError(
      `${program.name} could not be started: ${program.command} cannot be run.`,
      'Check that it is installed.',
    );
  const mark = markOf(pid);
  if (mark) writeFileSync(program.pidFile, JSON.stringify(mark));
  endTogether(pid, program.stopSignal);
  const ended = new Promise<Death>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const life: Life = { program, pid, ended, death: null, expected: false };
  void ended.then((death) => {
    life.death = death;
    living.delete(pid);
    rmSync(program.pidFile, { force: true });
    program.ended?.(death);
    onEnd(life);
  });
  return life;
}

async function endLife(life: Life): Promise<Death> {
  const { program } = life;
  life.expected = true;
  if (life.death === null) {
    signal(life.pid, program.stopSignal);
    // One that a fault test has stopped hears nothing until it is let go on.
    signal(life.pid, 'SIGCONT');
    if (!(await until(() => life.death !== null, program.stopLimitMs))) signal(-life.pid, 'SIGKILL');
  }
  const death = await life.ended;
  // Children that outlived it in its group.
  signal(-life.pid, 'SIGKILL');
  return death;
}

/**
 * Starts the program and waits until it serves. Throws a StartError with its last words when it does not, or when `abort`
 * says that nobody waits any more; it is ended then. `describe` is asked anew for each life, so a restart sees what the
 * one before it has left.
 */
export async function run(describe: () => Program, abort?: AbortSignal): Promise<Running> {
  const { name, logFile } = describe();
  let life: Life | null = null;
  const listeners: ((death: Death) => void)[] = [];

  const onEnd = (ended: Life): void => {
    if (life === ended) life = null;
    if (!ended.expected && ended.death) for (const listener of listeners) listener(ended.death);
  };

  const tryStart = async (program: Program): Promise<StartError | null> => {
    const offset = statSync(program.logFile, { throwIfNoEntry: false })?.size ?? 0;
    const fresh = beget(program, onEnd);
    // Until it has served once its end is the caller's to hear, by the error below.
    fresh.expected = true;
    const over = (): boolean => fresh.death !== null || abort?.aborted === true;
    const served = await until(
      async () => over() || ((await isAnswered(program.port)) && (await program.ready())),
      program.readyLimitMs,
    );
    if (served && !over()) {
      fresh.expected = false;
      life = fresh;
      return null;
    }
    const reason = fresh.death ? wordsFor(fresh.death) : `not ready after ${program.readyLimitMs / 1000} s`;
    await endLife(fresh);
    const lastWords = lastLines(program.logFile, LAST_WORDS, offset);
    return new StartError(`${name} did not come up (${reason}).`, `Its whole log is ${logFile}.`, lastWords);
  };

  const start = async (): Promise<void> => {
    const program = describe();
    const { words = '', limitMs = 0 } = program.startAgainOn ?? {};
    let failure: StartError | null = null;
    await until(async () => {
      failure = await tryStart(program);
      return failure === null || words === '' || !failure.lastWords.some((line) => line.includes(words));
    }, limitMs);
    if (failure) throw failure;
  };

  await start();
  return {
    name,
    logFile,
    pid: () => life?.pid ?? null,
    stopNote: () => life?.program.stopNote ?? null,
    stop: async () => (life ? endLife(life) : null),
    kill: async (name = 'SIGKILL') => {
      if (!life) return;
      const victim = life;
      const ends = !HARMLESS.includes(name);
      victim.expected ||= ends;
      signal(name === 'SIGKILL' ? -victim.pid : victim.pid, name);
      if (ends) await victim.ended;
    },
    restart: async () => {
      if (life) await endLife(life);
      await start();
    },
    onDeath: (listener) => {
      listeners.push(listener);
    },
  };
}

/** How long what an earlier launcher left behind may take to end in good order. */
const STALE_STOP_LIMIT_MS = 10_000;

/**
 * Ends what a launcher that was killed left running, by the pid files in the folder. A process id that belongs to another
 * process by now is left alone. Answers the names of what was ended.
 */
export async function stopLeftovers(runDir: string): Promise<string[]> {
  const files = readdirSync(runDir).filter((name) => name.endsWith('.pid'));
  const stopped = await Promise.all(
    files.map(async (file) => {
      const path = join(runDir, file);
      const mark = readMark(path);
      const isLeft = mark !== null && lives(mark);
      if (isLeft) {
        // The one signal that ends them all in good order; on SIGTERM Postgres would wait for its clients to go first.
        signal(mark.pid, 'SIGINT');
        if (!(await until(() => !lives(mark), STALE_STOP_LIMIT_MS))) signal(-mark.pid, 'SIGKILL');
        await until(() => !lives(mark), KILL_LIMIT_MS);
      }
      rmSync(path, { force: true });
      return isLeft ? [file.slice(0, -'.pid'.length)] : [];
    }),
  );
  return stopped.flat();
}

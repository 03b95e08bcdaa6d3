/** The phases of a test run: each runs a program of its own, says when it starts and how it ended, and can be stopped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/** How one phase ended. */
export interface PhaseResult {
  readonly name: string;
  readonly seconds: number;
  readonly passed: boolean;
}

/** Says that a long phase still goes on, for logs without a screen (continuous integration stops a silent run). */
const HEARTBEAT_MS = 30_000;
/** Programs that do not end when asked are ended. */
const GRACE_MS = 5_000;

const running = new Map<ChildProcess, string>();
const live = process.stdout.isTTY === true;

/** The phases that have ended, in the order of their ends. */
export const results: PhaseResult[] = [];

/** Runs `work` as a phase; a thrown error is printed and fails the phase, it does not end the run. */
export async function phase(name: string, work: () => Promise<boolean>): Promise<boolean> {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  if (!live) console.log(`  ${name} …`);
  const heartbeat = setInterval(() => console.log(`  … ${name} ${seconds().toFixed(0)} s`), HEARTBEAT_MS);
  let passed = false;
  try {
    passed = await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  } finally {
    clearInterval(heartbeat);
  }
  results.push({ name, seconds: seconds(), passed });
  console.log(`${passed ? '✓' : '✗'} ${name}  ${seconds().toFixed(1)} s`);
  return passed;
}

/** A phase that is one program: its output is shown only when it fails. */
export function program(name: string, command: string, ...args: readonly string[]): Promise<boolean> {
  return phase(name, async () => {
    const { code, output } = await run(command, args, 'quiet');
    if (code !== 0) console.error(`\n${output.trimEnd()}\n`);
    return code === 0;
  });
}

/** Runs a program of node_modules/.bin or of the system to its end; 'loud' hands its output through as it comes. */
export function run(
  command: string,
  args: readonly string[],
  output: 'quiet' | 'loud',
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      // A process group of its own, so that what the program starts can be ended with it.
      detached: true,
      stdio: output === 'quiet' ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...(live ? { FORCE_COLOR: '1' } : {}) },
    });
    running.set(child, command);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
    }
    child.on('error', (error) => {
      running.delete(child);
      reject(new Error(`${command} could not be run: ${error.message}`));
    });
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, output: text });
    });
  });
}

/** Ends every program that still runs, with what it started: asks first, then insists. */
export async function stopPrograms(): Promise<void> {
  const ended = [...running.keys()].map((child) => new Promise((resolve) => child.once('close', resolve)));
  for (const child of running.keys()) endGroup(child, 'SIGTERM');
  const insist = setTimeout(() => {
    for (const child of running.keys()) endGroup(child, 'SIGKILL');
  }, GRACE_MS);
  await Promise.all(ended);
  clearTimeout(insist);
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended by itself in the meantime.
  }
}

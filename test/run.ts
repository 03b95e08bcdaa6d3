/** `npm test`: builds, checks and tests the whole house, and stops everything that it started. See test/README.md. */
import { parseArgs } from 'node:util';
import { sweepTemporary } from '@scrip/local';
import { type Borrowed, borrow, type Lendable } from '@scrip/testing';
import { borrows, runSpecs, type SpecCounts, specFiles } from './run-jest.ts';
import { phase, program, results, run, stopPrograms } from './run-phases.ts';

const HELP = `npm test -- [options]

Without options: build, type check, lint, import rules, and every *.spec.ts.

  --only <pattern>   only specs whose path the regular expression finds; no lint; the build only where they need it
  --full             also *.full.spec.ts: what takes longer than a developer waits
  --faults           only test/faults, long ones too
  --help             this

The last line is "N passed, N failed"; each phase before the specs counts as one test.`;

/** The names under which specs borrow the broker, the registry and Postgres. */
const PARTS = ['parts', 'throwawayDatabase', 'system'];

/** The smallest machine that is supported has two cores. */
const WORKERS = 2;
const SLOWEST_SHOWN = 8;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    full: { type: 'boolean', default: false },
    faults: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const held: Borrowed<unknown>[] = [];
const stopping = new AbortController();

/** Starts what the specs share and holds it to the end of the run, so that it does not stop between two files. */
async function hold(what: Lendable): Promise<boolean> {
  const borrowed = await borrow(what, stopping.signal);
  held.push(borrowed);
  return true;
}

/** Last come, first gone: the system runs on the parts. */
async function giveBack(): Promise<void> {
  for (const borrowed of held.splice(0).reverse()) await borrowed.release();
}

async function build(): Promise<boolean> {
  const { code, output } = await run('nx', ['run-many', '-t', 'build', '--outputStyle=static'], 'quiet');
  // Nx ends with 0 when no project has a build, which here means that the projects lost their target.
  const passed = code === 0 && !output.includes('No tasks were run');
  if (!passed) console.error(`\n${output.trimEnd()}\n`);
  return passed;
}

/** Everything that needs no running part; one after the other, since each of them uses all cores. */
async function checks(): Promise<void> {
  await program('types of the specs', 'tsc', '-p', 'test/tsconfig.json');
  await program('format and style', 'biome', 'check', '--error-on-warnings', '--colors=off', '.');
  await program('lint with types', 'oxlint', '--type-aware', '--deny-warnings');
  await program(
    'who imports whom',
    'depcruise',
    '--config',
    '.dependency-cruiser.mjs',
    'libs',
    'services',
    'deploy',
    'test',
  );
}

async function specs(name: string, files: readonly string[], workers: number): Promise<SpecCounts | undefined> {
  if (files.length === 0 || stopping.signal.aborted) return undefined;
  console.log(`\n${name}: ${files.length} files`);
  return runSpecs(files, workers);
}

/** The whole run; every step is skipped once the run is interrupted. */
async function house(): Promise<SpecCounts[]> {
  const { together, alone } = await specFiles(options);
  const files = [...together, ...alone];
  if (files.length === 0) {
    console.error(`no spec has a path that ${options.only ?? 'this selection'} finds`);
    return [notRun('no spec was found')];
  }
  const needsSystem = borrows(files, ['system']);
  const needsParts = needsSystem || borrows(files, PARTS);
  const whole = options.only === undefined && !options.faults;

  // The parts need no build, so they start beside it.
  const parts = needsParts ? phase('broker, registry and Postgres', () => hold('parts')) : Promise.resolve(true);
  const built = whole || needsSystem ? await phase('build', build) : true;
  const system =
    needsSystem && built && (await parts) && !stopping.signal.aborted
      ? phase('a running system', () => hold('system'))
      : undefined;
  if (whole && !stopping.signal.aborted) await checks();
  const up = { parts: await parts, system: needsSystem ? (await system) === true : true };
  if (!built) return [notRun('the specs were not run')];
  // What has nothing to run on would fail one by one, each after a long wait.
  const able = (paths: readonly string[]): string[] =>
    paths.filter((path) => (up.parts || !borrows([path], PARTS)) && (up.system || !borrows([path], ['system'])));

  const first = await specs('specs', able(together), WORKERS);
  // Faults start what they break themselves; two cores are few for two systems.
  if (alone.length > 0 && !borrows(alone, PARTS)) await giveBack();
  const last = await specs('faults', able(alone), 1);
  const left = files.length - able(files).length;
  const missing = left > 0 ? notRun(`${left} files were not run, for want of what they run on`) : undefined;
  return [first, last, missing].filter((one) => one !== undefined);
}

function notRun(why: string): SpecCounts {
  return { passed: 0, failed: 1, skipped: 0, failures: [why], files: [] };
}

/** Tells what came of it; the last line is the one that machines read. */
function report(counts: readonly SpecCounts[], seconds: number): boolean {
  const sum = (pick: (one: SpecCounts) => number): number => counts.reduce((total, one) => total + pick(one), 0);
  const passed = sum((one) => one.passed) + results.filter((one) => one.passed).length;
  const failures = [
    ...results.filter((one) => !one.passed).map((one) => one.name),
    ...counts.flatMap((one) => one.failures),
  ];
  const skipped = sum((one) => one.skipped);
  const slowest = counts.flatMap((one) => one.files).sort((a, b) => b.seconds - a.seconds);
  if (slowest.length > 0) {
    console.log('\nslowest files');
    for (const file of slowest.slice(0, SLOWEST_SHOWN))
      console.log(`${file.seconds.toFixed(1).padStart(7)} s  ${file.path}`);
  }
  if (results.length > 0) console.log('\nphases');
  for (const one of results)
    console.log(`${one.seconds.toFixed(1).padStart(7)} s  ${one.passed ? '✓' : '✗'} ${one.name}`);
  if (failures.length > 0) console.log(`\nfailed\n${failures.map((one) => `  ✗ ${one}`).join('\n')}`);
  console.log(`\n${seconds.toFixed(0)} s in all`);
  const interruption = stopping.signal.aborted ? 1 : 0;
  console.log(`${passed} passed, ${failures.length + interruption} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failures.length + interruption === 0;
}

if (options.help) {
  console.log(HELP);
} else {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) return;
      stopping.abort(new Error('interrupted'));
      console.error(`\n${signal}: stopping what was started`);
      void stopPrograms();
    });
  }
  const started = performance.now();
  let counts: SpecCounts[] = [];
  try {
    counts = await house();
  } catch (error) {
    if (!stopping.signal.aborted) console.error(error);
    counts = stopping.signal.aborted ? [] : [notRun('the run itself')];
  } finally {
    await stopPrograms();
    await giveBack();
    // What a spec starts for itself outlives it where it is killed.
    await sweepTemporary();
  }
  process.exitCode = report(counts, (performance.now() - started) / 1000) ? 0 : 1;
}

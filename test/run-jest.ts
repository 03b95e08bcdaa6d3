/** The specs of a run: which there are, what they need, and what came of them. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT, run } from './run-phases.ts';

/** Which specs are asked for. */
export interface Selection {
  /** Only files whose path this regular expression finds. */
  readonly only?: string | undefined;
  /** Also `*.full.spec.ts`, which take longer than a developer waits. */
  readonly full: boolean;
  /** Only test/faults. */
  readonly faults: boolean;
}

/** What came of a number of specs. */
export interface SpecCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Titles of what failed, with their files. */
  readonly failures: readonly string[];
  readonly files: readonly { readonly path: string; readonly seconds: number }[];
}

/** Fault tests stop and break what other tests share; they run after all others, one at a time. */
const FAULTS = /^test\/faults\//;
const FULL = /\.full\.spec\.ts$/;

const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  join(ROOT, 'node_modules/.bin/jest'),
  '--config',
  join(ROOT, 'test/jest.config.mjs'),
];

/** The files of a selection, from the root: those that run side by side, then the faults. */
export async function specFiles(
  selection: Selection,
): Promise<{ readonly together: string[]; readonly alone: string[] }> {
  const { code, output } = await run(process.execPath, [...JEST, '--listTests', '--json'], 'quiet');
  if (code !== 0) throw new Error(`jest does not list the specs:\n${output}`);
  const paths: string[] = JSON.parse(output.slice(output.indexOf('[')));
  const only = selection.only === undefined ? undefined : new RegExp(selection.only);
  const files = paths
    .map((path) => relative(ROOT, path))
    // A file that is asked for by name is run whatever its kind.
    .filter((path) => (only ? only.test(path) : selection.full || selection.faults || !FULL.test(path)))
    .filter((path) => !selection.faults || FAULTS.test(path))
    .sort();
  return { together: files.filter((path) => !FAULTS.test(path)), alone: files.filter((path) => FAULTS.test(path)) };
}

/** Whether any of the files borrows one of these from the testing lib; what nobody needs is not started. */
export function borrows(files: readonly string[], names: readonly string[]): boolean {
  const imported = new RegExp(`\\b(${names.join('|')})\\b[^;]*from '@scrip/testing'`);
  return files.some((path) => imported.test(readFileSync(join(ROOT, path), 'utf8')));
}

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** Runs the files; `workers` 1 means one after the other. A file that cannot be run at all counts as one failed test. */
export async function runSpecs(files: readonly string[], workers: number): Promise<SpecCounts> {
  const folder = join(ROOT, '.scrip', 'test');
  const reportFile = join(folder, 'jest.json');
  mkdirSync(folder, { recursive: true });
  rmSync(reportFile, { force: true });
  const args = ['--json', '--outputFile', reportFile, workers === 1 ? '--runInBand' : `--maxWorkers=${workers}`];
  // A fault test that fails leaves its load running, which must not keep the run from ending.
  await run(process.execPath, [...JEST, ...args, '--forceExit', '--runTestsByPath', ...files], 'loud');
  const report = readReport(reportFile);
  if (!report) return { passed: 0, failed: 1, skipped: 0, failures: ['jest ended without a report'], files: [] };
  const failures: string[] = [];
  for (const file of report.testResults) {
    const path = relative(ROOT, file.name);
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    failures.push(...failed.map((test) => `${path} › ${test.fullName}`));
    if (file.status === 'failed' && failed.length === 0) failures.push(`${path} could not be run`);
  }
  return {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
    files: report.testResults.map((file) => ({
      path: relative(ROOT, file.name),
      seconds: (file.endTime - file.startTime) / 1000,
    })),
  };
}

function readReport(path: string): JestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

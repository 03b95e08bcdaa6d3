/** `npm start`: a whole Scrip on this machine, shown step by step, until Ctrl-C. */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { ROLES, TOKEN_LIFETIME_S } from './clients.ts';
import { DEFAULT_STATE_DIR } from './places.ts';
import { LISTENERS } from './ports.ts';
import { SERVICES } from './services.ts';
import { messageOf, StartError } from './start-error.ts';
import { type System, startSystem } from './system.ts';
import type { SystemDescription } from './system-file.ts';
import { openTerminal, paintFor } from './terminal.ts';

const HELP = `
Starts Scrip on this machine: Kafka, Postgres, a schema registry, a token issuer, five services, and the front door.
Stops them all on Ctrl-C; what was recorded is there again at the next start.

  npm start                         start, or go on where the last start stopped
  npm start -- --fresh              delete the state first
  npm start -- --port 18080         front door on 18080, everything else on the ${LISTENERS.length - 1} ports after it
  npm start -- --state ../elsewhere keep the state in this folder (default .scrip/state); its own ports if both are to run
  npm start -- --help               this

Servers of your own instead of started ones, by the environment:
  SCRIP_KAFKA=host:port,…           brokers that let topics be created
  SCRIP_POSTGRES=postgres://…       an administrator's URL: may create roles and databases
  SCRIP_REGISTRY=http://…           base URL of a registry with the Confluent API
`;

/** A signal that arrives twice within this time was sent once, to the launcher's parent and to its group. */
const SAME_SIGNAL_MS = 1_000;
const PORT_MAX = 65_535;

// Whoever reads along may leave (a closed pipe); the system goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const paint = paintFor(process.stdout);
const terminal = openTerminal();

interface Wishes {
  readonly help: boolean;
  readonly fresh: boolean;
  readonly state: string;
  readonly port: number | null;
}

function readWishes(): Wishes {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        state: { type: 'string', default: DEFAULT_STATE_DIR },
        port: { type: 'string' },
      },
    });
    const port = values.port === undefined ? null : Number(values.port);
    if (port !== null && !(Number.isInteger(port) && port >= 1024 && port + LISTENERS.length - 1 <= PORT_MAX))
      throw new Error(`--port ${values.port} is not a number between 1024 and ${PORT_MAX - LISTENERS.length + 1}`);
    return { help: values.help, fresh: values.fresh, state: values.state, port };
  } catch (error) {
    const said = messageOf(error);
    throw new StartError(`${said.split('\n')[0]?.replace(/\.$/, '')}.`, 'See `npm start -- --help`.');
  }
}

/** A path as it is typed in the folder one stands in. */
function short(path: string): string {
  const way = relative(process.cwd(), path);
  return way.startsWith('..') ? path : way;
}

function row(name: string, value: string): string {
  return `  ${name.padEnd(20)}${value}`;
}

/** Everything that one wants to know of a system that is up. */
function welcome(system: SystemDescription, startedAt: number): string {
  const heading = (text: string): string => `\n${paint.bold(text)}`;
  const tokenOf = (role: string): string => readFileSync(join(system.tokensDir, role), 'utf8');
  const { host } = new URL(system.postgres.adminUrl);
  const example = `curl -H "Authorization: Bearer $(cat ${short(join(system.tokensDir, 'programmes'))})" ${system.frontDoor}/cards/v1/programmes`;
  const own = system.stateDir === DEFAULT_STATE_DIR ? null : short(system.stateDir);
  return [
    heading(`Tokens, one per role, good for ${TOKEN_LIFETIME_S / 3_600} hours; renewed in ${short(system.tokensDir)}`),
    ...Object.keys(ROLES).flatMap((role) => ['', `  ${paint.bold(role)}`, paint.dim(tokenOf(role))]),
    '',
    paint.yellow(
      'LOCAL MODE: whoever can read the state folder can get any token. Do not use it outside this machine.',
    ),
    heading(`Scrip is ready  ${((Date.now() - startedAt) / 1000).toFixed(1)} s`),
    row('Front door', paint.cyan(system.frontDoor)),
    ...SERVICES.map((service) => row(`  ${service}`, `${system.frontDoor}/${service}/openapi.json`)),
    row('Token issuer', system.issuer),
    row('Kafka', system.kafka),
    row('Schema registry', system.registry),
    row('Postgres', `${host}  (users and passwords: ${short(join(system.stateDir, 'system.json'))})`),
    row('Logs', short(system.logsDir)),
    heading('Try'),
    `  npm run demo${own === null ? '' : ` -- --state ${own}`}`,
    `  ${own === null ? '' : `SCRIP_STATE_DIR=${own} `}npx scrip audit replay`,
    `  ${example}`,
    '',
    paint.dim('Ctrl-C stops everything; what was recorded stays.'),
    '',
  ].join('\n');
}

function explain(error: unknown): void {
  terminal.close();
  if (!(error instanceof StartError)) {
    console.error(`\n${paint.red('✗')} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return;
  }
  const words = error.lastWords.map((line) => `    ${paint.dim(line)}\n`).join('');
  console.error(`\n${paint.red('✗')} ${error.message}\n${words}  ${error.mend}\n`);
}

/** The first signal ends the start or the system in order; a second Ctrl-C after it, by hand, ends it at once. */
function onSignals(first: () => void): void {
  let firstAt: number | null = null;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (firstAt === null) {
        firstAt = Date.now();
        first();
      } else if (signal === 'SIGINT' && Date.now() - firstAt > SAME_SIGNAL_MS) {
        process.exit(130);
      }
    });
  }
}

async function stopShown(system: System): Promise<void> {
  const step = terminal.step('Stopping');
  await system.stop((names) => step.progress(names.join(', ')));
  step.done('all stopped, the state is kept');
  terminal.close();
}

async function main(): Promise<void> {
  const startedAt = Date.now();
  const wishes = readWishes();
  if (wishes.help) {
    console.log(HELP);
    return;
  }
  console.log(`\n  ${paint.bold('Scrip')} ${paint.dim('local mode')}\n`);
  const aborting = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    onSignals(() => {
      aborting.abort();
      resolve();
    });
  });
  const system = await startSystem({
    stateDir: wishes.state,
    fresh: wishes.fresh,
    ports: wishes.port === null ? 'default' : { base: wishes.port },
    own: {
      kafka: process.env['SCRIP_KAFKA'],
      postgres: process.env['SCRIP_POSTGRES'],
      registry: process.env['SCRIP_REGISTRY'],
    },
    supervise: true,
    report: terminal,
    abort: aborting.signal,
  }).catch((error: unknown) => {
    if (aborting.signal.aborted) {
      terminal.close();
      console.log('\n  Stopped before it was ready.\n');
    } else {
      explain(error);
      process.exitCode = 1;
    }
    return null;
  });
  if (system === null) return;
  console.log(welcome(system.describe(), startedAt));
  await stopped;
  await stopShown(system);
}

await main().catch((error: unknown) => {
  explain(error);
  process.exitCode = 1;
});
// A signal handler or a socket that is left must not keep a stopped launcher alive.
process.exit();

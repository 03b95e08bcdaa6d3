/** The `scrip` command. */
import yargs, { type Argv } from 'yargs';
import { hideBin } from 'yargs/helpers';
import { AnswerError, ask, withQuery } from './ask.ts';
import { auditReplay, SERVICES } from './audit.ts';
import { importOpening } from './import-opening.ts';
import { listParked, redriveParked, showParked } from './parked.ts';
import { type Role, reach, UsageError } from './reach.ts';
import { showStatus } from './status.ts';
import { whatIf } from './what-if.ts';
import { wordsFor } from './words.ts';

const ROLES: readonly Role[] = ['till', 'desk', 'programmes', 'finance', 'operator', 'integrator', 'importer'];
const env = process.env;
const say = wordsFor(env);

/** Two runs of nothing wrong end with 0; what was found wrong with 1; a wrong call with 2. */
function ended(fine: boolean): void {
  process.exitCode = fine ? 0 : 1;
}

function printed(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

const json = { type: 'boolean', default: false, describe: say.optionJson } as const;
const group = { type: 'string', describe: say.optionGroup } as const;
const place = {
  topic: { type: 'string', describe: say.optionTopic },
  epoch: { type: 'number', default: 1, describe: say.optionEpoch },
  position: { type: 'number', describe: say.optionPosition },
} as const;

function audit(command: Argv): Argv {
  return command.demandCommand(1).command(
    'replay',
    say.auditReplay,
    {
      source: { choices: ['log', 'log-and-kafka'] as const, default: 'log-and-kafka', describe: say.optionSource },
      json,
    },
    async (args) => ended(await auditReplay(reach(env), { source: args.source, json: args.json, env })),
  );
}

function parked(command: Argv): Argv {
  return command
    .demandCommand(1)
    .command(
      'list',
      say.parkedList,
      {
        service: { choices: SERVICES, describe: say.optionService },
        group,
        type: { type: 'string', describe: say.optionType },
        reason: { type: 'string', describe: say.optionReason },
        stream: { type: 'string', describe: say.optionStream },
        limit: { type: 'number', default: 50, describe: say.optionLimit },
        json,
      },
      (args) => listParked(reach(env), args, env),
    )
    .command('show', say.parkedShow, { group: { ...group, demandOption: true }, ...place }, (args) =>
      showParked(reach(env), args),
    )
    .command(
      'redrive',
      say.parkedRedrive,
      { group: { ...group, demandOption: true }, ...place, stream: { type: 'string', describe: say.optionStream } },
      async (args) => ended(await redriveParked(reach(env), args)),
    );
}

function ledger(command: Argv): Argv {
  return command.demandCommand(1).command(
    'import-opening <file>',
    say.importOpening,
    (argv) =>
      argv
        .positional('file', { type: 'string', demandOption: true })
        .option('dry-run', { type: 'boolean', default: false, describe: say.optionDryRun })
        .option('report', { type: 'string', describe: say.optionReport })
        .option('as-of', { type: 'string', describe: say.optionAsOf }),
    async ({ file, dryRun, report, asOf }) =>
      ended(await importOpening(reach(env), { file, dryRun, report, asOf, env })),
  );
}

function wallet(command: Argv): Argv {
  const id = (argv: Argv) => argv.positional('walletId', { type: 'string', demandOption: true });
  return command
    .demandCommand(1)
    .command('show <walletId>', say.wallet, id, async ({ walletId }) =>
      printed(await ask<object>(reach(env), 'finance', 'GET', `/ledger/v1/wallets/${walletId}`)),
    )
    .command(
      'statement <walletId>',
      say.statement,
      (argv) => id(argv).option('limit', { type: 'number', default: 50, describe: say.optionLimit }),
      async ({ walletId, limit }) =>
        printed(
          await ask<object>(
            reach(env),
            'finance',
            'GET',
            withQuery(`/ledger/v1/wallets/${walletId}/statement`, { limit }),
          ),
        ),
    );
}

/** Ends what had begun when the user interrupts; a second time ends the command at once. */
function interrupted(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  return stop.signal;
}

await yargs(hideBin(process.argv))
  .scriptName('scrip')
  .usage(`$0 <command>\n\n${say.usage}`)
  .locale((env.LC_ALL ?? env.LANG ?? '').startsWith('zh') ? 'zh_CN' : 'en')
  .command('audit', say.audit, audit)
  .command('parked', say.parked, parked)
  .command('status', say.status, { json }, async (args) => ended(await showStatus(reach(env), args.json)))
  .command('wallet', say.wallet, wallet)
  .command('ledger', say.ledger, ledger)
  .command(
    'what-if <programmeId> <draft>',
    say.whatIf,
    (argv) =>
      argv
        .positional('programmeId', { type: 'string', demandOption: true, describe: say.optionProgramme })
        .positional('draft', { type: 'string', demandOption: true, describe: say.optionDraft })
        .option('from', { type: 'string', demandOption: true, describe: say.optionFrom })
        .option('to', { type: 'string', demandOption: true, describe: say.optionUntil })
        .option('json', json),
    async ({ programmeId, draft: file, from, to, json: asJson }) =>
      ended(await whatIf(reach(env), { programmeId, file, from, to, json: asJson, signal: interrupted(), env })),
  )
  .command(
    'rebuild <service> <projection>',
    say.rebuild,
    (argv) =>
      argv
        .positional('service', { choices: SERVICES, demandOption: true })
        .positional('projection', { type: 'string', demandOption: true }),
    async ({ service, projection }) =>
      printed(await ask<object>(reach(env), 'operator', 'POST', `/${service}/v1/projections/${projection}/rebuilds`)),
  )
  .command('clock', say.clock, { to: { type: 'string', describe: say.optionTo } }, async ({ to }) => {
    for (const service of SERVICES) {
      const answer = await (to === undefined
        ? ask<{ now: string }>(reach(env), 'operator', 'GET', `/${service}/v1/clock`)
        : ask<{ now: string }>(reach(env), 'operator', 'POST', `/${service}/v1/clock`, { to }));
      process.stdout.write(`${service.padEnd(13)} ${answer.now}\n`);
    }
  })
  .command(
    'token <role>',
    say.token,
    (argv) => argv.positional('role', { choices: ROLES, demandOption: true }),
    async ({ role }) => {
      process.stdout.write(`${await reach(env).token(role)}\n`);
    },
  )
  .completion('completion', 'Print the shell completion script: scrip completion >> ~/.bashrc')
  .demandCommand(1)
  .recommendCommands()
  .strict()
  .wrap(Math.min(110, process.stdout.columns ?? 100))
  .fail((message, error, parser) => {
    if (error instanceof AnswerError) {
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    }
    if (error && !(error instanceof UsageError)) throw error;
    process.stderr.write(error ? `${error.message}\n` : `${message}\n\nTry: scrip --help\n`);
    if (!error && message === '') parser.showHelp();
    process.exit(2);
  })
  .parseAsync();

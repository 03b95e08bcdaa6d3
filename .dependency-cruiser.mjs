/**
 * Who may import whom. A room is a folder of libs/ or services/; a role is the end of a file's name, such as
 * `.decider.ts`. Each rule has a planted violation in test/imports.spec.ts that it must find.
 */

const PURE_ROLE = String.raw`(\.(decider|rule|postings)|[/-]postings)\.ts$`;
const EDGE_ROLE = String.raw`(\.(http|consumer|projection|module)|/main|/config)\.ts$`;
const SPEC = String.raw`\.spec\.ts$`;
/** Specs, and the folders beside `src` with what several specs of a room use. */
const TESTS = [SPEC, '^(libs|services)/[^/]+/(test|spec)/'];
const PURE_LIBS = 'decider|money|calendar|programme';

/** A lib as resolved: its sources in a checkout (`libs/<name>/src`), its build where only that exists. */
const lib = (names) => `^libs/(${names})/`;
const npm = (names) => `node_modules/(${names})(/|$)`;

/** What a file of a role may import; everything else is a violation of `name`. */
const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: TESTS },
  to: { pathNot: allowed },
});

export default {
  forbidden: [
    {
      name: 'resolvable',
      comment: 'Every import leads somewhere, and every package is declared by the room that imports it.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared',
      comment: 'A room declares each package that it imports in its own package.json.',
      severity: 'error',
      from: { path: '^(libs|services)/[^/]+/src/', pathNot: SPEC },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
    {
      name: 'no-cycle',
      comment: 'Files that import each other in a circle cannot be read one after the other.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'by-package-name',
      comment: 'Another room is entered through its package name, never by a path into its sources.',
      severity: 'error',
      from: { path: '^(libs|services)/([^/]+)/' },
      to: {
        path: '^(libs|services|deploy/local)/',
        pathNot: '^$1/$2/',
        dependencyTypes: ['local'],
      },
    },
    {
      name: 'decider-imports-nothing',
      comment: 'The decider lib is the vocabulary of every rule; it must be readable alone.',
      severity: 'error',
      from: { path: lib('decider'), pathNot: SPEC },
      to: { pathNot: '^libs/decider/' },
    },
    {
      name: 'libs-know-no-service',
      comment: 'A lib serves every service and knows none of them.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(services|test)/' },
    },
    {
      name: 'services-know-each-other-by-schema',
      comment: 'A service reads another only through its events and its HTTP interface.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'testing-in-tests-only',
      comment: 'Nothing that runs in production reaches the testing lib.',
      severity: 'error',
      from: { path: '^(libs|services|deploy)/', pathNot: [...TESTS, '^libs/testing/'] },
      to: { path: lib('testing') },
    },
    {
      name: 'local-start-is-outside',
      comment: 'Starting a system on one machine is deployment; no lib or service depends on it.',
      severity: 'error',
      from: { path: '^(libs|services)/', pathNot: [...TESTS, '^libs/testing/'] },
      to: { path: '^deploy/' },
    },
    {
      name: 'specs-are-ends',
      comment: 'A spec is read by the test runner and by nobody else.',
      severity: 'error',
      from: {},
      to: { path: SPEC },
    },
    {
      name: 'kafkajs-behind-libs-kafka',
      comment: 'One client, kept in one room, so that another one can take its place.',
      severity: 'error',
      from: { pathNot: '^(libs/kafka|deploy/local|test)/' },
      to: { path: npm('kafkajs') },
    },
    {
      name: 'pg-behind-event-store',
      comment: 'Services get their transactions from the event store, with its search path and its types.',
      severity: 'error',
      from: { path: '^(libs|services)/', pathNot: ['^libs/(event-store|testing)/', ...TESTS] },
      to: { path: npm('pg|pg-copy-streams|@types/pg') },
    },
    {
      name: 'framework-at-the-door',
      comment: 'Nest is for start and stop, routes and message handlers.',
      severity: 'error',
      from: {
        path: '^(libs|services)/',
        pathNot: [
          '^libs/(http|kafka|chassis|testing)/',
          '^services/console/',
          String.raw`(\.(http|consumer|module)|/main)\.ts$`,
          ...TESTS,
        ],
      },
      to: { path: npm('@nestjs/[^/]+|fastify|rxjs') },
    },
    only(
      'pure-files',
      'State, command, terms and time go in; events or a refusal come out. A rule that needs more is in the wrong file.',
      PURE_ROLE,
      [lib(PURE_LIBS), lib('contracts'), '^services/'],
    ),
    {
      name: 'pure-files-know-contract-types-only',
      comment: 'A rule speaks of events; bytes, topics and codecs are for the edges.',
      severity: 'error',
      from: { path: PURE_ROLE, pathNot: SPEC },
      to: { path: lib('contracts'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pure-files-stay-pure',
      comment:
        'What a rule imports from its own service must not lead to a database, a broker, a framework or the system.',
      severity: 'error',
      from: { path: PURE_ROLE, pathNot: SPEC },
      to: {
        path: [
          EDGE_ROLE,
          lib('event-store|kafka|http|chassis|telemetry|transparency'),
          npm('@nestjs/[^/]+|pg|kafkajs|fastify'),
        ],
        reachable: true,
      },
    },
    only(
      'projections',
      'A projection turns events into rows and answers queries about them.',
      String.raw`^services/.*\.projection\.ts$`,
      [
        lib(`${PURE_LIBS}|contracts|event-store`),
        String.raw`^services/.*(?<!\.(http|consumer|module|decider))(?<!/(main|config))\.ts$`,
      ],
    ),
    only(
      'consumers',
      'A consumer turns a message into one command or one write.',
      String.raw`^services/.*\.consumer\.ts$`,
      [
        lib(`${PURE_LIBS}|contracts|event-store|kafka|chassis`),
        npm('@nestjs/(common|microservices)'),
        String.raw`^services/.*(?<!\.(http|projection|module))(?<!/main)\.ts$`,
      ],
    ),
    only(
      'routes',
      'A route file has shapes, statuses and calls; no topics, no SQL of its own.',
      String.raw`^services/.*\.http\.ts$`,
      [
        lib(`${PURE_LIBS}|contracts|event-store|http|chassis`),
        npm('@nestjs/(common|swagger)|zod|fastify'),
        String.raw`^services/.*(?<!\.(consumer|module))(?<!/main)\.ts$`,
      ],
    ),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['/dist/', '^test/data/'] },
    enhancedResolveOptions: {
      conditionNames: ['@scrip/source', 'import', 'node', 'types', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.mts', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};

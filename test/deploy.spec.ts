/**
 * docker-compose.yml and deploy/Dockerfile, as far as they can be held without a Docker engine: that they parse, name what
 * exists, pin what they run, give every process what it reads, and give no password a default.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { contracts } from '@scrip/contracts';
import { parts, throwawayTopicPrefix } from '@scrip/testing';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Container {
  readonly image: string;
  readonly command?: readonly string[];
  readonly restart: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
}

const composeText = read('docker-compose.yml');
const compose: { services: Record<string, Container>; volumes: Record<string, unknown> } = parse(composeText, {
  merge: true,
});
const containers = Object.entries(compose.services);
const SERVICES = ['cards', 'ledger', 'points', 'tiering', 'notifications', 'console'];
const ours = containers.filter(([name]) => SERVICES.includes(name));

/** The names of environment variables in all sources below a folder. */
function variablesIn(...folders: readonly string[]): Set<string> {
  const texts = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
      .map((path) => read(join(folder, path))),
  );
  return new Set(texts.flatMap((text) => text.match(/\bSCRIP_[A-Z_]+\b/g) ?? []));
}

describe('docker-compose.yml', () => {
  it('runs every service, the parts they need, and the jobs before them', () => {
    const before = ['kafka', 'postgres', 'registry', 'databases', 'topics', 'clients', 'issuer'];
    expect(Object.keys(compose.services)).toEqual([...before, ...SERVICES]);
  });

  it.each(containers)('pins the image of %s and either watches its health or waits for its end', (name, container) => {
    expect(container.image).toMatch(/^[a-z/-]+:\d+\.\d+(\.\d+)?$/);
    const waitedFor = containers.flatMap(([, other]) => other.depends_on?.[name]?.condition ?? []);
    if (container.restart === 'on-failure')
      expect(new Set(waitedFor)).toEqual(new Set(['service_completed_successfully']));
    else {
      expect(container.restart).toBe('unless-stopped');
      expect(container.healthcheck?.test[0]).toMatch(/^CMD(-SHELL)?$/);
      expect(waitedFor.every((condition) => condition === 'service_healthy')).toBe(true);
    }
  });

  it.each(containers)('names only what exists for %s', (_name, container) => {
    for (const other of Object.keys(container.depends_on ?? {})) expect(compose.services).toHaveProperty(other);
    for (const volume of container.volumes ?? []) expect(compose.volumes).toHaveProperty([volume.split(':')[0] ?? '']);
    const program = container.image.startsWith('scrip:') ? container.command?.[0] : undefined;
    if (program) expect(existsSync(join(ROOT, program.replace(/\/dist\/(.*)\.js$/, '/src/$1.ts')))).toBe(true);
  });

  it('gives no password, secret or key a default, and publishes ports to this host only', () => {
    const asked = [...composeText.matchAll(/\$\{([A-Z_]+)([^}]*)\}/g)];
    expect(
      asked.filter(([, name, rest]) => name !== 'SCRIP_PORT' && !rest?.startsWith(':?')).map(([all]) => all),
    ).toEqual([]);
    for (const [name, container] of containers) {
      for (const [variable, value] of Object.entries(container.environment ?? {})) {
        if (/PASSWORD|SECRET/.test(variable))
          expect([name, variable, value]).toEqual([name, variable, expect.stringMatching(/\$\{/)]);
      }
      for (const port of container.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  it.each(ours)('runs %s without rights that it does not need', (_name, container) => {
    expect(container).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });

  it.each(ours)('gives %s the variables that it reads', (name, container) => {
    const given = new Set(Object.keys(container.environment ?? {}));
    const readBy = variablesIn('libs/chassis/src', 'libs/http/src', 'libs/telemetry/src', `services/${name}/src`);
    // What the local launcher tells a service; of that some has a default that fits, and the image says where the state is.
    const told = (read('deploy/local/src/services.ts').match(/\bSCRIP_[A-Z_]+(?=:)/g) ?? []).filter(
      (variable) => !['SCRIP_OIDC_AUDIENCE', 'SCRIP_TOPIC_PREFIX', 'SCRIP_STATE_DIR'].includes(variable),
    );
    // The console keeps no log and calls nobody in its own name.
    const needed = name === 'console' ? told.filter((variable) => !/POSTGRES|CLIENT/.test(variable)) : told;
    expect(needed.filter((variable) => readBy.has(variable) && !given.has(variable))).toEqual([]);
  });

  it('gives no variable that nothing reads', () => {
    const given = new Set(ours.flatMap(([, container]) => Object.keys(container.environment ?? {})));
    const readBy = variablesIn('libs/chassis/src', 'libs/http/src', ...SERVICES.map((name) => `services/${name}/src`));
    expect([...given].filter((variable) => !readBy.has(variable))).toEqual([]);
  });

  it('has the same images as the tests, where those use containers', () => {
    const tests = read('libs/testing/src/start-containers.ts');
    for (const part of ['kafka', 'postgres', 'registry']) expect(tests).toContain(`'${compose.services[part]?.image}'`);
  });

  it('has an .env made for it that names all it asks for, in letters that an address can hold', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, 'deploy/compose/make-env.mjs')]);
    const made = new Map(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split('=') as [string, string]),
    );
    const asked = new Set([...composeText.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name));
    expect(new Set(made.keys())).toEqual(asked);
    expect(new Set(made.values()).size).toBe(made.size);
    for (const value of made.values()) expect(value).toMatch(/^[A-Za-z0-9_-]{22,}$/);
  });
});

describe('the jobs before the services', () => {
  const prepare = (job: string, env: NodeJS.ProcessEnv): Promise<{ stdout: string }> =>
    promisify(execFile)(
      process.execPath,
      [
        '--conditions=@scrip/source',
        '--disable-warning=ExperimentalWarning',
        join(ROOT, 'deploy/compose/prepare.mjs'),
        job,
      ],
      { cwd: ROOT, env: { ...process.env, ...env } },
    );

  it('make the clients with the secrets of .env, and keep those of the roles', async () => {
    const state = mkdtempSync(join(tmpdir(), 'scrip-clients-'));
    try {
      const env = { SCRIP_STATE_DIR: state, SCRIP_CLIENT_SECRETS: '{"service-cards":"of-cards"}' };
      const clients = (): Record<string, { secret: string }> =>
        JSON.parse(readFileSync(join(state, 'clients.json'), 'utf8'));
      await prepare('clients', env);
      const first = clients();
      const key = readFileSync(join(state, 'issuer-key.json'), 'utf8');
      expect(first['service-cards']?.secret).toBe('of-cards');
      expect(JSON.parse(key)).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256' });
      expect(statSync(join(state, 'issuer-key.json')).mode & 0o077).toBe(0);

      await prepare('clients', { ...env, SCRIP_CLIENT_SECRETS: '{"service-cards":"another"}' });
      expect(clients()['service-cards']?.secret).toBe('another');
      expect(clients()['till']?.secret).toBe(first['till']?.secret);
      expect(readFileSync(join(state, 'issuer-key.json'), 'utf8')).toBe(key);
    } finally {
      rmSync(state, { recursive: true, force: true });
    }
  });

  it('make the topics and register the schemas', async () => {
    const { kafka, registry } = await parts();
    const env = { SCRIP_KAFKA: kafka, SCRIP_REGISTRY: registry, SCRIP_TOPIC_PREFIX: throwawayTopicPrefix() };
    expect((await prepare('topics', env)).stdout).toBe(`schemas: ${contracts().length}\n`);
  });

  it('say what they miss', async () => {
    await expect(prepare('topics', { SCRIP_KAFKA: '' })).rejects.toMatchObject({
      stderr: expect.stringMatching('SCRIP_KAFKA'),
    });
    await expect(prepare('tables', {})).rejects.toMatchObject({ stderr: expect.stringMatching('usage') });
  });
});

describe('deploy/Dockerfile', () => {
  /** One instruction with its arguments, continued lines joined. */
  const instructions = read('deploy/Dockerfile')
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ name: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }));
  const of = (name: string): string[] => instructions.filter((one) => one.name === name).map((one) => one.rest);
  const lastStage = instructions.slice(instructions.findLastIndex((one) => one.name === 'FROM'));

  it('consists of known instructions', () => {
    const known = 'FROM WORKDIR COPY RUN LABEL ENV VOLUME USER EXPOSE ENTRYPOINT CMD'.split(' ');
    expect(instructions.filter((one) => !known.includes(one.name))).toEqual([]);
    for (const list of [...of('ENTRYPOINT'), ...of('CMD')]) expect(JSON.parse(list)).toEqual([expect.any(String)]);
  });

  it('stands on the Node that the project pins', () => {
    const images = of('FROM').map((rest) => rest.split(' ')[0]);
    expect(images).toEqual([
      `node:${read('.nvmrc').trim()}-bookworm-slim`,
      `node:${read('.nvmrc').trim()}-bookworm-slim`,
    ]);
  });

  it('runs as nobody special, with everything prepared before', () => {
    const names = lastStage.map((one) => one.name);
    expect(lastStage.find((one) => one.name === 'USER')?.rest).toBe('node');
    expect(names.slice(names.indexOf('USER'))).not.toContain('RUN');
    expect(of('ENV').join(' ')).not.toMatch(/PASSWORD|SECRET|TOKEN/);
  });

  it('copies what exists, without what was made on this machine', () => {
    for (const rest of of('COPY').filter((one) => !one.startsWith('--from='))) {
      for (const source of rest.split(' ').slice(0, -1)) expect(existsSync(join(ROOT, source))).toBe(true);
    }
    const ignored = read('.dockerignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.git', '.env', '.scrip', '**/node_modules', '**/dist']));
    // npm ci wants the manifest of every workspace of the lock.
    expect(ignored).toContain('!test/package.json');
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const RUN = fileURLToPath(new URL('../run.mjs', import.meta.url));

describe('the door of every npm script', () => {
  /** A project of its own whose one package lies within it, so that the real npm has nothing to fetch. */
  let project = '';

  beforeAll(() => {
    project = realpathSync(mkdtempSync(join(tmpdir(), 'scrip-run-')));
    mkdirSync(join(project, 'deploy', 'local'), { recursive: true });
    copyFileSync(RUN, join(project, 'deploy', 'local', 'run.mjs'));
    writeFileSync(join(project, '.nvmrc'), '24.21.0\n');
    mkdirSync(join(project, 'part'));
    writeFileSync(join(project, 'part', 'package.json'), '{"name":"part","version":"1.0.0"}');
    depend(
      { part: 'file:part' },
      { part: { version: '1.0.0' }, 'node_modules/part': { resolved: 'part', link: true } },
    );
    writeFileSync(
      join(project, 'tell.ts'),
      `const args: readonly string[] = process.argv.slice(2);
       console.log(JSON.stringify({ args, path: process.env.PATH?.split(':')[0], flags: process.execArgv }));
       process.exit(7);`,
    );
    writeFileSync(
      join(project, 'wait.ts'),
      `process.on('SIGTERM', () => { console.log('asked to end'); process.exit(3); });
       setInterval(() => undefined, 1_000);
       console.log('waiting');`,
    );
  });
  afterAll(() => rmSync(project, { recursive: true }));

  function depend(dependencies: object, packages: object): void {
    const root = { name: 'sample', version: '1.0.0', dependencies };
    writeFileSync(join(project, 'package.json'), JSON.stringify({ ...root, type: 'module' }));
    const lock = { name: 'sample', lockfileVersion: 3, packages: { '': root, ...packages } };
    writeFileSync(join(project, 'package-lock.json'), JSON.stringify(lock));
  }

  function start(args: readonly string[]): ChildProcess {
    const env = { ...process.env, NODE_OPTIONS: '', NODE_COMPILE_CACHE: join(project, 'cache') };
    return spawn(process.execPath, [join('deploy', 'local', 'run.mjs'), ...args], { cwd: project, env });
  }

  async function ended(child: ChildProcess, onWords: (said: string) => void = () => undefined) {
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
        onWords(said);
      });
    }
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, said };
  }

  it('installs what the lock says, once, and hands over with flags, arguments and exit code', async () => {
    const first = await ended(start(['tell.ts', 'a', '--b']));
    expect(first.said).toContain('packages installed');
    expect(existsSync(join(project, 'node_modules', '.scrip-lock-hash'))).toBe(true);

    const second = await ended(start(['tell.ts', 'a', '--b']));
    expect(second.code).toBe(7);
    const told = JSON.parse(second.said);
    expect(told.args).toEqual(['a', '--b']);
    expect(told.path).toBe(join(project, 'node_modules', '.bin'));
    expect(told.flags).toContain('--conditions=@scrip/source');
  });

  it('says what npm said when the lock cannot be installed', async () => {
    const nowhere = 'file:nowhere.tgz';
    depend({ nowhere }, { 'node_modules/nowhere': { version: '1.0.0', resolved: nowhere } });
    const { code, said } = await ended(start(['tell.ts']));
    expect(code).toBe(1);
    expect(said).toContain('npm ci failed');
    expect(said).toContain('nowhere.tgz');
  });

  it('passes a signal on and ends as the script ends', async () => {
    depend({}, {});
    const child = start(['wait.ts']);
    let isAsked = false;
    const { code, said } = await ended(child, (words) => {
      if (isAsked || !words.includes('waiting')) return;
      isAsked = true;
      child.kill('SIGTERM');
    });
    expect(said).toContain('asked to end');
    expect(code).toBe(3);
  });

  it('needs to be told a script', async () => {
    const { code, said } = await ended(start([]));
    expect(code).toBe(1);
    expect(said).toContain('No script was named.');
  });
});

/**
 * Facts are kept for ever, so a schema may only grow: whoever reads an old event with the new schema, or a new event with
 * an old one, must succeed. Held against the schemas of the last commit and of every release, by a real registry.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { contractOf, contracts } from '@scrip/contracts';
import { registerSchemas, SchemaRegistry, subjectOf } from '@scrip/kafka';
import { parts, throwawayTopicPrefix } from '@scrip/testing';

const ROOT = join(import.meta.dirname, '..', '..');

interface Version {
  /** Where it stands in git. */
  readonly at: string;
  readonly type: string;
  readonly text: string;
}

function git(...args: readonly string[]): string {
  try {
    return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    // An archive of the sources has no history; then only the present schemas are held.
    return '';
  }
}

/** Each schema as it was in each release, oldest first, and in the last commit. */
function committed(): Version[] {
  const releases = git('tag', '--list', 'v*', '--sort=creatordate').split('\n').filter(Boolean);
  return [...releases, 'HEAD'].flatMap((at) =>
    git('ls-tree', '-r', '--name-only', at, 'schemas')
      .split('\n')
      .filter((path) => path.endsWith('.avsc'))
      .map((path) => ({ at, type: path.replace(/^.*\/|\.avsc$/g, ''), text: git('show', `${at}:${path}`) })),
  );
}

type Schema = string | readonly Schema[] | { readonly [key: string]: unknown };

/** Each field's path with its unit, such as `lots.principalFen` → `fen`. */
function unitsOf(schema: Schema, path = ''): Map<string, string> {
  if (typeof schema === 'string') return new Map();
  if (Array.isArray(schema)) return new Map(schema.flatMap((one: Schema) => [...unitsOf(one, path)]));
  const { fields, items, values, type, logicalType } = schema as Readonly<Record<string, Schema>>;
  const units = new Map<string, string>();
  if (typeof logicalType === 'string') units.set(path, logicalType);
  for (const inner of [items, values, typeof type === 'object' ? type : undefined]) {
    for (const [name, unit] of inner ? unitsOf(inner, path) : []) units.set(name, unit);
  }
  for (const field of (fields ?? []) as readonly { name: string; type: Schema }[]) {
    const name = path === '' ? field.name : `${path}.${field.name}`;
    for (const [inner, unit] of unitsOf(field.type, name)) units.set(inner, unit);
  }
  return units;
}

/** Fields that go on with another unit, or with one where they had none. A registry does not look at units. */
function changedUnits(before: string, after: string): string[] {
  const [old, present] = [unitsOf(JSON.parse(before)), unitsOf(JSON.parse(after))];
  return [...present].filter(([name, unit]) => old.has(name) && old.get(name) !== unit).map(([name]) => name);
}

describe('the schemas of all events', () => {
  let registryUrl: string;

  beforeAll(async () => {
    registryUrl = (await parts()).registry;
  });

  it('are all in the registry, each under full compatibility with every version before it', async () => {
    const topicPrefix = throwawayTopicPrefix();
    const ids = await registerSchemas({ registryUrl, topicPrefix });
    expect(ids.size).toBe(contracts().length);
    for (const contract of contracts()) {
      const subject = encodeURIComponent(subjectOf(topicPrefix, contract));
      const config: unknown = await (await fetch(`${registryUrl}/config/${subject}`)).json();
      expect([contract.type, config]).toEqual([contract.type, { compatibilityLevel: 'FULL_TRANSITIVE' }]);
    }
  });

  it('can be read with, and can read, what was committed and released', async () => {
    const topicPrefix = throwawayTopicPrefix();
    const registry = new SchemaRegistry(registryUrl);
    for (const { type, text } of committed()) {
      const contract = contractOf(type);
      if (!contract || JSON.stringify(JSON.parse(text)) === contract.schemaText) continue;
      const subject = subjectOf(topicPrefix, contract);
      await registry.schemaIdOf(subject, text);
      await expect(registry.schemaIdOf(subject, contract.schemaText)).resolves.toEqual(expect.any(Number));
    }
  });

  it('are refused, with the reason, where a field that old events lack is asked of them', async () => {
    const contract = contractOf('WalletRecharged');
    const subject = subjectOf(throwawayTopicPrefix(), contract);
    const registry = new SchemaRegistry(registryUrl);
    await registry.schemaIdOf(subject, contract.schemaText);
    const changed = {
      ...contract.schema,
      fields: [...contract.schema.fields, { name: 'tillId', type: 'string', doc: 'Till.' }],
    };
    await expect(registry.schemaIdOf(subject, JSON.stringify(changed))).rejects.toMatchObject({
      name: 'IncompatibleSchemaError',
      reason: expect.stringContaining('tillId'),
    });
  });

  it('still know every event that was committed', () => {
    expect(
      committed()
        .filter(({ type }) => !contractOf(type))
        .map(({ at, type }) => `${type} of ${at}`),
    ).toEqual([]);
  });

  it('keep the unit of every field', () => {
    for (const { type, text } of committed()) {
      const present = contractOf(type)?.schemaText;
      if (present) expect([type, changedUnits(text, present)]).toEqual([type, []]);
    }
    const of = (unit: string): string =>
      `{"fields":[{"name":"lots","type":{"type":"array","items":{"fields":[{"name":"x","type":{"type":"long","logicalType":"${unit}"}}]}}}]}`;
    expect(changedUnits(of('fen'), of('points'))).toEqual(['lots.x']);
    expect(changedUnits(of('fen'), of('fen'))).toEqual([]);
  });
});

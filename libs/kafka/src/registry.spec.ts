import { beforeAll, describe, expect, it } from '@jest/globals';
import { contractOf, contracts } from '@scrip/contracts';
import { parts, throwawayTopicPrefix } from '@scrip/testing';
import {
  IncompatibleSchemaError,
  RegistryRefusalError,
  RegistryUnavailableError,
  registerSchemas,
  SchemaRegistry,
  subjectOf,
} from './registry.ts';

let registryUrl: string;
beforeAll(async () => {
  registryUrl = (await parts()).registry;
});

describe('the schema registry', () => {
  it('knows every schema after registering, and registering again changes nothing', async () => {
    const topicPrefix = throwawayTopicPrefix();
    const ours = contracts().filter(({ service }) => service === 'cards');
    const ids = await registerSchemas({ registryUrl, topicPrefix, contracts: ours });
    expect([...ids.keys()]).toEqual(ours.map(({ type }) => type));
    expect(await registerSchemas({ registryUrl, topicPrefix, contracts: ours })).toEqual(ids);

    const contract = contractOf('CardIssued');
    const kept = await new SchemaRegistry(registryUrl).schemaText(ids.get('CardIssued') ?? 0);
    expect(JSON.parse(kept)).toEqual(JSON.parse(contract.schemaText));
  });

  it('refuses a schema that would break old readers, and says why', async () => {
    const contract = contractOf('CardActivated');
    const subject = subjectOf(throwawayTopicPrefix(), contract);
    const registry = new SchemaRegistry(registryUrl);
    await registry.schemaIdOf(subject, contract.schemaText);
    const schema = structuredClone(contract.schema) as unknown as { fields: object[] };
    schema.fields.push({ name: 'deskId', type: 'string', doc: 'Where it was handed over.' });

    const refused = registry.schemaIdOf(subject, JSON.stringify(schema));
    await expect(refused).rejects.toBeInstanceOf(IncompatibleSchemaError);
    await expect(refused).rejects.toMatchObject({ subject, reason: expect.stringMatching(/deskId|fields/) });
  });

  it('lets a schema grow by a field that may be absent', async () => {
    const contract = contractOf('CardActivated');
    const subject = subjectOf(throwawayTopicPrefix(), contract);
    const registry = new SchemaRegistry(registryUrl);
    const before = await registry.schemaIdOf(subject, contract.schemaText);
    const schema = structuredClone(contract.schema) as unknown as { fields: object[] };
    schema.fields.push({ name: 'deskId', type: ['null', 'string'], default: null, doc: 'Where it was handed over.' });
    expect(await registry.schemaIdOf(subject, JSON.stringify(schema))).not.toBe(before);
  });

  it('says what cannot be read as a schema, and when nobody answers', async () => {
    const subject = `${throwawayTopicPrefix()}cards.card-scrip.cards.Broken`;
    await expect(new SchemaRegistry(registryUrl).schemaIdOf(subject, '{"type":"nothing"}')).rejects.toBeInstanceOf(
      RegistryRefusalError,
    );
    await expect(new SchemaRegistry('http://127.0.0.1:9').schemaText(1)).rejects.toBeInstanceOf(
      RegistryUnavailableError,
    );
  });
});

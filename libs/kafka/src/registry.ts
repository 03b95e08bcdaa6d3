/** Client of a schema registry with the Confluent API (any such registry will do). */
import { type Contract, contracts } from '@scrip/contracts';

const REQUEST_MS_MAX = 10_000;
const CONTENT_TYPE = 'application/vnd.schemaregistry.v1+json';

/** The registry refuses a schema because old readers or old events would break; `reason` is its own text. */
export class IncompatibleSchemaError extends Error {
  override readonly name = 'IncompatibleSchemaError';
  readonly subject: string;
  readonly reason: string;
  constructor(subject: string, reason: string) {
    super(`the registry refuses the schema of ${subject}: ${reason}`);
    this.subject = subject;
    this.reason = reason;
  }
}

/** The registry cannot be reached or is in trouble; worth another try. */
export class RegistryUnavailableError extends Error {
  override readonly name = 'RegistryUnavailableError';
}

/** The registry understood and said no, for another reason than compatibility. */
export class RegistryRefusalError extends Error {
  override readonly name = 'RegistryRefusalError';
}

interface Answer {
  readonly status: number;
  readonly body: { readonly id?: number; readonly schema?: string; readonly message?: string };
}

/** Schemas and their ids; remembers every answer, which never changes. */
export class SchemaRegistry {
  readonly #url: string;
  readonly #ids = new Map<string, Promise<number>>();
  readonly #texts = new Map<number, Promise<string>>();

  /** `registryUrl`: base of the Confluent API, as in SCRIP_REGISTRY. */
  constructor(registryUrl: string) {
    this.#url = registryUrl.replace(/\/+$/, '');
  }

  /**
   * The id of a schema under its subject; registers it when it is new, compatible in both directions with every
   * version before it. Throws IncompatibleSchemaError, RegistryRefusalError, RegistryUnavailableError.
   */
  schemaIdOf(subject: string, schemaText: string): Promise<number> {
    return remembered(this.#ids, `${subject}\n${schemaText}`, () => this.#register(subject, schemaText));
  }

  /** The schema of an id. Throws RegistryRefusalError when there is none, RegistryUnavailableError. */
  schemaText(id: number): Promise<string> {
    return remembered(this.#texts, id, async () => {
      const { status, body } = await this.#ask('GET', `/schemas/ids/${id}`);
      if (status !== 200 || body.schema === undefined) throw refusal(`schema ${id}`, status, body.message);
      return body.schema;
    });
  }

  async #register(subject: string, schema: string): Promise<number> {
    const path = encodeURIComponent(subject);
    const known = await this.#ask('POST', `/subjects/${path}`, { schema });
    if (known.status === 200 && known.body.id !== undefined) return known.body.id;
    if (known.status !== 404) throw refusal(subject, known.status, known.body.message);

    const config = await this.#ask('PUT', `/config/${path}`, { compatibility: 'FULL_TRANSITIVE' });
    if (config.status !== 200) throw refusal(subject, config.status, config.body.message);
    const made = await this.#ask('POST', `/subjects/${path}/versions`, { schema });
    if (made.status === 409) throw new IncompatibleSchemaError(subject, made.body.message ?? 'incompatible');
    if (made.status !== 200 || made.body.id === undefined) throw refusal(subject, made.status, made.body.message);
    return made.body.id;
  }

  async #ask(method: string, path: string, body?: object): Promise<Answer> {
    let response: Response;
    try {
      response = await fetch(this.#url + path, {
        method,
        headers: { 'content-type': CONTENT_TYPE, accept: CONTENT_TYPE },
        signal: AbortSignal.timeout(REQUEST_MS_MAX),
        ...(body && { body: JSON.stringify(body) }),
      });
      if (response.status < 500) return { status: response.status, body: (await response.json()) as Answer['body'] };
    } catch (cause) {
      throw new RegistryUnavailableError(`the schema registry cannot be reached: ${method} ${path}`, { cause });
    }
    throw new RegistryUnavailableError(`the schema registry answered ${response.status} to ${method} ${path}`);
  }
}

function refusal(what: string, status: number, message: string | undefined): RegistryRefusalError {
  return new RegistryRefusalError(
    `the schema registry answered ${status} for ${what}: ${message ?? 'no reason given'}`,
  );
}

/** One request for all who ask at once; a failure is forgotten, so that the next asks again. */
function remembered<K, V>(memory: Map<K, Promise<V>>, key: K, ask: () => Promise<V>): Promise<V> {
  const known = memory.get(key);
  if (known) return known;
  const asked = ask();
  memory.set(key, asked);
  asked.catch(() => memory.delete(key));
  return asked;
}

/** The subject of an event: `<prefixed topic>-<record's full name>` (TopicRecordName). */
export function subjectOf(
  topicPrefix: string,
  event: { readonly topic: string; readonly service: string; readonly type: string },
): string {
  return `${topicPrefix}${event.topic}-scrip.${event.service}.${event.type}`;
}

/**
 * Makes sure the registry knows every schema, by default those of all contracts; gives the id of each event type.
 * Registering again changes nothing. Errors as `SchemaRegistry.schemaIdOf`.
 */
export async function registerSchemas(options: {
  readonly registryUrl: string;
  readonly topicPrefix: string;
  readonly contracts?: readonly Contract[];
}): Promise<Map<string, number>> {
  const registry = new SchemaRegistry(options.registryUrl);
  const ids = new Map<string, number>();
  // One after the other: a registry numbers schemas under a lock, and a refusal names the first wrong one.
  for (const contract of options.contracts ?? contracts()) {
    ids.set(contract.type, await registry.schemaIdOf(subjectOf(options.topicPrefix, contract), contract.schemaText));
  }
  return ids;
}

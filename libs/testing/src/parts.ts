/** The broker, the registry and the Postgres server that all tests share. */
import { type Borrowed, borrow } from './borrow.ts';

/** Where they answer. */
export interface Parts {
  /** `host:port` of the Kafka broker. */
  readonly kafka: string;
  /** Base address of the schema registry's Confluent API. */
  readonly registry: string;
  /** Connection of a superuser of the Postgres server; tests make databases of their own, see `throwawayDatabase`. */
  readonly postgres: string;
}

let shared: Promise<Borrowed<Parts>> | undefined;

/**
 * The shared parts; the first caller on the machine starts them. Where SCRIP_TEST_KAFKA, SCRIP_TEST_REGISTRY and
 * SCRIP_TEST_POSTGRES are all set, those are used and nothing is started.
 */
export async function parts(): Promise<Parts> {
  shared ??= borrowParts();
  return (await shared).description;
}

/** The same for who gives them back before its process ends. */
export async function borrowParts(abort?: AbortSignal): Promise<Borrowed<Parts>> {
  const { SCRIP_TEST_KAFKA: kafka, SCRIP_TEST_REGISTRY: registry, SCRIP_TEST_POSTGRES: postgres } = process.env;
  if (!kafka || !registry || !postgres) return borrow<Parts>('parts', abort);
  return { description: { kafka, registry, postgres }, release: () => Promise.resolve() };
}

/** What a projection is: tables that are nothing but a fold of the log, so that they can be dropped and built again. */
import { createHash } from 'node:crypto';
import type { EventType } from '@scrip/contracts';
import type { Tx } from './database.ts';
import type { Recorded } from './recorded.ts';

/**
 * Tables folded from this service's log. They live in a Postgres schema of the projection's name; `tables` and `apply`
 * name them unqualified, so the same SQL fills the live tables and those of a rebuild beside them.
 */
export interface Projection {
  /** snake_case; also the Postgres schema. */
  readonly name: string;
  /** Raise it when the meaning of rows changes: the tables are then rebuilt at the next start. */
  readonly revision: number;
  readonly events: readonly EventType[] | 'all';
  /** DDL; every table has a primary key (its order is the order of comparison). */
  readonly tables: string;
  /**
   * Folds events of the listed types, given in position order; any cut of the log into batches must give the same rows.
   * Rows depend on the events alone: no clock, no sequence, no random. One statement per table and batch.
   */
  apply(tx: Tx, events: readonly Recorded[]): Promise<void>;
}

/** Changes when the tables must be rebuilt. */
export function definitionOf(projection: Projection): string {
  const events = projection.events === 'all' ? 'all' : [...projection.events].sort().join(',');
  return createHash('sha256')
    .update([projection.name, projection.revision, events, projection.tables].join('\n'))
    .digest('hex');
}

/** Creates the empty tables in `schema`, replacing what may be left of an earlier try. */
export async function createTables(tx: Tx, projection: Projection, schema: string): Promise<void> {
  await tx.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
  await tx.query(`CREATE SCHEMA "${schema}"`);
  await enter(tx, schema);
  await tx.query(projection.tables);
}

/** Makes unqualified names mean the tables of `schema` until the transaction ends. */
export async function enter(tx: Tx, schema: string): Promise<void> {
  await tx.query(entering([schema]));
}

/** The statement that makes unqualified names mean the tables of these schemas until the transaction ends. */
export function entering(schemas: readonly string[]): string {
  return `SET LOCAL search_path = ${[...schemas.map((schema) => `"${schema}"`), 'public'].join(', ')}`;
}

/** The types that a projection folds; undefined for all. */
export function typesOf({ events }: Projection): readonly EventType[] | undefined {
  return events === 'all' ? undefined : events;
}

/** The events of a batch that the projection folds. */
export function relevant(projection: Projection, events: readonly Recorded[], above: number): readonly Recorded[] {
  const types: ReadonlySet<string> | undefined = projection.events === 'all' ? undefined : new Set(projection.events);
  return events.filter(
    ({ envelope }) => envelope.position > above && (types === undefined || types.has(envelope.type)),
  );
}

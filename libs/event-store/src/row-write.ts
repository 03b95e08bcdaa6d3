/** Rows of a service's own tables that come from many sides and are written together. */
import type { Tx } from './database.ts';

/** A row, and what writes any number of such rows, in no order: the same function for all that may be written together. */
export interface RowWrite<R = unknown> {
  readonly row: R;
  readonly writeAll: (tx: Tx, rows: readonly R[]) => Promise<void>;
}

/** Writes rows, those of the same function by one call of it. Throws what the SQL throws. */
export async function writeRows(tx: Tx, rows: readonly RowWrite[]): Promise<void> {
  const together = new Map<RowWrite['writeAll'], unknown[]>();
  for (const { row, writeAll } of rows) {
    const known = together.get(writeAll);
    if (known) known.push(row);
    else together.set(writeAll, [row]);
  }
  for (const [writeAll, all] of together) await writeAll(tx, all);
}

/** What the routes of batches have in common: shapes, ids, and what is not there. */
import { type EventLog, idFrom } from '@scrip/event-store';
import { type CommandRequest, Problem } from '@scrip/http';
import { z } from 'zod';
import { belongsTo } from '../ownership.ts';
import { BATCH_CARDS_MAX } from './batch.decider.ts';
import type { SerialRange } from './serial-ranges.ts';

/** A ULID in Crockford's alphabet. */
const ULID = '[0-9A-HJKMNP-TV-Z]{26}';

export const batchIdField = z
  .string()
  .regex(new RegExp(`^bat_${ULID}$`))
  .describe('A batch of cards: bat_ and a ULID.');
export const saleIdField = z
  .string()
  .regex(new RegExp(`^sal_${ULID}$`))
  .describe('A sale of cards: sal_ and a ULID.');
const CODE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** A code that the issuer chose. */
export const codeField = (what: string) =>
  z.string().regex(CODE).describe(`The issuer's own code of ${what}: 1 to 64 of A-Z, a-z, 0-9, _ . -`);
export const reasonField = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/)
  .describe('Why, as a code: 1 to 40 of a-z, 0-9 and _.');

const serialField = z.int().min(1).max(BATCH_CARDS_MAX);
/** Ranges of one request: a box list of some pages. */
const RANGES_OF_REQUEST_MAX = 500;
const rangeField = z
  .strictObject({ firstSerial: serialField, lastSerial: serialField })
  .refine(({ firstSerial, lastSerial }) => firstSerial <= lastSerial, 'Expected lastSerial not below firstSerial');
export const rangesField = z.array(rangeField).min(1).max(RANGES_OF_REQUEST_MAX);
export const serialFields = { firstSerial: serialField, lastSerial: serialField };
/** Some cards of a batch: by their serials, or by how many; the lowest serials that are in stock are taken then. */
export const whichFields = {
  ranges: rangesField.optional().describe('Serials, from 1; or say how many.'),
  cards: z.int().min(1).max(BATCH_CARDS_MAX).optional().describe('How many; the lowest serials in stock are taken.'),
};
/** Whether exactly one of the two is said. */
export const saysWhich = ({ ranges, cards }: { ranges?: unknown; cards?: unknown }): boolean =>
  (ranges === undefined) !== (cards === undefined);
export const SAYS_WHICH = 'Expected either ranges or cards';

/** A place in a request. */
export const placeField = z
  .strictObject({
    kind: z.enum(['branch', 'distributor']),
    id: codeField('a branch or a distributor'),
    orderId: codeField("a distributor's order").optional(),
  })
  .refine(({ kind, orderId }) => (kind === 'distributor') === (orderId !== undefined), {
    error: 'Expected an orderId for a distributor, and none for a branch',
  });

export const batchParam = z.object({ batchId: batchIdField });

/** What is not there, or another issuer's, is not there. Refusals that are not here are 409. */
export const BATCH_REFUSALS = {
  batch_unknown: 404,
  programme_unknown: 404,
  product_unknown: 404,
  order_unknown: 404,
  vendor_unknown: 404,
} as const;

/** Throws the Problem 404 `batch_unknown` where the issuer has no such batch. */
export async function requireBatch(log: EventLog, issuerId: string, batchId: string): Promise<void> {
  if (!(await belongsTo(log, issuerId, batchId))) {
    throw new Problem(404, 'batch_unknown', 'There is no such batch', { members: { batchId } });
  }
}

/** An id made of the key: whichever copy of the service decides a command, and however often, it has the same one. */
export function idOf(prefix: string, { key }: CommandRequest): string {
  return idFrom(prefix, `${key.scope}\n${key.key}`);
}

/** Cards of one command that each get a fact of their own: a commit of some ten milliseconds. */
const CARDS_OF_COMMAND_MAX = 1_000;

/** Throws the Problem 413 `too_many_cards` above what one command takes. */
export function requireFew(cards: number): void {
  if (cards <= CARDS_OF_COMMAND_MAX) return;
  throw new Problem(413, 'too_many_cards', 'One command takes fewer cards', {
    members: { cards, limit: CARDS_OF_COMMAND_MAX },
  });
}

/** The serials of some ranges, one by one; few enough to be. */
export function serialsIn(ranges: readonly SerialRange[]): readonly number[] {
  return ranges.flatMap(({ firstSerial, lastSerial }) =>
    Array.from({ length: lastSerial - firstSerial + 1 }, (_, index) => firstSerial + index),
  );
}

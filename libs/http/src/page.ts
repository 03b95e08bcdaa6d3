/** Lists in pages: a cursor is where the page before ended, opaque to clients. */
import { z } from 'zod';
import { Problem } from './problem.ts';

/** Items of a page: enough for a screen or a report's block, few enough for one quick query. */
const PAGE_ITEMS_MAX = 200;
const PAGE_ITEMS_DEFAULT = 50;
const CURSOR_LENGTH_MAX = 200;

/** The query parameters of every list. */
export const pageQuery = {
  cursor: z.string().max(CURSOR_LENGTH_MAX).optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(PAGE_ITEMS_MAX).default(PAGE_ITEMS_DEFAULT).describe('Items of a page.'),
};

/** The order of lists that follow the log. */
export const orderQuery = z.enum(['newest', 'oldest']).default('newest').describe('Which end the list begins at.');

/** A page of a list; `next` is null at its end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** The sort key that a cursor stands for; undefined where there is none. Throws Problem 400 `cursor_invalid`. */
export function cursorKey(cursor: string | undefined, key: RegExp): string | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (key.test(text)) return text;
  throw new Problem(400, 'cursor_invalid', 'The cursor is not one of this list', {
    detail: 'Send `next` of the page before, unchanged.',
  });
}

/** The page of what was read with one item more than `limit`. */
export function pageOf<T>(read: readonly T[], limit: number, key: (item: T) => string): Page<T> {
  const items = read.slice(0, limit);
  const last = items.at(-1);
  const more = read.length > limit && last !== undefined;
  return { items, next: more ? Buffer.from(key(last), 'utf8').toString('base64url') : null };
}

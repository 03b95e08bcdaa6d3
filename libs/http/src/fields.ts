/** Shapes that requests and answers share, as zod schemas. */
import { type Fen, fen, type Points, points } from '@scrip/money';
import { z } from 'zod';

/** What a schema of ours means beyond its JSON type; shown in the OpenAPI document. */
export interface FieldMeta {
  /** `fen` or `points`: an integer that the code holds as a bigint of its own brand. */
  readonly unit?: 'fen' | 'points';
}

/** Files of lines that a route may take in the place of JSON. */
export const FILE_MEDIA = ['text/csv', 'application/x-ndjson'] as const;

/** Body of a route that takes a file: its text as it was sent, and which of the two it is. */
export const fileBody = z.strictObject({ media: z.enum(FILE_MEDIA), text: z.string() });

const wholeNumber = z
  .number()
  .refine(Number.isSafeInteger, 'Expected a whole number up to 9007199254740991')
  .refine((count) => count >= 0, 'Expected a number not below zero');

/** An amount of money in fen: in JSON an integer from 0 to 2^53 − 1, in code a `Fen`. */
export const fenField = wholeNumber.transform((amount): Fen => fen(amount)).meta({ unit: 'fen' } satisfies FieldMeta);

/** An amount of money in fen above zero. */
export const positiveFenField = wholeNumber
  .refine((amount) => amount > 0, 'Expected a number above zero')
  .transform((amount): Fen => fen(amount))
  .meta({ unit: 'fen', minimum: 1 });

/** A number of points: in JSON an integer from 0 to 2^53 − 1, in code `Points`. */
export const pointsField = wholeNumber
  .transform((count): Points => points(count))
  .meta({ unit: 'points' } satisfies FieldMeta);

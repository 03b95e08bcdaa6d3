/** Shapes that requests and answers share, as zod schemas. */
import type { Readable } from 'node:stream';
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

/** A file that is read as it arrives, so that its length costs no memory; the reader sets the bounds. */
export class FileStream {
  readonly media: (typeof FILE_MEDIA)[number];
  readonly #stream: Readable;

  constructor(media: (typeof FILE_MEDIA)[number], stream: Readable) {
    this.media = media;
    this.#stream = stream;
  }

  /** The bytes as they come; once. */
  get stream(): Readable {
    return this.#stream;
  }
}

/**
 * Body of a route with `@StreamsFile()`. What it says is not part of the command's input hash, since it has not been read
 * when the command begins: the handler adds a hash of what it reads.
 */
export const fileStreamBody = z.unknown().transform((value, context): FileStream => {
  if (value instanceof FileStream) return value;
  context.addIssue({ code: 'custom', message: `Expected a file of the media type ${FILE_MEDIA.join(' or ')}` });
  return z.NEVER;
});

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

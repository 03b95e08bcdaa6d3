/** Sections `segments`: holders who are told apart by what is measured of them (domain 2.11). */
import { z } from 'zod';
import { BP_MAX, key, localText } from './document-words.ts';
import { metricName, windowSchema } from './metrics.ts';

/** One segment of a programme. */
export const segmentSchema = z
  .strictObject({
    key: key.describe('Name of the segment in conditions, entitlements and events.'),
    name: localText.describe('What people call the segment.'),
    members: z
      .string()
      .regex(/^[a-z0-9-]{2,40}$/, { error: 'expected 2 to 40 of a-z, 0-9 and -' })
      .optional()
      .describe('Id of the programme whose members are told apart; left out: this one.'),
    by: z
      .strictObject({
        metric: metricName.describe('What holders are ordered by, the most first.'),
        window: windowSchema.describe('The time it is measured over.'),
      })
      .describe('What tells its holders apart.'),
    take: z
      .enum(['topMembers', 'topShare'])
      .describe('The first holders in that order: as a part of their number; until they hold a part of the whole.'),
    shareBp: z.int().min(1).max(BP_MAX).describe('That part, in basis points: 2,000 is 20%.'),
    ties: z.literal('include').describe('Holders equal to the last one that is in are in too.'),
  })
  .meta({ id: 'Segment', description: 'The holders of whom the most of something is measured.' });

/** Holders who are told apart by what is measured of them. */
export type Segment = z.infer<typeof segmentSchema>;

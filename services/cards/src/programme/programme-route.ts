/** What the routes of programmes share: parameters, shapes of findings, and who refuses with which status. */
import { CHECK_KEYS, RULE_PACK_LEVELS } from '@scrip/programme';
import { z } from 'zod';
import { DRAFT_ID, programmeIdField } from '../fields.ts';
import { VERSION_STATES } from './programme-version.projection.ts';

/** Above every version: a list of versions begins with the latest. */
export const NO_VERSION_YET = 2_147_483_647;

export const versionField = z.coerce.number().int().min(1).max(NO_VERSION_YET).describe('Counts from 1.');
export const draftIdField = z.string().regex(DRAFT_ID).describe('A draft: drf_ and a ULID.');
export const programmeParam = z.object({ programmeId: programmeIdField });
export const versionParam = z.object({ programmeId: programmeIdField, version: versionField });
export const draftParam = z.object({ programmeId: programmeIdField, draftId: draftIdField });

/** What is in the document, @scrip/programme checks, with findings of its own. */
export const documentBody = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .describe('The document as a JSON object; or its JSON or YAML text, sent as application/yaml or as one JSON string.');

const localText = z.object({ 'zh-CN': z.string(), en: z.string() });
const numbers = z
  .record(z.string(), z.union([z.string(), z.number()]))
  .describe('What was there and what was asked for.');

export const documentProblem = z.object({
  path: z.string().describe('JSONPath of the place (RFC 9535).'),
  code: z.string().describe('Stable: what is wrong.'),
  numbers,
  message: z.string().describe('The problem in words, English.'),
  text: localText.describe('The same in Chinese and English.'),
});

/** A programme that would be looser than its parent, and where. */
export const looserChild = z.object({
  programmeId: z.string(),
  version: z.int(),
  problems: z.array(documentProblem),
});

export const rulePackLevel = z
  .enum(RULE_PACK_LEVELS)
  .describe('What becomes of a broken rule: nothing is checked; the report warns; it is not published.');
export const capCounts = z
  .enum(['all', 'principal'])
  .describe('Whether the caps of a card count value with bonus, or what was paid.');
export const checkKey = z.enum([...CHECK_KEYS] as [string, ...string[]]).describe('A check of the rule pack.');

export const rulePackReport = z.object({
  pack: z.literal('cn-single-purpose'),
  level: rulePackLevel,
  capCounts,
  refused: z.int().describe('Findings that are refused.'),
  warned: z.int().describe('Findings that are warned of.'),
  findings: z.array(
    z.object({
      check: checkKey,
      clause: localText.describe('The clause that the check stands for.'),
      path: z.string().describe('JSONPath of what was looked at.'),
      outcome: z.enum(['passed', 'warned', 'refused', 'notApplicable']),
      numbers,
      text: localText.describe('The finding in words.'),
    }),
  ),
});

export const published = z.object({ programmeId: programmeIdField, version: z.int(), effectiveAt: z.iso.datetime() });
export const stateField = z
  .enum(VERSION_STATES)
  .describe('Whether it decides now, will, did until a later one began, or was taken back before it began.');
export const versionAnswer = published.extend({
  state: stateField,
  publishedAt: z.iso.datetime(),
  publishedBy: z.string().describe('Who published it, or approved its draft.'),
  draftId: z.string().nullable().describe('The draft that was approved; null: it was published at once.'),
  rulePack: z
    .object({ level: z.string(), broken: z.array(z.string()) })
    .nullable()
    .describe('What the rule pack said when it was published; null: it was published before anybody looked.'),
  withdrawn: z.object({ at: z.iso.datetime(), by: z.string(), reason: z.string() }).nullable(),
  name: localText,
});

/** Statuses of refusals that are not 409. */
export const PROGRAMME_REFUSALS = {
  draft_unknown: 404,
  programme_version_unknown: 404,
  draft_moved: 412,
} as const;

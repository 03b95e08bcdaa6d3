/** The routes of what-ifs, as far as every service's are the same: shapes, refusals, pages. */
import { parseRfc3339 } from '@scrip/calendar';
import { idFrom } from '@scrip/event-store';
import { type CommandRequest, cursorKey, type Page, Problem, pageOf, pageQuery } from '@scrip/http';
import { type Programme, programmeAs } from '@scrip/programme';
import { z } from 'zod';
import type { Terms } from '../terms.ts';
import { UNFINISHED_MAX, type WhatIfJobs } from './what-if-jobs.ts';
import { WHAT_IF_STATES, type WhatIfView } from './what-if-view.ts';

/** When one was requested and its id, as a cursor says them. */
const LAST = /^\d{1,15} wif_\w{26}$/;

const whatIfIdField = z
  .string()
  .regex(/^wif_[0-9A-HJKMNP-TV-Z]{26}$/)
  .describe('A what-if: wif_ and 26 characters.');

/** The draft in the body of a request. */
export const draftField = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .describe('The draft as a JSON object, or its JSON or YAML text; its id is that of the programme.');

export const whatIfParam = z.object({ whatIfId: whatIfIdField });
export const whatIfListQuery = z.object(pageQuery);

/** What a service's answer has of its own. */
export interface AnswerParts {
  readonly programmeId: z.ZodType;
  /** Its span, by the names of its members. */
  readonly span: Readonly<Record<string, z.ZodType>>;
  /** What `done` counts, a sentence. */
  readonly done: string;
  readonly report: z.ZodType;
}

/** The shape of a WhatIfView with a service's span and report. */
export function whatIfShape({ programmeId, span, done, report }: AnswerParts): z.ZodObject {
  return z.object({
    whatIfId: whatIfIdField,
    programmeId,
    ...span,
    state: z.enum(WHAT_IF_STATES),
    done: z.int().describe(done),
    of: z.int(),
    report: report.nullable().describe('Null until it is done.'),
    reportSha256: z.string().nullable().describe('Of the report in canonical JSON, in hex.'),
    problem: z.string().nullable(),
    requestedBy: z.string(),
    requestedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  });
}

/** A draft and a span, as they were asked. */
export interface DraftAsked {
  readonly programmeId: string;
  /** As `draftField` has it. */
  readonly document: unknown;
  /** First and last day or month. */
  readonly from: string;
  readonly to: string;
}

/**
 * Takes a draft to try; the same request again is answered with the one that it took, whatever would be refused by now. Throws,
 * in this order: KeyReusedError, which the door answers with 422 `idempotency_key_reused`; Problem 422 `document_invalid`
 * {problems}; what `refuse` says; 404 `programme_unknown` {programmeId}: no version of it has been published; 409
 * `too_many_what_ifs` {unfinished, max}.
 * @param refuse why this service tries no such draft, beside the latest published version; undefined where it does.
 */
export async function takeWhatIf(
  { jobs, terms }: { readonly jobs: WhatIfJobs; readonly terms: Terms },
  { programmeId, document, from, to }: DraftAsked,
  { who, key }: CommandRequest,
  refuse: (draft: Programme, published: Programme | undefined) => Problem | undefined = () => undefined,
): Promise<WhatIfView> {
  const { issuerId } = who;
  const request = {
    whatIfId: idFrom('wif', [issuerId, key.scope, key.key].join('\n')),
    issuerId,
    inputHash: key.inputHash,
  };
  const before = await jobs.takenBefore(request);
  if (before) return before;
  const parsed = programmeAs(programmeId, document);
  if (parsed.kind === 'problems') {
    const { problems } = parsed;
    throw new Problem(422, 'document_invalid', 'The draft is not a programme document', { members: { problems } });
  }
  const known = await terms.inForce(issuerId, programmeId, Number.MAX_SAFE_INTEGER);
  const refused = refuse(parsed.programme, known);
  if (refused) throw refused;
  if (!known) {
    throw new Problem(404, 'programme_unknown', 'There is no such programme', { members: { programmeId } });
  }
  const asked = await jobs.ask({
    ...request,
    programmeId,
    document: JSON.stringify(parsed.programme),
    from,
    to,
    requestedBy: who.actor,
    requestedAt: who.occurredAt,
  });
  if (asked.kind === 'taken') return asked.view;
  const members = { unfinished: asked.unfinished, max: UNFINISHED_MAX };
  throw new Problem(409, 'too_many_what_ifs', 'Others must end first', { members });
}

/** A page of an issuer's what-ifs, the newest first. Throws Problem 400 `cursor_invalid`. */
export async function whatIfPage(
  jobs: WhatIfJobs,
  issuerId: string,
  { cursor, limit }: z.output<typeof whatIfListQuery>,
): Promise<Page<WhatIfView>> {
  const [requestedAt, whatIfId] = cursorKey(cursor, LAST)?.split(' ') ?? [];
  const last = requestedAt && whatIfId ? { requestedAt: Number(requestedAt), whatIfId } : undefined;
  const read = await jobs.list({ issuerId, last, limit: limit + 1 });
  return pageOf(read, limit, (one) => `${parseRfc3339(one.requestedAt)} ${one.whatIfId}`);
}

/** An issuer's what-if. Throws Problem 404 `what_if_unknown` {whatIfId}. */
export async function readWhatIf(jobs: WhatIfJobs, issuerId: string, whatIfId: string): Promise<WhatIfView> {
  const found = await jobs.read(issuerId, whatIfId);
  if (found) return found;
  throw new Problem(404, 'what_if_unknown', 'There is no such what-if', { members: { whatIfId } });
}

/** Cancels one and gives it as it stands. Throws Problem, in this order: 404 `what_if_unknown`; 409 `what_if_ended` {whatIfId, state}. */
export async function cancelWhatIf(jobs: WhatIfJobs, issuerId: string, whatIfId: string): Promise<WhatIfView> {
  await readWhatIf(jobs, issuerId, whatIfId);
  const ended = await jobs.cancel(issuerId, whatIfId);
  const now = await readWhatIf(jobs, issuerId, whatIfId);
  if (ended) return now;
  const members = { whatIfId, state: now.state };
  throw new Problem(409, 'what_if_ended', 'It had ended before', { members });
}

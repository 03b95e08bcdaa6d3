/** `scrip what-if`: tries one draft over one span in points and in tiering, shows how both come along, prints one report. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import cliProgress from 'cli-progress';
import { AnswerError, ask, type ProblemJson } from './ask.ts';
import { type Reach, UsageError } from './reach.ts';
import { type OneReport, oneReport, type PointsFound, type RatingsFound, type Span, spanOf } from './what-if-report.ts';
import { reportText } from './what-if-text.ts';
import { type Words, wordsFor } from './words.ts';

/** The services that try drafts. */
export type Trier = 'points' | 'tiering';

/** What is tried. */
export interface Draft {
  readonly programmeId: string;
  /** JSON or YAML, sent to both as it is. */
  readonly document: string;
  readonly span: Span;
}

/** A run of one service as it stands. */
export interface Run {
  readonly whatIfId: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  /** How much was looked at, of how much: positions of a log, or months. */
  readonly done: number;
  readonly of: number;
  readonly report: unknown;
  readonly reportSha256: string | null;
  readonly problem: string | null;
}

/** Where a finished run is found again. */
type Found = Pick<Run, 'whatIfId' | 'reportSha256'>;

/** What became of trying. Where it is not `tried`, whatever had begun is cancelled. */
export type Tried =
  | {
      readonly kind: 'tried';
      readonly report: OneReport;
      readonly points: Found;
      /** Null where the draft has no ratings. */
      readonly tiering: Found | null;
    }
  | { readonly kind: 'refused'; readonly service: Trier; readonly problem: ProblemJson }
  | { readonly kind: 'ended'; readonly service: Trier; readonly state: string; readonly problem: string | null }
  | { readonly kind: 'stopped' };

/** How a caller watches. */
export interface Watching {
  onNews(service: Trier, run: Run): void;
  /** Aborted when the user does not wait any more. */
  readonly signal: AbortSignal;
}

/** What was asked on the command line. */
export interface WhatIf {
  readonly programmeId: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly json: boolean;
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
}

const POLL_MS = 250;
/** Tiering's word for a draft that rates nobody: then points has the whole report. */
const RATES_NOBODY = 'rates_nobody';

/** Tries the draft and prints what it would change; true when both services ran to their end. Throws UsageError, and AnswerError where nothing answers. */
export async function whatIf(reach: Reach, asked: WhatIf): Promise<boolean> {
  const { programmeId, file, json, env, signal } = asked;
  const span = spanOf(asked.from, asked.to);
  const document = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  const progress = openProgress(json);
  const tried = await tryDraft(reach, { programmeId, document, span }, { onNews: progress.onNews, signal }).finally(
    () => progress.stop(),
  );
  if (json) process.stdout.write(`${JSON.stringify(jsonOf(tried, document), null, 2)}\n`);
  else if (tried.kind === 'tried') process.stdout.write(reportText(tried.report, wordsFor(env).whatIfReport));
  else process.stderr.write(`${whyNot(tried, wordsFor(env))}\n`);
  return tried.kind === 'tried';
}

/**
 * Tries a draft in both services at once: the same document over the same days. Where one refuses or does not come to its end,
 * the other's run is cancelled. Throws AnswerError where nothing answers.
 */
export async function tryDraft(reach: Reach, draft: Draft, { onNews, signal }: Watching): Promise<Tried> {
  const begun = new Map<Trier, Run>();
  const one = new AbortController();
  const watch = (service: Trier, run: Run): Promise<Run> => {
    begun.set(service, run);
    return toItsEnd(reach, service, run, { onNews, signal: AbortSignal.any([signal, one.signal]) });
  };
  try {
    const first = await begin(reach, 'points', draft);
    begun.set('points', first);
    const second = await begin(reach, 'tiering', draft).catch(ifItRates);
    const [points, tiering] = await Promise.all([watch('points', first), second && watch('tiering', second)]);
    const ratings = tiering && (tiering.report as RatingsFound);
    const report = oneReport({ programmeId: draft.programmeId, ...draft.span }, points.report as PointsFound, ratings);
    return { kind: 'tried', report, points: foundIn(points), tiering: tiering && foundIn(tiering) };
  } catch (error) {
    one.abort();
    await Promise.all([...begun].map(([service, run]) => cancel(reach, service, run)));
    if (signal.aborted) return { kind: 'stopped' };
    if (error instanceof RunEndedError) return error.ended;
    if (error instanceof ServiceRefusedError) return error.refused;
    throw error;
  }
}

/** Thrown out of a run that ended without a report. */
class RunEndedError extends Error {
  override readonly name = 'RunEndedError';
  readonly ended: Extract<Tried, { kind: 'ended' }>;

  constructor(service: Trier, { state, problem }: Run) {
    super(`${service}: ${state}`);
    this.ended = { kind: 'ended', service, state, problem };
  }
}

/** Thrown where a service does not take the draft. */
class ServiceRefusedError extends Error {
  override readonly name = 'ServiceRefusedError';
  readonly refused: Extract<Tried, { kind: 'refused' }>;

  constructor(service: Trier, problem: ProblemJson) {
    super(`${service}: ${problem.code}`);
    this.refused = { kind: 'refused', service, problem };
  }
}

async function begin(reach: Reach, service: Trier, { programmeId, document, span }: Draft): Promise<Run> {
  const { from, to, fromMonth, toMonth } = span;
  const body = { programmeId, document, ...(service === 'points' ? { from, to } : { fromMonth, toMonth }) };
  return answeredBy(service, ask<Run>(reach, 'programmes', 'POST', `/${service}/v1/what-ifs`, body));
}

/** Asks again and again until a run is done. */
async function toItsEnd(reach: Reach, service: Trier, begun: Run, { onNews, signal }: Watching): Promise<Run> {
  let run = begun;
  for (;;) {
    onNews(service, run);
    if (run.state === 'done') return run;
    if (run.state === 'failed' || run.state === 'cancelled') throw new RunEndedError(service, run);
    await pause(POLL_MS, undefined, { signal });
    const path = `/${service}/v1/what-ifs/${run.whatIfId}`;
    run = await answeredBy(service, ask<Run>(reach, 'programmes', 'GET', path));
  }
}

async function answeredBy<T>(service: Trier, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AnswerError && error.problem) throw new ServiceRefusedError(service, error.problem);
    throw error;
  }
}

/** A draft without ratings is no reason to try none of it. */
function ifItRates(error: unknown): null {
  if (error instanceof ServiceRefusedError && error.refused.problem.code === RATES_NOBODY) return null;
  throw error;
}

/** Ends a run that nobody waits for; one that ended before stays as it is, and one that cannot be reached goes on. */
async function cancel(reach: Reach, service: Trier, { whatIfId }: Run): Promise<void> {
  await ask(reach, 'programmes', 'DELETE', `/${service}/v1/what-ifs/${whatIfId}`).catch((error: unknown) => {
    if (!(error instanceof AnswerError)) throw error;
  });
}

function foundIn({ whatIfId, reportSha256 }: Run): Found {
  return { whatIfId, reportSha256 };
}

/** What --json prints: the report with where its parts are found again, or why there is none. */
function jsonOf(tried: Tried, document: string): object {
  if (tried.kind !== 'tried') return tried;
  const draftSha256 = createHash('sha256').update(document).digest('hex');
  const { kind, report, points, tiering } = tried;
  return { kind, ...report, draftSha256, points, tiering };
}

function whyNot(tried: Exclude<Tried, { kind: 'tried' }>, words: Words): string {
  switch (tried.kind) {
    case 'refused':
      return `${words.whatIfRefused(tried.service)}\n${JSON.stringify(tried.problem, null, 2)}`;
    case 'ended':
      return words.whatIfEnded({ service: tried.service, state: tried.state, problem: tried.problem ?? '' });
    case 'stopped':
      return words.whatIfStopped;
  }
}

/** Two bars on a terminal; elsewhere a line for each change of state; nothing beside JSON. */
function openProgress(json: boolean): { onNews: Watching['onNews']; stop(): void } {
  if (json) return { onNews: () => undefined, stop: () => undefined };
  if (!process.stderr.isTTY) {
    const states = new Map<Trier, string>();
    return {
      onNews(service, { state, done, of }) {
        if (states.get(service) === state) return;
        states.set(service, state);
        process.stderr.write(`  ${service.padEnd(13)} ${state} ${done}/${of}\n`);
      },
      stop: () => undefined,
    };
  }
  const bars = new cliProgress.MultiBar(
    {
      format: '  {service} {bar} {percentage}% {value}/{total} {state}',
      hideCursor: true,
      clearOnComplete: true,
      barsize: 24,
      stream: process.stderr,
    },
    cliProgress.Presets.shades_classic,
  );
  const open = new Map<Trier, cliProgress.SingleBar>();
  return {
    onNews(service, { state, done, of }) {
      const bar = open.get(service) ?? bars.create(Math.max(1, of), 0, { service: service.padEnd(13), state });
      open.set(service, bar);
      bar.update(state === 'done' ? Math.max(1, of) : done, { state });
    },
    stop: () => bars.stop(),
  };
}

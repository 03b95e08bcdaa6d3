/** `scrip ledger import-opening`: brings a file of opening balances in, part by part, and writes a report of every line. */
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import cliProgress from 'cli-progress';
import { sendFile, withQuery } from './ask.ts';
import { type FileMedia, type FilePart, mediaOf, partsOf } from './opening-file.ts';
import { type Reach, UsageError } from './reach.ts';
import { wordsFor } from './words.ts';

interface LineVerdict {
  readonly line: number;
  readonly reference: string | null;
  readonly verdict: Verdict;
  readonly code?: string;
  readonly detail?: object;
}

type Verdict = 'accepted' | 'replayed' | 'refused';

interface Totals {
  lines: number;
  principalFen: number;
  bonusFen: number;
}

interface Report {
  readonly lines: readonly LineVerdict[];
  readonly totals: Readonly<Record<Verdict, Readonly<Totals>>>;
}

/** What was asked on the command line. */
export interface ImportOpening {
  readonly file: string;
  readonly dryRun: boolean;
  /** Where every line's verdict is written; undefined beside the file. */
  readonly report: string | undefined;
  /** RFC 3339: when the balances were those of the older system; undefined now. */
  readonly asOf: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

const VERDICTS = ['accepted', 'replayed', 'refused'] as const;
/** Refused lines that are shown; the report has them all. */
const SHOWN_MAX = 10;

/** Sends the file and writes the report; true when no line was refused. Run again, it goes on where it stopped. */
export async function importOpening(reach: Reach, asked: ImportOpening): Promise<boolean> {
  const { media, parts } = await readParts(asked.file);
  const reportFile = asked.report ?? `${asked.file}.report.ndjson`;
  const report = createWriteStream(reportFile);
  const bar = openBar(parts);
  const totals = { accepted: noLines(), replayed: noLines(), refused: noLines() };
  const shown: LineVerdict[] = [];
  try {
    for (const part of parts) {
      const answer = await sendPart(reach, asked, media, part);
      for (const line of answer.lines) {
        const placed = { ...line, line: line.line + part.lineOffset };
        report.write(`${JSON.stringify(placed)}\n`);
        if (line.verdict === 'refused' && shown.length < SHOWN_MAX) shown.push(placed);
      }
      for (const verdict of VERDICTS) add(totals[verdict], answer.totals[verdict]);
      bar?.increment(part.lines);
    }
  } finally {
    bar?.stop();
    report.end();
    await finished(report);
  }
  tell(shown, totals, reportFile, asked);
  return totals.refused.lines === 0;
}

async function readParts(file: string): Promise<{ media: FileMedia; parts: readonly FilePart[] }> {
  const media = mediaOf(file);
  if (!media) throw new UsageError(`${file} is neither .csv nor .ndjson nor .jsonl.`);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  const parts = partsOf(text, media);
  if (parts.length === 0) throw new UsageError(`${file} has no lines.`);
  return { media, parts };
}

function sendPart(reach: Reach, asked: ImportOpening, media: FileMedia, part: FilePart): Promise<Report> {
  const path = withQuery('/ledger/v1/opening-balances', { dryRun: asked.dryRun ? 'true' : undefined });
  // A dry run keeps nothing under the key, so it may have the same one.
  return sendFile<Report>(reach, 'importer', path, {
    media,
    text: part.text,
    key: `${part.key} ${asked.asOf ?? ''}`.trim(),
    occurredAt: asked.asOf,
  });
}

function openBar(parts: readonly FilePart[]): cliProgress.SingleBar | undefined {
  if (!process.stderr.isTTY) return undefined;
  const bar = new cliProgress.SingleBar(
    {
      format: '  {bar} {percentage}% {value}/{total} {eta_formatted}',
      hideCursor: true,
      clearOnComplete: true,
      barsize: 24,
      stream: process.stderr,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(
    parts.reduce((sum, { lines }) => sum + lines, 0),
    0,
  );
  return bar;
}

function noLines(): Totals {
  return { lines: 0, principalFen: 0, bonusFen: 0 };
}

function add(sum: Totals, more: Readonly<Totals>): void {
  sum.lines += more.lines;
  sum.principalFen += more.principalFen;
  sum.bonusFen += more.bonusFen;
}

function tell(
  shown: readonly LineVerdict[],
  totals: Readonly<Record<Verdict, Totals>>,
  reportFile: string,
  { dryRun, env }: ImportOpening,
): void {
  const words = wordsFor(env);
  for (const { line, reference, code, detail } of shown) {
    process.stderr.write(`  ${line}  ${reference ?? '—'}  ${code ?? ''} ${JSON.stringify(detail ?? {})}\n`);
  }
  for (const verdict of VERDICTS) {
    const { lines, principalFen, bonusFen } = totals[verdict];
    const name = dryRun && verdict === 'accepted' ? words.importVerdicts.wouldBe : words.importVerdicts[verdict];
    process.stdout.write(
      `${words.importLine({ name, lines, principal: yuan(principalFen), bonus: yuan(bonusFen) })}\n`,
    );
  }
  process.stdout.write(`${words.importReport(reportFile)}\n`);
}

/** Fen as yuan, two decimals: what finance compares with the older system. */
function yuan(amountFen: number): string {
  return (amountFen / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** Files of values, of any length: read as they arrive, taken part by part (domain 2.6 to 2.8). */
import { Body, Controller, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import type { MetricsReported } from '@scrip/contracts';
import { idFrom, type Verdict } from '@scrip/event-store';
import { answer, Command, type CommandRequest, fileStreamBody, Problem, Scope, StreamsFile } from '@scrip/http';
import { z } from 'zod';
import { keyField } from '../fields.ts';
import { FILE_HEADING, type FilePart, filePartsOf, partHash } from './metric-file.ts';
import { MetricIntake } from './metric-intake.ts';

type Reply = Parameters<typeof answer>[2];

/** Faults of one answer: who has more has another problem. */
const FAULTS_TOLD = 1_000;

const fileQuery = z.object({ source: keyField.describe('System that measured.') });
const fileAnswer = z.object({
  reports: z.int().describe('Reports that it was taken as, some thousand lines each.'),
  received: z.int().describe('Lines: the next three together.'),
  accepted: z.int(),
  duplicates: z.int(),
  refused: z.int(),
  corrections: z.int(),
  lateMonths: z.array(z.string()),
  faults: z
    .array(z.object({ line: z.int(), code: z.string(), knownRevision: z.int().nullable() }))
    .describe('The first 1,000 lines that were not taken; the heading is line 1.'),
});

/** What is added up over the parts. */
interface Sum {
  reports: number;
  received: number;
  accepted: number;
  duplicates: number;
  refused: number;
  corrections: number;
  readonly lateMonths: Set<string>;
  readonly faults: { line: number; code: string; knownRevision: bigint | null }[];
}

@Controller('tiering/v1/metric-files')
export class MetricFileHttp {
  readonly #intake: MetricIntake;

  constructor(intake: MetricIntake) {
    this.#intake = intake;
  }

  @Post()
  @StreamsFile()
  @Scope('tiering:metrics.write')
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string' }, description: `CSV with the heading ${FILE_HEADING}; up to 2,000,000 lines.` })
  @ApiOperation({
    summary: 'Send a CSV file of values, of any length',
    description:
      'It is read as it arrives, and each 5,000 lines are taken as one report, so what came before a broken connection stands; the same file under the same key goes on from there. Each line has a verdict of its own, as in a report of values, and `record_unreadable` where it says none. Refused, in the order met, with the parts before it taken: 413 `line_too_long` {line, limit}; 400 `csv_heading_invalid` {expected, got}; 413 `too_many_lines` {limit}; 400 `file_empty`; 422 `idempotency_key_reused`.',
  })
  @ApiCreatedResponse({ standardSchema: fileAnswer })
  async send(
    @Body({ schema: fileStreamBody }) file: z.output<typeof fileStreamBody>,
    @Query({ schema: fileQuery }) { source }: z.output<typeof fileQuery>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const sum: Sum = {
      reports: 0,
      received: 0,
      accepted: 0,
      duplicates: 0,
      refused: 0,
      corrections: 0,
      lateMonths: new Set(),
      faults: [],
    };
    let last: Verdict | undefined;
    for await (const part of filePartsOf(file)) {
      last = await this.#take(source, part, command);
      const [made] = last.kind === 'accepted' ? last.events : [];
      if (made?.event.type === 'MetricsReported') add(sum, part, made.event.data);
    }
    if (!last) throw new Problem(400, 'file_empty', 'The file has no lines');
    const { lateMonths, ...counts } = sum;
    return answer(last, { status: 201, body: () => ({ ...counts, lateMonths: [...lateMonths].sort() }) }, reply);
  }

  #take(source: string, part: FilePart, { who, key }: CommandRequest): Promise<Verdict> {
    const { values, unreadable } = part;
    const own = { ...key, key: `${key.key} part ${part.part}`, inputHash: partHash(key.inputHash, part) };
    const reportId = idFrom('mtr', [who.issuerId, own.scope, own.key].join('\n'));
    return this.#intake.take({ reportId, source, values, unreadable }, { who, key: own });
  }
}

function add(sum: Sum, { firstLine }: FilePart, data: MetricsReported): void {
  sum.reports += 1;
  sum.received += data.received;
  sum.accepted += data.accepted;
  sum.duplicates += data.duplicates;
  sum.refused += data.refused;
  sum.corrections += data.corrections;
  for (const month of data.lateMonths) sum.lateMonths.add(month);
  for (const { index, code, knownRevision } of data.faults) {
    if (sum.faults.length < FAULTS_TOLD) sum.faults.push({ line: firstLine + index, code, knownRevision });
  }
}

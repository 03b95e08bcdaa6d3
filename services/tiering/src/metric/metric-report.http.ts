/** What systems outside measured of holders: reported in bulk, each value with a verdict of its own (domain 2.6 to 2.8). */
import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { ScripEvent } from '@scrip/contracts';
import { EventLog, idFrom } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { holderIdField, keyField } from '../fields.ts';
import { MetricIntake } from './metric-intake.ts';
import { type MetricValueView, valuesOf } from './metric-value.ts';

type Reply = Parameters<typeof answer>[2];

/** Values of one report: what a file of a branch has, and some hundred milliseconds of work. */
const VALUES_MAX = 10_000;

const metricField = z.string().min(1).max(40).describe('A metric, or a fact of a customer, of the programme document.');
const periodField = z
  .string()
  .regex(/^\d{4}-\d\d(-\d\d)?$/)
  .describe('A business day, YYYY-MM-DD, or a whole month, YYYY-MM: of what is held, its average in the month.');
const monthField = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const valueField = z.int().describe('In the unit of the metric: fen, points or a count; yes is 1 and no is 0.');
const revisionField = z.int().min(0).describe('Of the source; a higher one corrects a lower one.');
const reportBody = z.strictObject({
  source: keyField.describe('System that measured.'),
  metric: metricField.optional().describe('For every value that says none itself.'),
  period: periodField.optional().describe('For every value that says none itself.'),
  revision: revisionField.optional().describe('For every value that says none itself; 0 where nothing does.'),
  values: z
    .array(
      z.strictObject({
        holderId: holderIdField,
        metric: metricField.optional(),
        period: periodField.optional(),
        value: valueField,
        revision: revisionField.optional(),
      }),
    )
    .min(1)
    .max(VALUES_MAX),
});
const listQuery = z.object({
  ...pageQuery,
  holderId: holderIdField,
  metric: metricField.optional(),
  from: monthField.default('0001-01').describe('First month, YYYY-MM.'),
  to: monthField.default('9999-12').describe('Last month, YYYY-MM.'),
});

const reportAnswer = z.object({
  reportId: z.string(),
  received: z.int().describe('Values in it: the next three together.'),
  accepted: z.int(),
  duplicates: z.int().describe('Known before, of the same revision.'),
  refused: z.int(),
  corrections: z.int().describe('Accepted ones that took the place of an earlier revision.'),
  lateMonths: z.array(z.string()).describe('Months that were rated before; a corrected run rates them again.'),
  verdicts: z
    .array(
      z.object({
        verdict: z.enum(['accepted', 'duplicate', 'refused']),
        code: z.string().nullable(),
        knownRevision: z.int().nullable(),
      }),
    )
    .describe('Of each value, in the order of the report.'),
});
const valueAnswer = z.object({
  holderId: holderIdField,
  metric: metricField,
  period: periodField,
  value: valueField,
  revision: revisionField,
  reportId: z.string(),
});
const listAnswer = z.object({ items: z.array(valueAnswer), next: z.string().nullable() });

const VALUE_KEY = /^\d{4}-\d\d [A-Za-z]{1,40} \d{4}-\d\d(-\d\d)?$/;

@Controller('tiering/v1/metrics')
export class MetricReportHttp {
  readonly #log: EventLog;
  readonly #intake: MetricIntake;

  constructor(log: EventLog, intake: MetricIntake) {
    this.#log = log;
    this.#intake = intake;
  }

  @Post()
  @Scope('tiering:metrics.write')
  @ApiOperation({
    summary: 'Report what was measured of holders, 1 to 10,000 values',
    description:
      'Each value has a verdict of its own, and those that are fine are taken. Why one is not, in this order: `metric_unknown`; `period_invalid` (no such day or month, or it lies ahead); `value_out_of_range`; `listed_twice` in this report; `duplicate` (known, nothing is wrong); `revision_conflict` {knownRevision} (the same revision said otherwise); `revision_outdated` {knownRevision}. The report as a whole is refused with 400 `metric_missing` {index} or 400 `period_missing` {index}. What comes after its month was rated is taken, named in `lateMonths`, and counts when a run of kind `corrected` rates those months again.',
  })
  @ApiCreatedResponse({ standardSchema: reportAnswer })
  async report(
    @Body({ schema: reportBody }) body: z.output<typeof reportBody>,
    @Command() { who, key }: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const values = body.values.map((value, index) => ({
      holderId: value.holderId,
      metric: value.metric ?? body.metric ?? missing('metric', index),
      period: value.period ?? body.period ?? missing('period', index),
      value: BigInt(value.value),
      revision: BigInt(value.revision ?? body.revision ?? 0),
    }));
    const reportId = idFrom('mtr', [who.issuerId, key.scope, key.key].join('\n'));
    const verdict = await this.#intake.take({ reportId, source: body.source, values }, { who, key });
    return answer(verdict, { status: 201, body: reportBodyOf }, reply);
  }

  @Get()
  @Scope('tiering:metrics.read')
  @ApiOperation({ summary: 'Read what was reported of a holder', description: 'By month, metric and period.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...asked }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<MetricValueView>> {
    const [month = '', metric = '', period = ''] = (cursorKey(cursor, VALUE_KEY) ?? '').split(' ');
    const after = [month, metric, period] as const;
    const read = await valuesOf(this.#log.pool, { issuerId, ...asked, after, limit: limit + 1 });
    return pageOf(read, limit, (one) => `${one.period.slice(0, 7)} ${one.metric} ${one.period}`);
  }
}

function missing(what: 'metric' | 'period', index: number): never {
  throw new Problem(400, `${what}_missing`, `A value says no ${what}, and the report says none for all`, {
    members: { index },
  });
}

/** The answer as the fact has it, with a verdict for each value. */
function reportBodyOf(events: readonly ScripEvent[]): object {
  const [event] = events;
  if (event?.type !== 'MetricsReported') return {};
  const { faults, source: _, valuesSha256: __, ...counts } = event.data;
  const accepted = { verdict: 'accepted', code: null, knownRevision: null };
  const verdicts: object[] = Array.from({ length: counts.received }, () => accepted);
  for (const { index, code, knownRevision } of faults) {
    verdicts[index] =
      code === 'duplicate'
        ? { verdict: 'duplicate', code: null, knownRevision: null }
        : { verdict: 'refused', code, knownRevision };
  }
  return { ...counts, verdicts };
}

/** What is measured of a holder over time, and the windows over which a condition may ask for it (domain 2.6 to 2.8, 2.11, 2.12). */
import { z } from 'zod';
import { dayPeriod } from './document-words.ts';
import type { LocalText } from './facts.ts';

interface MetricSpec {
  /** `flow`: something happens and is added up. `stock`: something is held and is looked at day by day or month by month. */
  readonly kind: 'flow' | 'stock';
  readonly type: 'fen' | 'points' | 'count';
  readonly name: LocalText;
  /** Metrics it is the sum of; left out: it is measured itself. */
  readonly sumOf?: readonly string[];
}

/** Every metric that a condition may name. */
export const METRICS = {
  depositsFen: { kind: 'stock', type: 'fen', name: { 'zh-CN': '存款', en: 'deposits' } },
  earnedPoints: { kind: 'flow', type: 'points', name: { 'zh-CN': '所得积分', en: 'points earned' } },
  financialAssetsFen: {
    kind: 'stock',
    type: 'fen',
    name: { 'zh-CN': '金融资产', en: 'financial assets' },
    sumOf: ['depositsFen', 'fundsFen', 'otherAssetsFen'],
  },
  fundsFen: { kind: 'stock', type: 'fen', name: { 'zh-CN': '基金', en: 'funds' } },
  otherAssetsFen: { kind: 'stock', type: 'fen', name: { 'zh-CN': '其他金融资产', en: 'other financial assets' } },
  policies: { kind: 'stock', type: 'count', name: { 'zh-CN': '有效保单数', en: 'policies in force' } },
  productPurchasesFen: { kind: 'flow', type: 'fen', name: { 'zh-CN': '产品购买额', en: 'product purchases' } },
  purchases: { kind: 'flow', type: 'count', name: { 'zh-CN': '购买次数', en: 'purchases' } },
  referrals: { kind: 'flow', type: 'count', name: { 'zh-CN': '推荐人数', en: 'referrals' } },
  spendingFen: { kind: 'flow', type: 'fen', name: { 'zh-CN': '消费额', en: 'spending' } },
  stays: { kind: 'flow', type: 'count', name: { 'zh-CN': '入住次数', en: 'stays' } },
} as const satisfies Record<string, MetricSpec>;

/** The name of a metric, as a condition writes it. */
export type MetricName = keyof typeof METRICS;

/** The metric names in order, for the document's schema. */
export const METRIC_NAMES = Object.keys(METRICS) as [MetricName, ...MetricName[]];

/** The metrics that are measured themselves: what can be reported. */
export const MEASURED_METRICS: readonly MetricName[] = METRIC_NAMES.filter((name) => !('sumOf' in METRICS[name]));

/** The metrics that one is the sum of: itself where it is measured itself. */
export function measuredParts(metric: MetricName): readonly MetricName[] {
  const spec: MetricSpec = METRICS[metric];
  return (spec.sumOf as readonly MetricName[] | undefined) ?? [metric];
}

/** The document's schema of a metric's name. */
export const metricName = z.enum(METRIC_NAMES);

/** The document's schema of a window. */
export const windowSchema = z
  .strictObject({
    kind: z
      .enum(['businessDay', 'calendarMonth', 'calendarQuarter', 'calendarYear', 'rolling', 'sinceJoining', 'lifetime'])
      .describe(
        'The day, month, quarter or year that the decision is about; a period that ends with it; from the joining on; all that is known.',
      ),
    length: dayPeriod.optional().describe('With rolling: how long the period is, such as P12M; left out otherwise.'),
    take: z
      .enum(['sum', 'average', 'last'])
      .describe('What becomes of the window: all of it added up; its average; what there is at its end.'),
    per: z
      .enum(['day', 'month'])
      .optional()
      .describe('With average: over the days or the months of the window; left out: over the days.'),
    over: z
      .enum(['window', 'observed'])
      .optional()
      .describe(
        'With average: the divisor counts the whole window, what is missing as 0 (the default), or only what was observed.',
      ),
  })
  .meta({ id: 'Window', description: 'The time over which a metric is looked at, and how it becomes one number.' });

/** A window of a metric. */
export type MetricWindow = z.infer<typeof windowSchema>;

/** A metric over a window. */
export interface Measure {
  readonly metric: MetricName;
  readonly window: MetricWindow;
}

/** An exact number: a sum over 1, an average as the sum over its divisor, so that a limit is never compared with something rounded. */
export interface Measured {
  /** In the unit of the metric: fen, points or a count. */
  readonly total: bigint;
  /** Above zero. */
  readonly over: bigint;
}

/** A name for a metric over a window; equal ones have equal names. */
export function measureKey({ metric, window }: Measure): string {
  const { kind, length = '-', take, per = 'day', over = 'window' } = window;
  return take === 'average'
    ? [metric, kind, length, take, per, over].join(' ')
    : [metric, kind, length, take].join(' ');
}

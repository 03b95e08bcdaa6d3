/** `scrip audit replay`: starts an audit in every service, shows how they come along, says in one line what was proved. */
import { setTimeout as pause } from 'node:timers/promises';
import cliProgress from 'cli-progress';
import { ask } from './ask.ts';
import type { Reach } from './reach.ts';
import { wordsFor } from './words.ts';

/** The services that have a log. */
export const SERVICES = ['cards', 'ledger', 'points', 'tiering', 'notifications'] as const;

const POLL_MS = 250;

interface ProjectionFinding {
  readonly projection: string;
  readonly rows: number;
  readonly live: string;
  readonly replayed: string;
  readonly equal: boolean;
}

interface AuditReport {
  readonly auditId: string;
  readonly service: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly upTo: number;
  readonly doing: string;
  readonly done: number;
  readonly of: number;
  readonly log: { readonly events: number; readonly streams: number; readonly faults: readonly string[] } | null;
  readonly projections: readonly ProjectionFinding[];
  readonly published: {
    readonly messages: number;
    readonly repeated: number;
    readonly faults: readonly string[];
  } | null;
  readonly publishedProjections: readonly ProjectionFinding[];
  readonly proved: boolean | null;
  readonly problem: string | null;
  readonly seconds: number;
}

/** Audits all services; true when everything agreed. */
export async function auditReplay(
  reach: Reach,
  options: { readonly source: string; readonly json: boolean; readonly env: NodeJS.ProcessEnv },
): Promise<boolean> {
  const started = performance.now();
  const bars = options.json || !process.stderr.isTTY ? undefined : openBars();
  const reports = await Promise.all(
    SERVICES.map(async (service) => {
      const bar = bars?.create(1, 0, { service: service.padEnd(13), doing: '' });
      const report = await auditOne(reach, service, options.source, (news) => {
        bar?.setTotal(Math.max(1, news.of));
        bar?.update(news.state === 'running' ? news.done : Math.max(1, news.of), { doing: news.doing });
      });
      if (!bars && !options.json) process.stderr.write(`${lineOf(report)}\n`);
      return report;
    }),
  );
  bars?.stop();
  const proved = reports.every((report) => report.proved === true);
  const seconds = (performance.now() - started) / 1000;
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ proved, seconds, services: reports }, null, 2)}\n`);
    return proved;
  }
  if (bars) for (const report of reports) process.stderr.write(`${lineOf(report)}\n`);
  for (const report of reports)
    for (const fault of faultsOf(report)) process.stderr.write(`  ${report.service}: ${fault}\n`);
  process.stdout.write(`${verdict(reports, proved, seconds, options.env)}\n`);
  return proved;
}

async function auditOne(
  reach: Reach,
  service: string,
  source: string,
  onNews: (report: AuditReport) => void,
): Promise<AuditReport> {
  let report = await ask<AuditReport>(reach, 'finance', 'POST', `/${service}/v1/audits`, { source });
  while (report.state === 'running') {
    await pause(POLL_MS);
    report = await ask<AuditReport>(reach, 'finance', 'GET', `/${service}/v1/audits/${report.auditId}`);
    onNews(report);
  }
  return report;
}

function openBars(): cliProgress.MultiBar {
  return new cliProgress.MultiBar(
    {
      format: '  {service} {bar} {percentage}% {value}/{total} {doing}',
      hideCursor: true,
      clearOnComplete: true,
      barsize: 24,
      stream: process.stderr,
    },
    cliProgress.Presets.shades_classic,
  );
}

function lineOf(report: AuditReport): string {
  const equal = (findings: readonly ProjectionFinding[]): string =>
    `${findings.filter((finding) => finding.equal).length}/${findings.length}`;
  const kafka = report.published
    ? `, Kafka ${report.published.messages} messages (${report.published.repeated} sent again), ${equal(report.publishedProjections)} projections equal`
    : '';
  const log = report.log ? `${report.log.events} events in ${report.log.streams} streams` : 'no log';
  return `  ${report.proved ? '✔' : '✘'} ${report.service.padEnd(13)} ${log}, ${equal(report.projections)} projections equal${kafka}, ${report.seconds.toFixed(1)} s`;
}

function faultsOf(report: AuditReport): string[] {
  const differing = (from: string, findings: readonly ProjectionFinding[]): string[] =>
    findings
      .filter((finding) => !finding.equal)
      .map(
        (finding) =>
          `${finding.projection} differs from its replay ${from}: live ${finding.live}, replayed ${finding.replayed}`,
      );
  return [
    ...(report.problem === null ? [] : [report.problem]),
    ...(report.log?.faults ?? []),
    ...differing('from the log', report.projections),
    ...(report.published?.faults ?? []),
    ...differing('from Kafka', report.publishedProjections),
  ];
}

function verdict(reports: readonly AuditReport[], proved: boolean, seconds: number, env: NodeJS.ProcessEnv): string {
  const words = wordsFor(env);
  if (!proved) return words.notProved;
  const count = (of: (report: AuditReport) => number): string =>
    reports.reduce((sum, report) => sum + of(report), 0).toLocaleString('en-US');
  const fromKafka = reports.every((report) => report.published !== null);
  return words.proved({
    events: count((report) => report.log?.events ?? 0),
    services: reports.length,
    projections: reports.reduce((sum, report) => sum + report.projections.length, 0),
    messages: fromKafka ? words.provedKafka(count((report) => report.published?.messages ?? 0)) : '',
    seconds: seconds.toFixed(1),
  });
}

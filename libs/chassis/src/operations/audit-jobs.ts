/** Audits by replay as jobs: started by a request, watched until done, the last ones kept to be looked at again. */
import {
  AuditStage,
  captureLive,
  compareProjection,
  type EventLog,
  type EventSource,
  type LiveState,
  type LogFinding,
  newId,
  type Projection,
  type ProjectionFinding,
  type PublishedFinding,
  verifyLog,
} from '@scrip/event-store';
import { readTopics } from '@scrip/kafka';

/** What is read and folded: the log itself, or the log and then Kafka's copy of it. */
export type AuditSource = 'log' | 'log-and-kafka';

/** What an audit has found so far. */
export interface AuditReport {
  readonly auditId: string;
  readonly service: string;
  readonly state: 'running' | 'done' | 'failed';
  /** Positions 1..upTo are audited. */
  readonly upTo: number;
  /** The step under way, with how much of it is done. */
  readonly doing: string;
  readonly done: number;
  readonly of: number;
  readonly log: LogFinding | null;
  /** Projections folded from the log. */
  readonly projections: readonly ProjectionFinding[];
  readonly published: PublishedFinding | null;
  /** Projections folded from Kafka's copy. */
  readonly publishedProjections: readonly ProjectionFinding[];
  /** True when everything that was looked at agreed; null while running. */
  readonly proved: boolean | null;
  readonly problem: string | null;
  /** Wall time so far, seconds. */
  readonly seconds: number;
}

const KEPT_MAX = 20;
/** How long an audit waits for events that are in the log and not yet published. */
const RELAY_WAIT_MS = 60_000;
const RELAY_POLL_MS = 100;

export class AuditRunningError extends Error {
  override readonly name = 'AuditRunningError';
}

export class AuditJobs {
  readonly #log: EventLog;
  readonly #projections: readonly Projection[];
  readonly #kafka: { readonly brokers: string; readonly topicPrefix: string };
  readonly #reports = new Map<string, AuditReport>();

  constructor(
    log: EventLog,
    projections: readonly Projection[],
    kafka: { readonly brokers: string; readonly topicPrefix: string },
  ) {
    this.#log = log;
    this.#projections = projections;
    this.#kafka = kafka;
  }

  get(auditId: string): AuditReport | undefined {
    return this.#reports.get(auditId);
  }

  /** Newest first. */
  list(): readonly AuditReport[] {
    return [...this.#reports.values()].reverse();
  }

  /** Starts an audit of everything recorded until now. Throws AuditRunningError while another one runs. */
  async start(source: AuditSource): Promise<AuditReport> {
    const running = this.list().find((report) => report.state === 'running');
    if (running) throw new AuditRunningError(`audit ${running.auditId} is running`);
    const live: LiveState[] = [];
    for (const projection of this.#projections) live.push(await captureLive(this.#log, projection));
    const report: AuditReport = {
      auditId: newId('aud'),
      service: this.#log.service,
      state: 'running',
      upTo: (await this.#log.head()).position,
      doing: 'begin',
      done: 0,
      of: 0,
      log: null,
      projections: [],
      published: null,
      publishedProjections: [],
      proved: null,
      problem: null,
      seconds: 0,
    };
    this.#reports.set(report.auditId, report);
    const oldest = this.#reports.keys().next().value;
    if (this.#reports.size > KEPT_MAX && oldest !== undefined) this.#reports.delete(oldest);
    void this.#run(report, source, live);
    return report;
  }

  async #run({ auditId, upTo }: AuditReport, source: AuditSource, live: readonly LiveState[]): Promise<void> {
    const started = performance.now();
    const tell = (news: Partial<AuditReport>): void => {
      const before = this.#reports.get(auditId);
      if (!before) return;
      this.#reports.set(auditId, { ...before, ...news, seconds: (performance.now() - started) / 1000 });
    };
    try {
      const log = await verifyLog(this.#log, upTo, tell);
      tell({ log });
      const projections = await this.#fold(live, this.#log, (found) => tell({ projections: found }), tell);
      const published = source === 'log' ? null : await this.#fromKafka(live, upTo, tell);
      const proved =
        log.faults.length === 0 &&
        projections.every((finding) => finding.equal) &&
        (published === null || (published.finding.faults.length === 0 && published.projections.every((f) => f.equal)));
      tell({ state: 'done', doing: 'done', proved });
    } catch (error) {
      tell({ state: 'failed', proved: false, problem: error instanceof Error ? error.message : String(error) });
    }
  }

  async #fromKafka(
    live: readonly LiveState[],
    upTo: number,
    tell: (news: Partial<AuditReport>) => void,
  ): Promise<{ finding: PublishedFinding; projections: readonly ProjectionFinding[] }> {
    await this.#published(upTo, tell);
    const stage = await AuditStage.create(this.#log);
    try {
      let done = 0;
      await readTopics({
        ...this.#kafka,
        service: this.#log.service,
        onMessages: async (messages) => {
          await stage.add(messages);
          done += messages.length;
          tell({ doing: 'read the topics', done, of: upTo });
        },
      });
      const finding = await stage.compare(upTo);
      tell({ published: finding });
      const projections = await this.#fold(live, stage, (found) => tell({ publishedProjections: found }), tell);
      return { finding, projections };
    } finally {
      await stage.drop();
    }
  }

  /** Waits until the relay has published everything that is audited. Throws when it does not get there. */
  async #published(upTo: number, tell: (news: Partial<AuditReport>) => void): Promise<void> {
    const giveUpAt = performance.now() + RELAY_WAIT_MS;
    for (;;) {
      const { rows } = await this.#log.pool.query<{ position: bigint }>('SELECT position FROM relay_checkpoint');
      const done = Number(rows[0]?.position ?? 0n);
      tell({ doing: 'wait for the relay', done, of: upTo });
      if (done >= upTo) return;
      if (performance.now() > giveUpAt) throw new Error(`the relay has published ${done} of ${upTo} events`);
      await new Promise<void>((resolve) => setTimeout(resolve, RELAY_POLL_MS));
    }
  }

  async #fold(
    live: readonly LiveState[],
    source: EventSource,
    found: (findings: readonly ProjectionFinding[]) => void,
    tell: (news: Partial<AuditReport>) => void,
  ): Promise<readonly ProjectionFinding[]> {
    const findings: ProjectionFinding[] = [];
    for (const state of live) {
      findings.push(await compareProjection(this.#log, state, source, tell));
      found([...findings]);
    }
    return findings;
  }
}

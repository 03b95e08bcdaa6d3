/** Finance audits this service by replay: start one, watch it, read what it proved. */
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Problem, Scope } from '@scrip/http';
import { z } from 'zod';
import { AuditJobs, type AuditReport, AuditRunningError } from './audit-jobs.ts';

const startBody = z.object({
  source: z
    .enum(['log', 'log-and-kafka'])
    .default('log-and-kafka')
    .describe("Fold the log only, or the log and then Kafka's copy of it."),
});
const auditParam = z.object({ auditId: z.string() });

@Controller('v1/audits')
export class AuditHttp {
  readonly #jobs: AuditJobs;

  constructor(jobs: AuditJobs) {
    this.#jobs = jobs;
  }

  @Post()
  @HttpCode(202)
  @Scope('audit:replay')
  async start(@Body({ schema: startBody }) body: z.output<typeof startBody>): Promise<AuditReport> {
    try {
      return await this.#jobs.start(body.source);
    } catch (error) {
      if (!(error instanceof AuditRunningError)) throw error;
      throw new Problem(409, 'audit_running', 'An audit is running already', { detail: error.message });
    }
  }

  @Get()
  @Scope('audit:replay')
  list(): { items: readonly AuditReport[] } {
    return { items: this.#jobs.list() };
  }

  @Get(':auditId')
  @Scope('audit:replay')
  get(@Param({ schema: auditParam }) param: z.output<typeof auditParam>): AuditReport {
    const report = this.#jobs.get(param.auditId);
    if (!report) throw new Problem(404, 'audit_unknown', 'No such audit', {});
    return report;
  }
}

/** What an orchestrator asks of a service, and what Prometheus scrapes. */
import { Controller, Get, Header, Res } from '@nestjs/common';
import { EventLog, ProjectionRunner } from '@scrip/event-store';
import { Open } from '@scrip/http';
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from '@scrip/telemetry';
import type { FastifyReply } from 'fastify';
import { Lifecycle } from '../lifecycle.ts';

/** A database that does not answer a one-row question in this time is not there. */
const DATABASE_ANSWER_MS_MAX = 1_000;

@Controller()
export class HealthHttp {
  readonly #log: EventLog;
  readonly #runner: ProjectionRunner;
  readonly #lifecycle: Lifecycle;

  constructor(log: EventLog, runner: ProjectionRunner, lifecycle: Lifecycle) {
    this.#log = log;
    this.#runner = runner;
    this.#lifecycle = lifecycle;
  }

  /** The process turns its event loop; a restart would not help otherwise either. */
  @Get('health/live')
  @Open()
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** The start is over: migrations fit, projections are there, the door is open. */
  @Get('health/started')
  @Open()
  started(@Res({ passthrough: true }) reply: FastifyReply): object {
    const started = this.#lifecycle.phase !== 'starting';
    reply.code(started ? 200 : 503);
    return { status: started ? 'ok' : 'starting' };
  }

  /**
   * Send requests here: the door is open and the database answers. Kafka may be away: commands are still taken, and
   * published when it is back.
   */
  @Get('health/ready')
  @Open()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const checks = {
      door: this.#lifecycle.phase === 'running',
      database: await this.#databaseAnswers(),
      projections: this.#runner.halted.size === 0,
    };
    const ready = checks.door && checks.database;
    reply.code(ready ? 200 : 503);
    return { status: ready ? 'ok' : 'unavailable', checks };
  }

  @Get('metrics')
  @Open()
  @Header('content-type', PROMETHEUS_CONTENT_TYPE)
  metrics(): Promise<string> {
    return prometheusText();
  }

  async #databaseAnswers(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), DATABASE_ANSWER_MS_MAX);
    });
    const answered = this.#log.pool.query('SELECT 1').then(
      () => true,
      () => false,
    );
    const answer = await Promise.race([answered, late]);
    clearTimeout(timer);
    return answer;
  }
}

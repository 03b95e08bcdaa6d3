/** What the front door answers itself: its page, its health, its metrics. */
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { Open } from '@scrip/http';
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from '@scrip/telemetry';
import type { FastifyReply } from 'fastify';
import { indexPage } from './index-page.ts';

/** Names of the services behind this door. */
export const SERVICE_NAMES = Symbol('ServiceNames');
/** Whether the door is open: set by whoever opens and closes it. */
export const DOORKEEPER = Symbol('Doorkeeper');

export interface Doorkeeper {
  phase: 'starting' | 'running' | 'stopping';
}

@Controller()
export class ConsoleHttp {
  readonly #page: string;
  readonly #doorkeeper: Doorkeeper;

  constructor(@Inject(SERVICE_NAMES) services: readonly string[], @Inject(DOORKEEPER) doorkeeper: Doorkeeper) {
    this.#page = indexPage(services);
    this.#doorkeeper = doorkeeper;
  }

  /** The page that lists the services and their documents. */
  @Get()
  @Open()
  @ApiExcludeEndpoint()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
  index(): string {
    return this.#page;
  }

  /** The process turns its event loop. */
  @Get('health/live')
  @Open()
  live(): object {
    return { status: 'ok' };
  }

  @Get('health/started')
  @Open()
  started(@Res({ passthrough: true }) reply: FastifyReply): object {
    const started = this.#doorkeeper.phase !== 'starting';
    reply.code(started ? 200 : 503);
    return { status: started ? 'ok' : 'starting' };
  }

  /**
   * Send requests here: it listens. A service that is down does not make the door unready, since the others are reached
   * through it.
   */
  @Get('health/ready')
  @Open()
  ready(@Res({ passthrough: true }) reply: FastifyReply): object {
    const ready = this.#doorkeeper.phase === 'running';
    reply.code(ready ? 200 : 503);
    return { status: ready ? 'ok' : 'unavailable' };
  }

  @Get('metrics')
  @Open()
  @Header('content-type', PROMETHEUS_CONTENT_TYPE)
  metrics(): Promise<string> {
    return prometheusText();
  }
}

/** What the front door answers itself: its page, its health, its metrics. */
import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { Open } from '@scrip/http';
import type { FastifyReply } from 'fastify';
import { FrontState, METRICS_CONTENT_TYPE } from './front-state.ts';
import { indexPage } from './index-page.ts';

@Controller()
export class ConsoleHttp {
  readonly #page: string;
  readonly #state: FrontState;

  constructor(state: FrontState) {
    this.#page = indexPage(state.services);
    this.#state = state;
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
    const started = this.#state.phase !== 'starting';
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
    const ready = this.#state.phase === 'running';
    reply.code(ready ? 200 : 503);
    return { status: ready ? 'ok' : 'unavailable' };
  }

  @Get('metrics')
  @Open()
  @Header('content-type', METRICS_CONTENT_TYPE)
  metrics(): Promise<string> {
    return this.#state.metrics();
  }
}

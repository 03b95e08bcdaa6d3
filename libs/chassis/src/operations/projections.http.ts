/** How far the projections are, and how one is built again beside the live one. */
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { EventLog, ProjectionRunner } from '@scrip/event-store';
import { Problem, Scope } from '@scrip/http';
import { Relay } from '@scrip/kafka';
import { z } from 'zod';

const nameParam = z.object({ name: z.string() });

@Controller('v1')
export class ProjectionsHttp {
  readonly #log: EventLog;
  readonly #runner: ProjectionRunner;
  readonly #relay: Relay;

  constructor(log: EventLog, runner: ProjectionRunner, relay: Relay) {
    this.#log = log;
    this.#runner = runner;
    this.#relay = relay;
  }

  /** Where the log ends, what is published, how far each projection is. */
  @Get('log')
  @Scope('ops:projections')
  async status(): Promise<object> {
    const { epoch, position } = await this.#log.head();
    return {
      service: this.#log.service,
      epoch,
      position,
      waitingCommands: this.#log.waiting,
      relay: { ...this.#relay.status, lag: await this.#relay.lag() },
      projections: [...this.#runner.positions].map(([name, at]) => ({
        name,
        position: at,
        lag: position - at,
        halted: this.#runner.halted.has(name),
      })),
    };
  }

  @Post('projections/:name/rebuilds')
  @HttpCode(200)
  @Scope('ops:projections')
  async rebuild(@Param({ schema: nameParam }) param: z.output<typeof nameParam>): Promise<object> {
    if (!this.#runner.positions.has(param.name)) {
      throw new Problem(404, 'projection_unknown', 'No such projection', {});
    }
    return { name: param.name, position: await this.#runner.rebuild(param.name) };
  }
}

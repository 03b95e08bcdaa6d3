/** The business clock of local and sandbox modes: run ahead to a month end. In production these routes do not exist. */
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { BusinessClock, EventLog } from '@scrip/event-store';
import { Problem, Scope } from '@scrip/http';
import { z } from 'zod';

const moveBody = z.object({
  to: z.iso.datetime({ offset: true }).describe('RFC 3339; not before the present business time.'),
});

@Controller('v1/clock')
export class ClockHttp {
  readonly #clock: BusinessClock;
  readonly #log: EventLog;

  constructor(clock: BusinessClock, log: EventLog) {
    this.#clock = clock;
    this.#log = log;
  }

  @Get()
  @Scope('clock:move')
  read(): { now: string } {
    return { now: new Date(this.#clock.now()).toISOString() };
  }

  @Post()
  @HttpCode(200)
  @Scope('clock:move')
  async move(@Body({ schema: moveBody }) body: z.output<typeof moveBody>): Promise<{ now: string }> {
    try {
      await this.#clock.moveTo(this.#log, Date.parse(body.to));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new Problem(409, 'clock_runs_forward', 'Business time does not run backwards', {
        members: { now: this.read().now, to: body.to },
      });
    }
    return this.read();
  }
}

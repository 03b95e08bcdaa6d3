/** From what a question says of the past to a moment of the log. */
import { type BusinessDate, type EpochMs, endOfBusinessDay, startOfBusinessDay, toRfc3339 } from '@scrip/calendar';
import { type EventLog, type ProjectionRunner, positionAt } from '@scrip/event-store';
import { AFTER_WAIT_MS, Problem } from '@scrip/http';
import { LATE_AFTER_MS, type Moment, type MomentAsked } from './moment.ts';

/** Finds moments in the log, and waits until the projections have come that far. */
export class Moments {
  readonly #log: EventLog;
  readonly #runner: ProjectionRunner;

  constructor(log: EventLog, runner: ProjectionRunner) {
    this.#log = log;
    this.#runner = runner;
  }

  /**
   * The moment that is asked for. Throws Problems in this order: 400 `moment_ambiguous` (position and recordedUntil);
   * 409 `moment_ahead` (a position that the log has not reached, or a time that has not come); 503
   * `position_not_reached` when the projections have not come that far within two seconds.
   */
  async of({ position, recordedUntil, occurredUntil }: MomentAsked): Promise<Moment> {
    if (position !== undefined && recordedUntil !== undefined) {
      throw new Problem(400, 'moment_ambiguous', 'Say position or recordedUntil, not both', {
        members: { position, recordedUntil: toRfc3339(recordedUntil) },
      });
    }
    const asked = recordedUntil === undefined ? position : await this.positionAt(recordedUntil);
    if (asked === undefined) return { occurredUntil };
    const known = { position: asked, recordedAt: await this.#recordedAt(asked) };
    await this.reach(asked);
    if (occurredUntil === undefined) return { known };
    return { known, occurredUntil, promptUntil: await positionAt(this.#log.pool, occurredUntil + LATE_AFTER_MS) };
  }

  /** The position up to which the log had facts by then. Throws the Problem 409 `moment_ahead` for a time to come. */
  async positionAt(recordedUntil: EpochMs): Promise<number> {
    const now = this.#log.clock.now();
    if (recordedUntil <= now) return positionAt(this.#log.pool, recordedUntil);
    throw new Problem(409, 'moment_ahead', 'That time has not come', {
      members: { recordedUntil: toRfc3339(recordedUntil), now: toRfc3339(now) },
    });
  }

  /**
   * The part of the log that was taken on some business days, both included: above `after`, up to `upTo`. Where the last
   * day is left out or not over, up to where the journal is. Throws the Problem 503 `position_not_reached`.
   */
  async days(from: BusinessDate | undefined, to: BusinessDate | undefined): Promise<{ after: number; upTo: number }> {
    const end = to === undefined ? Infinity : endOfBusinessDay(startOfBusinessDay(to)) - 1;
    const over = end < this.#log.clock.now();
    const upTo = over ? await positionAt(this.#log.pool, end) : await this.#journalPosition();
    if (over) await this.reach(upTo);
    const after = from === undefined ? 0 : await positionAt(this.#log.pool, startOfBusinessDay(from) - 1);
    return { after: Math.min(after, upTo), upTo };
  }

  /** Waits until the projections show a position, at most two seconds. Throws the Problem 503 `position_not_reached`. */
  async reach(position: number): Promise<void> {
    if (await this.#runner.reached(position, AFTER_WAIT_MS)) return;
    throw new Problem(503, 'position_not_reached', 'The journal has not come that far yet', {
      members: { service: this.#log.service, position, waitedMs: AFTER_WAIT_MS },
      headers: { 'Retry-After': '1' },
    });
  }

  async #journalPosition(): Promise<number> {
    const { rows } = await this.#log.pool.query<{ position: bigint }>(
      "SELECT position FROM projection_checkpoint WHERE name = 'journal'",
    );
    return Number(rows[0]?.position ?? 0n);
  }

  async #recordedAt(position: number): Promise<EpochMs> {
    if (position === 0) return 0;
    const [event] = await this.#log.read({ after: position - 1, limit: 1 });
    if (event) return event.envelope.recordedAt;
    const { position: headPosition } = await this.#log.head();
    throw new Problem(409, 'moment_ahead', 'The log has not reached that position', {
      members: { position, headPosition },
    });
  }
}

/** Everything of a system that runs, watched while it is wanted and ended in order. */

import type { Death, Running } from './program.ts';
import type { Report } from './report.ts';
import { messageOf } from './start-error.ts';

/** What ends first; later waves serve the earlier ones. */
export const WAVES = ['front-door', 'services', 'platform', 'stores'] as const;
/** One of the waves. */
export type Wave = (typeof WAVES)[number];

/** The pause before the first new try, doubled each time. */
const BACKOFF_MS_MIN = 500;
/** A part that stays down is tried about twice a minute. */
const BACKOFF_MS_MAX = 30_000;
/** Up for this long, a death is a new story and starts with the short pause again. */
const STEADY_AFTER_MS = 60_000;

/** Its name, and why ending it takes its time. */
function named(running: Running): string {
  const note = running.stopNote();
  return note === null ? running.name : `${running.name} (${note})`;
}

/** What is running, in which wave it ends, and whether it is brought back when it dies. */
export class Fleet {
  readonly #members: { readonly running: Running; readonly wave: Wave }[] = [];
  readonly #retries = new Map<Running, NodeJS.Timeout>();
  readonly #restarts = new Set<Promise<void>>();
  readonly #report: Report;
  #stopping = false;
  #changed: () => void = () => undefined;

  constructor(report: Report) {
    this.#report = report;
  }

  /** Takes charge of something that is up. */
  add<T extends Running>(running: T, wave: Wave): T {
    this.#members.push({ running, wave });
    return running;
  }

  /** A member by name. */
  find(name: string): Running | undefined {
    return this.#members.find(({ running }) => running.name === name)?.running;
  }

  /** The names and process ids of all that is up. */
  pids(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      this.#members.flatMap(({ running }) => {
        const pid = running.pid();
        return pid === null ? [] : [[running.name, pid]];
      }),
    );
  }

  /** From now on brings back whatever dies unasked. `changed` is called when something is up again under a new id. */
  supervise(changed: () => void): void {
    this.#changed = changed;
    for (const { running } of this.#members) this.#watch(running);
  }

  #watch(running: Running): void {
    let pauseMs = BACKOFF_MS_MIN;
    let since = Date.now();
    const plan = (why: string): void => {
      if (this.#stopping) return;
      this.#report.news(
        `${running.name} ${why}; starting it again in ${pauseMs / 1000} s. Its log: ${running.logFile}`,
      );
      const retry = setTimeout(() => {
        const restart = this.#bringBack(running).then((failure) => {
          since = Date.now();
          if (failure !== null) plan(failure);
        });
        this.#restarts.add(restart);
        void restart.finally(() => this.#restarts.delete(restart));
      }, pauseMs);
      this.#retries.set(running, retry);
      pauseMs = Math.min(pauseMs * 2, BACKOFF_MS_MAX);
    };
    running.onDeath((death: Death) => {
      if (Date.now() - since > STEADY_AFTER_MS) pauseMs = BACKOFF_MS_MIN;
      plan(`died (${death.signal ?? `exit code ${death.code}`})`);
    });
  }

  /** Answers null when it is up again, else why not. */
  async #bringBack(running: Running): Promise<string | null> {
    try {
      await running.restart();
      this.#report.news(`${running.name} is up again.`);
      this.#changed();
      return null;
    } catch (error) {
      return messageOf(error);
    }
  }

  /** Ends everything, wave after wave; what is in one wave ends side by side. `ending` is told what is being waited for. */
  async stop(ending: (names: readonly string[]) => void = () => undefined): Promise<void> {
    this.#stopping = true;
    for (const retry of this.#retries.values()) clearTimeout(retry);
    await Promise.all(this.#restarts);
    for (const wave of WAVES) {
      const left = new Set(this.#members.filter((member) => member.wave === wave).map(({ running }) => running));
      const tell = (): void => {
        if (left.size > 0) ending([...left].map(named));
      };
      tell();
      await Promise.all(
        [...left].map(async (running) => {
          await running.stop();
          left.delete(running);
          tell();
        }),
      );
    }
  }
}

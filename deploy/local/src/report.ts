/** What a start tells while it runs. The launcher shows it; tests let it go. */

/** One thing being done, shown with its time. */
export interface Step {
  /** How far it is, in a few words; may be said often. */
  progress(text: string): void;
  done(text: string): void;
  failed(): void;
}

/** Where steps and news go. Steps may run side by side. */
export interface Report {
  step(title: string): Step;
  /** Something that happened by itself: a service died and comes back. */
  news(text: string): void;
}

/** Tells nobody. */
export const silent: Report = {
  step: () => ({ progress: () => undefined, done: () => undefined, failed: () => undefined }),
  news: () => undefined,
};

/** Runs work as one step; what `say` picks from its result is the step's last word. */
export async function asStep<T>(
  report: Report,
  title: string,
  say: (result: T) => string,
  work: (step: Step) => Promise<T>,
): Promise<T> {
  const step = report.step(title);
  try {
    const result = await work(step);
    step.done(say(result));
    return result;
  } catch (error) {
    step.failed();
    throw error;
  }
}

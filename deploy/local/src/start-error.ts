/** A start that cannot go on: one sentence of what is wrong, one of what mends it. Whoever shows it adds nothing. */
export class StartError extends Error {
  /** What the person at the keyboard can do about it, a full sentence. */
  readonly mend: string;
  /** The last lines of the log that tells why, where a process of ours ended. */
  readonly lastWords: readonly string[];

  constructor(problem: string, mend: string, lastWords: readonly string[] = []) {
    // As the cause too, since that is what a test runner shows.
    super(problem, lastWords.length > 0 ? { cause: lastWords.join('\n') } : undefined);
    this.name = 'StartError';
    this.mend = mend;
    this.lastWords = lastWords;
  }
}

/** What an error of any kind says. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}

/** The code of an error of the system: `EEXIST`. Undefined for others. */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** What a keeper has started: its description for the borrowers, and how to stop it. */
export interface Kept<T> {
  readonly description: T;
  stop(): Promise<void>;
}

/** What a service tries drafts of a programme over, and how: its part of a what-if. */
import type { Programme } from '@scrip/programme';

/** What two things of a span are called: its first and its last day or month. */
export interface SpanNames {
  readonly from: string;
  readonly to: string;
}

/** A what-if as it is run. */
export interface TrialRun<F extends string = string> {
  readonly issuerId: string;
  readonly programmeId: string;
  readonly draft: Programme;
  /** First and last day or month, as they were asked. */
  readonly from: string;
  readonly to: string;
  /** As it was fixed when the what-if was asked. */
  readonly fixed: Readonly<Record<F, number>>;
}

/** Says how far a run is, in units of `of`; throws to end a run that nobody waits for any more. */
export type Tell = (done: number) => Promise<void>;

/**
 * A service's part. Its table `what_if` has the columns that every service's has, those of `columns`, and those of `fixed`; its
 * migration makes it.
 */
export interface WhatIfTrial<F extends string = string> {
  /** Columns with the span. */
  readonly columns: SpanNames;
  /** Members of an answer with the span. */
  readonly members: SpanNames;
  /** Columns that are filled when a what-if is asked and never after: where the history ends that is looked at. */
  readonly fixed: readonly F[];
  /** The one of them that says how much there is to look at. */
  readonly of: F;
  /** Fills them. */
  fix(span: SpanNames): Promise<Readonly<Record<F, number>>>;
  /** Runs one and gives its report, in which amounts may be bigints. Writes nothing. */
  run(asked: TrialRun<F>, tell: Tell): Promise<unknown>;
}

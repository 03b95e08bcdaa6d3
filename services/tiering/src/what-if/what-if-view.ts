/** A what-if as it is told. */
import { toRfc3339 } from '@scrip/calendar';

/** A row of `what_if`. */
export interface WhatIfRow {
  readonly what_if_id: string;
  readonly programme_id: string;
  readonly input_hash: Buffer;
  readonly from_month: string;
  readonly to_month: string;
  readonly months: number;
  readonly state: WhatIfState;
  readonly done: number;
  readonly report: unknown;
  readonly report_sha256: string | null;
  readonly problem: string | null;
  readonly requested_by: string;
  readonly requested_at: bigint;
  readonly finished_at: bigint | null;
}

export const WHAT_IF_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;

/** Where a what-if stands. */
export type WhatIfState = (typeof WHAT_IF_STATES)[number];

export const WHAT_IF_COLUMNS =
  'what_if_id, programme_id, input_hash, from_month, to_month, months, state, done, report, report_sha256, problem, ' +
  'requested_by, requested_at, finished_at';

/** A what-if with its progress and, when it is done, its result; times are RFC 3339. */
export interface WhatIfView {
  readonly whatIfId: string;
  readonly programmeId: string;
  readonly fromMonth: string;
  readonly toMonth: string;
  readonly state: WhatIfState;
  /** Months that are rated, of how many. */
  readonly done: number;
  readonly of: number;
  /** A RatingReport; null until it is done. */
  readonly report: unknown;
  /** SHA-256 of the report in canonical JSON, in hex: the same history and draft give the same one. */
  readonly reportSha256: string | null;
  readonly problem: string | null;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly finishedAt: string | null;
}

/** Tells a row. */
export function whatIfView(row: WhatIfRow): WhatIfView {
  return {
    whatIfId: row.what_if_id,
    programmeId: row.programme_id,
    fromMonth: row.from_month,
    toMonth: row.to_month,
    state: row.state,
    done: row.done,
    of: row.months,
    report: row.report,
    reportSha256: row.report_sha256,
    problem: row.problem,
    requestedBy: row.requested_by,
    requestedAt: toRfc3339(Number(row.requested_at)),
    finishedAt: row.finished_at === null ? null : toRfc3339(Number(row.finished_at)),
  };
}

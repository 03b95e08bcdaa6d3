/** A what-if as it is told. */
import { toRfc3339 } from '@scrip/calendar';
import type { SpanNames, WhatIfTrial } from './what-if-trial.ts';

/** Where a what-if may stand. */
export const WHAT_IF_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;

export type WhatIfState = (typeof WHAT_IF_STATES)[number];

/** A row of `what_if`, its span and its end under names that all services share. */
export interface WhatIfRow {
  readonly what_if_id: string;
  readonly programme_id: string;
  readonly input_hash: Buffer;
  readonly span_from: string;
  readonly span_to: string;
  readonly total: bigint | number;
  readonly state: WhatIfState;
  readonly done: bigint | number;
  readonly report: unknown;
  readonly report_sha256: string | null;
  readonly problem: string | null;
  readonly requested_by: string;
  readonly requested_at: bigint;
  readonly finished_at: bigint | null;
}

/** The columns of a WhatIfRow. */
export function whatIfColumns({ columns: { from, to }, of }: WhatIfTrial): string {
  return (
    `what_if_id, programme_id, input_hash, ${from} AS span_from, ${to} AS span_to, ${of} AS total, state, done, report, ` +
    'report_sha256, problem, requested_by, requested_at, finished_at'
  );
}

/** A what-if with its progress and, when it is done, its result; times are RFC 3339. */
export interface WhatIfView {
  readonly whatIfId: string;
  readonly programmeId: string;
  readonly state: WhatIfState;
  /** How much was looked at, of how much. */
  readonly done: number;
  readonly of: number;
  /** Null until it is done. */
  readonly report: unknown;
  /** SHA-256 of the report in canonical JSON, in hex: the same history and draft give the same one. */
  readonly reportSha256: string | null;
  readonly problem: string | null;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly finishedAt: string | null;
  /** The span, under the service's names. */
  readonly [member: string]: unknown;
}

/** Tells a row. */
export function whatIfView(row: WhatIfRow, { from, to }: SpanNames): WhatIfView {
  return {
    whatIfId: row.what_if_id,
    programmeId: row.programme_id,
    [from]: row.span_from,
    [to]: row.span_to,
    state: row.state,
    done: Number(row.done),
    of: Number(row.total),
    report: row.report,
    reportSha256: row.report_sha256,
    problem: row.problem,
    requestedBy: row.requested_by,
    requestedAt: toRfc3339(Number(row.requested_at)),
    finishedAt: row.finished_at === null ? null : toRfc3339(Number(row.finished_at)),
  };
}

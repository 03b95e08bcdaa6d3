/** What is asked of the tables of `workflow.projection.ts`, and what they answer. */
import { type BusinessDate, toRfc3339 } from '@scrip/calendar';
import type { EventLog } from '@scrip/event-store';

/** A row with its place in its list. */
export interface Listed<V> {
  readonly position: bigint;
  readonly view: V;
}

/** Which part of a list is asked for; what is undefined does not narrow it. */
export interface ListAsked {
  readonly issuerId: string;
  readonly programmeId?: string | undefined;
  /** Before this position of the log: the latest come first. */
  readonly before: bigint;
  readonly limit: number;
}

/** An announcement as it is told. */
export interface AnnouncementView {
  readonly announcementId: string;
  readonly programmeId: string;
  readonly kind: string;
  readonly fromDate: string;
  readonly toDate: string;
  readonly counterKeys: readonly string[];
  readonly withdrawn: boolean;
}

/** An issuer's announcements, the latest first. */
export async function announcements(
  pool: EventLog['pool'],
  { issuerId, programmeId, before, limit }: ListAsked,
): Promise<readonly Listed<AnnouncementView>[]> {
  const { rows } = await pool.query<{
    position: bigint;
    announcement_id: string;
    programme_id: string;
    kind: string;
    from_date: string;
    to_date: string;
    counter_keys: string[];
    withdrawn: boolean;
  }>(
    `SELECT * FROM announcement WHERE issuer_id = $1 AND ($2::text IS NULL OR programme_id = $2) AND position < $3
     ORDER BY position DESC LIMIT $4`,
    [issuerId, programmeId, before, limit],
  );
  return rows.map((row) => ({
    position: row.position,
    view: {
      announcementId: row.announcement_id,
      programmeId: row.programme_id,
      kind: row.kind,
      fromDate: row.from_date,
      toDate: row.to_date,
      counterKeys: row.counter_keys,
      withdrawn: row.withdrawn,
    },
  }));
}

/** A run over holders as it is told; times are RFC 3339. */
export interface OccasionView {
  readonly occasionId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly ruleKey: string;
  readonly purpose: string;
  readonly businessDate: string;
  readonly announcementId: string | null;
  readonly draftId: string | null;
  /** Holders gone through so far, and those with a plan or a flag. */
  readonly looked: number;
  readonly planned: number;
  readonly begunAt: string;
  /** Null while it goes on. */
  readonly closedAt: string | null;
}

/** Ids of the runs of a programme from a day on that are over. */
export async function runsClosedFrom(
  pool: EventLog['pool'],
  { issuerId, programmeId }: { readonly issuerId: string; readonly programmeId: string },
  from: BusinessDate,
): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ occasion_id: string }>(
    `SELECT occasion_id FROM occasion
     WHERE issuer_id = $1 AND programme_id = $2 AND business_date >= $3 AND closed_at IS NOT NULL`,
    [issuerId, programmeId, from],
  );
  return new Set(rows.map((row) => row.occasion_id));
}

/** An issuer's runs, the latest first. */
export async function occasions(
  pool: EventLog['pool'],
  { issuerId, programmeId, before, limit }: ListAsked,
): Promise<readonly Listed<OccasionView>[]> {
  const { rows } = await pool.query<{
    position: bigint;
    occasion_id: string;
    programme_id: string;
    programme_version: number;
    rule_key: string;
    purpose: string;
    business_date: string;
    announcement_id: string | null;
    draft_id: string | null;
    looked: number;
    planned: number;
    begun_at: bigint;
    closed_at: bigint | null;
  }>(
    `SELECT * FROM occasion WHERE issuer_id = $1 AND ($2::text IS NULL OR programme_id = $2) AND position < $3
     ORDER BY position DESC LIMIT $4`,
    [issuerId, programmeId, before, limit],
  );
  return rows.map((row) => ({
    position: row.position,
    view: {
      occasionId: row.occasion_id,
      programmeId: row.programme_id,
      programmeVersion: row.programme_version,
      ruleKey: row.rule_key,
      purpose: row.purpose,
      businessDate: row.business_date,
      announcementId: row.announcement_id,
      draftId: row.draft_id,
      looked: row.looked,
      planned: row.planned,
      begunAt: toRfc3339(Number(row.begun_at)),
      closedAt: row.closed_at === null ? null : toRfc3339(Number(row.closed_at)),
    },
  }));
}

/** A flag as it is told; times are RFC 3339. */
export interface FlagView {
  readonly flagId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly kind: string;
  readonly managerId: string | null;
  readonly businessDate: string;
  readonly metric: string | null;
  /** In the unit of the metric, as the next. */
  readonly beforeTotal: bigint | null;
  readonly nowTotal: bigint | null;
  readonly visitClass: string | null;
  readonly clearedBy: string | null;
  readonly outcome: string | null;
  readonly clearedAt: string | null;
}

/** An issuer's flags, the latest first; of one manager, and those that nobody has looked after. */
export async function flags(
  pool: EventLog['pool'],
  asked: ListAsked & { readonly managerId?: string | undefined; readonly isOpen?: boolean | undefined },
): Promise<readonly Listed<FlagView>[]> {
  const { issuerId, programmeId, before, limit, managerId, isOpen } = asked;
  const { rows } = await pool.query<{
    position: bigint;
    flag_id: string;
    holder_id: string;
    programme_id: string;
    kind: string;
    manager_id: string | null;
    business_date: string;
    metric: string | null;
    before_total: bigint | null;
    now_total: bigint | null;
    visit_class: string | null;
    cleared_by: string | null;
    outcome: string | null;
    cleared_at: bigint | null;
  }>(
    `SELECT * FROM holder_flag WHERE issuer_id = $1 AND ($2::text IS NULL OR programme_id = $2) AND position < $3
       AND ($5::text IS NULL OR manager_id = $5) AND ($6::boolean IS NULL OR (cleared_by IS NULL) = $6)
     ORDER BY position DESC LIMIT $4`,
    [issuerId, programmeId, before, limit, managerId, isOpen],
  );
  return rows.map((row) => ({
    position: row.position,
    view: {
      flagId: row.flag_id,
      holderId: row.holder_id,
      programmeId: row.programme_id,
      kind: row.kind,
      managerId: row.manager_id,
      businessDate: row.business_date,
      metric: row.metric,
      beforeTotal: row.before_total,
      nowTotal: row.now_total,
      visitClass: row.visit_class,
      clearedBy: row.cleared_by,
      outcome: row.outcome,
      clearedAt: row.cleared_at === null ? null : toRfc3339(Number(row.cleared_at)),
    },
  }));
}

/** A text as it is told; times are RFC 3339. */
export interface DraftView {
  readonly draftId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly outreachKey: string;
  readonly text: { readonly 'zh-CN': string; readonly en: string };
  readonly sendAt: string;
  readonly state: string;
  readonly writtenRole: string;
  readonly writtenBy: string;
  readonly decidedBy: string | null;
  readonly reason: string | null;
}

/** An issuer's texts, the latest first; in one state. */
export async function drafts(
  pool: EventLog['pool'],
  { issuerId, programmeId, before, limit, state }: ListAsked & { readonly state?: string | undefined },
): Promise<readonly Listed<DraftView>[]> {
  const { rows } = await pool.query<{
    position: bigint;
    draft_id: string;
    programme_id: string;
    programme_version: number;
    outreach_key: string;
    text_zh: string;
    text_en: string;
    send_at: bigint;
    state: string;
    written_role: string;
    written_by: string;
    decided_by: string | null;
    reason: string | null;
  }>(
    `SELECT * FROM draft WHERE issuer_id = $1 AND ($2::text IS NULL OR programme_id = $2) AND position < $3
       AND ($5::text IS NULL OR state = $5) ORDER BY position DESC LIMIT $4`,
    [issuerId, programmeId, before, limit, state],
  );
  return rows.map((row) => ({
    position: row.position,
    view: {
      draftId: row.draft_id,
      programmeId: row.programme_id,
      programmeVersion: row.programme_version,
      outreachKey: row.outreach_key,
      text: { 'zh-CN': row.text_zh, en: row.text_en },
      sendAt: toRfc3339(Number(row.send_at)),
      state: row.state,
      writtenRole: row.written_role,
      writtenBy: row.written_by,
      decidedBy: row.decided_by,
      reason: row.reason,
    },
  }));
}

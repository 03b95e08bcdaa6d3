/** Every version of every programme, for lists and for whoever wants to read a document again. */
import { toRfc3339 } from '@scrip/calendar';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';
import { type Programme, publishedProgramme } from '@scrip/programme';

export const programmeVersionProjection: Projection = {
  name: 'programme_version',
  revision: 2,
  events: ['ProgrammePublished', 'ProgrammeDraftApproved', 'ProgrammeRulesChecked', 'ProgrammeVersionWithdrawn'],
  tables: `
    CREATE TABLE programme_version (
      issuer_id text NOT NULL,
      programme_id text NOT NULL,      -- the issuer's own key
      version int NOT NULL,            -- 1.. without a gap
      effective_at bigint NOT NULL,    -- epoch milliseconds: first moment the version decides
      published_at bigint NOT NULL,    -- epoch milliseconds: when the log took it
      published_by text NOT NULL,      -- who published it, or approved its draft
      draft_id text,                   -- the draft that was approved; NULL: it was published at once
      rule_pack_level text,            -- off, warn or refuse; NULL: it was published before anybody looked
      rules_broken text[],             -- checks of the rule pack that warned
      withdrawn_at bigint,             -- epoch milliseconds; NULL: it stands
      withdrawn_by text,
      withdrawn_reason text,
      name_zh text NOT NULL,           -- what people call the programme, in Chinese
      name_en text NOT NULL,           -- and in English
      document text NOT NULL,          -- the whole document as JSON, as it was published
      PRIMARY KEY (issuer_id, programme_id, version)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const rows = events.flatMap(({ envelope, event }) => {
      if (event.type !== 'ProgrammePublished') return [];
      const { programmeId, version, effectiveAt, documentJson } = event.data;
      const { name } = publishedProgramme(documentJson);
      return [{ envelope, programmeId, version, effectiveAt, documentJson, name }];
    });
    await tx.query(
      `INSERT INTO programme_version
         (issuer_id, programme_id, version, effective_at, published_at, published_by, name_zh, name_en, document)
       SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[],
                            $9::text[])`,
      [
        rows.map((row) => row.envelope.issuerId),
        rows.map((row) => row.programmeId),
        rows.map((row) => row.version),
        rows.map((row) => row.effectiveAt),
        rows.map((row) => row.envelope.recordedAt),
        rows.map((row) => row.envelope.actor),
        rows.map((row) => row.name['zh-CN']),
        rows.map((row) => row.name.en),
        rows.map((row) => row.documentJson),
      ],
    );
    // What is said of a version stands beside its publication or after it, so its row is there by now; it is rare.
    for (const recorded of events) await applyToVersion(tx, recorded);
  },
};

async function applyToVersion(tx: Tx, { envelope, event }: Recorded): Promise<void> {
  const where = 'WHERE issuer_id = $1 AND programme_id = $2 AND version = $3';
  if (event.type === 'ProgrammeDraftApproved') {
    const { programmeId, version, draftId } = event.data;
    await tx.query(`UPDATE programme_version SET draft_id = $4 ${where}`, [
      envelope.issuerId,
      programmeId,
      version,
      draftId,
    ]);
  } else if (event.type === 'ProgrammeRulesChecked') {
    const { programmeId, version, level, rulesBroken } = event.data;
    await tx.query(`UPDATE programme_version SET rule_pack_level = $4, rules_broken = $5 ${where}`, [
      envelope.issuerId,
      programmeId,
      version,
      level,
      rulesBroken,
    ]);
  } else if (event.type === 'ProgrammeVersionWithdrawn') {
    const { programmeId, version, reason, withdrawnBy } = event.data;
    await tx.query(
      `UPDATE programme_version SET withdrawn_at = $4, withdrawn_by = $5, withdrawn_reason = $6 ${where}`,
      [envelope.issuerId, programmeId, version, envelope.recordedAt, withdrawnBy, reason],
    );
  }
}

/** Whether a version decides now, will, did, or never will. */
export const VERSION_STATES = ['in_force', 'scheduled', 'superseded', 'withdrawn'] as const;

/** One of the states. */
export type VersionState = (typeof VERSION_STATES)[number];

/** One version without its document. */
export interface ProgrammeVersion {
  readonly programmeId: string;
  readonly version: number;
  readonly state: VersionState;
  /** RFC 3339: first moment the version decides. */
  readonly effectiveAt: string;
  /** RFC 3339: when it was published. */
  readonly publishedAt: string;
  /** Who published it, or approved its draft. */
  readonly publishedBy: string;
  /** The draft that was approved; null: it was published at once. */
  readonly draftId: string | null;
  /** What the rule pack said when it was published; null: it was published before anybody looked. */
  readonly rulePack: { readonly level: string; readonly broken: readonly string[] } | null;
  readonly withdrawn: { readonly at: string; readonly by: string; readonly reason: string } | null;
  readonly name: { readonly 'zh-CN': string; readonly en: string };
}

interface VersionRow {
  programme_id: string;
  version: number;
  state: VersionState;
  effective_at: bigint;
  published_at: bigint;
  published_by: string;
  draft_id: string | null;
  rule_pack_level: string | null;
  rules_broken: string[] | null;
  withdrawn_at: bigint | null;
  withdrawn_by: string | null;
  withdrawn_reason: string | null;
  name_zh: string;
  name_en: string;
}

/** Versions of an issuer ($1) with their state at a moment ($2, epoch milliseconds). */
const STATED = `
  SELECT *, CASE
      WHEN withdrawn_at IS NOT NULL THEN 'withdrawn'
      WHEN effective_at > $2 THEN 'scheduled'
      WHEN version = max(version) FILTER (WHERE withdrawn_at IS NULL AND effective_at <= $2)
                     OVER (PARTITION BY programme_id) THEN 'in_force'
      ELSE 'superseded' END AS state
  FROM programme_version WHERE issuer_id = $1`;
const COLUMNS = `programme_id, version, state, effective_at, published_at, published_by, draft_id, rule_pack_level,
  rules_broken, withdrawn_at, withdrawn_by, withdrawn_reason, name_zh, name_en`;

/** Whose versions, and the moment that their states are told of, epoch milliseconds. */
interface Asked {
  readonly issuerId: string;
  readonly now: number;
}

/**
 * The latest version of each of an issuer's programmes, by key, after the key `after`, at most `limit`; a withdrawn one only
 * where there is no other. `containing` is looked for in key and names, `state` in all versions of the programme.
 */
export async function latestVersions(
  pool: EventLog['pool'],
  asked: Asked & {
    readonly after: string;
    readonly limit: number;
    readonly containing?: string | undefined;
    readonly state?: VersionState | undefined;
  },
): Promise<readonly ProgrammeVersion[]> {
  const { rows } = await pool.query<VersionRow>(
    `WITH stated AS (${STATED} AND programme_id > $3)
     SELECT DISTINCT ON (programme_id) ${COLUMNS} FROM stated
     WHERE ($5::text IS NULL OR strpos(lower(concat_ws(' ', programme_id, name_zh, name_en)), lower($5)) > 0)
       AND ($6::text IS NULL OR EXISTS
            (SELECT FROM stated other WHERE other.programme_id = stated.programme_id AND other.state = $6))
     ORDER BY programme_id, withdrawn_at IS NOT NULL, version DESC LIMIT $4`,
    [asked.issuerId, asked.now, asked.after, asked.limit, asked.containing ?? null, asked.state ?? null],
  );
  return rows.map(versionOf);
}

/** Versions of a programme below `before`, the latest first, at most `limit`; none for an unknown programme. */
export async function versionsOf(
  pool: EventLog['pool'],
  asked: Asked & {
    readonly programmeId: string;
    readonly before: number;
    readonly limit: number;
    readonly state?: VersionState | undefined;
  },
): Promise<readonly ProgrammeVersion[]> {
  const { rows } = await pool.query<VersionRow>(
    `WITH stated AS (${STATED} AND programme_id = $3)
     SELECT ${COLUMNS} FROM stated WHERE version < $4 AND ($6::text IS NULL OR state = $6)
     ORDER BY version DESC LIMIT $5`,
    [asked.issuerId, asked.now, asked.programmeId, asked.before, asked.limit, asked.state ?? null],
  );
  return rows.map(versionOf);
}

/** One version with its document; undefined when the issuer has no such version. */
export async function versionWithDocument(
  pool: EventLog['pool'],
  asked: Asked & { readonly programmeId: string; readonly version: number },
): Promise<(ProgrammeVersion & { readonly document: unknown }) | undefined> {
  const { rows } = await pool.query<VersionRow & { document: string }>(
    `WITH stated AS (${STATED} AND programme_id = $3) SELECT ${COLUMNS}, document FROM stated WHERE version = $4`,
    [asked.issuerId, asked.now, asked.programmeId, asked.version],
  );
  return rows[0] && { ...versionOf(rows[0]), document: JSON.parse(rows[0].document) };
}

/** The document of one version; undefined when the issuer has no such version. */
export async function documentOf(
  pool: EventLog['pool'],
  asked: { readonly issuerId: string; readonly programmeId: string; readonly version: number },
): Promise<Programme | undefined> {
  const { rows } = await pool.query<{ document: string }>(
    'SELECT document FROM programme_version WHERE issuer_id = $1 AND programme_id = $2 AND version = $3',
    [asked.issuerId, asked.programmeId, asked.version],
  );
  return rows[0] && publishedProgramme(rows[0].document);
}

/** The documents of a programme that decide at a moment (epoch milliseconds) or later, the earliest version first. */
export async function documentsFrom(
  pool: EventLog['pool'],
  asked: { readonly issuerId: string; readonly programmeId: string; readonly at: number },
): Promise<readonly Programme[]> {
  const { rows } = await pool.query<{ document: string }>(
    `${DECIDING} SELECT document FROM deciding WHERE programme_id = $3 ORDER BY version`,
    [asked.issuerId, asked.at, asked.programmeId],
  );
  return rows.map(({ document }) => publishedProgramme(document));
}

/** The documents that name a programme as their parent and decide at a moment (epoch milliseconds) or later, by key. */
export async function childrenFrom(
  pool: EventLog['pool'],
  asked: { readonly issuerId: string; readonly programmeId: string; readonly at: number },
): Promise<readonly Programme[]> {
  const { rows } = await pool.query<{ document: string }>(
    `${DECIDING} SELECT document FROM deciding WHERE document::jsonb ->> 'parent' = $3 ORDER BY programme_id, version`,
    [asked.issuerId, asked.at, asked.programmeId],
  );
  return rows.map(({ document }) => publishedProgramme(document));
}

/** Of an issuer ($1): versions in force at a moment ($2, epoch milliseconds), and those that begin later. */
const DECIDING = `
  WITH stands AS (SELECT * FROM programme_version WHERE issuer_id = $1 AND withdrawn_at IS NULL),
  deciding AS (
    SELECT * FROM stands WHERE effective_at > $2
    UNION ALL
    (SELECT DISTINCT ON (programme_id) * FROM stands WHERE effective_at <= $2 ORDER BY programme_id, version DESC))`;

function versionOf(row: VersionRow): ProgrammeVersion {
  return {
    programmeId: row.programme_id,
    version: row.version,
    state: row.state,
    effectiveAt: toRfc3339(Number(row.effective_at)),
    publishedAt: toRfc3339(Number(row.published_at)),
    publishedBy: row.published_by,
    draftId: row.draft_id,
    rulePack: row.rule_pack_level === null ? null : { level: row.rule_pack_level, broken: row.rules_broken ?? [] },
    withdrawn:
      row.withdrawn_at === null
        ? null
        : {
            at: toRfc3339(Number(row.withdrawn_at)),
            by: row.withdrawn_by ?? '',
            reason: row.withdrawn_reason ?? '',
          },
    name: { 'zh-CN': row.name_zh, en: row.name_en },
  };
}

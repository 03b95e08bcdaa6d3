/** Every version of every programme, for lists and for whoever wants to read a document again. */
import { toRfc3339 } from '@scrip/calendar';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';
import { publishedProgramme } from '@scrip/programme';

export const programmeVersionProjection: Projection = {
  name: 'programme_version',
  revision: 1,
  events: ['ProgrammePublished'],
  tables: `
    CREATE TABLE programme_version (
      issuer_id text NOT NULL,
      programme_id text NOT NULL,      -- the issuer's own key
      version int NOT NULL,            -- 1.. without a gap
      effective_at bigint NOT NULL,    -- epoch milliseconds: first moment the version decides
      published_at bigint NOT NULL,    -- epoch milliseconds: when the log took it
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
         (issuer_id, programme_id, version, effective_at, published_at, name_zh, name_en, document)
       SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[])`,
      [
        rows.map((row) => row.envelope.issuerId),
        rows.map((row) => row.programmeId),
        rows.map((row) => row.version),
        rows.map((row) => row.effectiveAt),
        rows.map((row) => row.envelope.recordedAt),
        rows.map((row) => row.name['zh-CN']),
        rows.map((row) => row.name.en),
        rows.map((row) => row.documentJson),
      ],
    );
  },
};

/** One version without its document. */
export interface ProgrammeVersion {
  readonly programmeId: string;
  readonly version: number;
  /** RFC 3339: first moment the version decides. */
  readonly effectiveAt: string;
  /** RFC 3339: when it was published. */
  readonly publishedAt: string;
  readonly name: { readonly 'zh-CN': string; readonly en: string };
}

interface VersionRow {
  programme_id: string;
  version: number;
  effective_at: bigint;
  published_at: bigint;
  name_zh: string;
  name_en: string;
}

const COLUMNS = 'programme_id, version, effective_at, published_at, name_zh, name_en';

/** The latest version of each of an issuer's programmes, by key, after the key `after`, at most `limit`. */
export async function latestVersions(
  pool: EventLog['pool'],
  asked: { readonly issuerId: string; readonly after: string; readonly limit: number },
): Promise<readonly ProgrammeVersion[]> {
  const { rows } = await pool.query<VersionRow>(
    `SELECT DISTINCT ON (programme_id) ${COLUMNS} FROM programme_version
     WHERE issuer_id = $1 AND programme_id > $2 ORDER BY programme_id, version DESC LIMIT $3`,
    [asked.issuerId, asked.after, asked.limit],
  );
  return rows.map(versionOf);
}

/** The versions of one programme below `before`, the latest first, at most `limit`; none for an unknown programme. */
export async function versionsOf(
  pool: EventLog['pool'],
  asked: { readonly issuerId: string; readonly programmeId: string; readonly before: number; readonly limit: number },
): Promise<readonly ProgrammeVersion[]> {
  const { rows } = await pool.query<VersionRow>(
    `SELECT ${COLUMNS} FROM programme_version
     WHERE issuer_id = $1 AND programme_id = $2 AND version < $3 ORDER BY version DESC LIMIT $4`,
    [asked.issuerId, asked.programmeId, asked.before, asked.limit],
  );
  return rows.map(versionOf);
}

/** One version with its document; undefined when the issuer has no such version. */
export async function versionWithDocument(
  pool: EventLog['pool'],
  asked: { readonly issuerId: string; readonly programmeId: string; readonly version: number },
): Promise<(ProgrammeVersion & { readonly document: unknown }) | undefined> {
  const { rows } = await pool.query<VersionRow & { document: string }>(
    `SELECT ${COLUMNS}, document FROM programme_version WHERE issuer_id = $1 AND programme_id = $2 AND version = $3`,
    [asked.issuerId, asked.programmeId, asked.version],
  );
  return rows[0] && { ...versionOf(rows[0]), document: JSON.parse(rows[0].document) };
}

function versionOf(row: VersionRow): ProgrammeVersion {
  return {
    programmeId: row.programme_id,
    version: row.version,
    effectiveAt: toRfc3339(Number(row.effective_at)),
    publishedAt: toRfc3339(Number(row.published_at)),
    name: { 'zh-CN': row.name_zh, en: row.name_en },
  };
}

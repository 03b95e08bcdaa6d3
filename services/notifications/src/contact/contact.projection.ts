/** Contacts as the desk reads them: the language, what was agreed to or declined with its proof, what sort of holder it is, and how often it was contacted. */
import { businessDate, toRfc3339 } from '@scrip/calendar';
import type { ContactEvent } from '@scrip/contracts';
import type { Envelope, EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

export const contactProjection: Projection = {
  name: 'contact',
  revision: 3,
  events: [
    'ContactLocaleChosen',
    'ContactConsentRecorded',
    'ContactMade',
    'ContactProfileChosen',
    'ContactRoamingNoted',
    'ContactEnded',
    'ContactResumed',
  ],
  tables: `
    CREATE TABLE contact (
      holder_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      locale text NOT NULL,            -- BCP 47 tag, the last one chosen
      holder_class text,               -- for windows and conditions; NULL: none
      visit_class text,                -- how often a manager visits; NULL: none
      visit_since text,                -- business day on which that class was given; visits are counted from it
      manager_id text,                 -- subject of the token of who looks after the holder
      roaming boolean NOT NULL DEFAULT false,
      ended text                       -- died, moved_away, erased, merged; NULL while the holder may be written to
    );
    CREATE INDEX contact_visited ON contact (issuer_id, visit_class, holder_id) WHERE visit_class IS NOT NULL;
    CREATE TABLE contact_consent (
      holder_id text NOT NULL,
      category text NOT NULL,
      channel text NOT NULL,
      given boolean NOT NULL,          -- false: taken back, or declined
      proof text NOT NULL,             -- where the proof is found
      means text,                      -- how it was said; NULL where that was not told
      text_version text,               -- of the text that was shown; NULL where none was
      said_at bigint NOT NULL,         -- epoch milliseconds: when the holder said it
      said_to text NOT NULL,           -- subject of the token of who recorded it
      PRIMARY KEY (holder_id, category, channel)
    );
    CREATE TABLE contact_made (
      outreach_id text NOT NULL,
      holder_id text NOT NULL,
      channel text NOT NULL,
      category text NOT NULL,
      made_date text NOT NULL,         -- business day it counts for
      PRIMARY KEY (holder_id, outreach_id)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const told = events as readonly Recorded<ContactEvent>[];
    const rows = await rowsOf(tx, [...new Set(told.map(({ event }) => event.data.holderId))]);
    // Of several in one batch the last one counts, as it does from batch to batch.
    const consents = new Map<string, ConsentRow>();
    const made = new Map<string, object>();
    for (const { envelope, event } of told) {
      const { holderId } = event.data;
      const before = rows.get(holderId) ?? begun(holderId, envelope);
      rows.set(holderId, { ...before, ...changedBy(event, envelope, before) });
      if (event.type === 'ContactConsentRecorded') {
        const { category, channel } = event.data;
        consents.set(`${holderId} ${category} ${channel}`, consentRow(envelope, event.data));
      }
      if (event.type === 'ContactMade') {
        const { outreachId, channel, category, madeDate } = event.data;
        made.set(`${holderId} ${outreachId}`, {
          outreach_id: outreachId,
          holder_id: holderId,
          channel,
          category,
          made_date: madeDate,
        });
      }
    }
    await keepContacts(tx, [...rows.values()]);
    await keepConsents(tx, [...consents.values()]);
    await keepMade(tx, [...made.values()]);
  },
};

interface ContactRow {
  holder_id: string;
  issuer_id: string;
  locale: string;
  holder_class: string | null;
  visit_class: string | null;
  visit_since: string | null;
  manager_id: string | null;
  roaming: boolean;
  ended: string | null;
}

interface ConsentRow {
  holder_id: string;
  category: string;
  channel: string;
  given: boolean;
  proof: string;
  means: string | null;
  text_version: string | null;
  said_at: number;
  said_to: string;
}

function begun(holderId: string, { issuerId }: Envelope): ContactRow {
  const nothing = {
    holder_class: null,
    visit_class: null,
    visit_since: null,
    manager_id: null,
    roaming: false,
    ended: null,
  };
  return { holder_id: holderId, issuer_id: issuerId, locale: '', ...nothing };
}

/** What an event changes in the row of its contact. */
function changedBy(event: ContactEvent, { occurredAt }: Envelope, before: ContactRow): Partial<ContactRow> {
  switch (event.type) {
    case 'ContactLocaleChosen':
      return { locale: event.data.locale };
    case 'ContactProfileChosen': {
      const { holderClass, visitClass, managerId } = event.data;
      const visitSince = visitClass === before.visit_class ? before.visit_since : businessDate(occurredAt);
      return { holder_class: holderClass, visit_class: visitClass, visit_since: visitSince, manager_id: managerId };
    }
    case 'ContactRoamingNoted':
      return { roaming: event.data.roaming };
    case 'ContactEnded':
      return { ended: event.data.reason };
    case 'ContactResumed':
      return { ended: null };
    case 'ContactConsentRecorded':
    case 'ContactMade':
      return {};
  }
}

function consentRow(
  { occurredAt, actor }: Envelope,
  said: Extract<ContactEvent, { type: 'ContactConsentRecorded' }>['data'],
): ConsentRow {
  return {
    holder_id: said.holderId,
    category: said.category,
    channel: said.channel,
    given: said.given,
    proof: said.proof,
    means: said.means,
    text_version: said.textVersion,
    said_at: occurredAt,
    said_to: actor,
  };
}

async function rowsOf(tx: Tx, holderIds: readonly string[]): Promise<Map<string, ContactRow>> {
  const { rows } = await tx.query<ContactRow>('SELECT * FROM contact WHERE holder_id = ANY ($1)', [holderIds]);
  return new Map(rows.map((row) => [row.holder_id, row]));
}

async function keepContacts(tx: Tx, rows: readonly ContactRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO contact SELECT * FROM jsonb_populate_recordset(NULL::contact, $1::jsonb)
     ON CONFLICT (holder_id) DO UPDATE SET locale = excluded.locale, holder_class = excluded.holder_class,
       visit_class = excluded.visit_class, visit_since = excluded.visit_since, manager_id = excluded.manager_id, roaming = excluded.roaming,
       ended = excluded.ended`,
    [JSON.stringify(rows)],
  );
}

async function keepConsents(tx: Tx, said: readonly ConsentRow[]): Promise<void> {
  if (said.length === 0) return;
  await tx.query(
    `INSERT INTO contact_consent SELECT * FROM jsonb_populate_recordset(NULL::contact_consent, $1::jsonb)
     ON CONFLICT (holder_id, category, channel)
     DO UPDATE SET given = excluded.given, proof = excluded.proof, means = excluded.means,
       text_version = excluded.text_version, said_at = excluded.said_at, said_to = excluded.said_to`,
    [JSON.stringify(said)],
  );
}

async function keepMade(tx: Tx, made: readonly object[]): Promise<void> {
  if (made.length === 0) return;
  await tx.query(
    `INSERT INTO contact_made SELECT * FROM jsonb_populate_recordset(NULL::contact_made, $1::jsonb)
     ON CONFLICT (holder_id, outreach_id)
     DO UPDATE SET channel = excluded.channel, category = excluded.category, made_date = excluded.made_date`,
    [JSON.stringify(made)],
  );
}

/** A contact as it is told; times are RFC 3339. */
export interface ContactView {
  readonly holderId: string;
  readonly locale: string;
  readonly holderClass: string | null;
  readonly visitClass: string | null;
  /** Business day on which that class was given. */
  readonly visitSince: string | null;
  readonly managerId: string | null;
  readonly roaming: boolean;
  /** Why nobody writes to the holder any more; null while one may. */
  readonly ended: string | null;
  readonly consents: readonly {
    readonly category: string;
    readonly channel: string;
    readonly given: boolean;
    readonly proof: string;
    readonly means: string | null;
    readonly textVersion: string | null;
    readonly saidAt: string;
    /** Subject of the token of who recorded it. */
    readonly saidTo: string;
  }[];
}

/** The contact of a holder; undefined when the issuer has no such holder. */
export async function contactView(
  pool: EventLog['pool'],
  issuerId: string,
  holderId: string,
): Promise<ContactView | undefined> {
  const { rows } = await pool.query<ContactRow>('SELECT * FROM contact WHERE holder_id = $1 AND issuer_id = $2', [
    holderId,
    issuerId,
  ]);
  const [row] = rows;
  if (!row) return undefined;
  const said = await pool.query<Omit<ConsentRow, 'said_at'> & { said_at: bigint }>(
    'SELECT * FROM contact_consent WHERE holder_id = $1 ORDER BY category, channel',
    [holderId],
  );
  return {
    holderId,
    locale: row.locale,
    holderClass: row.holder_class,
    visitClass: row.visit_class,
    visitSince: row.visit_since,
    managerId: row.manager_id,
    roaming: row.roaming,
    ended: row.ended,
    consents: said.rows.map(({ category, channel, given, proof, means, text_version, said_at, said_to }) => ({
      category,
      channel,
      given,
      proof,
      means,
      textVersion: text_version,
      saidAt: toRfc3339(Number(said_at)),
      saidTo: said_to,
    })),
  };
}

/** Contacts as the desk reads them: the language, and what was agreed to or declined, with its proof and its time. */
import { toRfc3339 } from '@scrip/calendar';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

export const contactProjection: Projection = {
  name: 'contact',
  revision: 1,
  events: ['ContactLocaleChosen', 'ContactConsentRecorded'],
  tables: `
    CREATE TABLE contact (
      holder_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      locale text NOT NULL             -- BCP 47 tag, the last one chosen
    );
    CREATE TABLE contact_consent (
      holder_id text NOT NULL,
      category text NOT NULL,
      channel text NOT NULL,
      given boolean NOT NULL,          -- false: taken back, or declined
      proof text NOT NULL,             -- where the proof is found
      said_at bigint NOT NULL,         -- epoch milliseconds: when the holder said it
      PRIMARY KEY (holder_id, category, channel)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // Of several in one batch the last one counts, as it does from batch to batch.
    const locales = new Map<string, { issuerId: string; locale: string }>();
    const consents = new Map<string, ConsentRow>();
    for (const { envelope, event } of events) {
      if (event.type === 'ContactLocaleChosen') {
        const { holderId, locale } = event.data;
        locales.set(holderId, { issuerId: envelope.issuerId, locale });
      }
      if (event.type === 'ContactConsentRecorded') {
        const { holderId, category, channel, given, proof } = event.data;
        consents.set(`${holderId} ${category} ${channel}`, {
          holder_id: holderId,
          category,
          channel,
          given,
          proof,
          said_at: BigInt(envelope.occurredAt),
        });
      }
    }
    await keepLocales(tx, [...locales]);
    await keepConsents(tx, [...consents.values()]);
  },
};

interface ConsentRow {
  holder_id: string;
  category: string;
  channel: string;
  given: boolean;
  proof: string;
  said_at: bigint;
}

async function keepLocales(
  tx: Tx,
  chosen: readonly (readonly [holderId: string, { issuerId: string; locale: string }])[],
): Promise<void> {
  if (chosen.length === 0) return;
  await tx.query(
    `INSERT INTO contact (holder_id, issuer_id, locale)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
     ON CONFLICT (holder_id) DO UPDATE SET locale = excluded.locale`,
    [
      chosen.map(([holderId]) => holderId),
      chosen.map(([, { issuerId }]) => issuerId),
      chosen.map(([, one]) => one.locale),
    ],
  );
}

async function keepConsents(tx: Tx, said: readonly ConsentRow[]): Promise<void> {
  if (said.length === 0) return;
  await tx.query(
    `INSERT INTO contact_consent (holder_id, category, channel, given, proof, said_at)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::text[], $6::bigint[])
     ON CONFLICT (holder_id, category, channel)
     DO UPDATE SET given = excluded.given, proof = excluded.proof, said_at = excluded.said_at`,
    [
      said.map((row) => row.holder_id),
      said.map((row) => row.category),
      said.map((row) => row.channel),
      said.map((row) => row.given),
      said.map((row) => row.proof),
      said.map((row) => row.said_at),
    ],
  );
}

/** A contact as it is told; times are RFC 3339. */
export interface ContactView {
  readonly holderId: string;
  readonly locale: string;
  readonly consents: readonly {
    readonly category: string;
    readonly channel: string;
    readonly given: boolean;
    readonly proof: string;
    readonly saidAt: string;
  }[];
}

/** The contact of a holder; undefined when the issuer has no such holder. */
export async function contactView(
  pool: EventLog['pool'],
  issuerId: string,
  holderId: string,
): Promise<ContactView | undefined> {
  const { rows } = await pool.query<{ locale: string } & (ConsentRow | Record<keyof ConsentRow, null>)>(
    `SELECT contact.locale, said.* FROM contact LEFT JOIN contact_consent AS said USING (holder_id)
     WHERE contact.holder_id = $1 AND contact.issuer_id = $2 ORDER BY said.category, said.channel`,
    [holderId, issuerId],
  );
  const [first] = rows;
  if (!first) return undefined;
  const consents = rows.flatMap((row) => {
    if (row.category === null) return [];
    const { category, channel, given, proof, said_at } = row;
    return [{ category, channel, given, proof, saidAt: toRfc3339(Number(said_at)) }];
  });
  return { holderId, locale: first.locale, consents };
}

/**
 * The list of blocked cards that terminals keep (domain 2.10). Its version is the position of the last fact that changed
 * it, so what changed after a version is one read, however long a terminal was away, and a rebuild gives the same versions.
 */
import type { CardEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';

/** What each fact says of the two reasons for which a card is on the list; undefined leaves it as it was. */
const SAYS: Readonly<Partial<Record<CardEvent['type'], { readonly missing?: boolean; readonly stopped?: boolean }>>> = {
  CardReportedLost: { missing: true },
  CardUnblocked: { missing: false },
  CardSuspended: { stopped: true },
  CardResumed: { stopped: false },
  CardReplaced: { stopped: true },
  CardVoided: { stopped: true },
  CardExpired: { stopped: true },
};

export const blockedCardProjection: Projection = {
  name: 'blocked_card',
  revision: 1,
  events: Object.keys(SAYS) as CardEvent['type'][],
  tables: `
    CREATE TABLE blocked_card (
      issuer_id text NOT NULL,
      card_id text NOT NULL,
      missing boolean NOT NULL,          -- reported lost or stolen
      stopped boolean NOT NULL,          -- suspended, replaced, void or expired
      blocked boolean NOT NULL GENERATED ALWAYS AS (missing OR stopped) STORED,
      version bigint NOT NULL,           -- position of the fact that put it on the list or took it off
      PRIMARY KEY (issuer_id, card_id)
    );
    CREATE INDEX blocked_card_version ON blocked_card (issuer_id, version)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // Each card once in a round, so that what happens to one happens in its order.
    for (let rest = events as readonly Recorded<CardEvent>[]; rest.length > 0; ) {
      const round = new Map<string, Recorded<CardEvent>>();
      const later = rest.filter((recorded) => {
        const { cardId } = recorded.event.data;
        if (round.has(cardId)) return true;
        round.set(cardId, recorded);
        return false;
      });
      await applyRound(tx, [...round.values()]);
      rest = later;
    }
  },
};

async function applyRound(tx: Tx, facts: readonly Recorded<CardEvent>[]): Promise<void> {
  const said = facts.map(({ event }) => SAYS[event.type] ?? {});
  await tx.query(
    `INSERT INTO blocked_card AS b (issuer_id, card_id, missing, stopped, version)
     SELECT f.issuer_id, f.card_id, coalesce(f.missing, o.missing, false), coalesce(f.stopped, o.stopped, false), f.version
     FROM unnest($1::text[], $2::text[], $3::boolean[], $4::boolean[], $5::bigint[])
            AS f (issuer_id, card_id, missing, stopped, version)
          LEFT JOIN blocked_card AS o USING (issuer_id, card_id)
     ON CONFLICT (issuer_id, card_id) DO UPDATE SET
       missing = excluded.missing, stopped = excluded.stopped,
       -- One that was on the list for another reason has been known since then.
       version = CASE WHEN b.blocked = (excluded.missing OR excluded.stopped) THEN b.version ELSE excluded.version END`,
    [
      facts.map(({ envelope }) => envelope.issuerId),
      facts.map(({ event }) => event.data.cardId),
      said.map(({ missing }) => missing ?? null),
      said.map(({ stopped }) => stopped ?? null),
      facts.map(({ envelope }) => envelope.position),
    ],
  );
}

/** A part of the list: what changed after a version. */
export interface BlockedCards {
  /** Version that a terminal has when it has taken this part. */
  readonly to: bigint;
  readonly added: readonly string[];
  /** Empty where the list is told from the beginning. */
  readonly removed: readonly string[];
  /** Whether there is a further part. */
  readonly more: boolean;
}

interface BlockedRow {
  /** Null where nothing changed. */
  card_id: string | null;
  blocked: boolean;
  version: bigint;
  /** Of the list as a whole. */
  latest: bigint;
}

/** What changed after a version (0: the whole list), at most `limit` cards. */
export async function blockedSince(
  tx: Tx,
  asked: { readonly issuerId: string; readonly after: bigint; readonly limit: number },
): Promise<BlockedCards> {
  const { issuerId, after, limit } = asked;
  // One statement: a card that is blocked meanwhile is told, or is later than the version that is told.
  const { rows } = await tx.query<BlockedRow>(
    `WITH latest AS (SELECT version FROM blocked_card WHERE issuer_id = $1 ORDER BY version DESC LIMIT 1),
          told AS (SELECT card_id, blocked, version FROM blocked_card
                   WHERE issuer_id = $1 AND version > $2 AND (blocked OR $2 > 0) ORDER BY version LIMIT $3)
     SELECT told.*, latest.version AS latest FROM latest LEFT JOIN told ON true ORDER BY told.version`,
    [issuerId, after, limit + 1],
  );
  const changed = rows.flatMap(({ card_id: cardId, ...row }) => (cardId === null ? [] : [{ ...row, cardId }]));
  const told = changed.slice(0, limit);
  const more = changed.length > limit;
  // Of a whole list the version is the last that anything had: a card that was taken off is not told.
  const last = more ? told.at(-1)?.version : rows[0]?.latest;
  return {
    to: last === undefined || last < after ? after : last,
    added: told.filter(({ blocked }) => blocked).map(({ cardId }) => cardId),
    removed: told.filter(({ blocked }) => !blocked).map(({ cardId }) => cardId),
    more,
  };
}

/** The version of an issuer's list now; 0 while no card was ever blocked. */
export async function latestListVersion(tx: Tx, issuerId: string): Promise<bigint> {
  const { rows } = await tx.query<{ version: bigint }>(
    'SELECT version FROM blocked_card WHERE issuer_id = $1 ORDER BY version DESC LIMIT 1',
    [issuerId],
  );
  return rows[0]?.version ?? 0n;
}

/** Names a card at a terminal in a map. */
export function cardAtTerminal(cardId: string, terminalId: string): string {
  return `${cardId} ${terminalId}`;
}

/**
 * Since when each of these terminals knew that each of these cards is blocked, in epoch milliseconds, by `cardAtTerminal`;
 * pairs that are left out: the card is not blocked, or the terminal has not said that it knows.
 */
export async function knownBlocked(
  tx: Tx,
  issuerId: string,
  pairs: readonly { readonly cardId: string; readonly terminalId: string }[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await tx.query<{ card_id: string; terminal_id: string; knew_at: bigint }>({
    name: 'known_blocked',
    text: `SELECT b.card_id, s.terminal_id, min(s.synced_at) AS knew_at
           FROM blocked_card AS b JOIN terminal_sync AS s USING (issuer_id)
           WHERE b.issuer_id = $1 AND b.blocked AND b.card_id = ANY ($2::text[]) AND s.terminal_id = ANY ($3::text[])
             AND s.list_version >= b.version
           GROUP BY b.card_id, s.terminal_id`,
    values: [
      issuerId,
      [...new Set(pairs.map(({ cardId }) => cardId))],
      [...new Set(pairs.map(({ terminalId }) => terminalId))],
    ],
  });
  return new Map(rows.map((row) => [cardAtTerminal(row.card_id, row.terminal_id), Number(row.knew_at)]));
}

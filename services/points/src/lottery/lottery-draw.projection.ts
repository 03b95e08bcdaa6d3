/** Draws as they are read: announced, closed, held; their winners and what became of the prizes. */
import { toRfc3339 } from '@scrip/calendar';
import type { DrawPrize, LotteryEvent } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

/** What can have become of a draw. */
export const DRAW_STATES = ['open', 'closed', 'held', 'cancelled'] as const;
export type DrawStatus = (typeof DRAW_STATES)[number];

export const lotteryDrawProjection: Projection = {
  name: 'lottery_draw',
  revision: 1,
  events: ['DrawOpened', 'DrawClosed', 'DrawHeld', 'DrawCancelled', 'PrizeCollected'],
  tables: `
    CREATE TABLE lottery_draw (
      draw_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      position bigint NOT NULL,          -- of its opening in this service's log
      programme_id text NOT NULL,
      programme_version int NOT NULL,    -- the version it was decided under
      rule text NOT NULL,                -- key of the lottery in the programme document
      state text NOT NULL,               -- open | closed | held | cancelled
      prizes jsonb NOT NULL,             -- as in the event
      once_per_account boolean NOT NULL,
      seed_hash text NOT NULL,           -- SHA-256, hexadecimal
      after_position bigint NOT NULL,    -- entries above this position are in it
      through_position bigint,           -- and up to this one; null while it is open
      entries int,
      entries_hash text,                 -- SHA-256, hexadecimal
      method text,                       -- null until it is held
      seed text,                         -- hexadecimal; null until it is held
      opened_at bigint NOT NULL,         -- epoch milliseconds
      closed_at bigint,
      ended_at bigint,                   -- held or given up
      reason text                        -- why it was given up
    );
    CREATE INDEX lottery_draw_of_issuer ON lottery_draw (issuer_id, position);
    CREATE TABLE lottery_winner (
      draw_id text NOT NULL,
      win_no int NOT NULL,               -- in the order drawn, from 1
      prize_key text NOT NULL,
      place int NOT NULL,                -- of the entry among those of the draw, from 0
      entry_id text NOT NULL,
      account_id text NOT NULL,
      holder_id text NOT NULL,
      collected_at bigint,               -- epoch milliseconds; null while it waits
      PRIMARY KEY (draw_id, win_no)
    );
    CREATE INDEX lottery_winner_of_account ON lottery_winner (account_id)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // Draws are rare: each fact is written by itself.
    for (const { envelope, event } of events as readonly Recorded<LotteryEvent>[]) {
      await write(tx, envelope, event);
    }
  },
};

async function write(tx: Tx, envelope: Recorded['envelope'], event: LotteryEvent): Promise<void> {
  const { position, issuerId, occurredAt } = envelope;
  switch (event.type) {
    case 'DrawOpened': {
      const { drawId, programmeId, programmeVersion, rule, prizes, oncePerAccount, seedHash, afterPosition } =
        event.data;
      await tx.query(
        `INSERT INTO lottery_draw (draw_id, issuer_id, position, programme_id, programme_version, rule, state, prizes,
           once_per_account, seed_hash, after_position, opened_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9, $10, $11)`,
        [
          drawId,
          issuerId,
          position,
          programmeId,
          programmeVersion,
          rule,
          JSON.stringify(prizes),
          oncePerAccount,
          seedHash,
          afterPosition,
          occurredAt,
        ],
      );
      return;
    }
    case 'DrawClosed': {
      const { drawId, throughPosition, entries, entriesHash } = event.data;
      await tx.query(
        `UPDATE lottery_draw SET state = 'closed', through_position = $2, entries = $3, entries_hash = $4, closed_at = $5
         WHERE draw_id = $1`,
        [drawId, throughPosition, entries, entriesHash, occurredAt],
      );
      return;
    }
    case 'DrawHeld': {
      const { drawId, method, seed, winners } = event.data;
      await tx.query(
        "UPDATE lottery_draw SET state = 'held', method = $2, seed = $3, ended_at = $4 WHERE draw_id = $1",
        [drawId, method, seed, occurredAt],
      );
      await tx.query(
        `INSERT INTO lottery_winner (draw_id, win_no, prize_key, place, entry_id, account_id, holder_id)
         SELECT $1, w.win_no, w.prize_key, w.place, w.entry_id, w.account_id, w.holder_id
         FROM unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::text[])
              WITH ORDINALITY AS w (prize_key, place, entry_id, account_id, holder_id, win_no)`,
        [
          drawId,
          winners.map(({ prizeKey }) => prizeKey),
          winners.map(({ place }) => place),
          winners.map(({ entryId }) => entryId),
          winners.map(({ accountId }) => accountId),
          winners.map(({ holderId }) => holderId),
        ],
      );
      return;
    }
    case 'DrawCancelled':
      await tx.query("UPDATE lottery_draw SET state = 'cancelled', reason = $2, ended_at = $3 WHERE draw_id = $1", [
        event.data.drawId,
        event.data.reason,
        occurredAt,
      ]);
      return;
    case 'PrizeCollected':
      await tx.query('UPDATE lottery_winner SET collected_at = $3 WHERE draw_id = $1 AND entry_id = $2', [
        event.data.drawId,
        event.data.entryId,
        occurredAt,
      ]);
  }
}

/** A draw as it is told; times are RFC 3339. */
export interface DrawView {
  readonly position: bigint;
  readonly drawId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly rule: string;
  readonly state: DrawStatus;
  readonly prizes: readonly DrawPrize[];
  readonly oncePerAccount: boolean;
  readonly seedHash: string;
  readonly afterPosition: bigint;
  readonly throughPosition: bigint | null;
  readonly entries: number | null;
  readonly entriesHash: string | null;
  readonly method: string | null;
  readonly seed: string | null;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly endedAt: string | null;
  readonly reason: string | null;
}

interface DrawRow {
  position: bigint;
  draw_id: string;
  programme_id: string;
  programme_version: number;
  rule: string;
  state: DrawStatus;
  prizes: readonly DrawPrize[];
  once_per_account: boolean;
  seed_hash: string;
  after_position: bigint;
  through_position: bigint | null;
  entries: number | null;
  entries_hash: string | null;
  method: string | null;
  seed: string | null;
  opened_at: bigint;
  closed_at: bigint | null;
  ended_at: bigint | null;
  reason: string | null;
}

/** Which draws are asked for; what is left out does not narrow the answer. */
export interface DrawsAsked {
  readonly issuerId: string;
  readonly drawId?: string | undefined;
  readonly programmeId?: string | undefined;
  readonly rule?: string | undefined;
  readonly state?: DrawStatus | undefined;
  /** Draws before this position: a page goes back in time. */
  readonly before: bigint;
  readonly limit: number;
}

/** An issuer's draws, the latest first. */
export async function drawsOf(pool: EventLog['pool'], asked: DrawsAsked): Promise<readonly DrawView[]> {
  const { issuerId, drawId, programmeId, rule, state, before, limit } = asked;
  const { rows } = await pool.query<DrawRow>(
    `SELECT position, draw_id, programme_id, programme_version, rule, state, prizes, once_per_account, seed_hash,
            after_position, through_position, entries, entries_hash, method, seed, opened_at, closed_at, ended_at, reason
     FROM lottery_draw
     WHERE issuer_id = $1 AND position < $2 AND ($4::text IS NULL OR draw_id = $4)
       AND ($5::text IS NULL OR programme_id = $5) AND ($6::text IS NULL OR rule = $6) AND ($7::text IS NULL OR state = $7)
     ORDER BY position DESC LIMIT $3`,
    [issuerId, before, limit, drawId ?? null, programmeId ?? null, rule ?? null, state ?? null],
  );
  return rows.map((row) => ({
    position: row.position,
    drawId: row.draw_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    rule: row.rule,
    state: row.state,
    prizes: row.prizes,
    oncePerAccount: row.once_per_account,
    seedHash: row.seed_hash,
    afterPosition: row.after_position,
    throughPosition: row.through_position,
    entries: row.entries,
    entriesHash: row.entries_hash,
    method: row.method,
    seed: row.seed,
    openedAt: toRfc3339(Number(row.opened_at)),
    closedAt: timeOf(row.closed_at),
    endedAt: timeOf(row.ended_at),
    reason: row.reason,
  }));
}

/** Who won what; the time is RFC 3339. */
export interface WinnerView {
  readonly prizeKey: string;
  readonly place: number;
  readonly entryId: string;
  readonly accountId: string;
  readonly holderId: string;
  /** Null while the prize waits. */
  readonly collectedAt: string | null;
}

interface WinnerRow {
  prize_key: string;
  place: number;
  entry_id: string;
  account_id: string;
  holder_id: string;
  collected_at: bigint | null;
}

/** The winners of a draw in the order drawn; at most as many as a draw has. */
export async function winnersOf(pool: EventLog['pool'], drawId: string): Promise<readonly WinnerView[]> {
  const { rows } = await pool.query<WinnerRow>(
    `SELECT prize_key, place, entry_id, account_id, holder_id, collected_at FROM lottery_winner
     WHERE draw_id = $1 ORDER BY win_no`,
    [drawId],
  );
  return rows.map((row) => ({
    prizeKey: row.prize_key,
    place: row.place,
    entryId: row.entry_id,
    accountId: row.account_id,
    holderId: row.holder_id,
    collectedAt: timeOf(row.collected_at),
  }));
}

/** What an entry won, with the stock it is taken from. */
interface Won {
  readonly drawId: string;
  readonly prizeKey: string;
  readonly accountId: string;
  readonly holderId: string;
  readonly stockId: string | null;
  readonly programmeId: string;
}

/** What an entry won in a held draw of a lottery, and whether it was collected; undefined: nothing. */
export async function wonPrize(
  pool: EventLog['pool'],
  asked: {
    readonly issuerId: string;
    readonly programmeId: string;
    readonly rule: string;
    readonly drawId: string;
    readonly entryId: string;
  },
): Promise<{ readonly prize: Won; readonly isCollected: boolean } | undefined> {
  const { issuerId, programmeId, rule, drawId, entryId } = asked;
  const { rows } = await pool.query<WinnerRow & { prizes: readonly DrawPrize[] }>(
    `SELECT w.*, d.prizes FROM lottery_winner AS w JOIN lottery_draw AS d USING (draw_id)
     WHERE d.issuer_id = $1 AND d.programme_id = $2 AND d.rule = $3 AND w.draw_id = $4 AND w.entry_id = $5`,
    [issuerId, programmeId, rule, drawId, entryId],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { prize_key: prizeKey, account_id: accountId, holder_id: holderId } = row;
  const stockId = row.prizes.find((prize) => prize.prizeKey === prizeKey)?.stockId ?? null;
  return {
    prize: { drawId, prizeKey, accountId, holderId, stockId, programmeId },
    isCollected: row.collected_at !== null,
  };
}

function timeOf(at: bigint | null): string | null {
  return at === null ? null : toRfc3339(Number(at));
}

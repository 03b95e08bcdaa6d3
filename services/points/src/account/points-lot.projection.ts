/** What time has to do with points: lots that lapse, with their notices, and points that wait. Points that never lapse have no row. */
import type { PendingPointsShare, PointsLotShare } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';
import { type Points, points } from '@scrip/money';
import { type PendingPoints, type PointsLot, withoutPending, withoutShare, withPending, withShare } from './lots.ts';
import { type LotChange, type Movement, movementOf } from './movement.ts';
import { MOVING_EVENTS } from './points-entry.projection.ts';

/** Stands for "never" where pending points have to be named: above every moment. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** Lots and waiting points of one account. */
interface Held {
  readonly issuerId: string;
  lots: readonly PointsLot[];
  pending: readonly PendingPoints[];
}

export const pointsLotProjection: Projection = {
  name: 'points_lot',
  revision: 1,
  events: ['PointsExpiryNoticed', ...MOVING_EVENTS],
  tables: `
    CREATE TABLE points_lot (
      account_id text NOT NULL,
      expires_at bigint NOT NULL,        -- epoch milliseconds, as the others: first moment it cannot be used
      issuer_id text NOT NULL,
      left_points bigint NOT NULL,       -- more than 0
      notices_at bigint[] NOT NULL,      -- when the holder is still to be told, the first time first
      due_at bigint NOT NULL,            -- the first of those, or the end
      PRIMARY KEY (account_id, expires_at)
    );
    CREATE INDEX points_lot_due ON points_lot (due_at);
    CREATE TABLE points_pending (
      account_id text NOT NULL,
      usable_at bigint NOT NULL,         -- epoch milliseconds, as the next
      expires_at bigint NOT NULL,        -- ${NEVER}: never
      issuer_id text NOT NULL,
      left_points bigint NOT NULL,       -- more than 0
      notices_at bigint[] NOT NULL,
      PRIMARY KEY (account_id, usable_at, expires_at)
    );
    CREATE INDEX points_pending_due ON points_pending (usable_at)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const timed = events.filter(({ event }) => event.type === 'PointsExpiryNoticed' || isTimed(movementOf(event)));
    if (timed.length === 0) return;
    const held = await heldBy(tx, timed);
    for (const { event } of timed) {
      const movement = movementOf(event);
      const accountId = event.type === 'PointsExpiryNoticed' ? event.data.accountId : movement?.accountId;
      const account = accountId === undefined ? undefined : held.get(accountId);
      if (!account) continue;
      if (event.type === 'PointsExpiryNoticed') told(account, event.data);
      if (movement) fold(account, movement);
    }
    await write(tx, held);
  },
};

/** Whether something lapses or waits in it; of a programme without either, nothing is read or written here. */
function isTimed(movement: Movement | undefined): boolean {
  return movement !== undefined && (movement.pending.length > 0 || movement.lots.some((lot) => lot.expiresAt !== null));
}

function told(account: Held, { expiresAt, noticeAt }: { readonly expiresAt: number; readonly noticeAt: number }): void {
  account.lots = account.lots.map((lot) =>
    lot.expiresAt === expiresAt ? { ...lot, expiryNotices: lot.expiryNotices.filter((due) => due > noticeAt) } : lot,
  );
}

function fold(account: Held, { lots, pending }: Movement): void {
  for (const change of lots) {
    if (change.expiresAt === null) continue;
    account.lots =
      change.changePoints > 0n ? withShare(account.lots, share(change)) : withoutShare(account.lots, share(change));
  }
  for (const change of pending) {
    const one: PendingPointsShare = { usableAt: change.usableAt, ...share(change) };
    account.pending =
      change.changePoints > 0n ? withPending(account.pending, one) : withoutPending(account.pending, one);
  }
}

/** As many points, whichever way they go. */
function share({ expiresAt, expiryNotices, changePoints }: LotChange): PointsLotShare {
  return { expiresAt, expiryNotices, sharePoints: points(changePoints < 0n ? -changePoints : changePoints) };
}

interface LotRow {
  account_id: string;
  expires_at: bigint;
  left_points: bigint;
  notices_at: readonly bigint[];
}

async function heldBy(tx: Tx, events: readonly Recorded[]): Promise<Map<string, Held>> {
  const held = new Map<string, Held>();
  for (const { envelope } of events)
    held.set(envelope.streamId, { issuerId: envelope.issuerId, lots: [], pending: [] });
  const accountIds = [...held.keys()];
  const lots = await tx.query<LotRow>(
    `SELECT account_id, expires_at, left_points, notices_at FROM points_lot
     WHERE account_id = ANY($1) ORDER BY account_id, expires_at`,
    [accountIds],
  );
  for (const row of lots.rows) {
    const account = held.get(row.account_id);
    if (account) account.lots = [...account.lots, lotOf(row)];
  }
  const pending = await tx.query<LotRow & { usable_at: bigint }>(
    `SELECT account_id, usable_at, expires_at, left_points, notices_at FROM points_pending
     WHERE account_id = ANY($1) ORDER BY account_id, usable_at, expires_at`,
    [accountIds],
  );
  for (const row of pending.rows) {
    const account = held.get(row.account_id);
    if (account) account.pending = [...account.pending, { usableAt: Number(row.usable_at), ...lotOf(row) }];
  }
  return held;
}

function lotOf({ expires_at, left_points, notices_at }: LotRow): PointsLot {
  const expiresAt = Number(expires_at);
  return {
    expiresAt: expiresAt === NEVER ? null : expiresAt,
    expiryNotices: notices_at.map(Number),
    leftPoints: points(left_points),
  };
}

/** Puts what these accounts hold in the place of what they held: rows of an account are as few as its lots. */
async function write(tx: Tx, held: ReadonlyMap<string, Held>): Promise<void> {
  const accountIds = [...held.keys()];
  const lots = [...held].flatMap(([accountId, { issuerId, lots: all }]) =>
    all.map((lot) => ({ accountId, issuerId, expiresAt: lot.expiresAt ?? NEVER, ...namedIn(lot) })),
  );
  await tx.query('DELETE FROM points_lot WHERE account_id = ANY($1)', [accountIds]);
  await tx.query(
    `INSERT INTO points_lot (account_id, expires_at, issuer_id, left_points, notices_at, due_at)
     SELECT account_id, expires_at, issuer_id, left_points, string_to_array(notices_at, ',')::bigint[],
            coalesce((string_to_array(notices_at, ','))[1]::bigint, expires_at)
     FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::text[])
       AS l (account_id, expires_at, issuer_id, left_points, notices_at)`,
    [
      lots.map((lot) => lot.accountId),
      lots.map((lot) => lot.expiresAt),
      lots.map((lot) => lot.issuerId),
      lots.map((lot) => lot.leftPoints),
      lots.map((lot) => lot.notices),
    ],
  );
  const pending = [...held].flatMap(([accountId, { issuerId, pending: all }]) =>
    all.map((one) => ({
      accountId,
      issuerId,
      usableAt: one.usableAt,
      expiresAt: one.expiresAt ?? NEVER,
      ...namedIn(one),
    })),
  );
  await tx.query('DELETE FROM points_pending WHERE account_id = ANY($1)', [accountIds]);
  await tx.query(
    `INSERT INTO points_pending (account_id, usable_at, expires_at, issuer_id, left_points, notices_at)
     SELECT account_id, usable_at, expires_at, issuer_id, left_points, string_to_array(notices_at, ',')::bigint[]
     FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::text[])
       AS l (account_id, usable_at, expires_at, issuer_id, left_points, notices_at)`,
    [
      pending.map((one) => one.accountId),
      pending.map((one) => one.usableAt),
      pending.map((one) => one.expiresAt),
      pending.map((one) => one.issuerId),
      pending.map((one) => one.leftPoints),
      pending.map((one) => one.notices),
    ],
  );
}

function namedIn({ leftPoints, expiryNotices }: PointsLot): { readonly leftPoints: Points; readonly notices: string } {
  return { leftPoints, notices: expiryNotices.join(',') };
}

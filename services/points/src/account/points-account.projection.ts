/** Points accounts as the desk and the console look them up: balance, lifetime count, how often something was earned. */
import { toRfc3339 } from '@scrip/calendar';
import type { PointsAccountOpened } from '@scrip/contracts';
import type { Envelope, EventLog, Projection, Recorded, Tx } from '@scrip/event-store';
import { movementOf } from './movement.ts';
import { MOVING_EVENTS } from './points-entry.projection.ts';

/** What a batch changes on one account. */
interface Change {
  changePoints: bigint;
  pendingChangePoints: bigint;
  lifetimeChangePoints: bigint;
  entries: number;
  lotteryEntries: number;
  lastEarnedAt: number | null;
  /** Null: unchanged, as the next two. */
  holderId: string | null;
  state: AccountView['state'] | null;
  movedTo: string | null;
}

export const pointsAccountProjection: Projection = {
  name: 'points_account',
  revision: 2,
  events: ['PointsAccountOpened', 'PointsAccountHolderChanged', 'LotteryEntryGranted', ...MOVING_EVENTS],
  tables: `
    CREATE TABLE points_account (
      account_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      membership_id text NOT NULL,
      holder_id text NOT NULL,
      programme_id text NOT NULL,
      state text NOT NULL DEFAULT 'open',           -- open | moved | closed
      moved_to text,                                -- account that has its points since it moved
      balance_points bigint NOT NULL DEFAULT 0,     -- what can be redeemed
      pending_points bigint NOT NULL DEFAULT 0,     -- what cannot be used yet
      lifetime_points bigint NOT NULL DEFAULT 0,    -- what was ever earned
      entries int NOT NULL DEFAULT 0,               -- how many receipts earned
      lottery_entries int NOT NULL DEFAULT 0,
      opened_at bigint NOT NULL,                    -- epoch milliseconds, as the next: when it happened
      last_earned_at bigint
    );
    CREATE INDEX points_account_of_membership ON points_account (issuer_id, membership_id);
    CREATE INDEX points_account_of_holder ON points_account (issuer_id, holder_id, account_id)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const opened: { envelope: Envelope; data: PointsAccountOpened }[] = [];
    const changes = new Map<string, Change>();
    for (const recorded of events) {
      const { envelope, event } = recorded;
      if (event.type === 'PointsAccountOpened') opened.push({ envelope, data: event.data });
      else change(changes, recorded);
    }
    if (opened.length > 0) {
      await tx.query(
        `INSERT INTO points_account (account_id, issuer_id, membership_id, holder_id, programme_id, opened_at)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])`,
        [
          opened.map(({ data }) => data.accountId),
          opened.map(({ envelope }) => envelope.issuerId),
          opened.map(({ data }) => data.membershipId),
          opened.map(({ data }) => data.holderId),
          opened.map(({ data }) => data.programmeId),
          opened.map(({ envelope }) => envelope.occurredAt),
        ],
      );
    }
    if (changes.size === 0) return;
    const changed = [...changes.values()];
    await tx.query(
      `UPDATE points_account AS a
       SET balance_points = a.balance_points + c.change_points,
           pending_points = a.pending_points + c.pending_points,
           lifetime_points = a.lifetime_points + c.lifetime_points,
           entries = a.entries + c.entries,
           lottery_entries = a.lottery_entries + c.lottery_entries,
           last_earned_at = coalesce(c.last_earned_at, a.last_earned_at),
           holder_id = coalesce(c.holder_id, a.holder_id),
           state = coalesce(c.state, a.state),
           moved_to = coalesce(c.moved_to, a.moved_to)
       FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::int[], $6::int[], $7::bigint[], $8::text[],
                   $9::text[], $10::text[])
         AS c (account_id, change_points, pending_points, lifetime_points, entries, lottery_entries, last_earned_at,
               holder_id, state, moved_to)
       WHERE a.account_id = c.account_id`,
      [
        [...changes.keys()],
        changed.map((one) => one.changePoints),
        changed.map((one) => one.pendingChangePoints),
        changed.map((one) => one.lifetimeChangePoints),
        changed.map((one) => one.entries),
        changed.map((one) => one.lotteryEntries),
        changed.map((one) => one.lastEarnedAt),
        changed.map((one) => one.holderId),
        changed.map((one) => one.state),
        changed.map((one) => one.movedTo),
      ],
    );
  },
};

function change(changes: Map<string, Change>, { envelope, event }: Recorded): void {
  if (event.type === 'LotteryEntryGranted') changeOf(changes, event.data.accountId).lotteryEntries += 1;
  if (event.type === 'PointsAccountHolderChanged') {
    changeOf(changes, event.data.accountId).holderId = event.data.holderId;
  }
  const movement = movementOf(event);
  if (!movement) return;
  const one = changeOf(changes, movement.accountId);
  one.changePoints += movement.changePoints;
  one.pendingChangePoints += movement.pendingChangePoints;
  one.lifetimeChangePoints += movement.lifetimeChangePoints;
  if (movement.kind === 'earned') {
    one.entries += 1;
    one.lastEarnedAt = envelope.occurredAt;
  }
  if (movement.kind === 'moved_out') {
    one.state = 'moved';
    one.movedTo = movement.reference;
  }
  if (movement.kind === 'closed') one.state = 'closed';
}

function changeOf(changes: Map<string, Change>, accountId: string): Change {
  const known = changes.get(accountId);
  if (known) return known;
  const none: Change = {
    changePoints: 0n,
    pendingChangePoints: 0n,
    lifetimeChangePoints: 0n,
    entries: 0,
    lotteryEntries: 0,
    lastEarnedAt: null,
    holderId: null,
    state: null,
    movedTo: null,
  };
  changes.set(accountId, none);
  return none;
}

/** An account as it is told; times are RFC 3339. */
export interface AccountView {
  readonly accountId: string;
  readonly membershipId: string;
  readonly holderId: string;
  readonly programmeId: string;
  /** Whether it takes points; what another account or nobody has, it does not. */
  readonly state: 'open' | 'moved' | 'closed';
  /** Account that has its points since it moved; else null. */
  readonly movedTo: string | null;
  readonly balancePoints: bigint;
  /** What cannot be used yet. */
  readonly pendingPoints: bigint;
  readonly lifetimePoints: bigint;
  /** How many receipts earned. */
  readonly entries: number;
  readonly lotteryEntries: number;
  readonly openedAt: string;
  readonly lastEarnedAt: string | null;
}

interface AccountRow {
  account_id: string;
  membership_id: string;
  holder_id: string;
  programme_id: string;
  state: AccountView['state'];
  moved_to: string | null;
  balance_points: bigint;
  pending_points: bigint;
  lifetime_points: bigint;
  entries: number;
  lottery_entries: number;
  opened_at: bigint;
  last_earned_at: bigint | null;
}

const COLUMNS =
  'account_id, membership_id, holder_id, programme_id, state, moved_to, balance_points, pending_points, ' +
  'lifetime_points, entries, lottery_entries, opened_at, last_earned_at';

/** An account; undefined when the issuer has none of this id. */
export async function accountById(
  pool: EventLog['pool'],
  issuerId: string,
  accountId: string,
): Promise<AccountView | undefined> {
  const { rows } = await pool.query<AccountRow>(
    `SELECT ${COLUMNS} FROM points_account WHERE issuer_id = $1 AND account_id = $2`,
    [issuerId, accountId],
  );
  return rows[0] && viewOf(rows[0]);
}

/** Which accounts are asked for; what is left out does not narrow the answer. */
export interface AccountsAsked {
  readonly issuerId: string;
  readonly membershipId?: string | undefined;
  readonly holderId?: string | undefined;
  readonly programmeId?: string | undefined;
  /** Accounts after this id. */
  readonly after: string;
  readonly limit: number;
}

/** An issuer's accounts in the order of their ids. */
export async function accountsOf(pool: EventLog['pool'], asked: AccountsAsked): Promise<readonly AccountView[]> {
  const { issuerId, membershipId, holderId, programmeId, after, limit } = asked;
  const { rows } = await pool.query<AccountRow>(
    `SELECT ${COLUMNS} FROM points_account
     WHERE issuer_id = $1 AND account_id > $2 AND ($4::text IS NULL OR membership_id = $4)
       AND ($5::text IS NULL OR holder_id = $5) AND ($6::text IS NULL OR programme_id = $6)
     ORDER BY account_id LIMIT $3`,
    [issuerId, after, limit, membershipId ?? null, holderId ?? null, programmeId ?? null],
  );
  return rows.map(viewOf);
}

function viewOf(row: AccountRow): AccountView {
  return {
    accountId: row.account_id,
    membershipId: row.membership_id,
    holderId: row.holder_id,
    programmeId: row.programme_id,
    state: row.state,
    movedTo: row.moved_to,
    balancePoints: row.balance_points,
    pendingPoints: row.pending_points,
    lifetimePoints: row.lifetime_points,
    entries: row.entries,
    lotteryEntries: row.lottery_entries,
    openedAt: toRfc3339(Number(row.opened_at)),
    lastEarnedAt: row.last_earned_at === null ? null : toRfc3339(Number(row.last_earned_at)),
  };
}

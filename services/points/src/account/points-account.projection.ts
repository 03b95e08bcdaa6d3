/** Points accounts as the desk and the console look them up: balance, lifetime count, how often something was earned. */
import { toRfc3339 } from '@scrip/calendar';
import type { PointsAccountOpened } from '@scrip/contracts';
import type { Envelope, EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

/** What a batch changes on one account. */
interface Change {
  balancePoints: bigint | null;
  lifetimePoints: bigint | null;
  entries: number;
  lotteryEntries: number;
  lastEarnedAt: number | null;
}

export const pointsAccountProjection: Projection = {
  name: 'points_account',
  revision: 1,
  events: ['PointsAccountOpened', 'PointsEarned', 'LotteryEntryGranted'],
  tables: `
    CREATE TABLE points_account (
      account_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      membership_id text NOT NULL,
      holder_id text NOT NULL,
      programme_id text NOT NULL,
      balance_points bigint NOT NULL DEFAULT 0,     -- what can be redeemed
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
    for (const { envelope, event } of events) {
      if (event.type === 'PointsAccountOpened') opened.push({ envelope, data: event.data });
      if (event.type === 'PointsEarned') {
        const change = changeOf(changes, event.data.accountId);
        change.balancePoints = event.data.balanceAfterPoints;
        change.lifetimePoints = event.data.lifetimeAfterPoints;
        change.entries += 1;
        change.lastEarnedAt = envelope.occurredAt;
      }
      if (event.type === 'LotteryEntryGranted') changeOf(changes, event.data.accountId).lotteryEntries += 1;
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
       SET balance_points = coalesce(c.balance_points, a.balance_points),
           lifetime_points = coalesce(c.lifetime_points, a.lifetime_points),
           entries = a.entries + c.entries,
           lottery_entries = a.lottery_entries + c.lottery_entries,
           last_earned_at = coalesce(c.last_earned_at, a.last_earned_at)
       FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::int[], $5::int[], $6::bigint[])
         AS c (account_id, balance_points, lifetime_points, entries, lottery_entries, last_earned_at)
       WHERE a.account_id = c.account_id`,
      [
        [...changes.keys()],
        changed.map((change) => change.balancePoints),
        changed.map((change) => change.lifetimePoints),
        changed.map((change) => change.entries),
        changed.map((change) => change.lotteryEntries),
        changed.map((change) => change.lastEarnedAt),
      ],
    );
  },
};

function changeOf(changes: Map<string, Change>, accountId: string): Change {
  const known = changes.get(accountId);
  if (known) return known;
  const none: Change = { balancePoints: null, lifetimePoints: null, entries: 0, lotteryEntries: 0, lastEarnedAt: null };
  changes.set(accountId, none);
  return none;
}

/** An account as it is told; times are RFC 3339. */
export interface AccountView {
  readonly accountId: string;
  readonly membershipId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly balancePoints: bigint;
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
  balance_points: bigint;
  lifetime_points: bigint;
  entries: number;
  lottery_entries: number;
  opened_at: bigint;
  last_earned_at: bigint | null;
}

const COLUMNS =
  'account_id, membership_id, holder_id, programme_id, balance_points, lifetime_points, entries, lottery_entries, ' +
  'opened_at, last_earned_at';

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
    balancePoints: row.balance_points,
    lifetimePoints: row.lifetime_points,
    entries: row.entries,
    lotteryEntries: row.lottery_entries,
    openedAt: toRfc3339(Number(row.opened_at)),
    lastEarnedAt: row.last_earned_at === null ? null : toRfc3339(Number(row.last_earned_at)),
  };
}

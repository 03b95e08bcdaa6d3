/** Receptions as those who prepare and receive list them: every step with its time and who, cost against budget. */
import { toRfc3339 } from '@scrip/calendar';
import type { ReceptionEvent } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen, minus } from '@scrip/money';
import type { ReceptionStatus } from './reception-status.ts';

export const receptionProjection: Projection = {
  name: 'reception',
  revision: 1,
  events: [
    'ReceptionBooked',
    'ReceptionApproved',
    'ReceptionRefused',
    'ReceptionCancelled',
    'ReceiversNamed',
    'ReceptionPrepared',
    'GuestReceived',
    'GuestSeenOff',
    'GuestFollowedUp',
  ],
  tables: `
    CREATE TABLE reception (
      reception_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      stay_id text NOT NULL,               -- the issuer's own number
      holder_id text NOT NULL,
      programme_id text NOT NULL,
      programme_version int NOT NULL,
      level_key text NOT NULL,
      foreign_guest boolean NOT NULL,
      arrives_date text NOT NULL,          -- YYYY-MM-DD, as the next
      leaves_date text NOT NULL,
      service_keys text[] NOT NULL,
      status text NOT NULL,                -- booked | prepared | received | seen_off | followed_up | refused | cancelled
      waits_for text[] NOT NULL,           -- roles that decide; none once it is decided
      receiver_ids text[] NOT NULL,        -- the issuer's own keys of staff
      items jsonb NOT NULL,                -- what is laid out with its budget
      costs jsonb NOT NULL,                -- what it cost, by item
      budget_fen bigint NOT NULL,
      cost_fen bigint,                     -- null before it was prepared
      outcome text,                        -- of the follow-up
      steps jsonb NOT NULL                 -- each with its time and who, the first one first
    );
    CREATE INDEX reception_of_issuer ON reception (issuer_id, arrives_date, reception_id);
    CREATE INDEX reception_of_holder ON reception (issuer_id, holder_id, arrives_date, reception_id)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    for (const recorded of events as readonly Recorded<ReceptionEvent>[]) await applyOne(tx, recorded);
  },
};

async function applyOne(tx: Tx, { envelope, event }: Recorded<ReceptionEvent>): Promise<void> {
  const step = JSON.stringify([stepOf(event, envelope)]);
  const { receptionId } = event.data;
  if (event.type === 'ReceptionBooked') {
    const { data } = event;
    await tx.query(
      `INSERT INTO reception AS r (reception_id, issuer_id, stay_id, holder_id, programme_id, programme_version, level_key,
         foreign_guest, arrives_date, leaves_date, service_keys, status, waits_for, receiver_ids, items, costs, budget_fen,
         steps)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'booked', $12, '{}', $13, '[]', $14, $15)
       ON CONFLICT (reception_id) DO UPDATE SET holder_id = excluded.holder_id,
         programme_version = excluded.programme_version, level_key = excluded.level_key,
         foreign_guest = excluded.foreign_guest, arrives_date = excluded.arrives_date, leaves_date = excluded.leaves_date,
         service_keys = excluded.service_keys, status = 'booked', waits_for = excluded.waits_for, receiver_ids = '{}',
         items = excluded.items, costs = '[]', budget_fen = excluded.budget_fen, cost_fen = NULL, outcome = NULL,
         steps = r.steps || excluded.steps`,
      [
        receptionId,
        envelope.issuerId,
        data.stayId,
        data.holderId,
        data.programmeId,
        data.programmeVersion,
        data.levelKey,
        data.foreignGuest,
        data.arrivesDate,
        data.leavesDate,
        data.serviceKeys,
        data.authorityRoles,
        JSON.stringify(data.items.map(({ itemKey, budgetFen }) => ({ itemKey, budgetFen: String(budgetFen) }))),
        data.budgetFen,
        step,
      ],
    );
    return;
  }
  const set = async (columns: string, ...values: readonly unknown[]): Promise<void> => {
    await tx.query(`UPDATE reception SET steps = steps || $2::jsonb, ${columns} WHERE reception_id = $1`, [
      receptionId,
      step,
      ...values,
    ]);
  };
  switch (event.type) {
    case 'ReceptionApproved':
      return set("waits_for = '{}'");
    case 'ReceptionRefused':
      return set("status = 'refused', waits_for = '{}'");
    case 'ReceptionCancelled':
      return set("status = 'cancelled', waits_for = '{}'");
    case 'ReceiversNamed':
      return set('receiver_ids = $3', event.data.receiverIds);
    case 'ReceptionPrepared': {
      const { costs, costFen } = event.data;
      const kept = costs.map((cost) => ({ itemKey: cost.itemKey, costFen: String(cost.costFen) }));
      return set("status = 'prepared', costs = $3, cost_fen = $4", JSON.stringify(kept), costFen);
    }
    case 'GuestReceived':
      return set("status = 'received', receiver_ids = $3", event.data.receiverIds);
    case 'GuestSeenOff':
      return set("status = 'seen_off'");
    case 'GuestFollowedUp':
      return set("status = 'followed_up', outcome = $3", event.data.outcome);
  }
}

function stepOf(event: ReceptionEvent, { actor, occurredAt }: Recorded['envelope']): object {
  const at = { at: toRfc3339(occurredAt), by: actor };
  switch (event.type) {
    case 'ReceptionBooked':
      return { step: 'booked', ...at };
    case 'ReceptionApproved':
      return { step: 'approved', ...at, role: event.data.role };
    case 'ReceptionRefused':
      return { step: 'refused', ...at, role: event.data.role, reason: event.data.reason };
    case 'ReceptionCancelled':
      return { step: 'cancelled', ...at, reason: event.data.reason };
    case 'ReceiversNamed':
      return { step: 'receivers_named', ...at, receiverIds: event.data.receiverIds };
    case 'ReceptionPrepared':
      return { step: 'prepared', ...at };
    case 'GuestReceived':
      return { step: 'received', ...at, receiverIds: event.data.receiverIds };
    case 'GuestSeenOff':
      return { step: 'seen_off', ...at, receiverIds: event.data.receiverIds };
    case 'GuestFollowedUp':
      return { step: 'followed_up', ...at };
  }
}

/** A reception as it is told; times are RFC 3339. */
export interface ReceptionView {
  readonly receptionId: string;
  readonly stayId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly levelKey: string;
  readonly foreignGuest: boolean;
  readonly arrivesDate: string;
  readonly leavesDate: string;
  readonly serviceKeys: readonly string[];
  readonly status: ReceptionStatus;
  /** Roles that decide; none once it is decided. */
  readonly waitsFor: readonly string[];
  readonly receiverIds: readonly string[];
  readonly items: readonly { itemKey: string; budgetFen: Fen; costFen: Fen | null }[];
  readonly budgetFen: Fen;
  /** Null before it was prepared, as the next. */
  readonly costFen: Fen | null;
  /** Budget less cost. */
  readonly leftFen: Fen | null;
  readonly outcome: string | null;
  readonly steps: readonly object[];
}

interface ReceptionRow {
  reception_id: string;
  stay_id: string;
  holder_id: string;
  programme_id: string;
  programme_version: number;
  level_key: string;
  foreign_guest: boolean;
  arrives_date: string;
  leaves_date: string;
  service_keys: string[];
  status: ReceptionStatus;
  waits_for: string[];
  receiver_ids: string[];
  items: { itemKey: string; budgetFen: string }[];
  costs: { itemKey: string; costFen: string }[];
  budget_fen: bigint;
  cost_fen: bigint | null;
  outcome: string | null;
  steps: object[];
}

/** Which receptions; what is left out does not narrow the answer. */
export interface ReceptionsAsked {
  readonly issuerId: string;
  readonly receptionId?: string | undefined;
  readonly stayId?: string | undefined;
  readonly holderId?: string | undefined;
  readonly programmeId?: string | undefined;
  readonly levelKey?: string | undefined;
  readonly status?: ReceptionStatus | undefined;
  /** Role that decides. */
  readonly waitsFor?: string | undefined;
  /** One of those who receive. */
  readonly receiverId?: string | undefined;
  /** First and last day of arrival. */
  readonly arrivesFrom?: string | undefined;
  readonly arrivesTo?: string | undefined;
  /** Day of arrival and id of the one before. */
  readonly after: readonly [date: string, receptionId: string];
  readonly limit: number;
}

/** An issuer's receptions in the order of their arrivals. */
export async function receptionsOf(pool: EventLog['pool'], asked: ReceptionsAsked): Promise<readonly ReceptionView[]> {
  const { rows } = await pool.query<ReceptionRow>(
    `SELECT * FROM reception
     WHERE issuer_id = $1 AND (arrives_date, reception_id) > ($2, $3) AND ($5::text IS NULL OR reception_id = $5)
       AND ($6::text IS NULL OR stay_id = $6) AND ($7::text IS NULL OR holder_id = $7)
       AND ($8::text IS NULL OR programme_id = $8) AND ($9::text IS NULL OR level_key = $9)
       AND ($10::text IS NULL OR status = $10) AND ($11::text IS NULL OR $11 = ANY (waits_for))
       AND ($12::text IS NULL OR $12 = ANY (receiver_ids)) AND ($13::text IS NULL OR arrives_date >= $13)
       AND ($14::text IS NULL OR arrives_date <= $14)
     ORDER BY arrives_date, reception_id LIMIT $4`,
    [
      asked.issuerId,
      ...asked.after,
      asked.limit,
      asked.receptionId,
      asked.stayId,
      asked.holderId,
      asked.programmeId,
      asked.levelKey,
      asked.status,
      asked.waitsFor,
      asked.receiverId,
      asked.arrivesFrom,
      asked.arrivesTo,
    ],
  );
  return rows.map(viewOf);
}

/** What receptions of a level cost against their budgets. */
export interface LevelCost {
  readonly levelKey: string;
  readonly receptions: number;
  readonly budgetFen: Fen;
  readonly costFen: Fen;
}

/** Cost against budget of the receptions that were prepared and arrive within days, by level. */
export async function levelCostsOf(
  pool: EventLog['pool'],
  asked: {
    readonly issuerId: string;
    readonly programmeId: string;
    readonly fromDate: string;
    readonly toDate: string;
  },
): Promise<readonly LevelCost[]> {
  const { rows } = await pool.query<{ level_key: string; receptions: number; budget_fen: bigint; cost_fen: bigint }>(
    `SELECT level_key, count(*)::int AS receptions, sum(budget_fen)::bigint AS budget_fen, sum(cost_fen)::bigint AS cost_fen
     FROM reception
     WHERE issuer_id = $1 AND programme_id = $2 AND arrives_date BETWEEN $3 AND $4 AND cost_fen IS NOT NULL
     GROUP BY level_key ORDER BY level_key`,
    [asked.issuerId, asked.programmeId, asked.fromDate, asked.toDate],
  );
  return rows.map((row) => ({
    levelKey: row.level_key,
    receptions: row.receptions,
    budgetFen: fen(row.budget_fen),
    costFen: fen(row.cost_fen),
  }));
}

function viewOf(row: ReceptionRow): ReceptionView {
  const budgetFen = fen(row.budget_fen);
  const costFen = row.cost_fen === null ? null : fen(row.cost_fen);
  const costOf = new Map(row.costs.map((cost) => [cost.itemKey, fen(BigInt(cost.costFen))]));
  return {
    receptionId: row.reception_id,
    stayId: row.stay_id,
    holderId: row.holder_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    levelKey: row.level_key,
    foreignGuest: row.foreign_guest,
    arrivesDate: row.arrives_date,
    leavesDate: row.leaves_date,
    serviceKeys: row.service_keys,
    status: row.status,
    waitsFor: row.waits_for,
    receiverIds: row.receiver_ids,
    items: row.items.map(({ itemKey, budgetFen: most }) => {
      return { itemKey, budgetFen: fen(BigInt(most)), costFen: costOf.get(itemKey) ?? null };
    }),
    budgetFen,
    costFen,
    leftFen: costFen === null ? null : minus(budgetFen, costFen),
    outcome: row.outcome,
    steps: row.steps,
  };
}

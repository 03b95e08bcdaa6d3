/** Contracts with their relatives, as the desk lists them; what a contract is on a day is told when it is read. */
import { toRfc3339 } from '@scrip/calendar';
import type { ContractEvent } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

/** What a contract can be on a day. */
export const CONTRACT_STATES = ['not_begun', 'in_force', 'lapsed', 'over', 'ended'] as const;

export const contractProjection: Projection = {
  name: 'contract',
  revision: 1,
  events: [
    'ContractStarted',
    'ContractLapsed',
    'ContractReinstated',
    'ContractRenewed',
    'ContractEnded',
    'RelativesNamed',
    'RelativesCalled',
    'RelativeBarred',
  ],
  tables: `
    CREATE TABLE contract (
      contract_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      contract_no text NOT NULL,           -- the issuer's own number
      holder_id text NOT NULL,
      programme_id text NOT NULL,
      contract_key text NOT NULL,          -- kind, a key of the programme
      starts_date text NOT NULL,           -- YYYY-MM-DD, as the other days
      ends_date text,                      -- last day of its term
      from_date text NOT NULL,             -- first day of the last stretch in force
      until_date text,                     -- first day that is no longer of it
      called_date text,                    -- of the call that the relatives' wait counts from
      ended_date text,
      reason text,                         -- of the last lapse or of the end
      changed_at bigint NOT NULL           -- epoch milliseconds, when it last happened something
    );
    CREATE INDEX contract_of_issuer ON contract (issuer_id, contract_id);
    CREATE INDEX contract_of_holder ON contract (issuer_id, holder_id, contract_id);
    CREATE INDEX contract_of_number ON contract (issuer_id, contract_no);
    CREATE TABLE contract_relative (
      contract_id text NOT NULL,
      place int NOT NULL,                  -- in the order they were named, from 1
      relative_id text NOT NULL,           -- in the vault of cards
      kind text NOT NULL,                  -- parent | spouse | child
      barred_date text,
      PRIMARY KEY (contract_id, relative_id)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    for (const recorded of events as readonly Recorded<ContractEvent>[]) await applyOne(tx, recorded);
  },
};

async function applyOne(tx: Tx, { envelope, event }: Recorded<ContractEvent>): Promise<void> {
  const { contractId } = event.data;
  const at = envelope.occurredAt;
  const set = async (columns: string, ...values: readonly unknown[]): Promise<void> => {
    await tx.query(`UPDATE contract SET changed_at = $2, ${columns} WHERE contract_id = $1`, [
      contractId,
      at,
      ...values,
    ]);
  };
  switch (event.type) {
    case 'ContractStarted': {
      const { contractNo, holderId, programmeId, contractKey, startsDate, endsDate } = event.data;
      await tx.query(
        `INSERT INTO contract (contract_id, issuer_id, contract_no, holder_id, programme_id, contract_key, starts_date,
           ends_date, from_date, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, $9)`,
        [contractId, envelope.issuerId, contractNo, holderId, programmeId, contractKey, startsDate, endsDate, at],
      );
      return;
    }
    case 'ContractLapsed':
      return set('until_date = $3, reason = $4', event.data.lapsedDate, event.data.reason);
    case 'ContractReinstated':
      return set('from_date = $3, until_date = NULL, called_date = NULL, reason = NULL', event.data.reinstatedDate);
    case 'ContractRenewed':
      return set('ends_date = $3', event.data.endsDate);
    case 'ContractEnded':
      return set(
        'until_date = least(until_date, $3), ended_date = $3, reason = $4',
        event.data.endedDate,
        event.data.reason,
      );
    case 'RelativesNamed': {
      const { calledDate, relatives } = event.data;
      await tx.query(
        `INSERT INTO contract_relative (contract_id, place, relative_id, kind)
         SELECT $1, r.place, r.id, r.kind FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS r (id, kind, place)`,
        [contractId, relatives.map(({ relativeId }) => relativeId), relatives.map(({ kind }) => kind)],
      );
      return set('called_date = $3', calledDate);
    }
    case 'RelativesCalled':
      return set('called_date = $3', event.data.calledDate);
    case 'RelativeBarred':
      await tx.query('UPDATE contract_relative SET barred_date = $3 WHERE contract_id = $1 AND relative_id = $2', [
        contractId,
        event.data.relativeId,
        event.data.foundDate,
      ]);
      return set('reason = reason');
  }
}

/** A contract as it is told on a day. */
export interface ContractView {
  readonly contractId: string;
  readonly contractNo: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly contractKey: string;
  readonly status: (typeof CONTRACT_STATES)[number];
  readonly startsDate: string;
  readonly endsDate: string | null;
  /** First day of the last stretch in force. */
  readonly fromDate: string;
  /** First day that is no longer in force. */
  readonly untilDate: string | null;
  /** Of the call that the relatives' wait counts from. */
  readonly calledDate: string | null;
  readonly endedDate: string | null;
  readonly reason: string | null;
  readonly relatives: readonly { relativeId: string; kind: string; barredDate: string | null }[];
  /** RFC 3339. */
  readonly changedAt: string;
}

interface ContractRow {
  contract_id: string;
  contract_no: string;
  holder_id: string;
  programme_id: string;
  contract_key: string;
  status: ContractView['status'];
  starts_date: string;
  ends_date: string | null;
  from_date: string;
  until_date: string | null;
  called_date: string | null;
  ended_date: string | null;
  reason: string | null;
  relatives: ContractView['relatives'];
  changed_at: bigint;
}

/** Which contracts; what is left out does not narrow the answer. */
export interface ContractsAsked {
  readonly issuerId: string;
  /** Day that the status is told for, YYYY-MM-DD. */
  readonly onDate: string;
  readonly contractId?: string | undefined;
  readonly contractNo?: string | undefined;
  readonly holderId?: string | undefined;
  readonly programmeId?: string | undefined;
  readonly status?: ContractView['status'] | undefined;
  /** Contracts after this id. */
  readonly after: string;
  readonly limit: number;
}

/** An issuer's contracts in the order of their ids. */
export async function contractsOf(pool: EventLog['pool'], asked: ContractsAsked): Promise<readonly ContractView[]> {
  const { rows } = await pool.query<ContractRow>(
    `SELECT * FROM (
       SELECT c.contract_id, c.contract_no, c.holder_id, c.programme_id, c.contract_key, c.starts_date, c.ends_date,
              c.from_date, c.until_date, c.called_date, c.ended_date, c.reason, c.changed_at,
              CASE WHEN c.ended_date <= $2 THEN 'ended' WHEN c.ends_date < $2 THEN 'over'
                   WHEN $2 < c.starts_date THEN 'not_begun'
                   WHEN c.until_date <= $2 OR $2 < c.from_date THEN 'lapsed' ELSE 'in_force' END AS status,
              (SELECT coalesce(jsonb_agg(jsonb_build_object('relativeId', r.relative_id, 'kind', r.kind,
                        'barredDate', r.barred_date) ORDER BY r.place), '[]')
               FROM contract_relative AS r WHERE r.contract_id = c.contract_id) AS relatives
       FROM contract AS c
       WHERE c.issuer_id = $1 AND c.contract_id > $3 AND ($5::text IS NULL OR c.contract_id = $5)
         AND ($6::text IS NULL OR c.contract_no = $6) AND ($7::text IS NULL OR c.holder_id = $7)
         AND ($8::text IS NULL OR c.programme_id = $8)) AS told
     WHERE $9::text IS NULL OR status = $9
     ORDER BY contract_id LIMIT $4`,
    [
      asked.issuerId,
      asked.onDate,
      asked.after,
      asked.limit,
      asked.contractId ?? null,
      asked.contractNo ?? null,
      asked.holderId ?? null,
      asked.programmeId ?? null,
      asked.status ?? null,
    ],
  );
  return rows.map((row) => ({
    contractId: row.contract_id,
    contractNo: row.contract_no,
    holderId: row.holder_id,
    programmeId: row.programme_id,
    contractKey: row.contract_key,
    status: row.status,
    startsDate: row.starts_date,
    endsDate: row.ends_date,
    fromDate: row.from_date,
    untilDate: row.until_date,
    calledDate: row.called_date,
    endedDate: row.ended_date,
    reason: row.reason,
    relatives: row.relatives,
    changedAt: toRfc3339(Number(row.changed_at)),
  }));
}

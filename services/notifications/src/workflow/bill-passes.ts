/**
 * Which passes a daily bill names: those of the day before, and those of earlier days that no bill has named because they
 * came late (domain 2.10, 2.12). A day on which the rule did not stand in the programme is billed to nobody. Each pass is in one bill, however late it is heard of and in whatever order days are made up for.
 */
import { type BusinessDate, daysEarlier, toRfc3339 } from '@scrip/calendar';
import { InvariantError } from '@scrip/decider';
import { type EventLog, type Tx, transaction } from '@scrip/event-store';
import type { ProgrammeOf } from './announced.ts';

/** A run of daily bills. */
export interface BillRun extends ProgrammeOf {
  /** Outreach of the programme document. */
  readonly ruleKey: string;
  /** Business day of the run: it bills days before this one. */
  readonly date: BusinessDate;
  /** Whether the rule stood in the version in force at the end of a business day. */
  stoodOn(date: BusinessDate): Promise<boolean>;
}

/** What a run of bills is made of, once it has begun. */
interface BillCut {
  readonly cutNo: bigint;
  readonly firstDate: BusinessDate;
  readonly heardThrough: bigint;
  readonly dates: readonly BusinessDate[];
}

/** The bill of a holder for one day. */
export interface Bill {
  readonly holderId: string;
  /** Day of the passes. */
  readonly date: BusinessDate;
  /** What fills the template: `date`, `passes` as they follow each other, `count`. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Bills of the holders behind one, by id and day; at most `limit` in all but where one holder has more. All of a holder's
 * are in one answer. Of the days between two runs only those on which the rule stood are billed: a standstill is made up
 * for, a pause is not. A card that was issued before this service heard of cards is taken for one of each programme of its
 * holder.
 */
export async function billsOf(
  pool: EventLog['pool'],
  run: BillRun,
  after: string,
  limit: number,
): Promise<readonly Bill[]> {
  const { heardThrough, cutNo, dates: unbilled } = await cutOf(pool, run);
  // Asked outside the transaction that draws the line, which holds passes up.
  const dates: BusinessDate[] = [];
  for (const date of unbilled) if (await run.stoodOn(date)) dates.push(date);
  if (dates.length === 0) return [];
  const holders = Math.max(1, Math.floor(limit / dates.length));
  const { rows } = await pool.query<{
    holder_id: string;
    business_date: string;
    passes: { at: number; direction: string | null }[];
  }>(
    `WITH page AS (SELECT DISTINCT h.holder_id ${UNBILLED} AND h.holder_id > $8 ORDER BY h.holder_id LIMIT $9)
     SELECT h.holder_id, p.business_date,
            json_agg(json_build_object('at', p.passed_at, 'direction', p.direction)
                     ORDER BY p.passed_at, p.terminal_id, p.counter) AS passes
     ${UNBILLED} AND h.holder_id IN (SELECT holder_id FROM page)
     GROUP BY h.holder_id, p.business_date ORDER BY h.holder_id, p.business_date`,
    [run.issuerId, run.programmeId, run.ruleKey, run.date, cutNo, heardThrough, dates, after, holders],
  );
  return rows.map(({ holder_id: holderId, business_date: date, passes }) => {
    const told = passes
      .slice(0, PASSES_TOLD_MAX)
      .map(({ at, direction }) => `${timeOf(at)}${SIGN[direction ?? ''] ?? ''}`);
    const times = passes.length > told.length ? `${told.join(' ')} …` : told.join(' ');
    return { holderId, date, variables: { date, passes: times, count: String(passes.length) } };
  });
}

/** Passes of holders of the programme that a run bills: heard of before it began, and billed by no run that began before. */
const UNBILLED = `
  FROM programme_holder h JOIN known_pass p USING (issuer_id, holder_id)
  LEFT JOIN known_card c ON c.issuer_id = p.issuer_id AND c.card_id = p.card_id
  WHERE h.issuer_id = $1 AND h.programme_id = $2 AND p.business_date = ANY ($7) AND p.heard_no <= $6
    AND p.business_date < $4 AND (c.programme_id IS NULL OR c.programme_id = h.programme_id)
    AND NOT EXISTS (
      SELECT FROM bill_cut b
      WHERE b.issuer_id = $1 AND b.programme_id = $2 AND b.rule_key = $3 AND b.cut_no < $5
        AND b.first_date <= p.business_date AND p.business_date < b.business_date AND p.heard_no <= b.heard_through)`;

async function cutOf(pool: EventLog['pool'], run: BillRun): Promise<BillCut> {
  return (await readCut(pool, run)) ?? transaction(pool, (tx) => cut(tx, run));
}

/** Draws the line under what was heard: what comes after it is in the next run. */
async function cut(tx: Tx, run: BillRun): Promise<BillCut> {
  const { issuerId, programmeId, ruleKey, date } = run;
  // One line at a time, so that each knows those before it.
  await tx.query('LOCK TABLE bill_cut IN SHARE ROW EXCLUSIVE MODE');
  const drawn = await readCut(tx, run);
  if (drawn) return drawn;
  // Who is writing passes is waited for: afterwards no lower number than the highest one can appear any more.
  await tx.query('LOCK TABLE known_pass IN SHARE MODE');
  const { rows: before } = await tx.query<{ business_date: string; first_date: string; heard_through: bigint }>(
    `SELECT business_date, first_date, heard_through FROM bill_cut
     WHERE issuer_id = $1 AND programme_id = $2 AND rule_key = $3 ORDER BY cut_no DESC LIMIT 1`,
    [issuerId, programmeId, ruleKey],
  );
  const yesterday = daysEarlier(date, 1);
  const last = before[0] ?? { business_date: yesterday, first_date: yesterday, heard_through: 0n };
  const [firstDate = yesterday] = [last.first_date, yesterday].toSorted();
  const { rows } = await tx.query<{ cut_no: bigint; heard_through: bigint; dates: string[] }>(
    `INSERT INTO bill_cut (issuer_id, programme_id, rule_key, business_date, first_date, heard_through, dates)
     SELECT $1, $2, $3, $4, $5, (SELECT coalesce(max(heard_no), 0) FROM known_pass WHERE issuer_id = $1),
            ARRAY(SELECT DISTINCT business_date FROM known_pass
                  WHERE issuer_id = $1 AND business_date >= $5 AND business_date < $4
                    AND (business_date >= $6 OR business_date < $7 OR heard_no > $8) ORDER BY 1)
     RETURNING cut_no, heard_through, dates`,
    [issuerId, programmeId, ruleKey, date, firstDate, last.business_date, last.first_date, last.heard_through],
  );
  const [row] = rows;
  if (!row) throw new InvariantError(`the bills of ${programmeId} on ${date} have no line`);
  return { cutNo: row.cut_no, firstDate, heardThrough: row.heard_through, dates: row.dates };
}

async function readCut(tx: Tx, { issuerId, programmeId, ruleKey, date }: BillRun): Promise<BillCut | undefined> {
  const { rows } = await tx.query<{ cut_no: bigint; first_date: string; heard_through: bigint; dates: string[] }>(
    `SELECT cut_no, first_date, heard_through, dates FROM bill_cut
     WHERE issuer_id = $1 AND programme_id = $2 AND rule_key = $3 AND business_date = $4`,
    [issuerId, programmeId, ruleKey, date],
  );
  const [row] = rows;
  return row && { cutNo: row.cut_no, firstDate: row.first_date, heardThrough: row.heard_through, dates: row.dates };
}

/** Passes that a bill names one by one: as many as a text message holds. */
const PASSES_TOLD_MAX = 8;
const SIGN: Readonly<Record<string, string>> = { in: '↓', out: '↑' };
const SHANGHAI_MS = 8 * 3_600_000;

/** Time of the day in Shanghai, HH:MM. */
function timeOf(at: number): string {
  return toRfc3339(at + SHANGHAI_MS).slice(11, 16);
}

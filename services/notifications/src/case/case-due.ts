/** What is due about cases by the business clock: clocks that warn or are late, compensations that the ledger has not recorded. */
import type { DueItem, DueWork } from '@scrip/chassis';
import { type EventLog, idFrom, type Who } from '@scrip/event-store';
import { codeOf, type OtherServices } from '../other-services.ts';
import { caseDecider } from './case.decider.ts';
import { strike } from './case-clock.rule.ts';
import { concludeCompensation, type LedgerWord } from './case-compensation.rule.ts';

/** A clock whose time has come. */
export interface DueClock extends DueItem {
  readonly issuerId: string;
  readonly caseId: string;
  readonly clockKey: string;
}

/** Clocks that warn or are late (domain 2.12, K3). */
export class CaseClocks implements DueWork<DueClock> {
  readonly name = 'case_clock';
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  async due(now: number, limit: number): Promise<readonly DueClock[]> {
    const { rows } = await this.#log.pool.query<{
      issuer_id: string;
      case_id: string;
      clock_key: string;
      struck_at: bigint;
    }>({
      name: 'case_clock_due',
      text: `SELECT c.issuer_id, k.case_id, k.clock_key, k.struck_at FROM (
               SELECT case_id, clock_key, due_at AS struck_at FROM case_clock
               WHERE due_at <= $1 AND stopped_at IS NULL AND escalated_at IS NULL
               UNION ALL
               SELECT case_id, clock_key, warn_at FROM case_clock
               WHERE warn_at <= $1 AND due_at > $1 AND stopped_at IS NULL AND warned_at IS NULL
             ) AS k JOIN case_file c USING (case_id) ORDER BY k.struck_at LIMIT $2`,
      values: [now, limit],
    });
    return rows.map((row) => ({
      id: `${row.case_id} ${row.clock_key} ${row.struck_at}`,
      issuerId: row.issuer_id,
      caseId: row.case_id,
      clockKey: row.clock_key,
      dueAt: Number(row.struck_at),
    }));
  }

  /** It happens when it was due, however late this runs. A clock that stopped in the meantime says nothing. */
  async carryOut({ id, issuerId, caseId, clockKey, dueAt }: DueClock): Promise<'done'> {
    await this.#log.execute({
      who: asService(issuerId, id, dueAt),
      key: null,
      decider: caseDecider,
      streamId: caseId,
      decide: (state) => strike(state, clockKey, dueAt),
    });
    return 'done';
  }
}

/** A compensation that was granted and that the ledger has not recorded. */
export interface GrantedCompensation extends DueItem {
  readonly issuerId: string;
  readonly caseId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly walletId: string | null;
  readonly amountFen: bigint;
}

/** Hands compensations to the ledger, under a key of their own, until it has answered: it records each once. */
export class CompensationPosting implements DueWork<GrantedCompensation> {
  readonly name = 'case_compensation';
  readonly #log: EventLog;
  readonly #services: OtherServices;

  constructor(log: EventLog, services: OtherServices) {
    this.#log = log;
    this.#services = services;
  }

  async due(now: number, limit: number): Promise<readonly GrantedCompensation[]> {
    const { rows } = await this.#log.pool.query<{
      issuer_id: string;
      compensation_id: string;
      case_id: string;
      holder_id: string;
      programme_id: string;
      wallet_id: string | null;
      amount_fen: bigint;
      decided_at: bigint;
    }>(
      `SELECT m.issuer_id, m.compensation_id, m.case_id, c.holder_id, c.programme_id, m.wallet_id, m.amount_fen, m.decided_at
       FROM case_compensation m JOIN case_file c USING (case_id)
       WHERE m.state = 'approved' AND m.decided_at <= $1 ORDER BY m.decided_at LIMIT $2`,
      [now, limit],
    );
    return rows.map((row) => ({
      id: row.compensation_id,
      issuerId: row.issuer_id,
      caseId: row.case_id,
      holderId: row.holder_id,
      programmeId: row.programme_id,
      walletId: row.wallet_id,
      amountFen: row.amount_fen,
      dueAt: Number(row.decided_at),
    }));
  }

  /** 'later' while the ledger is away or at fault; what it refuses is recorded, and another compensation can be proposed. */
  async carryOut(granted: GrantedCompensation): Promise<'done' | 'later'> {
    const word = await this.#post(granted);
    if (word === undefined) return 'later';
    const { id, issuerId, caseId } = granted;
    await this.#log.execute({
      who: asService(issuerId, id, this.#log.clock.now()),
      key: null,
      decider: caseDecider,
      streamId: caseId,
      decide: (state) => concludeCompensation(state, id, word),
    });
    return 'done';
  }

  async #post(granted: GrantedCompensation): Promise<LedgerWord | undefined> {
    const { id: compensationId, issuerId, caseId, holderId, programmeId, walletId, amountFen, dueAt } = granted;
    const answered = await this.#services.ask(asService(issuerId, compensationId, dueAt), {
      service: 'ledger',
      path: 'ledger/v1/compensations',
      key: compensationId,
      body: { compensationId, caseId, holderId, programmeId, amountFen, ...(walletId !== null && { walletId }) },
    });
    if ('failure' in answered) return undefined;
    const { status, body } = answered;
    const { claimId } = body;
    const code = codeOf(body);
    const isThere = (status >= 200 && status < 300) || code === CLAIM_KNOWN;
    if (isThere && typeof claimId === 'string') return { kind: 'posted', claimId };
    // A wallet that the ledger has not heard of will not come: the desk wrote its number. A programme comes.
    const isRefused = (status === 409 || status === 404) && code !== '' && code !== PROGRAMME_UNKNOWN;
    return isRefused ? { kind: 'refused', code } : undefined;
  }
}

/** The ledger has it already, under another key: paid is paid. */
const CLAIM_KNOWN = 'claim_known';
const PROGRAMME_UNKNOWN = 'programme_unknown';

function asService(issuerId: string, id: string, occurredAt: number): Who {
  return {
    issuerId,
    actor: 'service:notifications',
    occurredAt,
    correlationId: idFrom('due', id),
    causationId: null,
    traceparent: null,
  };
}

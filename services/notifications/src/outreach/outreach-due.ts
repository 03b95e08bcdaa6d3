/** Messages whose time has come, by the business clock: each is decided once more on consent, caps and windows (domain 2.12). */
import type { DueItem, DueWork, Terms } from '@scrip/chassis';
import { type EventLog, idFrom, on } from '@scrip/event-store';
import { type ContactState, contactDecider, contactOf } from '../contact/contact.decider.ts';
import { decideOutreach } from './decide-outreach.rule.ts';
import { type OutreachState, outreachDecider } from './outreach.decider.ts';

/** A message that is due. */
export interface DueOutreach extends DueItem {
  readonly outreachId: string;
  readonly issuerId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly correlationId: string;
}

export class OutreachDue implements DueWork<DueOutreach> {
  readonly name = 'outreach';
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  async due(now: number, limit: number): Promise<readonly DueOutreach[]> {
    const { rows } = await this.#log.pool.query<{
      outreach_id: string;
      issuer_id: string;
      holder_id: string;
      programme_id: string;
      programme_version: number;
      correlation_id: string;
      due_at: bigint;
    }>(
      `SELECT outreach_id, issuer_id, holder_id, programme_id, programme_version, correlation_id, due_at FROM outreach
       WHERE state = 'planned' AND due_at <= $1 ORDER BY due_at LIMIT $2`,
      [now, limit],
    );
    return rows.map((row) => ({
      // Put off, it is due again under another name: a message that could not be decided does not hide that.
      id: `${row.outreach_id} ${row.due_at}`,
      outreachId: row.outreach_id,
      issuerId: row.issuer_id,
      holderId: row.holder_id,
      programmeId: row.programme_id,
      programmeVersion: row.programme_version,
      correlationId: row.correlation_id,
      dueAt: Number(row.due_at),
    }));
  }

  /** Decided under the version that planned it. 'later' while that version or the holder's registration is not here. */
  async carryOut(item: DueOutreach): Promise<'done' | 'later'> {
    const { outreachId, issuerId, holderId, programmeId, programmeVersion, correlationId } = item;
    const programme = await this.#terms.ofVersion(issuerId, programmeId, programmeVersion);
    if (!programme) return 'later';
    const now = this.#log.clock.now();
    const verdict = await this.#log.executeAcross({
      who: {
        issuerId,
        actor: 'service:notifications',
        occurredAt: now,
        correlationId: correlationId || idFrom('due', outreachId),
        causationId: null,
        traceparent: null,
      },
      // Whoever is second finds it decided and changes nothing.
      key: null,
      streams: [on(contactDecider, contactOf(holderId)), on(outreachDecider, outreachId)],
      decide: ([contact, outreach]) =>
        decideOutreach(outreach as OutreachState, contact as ContactState, programme, now),
    });
    return verdict.kind === 'accepted' ? 'done' : 'later';
  }
}

/** Call tasks whose time has passed by the business clock, or whose holder is gone. */
import type { DueItem, DueWork, Terms } from '@scrip/chassis';
import { type EventLog, idFrom } from '@scrip/event-store';
import { callDecider } from './call.decider.ts';
import { settleWith } from './call-outcome.rule.ts';
import { outcomeOf, outcomeStreams, unreachedOf } from './call-tasks.ts';
import { passWindow } from './call-window.rule.ts';

/** A task that nobody took in time, or that nobody is to be called for any more. */
export interface PassedCall extends DueItem {
  readonly issuerId: string;
  readonly callId: string;
}

export class CallWindows implements DueWork<PassedCall> {
  readonly name = 'call_window';
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  async due(now: number, limit: number): Promise<readonly PassedCall[]> {
    const { rows } = await this.#log.pool.query<{ call_id: string; issuer_id: string; latest_at: bigint }>({
      name: 'call_window_due',
      text: `SELECT call_id, issuer_id, latest_at FROM call_task
             WHERE state <> 'closed' AND latest_at <= $1 AND (state = 'waiting' OR claimed_until_at <= $1)
             UNION
             SELECT call_id, issuer_id, $1::bigint FROM call_task
             WHERE is_gone AND state <> 'closed' AND (state = 'waiting' OR claimed_until_at <= $1)
             ORDER BY 3 LIMIT $2`,
      values: [now, limit],
    });
    return rows.map((row) => ({
      // Put off, it is due again under another name.
      id: `${row.call_id} ${row.latest_at}`,
      issuerId: row.issuer_id,
      callId: row.call_id,
      dueAt: Number(row.latest_at),
    }));
  }

  /** Decided as the programme that opened the task says, on the holder as known now. 'later' while that version is not here. */
  async carryOut({ id, issuerId, callId }: PassedCall): Promise<'done' | 'later'> {
    const { state } = await this.#log.state(callDecider, callId);
    if (state.status === 'none') return 'done';
    const { programmeId, programmeVersion } = state.opened;
    const programme = await this.#terms.ofVersion(issuerId, programmeId, programmeVersion);
    if (!programme) return 'later';
    const now = this.#log.clock.now();
    const by = 'service:notifications';
    await this.#log.executeAcross({
      who: {
        issuerId,
        actor: by,
        occurredAt: now,
        correlationId: idFrom('due', id),
        causationId: null,
        traceparent: null,
      },
      key: null,
      streams: outcomeStreams(state.opened),
      decide: (states) => {
        const policy = programme.contact ?? {};
        const outcome = outcomeOf(states);
        const passed = passWindow(outcome.call, outcome.contact, policy, { now, by });
        return settleWith(outcome, passed, policy, { at: now, outreachId: unreachedOf(callId) });
      },
    });
    return 'done';
  }
}

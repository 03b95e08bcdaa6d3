/** What is due in wallets by the business clock: holds to be captured, lots to give notice of, breakage to be taken. */
import type { DueItem, DueWork } from '@scrip/chassis';
import { type EventLog, idFrom, type Who } from '@scrip/event-store';
import { ProgrammeTerms } from './programme-terms.ts';
import { walletDecider } from './wallet.decider.ts';
import { ageLot } from './wallet-expiry.rule.ts';
import { captureHold, releaseHold } from './wallet-hold.rule.ts';
import { termsOfHold } from './wallet-route.ts';

/** A hold whose time is over, or a lot with something due. */
export interface DueOfWallet extends DueItem {
  /** What is to be done: with a hold, or with a lot. */
  readonly kind: 'capture' | 'release' | 'age';
  readonly walletId: string;
  readonly issuerId: string;
  readonly programmeId: string;
  readonly productKey: string;
  /** Of the hold or the lot. */
  readonly referenceId: string;
}

interface DueRow {
  kind: 'capture' | 'release' | 'age';
  wallet_id: string;
  issuer_id: string;
  programme_id: string;
  product_key: string;
  reference_id: string;
  due_at: bigint;
}

/** Of a lot the latest thing that is due: what was missed before it is not made up for. */
const DUE = `
  SELECT d.*, b.issuer_id, b.programme_id, b.product_key
  FROM ((SELECT ends_by AS kind, wallet_id, hold_id AS reference_id, ends_at AS due_at
         FROM wallet_hold WHERE ends_at <= $1 ORDER BY ends_at LIMIT $2)
        UNION ALL
        (SELECT 'age', wallet_id, lot_id,
                CASE WHEN breaks_at <= $1 THEN breaks_at
                     ELSE (SELECT max(n) FROM unnest(notices_at) AS n WHERE n <= $1) END
         FROM wallet_lot WHERE due_at <= $1 ORDER BY due_at LIMIT $2)) AS d
  JOIN wallet_balance AS b USING (wallet_id)
  ORDER BY due_at LIMIT $2`;

/** Why a hold ended that nobody settled. */
const HOLD_PERIOD_OVER = 'hold_period_over';

export class WalletDue implements DueWork<DueOfWallet> {
  readonly name = 'wallet_due';
  readonly #log: EventLog;
  readonly #terms: ProgrammeTerms;

  constructor(log: EventLog, terms: ProgrammeTerms) {
    this.#log = log;
    this.#terms = terms;
  }

  async due(now: number, limit: number): Promise<readonly DueOfWallet[]> {
    const { rows } = await this.#log.pool.query<DueRow>({ name: 'wallet_due', text: DUE, values: [now, limit] });
    return rows.map((row) => ({
      id: `${row.wallet_id} ${row.reference_id}`,
      kind: row.kind,
      walletId: row.wallet_id,
      issuerId: row.issuer_id,
      programmeId: row.programme_id,
      productKey: row.product_key,
      referenceId: row.reference_id,
      dueAt: Number(row.due_at),
    }));
  }

  /** A hold's capture happens when it was due, however late this runs (domain 2.2, A5); so do breakage and notices. */
  async carryOut(item: DueOfWallet): Promise<'done' | 'later'> {
    const who: Who = {
      issuerId: item.issuerId,
      actor: 'service:ledger',
      occurredAt: item.dueAt,
      correlationId: idFrom('due', `${item.id} ${item.dueAt}`),
      causationId: null,
      traceparent: null,
    };
    switch (item.kind) {
      case 'capture':
        return this.#capture(item, who);
      case 'release':
        return this.#release(item, who);
      case 'age':
        return this.#age(item, who);
    }
  }

  async #capture(item: DueOfWallet, who: Who): Promise<'done'> {
    const { walletId, referenceId: holdId, dueAt } = item;
    const termsOf = await termsOfHold(this.#log, this.#terms, item, holdId);
    const asked = { holdId, merchantId: null, amountFen: null, at: dueAt, cause: HOLD_PERIOD_OVER } as const;
    await this.#log.execute({
      who,
      key: null,
      decider: walletDecider,
      streamId: walletId,
      // Refused where it has been settled in the meantime: then there is nothing left to do.
      decide: (state) => captureHold(state, asked, termsOf),
    });
    return 'done';
  }

  async #release({ walletId, referenceId: holdId }: DueOfWallet, who: Who): Promise<'done'> {
    await this.#log.execute({
      who,
      key: null,
      decider: walletDecider,
      streamId: walletId,
      decide: (state) => releaseHold(state, { holdId, merchantId: null, reason: HOLD_PERIOD_OVER }),
    });
    return 'done';
  }

  async #age(item: DueOfWallet, who: Who): Promise<'done' | 'later'> {
    const { walletId, referenceId: lotId, dueAt } = item;
    const verdict = await this.#log.execute({
      who,
      key: null,
      decider: walletDecider,
      streamId: walletId,
      decide: (state) => ageLot(state, { lotId, at: dueAt }),
    });
    return verdict.kind === 'accepted' && verdict.events.length > 0 ? 'done' : 'later';
  }
}

/** Wallets that their holders do not use are looked for once each business day, where their product has a dormancy. */
import { type BusinessDate, startOfBusinessDay } from '@scrip/calendar';
import type { DueItem, DueWork, Terms } from '@scrip/chassis';
import type { WalletEvent } from '@scrip/contracts';
import { type EventLog, idFrom, type Who } from '@scrip/event-store';
import { DailyWalk } from '../daily-walk.ts';
import type { Moments } from '../journal/moments.ts';
import { ProgrammeTerms } from './programme-terms.ts';
import { walletDecider } from './wallet.decider.ts';
import { type Disuse, disuseIn, fallDormant, unusedBefore } from './wallet-dormancy.rule.ts';

/** A wallet with a notice or its dormancy due, perhaps. */
export interface UnusedWallet extends DueItem {
  readonly walletId: string;
  readonly issuerId: string;
  readonly programmeId: string;
  readonly productKey: string;
  /** As the tables have it. */
  readonly usedAt: number;
}

interface UnusedRow {
  wallet_id: string;
  issuer_id: string;
  programme_id: string;
  product_key: string;
  used_at: bigint;
}

/** Wallets of the products $1 to $3 that were not used since $4, beyond $5, by their ids: one pass over them a day. Those whose holders were told of a later moment than $6 wait for it. */
const UNUSED = `
  SELECT b.wallet_id, b.issuer_id, b.programme_id, b.product_key, b.used_at
  FROM wallet_balance b
       JOIN unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS p (issuer_id, programme_id, product_key, unused_before)
         USING (issuer_id, programme_id, product_key)
  WHERE b.wallet_id > $5 AND b.used_at < p.unused_before AND b.frozen_for IS NULL AND b.closed_at IS NULL
    AND (b.dormant_at IS NULL OR b.dormant_at <= $6)
  ORDER BY b.wallet_id LIMIT $7`;

/** A product whose wallets can be dormant. */
interface Dormancy {
  readonly issuerId: string;
  readonly programmeId: string;
  readonly productKey: string;
  readonly unusedBefore: number;
}

export class WalletDormancy implements DueWork<UnusedWallet> {
  readonly name = 'wallet_dormancy';
  readonly #log: EventLog;
  readonly #inForce: Terms;
  readonly #terms: ProgrammeTerms;
  readonly #moments: Moments;
  readonly #walk = new DailyWalk<UnusedWallet>((day, beyond, limit) => this.#read(day, beyond, limit));

  constructor(log: EventLog, inForce: Terms, moments: Moments) {
    this.#log = log;
    this.#moments = moments;
    this.#inForce = inForce;
    this.#terms = new ProgrammeTerms(inForce, log);
  }

  /** Throws the Problem 503 `position_not_reached` while the tables do not show what the log has at the begin of a walk. */
  due(now: number, limit: number): Promise<readonly UnusedWallet[]> {
    return this.#walk.due(now, limit);
  }

  /** It happens when the day begins, however late this runs, under the terms in force then. */
  async carryOut(item: UnusedWallet): Promise<'done'> {
    const { walletId, issuerId, dueAt } = item;
    const found = await this.#terms.at(item, dueAt);
    if (found.kind === 'terms') {
      const who: Who = {
        issuerId,
        actor: 'service:ledger',
        occurredAt: dueAt,
        correlationId: idFrom('due', `${walletId} dormancy ${dueAt}`),
        causationId: null,
        traceparent: null,
      };
      await this.#log.execute({
        who,
        key: null,
        decider: walletDecider,
        streamId: walletId,
        gather: (version) => this.#disuseOf(item, version),
        decide: (state, disuse) => fallDormant(state, { at: dueAt, disuse }, found.terms),
      });
    }
    this.#walk.done(item);
    return 'done';
  }

  /** Whoever pays with the purse on a card uses its wallet too; its spends are in another stream. */
  async #disuseOf({ walletId, usedAt, dueAt }: UnusedWallet, version: number): Promise<Disuse> {
    const facts = await this.#log.readStreamSince(walletId, usedAt, version);
    const timed = facts.map(({ envelope, event }) => {
      const { occurredAt, recordedAt } = envelope;
      return { occurredAt, recordedAt, event: event as WalletEvent };
    });
    const { rows } = await this.#log.pool.query<{ spent_at: bigint | null }>(
      `SELECT max(last.spent_at) AS spent_at
       FROM purse p, LATERAL (SELECT r.spent_at FROM purse_record r
                              WHERE r.purse_id = p.purse_id AND r.spent_at <= $2 ORDER BY r.spent_at DESC LIMIT 1) AS last
       WHERE p.wallet_id = $1`,
      [walletId, dueAt],
    );
    return disuseIn(timed, Math.max(usedAt, Number(rows[0]?.spent_at ?? 0n)));
  }

  async #read(day: BusinessDate, beyond: UnusedWallet | undefined, limit: number): Promise<readonly UnusedWallet[]> {
    const dueAt = startOfBusinessDay(day);
    const products = await this.#products(day, dueAt);
    if (products.length === 0) return [];
    if (!beyond) await this.#moments.reach((await this.#log.head()).position);
    const { rows } = await this.#log.pool.query<UnusedRow>({
      name: 'wallet_unused',
      text: UNUSED,
      values: [
        products.map((product) => product.issuerId),
        products.map((product) => product.programmeId),
        products.map((product) => product.productKey),
        products.map((product) => product.unusedBefore),
        beyond?.walletId ?? '',
        dueAt,
        limit,
      ],
    });
    return rows.map((row) => ({
      id: row.wallet_id,
      walletId: row.wallet_id,
      issuerId: row.issuer_id,
      programmeId: row.programme_id,
      productKey: row.product_key,
      usedAt: Number(row.used_at),
      dueAt,
    }));
  }

  /** Products that have a dormancy when a day begins: of all issuers, and few. */
  async #products(day: BusinessDate, at: number): Promise<readonly Dormancy[]> {
    const { rows } = await this.#log.pool.query<{ issuer_id: string; programme_id: string }>(
      `SELECT DISTINCT issuer_id, programme_id FROM programme_terms WHERE document LIKE '%"dormantAfterMonths"%'
       ORDER BY issuer_id, programme_id`,
    );
    const products: Dormancy[] = [];
    for (const { issuer_id: issuerId, programme_id: programmeId } of rows) {
      const programme = await this.#inForce.inForce(issuerId, programmeId, at);
      for (const { key: productKey, dormantAfterMonths } of programme?.storedValue ?? []) {
        if (dormantAfterMonths === undefined) continue;
        products.push({ issuerId, programmeId, productKey, unusedBefore: unusedBefore(day, dormantAfterMonths) });
      }
    }
    return products;
  }
}

/** What was paid into a programme's wallets: counted as it is recorded, so that asking costs one row. */
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

/** What a programme's wallets come to; amounts in fen. */
export interface ProgrammeTotals {
  readonly wallets: number;
  readonly recharges: number;
  /** Principal that was paid in. */
  readonly rechargedFen: bigint;
  /** Given on top. */
  readonly bonusFen: bigint;
}

type Sums = { -readonly [K in keyof ProgrammeTotals]: ProgrammeTotals[K] } & {
  readonly issuerId: string;
  readonly programmeId: string;
};

export const programmeTotal: Projection = {
  name: 'programme_total',
  revision: 2,
  events: ['WalletOpened', 'WalletRecharged', 'WalletRechargeVoided'],
  tables: `
    CREATE TABLE programme_total (
      issuer_id text NOT NULL,
      programme_id text NOT NULL,
      wallets int NOT NULL,
      recharges int NOT NULL,
      recharged_fen bigint NOT NULL,     -- principal
      bonus_fen bigint NOT NULL,
      PRIMARY KEY (issuer_id, programme_id)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const sums = sumsOf(events);
    await tx.query(
      `INSERT INTO programme_total AS t (issuer_id, programme_id, wallets, recharges, recharged_fen, bonus_fen)
       SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::bigint[], $6::bigint[])
       ON CONFLICT (issuer_id, programme_id) DO UPDATE SET
         wallets = t.wallets + excluded.wallets,
         recharges = t.recharges + excluded.recharges,
         recharged_fen = t.recharged_fen + excluded.recharged_fen,
         bonus_fen = t.bonus_fen + excluded.bonus_fen`,
      [
        sums.map((sum) => sum.issuerId),
        sums.map((sum) => sum.programmeId),
        sums.map((sum) => sum.wallets),
        sums.map((sum) => sum.recharges),
        sums.map((sum) => sum.rechargedFen),
        sums.map((sum) => sum.bonusFen),
      ],
    );
  },
};

const NOTHING: ProgrammeTotals = { wallets: 0, recharges: 0, rechargedFen: 0n, bonusFen: 0n };

function sumsOf(events: readonly Recorded[]): readonly Sums[] {
  const sums = new Map<string, Sums>();
  for (const { envelope, event } of events) {
    if (event.type !== 'WalletOpened' && event.type !== 'WalletRecharged' && event.type !== 'WalletRechargeVoided') {
      continue;
    }
    const { issuerId } = envelope;
    const { programmeId } = event.data;
    const id = `${issuerId}\n${programmeId}`;
    const sum = sums.get(id) ?? { issuerId, programmeId, ...NOTHING };
    sums.set(id, sum);
    if (event.type === 'WalletOpened') {
      sum.wallets += 1;
      continue;
    }
    const { principalFen, bonusFen } = event.data;
    // One that was cancelled before it arrived had never counted.
    if (event.type === 'WalletRechargeVoided' && event.data.lotId === null) continue;
    const sign = event.type === 'WalletRecharged' ? 1 : -1;
    sum.recharges += sign;
    sum.rechargedFen += BigInt(sign) * principalFen;
    sum.bonusFen += BigInt(sign) * bonusFen;
  }
  return [...sums.values()];
}

interface TotalRow {
  wallets: number;
  recharges: number;
  recharged_fen: bigint;
  bonus_fen: bigint;
}

/** The totals of an issuer's programme; all 0 where it has no wallets. Throws the database's errors. */
export async function programmeTotals(
  pool: EventLog['pool'],
  issuerId: string,
  programmeId: string,
): Promise<ProgrammeTotals> {
  const { rows } = await pool.query<TotalRow>(
    `SELECT wallets, recharges, recharged_fen, bonus_fen FROM programme_total
     WHERE issuer_id = $1 AND programme_id = $2`,
    [issuerId, programmeId],
  );
  const [row] = rows;
  if (!row) return NOTHING;
  const { wallets, recharges } = row;
  return { wallets, recharges, rechargedFen: row.recharged_fen, bonusFen: row.bonus_fen };
}

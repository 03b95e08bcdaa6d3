/** The reserve that an issuer holds in custody for what its holders have prepaid (domain 3). */
import { type BusinessDate, type EpochMs, startOfBusinessDay } from '@scrip/calendar';
import type { Tx } from '@scrip/event-store';
import { type Fen, Fraction, fen, halfUp, plus } from '@scrip/money';
import { CURRENCY } from './postings.ts';

/** What kind of issuer it is, with the share of outstanding prepaid funds that it holds, in basis points (domain 3). */
export const RESERVE_RATES_BP = { large: 2_000, group: 3_000, brand: 4_000 } as const;

/** A kind of issuer. */
export type IssuerKind = keyof typeof RESERVE_RATES_BP;

const PRINCIPAL = 'liability:wallet:principal';
const BONUS = 'liability:wallet:bonus';

/** Prepaid funds that holders can still use, in fen. */
export interface Outstanding {
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
  /** The two together. */
  readonly outstandingFen: Fen;
}

/** What is outstanding at the end of a quarter. */
export interface ReserveBase {
  /** Of the last fact of the log that is in it. */
  readonly position: bigint;
  /** Programmes above the one asked for, by id. */
  readonly programmes: readonly (Outstanding & { readonly programmeId: string })[];
  /** Over all programmes, whatever part of them is shown. */
  readonly total: Outstanding;
}

/** A quarter of business time. */
export interface Quarter {
  readonly year: number;
  /** 1 to 4. */
  readonly quarter: number;
}

/** First instant after a quarter. */
export function endOfQuarter({ year, quarter }: Quarter): EpochMs {
  const next: BusinessDate = quarter === 4 ? `${year + 1}-01-01` : `${year}-${twoDigits(quarter * 3 + 1)}-01`;
  return startOfBusinessDay(next);
}

/** What is to be held of an outstanding sum: its share, rounded half up to the fen (domain 1 and 3). */
export function reserveOf(outstandingFen: Fen, kind: IssuerKind): Fen {
  return fen(halfUp(Fraction.ofBp(RESERVE_RATES_BP[kind]).times(Fraction.of(outstandingFen))));
}

interface Row {
  position: bigint;
  programme_id: string | null;
  principal_fen: bigint;
  bonus_fen: bigint;
}

/**
 * What an issuer's holders had prepaid and not used when a quarter was over, late facts included. Of each programme the
 * sums of its months, so a row for each. Throws the database's errors.
 */
export async function reserveBase(
  tx: Tx,
  asked: { readonly issuerId: string; readonly quarter: Quarter; readonly after: string; readonly limit: number },
): Promise<ReserveBase> {
  const { year, quarter } = asked.quarter;
  const nextMonth = `${year}-${twoDigits(quarter * 3 + 1)}`;
  const { rows } = await tx.query<Row>(
    `WITH own AS (SELECT programme_id,
                         coalesce(sum(credit_fen - debit_fen) FILTER (WHERE account = $5), 0)::bigint AS principal_fen,
                         coalesce(sum(credit_fen - debit_fen) FILTER (WHERE account = $6), 0)::bigint AS bonus_fen
                  FROM journal_period
                  WHERE issuer_id = $1 AND account IN ($5, $6) AND currency = $7 AND span = 'month' AND period < $4
                  GROUP BY programme_id),
          page AS (SELECT * FROM own WHERE programme_id > $2 AND programme_id <> '' ORDER BY programme_id LIMIT $3)
     SELECT (SELECT position FROM projection_checkpoint WHERE name = 'journal') AS position, r.*
     FROM (SELECT * FROM page
           UNION ALL
           SELECT NULL, coalesce(sum(principal_fen), 0)::bigint, coalesce(sum(bonus_fen), 0)::bigint
           FROM own) AS r
     ORDER BY r.programme_id NULLS LAST`,
    [asked.issuerId, asked.after, asked.limit, nextMonth, PRINCIPAL, BONUS, CURRENCY],
  );
  const all = rows.map((row) => ({ programmeId: row.programme_id, ...outstandingOf(row) }));
  const { programmeId: _all, ...total } = all.at(-1) ?? { programmeId: null, ...NOTHING };
  const programmes = all.flatMap(({ programmeId, ...sums }) =>
    programmeId === null ? [] : [{ programmeId, ...sums }],
  );
  return { position: rows[0]?.position ?? 0n, programmes, total };
}

const NOTHING = outstandingOf({ principal_fen: 0n, bonus_fen: 0n });

function outstandingOf(row: Pick<Row, 'principal_fen' | 'bonus_fen'>): Outstanding {
  const principalFen = fen(row.principal_fen);
  const bonusFen = fen(row.bonus_fen);
  return { principalFen, bonusFen, outstandingFen: plus(principalFen, bonusFen) };
}

function twoDigits(month: number): string {
  return String(month).padStart(2, '0');
}

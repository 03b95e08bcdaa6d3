/** What conditions ask of holders besides class, grade and segments: points, stored value, benefits put aside, passes, the birthday, the place of the day (domain 2.12). */
import { addPeriodToDate, type BusinessDate, daysBetween, startOfBusinessDay } from '@scrip/calendar';
import type { EventLog, Who } from '@scrip/event-store';
import { type Condition, clausesOf, type FactName, type FactValue, type Programme } from '@scrip/programme';
import type { BirthdayList } from './audience.ts';
import { keptFrom } from './kept-from.ts';

/** Where it is known: tables of what was heard, and cards for whose birthday a day is. */
export interface Knowing {
  readonly pool: EventLog['pool'];
  readonly birthdays: BirthdayList;
}

/** What an event itself says of its holder: a condition sees this, whatever has arrived here of others. */
export interface GivenValues {
  readonly wallet?: { readonly walletId: string; readonly balanceFen: bigint };
  readonly points?: { readonly accountId: string; readonly balancePoints: bigint; readonly lifetimePoints: bigint };
  /** Place among the purchasing members of the day; null: the purchase has none. */
  readonly dayRank?: number | null;
}

/** Who is asked about, as of which day. */
export interface ValuesAsked {
  readonly who: Who;
  readonly programme: Programme;
  /** With the business day from which each is in the programme. */
  readonly holders: readonly { readonly holderId: string; readonly sinceDate: BusinessDate }[];
  readonly date: BusinessDate;
  /** Of an event, which is of one holder. */
  readonly given: GivenValues;
}

/** What is known of a holder, as far as a condition asks for it. */
export interface HolderValues {
  readonly values: Readonly<Partial<Record<FactName, FactValue>>>;
  /** Null: no place. */
  readonly dayRank: number | null;
  /** False where not all of a sum that is asked for was heard of: neither the condition nor its opposite is met. */
  readonly isWhole: boolean;
}

/** Sums over what was heard of: null is not nothing, but what is not known whole. */
const SUMS: readonly FactName[] = ['balancePoints', 'lifetimePoints', 'walletBalanceFen', 'reservedUses'];

type Read = (knowing: Knowing, asked: ValuesAsked) => Promise<(holderId: string) => HolderValues['values']>;

/** From where which facts come. */
const SOURCES: readonly { readonly facts: readonly FactName[]; readonly read: Read }[] = [
  { facts: ['balancePoints', 'lifetimePoints'], read: readPoints },
  { facts: ['walletBalanceFen'], read: readWallets },
  { facts: ['reservedUses'], read: readReservations },
  { facts: ['daysSincePass'], read: readPasses },
  { facts: ['birthday'], read: readBirthdays },
];

/** What a condition asks of each holder. Throws what the list of birthdays throws. */
export async function valuesOf(
  knowing: Knowing,
  asked: ValuesAsked,
  condition: Condition,
): Promise<(holderId: string) => HolderValues> {
  const clauses = clausesOf(condition);
  const facts = new Set(clauses.flatMap((clause) => ('fact' in clause ? [clause.fact] : [])));
  const reads: ((holderId: string) => HolderValues['values'])[] = [];
  for (const source of SOURCES)
    if (source.facts.some((fact) => facts.has(fact))) reads.push(await source.read(knowing, asked));
  const sums = SUMS.filter((fact) => facts.has(fact));
  const rankOf = clauses.some((clause) => 'rank' in clause) ? await readRanks(knowing, asked) : () => null;
  return (holderId) => {
    const values: HolderValues['values'] = Object.assign({}, ...reads.map((of) => of(holderId)));
    return { values, dayRank: rankOf(holderId), isWhole: sums.every((fact) => values[fact] !== null) };
  };
}

/**
 * Of all accounts in the programme. Who has none has no points, but of those who were in the programme before all was kept it
 * is not known; nor is what was ever earned where not all of it was heard of.
 */
async function readPoints({ pool }: Knowing, { who, programme, holders, given }: ValuesAsked): ReturnType<Read> {
  const own = given.points;
  const { rows } = await pool.query<{ holder_id: string; balance: bigint; lifetime: bigint | null }>(
    `SELECT holder_id, sum(balance_points)::bigint AS balance,
            CASE WHEN bool_and(lifetime_points IS NOT NULL) THEN sum(lifetime_points)::bigint END AS lifetime
     FROM known_points WHERE issuer_id = $1 AND programme_id = $2 AND holder_id = ANY ($3) AND account_id <> $4
     GROUP BY holder_id`,
    [who.issuerId, programme.id, idsOf(holders), own?.accountId ?? ''],
  );
  const known = new Map(rows.map((row) => [row.holder_id, row]));
  const firstDate = await keptFrom(pool);
  const isOlder = new Set(holders.filter(({ sinceDate }) => sinceDate < firstDate).map(({ holderId }) => holderId));
  return (holderId) => {
    const heard = known.get(holderId);
    if (!heard && !own && isOlder.has(holderId)) return { balancePoints: null, lifetimePoints: null };
    const { balance, lifetime } = heard ?? { balance: 0n, lifetime: 0n };
    return {
      balancePoints: balance + (own?.balancePoints ?? 0n),
      lifetimePoints: lifetime === null ? null : lifetime + (own?.lifetimePoints ?? 0n),
    };
  };
}

/**
 * What is left in all wallets of the programme, held value included; null where a wallet was not heard of since balances are
 * kept, and where none was heard of at all.
 */
async function readWallets({ pool }: Knowing, { who, programme, holders, given }: ValuesAsked): ReturnType<Read> {
  const { rows } = await pool.query<{ holder_id: string; balance: bigint | null }>(
    `SELECT holder_id, CASE WHEN bool_and(balance_fen IS NOT NULL) THEN sum(balance_fen)::bigint END AS balance
     FROM known_wallet WHERE issuer_id = $1 AND programme_id = $2 AND holder_id = ANY ($3) AND wallet_id <> $4
     GROUP BY holder_id`,
    [who.issuerId, programme.id, idsOf(holders), given.wallet?.walletId ?? ''],
  );
  const known = new Map(rows.map((row) => [row.holder_id, row.balance]));
  return (holderId) => {
    const others = known.get(holderId);
    const isUnknown = others === null || (others === undefined && !given.wallet);
    return { walletBalanceFen: isUnknown ? null : (others ?? 0n) + (given.wallet?.balanceFen ?? 0n) };
  };
}

/** How long a use is put aside where the programme does not say (domain 2.1). */
const RESERVED_FOR = 'P7D';

/** Uses that still hold when the day begins; null while one may hold that was put aside before all was kept. */
async function readReservations({ pool }: Knowing, { who, programme, holders, date }: ValuesAsked): ReturnType<Read> {
  const firstDate = await keptFrom(pool);
  const periods = [RESERVED_FOR, ...(programme.entitlements ?? []).map((one) => one.reservedFor ?? RESERVED_FOR)];
  if (periods.some((period) => date < addPeriodToDate(firstDate, period))) return () => ({ reservedUses: null });
  const { rows } = await pool.query<{ holder_id: string; uses: bigint }>(
    `SELECT holder_id, sum(use_count)::bigint AS uses FROM known_reservation
     WHERE issuer_id = $1 AND programme_id = $2 AND holder_id = ANY ($3) AND NOT is_over AND expires_at > $4
     GROUP BY holder_id`,
    [who.issuerId, programme.id, idsOf(holders), startOfBusinessDay(date)],
  );
  const known = new Map(rows.map((row) => [row.holder_id, row.uses]));
  return (holderId) => ({ reservedUses: known.get(holderId) ?? 0n });
}

/** Days since a card of the programme was last held to a door; null where none ever was. */
async function readPasses({ pool }: Knowing, { who, programme, holders, date }: ValuesAsked): ReturnType<Read> {
  const { rows } = await pool.query<{ holder_id: string; last_date: string }>(
    `SELECT p.holder_id, max(p.business_date) AS last_date
     FROM known_pass p LEFT JOIN known_card c ON c.issuer_id = p.issuer_id AND c.card_id = p.card_id
     WHERE p.issuer_id = $1 AND p.holder_id = ANY ($3) AND p.business_date <= $4
       AND (c.programme_id IS NULL OR c.programme_id = $2)
     GROUP BY p.holder_id`,
    [who.issuerId, programme.id, idsOf(holders), date],
  );
  const known = new Map(rows.map((row) => [row.holder_id, BigInt(daysBetween(row.last_date, date))]));
  return (holderId) => ({ daysSincePass: known.get(holderId) ?? null });
}

async function readBirthdays({ birthdays }: Knowing, { who, date }: ValuesAsked): ReturnType<Read> {
  const born = new Set(await birthdays.on(who, date, 'own'));
  return (holderId) => ({ birthday: born.has(holderId) });
}

/** The place of the first purchase of the day that has one. */
async function readRanks(
  { pool }: Knowing,
  { who, programme, holders, date, given }: ValuesAsked,
): Promise<(holderId: string) => number | null> {
  const { rows } = await pool.query<{ holder_id: string; day_rank: number }>(
    `SELECT holder_id, min(day_rank) AS day_rank FROM known_purchase
     WHERE issuer_id = $1 AND programme_id = $2 AND holder_id = ANY ($3) AND business_date = $4 AND day_rank IS NOT NULL
     GROUP BY holder_id`,
    [who.issuerId, programme.id, idsOf(holders), date],
  );
  const known = new Map(rows.map((row) => [row.holder_id, row.day_rank]));
  return (holderId) => known.get(holderId) ?? given.dayRank ?? null;
}

function idsOf(holders: ValuesAsked['holders']): readonly string[] {
  return holders.map(({ holderId }) => holderId);
}

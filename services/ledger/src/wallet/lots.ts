/** The lots of a wallet: what was loaded, what is left, in which order it is used and how a part is split. */
import type { EpochMs } from '@scrip/calendar';
import type { LotTake, TransferredLot, WalletRecharged, WalletTransferSent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import {
  type BurnOrder,
  type Fen,
  fen,
  halfUpQuotient,
  type LotShare,
  least,
  minus,
  plus,
  shareTotal,
  sumFen,
  usedShare,
  ZERO_FEN,
} from '@scrip/money';
import { lotsInOrder, type StoredValueProduct } from '@scrip/programme';

/** One credit of a wallet and what is left of it (批次, domain 1). */
export interface Lot {
  readonly lotId: string;
  /** Counts the wallet's lots as they were loaded, from 1: of two that expire together the lower one is older. */
  readonly ordinal: number;
  /** When it ceases to be usable, epoch milliseconds, exclusive; null if never. */
  readonly expiresAt: EpochMs | null;
  readonly loadedPrincipalFen: Fen;
  readonly loadedBonusFen: Fen;
  /** When the holder is still to be told that it will expire, the first time first. */
  readonly expiryNotices: readonly EpochMs[];
  /** Whether what is left when it expires becomes the issuer's. */
  readonly breakage: boolean;
  /** Whether somebody paid for it: a recharge, here, in the older system or in the wallet that it came from. */
  readonly recharged: boolean;
  /** The recharge that paid for it; null if there was none here, or it is not known. */
  readonly rechargeId: string | null;
  /** When it was paid, where it was not loaded by its recharge itself; null otherwise, or if it is not known. */
  readonly rechargedAt: EpochMs | null;
  /** Version of the programme it was recharged under. */
  readonly programmeVersion: number;
  /** Principal left. */
  readonly principalFen: Fen;
  /** Bonus left. */
  readonly bonusFen: Fen;
}

/** The lots of one wallet; plain data, since snapshots keep it as JSON. */
export interface Lots {
  /** Those with value left, oldest first. */
  readonly open: readonly Lot[];
  /** Value left in all of them, expired ones included: nothing is forfeited without an event of its own. */
  readonly openFen: Fen;
  /** Lately emptied ones, latest first: a loss report can give value back to them, with their dates (A8). */
  readonly emptied: readonly Lot[];
  /** How many lots the wallet has ever had. */
  readonly loadedCount: number;
}

/** A wallet without value. */
export const NO_LOTS: Lots = { open: [], openFen: ZERO_FEN, emptied: [], loadedCount: 0 };

/**
 * Emptied lots that are remembered, besides those that the latest use emptied: enough for what can be spent between a
 * loss report and its block, few enough that a wallet's state stays small however long it lives.
 */
const EMPTIED_LOTS_MAX = 20;

/** Value left in one lot, principal and bonus together. */
export function leftIn(lot: Lot): Fen {
  return shareTotal(lot);
}

/** The lots without some of the open ones. */
export function without(lots: Lots, isLeftOut: (lot: Lot) => boolean): Lots {
  const open = lots.open.filter((lot) => !isLeftOut(lot));
  return { ...lots, open, openFen: sumFen(open.map(leftIn)) };
}

/** Whether a lot can be used at a moment: through its last usable day, not after it (A6). */
export function isUsable(lot: Lot, at: EpochMs): boolean {
  return lot.expiresAt === null || at < lot.expiresAt;
}

/** Value in the lots that can be used at a moment. */
export function usableValue(lots: Lots, at: EpochMs): Fen {
  const lapsed = lots.open.filter((lot) => !isUsable(lot, at));
  return minus(lots.openFen, sumFen(lapsed.map(leftIn)));
}

/**
 * What a spend takes, lot by lot: usable lots in the product's order, each split as its burn order says (domain 2.2, A3).
 * The caller has checked that so much is usable.
 */
export function takesForSpend(
  lots: Lots,
  amountFen: Fen,
  at: EpochMs,
  product: StoredValueProduct,
): readonly LotTake[] {
  const usable = lots.open.filter((lot) => isUsable(lot, at));
  return takesFrom(lotsInOrder(usable, product), amountFen, product.lots.burn);
}

/**
 * What a capture takes. A hold reserves an amount, not lots; what it takes is decided when it is captured, like a spend.
 * Only if less is usable than was held, because lots lapsed meanwhile, the rest comes from those, the latest first: it
 * was good when it was promised to the merchant.
 */
export function takesForCapture(
  lots: Lots,
  amountFen: Fen,
  at: EpochMs,
  product: StoredValueProduct,
): readonly LotTake[] {
  const usable = lots.open.filter((lot) => isUsable(lot, at));
  const lapsed = lots.open.filter((lot) => !isUsable(lot, at));
  const latestFirst = lapsed.toSorted((a, b) => (b.expiresAt ?? 0) - (a.expiresAt ?? 0));
  return takesFrom([...lotsInOrder(usable, product), ...latestFirst], amountFen, product.lots.burn);
}

function takesFrom(ordered: readonly Lot[], amountFen: Fen, burn: BurnOrder): readonly LotTake[] {
  const takes: LotTake[] = [];
  let restFen = amountFen;
  for (const lot of ordered) {
    if (restFen === 0n) break;
    const take = shareOf(lot, least(restFen, leftIn(lot)), burn);
    takes.push(take);
    restFen = minus(restFen, shareTotal(take));
  }
  if (restFen !== 0n) throw new InvariantError(`the lots are ${restFen} fen short of a use that was allowed`);
  return takes;
}

/**
 * How one use of a lot splits: the principal that its net use including this one should have taken, less what was taken
 * (domain 2.2, A3: on the running net use, so it never drifts). Computed from what is really left, so that it also holds
 * after a later version chose another burn order or value came back; the bounds matter only then.
 */
export function shareOf(lot: Lot, takeFen: Fen, burn: BurnOrder): LotTake {
  const loaded = { principalFen: lot.loadedPrincipalFen, bonusFen: lot.loadedBonusFen };
  const netUsedFen = plus(minus(shareTotal(loaded), leftIn(lot)), takeFen);
  const takenBeforeFen = minus(lot.loadedPrincipalFen, lot.principalFen);
  const wantedFen = minus(usedShare(loaded, netUsedFen, burn).principalFen, takenBeforeFen);
  const mostFen = least(takeFen, lot.principalFen);
  const leastFen = greatest(minus(takeFen, lot.bonusFen), ZERO_FEN);
  const principalFen = greatest(leastFen, least(wantedFen, mostFen));
  return { lotId: lot.lotId, principalFen, bonusFen: minus(takeFen, principalFen) };
}

/**
 * How what comes back to lots splits: the principal that the lot's net use had taken, less what its net use without this
 * should have taken (domain 2.2, A3b), within what this spend took of each kind. A lot that is forgotten tells of no net
 * use, and one whose use went along with a transfer of less than comes back: there the spend's own split counts.
 */
export function returnsTo(
  lots: Lots,
  backs: readonly { readonly most: LotTake; readonly backFen: Fen }[],
  burn: BurnOrder,
): readonly LotTake[] {
  return backs.map(({ most, backFen }) => {
    const lot = [...lots.open, ...lots.emptied].find((one) => one.lotId === most.lotId);
    const wantedFen = (lot && principalBack(lot, backFen, burn)) ?? usedShare(most, backFen, burn).principalFen;
    const mostFen = least(backFen, most.principalFen);
    const leastFen = greatest(minus(backFen, most.bonusFen), ZERO_FEN);
    const principalFen = greatest(leastFen, least(wantedFen, mostFen));
    return { lotId: most.lotId, principalFen, bonusFen: minus(backFen, principalFen) };
  });
}

function principalBack(lot: Lot, backFen: Fen, burn: BurnOrder): Fen | undefined {
  const loaded = { principalFen: lot.loadedPrincipalFen, bonusFen: lot.loadedBonusFen };
  const netUsedFen = minus(minus(shareTotal(loaded), leftIn(lot)), backFen);
  if (netUsedFen < 0n) return undefined;
  const takenFen = minus(lot.loadedPrincipalFen, lot.principalFen);
  return minus(takenFen, usedShare(loaded, netUsedFen, burn).principalFen);
}

/** What is put into a new lot, and what is known of where it came from. */
export type LoadedLot = Pick<
  WalletRecharged,
  'lotId' | 'principalFen' | 'bonusFen' | 'expiresAt' | 'expiryNotices' | 'breakage' | 'programmeVersion'
> & {
  readonly recharged?: boolean | null;
  readonly rechargeId?: string | null;
  readonly rechargedAt?: EpochMs | null;
  /** What counts as loaded, where that is more than what is put in. */
  readonly loadedPrincipalFen?: Fen | null;
  readonly loadedBonusFen?: Fen | null;
};

/** Adds a lot; it is the youngest. Somebody paid for it unless it is said that nobody did. */
export function load(lots: Lots, loaded: LoadedLot): Lots {
  const ordinal = lots.loadedCount + 1;
  const lot: Lot = {
    lotId: loaded.lotId,
    ordinal,
    expiresAt: loaded.expiresAt,
    expiryNotices: loaded.expiryNotices ?? [],
    breakage: loaded.breakage ?? false,
    recharged: loaded.recharged ?? true,
    rechargeId: loaded.rechargeId ?? null,
    rechargedAt: loaded.rechargedAt ?? null,
    programmeVersion: loaded.programmeVersion,
    loadedPrincipalFen: loaded.loadedPrincipalFen ?? loaded.principalFen,
    loadedBonusFen: loaded.loadedBonusFen ?? loaded.bonusFen,
    principalFen: loaded.principalFen,
    bonusFen: loaded.bonusFen,
  };
  return { ...lots, open: [...lots.open, lot], openFen: plus(lots.openFen, leftIn(lot)), loadedCount: ordinal };
}

/** Lots after one of them was extended. */
export function extended(
  lots: Lots,
  change: { readonly lotId: string; readonly expiresAt: EpochMs; readonly expiryNotices: readonly EpochMs[] | null },
): Lots {
  const { lotId, expiresAt } = change;
  const expiryNotices = change.expiryNotices ?? [];
  return { ...lots, open: lots.open.map((lot) => (lot.lotId === lotId ? { ...lot, expiresAt, expiryNotices } : lot)) };
}

/** A lot that does not expire and that nobody paid for: a correction. */
export function plainLot(lotId: string, principalFen: Fen, bonusFen: Fen, programmeVersion: number): LoadedLot {
  const forGood = { expiresAt: null, expiryNotices: null, breakage: null };
  return { lotId, principalFen, bonusFen, ...forGood, programmeVersion, recharged: false };
}

/** Lots after the holder was told that one of them will expire; an earlier notice that was missed is not told any more. */
export function noticed(lots: Lots, told: { readonly lotId: string; readonly noticeAt: EpochMs }): Lots {
  const open = lots.open.map((lot) =>
    lot.lotId === told.lotId ? { ...lot, expiryNotices: lot.expiryNotices.filter((at) => at > told.noticeAt) } : lot,
  );
  return { ...lots, open };
}

/** Lots after a use. A take from a lot that has not so much is a bug: nothing may decide so. */
export function take(lots: Lots, takes: readonly LotTake[]): Lots {
  const [only] = takes;
  return only && takes.length === 1 ? takeFromOne(lots, only) : takeFromSeveral(lots, takes);
}

/** The usual case, apart: a wallet may have many lots, and only one of them is another one afterwards. */
function takeFromOne(lots: Lots, one: LotTake): Lots {
  const index = lots.open.findIndex((lot) => lot.lotId === one.lotId);
  const lot = lots.open[index];
  if (!lot) throw takenFromUnknown(one.lotId);
  const rest = lessTake(lot, one);
  const openFen = minus(lots.openFen, shareTotal(one));
  if (leftIn(rest) > 0n) return { ...lots, open: lots.open.with(index, rest), openFen };
  const emptied = [rest, ...lots.emptied].slice(0, EMPTIED_LOTS_MAX);
  return { ...lots, open: lots.open.toSpliced(index, 1), openFen, emptied };
}

function takeFromSeveral(lots: Lots, takes: readonly LotTake[]): Lots {
  const taken = new Map(takes.map((one) => [one.lotId, one]));
  const open: Lot[] = [];
  const emptiedNow: Lot[] = [];
  for (const lot of lots.open) {
    const one = taken.get(lot.lotId);
    const rest = one ? lessTake(lot, one) : lot;
    (leftIn(rest) === 0n ? emptiedNow : open).push(rest);
    taken.delete(lot.lotId);
  }
  const [unknown] = taken.keys();
  if (unknown !== undefined) throw takenFromUnknown(unknown);
  const remembered = Math.max(EMPTIED_LOTS_MAX, emptiedNow.length);
  const openFen = minus(lots.openFen, sumFen(takes.map(shareTotal)));
  return { ...lots, open, openFen, emptied: [...emptiedNow, ...lots.emptied].slice(0, remembered) };
}

/** What of a lot goes to another wallet, and how much of what was loaded into it goes along. */
export type MovedShare = LotTake & { readonly loadedPrincipalFen: Fen; readonly loadedBonusFen: Fen };

/**
 * What a transfer takes: usable lots in the product's order. Of each lot what is left and what was used go in the same
 * proportion, moved / left, each kind rounded half up, and the remainder stays: so a refund of both pays what a refund of
 * the one would have paid (domain 3), whatever the burn order. The caller has checked that so much is usable.
 */
export function sharesForTransfer(
  lots: Lots,
  amountFen: Fen,
  at: EpochMs,
  product: StoredValueProduct,
): readonly MovedShare[] {
  const open = new Map(lots.open.map((lot) => [lot.lotId, lot]));
  return takesForSpend(lots, amountFen, at, product).map((one) => {
    const lot = open.get(one.lotId);
    if (!lot) throw takenFromUnknown(one.lotId);
    return shareMoved(lot, shareTotal(one));
  });
}

function shareMoved(lot: Lot, movedFen: Fen): MovedShare {
  const leftFen = leftIn(lot);
  const partOfFen = (amountFen: Fen): Fen => fen(halfUpQuotient(amountFen * movedFen, leftFen));
  const principalFen = partOfFen(lot.principalFen);
  const bonusFen = minus(movedFen, principalFen);
  const usedPrincipalFen = partOfFen(minus(lot.loadedPrincipalFen, lot.principalFen));
  const usedBonusFen = partOfFen(minus(lot.loadedBonusFen, lot.bonusFen));
  return {
    lotId: lot.lotId,
    principalFen,
    bonusFen,
    loadedPrincipalFen: plus(principalFen, usedPrincipalFen),
    loadedBonusFen: plus(bonusFen, usedBonusFen),
  };
}

/**
 * Lots after a part of them went to another wallet: what counts as loaded goes along as the fact says. An older fact does
 * not say it: then what was used stays with the rest of a lot. A lot that goes whole is remembered as it was loaded.
 */
export function moveOut(lots: Lots, { lots: takes, loaded }: Pick<WalletTransferSent, 'lots' | 'loaded'>): Lots {
  const rest = take(lots, takes);
  const open = rest.open.map((lot) => {
    const gone = takes.find((one) => one.lotId === lot.lotId);
    if (!gone) return lot;
    const along = loaded?.find((one) => one.lotId === lot.lotId);
    const loadedPrincipalFen = minus(lot.loadedPrincipalFen, along?.loadedPrincipalFen ?? gone.principalFen);
    const loadedBonusFen = minus(lot.loadedBonusFen, along?.loadedBonusFen ?? gone.bonusFen);
    return { ...lot, loadedPrincipalFen, loadedBonusFen };
  });
  return { ...rest, open };
}

/** What a part of a lot becomes elsewhere: a lot with its dates, and with what was paid for it. */
export function partOf(
  lots: Lots,
  lotId: string,
  { lotId: fromLotId, principalFen, bonusFen, loadedPrincipalFen, loadedBonusFen }: MovedShare,
  rechargedAt: EpochMs | null,
): TransferredLot {
  const lot = [...lots.open, ...lots.emptied].find((one) => one.lotId === fromLotId);
  return {
    lotId,
    fromLotId,
    principalFen,
    bonusFen,
    expiresAt: lot?.expiresAt ?? null,
    expiryNotices: lot?.expiryNotices ?? null,
    breakage: lot?.breakage ?? false,
    programmeVersion: lot?.programmeVersion ?? 0,
    loadedPrincipalFen,
    loadedBonusFen,
    recharged: lot?.recharged ?? false,
    rechargeId: lot?.rechargeId ?? null,
    rechargedAt: lot?.rechargedAt ?? rechargedAt,
  };
}

function takenFromUnknown(lotId: string): InvariantError {
  return new InvariantError(`value was taken from ${lotId}, which the wallet does not have`);
}

function lessTake(lot: Lot, one: LotTake): Lot {
  const principalFen = minus(lot.principalFen, one.principalFen);
  const bonusFen = minus(lot.bonusFen, one.bonusFen);
  if (principalFen < 0n || bonusFen < 0n) throw new InvariantError(`more was taken from ${lot.lotId} than is in it`);
  return { ...lot, principalFen, bonusFen };
}

/** What the fact by which value comes back tells of a lot, should it be forgotten. */
type ToldOfLot = Pick<LoadedLot, 'breakage' | 'programmeVersion'>;

/**
 * Lots after value came back to them (A8). A lot emptied so long ago that it is forgotten comes back as one that never
 * expires: its date is not known here any more, and the doubt is not the holder's. What was paid for it is not known
 * either, nor whether it has an invoice: it is no lot that can be refunded by law.
 */
export function giveBack(
  lots: Lots,
  takes: readonly LotTake[],
  told: ToldOfLot = { breakage: null, programmeVersion: 0 },
): Lots {
  return takes.reduce((before, back) => giveBackOne(before, back, told), lots);
}

function giveBackOne(lots: Lots, back: LotTake, told: ToldOfLot): Lots {
  const known = [...lots.open, ...lots.emptied].find((lot) => lot.lotId === back.lotId);
  if (!known) return load(lots, { ...back, expiresAt: null, expiryNotices: null, ...told, recharged: false });
  const principalFen = plus(known.principalFen, back.principalFen);
  const bonusFen = plus(known.bonusFen, back.bonusFen);
  const lot: Lot = { ...known, principalFen, bonusFen, ...loadedWith(known, { principalFen, bonusFen }) };
  const others = lots.open.filter((one) => one.lotId !== lot.lotId);
  return {
    ...lots,
    open: [...others, lot].sort((a, b) => a.ordinal - b.ordinal),
    openFen: plus(lots.openFen, shareTotal(back)),
    emptied: lots.emptied.filter((one) => one.lotId !== lot.lotId),
  };
}

/**
 * What counts as loaded with so much in a lot. More than was loaded comes back only to a lot that had been forgotten, and
 * to one whose use went along with a transfer: there in the proportion in which it was paid for.
 */
function loadedWith(known: Lot, left: LotShare): Pick<Lot, 'loadedPrincipalFen' | 'loadedBonusFen'> {
  const { loadedPrincipalFen, loadedBonusFen } = known;
  const loadedFen = plus(loadedPrincipalFen, loadedBonusFen);
  const leftFen = shareTotal(left);
  if (!known.recharged || loadedFen === 0n) {
    return {
      loadedPrincipalFen: greatest(left.principalFen, loadedPrincipalFen),
      loadedBonusFen: greatest(left.bonusFen, loadedBonusFen),
    };
  }
  if (leftFen <= loadedFen) return { loadedPrincipalFen, loadedBonusFen };
  const paidFen = fen(halfUpQuotient(leftFen * loadedPrincipalFen, loadedFen));
  return { loadedPrincipalFen: paidFen, loadedBonusFen: minus(leftFen, paidFen) };
}

function greatest(a: Fen, b: Fen): Fen {
  if (a > b) return a;
  return b;
}

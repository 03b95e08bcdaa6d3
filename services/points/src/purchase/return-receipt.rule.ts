/** What a return does: goods of a receipt come back, and the points that the rest does not earn are taken back (domain 2.1, M12). */
import type { EpochMs } from '@scrip/calendar';
import type {
  AccountEvent,
  PointsTakenBack,
  PurchaseEvent,
  ReceiptEarning,
  ReceiptLine,
  ReceiptRecorded,
  ReceiptReturned,
  ReceiptTender,
  ReturnedLine,
} from '@scrip/contracts';
import { accept, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { type Fen, fen, least, minus, type Points, plus, sumFen, ZERO_FEN, ZERO_POINTS } from '@scrip/money';
import { type Earned, earningFen, earnPoints, type Programme } from '@scrip/programme';
import { type AccountState, idsOf, type OpenAccount, whyNotOpen } from '../account/account.decider.ts';
import { takeBack } from '../account/take-back.rule.ts';
import { type PurchaseState, purchaseStream, type Returned } from './purchase.decider.ts';

/** A return as the till printed it. */
export interface ReturnReceipt {
  readonly issuerId: string;
  readonly receiptId: string;
  /** The issuer's own number; each counts once for a receipt. */
  readonly returnId: string;
  /** Lines that come back, each whole where its amount is null; null: not said by lines. */
  readonly lines: readonly { readonly lineNo: number; readonly amountFen: Fen | null }[] | null;
  /** Where no lines are named: how much comes back; null: all that is left. */
  readonly amountFen: Fen | null;
  /** Which tenders are undone; null: not said. */
  readonly tenders: readonly ReceiptTender[] | null;
  /** Of the return, YYYY-MM-DD. */
  readonly businessDate: string;
  readonly at: EpochMs;
}

/** The receipt as it was recorded, and what its points were decided under. */
export interface RecordedReceipt {
  readonly printed: ReceiptRecorded;
  /** What it earned; null where nothing. */
  readonly earned: ReceiptEarning | null;
  /** The version it was decided under. */
  readonly programme: Programme;
}

/** What the return is decided on. */
export interface ReturnStreams {
  readonly purchase: PurchaseState;
  /** The account that has the receipt's points now; null where nobody earned. */
  readonly account: AccountState | null;
}

/** A fact and the stream it belongs to. */
export interface ReturnFact {
  readonly streamId: string;
  readonly event: PurchaseEvent | AccountEvent;
}

/**
 * Returns goods of a receipt, all of it or a part. Refusals in the order tried:
 * - `receipt_unknown` {receiptId}.
 * - `return_already_recorded` {receiptId, returnId}: each return counts once, whoever sends it again.
 * - `account_moved` {accountId, toAccountId}: the points went to another account since it was looked up; to be sent again.
 * - `line_unknown` {lineNo}.
 * - `amount_not_positive` {askedFen; of a line also lineNo}.
 * - `return_exceeds_line` {lineNo, askedFen, paidFen, leftFen, excessFen}.
 * - `return_exceeds_receipt` {askedFen, paidFen, leftFen, excessFen}: also when nothing is left.
 * - `tenders_do_not_sum` {returnedFen, tendersFen, missingFen}.
 * - `tenders_unnamed` {kinds}: some of its tenders earn points and some do not (domain 2.3, R3), so which are undone must be said.
 * - `return_exceeds_tender` {kind, askedFen, leftFen, excessFen}: more of a tender than it paid, or one it was not paid with.
 *
 * The receipt earns again what is left of it, by the rules of its day and version, its place among the day's members and
 * its grade as they were then; the difference is taken back, from the lifetime count too. What was given for it (grade,
 * lottery entry, place of the day) stays. An amount without lines comes off the lines from the last one on.
 */
export function returnReceipt(
  streams: ReturnStreams,
  command: ReturnReceipt,
  receipt: RecordedReceipt | undefined,
): Decision<ReturnFact> {
  const { issuerId, receiptId, returnId, businessDate } = command;
  const { purchase } = streams;
  if (purchase.kind === 'unknown' || !receipt) return reject('receipt_unknown', { receiptId });
  const { returned } = purchase;
  if (returned?.returnIds.includes(returnId)) return reject('return_already_recorded', { receiptId, returnId });
  const account = streams.account;
  if (account?.kind === 'moved') return refuse(whyNotOpen(account));
  const { printed } = receipt;
  const lines = linesBack(printed, returned, command);
  if ('code' in lines) return refuse(lines);
  const returnedFen = sumFen(lines.map((line) => line.returnedFen));
  const tenders = tendersBack(receipt, returned, command.tenders, returnedFen);
  if ('code' in tenders) return refuse(tenders);

  const leftFen = minus(leftOf(printed, returned), returnedFen);
  const earning = earnsAgain(receipt, returned, { paidFen: leftFen, tenders });
  // An account that is closed has lost all its points already.
  const loses = account?.kind === 'open' && earning ? takenBackFrom(account, command, receipt, earning) : null;
  const data: ReceiptReturned = {
    receiptId,
    returnId,
    programmeId: printed.programmeId,
    programmeVersion: printed.programmeVersion,
    membershipId: printed.membershipId,
    accountId: account?.kind === 'open' ? account.accountId : null,
    holderId: account?.kind === 'open' ? account.holderId : printed.holderId,
    lines,
    tenders,
    returnedFen,
    leftFen,
    earnedAfterPoints: earning?.afterPoints ?? null,
    takenBackPoints: earning ? (loses?.takenBackPoints ?? ZERO_POINTS) : null,
    businessDate,
  };
  const fact: ReturnFact = {
    streamId: purchaseStream(issuerId, receiptId),
    event: { type: 'ReceiptReturned', data },
  };
  if (!loses || loses.takenBackPoints === 0n) return accept(fact);
  return accept(fact, { streamId: loses.accountId, event: { type: 'PointsTakenBack', data: loses } });
}

/** What comes back of each line, in the receipt's order; or why it is refused. */
function linesBack(
  printed: ReceiptRecorded,
  returned: Returned | null,
  { lines, amountFen }: ReturnReceipt,
): readonly ReturnedLine[] | Refusal {
  const left = printed.lines.map((line) => ({ line, leftFen: minus(line.paidFen, returnedOf(returned, line)) }));
  const allLeftFen = sumFen(left.map((one) => one.leftFen));
  const exceeds = (askedFen: Fen): Refusal => {
    const excessFen = minus(askedFen, allLeftFen);
    return {
      code: 'return_exceeds_receipt',
      detail: { askedFen, paidFen: printed.paidFen, leftFen: allLeftFen, excessFen },
    };
  };
  if (lines === null) {
    const askedFen = amountFen ?? allLeftFen;
    if (amountFen !== null && askedFen <= 0n) return { code: 'amount_not_positive', detail: { askedFen } };
    if (askedFen > allLeftFen || allLeftFen === 0n) return exceeds(askedFen);
    let restFen = askedFen;
    const back = left.toReversed().map(({ line, leftFen }) => {
      const returnedFen = least(restFen, leftFen);
      restFen = minus(restFen, returnedFen);
      return { lineNo: line.lineNo, returnedFen };
    });
    return back.toReversed().filter((line) => line.returnedFen > 0n);
  }
  const back: ReturnedLine[] = [];
  for (const asked of lines.toSorted((a, b) => a.lineNo - b.lineNo)) {
    const { lineNo } = asked;
    const one = left.find(({ line }) => line.lineNo === lineNo);
    if (!one) return { code: 'line_unknown', detail: { lineNo } };
    const askedFen = asked.amountFen ?? one.leftFen;
    if (asked.amountFen !== null && askedFen <= 0n)
      return { code: 'amount_not_positive', detail: { lineNo, askedFen } };
    if (askedFen > one.leftFen) {
      const excessFen = minus(askedFen, one.leftFen);
      const detail = { lineNo, askedFen, paidFen: one.line.paidFen, leftFen: one.leftFen, excessFen };
      return { code: 'return_exceeds_line', detail };
    }
    if (askedFen > 0n) back.push({ lineNo, returnedFen: askedFen });
  }
  return back.length > 0 ? back : exceeds(ZERO_FEN);
}

/** Which tenders are undone, as the till said or, where all of them count alike, from the last one on. */
function tendersBack(
  { printed, programme }: RecordedReceipt,
  returned: Returned | null,
  named: readonly ReceiptTender[] | null,
  returnedFen: Fen,
): readonly ReceiptTender[] | Refusal {
  const left = tendersLeft(printed, returned);
  if (named === null) {
    const counts = (kind: string): boolean => {
      const one = fen(1n);
      return earningFen({ paidFen: one, tenders: [{ kind, amountFen: one }] }, programme) > 0n;
    };
    const kinds = [...left.keys()];
    if (new Set(kinds.map(counts)).size > 1) return { code: 'tenders_unnamed', detail: { kinds } };
    let restFen = returnedFen;
    return [...left].toReversed().flatMap(([kind, leftFen]) => {
      const amountFen = least(restFen, leftFen);
      restFen = minus(restFen, amountFen);
      return amountFen > 0n ? [{ kind, amountFen, reference: null }] : [];
    });
  }
  const tendersFen = sumFen(named.map((tender) => tender.amountFen));
  if (tendersFen !== returnedFen) {
    const missingFen = minus(returnedFen, tendersFen);
    return { code: 'tenders_do_not_sum', detail: { returnedFen, tendersFen, missingFen } };
  }
  for (const kind of new Set(named.map((tender) => tender.kind))) {
    const askedFen = sumFen(named.filter((tender) => tender.kind === kind).map((tender) => tender.amountFen));
    const leftFen = left.get(kind) ?? ZERO_FEN;
    const excessFen = minus(askedFen, leftFen);
    if (excessFen > 0n) return { code: 'return_exceeds_tender', detail: { kind, askedFen, leftFen, excessFen } };
  }
  return named;
}

interface EarningAgain {
  readonly beforePoints: Points;
  readonly afterPoints: Points;
  readonly now: Earned;
}

/** What the rest of a receipt earns; null where the receipt earned nothing. A return never gives points. */
function earnsAgain(
  { printed, earned, programme }: RecordedReceipt,
  returned: Returned | null,
  left: { readonly paidFen: Fen; readonly tenders: readonly ReceiptTender[] },
): EarningAgain | null {
  if (!earned) return null;
  const beforePoints = returned?.earnedPoints ?? earned.earnedPoints;
  const tenders = [...tendersLeft(printed, returned)].map(([kind, leftFen]) => {
    const back = left.tenders.filter((tender) => tender.kind === kind).map((tender) => tender.amountFen);
    return { kind, amountFen: minus(leftFen, sumFen(back)) };
  });
  const { dayRank, grade } = earned;
  const rooms = new Map((earned.rooms ?? []).map(({ rule, roomPoints }) => [rule, roomPoints]));
  const { lines, businessDate } = printed;
  const segments = printed.segments ?? [];
  const told = { lines, businessDate, dayRank, grade, segments, birthday: printed.ownDay ?? false, rooms };
  const now = earnPoints({ paidFen: left.paidFen, tenders, ...told }, programme);
  return { beforePoints, afterPoints: least(beforePoints, now.earnedPoints), now };
}

function takenBackFrom(
  account: OpenAccount,
  { receiptId, returnId, at }: ReturnReceipt,
  { printed, earned, programme }: RecordedReceipt,
  { beforePoints, afterPoints, now }: EarningAgain,
): PointsTakenBack {
  if (!earned) throw new InvariantError(`${receiptId} earned nothing and loses points`);
  const takenBackPoints = minus(beforePoints, afterPoints);
  const { usableAt, expiresAt } = earned;
  const belowZero = programme.points?.returns?.belowZero ?? 'allowed';
  const taken = takeBack(account, { points: takenBackPoints, usableAt, expiresAt, at, belowZero });
  const usablePoints = taken.lots.reduce((sum, lot) => plus(sum, lot.sharePoints), taken.owedPoints);
  return {
    ...idsOf(account),
    receiptId,
    returnId,
    earnedBeforePoints: beforePoints,
    earnedAfterPoints: afterPoints,
    takenBackPoints,
    ...taken,
    rules: now.rules,
    balanceAfterPoints: minus(account.balancePoints, usablePoints),
    lifetimeAfterPoints: minus(account.lifetimePoints, takenBackPoints),
    programmeId: printed.programmeId,
    programmeVersion: printed.programmeVersion,
  };
}

/** What of a receipt has not come back. */
function leftOf(printed: ReceiptRecorded, returned: Returned | null): Fen {
  return minus(printed.paidFen, sumFen((returned?.lines ?? []).map((line) => line.returnedFen)));
}

function returnedOf(returned: Returned | null, { lineNo }: ReceiptLine): Fen {
  return returned?.lines.find((line) => line.lineNo === lineNo)?.returnedFen ?? ZERO_FEN;
}

/** What of each kind of tender is not undone, in the receipt's order. */
function tendersLeft(printed: ReceiptRecorded, returned: Returned | null): Map<string, Fen> {
  const left = new Map<string, Fen>();
  for (const { kind, amountFen } of printed.tenders) left.set(kind, plus(left.get(kind) ?? ZERO_FEN, amountFen));
  for (const { kind, amountFen } of returned?.tenders ?? [])
    left.set(kind, minus(left.get(kind) ?? ZERO_FEN, amountFen));
  return left;
}

function refuse(refusal: Refusal): Decision<never> {
  return { kind: 'refused', refusal };
}

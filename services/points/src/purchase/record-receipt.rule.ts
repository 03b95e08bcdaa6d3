/** What one receipt does: it is recorded; a member's takes a place of the day, earns points and may give a lottery entry. */
import type {
  AccountEvent,
  CampaignDayEvent,
  CampaignEvent,
  CampaignRoom,
  CappedPoints,
  PurchaseEvent,
  ReceiptEarning,
  ReceiptLine,
  ReceiptRecorded,
  ReceiptTender,
} from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type Fen, minus, plus, sumFen, ZERO_POINTS } from '@scrip/money';
import {
  type Condition,
  counterOf,
  drawsFor,
  earnPoints,
  type Programme,
  pointsTime,
  sellsItem,
} from '@scrip/programme';
import {
  type AccountState,
  idsOf,
  type OpenAccount,
  pendingPointsOf,
  settle,
  whyNotOpen,
} from '../account/account.decider.ts';
import { type CampaignTotal, campaignStream, roomsOf } from '../campaign-day/campaign-caps.rule.ts';
import {
  type CampaignDayState,
  campaignDayStream,
  placeFor,
  rankedCampaign,
} from '../campaign-day/campaign-day.decider.ts';
import { heldAgainst, type KnownQuote } from '../quote/quoted-receipt.rule.ts';
import { type PurchaseState, purchaseStream } from './purchase.decider.ts';

/** A receipt as the till printed it. */
export interface RecordReceipt {
  readonly issuerId: string;
  /** The issuer's own number. */
  readonly receiptId: string;
  readonly programmeId: string;
  /** The membership shown at the till; null for a purchase without one. */
  readonly membershipId: string | null;
  readonly lines: readonly Omit<ReceiptLine, 'lineNo'>[];
  readonly tenders: readonly ReceiptTender[];
  readonly quoteId: string | null;
  /** What is known of that quote, and when it was bought (epoch milliseconds); left out where it names none. */
  readonly quote?: { readonly known: KnownQuote | undefined; readonly boughtAt: number } | undefined;
  /** Of the purchase, YYYY-MM-DD. */
  readonly businessDate: string;
  /** The member's grade as far as it is known here; null where no rule asks for it. */
  readonly grade: string | null;
  /** Segments that rules ask for and the member is in as far as it is known here, by their keys; left out: no rule asks. */
  readonly segments?: readonly string[] | undefined;
  /** Holders whose birthday the business date is; null where no rule asks for it, or where cards did not say. */
  readonly birthdayHolders: ReadonlySet<string> | null;
  /** The id of the lottery entry that a draw rule gives for this receipt; the same each time it is asked. */
  entryIdOf(rule: string): string;
}

/** What the receipt is decided on. */
export interface ReceiptStreams {
  readonly purchase: PurchaseState;
  /** The member's account; null for a purchase without a membership. */
  readonly account: AccountState | null;
  /** The day of the programme's ranked campaign; null where nobody's rank is asked. */
  readonly day: CampaignDayState | null;
  /** What campaigns have given that may give so many points in all; left out: there are none. */
  readonly totals?: ReadonlyMap<string, CampaignTotal>;
}

/** A fact and the stream it belongs to. */
export interface ReceiptFact {
  readonly streamId: string;
  readonly event: PurchaseEvent | AccountEvent | CampaignDayEvent | CampaignEvent;
}

/**
 * Records a receipt and what follows from it, all or nothing. Refusals in the order tried:
 * - `receipt_already_recorded` {receiptId, businessDate}: a receipt counts once, whoever sends it again.
 * - `programme_unknown` {programmeId, businessDate}: no version is in force at the time of the purchase.
 * - `account_unknown` {membershipId}: a membership was shown and has no account here (or is another issuer's).
 * - `account_moved` {accountId, toAccountId}, `account_closed` {accountId, cause}: see `whyNotOpen`.
 * - `account_of_other_programme` {membershipId, programmeId, accountProgrammeId}.
 * - `counter_unknown` {lineNo, sku, counterKey}: only known items pass the till (domain 2.1); the first such line.
 * - `item_unknown` {lineNo, sku, counterKey}: the counter lists its articles and this is none; the first such line.
 * - `tenders_do_not_sum` {paidFen, tendersFen, missingFen}: below zero when more was tendered than the lines cost.
 * - `quote_unknown`, `quote_expired`, `quote_differs`: see `heldAgainst`; only of a receipt that names a quote.
 *
 * A member's receipt with something paid takes the next place of the day while places last, if it is the member's first
 * that day (M10), and earns by the programme (M1, M8); a draw is asked about the balance after (M11). A receipt of 0 is
 * recorded, earns nothing and takes no place (domain 4). One that earns no points leaves no event on the account.
 */
export function recordReceipt(
  streams: ReceiptStreams,
  command: RecordReceipt,
  programme: Programme | undefined,
): Decision<ReceiptFact> {
  const { issuerId, receiptId, programmeId, membershipId, businessDate } = command;
  const { purchase, account } = streams;
  if (purchase.kind === 'recorded') {
    return reject('receipt_already_recorded', { receiptId, businessDate: purchase.businessDate });
  }
  if (!programme) return reject('programme_unknown', { programmeId, businessDate });
  if (account?.kind === 'unknown') return reject('account_unknown', { membershipId });
  if (account && account.kind !== 'open') return { kind: 'refused', refusal: whyNotOpen(account) };
  if (account && account.programmeId !== programmeId) {
    return reject('account_of_other_programme', {
      membershipId,
      programmeId,
      accountProgrammeId: account.programmeId,
    });
  }
  const lines = command.lines.map((line, index): ReceiptLine => ({ lineNo: index + 1, ...line }));
  const unknown = lines.find((line) => !counterOf(programme, line.counterKey));
  if (unknown) {
    const { lineNo, sku, counterKey } = unknown;
    return reject('counter_unknown', { lineNo, sku, counterKey });
  }
  const notSold = lines.find(({ counterKey, sku }) => !isKnownItem(programme, counterKey, sku));
  if (notSold) {
    const { lineNo, sku, counterKey } = notSold;
    return reject('item_unknown', { lineNo, sku, counterKey });
  }
  const paidFen = sumFen(lines.map((line) => line.paidFen));
  const tendersFen = sumFen(command.tenders.map((tender) => tender.amountFen));
  if (tendersFen !== paidFen) {
    return reject('tenders_do_not_sum', { paidFen, tendersFen, missingFen: minus(paidFen, tendersFen) });
  }
  const { quoteId, quote } = command;
  const differs =
    quoteId !== null && quote ? heldAgainst(quote.known, { ...command, quoteId, ...quote }, programme) : null;
  if (differs) return reject(differs.code, differs.detail);

  const ownDay = account ? (command.birthdayHolders?.has(account.holderId) ?? null) : null;
  const recorded: ReceiptRecorded = {
    receiptId,
    programmeId,
    programmeVersion: programme.version,
    membershipId,
    accountId: account?.accountId ?? null,
    holderId: account?.holderId ?? null,
    lines,
    tenders: command.tenders,
    paidFen,
    businessDate,
    quoteId: command.quoteId,
    earned: null,
    ownDay,
    segments: command.segments ?? null,
  };
  const receipt = (earned: ReceiptEarning | null): ReceiptFact => ({
    streamId: purchaseStream(issuerId, receiptId),
    event: { type: 'ReceiptRecorded', data: { ...recorded, earned } },
  });
  if (!account || paidFen === 0n) return accept(receipt(null));
  const { earned, facts } = memberFacts(account, streams, { ...command, paidFen }, programme);
  return accept(receipt(earned), ...facts);
}

function isKnownItem(programme: Programme, counterKey: string, sku: string): boolean {
  const counter = counterOf(programme, counterKey);
  return counter !== undefined && sellsItem(counter, sku);
}

const NO_TOTALS: ReadonlyMap<string, CampaignTotal> = new Map();

/** The place taken, the points and the lottery entries of a member's receipt with something paid. */
function memberFacts(
  account: OpenAccount,
  { day, totals = NO_TOTALS }: ReceiptStreams,
  receipt: RecordReceipt & { readonly paidFen: Fen },
  programme: Programme,
): { readonly earned: ReceiptEarning | null; readonly facts: readonly ReceiptFact[] } {
  const { issuerId, receiptId, programmeId, businessDate, paidFen, tenders, birthdayHolders } = receipt;
  const { grade, segments } = receipt;
  const { accountId, holderId } = account;
  const facts: ReceiptFact[] = [];
  const decided = { programmeId, programmeVersion: programme.version };

  const campaign = rankedCampaign(programme);
  const dayRank = campaign && day ? placeFor(day, accountId, campaign.places) : null;
  if (campaign && dayRank !== null) {
    const { campaignKey } = campaign;
    facts.push({
      streamId: campaignDayStream(issuerId, programmeId, campaignKey, businessDate),
      event: {
        type: 'CampaignPlaceTaken',
        data: { ...decided, businessDate, campaignKey, accountId, receiptId, rank: dayRank },
      },
    });
  }

  const birthday = birthdayHolders?.has(holderId) ?? false;
  const rooms = roomsOf(programme, account.campaigns ?? {}, totals, businessDate);
  const sum = earnPoints(
    { paidFen, tenders, lines: receipt.lines, businessDate, dayRank, grade, birthday, segments, rooms },
    programme,
  );
  const capped = sum.capped.map((one): CappedPoints => ({ ...one, onDate: businessDate }));
  for (const { rule: campaignKey, addedPoints: givenPoints } of capped) {
    const total = totals.get(campaignKey);
    if (!total || givenPoints === 0n) continue;
    const totalPoints = plus(total.totalPoints, givenPoints);
    const data = { ...decided, campaignKey, accountId, receiptId, givenPoints, totalPoints };
    const streamId = campaignStream(issuerId, programmeId, campaignKey);
    facts.push({ streamId, event: { type: 'CampaignPointsGiven', data } });
  }
  const { basePoints, multiplierBp, bonusPoints, earnedPoints, rules } = sum;
  const time = pointsTime(programme.points ?? {}, businessDate);
  const { usableAt, expiresAt } = time;
  if (earnedPoints > 0n) {
    const expiryNotices = time.expiryNotices.length > 0 ? time.expiryNotices : null;
    // What the account owes is paid from points that can be used; pending ones pay when they are confirmed.
    const share = { expiresAt, expiryNotices, sharePoints: earnedPoints };
    const data = {
      ...idsOf(account),
      receiptId,
      basePoints,
      multiplierBp,
      bonusPoints,
      earnedPoints,
      balanceAfterPoints: usableAt === null ? plus(account.balancePoints, earnedPoints) : account.balancePoints,
      lifetimeAfterPoints: plus(account.lifetimePoints, earnedPoints),
      dayRank,
      rules,
      ...decided,
      usableAt,
      expiresAt,
      expiryNotices,
      settledPoints: usableAt === null ? settle(account, [share]).settledPoints : ZERO_POINTS,
      capped: capped.length > 0 ? capped : null,
    };
    facts.push({ streamId: accountId, event: { type: 'PointsEarned', data } });
  }

  // A draw looks at all points that the member has, usable or not.
  const balancePoints = plus(plus(account.balancePoints, pendingPointsOf(account)), earnedPoints);
  for (const { rule } of drawsFor({ balancePoints, earnedPoints, businessDate }, programme)) {
    const data = { accountId, holderId, receiptId, entryId: receipt.entryIdOf(rule), balancePoints, rule, ...decided };
    facts.push({ streamId: accountId, event: { type: 'LotteryEntryGranted', data } });
  }
  const kept = [...rooms].map(([rule, roomPoints]): CampaignRoom => ({ rule, roomPoints }));
  const known = { dayRank, grade, usableAt, expiresAt, rooms: kept.length > 0 ? kept : null };
  return { earned: earnedPoints > 0n ? { earnedPoints, ...known } : null, facts };
}

/** Whether what a receipt earns depends on its member's grade; where it does not, nobody needs to look it up. */
export function earningAsksGrade(programme: Programme): boolean {
  return earningAsks(programme, (one) => 'grade' in one || ('fact' in one && one.fact === 'grade'));
}

/**
 * Whether something that a receipt gives depends on its holder's birthday: points here, or an entitlement that tiering
 * grants for the receipt (domain 2.1: any purchase on the birthday gives one gift a year).
 */
export function purchaseAsksBirthday(programme: Programme): boolean {
  const asked = (one: Condition): boolean => 'fact' in one && one.fact === 'birthday';
  const granted = (programme.entitlements ?? []).filter(({ grant }) => grant.on === 'purchase');
  return earningAsks(programme, asked) || granted.some(({ grant }) => grant.when && asks(grant.when, asked));
}

function earningAsks(programme: Programme, asked: (one: Condition) => boolean): boolean {
  const plan = programme.points;
  return plan !== undefined && [...plan.multipliers, ...plan.bonuses].some((rule) => asks(rule.when, asked));
}

/** Whether a clause of the condition is one that is asked for. */
function asks(condition: Condition, asked: (one: Condition) => boolean): boolean {
  if ('all' in condition) return condition.all.some((one) => asks(one, asked));
  if ('any' in condition) return condition.any.some((one) => asks(one, asked));
  if ('not' in condition) return asks(condition.not, asked);
  return asked(condition);
}

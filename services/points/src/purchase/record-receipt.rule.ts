/** What one receipt does: it is recorded; a member's takes a place of the day, earns points and may give a lottery entry. */
import type {
  AccountEvent,
  CampaignDayEvent,
  PurchaseEvent,
  ReceiptLine,
  ReceiptRecorded,
  ReceiptTender,
} from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type Fen, minus, plus, sumFen } from '@scrip/money';
import { type Condition, counterOf, drawsFor, earnPoints, type Programme } from '@scrip/programme';
import type { AccountState, OpenAccount } from '../account/account.decider.ts';
import {
  type CampaignDayState,
  campaignDayStream,
  placeFor,
  rankedCampaign,
} from '../campaign-day/campaign-day.decider.ts';
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
  /** Of the purchase, YYYY-MM-DD. */
  readonly businessDate: string;
  /** The member's grade as far as it is known here; null where no rule asks for it. */
  readonly grade: string | null;
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
}

/** A fact and the stream it belongs to. */
export interface ReceiptFact {
  readonly streamId: string;
  readonly event: PurchaseEvent | AccountEvent | CampaignDayEvent;
}

/**
 * Records a receipt and what follows from it, all or nothing. Refusals in the order tried:
 * - `receipt_already_recorded` {receiptId, businessDate}: a receipt counts once, whoever sends it again.
 * - `programme_unknown` {programmeId, businessDate}: no version is in force at the time of the purchase.
 * - `account_unknown` {membershipId}: a membership was shown and has no account here (or is another issuer's).
 * - `account_of_other_programme` {membershipId, programmeId, accountProgrammeId}.
 * - `counter_unknown` {lineNo, sku, counterKey}: only known items pass the till (domain 2.1); the first such line.
 * - `tenders_do_not_sum` {paidFen, tendersFen, missingFen}: below zero when more was tendered than the lines cost.
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
  const paidFen = sumFen(lines.map((line) => line.paidFen));
  const tendersFen = sumFen(command.tenders.map((tender) => tender.amountFen));
  if (tendersFen !== paidFen) {
    return reject('tenders_do_not_sum', { paidFen, tendersFen, missingFen: minus(paidFen, tendersFen) });
  }

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
    ownDay,
  };
  const receipt: ReceiptFact = {
    streamId: purchaseStream(issuerId, receiptId),
    event: { type: 'ReceiptRecorded', data: recorded },
  };
  if (!account || paidFen === 0n) return accept(receipt);
  return accept(receipt, ...memberFacts(account, streams.day, { ...command, paidFen }, programme));
}

/** The place taken, the points and the lottery entries of a member's receipt with something paid. */
function memberFacts(
  account: OpenAccount,
  day: CampaignDayState | null,
  receipt: RecordReceipt & { readonly paidFen: Fen },
  programme: Programme,
): readonly ReceiptFact[] {
  const { issuerId, receiptId, programmeId, businessDate, paidFen, tenders, grade, birthdayHolders } = receipt;
  const { accountId, membershipId, holderId } = account;
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
  const earned = earnPoints({ paidFen, tenders, businessDate, dayRank, grade, birthday }, programme);
  const { basePoints, multiplierBp, bonusPoints, earnedPoints, rules } = earned;
  const balanceAfterPoints = plus(account.balancePoints, earnedPoints);
  if (earnedPoints > 0n) {
    const data = {
      accountId,
      membershipId,
      holderId,
      receiptId,
      basePoints,
      multiplierBp,
      bonusPoints,
      earnedPoints,
      balanceAfterPoints,
      lifetimeAfterPoints: plus(account.lifetimePoints, earnedPoints),
      dayRank,
      rules,
      ...decided,
    };
    facts.push({ streamId: accountId, event: { type: 'PointsEarned', data } });
  }

  for (const { rule } of drawsFor({ balancePoints: balanceAfterPoints, earnedPoints, businessDate }, programme)) {
    const entryId = receipt.entryIdOf(rule);
    const data = { accountId, holderId, receiptId, entryId, balancePoints: balanceAfterPoints, rule, ...decided };
    facts.push({ streamId: accountId, event: { type: 'LotteryEntryGranted', data } });
  }
  return facts;
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

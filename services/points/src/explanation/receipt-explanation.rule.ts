/** Why a receipt earned what it earned: rebuilt from its facts and the version it was decided under, never from today's terms. */
import type { LotteryEntryGranted, PointsEarned, ReceiptRecorded } from '@scrip/contracts';
import { type Points, ZERO_POINTS } from '@scrip/money';
import {
  askDraws,
  type ExplainedEarning,
  explainEarning,
  type LocalText,
  type Programme,
  type ToldRule,
  toldRule,
} from '@scrip/programme';

/** The facts of one receipt. */
export interface ReceiptFacts {
  readonly receipt: ReceiptRecorded;
  /** Null where it earned nothing. */
  readonly earned: PointsEarned | null;
  readonly draws: readonly LotteryEntryGranted[];
  /** Points of the account, usable or not, after the receipt; null for a receipt of no member. */
  readonly heldAfterPoints: Points | null;
}

/** What a receipt did and the whole reason. */
export interface ReceiptExplanation {
  readonly receiptId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly membershipId: string | null;
  readonly accountId: string | null;
  readonly businessDate: string;
  /** What the rules knew besides lines and tenders. */
  readonly dayRank: number | null;
  readonly grade: string | null;
  /** Whether the day counted as the holder's birthday; null where nobody asked. */
  readonly ownDay: boolean | null;
  readonly earnedPoints: Points;
  /** Null for a receipt of no member or of 0, and where the programme gives no points. */
  readonly earning: ExplainedEarning | null;
  /** Every lottery of the programme and why it gave an entry or did not. */
  readonly draws: readonly ToldRule[];
  /** The whole in words. */
  readonly words: LocalText;
  /** Whether the rules give today what the facts say; what is not so is a mistake of ours. */
  readonly agrees: boolean;
}

/** Explains a receipt by the functions that decided it (domain 1 and 2.1). */
export function explainReceipt(facts: ReceiptFacts, programme: Programme): ReceiptExplanation {
  const { receipt, earned, heldAfterPoints } = facts;
  const { paidFen, tenders, lines, businessDate, membershipId, ownDay } = receipt;
  const dayRank = receipt.earned?.dayRank ?? earned?.dayRank ?? null;
  const grade = receipt.earned?.grade ?? null;
  const earnedPoints = earned?.earnedPoints ?? ZERO_POINTS;
  const rooms = new Map((receipt.earned?.rooms ?? []).map(({ rule, roomPoints }) => [rule, roomPoints]));
  const segments = receipt.segments ?? [];
  const asked = { paidFen, tenders, lines, businessDate, dayRank, grade, segments, birthday: ownDay ?? false, rooms };
  const earning = membershipId === null || paidFen === 0n ? null : explainEarning(asked, programme);
  const after =
    heldAfterPoints !== null && earning ? { balancePoints: heldAfterPoints, earnedPoints, businessDate } : null;
  const draws = after ? askDraws(after, programme) : [];
  const given = facts.draws.map(({ rule }) => rule);
  return {
    receiptId: receipt.receiptId,
    programmeId: receipt.programmeId,
    programmeVersion: receipt.programmeVersion,
    membershipId,
    accountId: receipt.accountId,
    businessDate,
    dayRank,
    grade,
    ownDay,
    earnedPoints,
    earning,
    draws: draws.map(toldRule),
    words: inWords(receipt, earning, given),
    agrees:
      (earning?.earnedPoints ?? ZERO_POINTS) === earnedPoints &&
      (earned === null || earning?.rules.join() === earned.rules.join()) &&
      draws
        .filter(({ met }) => met)
        .map(({ rule }) => rule)
        .join() === given.join(),
  };
}

function inWords(receipt: ReceiptRecorded, earning: ExplainedEarning | null, given: readonly string[]): LocalText {
  if (receipt.membershipId === null) {
    return { 'zh-CN': '未出示会员身份，不积分。', en: 'No membership was shown, so nothing was earned.' };
  }
  if (receipt.paidFen === 0n) {
    return {
      'zh-CN': '实付为0，不积分，也不占当日名次。',
      en: 'Nothing was paid, so nothing was earned and no place of the day was taken.',
    };
  }
  if (!earning) return { 'zh-CN': '本方案不积分。', en: 'The programme gives no points.' };
  if (given.length === 0) return earning.words;
  return {
    'zh-CN': `${earning.words['zh-CN']}获得抽奖机会（${given.join('、')}）。`,
    en: `${earning.words.en} It gave a lottery entry (${given.join(', ')}).`,
  };
}

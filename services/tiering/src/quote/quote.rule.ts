/** What lines cost a buyer now: a price as the till charges it. */
import { businessDate } from '@scrip/calendar';
import type { QuotedLine, QuoteEvent, QuoteGiven } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { sumFen } from '@scrip/money';
import { counterOf, type LineToPrice, type Programme, priceLine, quoteValidMs, sellsItem } from '@scrip/programme';

/** One line of a till before its price is known. */
export type QuoteLine = Omit<LineToPrice, 'grade' | 'tender' | 'businessDate'> & {
  /** Article as the till knows it. */
  readonly sku: string;
};

/** A buyer's membership as it is known here. */
export interface QuotedMember {
  readonly membershipId: string;
  readonly programmeId: string;
  readonly grade: string;
}

/** What is asked. */
export interface AskQuote {
  readonly quoteId: string;
  readonly programmeId: string;
  /** The membership shown at the till; null for a buyer without one. */
  readonly membershipId: string | null;
  /** Key of the stored-value product it will be paid with; null if that is not known. */
  readonly tender: string | null;
  readonly lines: readonly QuoteLine[];
  /** When it was asked, epoch milliseconds. */
  readonly askedAt: number;
}

/**
 * Prices lines by the programme in force and the buyer's grade (domain 2.1; M2, M3, M4), and by how they are paid (R3);
 * the price stands for as long as the programme says. Refusals in the order tried:
 * - `programme_unknown` {programmeId}: no version is in force.
 * - `membership_unknown` {membershipId}: a membership was shown that the issuer does not have.
 * - `membership_of_other_programme` {membershipId, membershipProgrammeId}.
 * - of each line: `counter_unknown` {lineNo, sku, counterKey}; `item_unknown` {lineNo, sku, counterKey}: the counter lists
 *   its articles and this is none of them, so that no receipt could have it.
 *   `grade_unknown` {lineNo, sku, grade}: the version in force no longer has the member's grade.
 */
export function giveQuote(
  asked: AskQuote,
  member: QuotedMember | undefined,
  programme: Programme | undefined,
): Decision<QuoteEvent> {
  const { quoteId, programmeId, membershipId, tender, askedAt } = asked;
  if (!programme) return reject('programme_unknown', { programmeId });
  if (membershipId !== null && !member) return reject('membership_unknown', { membershipId });
  if (member && member.programmeId !== programmeId) {
    return reject('membership_of_other_programme', { membershipId, membershipProgrammeId: member.programmeId });
  }
  const grade = member?.grade ?? null;
  const day = businessDate(askedAt);
  const lines: QuotedLine[] = [];
  for (const [index, { sku, counterKey, priceClass, tagFen }] of asked.lines.entries()) {
    const lineNo = index + 1;
    const counter = counterOf(programme, counterKey);
    if (counter && !sellsItem(counter, sku)) return reject('item_unknown', { lineNo, sku, counterKey });
    const toPrice = { counterKey, priceClass, tagFen, grade, tender: tender ?? undefined, businessDate: day };
    const priced = priceLine(toPrice, programme);
    if (priced.kind === 'refused') {
      return reject(priced.refusal.code, { lineNo, sku, ...priced.refusal.detail });
    }
    const { paidFen, ratesBp, rules } = priced;
    lines.push({ lineNo, sku, tagFen, priceClass, counterKey, paidFen, ratesBp, rules });
  }
  const data: QuoteGiven = {
    quoteId,
    programmeId,
    programmeVersion: programme.version,
    membershipId,
    grade,
    tender,
    lines,
    tagTotalFen: sumFen(lines.map((line) => line.tagFen)),
    totalFen: sumFen(lines.map((line) => line.paidFen)),
    expiresAt: askedAt + quoteValidMs(programme),
  };
  return accept({ type: 'QuoteGiven', data });
}
